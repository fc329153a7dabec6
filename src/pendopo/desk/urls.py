"""The desk's addresses. Each view says which right it asks for, or asks to sign in."""

from django.urls import path, re_path

from pendopo.desk.pages.account import view as account
from pendopo.desk.pages.audit import view as audit
from pendopo.desk.pages.code import view as code
from pendopo.desk.pages.describing import view as describing
from pendopo.desk.pages.forms import attest
from pendopo.desk.pages.forms import view as forms
from pendopo.desk.pages.hand_in import view as hand_in
from pendopo.desk.pages.health import view as health
from pendopo.desk.pages.home import view as home
from pendopo.desk.pages.matching import view as matching
from pendopo.desk.pages.overview import view as overview
from pendopo.desk.pages.people import view as people
from pendopo.desk.pages.rights import view as rights
from pendopo.desk.pages.sign_in import view as sign_in
from pendopo.desk.pages.submission import acts, deciding
from pendopo.desk.pages.submission import view as submission
from pendopo.desk.pages.uploading import view as uploading
from pendopo.desk.pages.withdraw import view as withdraw

_ONE = "submissions/<int:number>/"
_DRAFT = "drafts/<slug:key>/"
_PERSON = "people/<int:number>/"
urlpatterns = [
    path("", home.home, name="home"),
    path("health", health.health, name="health"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/second/", sign_in.second, name="second"),
    path("sign-in/office/", sign_in.oidc_go, name="oidc_go"),
    path("sign-in/office/back/", sign_in.oidc_back, name="oidc_back"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("language/<str:code>/", sign_in.language, name="language"),
    path("code/", code.code, name="code"),
    path("code/forgotten/", code.forgotten, name="forgotten"),
    path("account/", account.account, name="account"),
    path("account/password/", account.new_password, name="new_password"),
    path("account/second-step/", account.second_step, name="second_step"),
    path("account/e-mail/", account.confirm_email, name="confirm_email"),
    path("account/e-mail/ask/", account.ask_email, name="ask_email"),
    path("account/passkeys/", account.add_passkey, name="add_passkey"),
    path("account/passkeys/<int:number>/remove/", account.remove_passkey, name="remove_passkey"),
    path("account/sign-ins/<int:number>/end/", account.end_sign_in, name="end_sign_in"),
    path("rights/", rights.rights, name="rights"),
    path("people/", people.people, name="people"),
    path(_PERSON, people.person, name="person"),
    path(f"{_PERSON}posts/<int:post>/take/", people.take_post, name="take_post"),
    path(f"{_PERSON}code/", people.new_code, name="new_code"),
    path(f"{_PERSON}reach/", people.reach, name="reach"),
    path(f"{_PERSON}second-step/take/", people.take_second_step, name="take_second_step"),
    path(f"{_PERSON}shut/", people.shut, name="shut"),
    path("uploads/", uploading.begin, name="uploads"),
    path("uploads/<slug:key>/", uploading.upload, name="upload"),
    path("forms/", forms.forms, name="forms"),
    path("forms/<slug:form>/", forms.begin, name="form"),
    path(_DRAFT, forms.draft, name="draft"),
    path(f"{_DRAFT}sign/", attest.attest, name="attest"),
    path(f"{_DRAFT}sign/claim.txt", attest.attest_text, name="attest_text"),
    path(f"{_DRAFT}drop/", forms.drop, name="draft_drop"),
    path(f"{_DRAFT}<slug:name>/", forms.step, name="draft_step"),
    path(f"{_DRAFT}<slug:name>/<slug:row>/take/", forms.take_row, name="draft_row"),
    path("hand-in/", hand_in.hand_in, name="hand_in"),
    path("hand-in/<slug:register>.xlsx", hand_in.blank_form, name="blank_form"),
    path(_ONE, submission.submission, name="submission"),
    path(f"{_ONE}versions/<int:version>/", submission.version_file, name="version_file"),
    path(f"{_ONE}photos/<slug:sha256>.jpg", submission.photo_file, name="photo_file"),
    path(f"{_ONE}comments/", submission.with_comments, name="with_comments"),
    path(f"{_ONE}comment/", acts.comment, name="comment"),
    path(f"{_ONE}cancel/", acts.cancel, name="cancel"),
    path(f"{_ONE}retry/", acts.retry, name="retry"),
    path(f"{_ONE}columns/", matching.columns, name="columns"),
    path(f"{_ONE}columns/look/", matching.look, name="columns_look"),
    path(f"{_ONE}columns/use/", matching.use, name="columns_use"),
    path(f"{_ONE}kinds/", describing.kinds, name="kinds"),
    path(f"{_ONE}kinds/look/", describing.look, name="kinds_look"),
    path(f"{_ONE}kinds/use/", describing.use, name="kinds_use"),
    path(f"{_ONE}kinds/file/", describing.file, name="kinds_file"),
    path(f"{_ONE}kinds/guess/", describing.guess, name="kinds_guess"),
    path(f"{_ONE}file/", acts.new_file, name="new_file"),
    path(f"{_ONE}mend/", acts.mend, name="mend"),
    path(f"{_ONE}say/", acts.say_of_it, name="say_of_it"),
    path(f"{_ONE}send/", acts.send, name="send"),
    path(f"{_ONE}take-back/", acts.take_back, name="take_back"),
    path(f"{_ONE}take-up/", acts.take_up, name="take_up"),
    path(f"{_ONE}give-up/", acts.give_up, name="give_up"),
    path(f"{_ONE}let-through/", deciding.let_through, name="let_through"),
    path(f"{_ONE}approval/", deciding.approval, name="approval"),
    path(f"{_ONE}send-back/", deciding.send_back, name="send_back"),
    path(f"{_ONE}recall/", deciding.recall, name="recall"),
    re_path(
        r"^preview/(?P<name>[0-9]+-[0-9a-f]{16})/(?P<rest>.*)$", submission.preview, name="preview"
    ),
    path("overview/", overview.overview, name="overview"),
    path("overview/remind/", overview.remind, name="remind"),
    path("withdraw/<slug:publication>/", withdraw.withdrawing, name="withdraw"),
    path("withdraw/<slug:publication>/signed/", withdraw.signed, name="withdraw_signed"),
    path("withdraw/<slug:publication>/drop/", withdraw.drop, name="withdraw_drop"),
    path("withdraw/<slug:publication>/text/", withdraw.text, name="withdraw_text"),
    path("audit/", audit.audit, name="audit"),
    path("audit.csv", audit.audit_csv, name="audit_csv"),
]

"""What a reviewer decides: to let a submission through, with their own key, or to send it back."""

from dataclasses import asdict
from datetime import date
from http import HTTPStatus
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.desk import passkeys
from pendopo.desk.approving import (
    ApprovalError,
    Asked,
    ask,
    by_own_key,
    hold_signed,
    kept,
    own_keys,
)
from pendopo.desk.audit import record
from pendopo.desk.findings import report_of, warned
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.look import name_of
from pendopo.desk.models import Passkey, Stage, Submission, Version
from pendopo.desk.page import page, posted, tell
from pendopo.desk.pages.submission.acts import (
    TEXT_MOST,
    day_of_form,
    move,
    moved,
    not_moved,
    previewed,
    publish,
    taken_back,
    unseen,
)
from pendopo.desk.pages.submission.view import again, differing, preview_of, submission_of
from pendopo.desk.recalling import RECALLED
from pendopo.desk.rights import Right
from pendopo.desk.seen import hash_of
from pendopo.published.approvals import challenge
from pendopo.terms.wording import say

# Where a sign-in holds what its owner's key is asked to sign.
_ASKED: Final = "approval"


@needs(Right.REVIEW)
@posted
def let_through(request: HttpRequest, number: int) -> HttpResponse:
    """Let it through: from now on, or from a day on."""
    found = submission_of(request, number, Right.REVIEW)
    day, waved, fault, field = _asked_for(request, found)
    if fault:
        return again(request, number, fault, field=field)
    if by_own_key(hall(request), found):
        return _to_sign(request, found, day, waved)
    with transaction.atomic():
        # Read once more where nobody else writes: what is compared is what is let through.
        found = Submission.objects.select_for_update().get(pk=number)
        version = found.version
        if version is None or found.stage != Stage.SENT:
            return not_moved(request, number, "approved")
        if request.POST.get("seen") != hash_of(hall(request), found, version):
            return again(request, number, _changed())
        found.not_before, found.waved = day, waved or found.waved
        _approve(request, found, version)
    tell(request, say("You let it through."))
    return again(request, number)


def _asked_for(request: HttpRequest, found: Submission) -> tuple[date | None, str, str, str]:
    """Read from which day it may be public, and why a warning is waved through.

    :returns: both, what is wrong with them, and in which field that is
    """
    waved = request.POST.get("waved", "").strip()[:TEXT_MOST]
    day, fault = day_of_form(request)
    if warned(report_of(found.version)) and not waved:
        return day, waved, _("A rule warns. Write why it is right all the same."), "waved"
    if not previewed(found):
        return day, waved, unseen(), ""
    return day, waved, fault, "not_before"


def _to_sign(request: HttpRequest, found: Submission, day: date | None, waved: str) -> HttpResponse:
    """Write what the reviewer's own key is to sign, and lead to where it is signed."""
    opened, version = hall(request), found.version
    if version is None or found.stage != Stage.SENT:
        return not_moved(request, found.pk, "approved")
    if request.POST.get("seen") != hash_of(opened, found, version):
        return again(request, found.pk, _changed())
    keys = [one for one in own_keys(opened, signed_in(request)) if one.role]
    own = next((one for one in keys if str(one.kept.pk) == request.POST.get("key")), None)
    if own is None:
        text = _("Your own key is not introduced yet. The page says what to do.")
        return again(request, found.pk, text)
    found.not_before, found.waved = day, waved or found.waved
    asked = ask(opened, found, version, own, timezone.now())
    request.session[_ASKED] = asdict(asked)
    return HttpResponseRedirect(reverse("approval", args=[found.pk]))


@needs(Right.REVIEW)
def approval(request: HttpRequest, number: int) -> HttpResponse:
    """Have what was looked at signed with the reviewer's own key; then it is let through."""
    found = submission_of(request, number, Right.REVIEW)
    if request.method == "POST" and found.stage != Stage.SENT:
        return not_moved(request, number, "approved")
    asked = Asked(**request.session[_ASKED]) if _ASKED in request.session else None
    key = signed_in(request).passkeys.filter(pk=asked.kept).first() if asked else None
    if asked is None or key is None or (asked.number, found.stage) != (number, Stage.SENT):
        tell(request, say("Look at it once more, and go on from here to sign it."))
        return again(request, number)
    if request.method != "POST":
        return _signing(request, found, asked, key)
    try:
        sent = request.POST.get("credential", "")
        assertion = passkeys.approved(request, key, sent, challenge(asked.statement))
    except passkeys.PasskeyError:
        text = _("The device did not sign it. Nothing was let through; try again.")
        return _signing(request, found, asked, key, text)
    fault = _sign(request, number, asked, kept(asked, assertion))
    if fault:
        return again(request, number, fault)
    del request.session[_ASKED]
    tell(request, say("You let it through, and your own key signed it."))
    return again(request, number)


def _sign(request: HttpRequest, number: int, asked: Asked, signed: dict[str, str]) -> str:
    """Let through what was signed, as the signer will hold it; give what is in the way."""
    with transaction.atomic():
        # Read once more where nobody else writes.
        found = Submission.objects.select_for_update().get(pk=number)
        version = found.version
        if version is None or found.stage != Stage.SENT:
            return moved()
        found.not_before = date.fromisoformat(asked.not_before) if asked.not_before else None
        found.waved, found.approval = asked.waved, signed
        try:
            opened = hall(request)
            seen = hash_of(opened, found, version)
            hold_signed(opened, found, version, seen, timezone.now())
        except ApprovalError as error:
            return _(str(error))
        _approve(request, found, version)
    return ""


@needs(Right.REVIEW)
@posted
def send_back(request: HttpRequest, number: int) -> HttpResponse:
    """Send it back with words."""
    found = submission_of(request, number, Right.REVIEW)
    answer = request.POST.get("answer", "").strip()[:TEXT_MOST]
    if not answer:
        return again(request, number, _("Write what is to be changed."), field="answer")
    with transaction.atomic():
        if not move(found, {Stage.SENT}, Stage.RETURNED, answer=answer):
            return not_moved(request, number, "returned")
        record(signed_in(request).name, "returned", number)
    tell(request, say("Sent back with your words."))
    return again(request, number)


@needs(Right.REVIEW)
@posted
def recall(request: HttpRequest, number: int) -> HttpResponse:
    """Take back that one let it through oneself: it waits for a reviewer again."""
    found = submission_of(request, number, Right.REVIEW)
    if found.reviewer_id != signed_in(request).pk:
        return not_moved(request, number, RECALLED)
    answer = taken_back(request, number, RECALLED)
    if answer.status_code == HTTPStatus.FOUND:
        tell(request, say("You took it back: it waits for a reviewer again. Look at it anew."))
    return answer


def _signing(
    request: HttpRequest, found: Submission, asked: Asked, key: Passkey, fault: str = ""
) -> HttpResponse:
    """Show what is signed, and ask the device for it."""
    opened, version = hall(request), found.version
    preview = preview_of(opened, version, Stage.SENT)
    context = {
        "one": found,
        "preview": preview,
        "differing": differing(opened, preview, report_of(version)),
        "statement": asked.statement,
        "key": key,
        "not_before": asked.not_before,
        "waved": asked.waved,
        "faults": (fault,) if fault else (),
        "options": passkeys.options_to_approve(request, key, challenge(asked.statement)),
        "passkey_script": name_of("js", "passkey"),
    }
    template = "desk/pages/submission/approval.html"
    return page(request, template, context, status=422 if fault else 200)


def _approve(request: HttpRequest, found: Submission, version: Version) -> None:
    """Write down who let it through, and what just that was; then have it published."""
    person = signed_in(request)
    facts: dict[str, Any] = {
        "reviewer": person,
        "reviewed_at": timezone.now(),
        "reviewed_sha256": version.sha256,
        "reviewed": hash_of(hall(request), found, version),
        "not_before": found.not_before,
        "waved": found.waved,
        "approval": found.approval,
    }
    move(found, {Stage.SENT}, Stage.APPROVED, **facts)
    seen = {"sha256": version.sha256, "seen": facts["reviewed"]}
    if found.approval:  # the chain of acts then holds what was signed, too
        seen["signed"] = challenge(found.approval["statement"]).hex()
    record(person.name, "approved", found.pk, **seen)
    publish(request, found)


def _changed() -> str:
    return _("The file, or what is said of it, was changed meanwhile. Look at it again.")

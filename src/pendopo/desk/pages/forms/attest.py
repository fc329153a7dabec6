"""The end of an attestation's form: the text to be signed, and what was signed handed in."""

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pendopo.desk.attesting import NOTE, SIGNED, STEP, text_of
from pendopo.desk.audit import record
from pendopo.desk.forms import rows_in
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.models import Draft
from pendopo.desk.page import page, tell, word
from pendopo.desk.pages.forms.shown import shown
from pendopo.desk.pages.forms.view import begun_draft, steps_in
from pendopo.desk.rights import Right
from pendopo.desk.signer import SignerError, ask
from pendopo.published.claims.claim import ClaimError
from pendopo.published.people import SignedError
from pendopo.standards.statement import StatementError
from pendopo.terms.wording import say

_NOTE_MOST = 1_000_000
_WAIT_S = 20.0


@needs(Right.HAND_IN)
def attest(request: HttpRequest, key: str) -> HttpResponse:
    """Show what is to be signed; take what was."""
    found, form = begun_draft(request, key)
    if not form.claims:
        raise Http404
    faults = _handed_in(request, found) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        return HttpResponseRedirect(reverse("attest", args=[key]))
    text, wrong = _text(request, found)
    context = {
        "draft": found,
        "form": form,
        "steps": [shown(found, form, one) for one in steps_in(request, form)],
        "faults": faults or ([wrong] if wrong and rows_in(found.content, STEP) else []),
        "text": text,
    }
    return page(request, "desk/pages/forms/attest.html", context, 422 if faults else 200)


@needs(Right.HAND_IN)
def attest_text(request: HttpRequest, key: str) -> HttpResponse:
    """Give the text that is signed, as a file."""
    found, form = begun_draft(request, key)
    text = _text(request, found)[0] if form.claims else ""
    if not text:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="claim.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def _text(request: HttpRequest, found: Draft) -> tuple[str, str]:
    """Give the text, and what is wrong where there is none."""
    row = next(iter(rows_in(found.content, STEP)), {})
    try:
        return text_of(hall(request), row, get_language() or "en", timezone.now()), ""
    except (ClaimError, StatementError, ValueError) as error:
        return "", _told(error)


def _handed_in(request: HttpRequest, found: Draft) -> list[str]:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        return [_("There was no file. Choose the one that was signed.")]
    try:
        data = sent.read(_NOTE_MOST)
        made = hall(request).claiming.look(data, timezone.now())
        _keep(found, data)
        ask(hall(request), {"claim": found.pk}, _WAIT_S)
    except (ClaimError, SignedError, SignerError) as error:
        return [_told(error)]
    if made.refused:
        return [_("It holds personal data: the log will say that it was refused, and no more.")]
    record(signed_in(request).name, "attested", office=found.office)
    Draft.objects.filter(pk=found.pk).update(handed=made.scope["number"], dropped=True)
    tell(request, say("Handed in. It is public from now on, and in the log with the next entry."))
    return []


def _keep(found: Draft, data: bytes) -> None:
    """Lay what was signed down for the signer: these pages write nothing that is public."""
    content = {**found.content, SIGNED: [{NOTE: data.decode()}]}
    Draft.objects.filter(pk=found.pk).update(content=content)


def _told(error: Exception) -> str:
    values = {name: str(value) for name, value in getattr(error, "values", {}).items()}
    message = word(getattr(error, "message", str(error)), **values)
    return f"{message} {word(getattr(error, 'write', ''), **values)}".strip()

"""Withdrawing something published: hidden by one officer, taken away by what two signed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pendopo.desk.audit import record
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.models import Wish, Withdrawal
from pendopo.desk.page import page, posted, tell, word
from pendopo.desk.rights import Right
from pendopo.desk.taking_back import order_withdrawal
from pendopo.desk.wishes import covered, hidden_already, publication_of, told, why
from pendopo.programme.programme import Programme
from pendopo.published.people import SignedError
from pendopo.published.state import Publication
from pendopo.terms.roles import REDACTION
from pendopo.terms.wording import say

# The same form came before, and its answer was lost; or somebody else was faster.
_HIDDEN = say("It is hidden already, since {since}: entry {entry} of the log. Nothing was added.")
_NOTE_MOST = 1_000_000
_SHOWN = 20


@needs(Right.WITHDRAW)
def withdrawing(request: HttpRequest, publication: str) -> HttpResponse:
    """Show how it stands, and take what is wanted."""
    one = _covered(request, publication)
    faults: list[str] = []
    if request.method == "POST":
        faults = _wanted(request, one)
        if not faults:
            return HttpResponseRedirect(reverse("withdraw", args=[publication]))
    return _shown(request, one, faults)


@needs(Right.WITHDRAW)
@posted
def signed(request: HttpRequest, publication: str) -> HttpResponse:
    """Take what an officer signed; once two of different units have, it goes."""
    one = _covered(request, publication)
    open_ = _open(one)
    sent = request.FILES.get("file")
    if open_ is None or not isinstance(sent, UploadedFile):
        return _shown(request, one, [_("There was no file. Choose the one that was signed.")])
    note, opened = sent.read(_NOTE_MOST).decode("utf-8", "replace"), hall(request)
    try:
        opened.signing.people(opened.recorded()).check(note, REDACTION, opened.origin)
    except SignedError as error:
        return _shown(request, one, [why(told(error), word)])
    if open_.text not in note:
        return _shown(request, one, [_("This is another text than the one that waits here.")])
    with transaction.atomic():
        open_ = Withdrawal.objects.select_for_update().get(pk=open_.pk)
        Withdrawal.objects.filter(pk=open_.pk).update(notes=[*open_.notes, note], fault="")
        record(signed_in(request).name, "withdrawal-signed", publication=one.id)
        order_withdrawal(open_)
    tell(request, say("Handed in. Once two of different units have signed, it goes."))
    return HttpResponseRedirect(reverse("withdraw", args=[publication]))


@needs(Right.WITHDRAW)
@posted
def drop(request: HttpRequest, publication: str) -> HttpResponse:
    """Want it no more: as long as it is not in the log."""
    one = _covered(request, publication)
    if Withdrawal.objects.filter(publication=one.id, entry=None, dropped=False).update(
        dropped=True
    ):
        record(signed_in(request).name, "withdrawal-dropped", publication=one.id)
    return HttpResponseRedirect(reverse("withdraw", args=[publication]))


@needs(Right.WITHDRAW)
def text(request: HttpRequest, publication: str) -> HttpResponse:
    """Give the text that two officers sign, as a file."""
    open_ = _open(_covered(request, publication))
    if open_ is None:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="withdrawal.txt"'}
    return HttpResponse(open_.text, content_type="text/plain; charset=utf-8", headers=headers)


def _covered(request: HttpRequest, id_: str) -> Publication:
    one = publication_of(hall(request), id_)
    if one is None:
        raise Http404
    if not covered(hall(request), signed_in(request), one):
        raise PermissionDenied
    return one


def _open(one: Publication) -> Withdrawal | None:
    """Give the redaction that waits for signatures."""
    waits = Withdrawal.objects.filter(publication=one.id, entry=None, dropped=False)
    return waits.filter(wish=Wish.REDACT).exclude(text="").first()


def _wanted(request: HttpRequest, one: Publication) -> list[str]:
    """Write down what is wanted; give what is wrong with it."""
    wish, reason = request.POST.get("wish", ""), request.POST.get("reason", "")
    reasons = hall(request).withdrawing.reasons.reasons
    if wish not in set(Wish):
        return [_("Choose what is to be done.")]
    if wish != Wish.END and reason not in reasons:
        return [_("Choose a reason of the list.")]
    said = {name: " ".join(request.POST.get(name, "").split()) for name in ("says", "appeal")}
    if wish == Wish.REDACT and not said["says"]:
        return [_("Write what the public reads.")]
    if wish == Wish.HOLD and (hold := hidden_already(hall(request), one, reason)):
        tell(request, _HIDDEN, since=f"{hold.since[:16].replace('T', ' ')} UTC", entry=hold.index)
        return []
    facts = {
        "publication": one.id,
        "wish": wish,
        "reason": reason if wish != Wish.END else "",
        "said": said if wish == Wish.REDACT else {},
        "by": signed_in(request),
    }
    with transaction.atomic():
        waits = Withdrawal.objects.filter(entry=None, dropped=False, fault="", text="", **facts)
        if waits.exists():  # the same form came before, and its answer was lost
            return []
        made = Withdrawal.objects.create(**facts, made_at=timezone.now())
        record(signed_in(request).name, f"{wish}-asked", publication=one.id)
        order_withdrawal(made)
    return []


def _shown(request: HttpRequest, one: Publication, faults: list[str]) -> HttpResponse:
    opened = hall(request)
    metadata, names = opened.metadata(one), {ref.c for ref in one.objects}
    withdrawn = opened.recorded().withdrawn
    mine = Withdrawal.objects.filter(publication=one.id, entry=None)
    waits = [each for each in mine[:_SHOWN] if each.fault or not (each.dropped or each.text)]
    context: dict[str, Any] = {
        "id": one.id,
        "title": metadata.title if metadata else one.id,
        "faults": faults,
        "held": any(names & {ref.c for ref in hold.names} for hold in withdrawn.lasting),
        "gone": any(c in withdrawn.redacted for c in names),
        "reasons": _reasons(opened),
        "open": _open(one),
        "waits": [(each.get_wish_display(), why(each.fault, word)) for each in waits[:1]],
        "done": Withdrawal.objects.filter(publication=one.id).exclude(entry=None)[:_SHOWN],
    }
    return page(request, "desk/pages/withdraw/withdraw.html", context, 422 if faults else 200)


def _reasons(opened: Programme) -> list[dict[str, str]]:
    language = get_language() or "en"
    found = opened.withdrawing.reasons.reasons.values()
    return [
        {"code": one.code, "text": one.text(language), "source": one.source(language)}
        for one in found
    ]

"""How to check the record without trusting this site, and a place to bring a file or a receipt to.

A file is found by its salted commitment (``published.brought.contents``): by a script in the
browser, which sends neither the file nor its hash; by a form, which sends the file; or by its
SHA-256, for whoever computed it elsewhere.
"""

import re
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from pendopo.portal.pages.verify import told
from pendopo.portal.pages.verify.facts import facts
from pendopo.portal.pages.verify.upload import BusyError, Hashing, TooSlowError, receive
from pendopo.portal.visit import Context, Visit, answer, enter, page
from pendopo.portal.witnessing import signings
from pendopo.programme.bringing import RECEIPT_BYTES_MOST
from pendopo.published.brought.contents import DIGITS
from pendopo.published.brought.receipt import BroughtError, is_ours
from pendopo.terms.entry import commitment
from pendopo.terms.wording import fill

_HASH = re.compile(rf"[0-9a-f]{{{DIGITS}}}")
_BEGINS = re.compile(rf"[0-9a-f]{{0,{DIGITS}}}")
_CANDIDATES_MOST = 5_000
_RETRY_S = "20"


@page("pages/verify/verify.html", frozenset({"sha256", "salt"}), facts=facts)
def verify(visit: Visit) -> Context:
    """Gather the page; its commands name the newest publication, so that they work as printed.

    :raises BadRequest: when what was written for a SHA-256 or a salt is none
    """
    return {**_page(visit), "answer": _asked(visit)}


@answer(frozenset({"c"}))
def verify_found(visit: Visit) -> HttpResponseBase:
    """Answer the script, which holds the file: the part of the page that says whose it is."""
    c = _hash(str(visit.query.get("c", "")), "c")
    places = visit.programme.brought.of_commitment(visit.state, c)
    found = told.of_places(visit, places, told.Known.BYTES)
    context = {"visit": visit, "answer": found}
    return HttpResponse(render_to_string("pages/verify/answer.html", context))


@answer(frozenset({"begins"}))
def verify_contents(visit: Visit) -> HttpResponseBase:
    """Give the salts of contents whose SHA-256 begins with some digits, and no SHA-256.

    :raises BadRequest: when they are no digits, or too few to tell the contents apart
    """
    begins = str(visit.query.get("begins", ""))
    if not _BEGINS.fullmatch(begins):
        words = _("begins is {found}. Write the first hexadecimal digits of a SHA-256.")
        raise BadRequest(fill(words, {"found": begins}))
    found = visit.programme.brought.candidates(visit.state, begins)
    if len(found) > _CANDIDATES_MOST:
        raise BadRequest(_("More contents begin so than one answer holds. Write one digit more."))
    return JsonResponse({"begins": begins, "contents": [one._asdict() for one in found]})


def _received(
    respond: Callable[[Visit, Hashing, str], Context],
) -> Callable[..., HttpResponseBase]:
    """Make a view of a function that answers for a file that was sent."""

    @wraps(respond)
    def view(request: HttpRequest, language: str, size: int | None = None) -> HttpResponseBase:
        visit = enter(request, language, size, ("verify", {}))
        if request.method != "POST":
            return HttpResponseRedirect(visit.address("verify"))
        with translation.override(language), timezone.override(visit.government.timezone):
            status = 200
            try:
                found = respond(visit, *receive(request))
            except BusyError:
                status, found = 503, {"kind": "busy"}
            except TooSlowError:
                status, found = 408, {"kind": "slow"}
            context = {"visit": visit, **_page(visit), "answer": found}
            text = render_to_string("pages/verify/verify.html", context)
        headers = {"Cache-Control": "no-store"}
        if status == 503:  # noqa: PLR2004
            headers["Retry-After"] = _RETRY_S
        return HttpResponse(text, status=status, headers=headers)

    return view


@_received
def verify_file(visit: Visit, file: Hashing, salt: str) -> Context:
    """Answer for a file, a receipt or a checkpoint that was sent.

    :raises BadRequest: when what was written for a salt is none
    """
    if not file.name:
        return {"kind": "nothing"}
    named = {"name": file.name, "sha256": file.sha256.hex(), "bytes": file.size}
    head = bytes(file.head)
    if not salt and len(head) <= RECEIPT_BYTES_MOST and is_ours(head):
        try:
            return {**told.of_held(visit, visit.programme.brought.hold(head)), **named}
        except BroughtError as error:
            return {**told.of_error(error), **named}
    return {**_by_hash(visit, file.sha256, salt, told.Known.BYTES), **named}


def _page(visit: Visit) -> Context:
    publications = visit.state.publications
    return {
        "example": publications[-1] if publications else None,
        "policy": _text(visit, "policy.txt"),
        "signings": signings(visit),
        "needed": visit.programme.witnesses.policy(visit.state.size).needed(),
        "send_to": told.at_present(visit).address("verify_file"),
        "nowhere": {"kind": "none"},
        "digits": 0 if visit.static else visit.programme.brought.digits(visit.state),
        "most_mb": visit.programme.config.serve.check_mb,
    }


def _asked(visit: Visit) -> Context | None:
    """Answer for a SHA-256 that was written; None where none was."""
    sha256 = str(visit.query.get("sha256", "")).strip().lower()
    if not sha256:
        return None
    digest = bytes.fromhex(_hash(sha256, "sha256"))
    found = _by_hash(visit, digest, str(visit.query.get("salt", "")), told.Known.HASH)
    return {**found, "sha256": sha256}


def _by_hash(visit: Visit, sha256: bytes, salt: str, known: told.Known) -> Context:
    brought = visit.programme.brought
    salt = salt.strip().lower()
    if salt:
        c = commitment(bytes.fromhex(_hash(salt, "salt")), sha256)
        return told.of_places(visit, brought.of_commitment(visit.state, c), known)
    return told.of_places(visit, brought.of_sha256(visit.state, sha256), known)


def _hash(found: str, name: str) -> str:
    if not _HASH.fullmatch(found):
        words = _("{name} is {found}. Write 64 hexadecimal digits.")
        raise BadRequest(fill(words, {"name": name, "found": found[:80]}))
    return found


def _text(visit: Visit, name: str) -> str:
    path = visit.programme.public / name
    return path.read_text("utf-8") if path.exists() else ""

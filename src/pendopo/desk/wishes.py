"""What the signer does of a withdrawal that somebody at the desk wants."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone

from pendopo.desk.advice import here
from pendopo.desk.models import Person, Submission, Wish, Withdrawal
from pendopo.desk.rights import Right, may
from pendopo.programme.programme import Programme
from pendopo.programme.withdrawable import WithdrawalError
from pendopo.published.people import SignedError
from pendopo.published.state import Publication
from pendopo.published.withdrawals import REASON, Hold
from pendopo.stages.validate.labels import called
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Entry
from pendopo.terms.wording import say

_KINDS: Final[Mapping[Wish, EntryType]] = {
    Wish.HOLD: EntryType.HOLD,
    Wish.END: EntryType.HOLD_LAPSED,
    Wish.REDACT: EntryType.REDACTION,
}


class WishError(Exception):
    """Why it is not done: words marked with ``say``, or what ``told`` gave."""


def withdraw(opened: Programme, number: int, now: datetime) -> Entry:  # noqa: ARG001  as publish
    """Hide, give back, or take away what a withdrawal names, once.

    :raises WishError: when nobody who may wants it, or it cannot be done
    """
    wanted = Withdrawal.objects.select_related("by").filter(pk=number, entry=None).first()
    if wanted is None or wanted.dropped:
        raise WishError(say("Nobody wants this withdrawn, or it was done already."))
    try:
        entry = _withdrawn(opened, wanted)
    except WishError:
        known = _withdrawn_before(opened, wanted)
        if known is None:
            raise
        entry = known
    opened.follow()
    return entry


def _withdrawn(opened: Programme, wanted: Withdrawal) -> Entry:
    one = publication_of(opened, wanted.publication)
    if one is None or not wanted.by.is_active or not covered(opened, wanted.by, one):
        raise WishError(say("Who wants this withdrawn may not."))
    withdrawing, ids = opened.withdrawing, (wanted.publication,)
    try:
        if wanted.wish == Wish.HOLD:
            return withdrawing.hold(ids, wanted.reason, (), timezone.now)
        if wanted.wish == Wish.END:
            return withdrawing.end(ids, (), timezone.now)[-1]
        return withdrawing.apply([str(note) for note in wanted.notes], timezone.now)[0]
    except (WithdrawalError, SignedError) as error:
        raise WishError(told(error)) from error
    except KeyError as error:
        raise WishError(say("This reason is not in the list of the country.")) from error


def _withdrawn_before(opened: Programme, wanted: Withdrawal) -> Entry | None:
    """Give the entry that a crash kept us from writing down.

    It came after this was wanted, does just this, and is no other wish's.
    """
    one, kind = publication_of(opened, wanted.publication), _KINDS[Wish(wanted.wish)]
    names = {ref.c for ref in one.objects} if one else set()
    others = set(Withdrawal.objects.exclude(entry=None).values_list("entry", flat=True))
    for entry in reversed(opened.recorded().entries):
        leaf = entry.leaf
        if leaf.time < f"{wanted.made_at:%Y-%m-%dT%H:%M:%SZ}":
            return None
        reason = (leaf.scope or {}).get(REASON)
        fits = leaf.type == kind and wanted.reason in {"", reason} and entry.index not in others
        if fits and any(ref.c in names for ref in leaf.objects):
            return entry
    return None


def publication_of(opened: Programme, id_: str) -> Publication | None:
    """Give a publication by its id; None where there is none."""
    try:
        return opened.recorded().publication_of(id_)
    except KeyError:
        return None


def covered(opened: Programme, person: Person, one: Publication) -> bool:
    """Whether somebody may withdraw a publication: by its office and its register."""
    metadata = opened.metadata(one)
    office = metadata.publisher if metadata else ""
    return may(person, Right.WITHDRAW, Submission(register=one.register, office=office))


def hidden_already(opened: Programme, one: Publication, reason: str) -> Hold | None:
    """Give the hold by which all of a publication is hidden, as it would be for a reason.

    Of something else than personal data it comes back by itself: what is hidden so is not yet
    hidden as personal data is.
    """
    withdrawing, withdrawn = opened.withdrawing, opened.recorded().withdrawn
    personal = withdrawing.reasons.reasons[reason].personal
    names = {ref.c for ref in one.objects} - withdrawn.redacted.keys()
    holds = [hold for hold in withdrawn.lasting if withdrawing.lasts(hold) or not personal]
    mine = [hold for hold in holds if names & {ref.c for ref in hold.names}]
    held = {ref.c for hold in mine for ref in hold.names}
    return mine[0] if names and names <= held else None


def told(error: Exception) -> str:
    """Give why it is refused as it is kept: in words for whoever reads it later, see ``why``."""
    values = {name: str(one) for name, one in getattr(error, "values", {}).items()}
    message, write = getattr(error, "message", str(error)), getattr(error, "write", "")
    return json.dumps([message, here(write), values])


def why(kept: str, word: Callable[..., str]) -> str:
    """Say why something was refused.

    :param kept: as ``told`` gave it, or a sentence that was written down or marked with ``say``
    :param word: gives a marked text with its values in the reader's language
    """
    try:
        message, write, values = json.loads(kept)
    except (ValueError, TypeError):
        return word(kept)
    found = {name: word(called(one, word)) if one else "" for name, one in values.items()}
    return f"{word(message, **found)} {word(write, **found)}".strip()

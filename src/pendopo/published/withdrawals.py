"""What is hidden and what was taken away: the fold of holds, their ends, and redactions.

A ``hold`` names objects that are hidden for at most 72 hours; one that is logged again (``prev``
names the entry before) lasts on. A ``hold-lapsed`` gives them back. A ``redaction`` names objects
whose content and salts are destroyed. All three name them by commitments, and the reason is a code.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pendopo.terms.entry import HOLDS, REDACTS, EntryType, ObjectRef
from pendopo.terms.journey import Entry

HELD_MOST = timedelta(hours=72)
# A hold whose end is late explains an absence for a day longer, to whoever reads the log alone.
_LATE_MOST = timedelta(hours=24)
REASON = "reason"
STATEMENT = "statement"
# So many people, each of another unit, take something away.
SIGNERS_LEAST = 2


@dataclass(frozen=True, slots=True)
class Hold:
    """Objects that were hidden for a while.

    :param index: the entry that hid them
    :param reason: a code of a legal list
    :param since: when it began, RFC 3339 in UTC
    :param names: the objects that it hides still; once it ended, those that it hid last
    :param last: the entry that logged it last
    :param again: when that was
    :param ended: the entry that ended it, or None while it lasts
    :param until: when that was; empty while it lasts
    :param lapsed: it ended without a decision
    """

    index: int
    id: str
    reason: str
    since: str
    names: tuple[ObjectRef, ...]
    last: int
    again: str
    ended: int | None = None
    until: str = ""
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Redaction:
    """Objects that were taken away for good.

    :param reason: a code of a legal list; empty in an entry that gives none
    :param statement: what two officers signed; None where nobody did
    """

    index: int
    id: str
    at: str
    reason: str
    names: tuple[ObjectRef, ...]
    statement: ObjectRef | None = None


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """All of a log, oldest first."""

    holds: tuple[Hold, ...] = ()
    redactions: tuple[Redaction, ...] = ()

    @property
    def lasting(self) -> tuple[Hold, ...]:
        """The holds in force."""
        return tuple(hold for hold in self.holds if hold.ended is None)

    @property
    def held(self) -> dict[str, int]:
        """The commitments that are hidden now, to the entry that began it."""
        return {one.c: hold.index for hold in self.lasting for one in hold.names}

    @property
    def redacted(self) -> dict[str, int]:
        """The commitments whose content was taken away, to the entry that says why."""
        return {one.c: taken.index for taken in self.redactions for one in taken.names}


def withdrawals(entries: Iterable[Entry]) -> Withdrawals:
    """Fold entries, in the order of the log."""
    holds: dict[int, Hold] = {}
    redactions: list[Redaction] = []
    for entry in entries:
        leaf = entry.leaf
        if leaf.type is EntryType.HOLD:
            _hold(entry, holds)
        elif leaf.type is EntryType.HOLD_LAPSED:
            _release(entry, holds, lapsed=True)
        elif leaf.type is EntryType.REDACTION:
            _release(entry, holds, lapsed=False)
            redactions.append(_redaction(entry))
    return Withdrawals(tuple(holds.values()), tuple(redactions))


def explains(since: str, last: str) -> bool:
    """Whether a hold logged at a time explains an absence, in a log whose last entry has another.

    A reader of the log alone has no other clock than the log's own.
    """
    began, now = datetime.fromisoformat(since), datetime.fromisoformat(last)
    return now - began < HELD_MOST + _LATE_MOST


def _hold(entry: Entry, holds: dict[int, Hold]) -> None:
    leaf = entry.leaf
    lasting = [hold for hold in holds.values() if hold.ended is None and hold.last == leaf.prev]
    for hold in lasting:
        holds[hold.index] = replace(hold, last=entry.index, again=leaf.time)
    if not lasting:
        names = tuple(one for one in leaf.objects if one.role == HOLDS)
        if not names:  # It hides nothing that the log holds: a question that was withdrawn.
            return
        reason = (leaf.scope or {}).get(REASON, "")
        holds[entry.index] = Hold(
            entry.index, leaf.id, reason, leaf.time, names, entry.index, leaf.time
        )


def _release(entry: Entry, holds: dict[int, Hold], *, lapsed: bool) -> None:
    """Take what an entry names out of the holds; one that hides nothing more has ended."""
    role = HOLDS if lapsed else REDACTS
    named = {one.c for one in entry.leaf.objects if one.role == role}
    for hold in [hold for hold in holds.values() if hold.ended is None]:
        left = tuple(one for one in hold.names if one.c not in named)
        if left == hold.names:
            continue
        changed = replace(hold, names=left)
        if not left:
            changed = replace(
                changed, ended=entry.index, until=entry.leaf.time, lapsed=lapsed, names=hold.names
            )
        holds[hold.index] = changed


def _redaction(entry: Entry) -> Redaction:
    leaf = entry.leaf
    return Redaction(
        entry.index,
        leaf.id,
        leaf.time,
        (leaf.scope or {}).get(REASON, ""),
        tuple(one for one in leaf.objects if one.role == REDACTS),
        next((one for one in leaf.objects if one.role == STATEMENT), None),
    )

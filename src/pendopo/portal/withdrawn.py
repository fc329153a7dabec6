"""What was hidden and what was taken away, as pages tell it: why, by whom, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.visit import Visit
from pendopo.published.people import RoleKey
from pendopo.published.state import Publication
from pendopo.published.withdrawals import HELD_MOST, Hold, Redaction, Withdrawals, withdrawals
from pendopo.stages.publish import rfc3339
from pendopo.standards.withdrawal import Reason, reason_of
from pendopo.terms.entry import ObjectRef

HELD, BACK, TAKEN = "held", "back", "taken"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """One withdrawal.

    :param kind: ``held`` now, ``back`` again, or ``taken`` away for good
    :param index: its entry
    :param at: when it began, RFC 3339 in UTC
    :param until: of a hold: when it is back or was; empty while it lasts until it is decided
    :param days: of a hold that lasts: how many whole days by the log's last entry
    :param code: the reason, as the log has it
    :param reason: from the legal lists; None for a code that this program does not know
    :param says: what two officers signed that the public reads; empty where nobody did
    :param by: whose signatures stand under it
    :param of: the publications that it is about
    :param whole: whether everything of them went
    """

    kind: str
    index: int
    at: str
    code: str
    reason: Reason | None
    of: tuple[Publication, ...]
    whole: bool
    until: str = ""
    days: int = 0
    says: str = ""
    masked: str = ""
    replacement: Publication | None = None
    appeal: str = ""
    by: tuple[RoleKey, ...] = ()

    @property
    def because(self) -> str:
        """The reason in the reader's language; its code where this program does not know it."""
        return self.reason.text(writing.language()) if self.reason else self.code

    @property
    def clause(self) -> str:
        """Where the law says so, as the reader's language writes it."""
        return self.reason.source(writing.language()) if self.reason else ""

    @property
    def why(self) -> str:
        """The kind of entry that it is, in a word or two."""
        return {HELD: _("Held for now"), BACK: _("Was held"), TAKEN: _("Taken away")}[self.kind]


@dataclass(frozen=True, slots=True)
class Count:
    """How many objects of how many publications are withdrawn.

    :param held: publications of which something is held
    :param taken: publications of which something was taken away
    :param oldest: the age of the oldest hold, in whole days
    """

    held: int
    taken: int
    oldest: int


def counted(visit: Visit) -> Count | None:
    """Count what is withdrawn in a state; None where nothing ever was."""
    known = _known(visit)
    if not (known.holds or known.redactions):
        return None
    held = {one.c for hold in known.lasting for one in hold.names}
    taken = {one.c for redaction in known.redactions for one in redaction.names}
    days = [_days(visit, hold) for hold in known.lasting]
    return Count(_many(visit, held), _many(visit, taken), max(days, default=0))


def how_long(visit: Visit) -> tuple[int, ...]:
    """Give for how many whole days each hold in force has lasted."""
    return tuple(_days(visit, hold) for hold in _known(visit).lasting)


def how_many(visit: Visit) -> int:
    """Count the withdrawals of a state."""
    known = _known(visit)
    return len(known.holds) + len(known.redactions)


def all_withdrawn(visit: Visit, first: int, most: int) -> list[Withdrawn]:
    """Give some withdrawals of a state, the newest first.

    :param first: how many newer ones are left out
    """
    known = _known(visit)
    found: list[Hold | Redaction] = [*known.holds, *known.redactions]
    found.sort(key=lambda one: one.index, reverse=True)
    return [
        _hold(visit, one) if isinstance(one, Hold) else _redaction(visit, one)
        for one in found[first : first + most]
    ]


def of_publication(visit: Visit, publication: Publication) -> list[Withdrawn]:
    """Give what was withdrawn of a publication and is not back, the newest first.

    As of today, in every state: what is gone is gone from the past too.
    """
    named = {one.c for one in publication.objects}
    known = visit.state.withdrawn
    found = [_redaction(visit, one) for one in known.redactions if _names(one.names, named)]
    found += [_hold(visit, one) for one in known.lasting if _names(one.names, named)]
    return sorted(found, key=lambda one: one.index, reverse=True)


def stands_for(visit: Visit, publication: Publication) -> list[Withdrawn]:
    """Give what a publication stands in the place of, as officers signed it, the newest first."""
    ours = visit.programme.withdrawing.naming_replacement
    found = [one for one in _known(visit).redactions if ours(one, publication.id)]
    told = [_redaction(visit, one) for one in reversed(found)]
    return [one for one in told if one.replacement and one.replacement.id == publication.id]


def _known(visit: Visit) -> Withdrawals:
    """Give the withdrawals as they were in the state, whatever came after it."""
    return withdrawals(visit.state.entries) if visit.past else visit.state.withdrawn


def _names(names: Iterable[ObjectRef], named: set[str]) -> bool:
    return any(one.c in named for one in names)


def _hold(visit: Visit, hold: Hold) -> Withdrawn:
    lasts = hold.ended is None
    of, whole = _of(visit, hold.names)
    until = hold.until
    if lasts and not visit.programme.withdrawing.lasts(hold):
        until = rfc3339(_moment(hold.since) + HELD_MOST)
    return Withdrawn(
        kind=HELD if lasts else BACK,
        index=hold.index,
        at=hold.since,
        code=hold.reason,
        reason=reason_of(hold.reason),
        of=of,
        whole=whole,
        until=until,
        days=_days(visit, hold) if lasts else 0,
    )


def _redaction(visit: Visit, redaction: Redaction) -> Withdrawn:
    of, whole = _of(visit, redaction.names)
    signed = visit.programme.withdrawing.signed(redaction)
    said = signed.statement if signed else None
    named = said.value("replacement") if said else ""
    return Withdrawn(
        kind=TAKEN,
        index=redaction.index,
        at=redaction.at,
        code=redaction.reason,
        reason=reason_of(redaction.reason),
        of=of,
        whole=whole,
        says=said.value("says") if said else "",
        masked=said.value("masked") if said else "",
        replacement=next((p for p in visit.state.publications if p.id == named), None),
        appeal=said.value("appeal") if said else "",
        by=signed.by if signed else (),
    )


def _days(visit: Visit, hold: Hold) -> int:
    """Count the whole days that a hold has lasted by the log's last entry."""
    return max((_moment(visit.state.time) - _moment(hold.since)).days, 0)


def _many(visit: Visit, named: set[str]) -> int:
    """Count the publications that any of some commitments belong to."""
    return sum(any(one.c in named for one in p.objects) for p in visit.state.publications)


def _of(visit: Visit, names: Iterable[ObjectRef]) -> tuple[tuple[Publication, ...], bool]:
    """Give the publications that objects belong to, and whether they are all of theirs."""
    named = {one.c for one in names}
    found = [p for p in visit.state.publications if any(one.c in named for one in p.objects)]
    whole = all(one.c in named for publication in found for one in publication.objects)
    return tuple(found), whole


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

"""What the releases of a purchase said and when: what was told otherwise, when its plan came."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.visit import Visit
from pendopo.published.contracting.process import written
from pendopo.standards.ocds.merge import MergeError
from pendopo.standards.ocds.timeline import Told

# A text at length stands in the record; here one sees that it changed, and how it begins.
_LETTERS_MOST: Final = 120
_DAY: Final = 10
_PLAN: Final = "/planning/"
# OCDS 1.1, contactPoint and address of a party; its extension beneficialOwners.
_OWNERS: Final = "beneficialOwners"
_OF_OWNER: Final = frozenset({"name", "nationalities"})
_PERSONAL: Final = frozenset({"contactPoint", "address", "email", "telephone", "faxNumber"})
_HOLDING: Final = _PERSONAL | {_OWNERS}
_BEGINS_WITH_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Altered:
    """One field that came to say something else.

    :param field: its JSON pointer, without the first stroke: ``tender/value/amount``
    :param now: empty where it was taken out
    :param since: the day of the release that said so, in the reader's language; as written where
        it is no day; empty if unknown
    """

    field: str
    was: str
    now: str
    since: str
    release: str


def said_of(visit: Visit, ocid: str) -> list[Told]:
    """Give every value of every field of a purchase.

    Of releases that contradict each other nothing can be said; the page says that they do.
    """
    process = visit.programme.contracting.process(visit.state, ocid)
    if process is None:
        return []
    try:
        return list(process.timeline())
    except MergeError:
        return []


def planned(said: Sequence[Told]) -> date | None:
    """Give the day of the first release that told of the plan; None where none tells of it.

    A plan has no day of its own: OCDS 1.1, planning.
    """
    days = (_text(one.since) for one in said if one.pointer.startswith(_PLAN))
    first = min(filter(_BEGINS_WITH_DAY.match, days), default="")
    with suppress(ValueError):
        return date.fromisoformat(first[:_DAY])
    return None


def altered(said: Sequence[Told]) -> list[Altered]:
    """Give what later releases of a purchase told otherwise, in the order of their dates.

    A field that is told for the first time did not change. Of a person no more is shown than
    ``owners_of`` shows: that mail, telephone or address changed, and not to what.

    :param said: as ``said_of`` gives it
    """
    found = sorted(_turns(said), key=lambda one: _text(one[1].since))
    return [
        Altered(
            field=now.pointer.removeprefix("/"),
            was=_shown(was),
            now=_shown(now),
            since=_day(_text(now.since)),
            release=now.release_id or "",
        )
        for was, now in found
    ]


def _turns(told: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Give each two values of one field that follow each other."""
    before: Told | None = None
    for one in told:
        if before is not None and before.pointer == one.pointer and before.value is not None:
            yield before, one
        before = one


def _shown(told: Told) -> str:
    if told.value is not None and (_of_person(told.pointer) or _holds_person(told.value)):
        return _("not shown, as it is of a person")
    return _text(told.value)


def _of_person(pointer: str) -> bool:
    """Whether a field tells more of a person than a beneficial owner's name and nationalities."""
    steps = [step for step in pointer.split("/") if step and not step.isdigit()]
    if _OWNERS in steps:
        told = steps[steps.index(_OWNERS) + 1 :]
        return not told or told[0] not in _OF_OWNER
    return not _PERSONAL.isdisjoint(steps)


def _holds_person(value: Any) -> bool:  # noqa: ANN401  JSON holds anything
    """Whether a list or object that changed as a whole tells of persons."""
    if isinstance(value, dict):
        return not _HOLDING.isdisjoint(value) or any(map(_holds_person, value.values()))
    return isinstance(value, list) and any(map(_holds_person, value))


def _day(text: str) -> str:
    """Write the day of a release's date: RFC 3339 was asked for, and anything may stand there."""
    if _BEGINS_WITH_DAY.match(text):
        with suppress(ValueError):
            return writing.day(date.fromisoformat(text[:_DAY]))
    return text


def _text(value: Any) -> str:  # noqa: ANN401  JSON holds anything
    if value is None:
        return ""
    text = value if isinstance(value, str) else written(value).decode()
    return text if len(text) <= _LETTERS_MOST else f"{text[:_LETTERS_MOST]}…"

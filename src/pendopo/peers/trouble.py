"""What can be wrong with a log that is followed, gravest first, and the exit code of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pendopo.terms.wording import fill


class Kind(StrEnum):
    """A kind of alarm, gravest first."""

    FORK = "fork"
    ROLLBACK = "rollback"
    ABSENT = "absent"
    CHANGED = "changed"
    SILENT = "silent"


# Distinct from 0 to 2, which every verb has; documented in how-to/follow-another-government.
EXIT_CODES: Final[Mapping[Kind, int]] = {
    Kind.ROLLBACK: 10,
    Kind.FORK: 11,
    Kind.ABSENT: 12,
    Kind.CHANGED: 13,
    Kind.SILENT: 14,
}


class TroubleError(Exception):
    """Something that raises an alarm: a sentence marked with ``say``, its values apart."""

    def __init__(self, kind: Kind, message: str, **values: str) -> None:
        super().__init__(fill(message, values))
        self.kind, self.message, self.values = kind, message, values


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm of a mirror; it is kept for good, with the time when its cause ended.

    :param key: what it is about: the same cause seen again is the same alarm
    :param at: when it was raised, RFC 3339 in UTC
    :param seen_at: when its cause was last seen
    :param ended_at: when it was seen to be over; empty while it lasts
    :param message: marked with ``say``
    :param evidence: files below ``public/`` that show it
    :param examples: what it concerns, the first few
    """

    kind: Kind
    key: str
    at: str
    seen_at: str
    message: str
    values: Mapping[str, str]
    ended_at: str = ""
    evidence: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether its cause lasts."""
        return not self.ended_at


def alarm_of(raw: Mapping[str, Any]) -> Alarm:
    """Read an alarm as it was written down."""
    lists = {name: tuple(raw[name]) for name in ("evidence", "examples")}
    return Alarm(**(dict(raw) | {"kind": Kind(raw["kind"])} | lists))


@dataclass(slots=True)
class Raised:
    """What a round found, before it is held against the alarms that there are."""

    kind: Kind
    key: str
    message: str
    values: dict[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

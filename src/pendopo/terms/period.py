"""A span of days that a date means: as long as its words, and no more exact."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a date can mean.

    :param first: the earliest
    :param last: the latest; what was due has not come in time on the day after it
    :param text: the words, as written: ``2026-09-30``, ``By fall 2028``
    """

    first: date
    last: date
    text: str

    @classmethod
    def of_day(cls, day: date) -> "Period":
        """Give one day, written as such."""
        return cls(day, day, day.isoformat())

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    def __str__(self) -> str:
        """Give the words."""
        return self.text

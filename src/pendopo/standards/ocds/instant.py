"""Dates as publishers write them: the instant they name, and the day as written."""

import re
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

_WRITTEN = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?\s?([Zz]|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
# What nearly all are, with one of few offsets behind it: the library reads that as it is read here.
_USUAL = len("2026-03-16T09:00:00")
_MARKS = "--T::"
_USUAL_OFFSET = re.compile(r"Z|[+-][01]\d:[0-5]\d", re.ASCII)
_LEAP_SECOND = 60
_MICROSECOND_DIGITS = 6


class Instant(NamedTuple):
    """A date as a publisher wrote it.

    :param utc: the moment in UTC, without a zone
    :param day: the day as written, in the publisher's own zone
    :param exact: whether a time of day and a zone were written, as RFC 3339 wants them
    """

    utc: datetime
    day: date
    exact: bool

    def iso(self) -> str:
        """Write the moment so that the order of texts is the order of moments."""
        return self.utc.isoformat(timespec="microseconds") + "Z"


@lru_cache(maxsize=65_536)
def parse_instant(text: str, zone: tzinfo | None = None) -> Instant | None:
    """Read a date or a date-time; None where the text names no moment.

    Fractions beyond a microsecond are cut. A day alone is its first moment.

    :param zone: where a text without a zone was written; None for UTC

    Source: OCDS 1.1, date formats; RFC 3339, section 5.6.
    """
    usual = _usual_offset(text[_USUAL:])
    if usual is not None and text[4:17:3] == _MARKS:
        try:
            written = datetime.fromisoformat(text[:_USUAL])
            return Instant(written - usual, written.date(), True)  # noqa: FBT003
        except (ValueError, OverflowError):
            pass  # no day of the calendar, or no moment of UTC: told as of all others
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    micro = int((fraction or "0")[:_MICROSECOND_DIGITS].ljust(_MICROSECOND_DIGITS, "0"))
    try:
        # RFC 3339 allows a leap second, which the calendar here has no room for.
        seconds = min(int(second or 0), _LEAP_SECOND - 1) if second == "60" else int(second or 0)
        written = datetime(  # noqa: DTZ001 - the zone is taken off below
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), seconds, micro
        )
        utc = written - _offset(offset, written, zone)
    except (ValueError, OverflowError):
        return None
    return Instant(utc, written.date(), hour is not None and offset is not None)


@lru_cache(maxsize=256)
def _usual_offset(text: str) -> timedelta | None:
    """Read what stands behind a usual date-time; None where it is not one of few offsets."""
    return _offset(text, datetime.min, None) if _USUAL_OFFSET.fullmatch(text) else None  # noqa: DTZ901


def _offset(offset: str | None, written: datetime, zone: tzinfo | None) -> timedelta:
    if offset is None:
        there = written.replace(tzinfo=zone).utcoffset() if zone else None
        return there or timedelta(0)
    if offset in "Zz":
        return timedelta(0)
    digits = offset[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    timezone(size)  # refuses what is no offset from UTC
    return -size if offset[0] == "-" else size

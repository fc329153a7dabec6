"""Days that are written in another form than 2026-03-01, and which form leaves no doubt.

31/12/2026 has one reading, 01/02/2026 two. A column is read by the first kind only where all of its
cells are written alike: a spreadsheet that takes day and month for each other writes those it took
otherwise than those it could not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FIGURES = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2((?:19|20)[0-9]{2})")
_YEAR_FIRST = re.compile(r"((?:19|20)[0-9]{2})([/.])([0-9]{1,2})\2([0-9]{1,2})")
_WORDS = re.compile(r"([0-9]{1,2})([ -])([A-Za-z]{3,9})\2((?:19|20)[0-9]{2})")
# Eight digits, the year first or last.
_TOGETHER = (
    ("%Y%m%d", re.compile(r"(?P<Y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")),
    ("%d%m%Y", re.compile(r"(?P<d>[0-9]{2})(?P<m>[0-9]{2})(?P<Y>(?:19|20)[0-9]{2})")),
)
DAY_NAME = re.compile(r"(?i)(.*[\W_])?(tanggal|tgl|date|tmt)([\W_].*)?")
CODE_NAME = re.compile(
    r"(?i)(.*[\W_])?(kode|code|kd|rekening|rek|no|nomor|number|id|nik|nip)([\W_].*)?"
)
_LAST_MONTH, _LAST_DAY = 12, 31
_SHORT_MONTH = 4
# How months begin, in English and in Indonesian, each with its number.
_MONTHS = {
    "jan": 1,
    "feb": 2,
    "peb": 2,
    "mar": 3,
    "apr": 4,
    "mei": 5,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "agu": 8,
    "agt": 8,
    "ags": 8,
    "aug": 8,
    "sep": 9,
    "okt": 10,
    "oct": 10,
    "nov": 11,
    "nop": 11,
    "des": 12,
    "dec": 12,
}


@dataclass(frozen=True, slots=True)
class Day:
    """A form of days, and the cell that shows best how it was read.

    :param form: as strptime has it
    :param found: the cell, and ``value`` what it was read as
    """

    form: str
    found: str
    value: str


def day_form(name: str, texts: Sequence[str]) -> Day | None:
    """Give the one form that all texts of a column have, where it can be read in one way only."""
    if not texts or (CODE_NAME.fullmatch(name) and not DAY_NAME.fullmatch(name)):
        return None
    return _in_figures(texts) or _year_first(texts) or _in_words(texts) or _together(name, texts)


def _in_figures(texts: Sequence[str]) -> Day | None:
    found = [_FIGURES.fullmatch(text) for text in texts]
    all_of_them = [one for one in found if one]
    if len(all_of_them) < len(texts) or len({one[2] for one in all_of_them}) > 1:
        return None
    first, second = ([int(one[place]) for one in all_of_them] for place in (1, 3))
    mark = all_of_them[0][2]
    # A point stands in no date that begins with its month; in codes it does.
    month_first = max(second) > _LAST_MONTH
    days, months = (second, first) if month_first else (first, second)
    if max(days) <= _LAST_MONTH or not _are_days(days, months) or (month_first and mark == "."):
        return None
    if not _alike([part for one in all_of_them for part in (one[1], one[3])]):
        return None
    place = days.index(max(days))
    form = mark.join(("%m", "%d", "%Y") if month_first else ("%d", "%m", "%Y"))
    return Day(form, texts[place], _iso(all_of_them[place][4], months[place], days[place]))


def _alike(parts: Sequence[str]) -> bool:
    """Tell whether all numbers below ten have a zero in front, or none has."""
    small = {len(part) for part in parts if int(part) < 10}  # noqa: PLR2004 - of one digit
    return len(small) <= 1


def _year_first(texts: Sequence[str]) -> Day | None:
    found = [one for text in texts if (one := _YEAR_FIRST.fullmatch(text))]
    if len(found) < len(texts) or len({one[2] for one in found}) > 1:
        return None
    months, days = ([int(one[place]) for one in found] for place in (3, 4))
    if not _are_days(days, months):
        return None
    return Day(
        found[0][2].join(("%Y", "%m", "%d")), texts[0], _iso(found[0][1], months[0], days[0])
    )


def _in_words(texts: Sequence[str]) -> Day | None:
    found = [one for text in texts if (one := _WORDS.fullmatch(text))]
    if len(found) < len(texts) or len({one[2] for one in found}) > 1:
        return None
    months = [_MONTHS.get(one[3][:3].lower(), 0) for one in found]
    if not _are_days([int(one[1]) for one in found], months):
        return None
    short = all(len(one[3]) <= _SHORT_MONTH for one in found)
    form = found[0][2].join(("%d", "%b" if short else "%B", "%Y"))
    return Day(form, texts[0], _iso(found[0][4], months[0], int(found[0][1])))


def _together(name: str, texts: Sequence[str]) -> Day | None:
    """Eight digits are days where the column is called after days, and in one way only."""
    if not DAY_NAME.fullmatch(name):
        return None
    read: list[Day] = []
    for form, digits in _TOGETHER:
        found = [one for text in texts if (one := digits.fullmatch(text))]
        months, days = ([int(one[part]) for one in found] for part in ("m", "d"))
        if len(found) == len(texts) and _are_days(days, months):
            read.append(Day(form, texts[0], _iso(found[0]["Y"], months[0], days[0])))
    return read[0] if len(read) == 1 else None


def _are_days(days: Sequence[int], months: Sequence[int]) -> bool:
    return min(days) >= 1 <= min(months) and max(days) <= _LAST_DAY and max(months) <= _LAST_MONTH


def _iso(year: str, month: int, day: int) -> str:
    return f"{year}-{month:02}-{day:02}"

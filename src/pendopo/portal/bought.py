"""Which purchases a reader asks for: the question in an address as a condition and its values.

The same question is answered by the list, by its file and by its feed, so that a permalink of it is
all that anybody has to keep.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.portal import writing
from pendopo.portal.codes import said_code
from pendopo.portal.linked import KINDS, condition_of, said_of
from pendopo.portal.visit import Visit
from pendopo.terms.wording import fill

WORDS_MOST: Final = 8
# A list of a reader's own: as many purchases as an address can hold.
OWN_MOST: Final = 100
_DIGITS_MOST: Final = 18
# What a list can be narrowed by: its title, and the SQL whose text is chosen from.
NARROWS: Final = {
    "method": (gettext_lazy("Method"), "p.method"),
    "status": (gettext_lazy("Status"), "p.status"),
    "category": (gettext_lazy("Category"), "p.category"),
    "year": (gettext_lazy("Year"), "cast(year(p.told_on) as varchar)"),
    "value": (
        gettext_lazy("Value"),
        "cast(case when p.worth >= 1 then cast(floor(log10(p.worth)) as int) end as varchar)",
    ),
    "buyer": (gettext_lazy("Buyer"), "p.buyer_id"),
}
_CODED: Final = frozenset({"method", "status", "category"})
Q, FLAG, SUPPLIER, OCID = "q", "flag", "supplier", "ocid"
FROM_DAY, TO_DAY, LEAST, MOST = "from", "to", "least", "most"
# Between what a list can be narrowed: its title, what is compared, and how.
RANGES: Final = {
    FROM_DAY: (gettext_lazy("Day"), "p.told_on >= ?"),
    TO_DAY: (gettext_lazy("Day"), "p.told_on <= ?"),
    LEAST: (gettext_lazy("Value"), "p.worth >= ?"),
    MOST: (gettext_lazy("Value"), "p.worth <= ?"),
}
PARAMETERS: Final = frozenset({Q, FLAG, SUPPLIER, OCID, *NARROWS, *RANGES, *KINDS})
# The zeros behind a value; an amount has at most 38 digits (``SQL_TYPES``).
_MAGNITUDE: Final = re.compile(r"[0-9]|[12][0-9]|3[0-7]")
_SUPPLIED: Final = """
p.ocid in (
    select s.ocid from suppliers as s
    inner join awards as a on s.ocid = a.ocid and s.award_id = a.award_id
    where s.supplier_id = ? and coalesce(a.status, 'active') = 'active'
)
"""
# A purchase is of the day and the value that are known of it last.
FROM: Final = """
from (
    select
        *,
        coalesce(award_date, tender_opened, cast(last_release as date)) as told_on,
        coalesce(contract_home_amount, award_home_amount, tender_home_amount) as worth
    from processes
) as p
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One thing that a list is narrowed by: in words, and the list without it."""

    text: str
    address: str


def conditions(visit: Visit) -> tuple[str, list[object]]:
    """Read what is asked as a condition and its values.

    :raises BadRequest: for a flag that there is not, a day or a number that is none, too many words
    """
    found: list[tuple[str, list[Any]]] = [("true", [])]
    found += [
        (f"{column} = ?", [visit.query[name]])
        for name, (_title, column) in NARROWS.items()
        if visit.query.get(name)
    ]
    found += _ranges(visit)
    found += [
        condition_of(name, visit.query.get(name, "")) for name in KINDS if visit.query.get(name)
    ]
    if supplier := visit.query.get(SUPPLIER, ""):
        found.append((_SUPPLIED, [supplier]))
    if flag := visit.query.get(FLAG, ""):
        if flag not in visit.programme.flagging.flags:
            raise BadRequest(fill(_("No flag is called {name}."), {"name": flag}))
        found.append(("p.ocid in (select r.subject from raised as r where r.flag = ?)", [flag]))
    if own := _own(visit):
        found.append(("list_contains(?, p.ocid)", [own]))
    found += _words(visit)
    return " and ".join(text for text, _values in found), [
        value for _text, values in found for value in values
    ]


def _words(visit: Visit) -> Iterator[tuple[str, list[Any]]]:
    words = visit.query.get(Q, "").lower().split()
    if len(words) > WORDS_MOST:
        raise BadRequest(fill(_("Write at most {most} words."), {"most": str(WORDS_MOST)}))
    for word in words:
        yield "contains(lower(concat_ws(' ', p.ocid, p.title, p.buyer)), ?)", [word]


def _own(visit: Visit) -> list[str]:
    """Give the purchases of a reader's own list."""
    own = sorted({one for one in visit.query.getlist(OCID) if one})
    if len(own) > OWN_MOST:
        words = _("A list of your own holds at most {most} purchases.")
        raise BadRequest(fill(words, {"most": str(OWN_MOST)}))
    return own


def _ranges(visit: Visit) -> Iterator[tuple[str, list[Any]]]:
    for name, (_title, condition) in RANGES.items():
        if text := visit.query.get(name, "").strip():
            yield (
                condition,
                [_day(name, text) if name in (FROM_DAY, TO_DAY) else _value(name, text)],
            )


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        words = _("{name} is {found}. Write a day as 2026-11-20.")
        raise BadRequest(fill(words, {"name": name, "found": text})) from error


def _value(name: str, text: str) -> Decimal:
    """Read a number as it stands in an address: 1250000 or 1250000.50."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    digits = len(value.as_tuple().digits) if value.is_finite() else _DIGITS_MOST + 1
    if not value.is_finite() or digits > _DIGITS_MOST or abs(value.adjusted()) > _DIGITS_MOST:
        words = _("{name} is {found}. Write a number without marks, such as 200000000.")
        raise BadRequest(fill(words, {"name": name, "found": text}))
    return value


def label_of(name: str, text: str, said: str = "") -> str:
    """Write a choice; of a value, its magnitude from and to.

    :param said: what it is called, where it has a name
    """
    if name in _CODED:
        return said_code(text)
    if name != "value" or not _MAGNITUDE.fullmatch(text):
        return said or text
    least = Decimal(10) ** int(text)
    return f"{writing.compact(least)} \u2013 {writing.compact(least * 10)}"


def chosen(visit: Visit) -> list[Chosen]:
    """Give what the list is narrowed by, each with the list without it."""
    known = visit.programme.flagging.flags
    found = []
    for name in (*NARROWS, FLAG, SUPPLIER, *KINDS, *RANGES):
        if text := visit.query.get(name, ""):
            said = writing.said(known[text].title) if name == FLAG else said_of(name, text)
            if name in RANGES:
                said = f"{RANGES[name][0]} {'≥' if name in (FROM_DAY, LEAST) else '≤'} "
                said += _written(name, text)
            found.append(Chosen(label_of(name, text, said), asking(visit, **{name: ""})))
    for ocid in _own(visit):
        left = [one for one in _own(visit) if one != ocid]
        found.append(
            Chosen(ocid, _address(visit, [*_asked(visit), *((OCID, one) for one in left)]))
        )
    return found


def _written(name: str, text: str) -> str:
    """Write a day or a value of a question as a reader takes it."""
    if name in (FROM_DAY, TO_DAY):
        return writing.day(_day(name, text.strip()))
    return writing.number(_value(name, text.strip()))


def asking(visit: Visit, **changed: str) -> str:
    """Give the list narrowed otherwise; the number of the page goes."""
    asked = dict(_asked(visit)) | changed
    own = [(OCID, one) for one in _own(visit)]
    return _address(visit, [*asked.items(), *own])


def query_of(visit: Visit) -> str:
    """Give the question as it stands in an address; empty, or beginning with ``?``."""
    left = [*_asked(visit), *((OCID, one) for one in _own(visit))]
    return f"?{urlencode(left)}" if left else ""


def _asked(visit: Visit) -> list[tuple[str, str]]:
    names = (Q, *NARROWS, FLAG, SUPPLIER, *KINDS, *RANGES)
    return [(name, text) for name in names if (text := visit.query.get(name, ""))]


def _address(visit: Visit, asked: list[tuple[str, str]]) -> str:
    left = [(name, text) for name, text in asked if text]
    return f"{visit.plain}?{urlencode(left)}" if left else visit.plain

"""Flags as pages show them: the question, what it was made from, and with whose threshold."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.portal import writing
from pendopo.portal.codes import said_code
from pendopo.portal.visit import Visit
from pendopo.programme.flagging import Reply
from pendopo.published.flags.inputs import DAY, INPUTS, MOMENT, NUMBER
from pendopo.terms.flag import Flag, Threshold
from pendopo.terms.wording import fill

GROUPS: Final = {
    "competition": gettext_lazy("Competition"),
    "cost": gettext_lazy("Cost"),
    "time": gettext_lazy("Time"),
    "compliance": gettext_lazy("Compliance"),
    "coverage": gettext_lazy("What is filled in"),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}( [\d:.+]+)?")
# A copy holds a page of each purchase up to so many; beyond them, their rows in the tables.
PURCHASES_COPIED: Final = 5_000
# Inputs that are codes.
_CODED: Final = frozenset({"compared_with", "counted_as", "method"})
_PAGES: Final = {"process": "process", "buyer": "buyer", "supplier": "supplier"}
Row = Mapping[str, Any]
_WHO: Final = """
with named as (
    select 3 as rank, 'supplier' as kind, tenderer_id as id, max(tenderer) as name
    from tenderers where list_contains(?, tenderer_id) group by tenderer_id
    union all
    select 2 as rank, 'supplier' as kind, supplier_id as id, max(supplier) as name
    from suppliers where list_contains(?, supplier_id) group by supplier_id
    union all
    select 1 as rank, 'buyer' as kind, buyer_id as id, max(buyer) as name
    from processes where list_contains(?, buyer_id) group by buyer_id
)

select * from named order by id, rank desc
"""
# Per cent that would be rounded to none, or from 100 to all.
_LITTLE: Final = Decimal("0.5")
# How the units of shares begin.
_SHARE: Final = "share"
# How many questions stand on a page.
EACH: Final = 20


@dataclass(frozen=True, slots=True)
class Raised:
    """One question about one subject, with all that it was made from.

    :param name: what its subject is called
    :param threshold: what the value was held against; None for a figure
    :param inputs: what it was made from, as word and text
    :param parties: of a pair each of both, as name and page
    :param raw: value and threshold as they were computed
    :param replies: what those who are asked say to it
    """

    flag: Flag
    subject: str
    name: str
    address: str
    value: str
    threshold: str | None
    inputs: tuple[tuple[str, str], ...]
    thresholds: tuple[Threshold, ...]
    replies: tuple[Reply, ...] = ()
    parties: tuple[tuple[str, str], ...] = ()
    raw: tuple[float, float | None] = (0, None)

    @property
    def shown(self) -> str:
        """The value as a reader takes it: a share in per cent."""
        return _of_unit(self.value, self.raw[0], self.flag.unit)

    @property
    def held_against(self) -> str:
        """The threshold, written alike; empty of a figure."""
        held = self.raw[1]
        return _of_unit(self.threshold or "", held, self.flag.unit) if held is not None else ""

    @property
    def changed(self) -> bool:
        """Whether the government set a threshold otherwise."""
        return any(one.changed for one in self.thresholds)

    @property
    def own(self) -> list[tuple[str, str, str]]:
        """What the government set: the parameter, its value here, and the default beside it."""
        return [
            (one.parameter.name, parameter(one.value), parameter(one.parameter.default))
            for one in self.thresholds
            if one.changed
        ]


def raised(visit: Visit, rows: Iterable[Row]) -> list[Raised]:
    """Write rows of ``raised`` for a page; flags that are no longer declared are left out."""
    flagging = visit.programme.flagging
    known = flagging.flags
    shown = [row for row in rows if row["flag"] in known]
    replies = flagging.replies(visit.state, sorted({row["subject"] for row in shown}))
    pairs = [row for row in shown if known[row["flag"]].subject == "pair"]
    named = _parties(visit, sorted({one for row in pairs for one in row["parties"]}))
    return [_raised(visit, known[row["flag"]], row, replies, named) for row in shown]


def _parties(visit: Visit, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Give the name and the page of each buyer and firm; a buyer's page before a firm's."""
    if not ids:
        return {}
    return {
        row["id"]: (row["name"] or row["id"], address_of(visit, row["kind"], row["id"]))
        for row in visit.programme.flagging.ask(visit.state, _WHO, (ids, ids, ids))
    }


def _raised(
    visit: Visit,
    flag: Flag,
    row: Row,
    replies: Iterable[Reply],
    named: Mapping[str, tuple[str, str]],
) -> Raised:
    inputs = json.loads(row["inputs"])
    pair = row["parties"] if flag.subject == "pair" else ()
    return Raised(
        flag=flag,
        subject=row["subject"],
        name=row.get("name") or row["subject"],
        address=address_of(visit, flag.subject, row["subject"]),
        value=figure(row["value"]),
        threshold=None if row["threshold"] is None else figure(row["threshold"]),
        inputs=tuple(
            (writing.said(INPUTS.get(name, name)), _input(name, kind, named.get(text, (text,))[0]))
            for name, (kind, text) in inputs.items()
            if text is not None
        ),
        thresholds=visit.programme.flagging.thresholds(flag.name, visit.state),
        replies=tuple(
            one for one in replies if (one.flag, one.subject) == (flag.name, row["subject"])
        ),
        parties=tuple(named.get(one, (one, "")) for one in pair),
        raw=(row["value"], row["threshold"]),
    )


def _input(name: str, kind: str, text: str) -> str:
    return said_code(text) if name in _CODED else text_of(kind, text)


def address_of(visit: Visit, subject: str, name: str) -> str:
    """Give the page of a subject; empty where it has none."""
    page = _PAGES.get(subject)
    if page is None or not name:
        return ""
    try:
        return visit.address(page, **{"ocid" if page == "process" else "party": name})
    except NoReverseMatch:
        return ""


def unnamed(inputs: str) -> str:
    """Say of how many awards a figure about firms could not tell whose they are; empty of none.

    :param inputs: of a row of ``raised``
    """
    told = json.loads(inputs)
    without, of = (int(told.get(name, ("", None))[1] or 0) for name in ("without_id", "awards"))
    if not without:
        return ""
    words = _("Not computable for {share} of the awards ({number} of {of}): {lacked}.")
    values = {
        "share": percent(without, of),
        "number": writing.number(without),
        "of": writing.number(of),
        "lacked": lacked("awards/suppliers/id"),
    }
    return fill(words, values)


def told_apart(visit: Visit) -> bool:
    """Whether each purchase has a page of its own: everywhere but in a copy of very many."""
    if visit.static is None:
        return True

    def count() -> int:
        sql = "select count(*) as number from processes"
        return int(visit.programme.flagging.ask(visit.state, sql)[0]["number"])

    return visit.once("purchases", count) <= PURCHASES_COPIED


def figure(value: float) -> str:
    """Write a value that is a share, a count or a time."""
    exact = Decimal(repr(value))
    if exact == exact.to_integral_value():
        return writing.number(int(exact))
    return writing.rounded(exact, 3 if abs(exact) < 1 else 2)


def _of_unit(text: str, value: float, unit: str) -> str:
    """Write a share in per cent, unless so little of it would be left that it reads as none."""
    exact = Decimal(repr(value))
    share = writing.rounded(100 * exact, 1)
    if not unit.startswith(_SHARE) or (exact and share in (writing.rounded(Decimal(0), 1), "-0")):
        return text
    return f"{share} %"


def parameter(value: Decimal | None) -> str:
    """Write what a parameter is; the unknown in words."""
    return _("not set") if value is None else figure(float(value))


def text_of(kind: str, text: str) -> str:
    """Write what a method gave: numbers and days as this language writes them, texts as they are.

    :param kind: what it is, one of ``KINDS``; a text that looks like a number is none
    """
    if kind in (DAY, MOMENT) and _DAY.fullmatch(text):
        return writing.day(text[:10]) + text[10:16].replace(" 00:00", "")
    if kind == NUMBER and (exact := Decimal(text)).is_finite():
        whole = exact == exact.to_integral_value()
        return writing.number(int(exact)) if whole else writing.rounded(exact, 2)
    return text


def lacked(field: str) -> str:
    """Say for want of what a flag could not be computed."""
    kind, _colon, rest = field.partition(": ")
    if kind == "setting":
        words = _("a limit that the government has not set: {name}")
        return fill(words, {"name": rest})
    if kind == "method":
        return _("the method cannot take a value in this record")
    if kind == "group":
        return _("too few to compare with")
    if field == "exchange rate":
        return _("amounts in two currencies without a published rate")
    return fill(_("field {name} is missing"), {"name": field})


def cut(rows: Sequence[Row]) -> str:
    """Say how many of a list stand on the page, where not all do.

    :param rows: each with the ``number`` of all
    """
    if not rows or rows[0]["number"] == len(rows):
        return ""
    values = {
        "shown": writing.number(len(rows)),
        "number": writing.number(rows[0]["number"]),
    }
    return fill(_("{shown} of {number} stand here; all are in the record."), values)


def percent(part: int | Decimal, whole: int | Decimal) -> str:
    """Write a part of a whole in per cent: a little is not nothing, and nearly all not all."""
    share = Decimal(100 * part) / Decimal(whole or 1)
    if 0 < share < _LITTLE:
        return "< 1 %"
    if 100 - _LITTLE < share < 100:  # noqa: PLR2004  per cent
        return "> 99 %"
    return writing.rounded(share, 0) + " %"

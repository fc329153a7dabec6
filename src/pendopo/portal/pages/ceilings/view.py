"""Estimates counted below and above each ceiling of the law, with the rule and its clause."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.charts.bars import columns
from pendopo.portal.charts.chart import Chart, Point, Words
from pendopo.portal.explained import money
from pendopo.portal.pages.ceilings.facts import facts
from pendopo.portal.visit import Context, Visit, page
from pendopo.standards.ceilings import Ceiling, ceilings_of
from pendopo.terms.wording import fill

# Twentieths of the ceiling: from half of it to half above it.
_WIDE: Final = 5
_FIRST, _LAST = 50, 150
_NEAR: Final = 10
_WHOLE: Final = 100
# A purchase lies in the step whose upper end it does not pass: the ceiling itself is allowed.
_COUNTED: Final = """
select
    -- far above the ceiling is one step: what a typing slip makes of an estimate has no room
    case
        when p.tender_home_amount > $highest then $above
        else cast(ceil(p.tender_home_amount * 20 / $amount) as integer)
    end as step,
    count(*) as number,
    count(*) filter (where p.method in ('limited', 'direct')) as without_tender
from processes as p
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.tender_home_amount > 0
    and p.home_currency = $currency
    and list_contains($categories, p.category)
    and coalesce(p.tender_opened, cast(p.first_release as date))
    between coalesce($since, date '0001-01-01') and coalesce($until, date '9999-12-31')
group by step order by step
"""
_UNKNOWN: Final = """
select count(*) as number from processes as p
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and (
        p.tender_home_amount is null
        or p.category is null
        or coalesce(p.tender_opened, cast(p.first_release as date)) is null
    )
"""
_SET: Final = (("r002_just_below_a_ceiling", "ceiling"), ("r049_direct_just_below", "ceiling"))


@page("pages/ceilings/ceilings.html", facts=facts)
def ceilings(visit: Visit) -> Context:
    """Gather the ceilings of the country, with the estimates around each.

    :raises Http404: where no contracts are published
    """
    flagging = visit.programme.flagging
    if not flagging.has(visit.state):
        raise Http404
    [unknown] = flagging.ask(visit.state, _UNKNOWN)
    return {
        "country": visit.government.country,
        "ceilings": [_shown(visit, one) for one in ceilings_of(visit.government.country)],
        "unknown": unknown["number"],
        "own": list(_own(visit)),
        "crumbs": [{"name": _("Purchases"), "address": visit.address("processes")}],
    }


def _own(visit: Visit) -> Iterator[Context]:
    """Give what the government set for the flags that ask for a ceiling."""
    for flag, name in _SET:
        for one in visit.programme.flagging.thresholds(flag, visit.state):
            if one.parameter.name == name and one.value is not None:
                yield {
                    "flag": visit.programme.flagging.flags[flag],
                    "amount": money(one.value, visit.government.currency),
                }


def _shown(visit: Visit, one: Ceiling) -> Context:
    values = {
        "amount": one.amount,
        "highest": one.amount * _LAST / _WHOLE,
        "above": _LAST // _WIDE + 1,
        "currency": one.currency,
        "categories": list(one.categories),
        "since": one.since,
        "until": one.until,
    }
    rows = visit.programme.flagging.ask(visit.state, _COUNTED, values)
    counted = {row["step"]: row for row in rows}
    near = _NEAR // _WIDE
    limit = _WHOLE // _WIDE
    below = _sum(counted, limit - near + 1, limit)
    above = _sum(counted, limit + 1, limit + near)
    return {
        "ceiling": one,
        "title": one.titles.get(visit.language, one.titles["en"]),
        "amount": money(one.amount, one.currency),
        "unverified": _unverified(one),
        "number": sum(row["number"] for row in rows),
        "below": below,
        "above": above,
        "steps": [
            {"to": step * _WIDE, "number": counted.get(step, _NONE)["number"],
             "without_tender": counted.get(step, _NONE)["without_tender"]}
            for step in range(_FIRST // _WIDE + 1, _LAST // _WIDE + 1)
        ],
        "chart": _chart(one, counted) if rows else None,
    }  # fmt: skip


_NONE: Final = {"number": 0, "without_tender": 0}


def _sum(counted: dict[int, dict[str, Any]], first: int, last: int) -> int:
    return sum(counted.get(step, _NONE)["number"] for step in range(first, last + 1))


def _unverified(one: Ceiling) -> str:
    """Say that nobody read a ceiling at its source; empty where somebody did."""
    if one.verified:
        return ""
    return _("Nobody has read this ceiling in the text of the law: amount and clause may be wrong.")


def _chart(one: Ceiling, counted: dict[int, dict[str, Any]]) -> Chart:
    """Draw the steps around a ceiling: each says to which part of it it goes."""
    ends = _("Each column ends at the number below it; the broken line is the ceiling.")
    words = Words(
        name=one.id,
        title=_("Purchases by their estimate, in per cent of the ceiling"),
        note=" ".join(filter(None, (ends, _unverified(one)))),
        of=_("Up to, in per cent of the ceiling"),
        unit=_("Purchases"),
        short=writing.number,
        full=writing.number,
    )
    points = []
    for step in range(_FIRST // _WIDE + 1, _LAST // _WIDE + 1):
        row = counted.get(step, _NONE)
        note = ""
        if row["without_tender"]:
            told = _("{number} of them without an open tender")
            note = fill(told, {"number": writing.number(row["without_tender"])})
        label = f"{step * _WIDE} %"
        points.append(Point(label, Decimal(row["number"]), note=note))
    return columns(words, points, limits=((_WHOLE - _FIRST) // _WIDE,))

"""One village's year: what came in, what went out and for what, and what the record shows of it."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.exports.boards.board import ITEMS as ITEMS_OF_BOARD
from pendopo.portal import touched, writing
from pendopo.portal.linked import PLACE, bought
from pendopo.portal.pages.village.facts import facts
from pendopo.portal.pages.village.paper import boards_of
from pendopo.portal.villages import Row, Villages
from pendopo.portal.visit import Context, Visit, page
from pendopo.programme.boarding import lacking
from pendopo.programme.scoring import ITEMS, PARTS, Score, scores
from pendopo.terms.wording import fill, say

YEAR: Final = "of"
_LIKE_MOST: Final = 5
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMOUNT: Final = re.compile(r"-?[0-9]+[.][0-9]{2}")
_PLANS: Final = ("revised", "approved")
_SPENT: Final = "executed"
_STATES: Final = {
    "planned": say("planned"),
    "requested": say("requested"),
    "paid": say("paid"),
    "withheld": say("withheld"),
}
_VERDICTS: Final = {
    "accepted": say("accepted"),
    "change": say("to change before it is decided"),
    "unlawful": say("against the law"),
}
_CRITERIA: Final = {
    "transparency": (say("Contest: transparency"), 40),
    "accountability": (say("Contest: accountability"), 20),
    "participation": (say("Contest: participation"), 25),
    "innovation": (say("Contest: innovation"), 15),
}


@page("pages/village/village.html", frozenset({YEAR}), facts=facts, reads=touched.villages)
def village(visit: Visit, code: str) -> Context:
    """Gather the page of a village.

    :raises BadRequest: for a year of which no village has a budget or a report
    :raises Http404: for a code that no list of villages has
    """
    found = Villages(visit)
    place = found.find(code)
    if place is None:
        raise Http404
    year = _year(visit, found)
    books = {row["phase"]: row for row in found.rows("books", village=code, year=str(year))}
    plan = next((books[one] for one in _PLANS if one in books), None)
    lines = found.rows("lines", village=code, year=str(year))
    told = plan["phase"] if plan else ""
    day = visit.day or date(year, 12, 31)
    work = found.rows("activities", village=code, year=str(year))
    lacks = lacking(lines, books, work)
    above = found.gazetteer.above(place)
    return {
        "place": place,
        "district": above[-1] if above else None,
        "year": year,
        # A copy holds of each village the year to begin with alone.
        "years": [
            {"year": one, "address": f"{visit.plain}?{YEAR}={one}"}
            for one in (found.years if not visit.static else ())
        ],
        "history": _history(found, code),
        "plan": plan,
        "plan_of_report": not plan and any(row["planned"] is not None for row in lines),
        "first": books.get("approved", {}).get("first_received_on"),
        "done": books.get(_SPENT),
        "income": _sums(lines, told, ("revenue", "financing-in"), "account_type"),
        "activities": _activities(work, lines, told),
        "parts": _parts(_marks(visit, year, day, code)),
        "indices": _indices(found, code),
        "tranches": _tranches(found, code, year),
        "events": found.rows("events", village=code, year=str(year)),
        "documents": found.rows("documents", village=code, year=str(year)),
        "photos": found.rows("photos", village=code, year=str(year)),
        "evaluations": _evaluations(found, lines, code, year),
        "scores": _scores(found, code, year),
        "boards": [] if lacks else boards_of(visit, code, year),
        "board_lacks": [_(ITEMS_OF_BOARD[one]) for one in lacks],
        "like": _like(visit, found, place, year),
        "bought": bought(visit, PLACE, f"{place.scheme}/{code}"),
        "rows_address": visit.address("table", register="villages", name="lines")
        + f"?village={code}&year={year}",
        "crumbs": [
            {"name": _("Village budgets"), "address": f"{visit.address('villages')}?{YEAR}={year}"},
            *(
                {
                    "name": one.name,
                    "address": f"{visit.address('villages')}?{YEAR}={year}&within={one.code}",
                }
                for one in above[-1:]
            ),
        ],
    }


def _marks(visit: Visit, year: int, day: date, code: str) -> list[Score]:
    """Score a village; for a copy, which has a page of each, all of them at once."""
    if visit.static is None:
        return scores(visit.programme, visit.state, year, day, code)

    def gather() -> dict[str, list[Score]]:
        found: dict[str, list[Score]] = {}
        for one in scores(visit.programme, visit.state, year, day):
            found.setdefault(one.village, []).append(one)
        return found

    return visit.once(("scores", year, day), gather).get(code, [])


def _history(found: Villages, code: str) -> list[Context]:
    """Give each year of the village, the newest first: what it planned, spent, and has left."""
    books = {(int(row["year"]), row["phase"]): row for row in found.rows("books", village=code)}
    years = sorted({year for year, _phase in books}, reverse=True)
    rows = []
    for year in years:
        plan: Any = next((books[year, one] for one in _PLANS if (year, one) in books), {})
        done: Any = books.get((year, _SPENT), {})
        rows.append(
            {
                "year": year,
                "first": books.get((year, "approved"), {}).get("first_received_on"),
                "planned": plan.get("expenditure"),
                "done": done.get("expenditure"),
                "until": done.get("carried_out_until"),
                "left": done.get("balance"),
            }
        )
    return rows


def _year(visit: Visit, found: Villages) -> int:
    asked = visit.query.get(YEAR, "")
    if not asked:
        return found.year
    if asked not in map(str, found.years):
        words = _("of is {found}. Write one of: {names}.")
        raise BadRequest(fill(words, {"found": asked, "names": ", ".join(map(str, found.years))}))
    return int(asked)


def _sums(lines: Iterable[Row], plan: str, directions: tuple[str, ...], by: str) -> list[Context]:
    """Add up lines by a code, as planned and as carried out; what nobody told stays unknown."""
    sums: dict[str, Context] = {}
    for row in lines:
        if row["direction"] not in directions:
            continue
        one = sums.setdefault(
            row[f"{by}_code"] or "",
            {"code": row[f"{by}_code"], "name": row[by], "planned": None, "done": None},
        )
        column = {plan: "planned", _SPENT: "done"}.get(row["phase"])
        if column:
            one[column] = (one[column] or Decimal(0)) + row["amount"]
        if not plan and row["phase"] == _SPENT and row["planned"] is not None:
            # No budget is published: what the report sets beside it is all that is known.
            one["planned"] = (one["planned"] or Decimal(0)) + row["planned"]
    return [sums[code] for code in sorted(sums)]


def _activities(work: list[Row], lines: list[Row], plan: str) -> list[Context]:
    about = {row["activity_code"]: row for row in work}
    rows = _sums(lines, plan, ("expenditure", "financing-out"), "activity")
    for row in rows:
        own: Any = about.get(row["code"], {})
        row["name"] = own.get("activity") or row["name"] or row["code"] or _("without an activity")
        row["place"] = own.get("place")
        row["progress"] = own.get("progress")
        row["share"] = None
        if row["planned"] and row["done"] is not None:
            row["share"] = writing.number(round(100 * row["done"] / row["planned"]))
    return rows


def _parts(found: list[Score]) -> list[Context]:
    return [
        {
            "name": _(PARTS[part]),
            "items": [
                {"item": one, "text": _(ITEMS[part][one.item]), "seen": _seen(one.seen)}
                for one in found
                if one.part == part
            ],
            "met": sum(one.met is True for one in found if one.part == part),
            "known": sum(one.met is not None for one in found if one.part == part),
        }
        for part in PARTS
        if found
    ]


def _seen(text: str) -> str:
    """Write what was looked at as people read it: a day, an amount, a count; no word of none."""
    if _DAY.fullmatch(text):
        return writing.day(text)
    if _AMOUNT.fullmatch(text):
        return f"Rp {writing.number(Decimal(text))}"
    return "" if text == "0" else text


def _indices(found: Villages, code: str) -> list[Row]:
    """Give the whole of each index; methods stand apart, each with its own years."""
    rows = found.rows("indices", village=code, part="whole")
    return sorted(rows, key=lambda row: (row["method"], row["year"]))


def _tranches(found: Villages, code: str, year: int) -> list[Context]:
    rows = found.rows("tranches", village=code, year=str(year))
    return [{**row, "said": _(_STATES[row["state"]])} for row in rows]


def _evaluations(found: Villages, lines: list[Row], code: str, year: int) -> list[Context]:
    """Give what the district head says, each with the activity or account that it is said of."""
    names: dict[str, str] = {}
    for row in lines:
        for by in ("activity", "account"):
            names.setdefault(row[f"{by}_code"] or "", row[by] or "")
    rows = found.rows("evaluations", village=code, year=str(year))
    return [
        {
            **row,
            "said": _(_VERDICTS[row["verdict"]]),
            "of": " ".join(
                names.get(one) or one for one in (row["activity_code"], row["account_code"]) if one
            ),
        }
        for row in rows
    ]


def _scores(found: Villages, code: str, year: int) -> list[Context]:
    """Give the points of the contest, with the most that its rubric of 2016 gives for each."""
    rows = found.rows("scores", village=code, year=str(year))
    return [
        {**row, "name": _(_CRITERIA[row["criterion"]][0]), "most": _CRITERIA[row["criterion"]][1]}
        for row in rows
    ]


def _like(visit: Visit, found: Villages, place: Any, year: int) -> list[Context]:  # noqa: ANN401
    """Compare only with villages of the same status and nearest fund per head."""
    near = found.like(place, year, _LIKE_MOST)
    done = {row["village"]: row for row in found.rows("books", year=str(year), phase=_SPENT)}
    planned = {row["village"]: row for row in found.rows("books", year=str(year), phase="approved")}
    rows = []
    for one, per_head in near:
        spent, allowed = done.get(one.code), planned.get(one.code)
        share = None
        if spent and allowed and allowed["expenditure"] and spent["expenditure"] is not None:
            share = writing.number(round(100 * spent["expenditure"] / allowed["expenditure"]))
        rows.append(
            {
                "place": one,
                "own": one.code == place.code,
                "per_head": writing.number(round(per_head)),
                "share": share,
                "address": visit.address("village", code=one.code),
            }
        )
    return rows

"""Plans out of OGP's commitments data, and back into its columns."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from pendopo.registers.plans.written import OGP_ID, OGP_PLAN
from pendopo.standards.ogp.commitments import ID, Row, columns, row_of
from pendopo.standards.ogp.when import When, WhenError, read_when
from pendopo.terms.commitment import Commitment, Level, Plan
from pendopo.terms.period import Period

_LEVELS: Final[Mapping[str, Level]] = {
    "National": Level.NATIONAL,
    "Legacy Local": Level.LOCAL,
    "Local": Level.LOCAL,
}
_LEVEL_WORDS: Final[Mapping[Level | None, str]] = {
    Level.NATIONAL: "National",
    Level.LOCAL: "Local",
}
_VALUES: Final[Mapping[str, str]] = {
    "OGP Value Access To Information": "access-to-information",
    "OGP Value Civic Participation": "civic-participation",
    "OGP Value Public Accountability": "public-accountability",
    "OGP Value Technology": "technology",
}
_PROSE: Final = "Full Text"
_FIELDS: Final[Mapping[str, str]] = {
    "Commitment Number": "number",
    "Theme": "theme",
    "Commitment Title": "title",
    _PROSE: "prose",
    "Start Date": "start",
    "End Date": "end",
    "Lead Institution": "lead",
    "Supporting Institution(s)": "supporting",
}
_NOT_REVIEWED: Final = "NR"
_NO_ID = re.compile(r"[^a-z0-9]+")


def plans_of(rows: Iterable[Row]) -> tuple[Plan, ...]:
    """Make a plan of the rows of each action plan, in the order of the data.

    Every cell stays with its commitment, so that nothing is lost that has no field here.
    """
    by_plan: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        by_plan.setdefault(_plan_of(row), []).append(row)
    return tuple(_plan(key[0], found) for key, found in by_plan.items())


def _plan_of(row: Row) -> tuple[str, ...]:
    """Name the plan that a row is of: by its id, else by what no two plans share."""
    name = row.text("Action Plan ID")
    if name:
        return (name,)
    told = ("Country/Locality", "Action Plan Number", "Year Of Submission")
    return ("", *(row.text(column) or "" for column in told))


def rows_of(plan: Plan) -> list[dict[str, str]]:
    """Write a plan's commitments as rows of OGP's columns, in their order.

    What reviewers code is ``NR`` where the plan came from elsewhere: nobody has reviewed it here.
    """
    return [_cells(plan, one) for one in plan.commitments]


def _plan(name: str, rows: Sequence[Row]) -> Plan:
    first = rows[0]
    government = first.text("Country/Locality") or ""
    number = first.text("Action Plan Number") or ""
    years = [first.text(one) for one in ("Year Of Submission", "Action Plan End Year")]
    return Plan(
        id=_slug(name) or _slug(f"{government} {number} {years[0] or ''}"),
        title=f"{government}: {number} ({'-'.join(filter(None, years))})",
        level=_LEVELS.get(first.cells.get("National Or Local", "").strip()),
        government=government,
        end=_year(years[1]),
        submitted=int(years[0]) if years[0] and years[0].isdecimal() else None,
        ogp_id=name if OGP_PLAN.fullmatch(name) else "",
        number=number,
        commitments=tuple(map(_commitment, rows)),
    )


def _commitment(row: Row) -> Commitment:
    prose = (row.text(_PROSE) or "").replace("\r\n", "\n").replace("\r", "\n").strip()
    kept_whole = row.cells.get(_PROSE, "") == prose
    return Commitment(
        id=_slug(row.id),
        title=row.text("Commitment Title") or row.text("Short Title") or row.id,
        lead=row.text("Lead Institution") or "",
        start=_period(row.start),
        end=_period(row.end),
        ogp_id=row.id if OGP_ID.fullmatch(row.id) else "",
        number=row.text("Commitment Number") or "",
        theme=row.text("Theme") or "",
        supporting=tuple(filter(None, [row.text("Supporting Institution(s)")])),
        policy_areas=row.policy_areas,
        ogp_values=tuple(ours for theirs, ours in _VALUES.items() if row.codes.get(theirs) == "1"),
        prose=prose,
        coded={k: v for k, v in row.cells.items() if k != _PROSE or not kept_whole},
    )


def _cells(plan: Plan, one: Commitment) -> dict[str, str]:
    said = _said(plan, one)
    if one.coded:
        return _amended(one, said)
    return {name: said[name] if name in said else _unsaid(name, one) for name in columns()}


def _amended(one: Commitment, said: Mapping[str, str]) -> dict[str, str]:
    """Give the cells that a commitment came with, and in them what was changed since."""
    cells = {_PROSE: one.prose} | dict(one.coded)
    before = _commitment(row_of(cells))
    for column, field in _FIELDS.items():
        changed = getattr(before, field) != getattr(one, field)
        if column in cells and changed and not _can_be(cells[column], getattr(one, field)):
            cells[column] = said[column]
    return cells


def _can_be(cell: str, when: object) -> bool:
    """Whether a cell that can be two days is one of them, as its plan's other dates showed."""
    if not isinstance(when, Period):
        return False
    for day_first in (True, False):
        try:
            if read_when(cell, day_first=day_first).first == when.first:
                return True
        except WhenError:
            continue
    return False


def _said(plan: Plan, one: Commitment) -> dict[str, str]:
    return {
        ID: one.ogp_id or one.id,
        "Country/Locality": plan.government,
        "Action Plan Number": plan.number,
        "Commitment Number": one.number,
        "National Or Local": _LEVEL_WORDS.get(plan.level, "Other"),
        "Commitment Dummy": "1",
        "Year Of Submission": str(plan.submitted or ""),
        "Action Plan End Year": str(plan.end.last.year) if plan.end else "",
        "Theme": one.theme,
        "Commitment Title": one.title,
        "Short Title": one.title,
        _PROSE: "\n\n".join(filter(None, [*one.texts.values(), one.prose])),
        "Start Date": _date(one.start),
        "End Date": _date(one.end),
        "Lead Institution": one.lead,
        "Supporting Institution(s)": "; ".join((*one.supporting, *one.civil_society, *one.others)),
        "Action Plan ID": plan.ogp_id or plan.id,
    }


def _unsaid(name: str, one: Commitment) -> str:
    if columns()[name] == "tag":
        return "1" if name in one.policy_areas else "0"
    return _NOT_REVIEWED if columns()[name].startswith(("code:", "ordinal:", "derived")) else ""


def _date(when: Period | None) -> str:
    """Write a date as OGP's data does, the month first; words where it is no day."""
    if when is None:
        return "NA"
    if when.exact:
        return f"{when.first.month}/{when.first.day}/{when.first.year}"
    return when.text


def _period(when: When | None) -> Period | None:
    if when is None:
        return None
    # Written anew: the words of the data may be read by a custom that its plan showed.
    text = str(when) if when.first == when.last else when.text
    return Period(when.first, when.last, text)


def _year(text: str | None) -> Period | None:
    if not text or not text.isdecimal():
        return None
    year = int(text)
    return Period(date(year, 1, 1), date(year, 12, 31), str(year))


def _slug(text: str) -> str:
    return _NO_ID.sub("-", text.lower()).strip("-")

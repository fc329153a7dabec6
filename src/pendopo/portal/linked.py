"""What a purchase is linked with, where the record says so by code: never by a likeness of names.

A budget line is named by ``planning/budget/id``, where office and fiscal year agree, too
(``budgeted.py``); a place by the identifier of a party, of the scheme of a list of places; a
promise by ``planning/budget/projectID`` as ``plan/commitment``, or by a check of its own that
counts this purchase or its buyer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from pendopo.portal.budgeted import TABLE, Line, find, lines_of, parse_paying, rows_of
from pendopo.portal.explained import Record
from pendopo.portal.gazetteer import Gazetteer
from pendopo.portal.visit import Visit
from pendopo.terms.commitment import CoverageCheck, each_check
from pendopo.terms.wording import fill

BUDGET, LINE, PLACE, PROJECT = "budget", "line", "place", "project"
KINDS: Final = (BUDGET, LINE, PLACE, PROJECT)
# What each of these asks of a purchase; a line of a budget asks for more than its code.
_CONDITIONS: Final = {
    BUDGET: "p.ocid in (select ocid from planning where budget_id = ?)",
    PLACE: "p.ocid in (select ocid from parties where concat_ws('/', scheme, identifier) = ?)",
    PROJECT: "p.ocid in (select ocid from planning where project_id = ?)",
}
_CONTRACTS: Final = "contracts."
_COUNTED: Final = "select count(*) as number from processes as p where {condition}"


@dataclass(frozen=True, slots=True)
class Linked:
    """One thing that a purchase is linked with.

    :param kind: what it is, in the reader's language
    :param address: its page; empty where the record names it and does not hold it
    :param certain: whether it is that; else a code is only found there, too
    """

    kind: str
    text: str
    address: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Bought:
    """The purchases that name something: how many, and the list of them."""

    number: int
    address: str


def links_of(visit: Visit, record: Record) -> list[Linked]:
    """Give what a purchase is linked with: budget lines, places, promises."""
    [process] = record["processes"]
    return [
        *_lines(visit, process["ocid"], record["planning"]),
        *_places(visit, record["parties"]),
        *_promises(visit, process, record["planning"]),
    ]


def condition_of(kind: str, name: str) -> tuple[str, list[Any]]:
    """Give what names something as a condition on ``processes as p`` and its values.

    :param kind: one of ``KINDS``
    :raises BadRequest: for a line that is not written as one
    """
    if kind != LINE:
        return _CONDITIONS[kind], [name]
    paying = parse_paying(name)
    if paying is None:
        words = _("{name} is {found}. Write year, offices and code: 2026/99.01+1.01/5.2.04.01.")
        raise BadRequest(fill(words, {"name": kind, "found": name}))
    return paying.condition


def said_of(kind: str, name: str) -> str:
    """Write what names something as a reader takes it: a line of a budget with its year."""
    paying = parse_paying(name) if kind == LINE else None
    return _of_year(paying.name, paying.year) if paying else name


def bought(visit: Visit, kind: str, name: str) -> Bought | None:
    """Give the purchases that name something; None where there are none, or in a copy.

    :param kind: one of ``KINDS``
    """
    flagging = visit.programme.flagging
    if visit.static or not name or not flagging.has(visit.state):
        return None
    condition, values = condition_of(kind, name)
    [counted] = flagging.ask(visit.state, _COUNTED.format(condition=condition), values)
    address = f"{visit.address('processes')}?{urlencode({kind: name})}"
    return Bought(counted["number"], address) if counted["number"] else None


def bought_by_line(visit: Visit, register: str, table: str, row: dict[str, Any]) -> Bought | None:
    """Give the purchases that a line of a budget pays for, where they name it."""
    if (register, table) != TABLE:
        return None
    names = (bought(visit, LINE, paying.text) for paying in lines_of(visit, row))
    return next(filter(None, names), None)


def same_code(
    visit: Visit, register: str, table: str, row: dict[str, Any], paid: Bought | None
) -> Bought | None:
    """Give the purchases that name a line's code, where they are more than those it pays for.

    They are of another office or year, or do not say of which.
    """
    if (register, table) != TABLE or not row.get("code"):
        return None
    found = bought(visit, BUDGET, str(row["code"]))
    return found if found and (paid is None or found.number > paid.number) else None


def _lines(visit: Visit, ocid: str, planning: list[dict[str, Any]]) -> Iterator[Linked]:
    for plan in planning:
        if name := plan["budget_id"]:
            found, text = find(visit, ocid, name), plan["budget"] or name
            for address, line in found.paying.items():
                yield Linked(_("Budget line"), _of_year(text, line.year), address)
            if not found.paying:
                yield Linked(_("Budget line"), text, "")
                yield from _elsewhere(visit, found.elsewhere)


def _of_year(line: str, year: int) -> str:
    return fill(_("{line}, fiscal year {year}"), {"line": line, "year": str(year)})


def _elsewhere(visit: Visit, lines: list[Line]) -> Iterator[Linked]:
    """Tell in whose budgets a code stands that no line of this purchase has."""
    of: dict[str, list[Line]] = {}
    for line in lines:
        of.setdefault(line.publisher, []).append(line)
    for publisher, found in sorted(of.items()):
        years = sorted({str(line.year) for line in found})
        told = fill(
            _("budget of {publisher}, {years}, of another office or year"),
            {"publisher": publisher, "years": ", ".join(years)},
        )
        asked = {found[0].column: found[0].name, "publisher": publisher}
        yield Linked(_("The code is also found in"), told, rows_of(visit, asked), certain=False)


def _places(visit: Visit, parties: list[dict[str, Any]]) -> Iterator[Linked]:
    gazetteer = Gazetteer(visit)
    named: dict[str, set[str]] = {}
    for one in parties:
        if one["scheme"] and one["identifier"]:
            named.setdefault(one["scheme"], set()).add(one["identifier"])
    for scheme, codes in sorted(named.items()):
        for code, place in sorted(gazetteer.named(scheme, sorted(codes)).items()):
            yield Linked(_("Place"), place.name, visit.address("place", scheme=scheme, code=code))


def _promises(
    visit: Visit, process: dict[str, Any], planning: list[dict[str, Any]]
) -> Iterator[Linked]:
    projects = {plan["project_id"] for plan in planning if plan["project_id"]}
    for published in visit.programme.promising.plans(visit.state):
        for commitment in published.plan.commitments:
            checks = (one for step in commitment.milestones for one in each_check(step.checks))
            named = f"{published.plan.id}/{commitment.id}" in projects
            if named or any(_counts(check, process) for check in checks):
                address = visit.address(
                    "commitment", plan=published.plan.id, commitment=commitment.id
                )
                yield Linked(_("Promise"), commitment.title, address)


def _counts(check: Any, process: dict[str, Any]) -> bool:  # noqa: ANN401  any check
    """Whether a check counts this purchase or its buyer by name."""
    if not isinstance(check, CoverageCheck) or not check.table.startswith(_CONTRACTS):
        return False
    return (check.column, True) in (
        ("ocid", process["ocid"] in check.of),
        ("buyer_id", process["buyer_id"] in check.of),
    )

"""What a purchase is linked with, where the record says so by code: never by a likeness of names.

A budget line is named by ``planning/budget/id``; a place by the identifier of a party, of the
scheme of a list of places; a promise by ``planning/budget/projectID`` as ``plan/commitment``, or by
a check of its own that counts this purchase or its buyer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from pendopo.portal.explained import Record
from pendopo.portal.gazetteer import Gazetteer
from pendopo.portal.visit import Visit
from pendopo.published.reads import Filter, Query
from pendopo.terms.commitment import CoverageCheck, each_check

BUDGET, PLACE, PROJECT = "budget", "place", "project"
# What each of these asks of a purchase.
CONDITIONS: Final = {
    BUDGET: "p.ocid in (select ocid from planning where budget_id = ?)",
    PLACE: "p.ocid in (select ocid from parties where concat_ws('/', scheme, identifier) = ?)",
    PROJECT: "p.ocid in (select ocid from planning where project_id = ?)",
}
_LINES: Final = ("budgets", "lines")
_NAMES_OF_LINE: Final = ("line_id", "code")
_CONTRACTS: Final = "contracts."
_COUNTED: Final = "select count(*) as number from processes as p where {condition}"


@dataclass(frozen=True, slots=True)
class Linked:
    """One thing that a purchase is linked with.

    :param kind: what it is, in the reader's language
    :param address: its page; empty where the record names it and does not hold it
    """

    kind: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Bought:
    """The purchases that name something: how many, and the list of them."""

    number: int
    address: str


def links_of(visit: Visit, record: Record) -> list[Linked]:
    """Give what a purchase is linked with: budget lines, places, promises."""
    [process] = record["processes"]
    return [
        *_lines(visit, record["planning"]),
        *_places(visit, record["parties"]),
        *_promises(visit, process, record["planning"]),
    ]


def bought(visit: Visit, kind: str, name: str) -> Bought | None:
    """Give the purchases that name something; None where there are none, or in a copy.

    :param kind: one of ``CONDITIONS``
    """
    flagging = visit.programme.flagging
    if visit.static or not name or not flagging.has(visit.state):
        return None
    sql = _COUNTED.format(condition=CONDITIONS[kind])
    [counted] = flagging.ask(visit.state, sql, (name,))
    address = f"{visit.address('processes')}?{urlencode({kind: name})}"
    return Bought(counted["number"], address) if counted["number"] else None


def bought_by_line(visit: Visit, register: str, table: str, row: dict[str, Any]) -> Bought | None:
    """Give the purchases that a line of a budget pays for, where they name it."""
    if (register, table) != _LINES:
        return None
    names = (str(row.get(name) or "") for name in _NAMES_OF_LINE)
    return next(filter(None, (bought(visit, BUDGET, name) for name in names)), None)


def _lines(visit: Visit, planning: list[dict[str, Any]]) -> Iterator[Linked]:
    for plan in planning:
        if name := plan["budget_id"]:
            yield Linked(_("Budget line"), plan["budget"] or name, _line(visit, name))


def _line(visit: Visit, name: str) -> str:
    """Give the rows of a budget line; empty where no published budget has it."""
    register, table = _LINES
    try:
        reader = visit.programme.reader(visit.programme.table(visit.state, register, table))
    except KeyError:
        return ""
    for column in _NAMES_OF_LINE:
        if reader.count(Query((Filter(column, "eq", name),))):
            address = visit.address("table", register=register, name=table)
            return f"{address}?{urlencode({column: name})}"
    return ""


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

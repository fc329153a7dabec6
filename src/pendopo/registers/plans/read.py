"""A plan as JSON in; rows of its tables, and what is wrong with it, out."""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from pendopo.registers.plans.parts import Fault, PlanError
from pendopo.registers.plans.portable import faults_of_sql
from pendopo.registers.plans.tables import (
    ANSWERS,
    CODED,
    COMMITMENTS,
    MILESTONES,
    PLANS,
    SUBMITTED,
)
from pendopo.registers.plans.written import parse_document
from pendopo.standards.ocds.exact import JsonError, parse
from pendopo.terms.commitment import Commitment, Plan
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.period import Period
from pendopo.terms.register import Rows, Source, rows_of
from pendopo.terms.wording import say

Row = tuple[str | None, ...]

_BETWEEN = "; "
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WRITE = say("Write the plan's files, then: pendopo plan export --out plan.json")


def read(source: Source) -> Iterator[Rows | Finding]:
    """Read a plan as ``pendopo plan export`` writes it.

    ``line`` is the position of a commitment in the plan, from 1; of the plan itself, 1.
    """
    try:
        plan = _plan(source.name, source.document)
    except PlanError as error:
        yield from map(_finding, error.faults)
        return
    rows = _rows(plan)
    for table in SUBMITTED:
        yield rows_of(table, rows[table.name])


def read_document(data: bytes, name: str) -> Plan:
    """Read a plan's JSON, its numbers as they are written: the same whoever reads it.

    :raises PlanError: naming what is wrong
    """
    try:
        found: Any = parse(data.removeprefix(_BYTE_ORDER_MARK))
    except JsonError as error:
        raise PlanError([Fault(name, "", str(error), _WRITE)]) from error
    if not isinstance(found, dict):
        raise PlanError([Fault(name, "", "[…]", _WRITE)])
    return parse_document(found, name)


def _plan(name: str, document: BinaryIO | None) -> Plan:
    plan = read_document(document.read() if document else b"", name)
    faults = faults_of_sql(plan, name)
    if faults:
        raise PlanError(faults)
    return plan


def _finding(fault: Fault) -> Finding:
    return Finding(
        "plan_says_what_it_needs",
        Weight.STOP,
        say("{where}: {name} is {found}."),
        {"where": fault.where, "name": fault.name or "JSON", "found": fault.found, **fault.values},
        write=fault.write,
    )


def _rows(plan: Plan) -> dict[str, list[tuple[int, Row]]]:
    rows: dict[str, list[tuple[int, Row]]] = {table.name: [] for table in SUBMITTED}
    rows[PLANS.name].append((1, _plan_row(plan)))
    for line, one in enumerate(plan.commitments, start=1):
        ids = (plan.id, one.id)
        rows[COMMITMENTS.name].append((line, _commitment_row(plan, one)))
        rows[MILESTONES.name] += [
            (
                line,
                (
                    *ids,
                    step.id,
                    step.title,
                    step.outputs or None,
                    step.lead or one.lead or None,
                    *_dates(step.start),
                    *_dates(step.due),
                    str(len(step.checks)),
                ),
            )
            for step in one.milestones
        ]
        rows[ANSWERS.name] += [(line, (*ids, *answer)) for answer in one.texts.items()]
        rows[CODED.name] += [(line, (*ids, *cell)) for cell in one.coded.items()]
    return rows


def _plan_row(plan: Plan) -> Row:
    return (
        plan.id,
        plan.title,
        plan.level.value if plan.level else None,
        plan.government,
        *_dates(plan.start),
        *_dates(plan.end),
        plan.template or None,
        str(plan.submitted) if plan.submitted else None,
        plan.ogp_id or None,
        plan.number or None,
        str(len(plan.commitments)),
        plan.prose or None,
    )


def _commitment_row(plan: Plan, one: Commitment) -> Row:
    return (
        plan.id,
        one.id,
        one.ogp_id or None,
        one.number or None,
        one.title,
        one.theme or None,
        one.lead or None,
        _joined(one.supporting),
        _joined(one.civil_society),
        *_dates(one.start),
        *_dates(one.end),
        _joined(one.policy_areas),
        _joined(one.ogp_values),
        _joined(one.sdg_targets),
        _joined([basis.title for basis in one.legal_basis]),
        _joined(one.budget_lines),
        _joined([line.commitment for line in one.continues]),
        str(len(one.milestones)),
        one.prose or None,
    )


def _dates(when: Period | None) -> tuple[str | None, str | None]:
    return (when.text, when.last.isoformat()) if when else (None, None)


def _joined(texts: Sequence[str]) -> str | None:
    return _BETWEEN.join(texts) or None

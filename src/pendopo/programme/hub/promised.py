"""What a member promised: its newest plan, from its record or from OGP's file."""

import json
from collections.abc import Sequence
from datetime import date

from pendopo.programme.hub.facts import PlanFacts, Promise, Step
from pendopo.programme.programme import Programme
from pendopo.published.state import Publication, State
from pendopo.registers.plans.ogp_data import plans_of
from pendopo.registers.plans.written import PlanError, parse_document
from pendopo.stages.assess import check_coverage, check_document, check_indicator
from pendopo.standards.ogp.codebook import Sentinel
from pendopo.standards.ogp.commitments import ID, Row
from pendopo.terms.commitment import (
    Check,
    Commitment,
    CoverageCheck,
    DocumentCheck,
    Milestone,
    Plan,
)
from pendopo.terms.journey import CheckResult, Measurement

REGISTER = "plans"
# Of the reviewers' columns the later one counts, where it is coded.
_COMPLETION = ("Completion (End Of Term)", "Completion (Progress Report)")
LOCALITY, _URL = "Country/Locality", "URL"


def plan_of_record(programme: Programme, state: State) -> PlanFacts | None:
    """Give the plan that ends last of those that stand in a record; None where there is none."""
    plans = [plan for one in state.current(REGISTER) if (plan := _read(programme, one))]
    if not plans:
        return None
    plan = max(plans, key=_end)
    measured: dict[str, Measurement] = {}
    for _, one in programme.measurements(state):
        measured[one.indicator] = one
    record = _Held(programme, state, measured)
    return PlanFacts(
        source="record",
        id=plan.id,
        title=plan.title,
        start=plan.start.first.isoformat() if plan.start else "",
        end=plan.end.last.isoformat() if plan.end else "",
        number=plan.number,
        promises=tuple(_promise(one) for one in plan.commitments),
        steps=tuple(
            _step(one, step, record) for one in plan.commitments for step in one.milestones
        ),
    )


def plan_of_ogp(rows: Sequence[Row]) -> PlanFacts | None:
    """Give the newest plan that OGP's file has of a government; None where it has none.

    The file has no milestones: which of them is late it cannot say.

    :param rows: of that government alone
    """
    plans = plans_of(rows)
    if not plans:
        return None
    plan = max(plans, key=_end)
    by_id = {row.cells[ID]: row for row in rows}
    coded = [by_id[one.coded[ID]] for one in plan.commitments]
    return PlanFacts(
        source="ogp",
        id=plan.ogp_id or plan.id,
        title=plan.title,
        start="",  # the file says when it was handed in, not when it began
        end=plan.end.last.isoformat() if plan.end else "",
        number=plan.number,
        promises=tuple(_coded(one, row) for one, row in zip(plan.commitments, coded, strict=True)),
    )


class _Held:
    """A record that milestones are held to."""

    def __init__(
        self, programme: Programme, state: State, measured: dict[str, Measurement]
    ) -> None:
        self._programme, self._state, self._measured = programme, state, measured
        self._publications = [(one.id, one.register, one.scope) for one in state.current()]

    def result(self, check: Check) -> CheckResult:
        """Say whether a check passes."""
        if isinstance(check, DocumentCheck):
            return check_document(check, self._publications)
        if isinstance(check, CoverageCheck):
            return check_coverage(check, self._present(check))
        return check_indicator(check, self._measured.get(check.indicator))

    def _present(self, check: CoverageCheck) -> Sequence[str] | None:
        register, _, name = check.table.partition(".")
        try:
            reader = self._programme.reader(self._programme.table(self._state, register, name))
            return [one for one in check.of if reader.count_among(check.column, [one])]
        except (KeyError, ValueError):  # no such table, or no such column in it
            return None


def _read(programme: Programme, publication: Publication) -> Plan | None:
    path = programme.original_path(publication)
    try:
        return parse_document(json.loads(path.read_bytes()), path.name)
    except (OSError, ValueError, PlanError):
        return None


def _end(plan: Plan) -> date:
    return plan.end.last if plan.end else date.min


def _promise(one: Commitment) -> Promise:
    return Promise(
        id=one.id,
        title=one.title,
        lead=one.lead,
        start=one.start.text if one.start else "",
        end=one.end.text if one.end else "",
    )


def _coded(one: Commitment, row: Row) -> Promise:
    codes = [row.codes.get(column) for column in _COMPLETION]
    known = [str(code) for code in codes if code is not None and not isinstance(code, Sentinel)]
    return Promise(
        id=one.ogp_id or one.id,
        title=one.title,
        lead=one.lead,
        start=one.start.text if one.start else "",
        end=one.end.text if one.end else "",
        completion=known[0] if known else "",
        address=row.text(_URL) or "",
    )


def _step(one: Commitment, step: Milestone, record: _Held) -> Step:
    results = [record.result(check).passed for check in step.checks]
    return Step(
        commitment=one.id,
        title=step.title,
        due=step.due.text if step.due else "",
        due_by=step.due.last.isoformat() if step.due else "",
        met=all(results) if results else None,
    )

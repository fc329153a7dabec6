"""What a member promised: its newest plan, from its record or from OGP's file."""

from collections.abc import Sequence
from datetime import date

from pendopo.programme.hub.facts import PlanFacts, Promise, Step
from pendopo.programme.programme import Programme
from pendopo.published.standings import that_counts
from pendopo.published.state import State
from pendopo.registers.plans.ogp_data import plans_of
from pendopo.standards.ogp.codebook import Sentinel
from pendopo.standards.ogp.commitments import ID, Row
from pendopo.terms.commitment import Commitment, Milestone, Plan
from pendopo.terms.journey import Entry, StandingWord
from pendopo.terms.standing import Evaluation, MilestoneKey

# Of the reviewers' columns the later one counts, where it is coded.
_COMPLETION = ("Completion (End Of Term)", "Completion (Progress Report)")
LOCALITY, _URL = "Country/Locality", "URL"


def plan_of_record(programme: Programme, state: State) -> PlanFacts | None:
    """Give the plan that ends last of those that stand in a record; None where there is none."""
    plans = [one.plan for one in programme.promising.plans(state)]
    if not plans:
        return None
    plan = max(plans, key=_end)
    known = programme.promising.standings(state)
    return PlanFacts(
        source="record",
        id=plan.id,
        title=plan.title,
        start=plan.start.first.isoformat() if plan.start else "",
        end=plan.end.last.isoformat() if plan.end else "",
        number=plan.number,
        promises=tuple(_promise(one) for one in plan.commitments),
        steps=tuple(
            _step(one, step, that_counts(step, known.get(MilestoneKey(plan.id, one.id, step.id))))
            for one in plan.commitments
            for step in one.milestones
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


def _step(one: Commitment, step: Milestone, evaluated: tuple[Entry, Evaluation] | None) -> Step:
    """Say whether a milestone is met; None where nothing has looked, or nothing can show it."""
    word = evaluated[1].standing.word if evaluated and step.checks else None
    return Step(
        commitment=one.id,
        title=step.title,
        due=step.due.text if step.due else "",
        due_by=step.due.last.isoformat() if step.due else "",
        met=None if word is None else word is StandingWord.ALL,
    )

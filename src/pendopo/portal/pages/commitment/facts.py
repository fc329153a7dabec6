"""A promise as JSON: the same facts as its page, each number with what it rests on."""

from typing import Any

from pendopo.portal.continuity import facts_of_continuity
from pendopo.portal.promises import Looked, Promise, Step
from pendopo.portal.visit import Context, Visit, root
from pendopo.published.claims.facts import facts_of
from pendopo.published.standings import as_json
from pendopo.registers.plans.document import facts_of_check


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    promise: Promise = context["promise"]
    about = (promise.published.plan.id, promise.commitment.id)
    return of_promise(visit, promise) | {
        **facts_of(visit.programme.claiming.claims(visit.state).of(*about)),
        **facts_of_continuity(context["earlier"], context["later"], context["amended"]),
        "survival": {
            "told": context["survival"],
            "factors": [
                {"factor": one.title, "rule": one.rule, "value": one.value, "known": one.known}
                for one in context["factors"]
            ],
        },
        "evaluations": [
            {"entry": one["entry"].index, "time": one["entry"].leaf.time, "milestone": one["id"]}
            for month in context["months"]
            for one in month["evaluations"]
        ],
    }


def of_promise(visit: Visit, promise: Promise) -> Context:
    """Say what was promised and where it stands."""
    plan, commitment = promise.published.plan, promise.commitment
    return {
        "plan": plan.id,
        "commitment": commitment.id,
        "title": commitment.title,
        "lead": commitment.lead or None,
        "start": str(commitment.start) if commitment.start else None,
        "end": str(commitment.end) if commitment.end else None,
        "promised_in_entry": promise.published.publication.index,
        "standing": promise.told,
        "page": visit.absolute("commitment", plan=plan.id, commitment=commitment.id),
        "milestones": [_of_step(visit, step) for step in promise.steps],
    }


def _of_step(visit: Visit, step: Step) -> Context:
    due = step.milestone.due
    return {
        "id": step.milestone.id,
        "title": step.milestone.title,
        "due": due.text if due else None,
        "due_by": due.last.isoformat() if due else None,
        "standing": step.standing.word.value,
        "as_of": step.standing.as_of if step.entry else None,
        "told": step.told,
        "entry": step.entry.index if step.entry else None,
        "object": _object(visit, step),
        "rests_on": as_json(step.evaluation)["inputs"] if step.evaluation else [],
        "checks": [_of_check(one) for one in step.checks],
    }


def _object(visit: Visit, step: Step) -> str | None:
    """Give where the evaluation itself lies, with all that it rests on."""
    if step.entry is None:
        return None
    c = step.entry.leaf.objects[0].c
    return f"{visit.base}{root()}/objects/{c[:2]}/{c}"


def _of_check(one: Looked) -> dict[str, Any]:
    hidden = {"checks"} if one.within else set()
    asked = {k: v for k, v in facts_of_check(one.check).items() if k not in hidden}
    evidence = {k: v for k, v in one.result.evidence.items() if k not in hidden}
    return {
        "check": asked,
        "asked": one.asked,
        "passed": one.result.passed,
        "told": one.told,
        "evidence": evidence,
        "sql": one.address or None,
        "within": [_of_check(inner) for inner in one.within],
    }

"""A plan as JSON: what its screen says."""

from pendopo.portal.continuity import facts_of_continuity
from pendopo.portal.pages.commitment.facts import of_promise
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    plan = context["plan"]
    return {
        "plan": plan.id,
        "title": plan.title,
        "government": plan.government,
        "administration": plan.administration or None,
        "follows": list(plan.follows),
        "start": str(plan.start or "") or None,
        "end": str(plan.end or "") or None,
        "published_in_entry": context["publication"].index,
        "milestones": context["milestones"],
        "milestones_with_a_check": context["checked"],
        "milestones_with_all_checks_passed": context["met"],
        "checks": context["checks"],
        "checks_that_civil_society_agreed_to": context["agreed"],
        "coverage": [
            {
                "commitment": one.placed.promise.commitment.id,
                "milestone": one.placed.step.milestone.id,
                "check": one.check.name,
                "covered": one.there,
                "of": one.of,
                "missing": list(one.check.missing),
            }
            for one in context["covered"]
        ],
        "commitments": [
            of_promise(visit, one) | {"disputed": one.commitment.id in context["disputed"]}
            for one in context["promises"]
        ],
        "not_taken_further": facts_of_continuity([], context["lost"], [])["later"],
        "amendments": facts_of_continuity([], [], context["amended"])["amendments"],
    }

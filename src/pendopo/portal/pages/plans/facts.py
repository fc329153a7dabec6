"""The board as JSON."""

from pendopo.portal.continuity import facts_of_continuity
from pendopo.portal.pages.commitment.facts import of_promise
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "plans": [
            {
                "plan": one["plan"].id,
                "title": one["plan"].title,
                "government": one["plan"].government,
                "start": str(one["plan"].start or "") or None,
                "end": str(one["plan"].end or "") or None,
                "administration": one["plan"].administration or None,
                "follows": list(one["plan"].follows),
                "not_taken_further": facts_of_continuity([], one["lost"], [])["later"],
                "amendments": facts_of_continuity([], [], one["amended"])["amendments"],
                "commitments": [of_promise(visit, promise) for promise in one["promises"]],
            }
            for one in context["plans"]
        ],
        "plans_that_cannot_be_read": context["unread"],
    }

"""Every promise on one board: plan by plan, and where each stands."""

from pendopo.portal.continuity import amended, lost
from pendopo.portal.pages.plans.facts import facts
from pendopo.portal.promises import promises
from pendopo.portal.visit import Context, Visit, page


@page("pages/plans/plans.html", facts=facts)
def plans(visit: Visit) -> Context:
    """Gather the board."""
    found = promises(visit)
    unread = len(visit.state.current("plans")) - len(found)
    return {
        "plans": [
            {
                "plan": one.plan,
                "promises": all_,
                "amended": amended(visit, one),
                "lost": lost(visit, one),
            }
            for one, all_ in found
        ],
        "unread": unread,
    }

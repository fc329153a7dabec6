"""Everything that is held, was held, or was taken away: when, why, by whom, and what stands now."""

from pendopo.portal.pages.withdrawals.facts import facts
from pendopo.portal.visit import Context, Visit, page
from pendopo.portal.withdrawn import all_withdrawn, counted


@page("pages/withdrawals/withdrawals.html", facts=facts)
def withdrawals(visit: Visit) -> Context:
    """Gather the withdrawals, the newest first."""
    return {
        "withdrawn": all_withdrawn(visit),
        "count": counted(visit),
        "acknowledged": visit.programme.withdrawing.acknowledged(),
    }

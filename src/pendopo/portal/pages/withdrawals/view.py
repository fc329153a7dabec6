"""Everything that is held, was held, or was taken away: when, why, by whom, and what stands now."""

from pendopo.portal.pager import PAGE, pager
from pendopo.portal.pages.withdrawals.facts import facts
from pendopo.portal.visit import Context, Visit, page
from pendopo.portal.withdrawn import all_withdrawn, counted, how_many

_EACH = 20


@page("pages/withdrawals/withdrawals.html", frozenset({PAGE}), facts=facts)
def withdrawals(visit: Visit) -> Context:
    """Gather a page of the withdrawals, the newest first."""
    shown = pager(visit, how_many(visit), _EACH)
    return {
        "pager": shown,
        "withdrawn": all_withdrawn(visit, shown.offset, _EACH),
        "count": counted(visit),
        "acknowledged": visit.programme.withdrawing.acknowledged(),
    }

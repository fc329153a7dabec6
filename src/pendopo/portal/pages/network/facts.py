"""Who bids with whom, as JSON: every firm that is drawn, and a page of all pairs."""

from pendopo.portal.facts import of_pager
from pendopo.portal.visit import Context, Visit


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    return {
        "buyer": context["buyer"] or None,
        "firms": context["counted"]["firms"],
        "tenders": context["counted"]["tenders"],
        "drawn": [
            {name: one[name] for name in ("id", "name", "tenders", "won")}
            for one in context["firms"]
        ],
        "pairs": [
            {
                "met": one["met"],
                "firms": [
                    {name: firm[name] for name in ("id", "name", "won")} for firm in one["firms"]
                ],
            }
            for one in context["pairs"]
        ],
        "list": of_pager(visit, context["pager"]),
    }

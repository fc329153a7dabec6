"""The claims as JSON: this page of them, and where all of them are."""

from pendopo.portal.facts import of_pager
from pendopo.portal.visit import Context, Visit
from pendopo.published.claims.facts import facts_of, row_of


def facts(visit: Visit, context: Context) -> Context:
    """Pick what the page says."""
    claims = context["hearing"].claims
    rest = facts_of(claims, () if visit.past else visit.programme.claiming.waiting_facts())
    return {
        "claims": [row_of(claims, one) for one in context["newest"]],
        **{name: rows for name, rows in rest.items() if name != "claims"},
        "list": of_pager(visit, context["pager"]),
    }

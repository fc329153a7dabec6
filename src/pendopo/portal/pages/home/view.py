"""The first page: real numbers, what was published last, what was published with warnings."""

from pendopo.portal.cards import cards
from pendopo.portal.charted import published_by_month
from pendopo.portal.listed import listed
from pendopo.portal.measures import latest
from pendopo.portal.pages.home.facts import facts
from pendopo.portal.visit import Context, Visit, page
from pendopo.portal.withdrawn import counted
from pendopo.portal.witnessing import waiting
from pendopo.published.state import Publication, State

_NEWEST = 8
_FAULTY = 6


@page("pages/home/home.html", facts=facts)
def home(visit: Visit) -> Context:
    """Gather the home page."""
    programme, state = visit.programme, visit.state
    tables = listed(visit)
    current = cards(visit, reversed(state.current()))
    faulty = [card for card in current if card.warnings]
    return {
        "hero": "pages/home/hero.html",
        "waiting": waiting(visit),
        "withdrawn": counted(visit),
        "publications": len(state.publications),
        "with_file": sum(_has_file(state, one) for one in state.publications),
        "tables": sum(table.rows > 0 for table in tables),
        "rows": sum(table.rows for table in tables),
        "filled": len({table.register.name for table in tables}),
        "registers": len(programme.registers),
        "current": len(current),
        "newest": cards(visit, state.publications[: -_NEWEST - 1 : -1]),
        "faulty": faulty[:_FAULTY],
        "faulty_count": len(faulty),
        "measures": latest(visit),
        "by_month": published_by_month(state.publications),
    }


def _has_file(state: State, one: Publication) -> bool:
    """Say whether the file is there: it may be kept back, or taken away by a redaction."""
    return one.original is not None and state.gone(one.original) is None

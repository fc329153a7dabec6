"""A question of a cube, written as an address writes it."""

from pendopo.published.cubes.asked import Page, Question
from pendopo.published.cubes.grammar import parse_cuts, parse_order, parse_refs
from pendopo.published.cubes.readings import NOMINAL, Reading


def asked(
    cut: str = "",
    drilldown: str = "",
    *,
    aggregates: str = "",
    order: str = "",
    page: int = 1,
    size: int = 100,
    reading: Reading = NOMINAL,
) -> Question:
    """Read the parts of an address."""
    return Question(
        parse_cuts(cut),
        parse_refs("drilldown", drilldown, "|"),
        parse_refs("aggregates", aggregates, "|"),
        parse_order(order),
        Page(page, size),
        reading,
    )

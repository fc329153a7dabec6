"""Village budgets on time: how many villages had handed in their budget before its year began."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="village_budgets_on_time",
    question=say("What share of villages had handed in their budget before its year began?"),
    unit=say("share, 0 to 1"),
    reads=(
        "villages.books",
        "places.places",
    ),
    decimals=3,
)

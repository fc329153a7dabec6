"""Health spending per head: what was spent on health for each person."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="health_spending_per_head",
    question=say("How much was spent on health for each person?"),
    unit=say("in the budget's currency, a person and year"),
    reads=(
        "budgets.lines",
        "places.people",
    ),
    decimals=0,
)

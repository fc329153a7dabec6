"""Revenue deviation: how far revenue by class strayed from the budget, beyond its total."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="revenue_deviation",
    question=say("How far did revenue by class stray from the approved budget?"),
    unit=say("share, 0 to 1"),
    reads=("budgets.lines",),
    decimals=3,
)

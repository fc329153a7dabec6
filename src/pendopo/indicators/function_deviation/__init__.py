"""Function deviation: how far spending by function strayed from the budget, beyond its total."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="function_deviation",
    question=say("How far did spending by function stray from the approved budget?"),
    unit=say("share, 0 to 1"),
    reads=("budgets.lines",),
    decimals=3,
)

"""Account deviation: how far spending by class strayed from the budget."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="account_deviation",
    question=say("How far did spending by economic class stray from the approved budget?"),
    unit=say("share, 0 to 1"),
    reads=("budgets.lines",),
    decimals=3,
)

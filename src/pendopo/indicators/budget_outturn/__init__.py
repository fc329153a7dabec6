"""Budget outturn: what was spent against the budget as it was first approved."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="budget_outturn",
    question=say("What was spent, against the budget as first approved?"),
    unit=say("share, 0 to 1"),
    reads=("budgets.lines",),
    decimals=3,
)

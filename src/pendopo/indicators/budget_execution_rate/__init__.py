"""Budget execution rate: what was spent of what might be spent."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="budget_execution_rate",
    question=say("What share of planned spending was executed?"),
    unit=say("share, 0 to 1"),
    reads=("budgets.lines",),
    decimals=3,
)

"""December share: how much of the year was spent in its last month."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="december_share",
    question=say("What share of a year's spending was executed in December?"),
    unit=say("share, 0 to 1"),
    reads=("budgets.lines",),
    decimals=3,
)

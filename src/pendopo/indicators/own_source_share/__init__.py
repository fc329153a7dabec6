"""Own-source share: how much of its revenue a government raises itself."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="own_source_share",
    question=say("What share of revenue does the government raise itself?"),
    unit=say("share, 0 to 1"),
    reads=("budgets.lines",),
    decimals=3,
)

"""Village construction share: how much of the planned spending builds or buys what lasts."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="village_construction_share",
    question=say("What share of villages' planned spending goes into building and what lasts?"),
    unit=say("share, 0 to 1"),
    reads=("villages.lines",),
    decimals=3,
)

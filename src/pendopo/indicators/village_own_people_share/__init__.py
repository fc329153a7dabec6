"""Village own people share: how much of the planned spending is pay of the village's own people."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="village_own_people_share",
    question=say("What share of villages' planned spending goes to the village's own people?"),
    unit=say("share, 0 to 1"),
    reads=("villages.lines",),
    decimals=3,
)

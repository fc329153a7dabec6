"""Village meetings minuted: of how many meetings the minutes can be read."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="village_meetings_minuted",
    question=say("Of what share of villages' meetings are the minutes published?"),
    unit=say("share, 0 to 1"),
    reads=("villages.events",),
    decimals=3,
)

"""Village months behind: how old the villages' reports of what was carried out are."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="village_months_behind",
    question=say("How many months behind is what villages say they have carried out?"),
    unit=say("months"),
    reads=("villages.books",),
    decimals=1,
)

"""Village plan carried out: how much of the planned spending was spent."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="village_plan_carried_out",
    question=say(
        "What share of what villages planned to spend was spent, in the last year that is reported?"
    ),
    unit=say("share"),
    reads=("villages.books",),
    decimals=3,
)

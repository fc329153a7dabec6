"""Days from tender to award: how long bidders wait for a decision."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="days_from_tender_to_award",
    question=say("How many days pass from the opening of a tender to its first award?"),
    unit=say("days, median"),
    reads=("contracts.processes",),
    decimals=1,
)

"""Village balance carried over: how much of a year's money was left at its end."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="village_balance_carried_over",
    question=say("What share of a year's money was left when the last finished year ended?"),
    unit=say("share"),
    reads=("villages.books",),
    decimals=3,
)

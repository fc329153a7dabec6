"""Contract value covered: for how many processes the price of what was contracted is public."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="contract_value_covered",
    question=say("For what share of contracted processes is the contract value public?"),
    unit=say("share, 0 to 1"),
    reads=("contracts.processes",),
    decimals=3,
)

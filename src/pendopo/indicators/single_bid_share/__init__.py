"""Single bid share: how often only one bidder came to a tender that was open to several."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="single_bid_share",
    question=say("What share of competitive tenders had a single bidder?"),
    unit=say("share, 0 to 1"),
    reads=("contracts.processes",),
    decimals=3,
)

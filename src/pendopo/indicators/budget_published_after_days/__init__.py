"""Budget published after: how many days passed from the decision to the publication."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="budget_published_after_days",
    question=say("How many days after its decision was the newest budget published?"),
    unit=say("days"),
    reads=("documents.files",),
    decimals=0,
)

"""Budget decided before its year: how many days before its year began the budget was decided."""

from pendopo.terms.indicator import Indicator
from pendopo.terms.wording import say

INDICATOR = Indicator(
    name="budget_decided_before_year",
    question=say("How many days before its year began was the newest budget decided?"),
    unit=say("days"),
    reads=("documents.files",),
    decimals=0,
)

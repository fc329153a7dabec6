"""Visits: what somebody saw at the site of a purchase, on which day, with a photo or without."""

from pendopo.registers.visits.tables import VISITS
from pendopo.terms.register import Fold, Register, ScopePart, later
from pendopo.terms.wording import say

REGISTER = Register(
    name="visits",
    title=say("Visits to sites"),
    summary=say("What was seen at the sites of purchases, on which day, and who says where."),
    standard="",
    fold=Fold.REPLACE,
    forms=("csv", "xlsx", "ods", "xls", "json-table"),
    read=later(__name__, "read"),
    tables=(VISITS,),
    # Each visit is a scope of its own: none can take the place of another's.
    scope=(
        ScopePart(
            name="visit",
            title=say("The visit's id"),
            pattern="[0-9a-f]{16}",
            example="0123456789abcdef",
        ),
    ),
)

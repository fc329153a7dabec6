"""Places: codes of districts and villages, their borders and people, what became of them."""

from pendopo.registers.places.tables import SUBMITTED
from pendopo.terms.register import Fold, Register, ScopePart, later
from pendopo.terms.wording import say

REGISTER = Register(
    name="places",
    title=say("Places"),
    summary=say(
        "Districts, villages and all other places by code: where they lie, how many people live "
        "there, and which were split, merged or renamed."
    ),
    standard="GeoJSON (RFC 7946)",
    fold=Fold.REPLACE,
    forms=("csv", "xlsx", "ods", "xls", "json-table"),
    read=later(__name__, "read"),
    tables=SUBMITTED,
    scope=(
        ScopePart(
            name="list",
            title=say("Which list it is, in addresses"),
            pattern="[a-z0-9-]{1,64}",
            example="villages",
        ),
    ),
    source="https://www.rfc-editor.org/rfc/rfc7946",
)

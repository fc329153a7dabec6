"""The table of replies."""

from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

REPLIES = Table(
    name="replies",
    title=say("Replies to flags"),
    row=say("One row per reply to a flag of a purchase, a buyer or a supplier"),
    columns=(
        Column(
            "reply",
            Kind.CODE,
            title=say("Reply"),
            meaning=say("The reply's id: 16 digits, as its scope has them."),
            required=True,
            pattern="[0-9a-f]{16}",
        ),
        Column(
            "flag",
            Kind.CODE,
            title=say("Flag"),
            meaning=say("The flag's name, as its address has it: r018_single_bid."),
            required=True,
            pattern="[a-z0-9_]{1,80}",
        ),
        Column(
            "subject",
            Kind.CODE,
            title=say("Whom it asks about"),
            meaning=say("The ocid of the purchase, or the id of the buyer or supplier."),
            required=True,
        ),
        Column(
            "role",
            Kind.CODE,
            title=say("Who replies"),
            meaning=say("As the buyer, or as a supplier."),
            required=True,
            one_of=("buyer", "supplier"),
        ),
        Column(
            "party",
            Kind.TEXT,
            title=say("In the name of"),
            meaning=say("The office or the firm, never a person."),
            required=True,
        ),
        Column("says", Kind.TEXT, title=say("The reply"), required=True),
        Column("day", Kind.DATE, title=say("Day of the reply"), required=True),
    ),
    key=("reply",),
    facets=("role",),
)

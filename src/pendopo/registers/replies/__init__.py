"""Replies: what those whom a flag asks about say to it, published beside it."""

from pendopo.registers.replies.tables import REPLIES
from pendopo.terms.register import Fold, Register, ScopePart, later
from pendopo.terms.wording import say

REGISTER = Register(
    name="replies",
    title=say("Replies to flags"),
    summary=say("What buyers and suppliers say to the questions that purchases raise."),
    standard="",
    fold=Fold.REPLACE,
    forms=("csv", "xlsx", "ods", "xls", "json-table"),
    read=later(__name__, "read"),
    tables=(REPLIES,),
    # Each reply is a scope of its own: no reply can take the place of another's.
    scope=(
        ScopePart(
            name="reply",
            title=say("The reply's id"),
            pattern="[0-9a-f]{16}",
            example="0123456789abcdef",
        ),
    ),
)

"""Answers: what an office says in public to a question about a published line."""

from pendopo.registers.answers.tables import ANSWERS
from pendopo.terms.register import Fold, Register, ScopePart, later
from pendopo.terms.wording import say

REGISTER = Register(
    name="answers",
    title=say("Answers"),
    summary=say("What offices say in public to questions about published budget lines."),
    standard="",
    fold=Fold.REPLACE,
    forms=("csv", "xlsx", "ods", "xls", "json-table"),
    read=later(__name__, "read"),
    tables=(ANSWERS,),
    scope=(
        ScopePart(
            name="question",
            title=say("The question's id, as its address has it"),
            pattern="[0-9a-f]{16}",
            example="0123456789abcdef",
        ),
    ),
)

"""Debarments: which firms are shut out of public purchases, by whom and for how long."""

from pendopo.registers.debarments.tables import DEBARMENTS
from pendopo.terms.register import Fold, Register, ScopePart, later
from pendopo.terms.wording import say

REGISTER = Register(
    name="debarments",
    title=say("Debarments"),
    summary=say("Which firms are shut out of public purchases, by whom and for how long."),
    standard="",
    fold=Fold.REPLACE,
    forms=("csv", "xlsx", "ods", "xls", "json-table"),
    read=later(__name__, "read"),
    tables=(DEBARMENTS,),
    scope=(
        ScopePart(
            name="list",
            title=say("The list's short name"),
            pattern="[a-z0-9-]{1,64}",
            example="daftar-hitam",
        ),
    ),
)

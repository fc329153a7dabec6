"""Budgets: what a government takes in and spends, line by line, from plan to audit."""

from pendopo.registers.budgets.tables import DIRECTIONS, PHASES, SUBMITTED
from pendopo.terms.register import Fold, Register, ScopePart, later
from pendopo.terms.wording import say

_PHASE = f"({'|'.join(PHASES)}|executed-(0[1-9]|1[0-2]))"
_YEAR = "(19|20|21)[0-9]{2}"
_DIRECTION = f"({'|'.join(DIRECTIONS)})"

REGISTER = Register(
    name="budgets",
    title=say("Budgets"),
    summary=say(
        "What a government takes in and spends, line by line: as proposed, approved, revised, "
        "executed and audited."
    ),
    standard="Fiscal Data Package 1.0-rc",
    fold=Fold.REPLACE,
    forms=("csv", "xlsx", "ods", "xls", "json-table", "package"),
    read=later(__name__, "read"),
    tables=SUBMITTED,
    sheets=later(__name__, "sheets"),
    scope=(
        ScopePart(
            name="year",
            title=say("Fiscal year, or years with dots between"),
            pattern=f"{_YEAR}([.]{_YEAR})*",
            example="2026",
        ),
        ScopePart(
            name="phase",
            title=say("Phase, or phases with dots between"),
            pattern=f"{_PHASE}([.]{_PHASE})*",
            example="approved",
        ),
        ScopePart(
            name="direction",
            title=say("Direction, or directions with dots between; left out for all of them"),
            pattern=f"{_DIRECTION}([.]{_DIRECTION})*",
            example="expenditure",
            optional=True,
        ),
        ScopePart(
            name="publisher",
            title=say("Code of the government or unit whose budget it is"),
            pattern="[0-9A-Za-z][0-9A-Za-z.-]{0,31}",
            example="35.22",
        ),
    ),
    source="https://fiscal.datapackage.org/",
)

"""Documents: the papers of a budget's year, from the first statement to the audit."""

from pendopo.registers.documents.tables import FILES
from pendopo.terms.register import Fold, Register, ScopePart, later
from pendopo.terms.wording import say

REGISTER = Register(
    name="documents",
    title=say("Budget documents"),
    summary=say(
        "The papers of a budget's year: where each stands, in which form, who decided it and when."
    ),
    standard="Open Budget Survey, key budget documents",
    fold=Fold.REPLACE,
    forms=("csv", "xlsx", "ods", "xls", "json-table"),
    read=later(__name__, "read"),
    sheets=later(__name__, "sheets"),
    tables=(FILES,),
    scope=(
        ScopePart(
            name="document",
            title=say("Which document, by its code on the shelf"),
            pattern="[a-z0-9-]{1,64}",
            example="enacted-budget",
        ),
        ScopePart(
            name="year",
            title=say("Fiscal year"),
            pattern="(19|20|21)[0-9]{2}",
            example="2026",
        ),
        ScopePart(
            name="period",
            title=say("Month, quarter or half year of a report on a part of the year"),
            pattern="(0[1-9]|1[0-2]|q[1-4]|h[12])",
            example="q1",
            optional=True,
        ),
        ScopePart(
            name="publisher",
            title=say("Code of the government or unit whose budget it is"),
            pattern="[0-9A-Za-z][0-9A-Za-z.-]{0,31}",
            example="35.22",
        ),
    ),
    source="https://internationalbudget.org/open-budget-survey/",
)

"""The tables of the budgets register: lines that add up, and the totals that a source gave."""

from typing import Final

from pendopo.registers.budgets.cube import CUBE
from pendopo.registers.budgets.levels import CLASSIFICATIONS, level_columns
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

PHASES: Final = ("pre-budget", "proposal", "approved", "revised", "executed", "audited")
# Money moves two ways in financing: adding both up gives a number that means nothing.
DIRECTIONS: Final = ("revenue", "expenditure", "financing-in", "financing-out")

YEAR = Column("year", Kind.YEAR, title=say("Fiscal year"), required=True)
PHASE = Column(
    "phase",
    Kind.CODE,
    title=say("Phase"),
    meaning=say(
        "Where in its life the amount is: pre-budget, proposal, approved, revised, executed, "
        "audited."
    ),
    source="Fiscal Data Package 1.0, phase",
    required=True,
    one_of=PHASES,
)
MONTH = Column(
    "month",
    Kind.INTEGER,
    title=say("Month"),
    meaning=say("Of what was executed in one month, without those before; empty for a whole year."),
    minimum="1",
    maximum="12",
)
DIRECTION = Column(
    "direction",
    Kind.CODE,
    title=say("Direction"),
    meaning=say(
        "Revenue, expenditure, or financing that comes in (loans, savings used) or goes out "
        "(repayments, savings)."
    ),
    source="Fiscal Data Package 1.0, direction",
    required=True,
    one_of=DIRECTIONS,
)
CODE = Column(
    "code",
    Kind.CODE,
    title=say("Code"),
    meaning=say("The whole code of the row, as its source writes it."),
)
LABEL = Column(
    "label", Kind.TEXT, title=say("Label"), meaning=say("What the source calls the row.")
)
AMOUNT = Column(
    "amount",
    Kind.MONEY,
    title=say("Amount"),
    meaning=say("In the currency beside it, in ones."),
    required=True,
)
CURRENCY = Column(
    "currency",
    Kind.CODE,
    title=say("Currency"),
    source="ISO 4217",
    required=True,
    pattern="[A-Z]{3}",
)
PUBLISHER = Column(
    "publisher",
    Kind.CODE,
    title=say("Publisher"),
    meaning=say("The code of the government, or of its unit, whose budget it is."),
    required=True,
    pattern="[0-9A-Za-z][0-9A-Za-z.-]{0,31}",
)
LOST = Column(
    "lost",
    Kind.MONEY,
    title=say("Digits lost"),
    meaning=say(
        "By how much the true amount may differ, where a spreadsheet had cut it: 5.35993E+11 is "
        "535,993,000,000 give or take 500,000. Empty where nothing was lost."
    ),
)

LINES = Table(
    name="lines",
    title=say("Budget lines"),
    row=say("One row per budget line, phase, and month where there are months"),
    columns=(
        YEAR,
        PHASE,
        MONTH,
        DIRECTION,
        CODE,
        LABEL,
        AMOUNT,
        CURRENCY,
        PUBLISHER,
        Column(
            "line_id",
            Kind.CODE,
            title=say("Line"),
            meaning=say(
                "Names the line through years and phases: its direction and its deepest code in "
                "each classification."
            ),
            source="Fiscal Data Package 1.0, budget-line-id",
        ),
        Column(
            "chart",
            Kind.CODE,
            title=say("Chart of accounts"),
            meaning=say("Which edition of which chart its codes are of; one is never another."),
            pattern="[a-z0-9-]{1,64}",
        ),
        Column(
            "cofog",
            Kind.CODE,
            title="COFOG",
            meaning=say("The function of government, where its chart maps to one."),
            source="UN COFOG 1999",
            pattern="[0-9]{2}([.][0-9]){0,2}",
        ),
        Column(
            "gfsm",
            Kind.CODE,
            title="GFSM",
            meaning=say("The economic class, where its chart maps to one."),
            source="IMF GFSM 2014",
            pattern="[0-9]{1,5}",
        ),
        *level_columns(),
        Column(
            "note",
            Kind.TEXT,
            title=say("Note"),
            meaning=say("What the source says of the row, such as why more was spent than planned"),
        ),
        LOST,
    ),
    facets=("year", "phase", "direction", "publisher"),
    source="Fiscal Data Package 1.0",
    cube=CUBE,
)

TOTALS = Table(
    name="totals",
    title=say("Totals of the source"),
    row=say("One row per total that the source gives itself; lines are what adds up to it"),
    columns=(
        YEAR,
        PHASE,
        MONTH,
        DIRECTION,
        CODE,
        LABEL,
        AMOUNT,
        CURRENCY,
        PUBLISHER,
        *(
            Column(
                name,
                Kind.CODE,
                title=said.title,
                meaning=say("The code that all its lines lie under; empty when of any."),
            )
            for name, said in CLASSIFICATIONS.items()
        ),
        LOST,
    ),
    facets=("year", "phase", "direction", "publisher"),
)

SUBMITTED = (LINES, TOTALS)

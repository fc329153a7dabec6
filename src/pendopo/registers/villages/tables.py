"""The tables of a budget: its lines, what is said of it, its activities, the evaluations."""

from dataclasses import replace

from pendopo.registers.villages.columns import (
    ACCOUNT,
    ACTIVITY,
    ACTIVITY_NAME,
    AMOUNT,
    DIRECTIONS,
    LAW,
    NOTE,
    PHASE,
    RUN_BY,
    VILLAGE,
    YEAR,
    in_its_currency,
)
from pendopo.registers.villages.cube import CUBE
from pendopo.terms.column import ANY_SCHEME, Column, Kind, Table
from pendopo.terms.wording import say

LINES = Table(
    name="lines",
    title=say("Village budget lines"),
    row=say("One row per village, year, phase, activity, account and funding source"),
    columns=(
        VILLAGE,
        YEAR,
        PHASE,
        Column(
            "direction",
            Kind.CODE,
            title=say("Direction"),
            meaning=say(
                "Revenue, expenditure, or financing that comes in (what was left of last year) or "
                "goes out (money put into a village company). The account says it: 4, 5, 6.1, 6.2."
            ),
            required=True,
            one_of=DIRECTIONS,
        ),
        Column(
            "field_code",
            Kind.CODE,
            title=say("Field: code"),
            meaning=say(
                "One of five fields of spending (bidang): government, building, community, "
                "empowerment, emergencies."
            ),
            source=LAW,
        ),
        Column("field", Kind.TEXT, title=say("Field")),
        Column("subfield_code", Kind.CODE, title=say("Sub-field: code"), source=LAW),
        ACTIVITY,
        ACTIVITY_NAME,
        Column(
            "account_group_code",
            Kind.CODE,
            title=say("Group of accounts: code"),
            meaning=say("The account's first two numbers: 4.2, 5.1, 5.3, 6.1."),
            source=LAW,
        ),
        Column("account_group", Kind.TEXT, title=say("Group of accounts")),
        Column(
            "account_type_code",
            Kind.CODE,
            title=say("Type of account: code"),
            meaning=say("The account's first three numbers: 4.2.1, 5.3.5."),
            source=LAW,
        ),
        Column("account_type", Kind.TEXT, title=say("Type of account")),
        ACCOUNT,
        Column("account", Kind.TEXT, title=say("Account")),
        Column(
            "source",
            Kind.CODE,
            title=say("Funding source"),
            meaning=say("As Siskeudes has them: DDS Dana Desa, ADD, PAD, PBH, PBP, PBK, DLL."),
            pattern="[0-9A-Za-z.-]{1,16}",
        ),
        AMOUNT,
        in_its_currency(
            "planned",
            say("Planned, as the report says"),
            say(
                "Of what was carried out: the budget that its report sets beside it, approved or "
                "revised as it stood then. It is no budget of its own."
            ),
        ),
        Column(
            "currency",
            Kind.CODE,
            title=say("Currency"),
            source="ISO 4217",
            required=True,
            pattern="[A-Z]{3}",
        ),
        NOTE,
    ),
    facets=("year", "phase", "direction", "field"),
    source=LAW,
    cube=CUBE,
)

BOOKS = Table(
    name="books",
    title=say("Village budgets"),
    row=say("One row per village, year and phase: a budget as it was handed in"),
    columns=(
        VILLAGE,
        YEAR,
        PHASE,
        Column(
            "regulation",
            Kind.TEXT,
            title=say("Regulation"),
            meaning=say("The village regulation that sets it: Perdes 6/2025."),
        ),
        Column("decided_on", Kind.DATE, title=say("Decided on")),
        Column(
            "carried_out_until",
            Kind.DATE,
            title=say("Carried out until"),
            meaning=say("The last day of what was executed."),
        ),
        in_its_currency(
            "stated_balance",
            say("Balance as stated"),
            say("What the village says is left (SiLPA); 0 in a plan. Empty: not said."),
        ),
        replace(
            RUN_BY,
            meaning=say("The offices that run the activities, and their team; no names are asked."),
            source="Permendagri 20/2018, art. 39",
        ),
        Column(
            "complaints_to",
            Kind.TEXT,
            title=say("Where to complain"),
            meaning=say("The address for complaints that the law wants on every board."),
            source="Permendagri 20/2018, art. 39 and 72",
            contacts=True,
        ),
        Column(
            "received_on",
            Kind.DATE,
            title=say("Handed in on"),
            meaning=say("The day on which the file came in; the program fills it in."),
        ),
        NOTE,
    ),
    facets=("year", "phase"),
    source=LAW,
)

ACTIVITIES = Table(
    name="activities",
    title=say("Activities"),
    row=say("One row per village, year and activity, and one more for each package within it"),
    columns=(
        VILLAGE,
        YEAR,
        replace(ACTIVITY, required=True),
        ACTIVITY_NAME,
        Column("package", Kind.TEXT, title=say("Package"), meaning=say("The work, in words.")),
        Column("place", Kind.TEXT, title=say("Where"), meaning=say("Hamlet, road, spot.")),
        RUN_BY,
        Column("volume", Kind.DECIMAL, title=say("Volume"), minimum="0"),
        Column("unit", Kind.TEXT, title=say("Unit")),
        Column("begins_on", Kind.DATE, title=say("Begins on")),
        Column("ends_on", Kind.DATE, title=say("Ends on")),
        Column(
            "progress",
            Kind.DECIMAL,
            title=say("Progress"),
            meaning=say("How much of the work is done, not of the money; empty: not reported."),
            unit=say("percent"),
            minimum="0",
            maximum="100",
        ),
        Column("progress_on", Kind.DATE, title=say("Progress as of")),
        Column(
            "state",
            Kind.CODE,
            title=say("State"),
            one_of=("not-begun", "running", "finished", "stopped", "carried-over"),
        ),
        NOTE,
    ),
    facets=("year", "state"),
    source="Permendagri 20/2018, art. 72",
)

EVALUATIONS = Table(
    name="evaluations",
    title=say("Evaluations"),
    row=say("One row per line of a village's budget that the district head speaks of"),
    columns=(
        VILLAGE,
        YEAR,
        PHASE,
        ACTIVITY,
        replace(ACCOUNT, required=False),
        Column(
            "verdict",
            Kind.CODE,
            title=say("Verdict"),
            meaning=say("accepted, to change before it is decided, or against the law."),
            required=True,
            one_of=("accepted", "change", "unlawful"),
        ),
        Column("remark", Kind.TEXT, title=say("Remark")),
        Column(
            "answer", Kind.TEXT, title=say("Answer"), meaning=say("What the village did about it.")
        ),
        Column(
            "evaluated_on",
            Kind.DATE,
            title=say("Evaluated on"),
            meaning=say("Within 20 working days after the draft came in."),
            source="Permendagri 20/2018, art. 34 and 35",
            required=True,
        ),
        Column(
            "evaluated_by",
            Kind.CODE,
            title=say("Evaluated by"),
            meaning=say("The code of the district."),
            place=ANY_SCHEME,
        ),
    ),
    facets=("year", "verdict"),
    source="Permendagri 20/2018, art. 34",
)

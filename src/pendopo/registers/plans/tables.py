"""The tables of the plans register: the plan, its commitments, their milestones and answers."""

from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

_OGP = say("OGP action plan")


def _code(name: str, title: str, meaning: str) -> Column:
    return Column(name, Kind.CODE, title=title, meaning=meaning, source=_OGP)


def _text(name: str, title: str, meaning: str) -> Column:
    return Column(name, Kind.TEXT, title=title, meaning=meaning, source=_OGP)


def _count(name: str, title: str, meaning: str) -> Column:
    return Column(name, Kind.INTEGER, title=title, meaning=meaning, source=_OGP)


def _dates(name: str, title: str, meaning: str, last: str) -> tuple[Column, Column]:
    """Give a date as written, and the last day that it can mean."""
    until = say("The last day that the words can mean; empty where nobody knows.")
    return (
        _text(name, title, meaning),
        Column(f"{name}_by", Kind.DATE, title=last, meaning=until, source=_OGP),
    )


_PLAN = _code("plan", say("Plan"), say("The plan's id."))
_COMMITMENT = _code("commitment", say("Commitment"), say("The commitment's id within its plan."))
_START = _dates(
    "start", say("Starts"), say("When it starts, as written."), say("Starts at the latest")
)
_END = _dates("end", say("Ends"), say("When it ends, as written."), say("Ends at the latest"))
_OGP_ID = _code("ogp_id", say("OGP's id"), say("The id that OGP gave; empty where it gave none."))
_NUMBER = _code("number", say("Number"), say("The number that its document gives it."))

PLANS = Table(
    name="plans",
    title=say("Action plans"),
    row=say("One row per action plan."),
    source=_OGP,
    key=("plan",),
    columns=(
        _PLAN,
        _text("title", say("Title"), say("What the plan is called.")),
        _text("level", say("Level"), say("national, local or parliament; empty when unknown.")),
        _text("government", say("Government"), say("Who makes the promises.")),
        *_START,
        *_END,
        _text("template", say("Template"), say("The year from which its OGP template held.")),
        Column(
            "submitted",
            Kind.YEAR,
            title=say("Submitted"),
            meaning=say("The year it was handed in, which decides how reviewers code it."),
            source=_OGP,
        ),
        _OGP_ID,
        _NUMBER,
        _count("commitments", say("Commitments"), say("How many the plan has.")),
        _text("prose", say("Text"), say("What the plan says of itself.")),
    ),
)
COMMITMENTS = Table(
    name="commitments",
    title=say("Commitments"),
    row=say("One row per commitment of a plan."),
    source=_OGP,
    key=("commitment",),
    facets=("lead", "theme"),
    columns=(
        _PLAN,
        _COMMITMENT,
        _OGP_ID,
        _NUMBER,
        _text("title", say("Title"), say("What is promised.")),
        _text("theme", say("Theme"), say("The theme that its document gives it.")),
        _text("lead", say("Lead"), say("The office that answers for it; empty when unknown.")),
        _text("supporting", say("Supporting"), say("Other offices of government that take part.")),
        _text("civil_society", say("Civil society"), say("Organisations that take part.")),
        *_START,
        *_END,
        _text("policy_areas", say("Policy areas"), say("OGP's tags, with semicolons between.")),
        _text("ogp_values", say("OGP values"), say("The values that it serves.")),
        _text("sdg_targets", say("Development goals"), say("Goals and targets, like 16.6.")),
        _text("legal_basis", say("Legal basis"), say("The rules that it stands on.")),
        _text("budget_lines", say("Budget lines"), say("As the budget numbers them.")),
        _text("continues", say("Continues"), say("Earlier commitments that it takes further.")),
        _count("milestones", say("Milestones"), say("How many it has.")),
        _text("prose", say("Text"), say("What its document says beside the answers.")),
    ),
)
MILESTONES = Table(
    name="milestones",
    title=say("Milestones"),
    row=say("One row per milestone of a commitment."),
    source=_OGP,
    key=("commitment", "milestone"),
    facets=("lead",),
    columns=(
        _PLAN,
        _COMMITMENT,
        _code("milestone", say("Milestone"), say("The milestone's id within its commitment.")),
        _text("title", say("Title"), say("What is to be done.")),
        _text("outputs", say("Outputs"), say("What is there when it is done.")),
        _text("lead", say("Lead"), say("The office that answers for it.")),
        *_START,
        *_dates("due", say("Due"), say("When it is due, as written."), say("Due at the latest")),
        _count("checks", say("Checks"), say("How many checks show whether it is met.")),
    ),
)
ANSWERS = Table(
    name="answers",
    title=say("Answers"),
    row=say("One row per question of a template that a commitment answers."),
    source=_OGP,
    key=("commitment", "question"),
    facets=("question",),
    columns=(
        _PLAN,
        _COMMITMENT,
        _code("question", say("Question"), say("What is asked, by the name it has here.")),
        _text("answer", say("Answer"), say("In the plan's own words.")),
    ),
)
CODED = Table(
    name="coded",
    title=say("What others say of it"),
    row=say("One row per column of the source that a commitment was brought in from."),
    source=say("OGP's commitments data"),
    key=("commitment", "column"),
    facets=("column",),
    columns=(
        _PLAN,
        _COMMITMENT,
        _text("column", say("Column"), say("The column's name there.")),
        _text("cell", say("Cell"), say("The cell, as it was. ND, NR and NA are no codes.")),
    ),
)

SUBMITTED = (PLANS, COMMITMENTS, MILESTONES, ANSWERS, CODED)

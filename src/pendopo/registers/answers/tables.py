"""The table of answers."""

from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

ANSWERS = Table(
    name="answers",
    title=say("Answers"),
    row=say("One row per question that an office answered"),
    columns=(
        Column(
            "question",
            Kind.CODE,
            title=say("Question"),
            meaning=say("The question's id, as its address has it."),
            required=True,
            pattern="[0-9a-f]{16}",
        ),
        Column("asked_on", Kind.DATE, title=say("Asked on"), required=True),
        Column(
            "about",
            Kind.CODE,
            title=say("About"),
            meaning=say("The budget line that it is about, as the column line_id names it."),
        ),
        Column(
            "asked",
            Kind.TEXT,
            title=say("What was asked"),
            meaning=say("In the words of whoever asked; without names of people."),
            required=True,
        ),
        Column("answer", Kind.TEXT, title=say("Answer"), required=True),
        Column(
            "answered_by",
            Kind.TEXT,
            title=say("Answered by"),
            meaning=say("The office, never a person."),
            required=True,
        ),
        Column("answered_on", Kind.DATE, title=say("Answered on"), required=True),
    ),
    key=("question",),
)

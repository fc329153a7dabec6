"""The table of firms that are shut out."""

from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

DEBARMENTS = Table(
    name="debarments",
    title=say("Debarments"),
    row=say("One row per decision to shut a firm out of public purchases"),
    columns=(
        Column(
            "id",
            Kind.CODE,
            title=say("Decision"),
            meaning=say("The number of the decision, or the list's own."),
            required=True,
        ),
        Column("name", Kind.TEXT, title=say("Firm"), required=True),
        Column(
            "scheme",
            Kind.CODE,
            title=say("Scheme"),
            meaning=say("The list that the firm's number is of, as org-id.guide names it."),
        ),
        Column(
            "identifier",
            Kind.CODE,
            title=say("Identifier"),
            meaning=say("The firm's number in that list, as contracts name it."),
        ),
        Column("since", Kind.DATE, title=say("Shut out from"), required=True),
        Column(
            "until",
            Kind.DATE,
            title=say("Shut out until"),
            meaning=say("The last day; empty where it has no end."),
        ),
        Column(
            "lifted",
            Kind.DATE,
            title=say("Lifted on"),
            meaning=say("The day from which it does not hold any more, before its end."),
        ),
        Column(
            "authority",
            Kind.TEXT,
            title=say("Shut out by"),
            meaning=say("The office or court, never a person."),
            required=True,
        ),
        Column("reason", Kind.TEXT, title=say("Reason")),
        Column("law", Kind.TEXT, title=say("Law"), meaning=say("The law and its clause.")),
        Column(
            "source",
            Kind.TEXT,
            title=say("Where it can be read"),
            meaning=say("The address of the decision."),
        ),
    ),
    key=("id",),
    facets=("authority",),
)

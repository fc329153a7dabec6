"""The table of visits."""

from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

_SHOWN = (
    "a123456789abcdef", "ocds-abc123-2", "2026-11-21", "Forum Pemantau",
    "Both abutments stand; no work that day.", "At the river by the market", "officer", "", "", "",
)  # fmt: skip

VISITS = Table(
    name="visits",
    title=say("Visits to sites"),
    row=say("One row per visit to the site of a purchase"),
    columns=(
        Column(
            "visit",
            Kind.CODE,
            title=say("Visit"),
            meaning=say("The visit's id: 16 digits, as its scope has them."),
            required=True,
            pattern="[0-9a-f]{16}",
        ),
        Column(
            "ocid",
            Kind.CODE,
            title=say("Purchase"),
            meaning=say("The ocid of the purchase whose site it is."),
            required=True,
        ),
        Column("seen_on", Kind.DATE, title=say("Day of the visit"), required=True),
        Column(
            "party",
            Kind.TEXT,
            title=say("In the name of"),
            meaning=say("The office or organisation, never a person."),
            required=True,
        ),
        Column(
            "seen",
            Kind.TEXT,
            title=say("What was seen"),
            meaning=say("It is published: write no names of people."),
            required=True,
        ),
        Column(
            "place",
            Kind.TEXT,
            title=say("Where"),
            meaning=say("In words, or latitude and longitude. It is published as written."),
        ),
        Column(
            "placed_by",
            Kind.CODE,
            title=say("Placed by"),
            meaning=say(
                "Who says where it was: the browser of who was there, with consent; the picture's "
                "own data; an officer who knows the site. Empty: nobody, so it is unproved."
            ),
            one_of=("browser", "picture", "officer"),
        ),
        Column(
            "sha256",
            Kind.CODE,
            title=say("Hash"),
            meaning=say("SHA-256 of the picture as it is kept, without metadata."),
            pattern="[0-9a-f]{64}",
        ),
        Column(
            "likeness",
            Kind.CODE,
            title=say("Likeness"),
            meaning=say("A hash that stays when a picture is made smaller or saved anew."),
            pattern="[0-9a-f]{16}",
        ),
        Column(
            "address",
            Kind.TEXT,
            title=say("Address of the photo"),
            meaning=say("Where everyone can see it, if anywhere."),
            pattern="https?://.+",
        ),
    ),
    key=("visit",),
    facets=("placed_by",),
    shown=(_SHOWN,),
)

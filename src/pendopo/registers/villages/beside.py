"""The tables beside a budget: tranches, indices, meetings, documents, photos, scores."""

from dataclasses import replace
from typing import Final

from pendopo.registers.villages.columns import ACTIVITY, ADDRESS, AMOUNT, NOTE, VILLAGE, YEAR
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

FUND = Column(
    "fund",
    Kind.CODE,
    title=say("Fund"),
    meaning=say("Whose tranches: DDS for Dana Desa, ADD, PBH."),
    required=True,
    pattern="[0-9A-Za-z.-]{1,16}",
)
TRANCHE = Column(
    "tranche", Kind.INTEGER, title=say("Tranche"), required=True, minimum="1", maximum="12"
)
TRANCHES = Table(
    name="tranches",
    title=say("Tranches"),
    row=say("One row per village, year, fund and tranche"),
    columns=(
        VILLAGE,
        YEAR,
        FUND,
        TRANCHE,
        Column(
            "state",
            Kind.CODE,
            title=say("State"),
            required=True,
            one_of=("planned", "requested", "paid", "withheld"),
        ),
        AMOUNT,
        Column("on_day", Kind.DATE, title=say("On"), meaning=say("The day of that state.")),
        NOTE,
    ),
    facets=("year", "fund", "state"),
)
TRANCHE_RULES = Table(
    name="tranche_rules",
    title=say("Rules of tranches"),
    row=say("One row per year, fund, status of the village and tranche"),
    columns=(
        YEAR,
        FUND,
        Column(
            "status",
            Kind.CODE,
            title=say("Status of the village"),
            meaning=say("For villages of which status in the index; empty for all."),
        ),
        TRANCHE,
        Column(
            "percent",
            Kind.DECIMAL,
            title=say("Share"),
            meaning=say("Of the year's fund."),
            unit=say("percent"),
            required=True,
            minimum="0",
            maximum="100",
        ),
        Column("opens_on", Kind.DATE, title=say("Not before")),
        Column("closes_on", Kind.DATE, title=say("Not after")),
        Column("law", Kind.TEXT, title=say("Law"), required=True),
    ),
    facets=("year", "fund"),
)

INDICES = Table(
    name="indices",
    title=say("Village indices"),
    row=say("One row per village, year, method and part of the index"),
    columns=(
        VILLAGE,
        YEAR,
        Column(
            "method",
            Kind.CODE,
            title=say("Method"),
            meaning=say(
                "idm (Indeks Desa Membangun, to 2024) or indeks-desa (from 2025): two measures, "
                "which are never put in one series."
            ),
            required=True,
            pattern="[a-z0-9-]{1,32}",
        ),
        Column(
            "part",
            Kind.CODE,
            title=say("Part"),
            meaning=say("whole, or a part of the index: iks, ike, ikl; layanan-dasar, sosial."),
            required=True,
            pattern="[a-z0-9-]{1,32}",
        ),
        Column("value", Kind.DECIMAL, title=say("Value"), required=True, minimum="0"),
        Column(
            "status",
            Kind.TEXT,
            title=say("Status"),
            meaning=say("The class that its method gives: Mandiri, Maju, Berkembang."),
        ),
    ),
    facets=("year", "method", "part", "status"),
)

EVENTS = Table(
    name="events",
    title=say("Meetings"),
    row=say("One row per meeting in which villagers had a say"),
    columns=(
        VILLAGE,
        YEAR,
        Column(
            "held_on",
            Kind.DATE,
            title=say("Held on"),
            required=True,
        ),
        Column(
            "kind",
            Kind.TEXT,
            title=say("Kind"),
            meaning=say("Musdes, Musrenbangdes, Musdus, women's meeting."),
            required=True,
        ),
        Column("people", Kind.INTEGER, title=say("People who came"), minimum="0"),
        Column("women", Kind.INTEGER, title=say("Of them women"), minimum="0"),
        Column(
            "minutes",
            Kind.TEXT,
            title=say("Minutes"),
            meaning=say("The address of the published minutes; empty when there are none."),
        ),
        NOTE,
    ),
    facets=("year", "kind"),
    source="Permendesa 16/2019",
)

DOCUMENTS = Table(
    name="documents",
    title=say("Documents"),
    row=say("One row per document of a village's year"),
    columns=(
        VILLAGE,
        YEAR,
        Column(
            "kind",
            Kind.CODE,
            title=say("Kind"),
            required=True,
            one_of=("plan", "budget", "revision", "half-year", "annual", "activities", "other"),
        ),
        Column("title", Kind.TEXT, title=say("Title"), required=True),
        ADDRESS,
        Column("dated", Kind.DATE, title=say("Dated")),
    ),
    facets=("year", "kind"),
)

_DIGEST: Final = "[0-9a-f]{64}"
PHOTOS = Table(
    name="photos",
    title=say("Photos"),
    row=say("One row per photo of a board or a work"),
    columns=(
        VILLAGE,
        YEAR,
        Column(
            "kind",
            Kind.CODE,
            title=say("Of what"),
            required=True,
            one_of=("board", "banner", "leaflet", "work", "meeting", "other"),
        ),
        replace(ACTIVITY, meaning="", source=""),
        Column(
            "sha256",
            Kind.CODE,
            title=say("Hash"),
            meaning=say("SHA-256 of the picture as it is kept, without metadata."),
            required=True,
            pattern=_DIGEST,
        ),
        Column(
            "likeness",
            Kind.CODE,
            title=say("Likeness"),
            meaning=say("A hash that stays when a picture is made smaller or saved anew."),
            pattern="[0-9a-f]{16}",
        ),
        Column(
            "placed_by",
            Kind.CODE,
            title=say("Placed by"),
            meaning=say(
                "Who says where it was taken: the browser of who took it, with consent; the "
                "picture's own data; the district officer. Empty: nobody, so it is unproved."
            ),
            one_of=("browser", "picture", "officer"),
        ),
        Column(
            "inside",
            Kind.BOOLEAN,
            title=say("Within the village"),
            meaning=say("Whether the place lies within the village's border; empty: not known."),
        ),
        Column("taken_on", Kind.DATE, title=say("Taken on")),
        ADDRESS,
    ),
    facets=("year", "kind", "placed_by"),
)

SCORES = Table(
    name="scores",
    title=say("Scores of the contest"),
    row=say("One row per village, year, criterion and judge"),
    columns=(
        VILLAGE,
        YEAR,
        Column(
            "criterion",
            Kind.CODE,
            title=say("Criterion"),
            meaning=say("Those of the 2016 contest: see the sheet of the rubric."),
            required=True,
            pattern="[a-z0-9-]{1,32}",
        ),
        Column("points", Kind.DECIMAL, title=say("Points"), required=True, minimum="0"),
        Column("judge", Kind.TEXT, title=say("Judge"), meaning=say("The team, not its members.")),
        Column("judged_on", Kind.DATE, title=say("Judged on")),
        NOTE,
    ),
    facets=("year", "criterion"),
)

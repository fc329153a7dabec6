"""The tables of the places register: what one row of a list says of a place, taken apart."""

from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

# A part of an address: nothing that ends it or begins another.
_CODE = "[0-9A-Za-z][0-9A-Za-z._~ -]{0,63}"

SCHEME = Column(
    "scheme",
    Kind.CODE,
    title=say("Code system"),
    meaning=say("Whose codes these are: kemendagri, bps, or a name of the publisher's own."),
    required=True,
    pattern="[a-z0-9-]{1,32}",
)
CODE = Column(
    "code",
    Kind.CODE,
    title=say("Code"),
    meaning=say("The place's code, letter by letter as its code system writes it."),
    required=True,
    pattern=_CODE,
)
SINCE = Column(
    "since",
    Kind.DATE,
    title=say("Since"),
    meaning=say("The first day that this holds; empty where it is not known."),
)

PLACES = Table(
    name="places",
    title=say("Places"),
    row=say("One row per place, and one more for each time that its name or parent became another"),
    columns=(
        CODE,
        SCHEME,
        Column(
            "level",
            Kind.INTEGER,
            title=say("Level"),
            meaning=say(
                "How deep it lies: 0 a country, 1 a province, 2 a regency or city, 3 a district, "
                "4 a village, 5 and on what lies within."
            ),
            source="OCHA COD-AB, ADM0 to ADM4",
            required=True,
            minimum="0",
            maximum="9",
        ),
        Column(
            "kind",
            Kind.TEXT,
            title=say("Kind"),
            meaning=say("What the law calls it: kecamatan, desa, kelurahan."),
        ),
        Column(
            "parent",
            Kind.CODE,
            title=say("Parent"),
            meaning=say("The code of the place one level up that it lies in, of one code system."),
        ),
        Column("name", Kind.TEXT, title=say("Name"), required=True),
        Column(
            "other_names",
            Kind.TEXT,
            title=say("Other names"),
            meaning=say("By which it is known too, with a semicolon between them."),
        ),
        SINCE,
        Column(
            "until",
            Kind.DATE,
            title=say("Until"),
            meaning=say("The first day that this holds no more; empty while it does."),
        ),
    ),
    facets=("level", "kind", "scheme"),
    source="Permendagri 58/2021; OCHA COD-AB",
)
OTHER_CODES = Table(
    name="other_codes",
    title=say("Codes in other systems"),
    row=say("One row per place and code that it has in another code system"),
    columns=(
        CODE,
        SCHEME,
        Column(
            "other_scheme",
            Kind.CODE,
            title=say("Other code system"),
            meaning=say("Never guessed: a publisher has said that both name one place."),
            required=True,
        ),
        Column("other_code", Kind.CODE, title=say("Code there"), required=True),
    ),
    facets=("other_scheme",),
)
CHANGES = Table(
    name="changes",
    title=say("What became of places"),
    row=say("One row per place that came of another, and place that it came of"),
    columns=(
        Column(
            "code",
            Kind.CODE,
            title=say("Code"),
            meaning=say("The place that came to be, or grew."),
            required=True,
        ),
        SCHEME,
        Column(
            "came_from",
            Kind.CODE,
            title=say("Came from"),
            meaning=say("The place that it was, or was a part of, before."),
            required=True,
        ),
        Column(
            "change",
            Kind.CODE,
            title=say("Change"),
            meaning=say("Split, merge, rename (also of a code), or move of a border."),
            required=True,
            one_of=("split", "merge", "rename", "move"),
        ),
        Column("happened", Kind.DATE, title=say("On"), meaning=say("The first day that it holds.")),
        Column("law", Kind.TEXT, title=say("By"), meaning=say("The law or decree that says so.")),
    ),
    facets=("change",),
)
PEOPLE = Table(
    name="people",
    title=say("People"),
    row=say("One row per place, year and source"),
    columns=(
        CODE,
        SCHEME,
        Column("year", Kind.YEAR, title=say("Year"), required=True),
        Column(
            "people",
            Kind.INTEGER,
            title=say("People"),
            meaning=say("How many live there."),
            required=True,
            minimum="0",
        ),
        Column(
            "counted_by",
            Kind.TEXT,
            title=say("Counted by"),
            meaning=say("Whose count or estimate it is."),
        ),
        Column(
            "method",
            Kind.TEXT,
            title=say("Method"),
            meaning=say("How it came to be: census, register, projection."),
        ),
    ),
    facets=("year", "method"),
)


def _degrees(name: str, title: str, meaning: str) -> Column:
    return Column(
        name, Kind.DECIMAL, title=title, meaning=meaning, unit=say("degrees"), source="RFC 7946"
    )


BORDERS = Table(
    name="borders",
    title=say("Borders"),
    row=say("One row per place and border that it has or had"),
    columns=(
        CODE,
        SCHEME,
        SINCE,
        Column(
            "area_km2",
            Kind.DECIMAL,
            title=say("Area"),
            meaning=say("Measured on the border as it was handed in, on a sphere; no legal size."),
            unit="km²",
        ),
        _degrees("longitude", say("Longitude"), say("Of a point within.")),
        _degrees("latitude", say("Latitude"), say("Of a point within.")),
        _degrees("west", say("West"), say("The least longitude.")),
        _degrees("south", say("South"), say("The least latitude.")),
        _degrees("east", say("East"), say("The greatest longitude.")),
        _degrees("north", say("North"), say("The greatest latitude.")),
        Column(
            "geometry",
            Kind.JSON,
            title=say("Border"),
            meaning=say(
                "A polygon with fewer corners than in the file, none moved by more than 16 m; "
                "neighbours still share their border."
            ),
            source="RFC 7946, 3.1.6",
            form="geojson",
        ),
    ),
)

SUBMITTED = (PLACES, OTHER_CODES, CHANGES, PEOPLE, BORDERS)

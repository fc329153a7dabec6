"""What a published table holds: every column's kind, unit, meaning and source."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pendopo.terms.cube import Cube
from pendopo.terms.wording import say


class Kind(StrEnum):
    """How a cell is typed. There is no float: what is counted or paid is exact."""

    TEXT = "text"
    CODE = "code"  # text whose leading zeros and length matter: 0164A, 35.22.01.2001
    INTEGER = "integer"  # BIGINT
    DECIMAL = "decimal"  # DECIMAL(w, s), s the most digits found behind the mark
    MONEY = "money"  # DECIMAL(18,2), in the unit the column names
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"  # UTC, without a zone in the table
    YEAR = "year"  # SMALLINT
    JSON = "json"  # text that holds a JSON value


# The kinds as people say them.
KIND_WORDS: Final[Mapping[str, str]] = {
    Kind.TEXT: say("text"),
    Kind.CODE: say("code"),
    Kind.INTEGER: say("whole number"),
    Kind.DECIMAL: say("number"),
    Kind.MONEY: say("amount of money"),
    Kind.BOOLEAN: say("yes or no"),
    Kind.DATE: say("day"),
    Kind.DATETIME: say("day and time, UTC"),
    Kind.YEAR: say("year"),
    Kind.JSON: "JSON",
}

# What a column of text or JSON may be held to beside its kind, each with an example.
FORMS: Final[Mapping[str, str]] = {
    "time": "09:30:00",
    "yearmonth": "2026-03",
    "duration": "P1DT2H",
    "geopoint": "111.88, -7.15",
    "email": "dinas@contoh.example",
    "uri": "https://contoh.example/jalan",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "binary": "U2VtdWE=",
    "object": '{"name": "value"}',
    "array": '["one", "two"]',
    "geojson": '{"type": "Point", "coordinates": [111.88, -7.15]}',
}


# What a publisher may write in several languages (``terms.spoken``).
SPOKEN_OF_COLUMN: Final = ("title", "meaning", "unit")
SPOKEN_OF_TABLE: Final = ("title",)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a published table.

    The Table Schema names of the constraints: required, unique, enum, minimum, maximum,
    exclusiveMinimum, exclusiveMaximum, minLength, maxLength, pattern, missingValues, decimalChar,
    groupChar, trueValues, falseValues, format.

    :param form: what a text or a JSON value must be beside its kind: a name of ``FORMS``
    :param place: the code system of the places whose codes it holds; empty when it holds none
    :param factor: by what the cells are multiplied, a power of ten: 1000000 for millions
    """

    name: str
    kind: Kind
    title: str = ""
    meaning: str = ""
    unit: str = ""
    source: str = ""
    personal: bool = False
    contacts: bool = False  # holds contact points, whose mail and telephone its standard publishes
    inferred: bool = False  # guessed from the cells; a cell that does not fit makes it text again
    required: bool = False
    unique: bool = False
    one_of: tuple[str, ...] = ()
    minimum: str = ""
    maximum: str = ""
    above: str = ""
    below: str = ""
    shortest: int = 0
    longest: int = 0
    pattern: str = ""
    form: str = ""
    place: str = ""
    factor: int = 1
    missing: tuple[str, ...] = ("",)
    decimal_mark: str = "."
    group_mark: str = ""
    true_words: tuple[str, ...] = ("true", "True", "TRUE", "1")
    false_words: tuple[str, ...] = ("false", "False", "FALSE", "0")
    date_format: str = ""  # strptime; empty means ISO 8601


# The table in which the codes of a programme's places stand, and that of its columns.
PLACES: Final = "places/places"
PLACE_CODE: Final = "code"
PLACE_SCHEME: Final = "scheme"
ANY_SCHEME: Final = "*"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values must stand in columns of another table.

    :param table: ``register/table`` as it is published now; empty for the table itself
    :param to: the columns there, in the order of ``columns``
    """

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One published table.

    :param row: what one row is: "One row per village and year"
    :param key: the columns that name a row; empty when the file's row number does
    :param facets: columns worth counting and filtering by on the table's page
    :param unique: sets of columns that name a row as well, each set of two or more
    :param cube: what of it can be added up, and by what; None where nothing is to be
    :param shown: example rows, cells in the order of the columns, where cells of several rows say
        something together; else each is made from what its column declares
    """

    name: str
    title: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    version: int = 1
    source: str = ""
    unique: tuple[tuple[str, ...], ...] = ()
    foreign: tuple[ForeignKey, ...] = ()
    cube: Cube | None = None
    shown: tuple[tuple[str, ...], ...] = ()

    def column(self, name: str) -> Column:
        """Give the column of that name.

        :raises KeyError: when the table has none
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def places(self) -> Mapping[str, str]:
        """The columns that hold codes of places, each to the code system that they are of.

        They say so themselves, or by a foreign key to the table of places, then of any system.
        """
        found = {column.name: column.place for column in self.columns if column.place}
        for key in self.foreign:
            if key.table == PLACES:
                codes = dict(zip(key.to, key.columns, strict=True))
                if PLACE_CODE in codes:
                    found.setdefault(codes[PLACE_CODE], ANY_SCHEME)
        return found

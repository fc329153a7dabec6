"""What a published table holds: every column's kind, unit, meaning and source."""

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a published table.

    The Table Schema names of the constraints: required, unique, enum, minimum, maximum, pattern,
    missingValues, decimalChar, groupChar, trueValues, falseValues, format.
    """

    name: str
    kind: Kind
    title: str = ""
    meaning: str = ""
    unit: str = ""
    source: str = ""
    personal: bool = False
    inferred: bool = False  # guessed from the cells; a cell that does not fit makes it text again
    required: bool = False
    unique: bool = False
    one_of: tuple[str, ...] = ()
    minimum: str = ""
    maximum: str = ""
    pattern: str = ""
    missing: tuple[str, ...] = ("",)
    decimal_mark: str = "."
    group_mark: str = ""
    true_words: tuple[str, ...] = ("true", "True", "TRUE", "1")
    false_words: tuple[str, ...] = ("false", "False", "FALSE", "0")
    date_format: str = ""  # strptime; empty means ISO 8601


@dataclass(frozen=True, slots=True)
class Table:
    """One published table.

    :param row: what one row is: "One row per village and year"
    :param key: the columns that name a row; empty when the file's row number does
    :param facets: columns worth counting and filtering by on the table's page
    """

    name: str
    title: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    version: int = 1
    source: str = ""

    def column(self, name: str) -> Column:
        """Give the column of that name.

        :raises KeyError: when the table has none
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

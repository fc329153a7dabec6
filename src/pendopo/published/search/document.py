"""What can be found: an office, a place, a publication, a table, a row, a measured number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of thing that a search finds, the most general first."""

    OFFICE = "office"
    PLACE = "place"
    TABLE = "table"
    PUBLICATION = "publication"
    MEASURE = "measure"
    ROW = "row"


# What stands between the parts of a body.
BETWEEN = " · "
# A kind's place is the upper part of its documents' numbers, so that a match tells its kind unread.
ORDER = tuple(Kind)
SHIFT = 40
# How much a match weighs: a table that is called what was asked for comes before its rows.
WEIGHTS = {
    Kind.OFFICE: 3.0,
    Kind.PLACE: 3.0,
    Kind.TABLE: 2.5,
    Kind.PUBLICATION: 2.0,
    Kind.MEASURE: 2.0,
}


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found.

    :param source: names what it was made from, so that it can be taken out again with all others
        of the same source
    :param title: what it is called; words found here weigh more
    :param body: what else is said of it
    :param year: of its publication; 0 where it has none
    :param route: the names in its page's address
    :param apart: how many rows of a table are not found one by one, since there are too many
    """

    source: str
    kind: Kind
    title: str
    body: str
    register: str = ""
    publisher: str = ""
    year: int = 0
    route: Mapping[str, str] = field(default_factory=dict)
    apart: int = 0


def span(place: int) -> tuple[int, int]:
    """Give the numbers that a kind's documents lie between."""
    return place << SHIFT, ((place + 1) << SHIFT) - 1

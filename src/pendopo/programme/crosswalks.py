"""Crosswalks of a state: published datasets that lead from one chart of accounts to another."""

from typing import Final, Protocol

from pendopo.published.crosswalk import COLUMNS, REGISTER, Crosswalk, crosswalk_of, dataset_of
from pendopo.published.reads import ALL, Reader
from pendopo.published.state import State
from pendopo.published.tables import PublishedTable

_ROWS_MOST: Final = 50_000


class Hall(Protocol):
    """What crosswalks need of a programme."""

    def table(self, state: State, register: str, name: str) -> PublishedTable:
        """Give one table of a state."""

    def reader(self, table: PublishedTable) -> Reader:
        """Open a table for reading."""


def crosswalk(
    hall: Hall, state: State, charts: tuple[str, str], classification: str
) -> Crosswalk | None:
    """Give the published crosswalk from one chart to another; None where there is none to read."""
    try:
        table = hall.table(state, REGISTER, dataset_of(*charts))
    except KeyError:
        return None
    if not set(COLUMNS) <= {one.name for one in table.columns}:
        return None
    rows = hall.reader(table).page(ALL, 0, _ROWS_MOST)
    return crosswalk_of(charts, classification, table.publications[-1], rows)

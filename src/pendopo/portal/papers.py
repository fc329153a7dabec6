"""What the record holds of a budget's documents, as the pages of money need it."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

from pendopo.portal import writing
from pendopo.portal.visit import Visit
from pendopo.published.reads import ALL
from pendopo.published.shelf import DOCUMENTS, Record
from pendopo.published.state import Publication
from pendopo.registers.documents.tables import READABLE
from pendopo.standards.shelf import Country, country_of

_ROWS_MOST: Final = 20_000
_TABLE: Final = "files"


class Papers:
    """The publications of a state, and the files that its documents name."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    @cached_property
    def country(self) -> Country:
        """What is known of the country's budget year."""
        return country_of(self._visit.government.country)

    @cached_property
    def publications(self) -> Sequence[Publication]:
        """What was published and is not held or taken away, in the order of the log."""
        gone = self._visit.state.gone
        return [
            one
            for one in self._visit.state.publications
            if one.original is None or gone(one.original) is None
        ]

    @cached_property
    def record(self) -> Record:
        """What a shelf is filled from."""
        state = self._visit.state
        return Record(
            publications=self.publications,
            today=writing.local_day(state.time),
            day=lambda one: writing.local_day(one.time),
            readable=lambda one: any(row["form"] in READABLE for row in self.files(one)),
        )

    def files(self, one: Publication) -> Sequence[dict[str, Any]]:
        """Give the files that a publication of documents names; none of one that was replaced."""
        return self._files.get(one.index, ())

    @cached_property
    def _files(self) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {}
        try:
            table = self._visit.programme.table(self._visit.state, DOCUMENTS, _TABLE)
        except KeyError:
            return found
        for row in self._visit.programme.reader(table).page(ALL, 0, _ROWS_MOST):
            found.setdefault(int(str(row["entry"])), []).append(row)
        return found

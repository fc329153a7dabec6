"""Keeping the search index at the state of the log: by what was published since it was made."""

import gettext
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Protocol

import duckdb

from pendopo.programme.config import Config
from pendopo.published.metadata import Metadata
from pendopo.published.reads import Reader
from pendopo.published.search import Asked, Draft, Found, Indexes, Page, Shelf, Stems
from pendopo.published.search.document import BETWEEN
from pendopo.published.search.gather import (
    of_measure,
    of_office,
    of_publication,
    of_rows,
    of_table,
    source_of,
    table_source,
)
from pendopo.published.standings import is_standing
from pendopo.published.state import Publication, State
from pendopo.published.tables import PublishedTable
from pendopo.terms.entry import EntryType
from pendopo.terms.indicator import Indicator
from pendopo.terms.journey import Entry, Measurement
from pendopo.terms.register import Register
from pendopo.terms.spoken import Spoken, every

_TRANSLATIONS_KEPT = 4096
_PUBLICATIONS_KEPT = 1024
# Acts that change what can be found; a day's sign of life does not.
_TELLING = frozenset(
    {
        EntryType.PUBLICATION,
        EntryType.MEASUREMENT,
        EntryType.HOLD,
        EntryType.HOLD_LAPSED,
        EntryType.REDACTION,
    }
)
Said = Callable[[str], str]
_log = logging.getLogger(__name__)


class Hall(Protocol):
    """What an index needs of a programme."""

    config: Config
    registers: Mapping[str, Register]
    indicators: Mapping[str, Indicator]

    def state(self, size: int | None = None) -> State:
        """Give what stands now."""

    def metadata(self, publication: Publication) -> Metadata | None:
        """Give what a publication says of itself."""

    def filled(self, state: State, register: str | None = None) -> tuple[PublishedTable, ...]:
        """Give the tables of a register, without those in which a fold has no row."""

    def tables_of(self, state: State, publication: Publication) -> tuple[PublishedTable, ...]:
        """Give the tables that a publication alone makes."""

    def reader(self, table: PublishedTable) -> Reader:
        """Open a table."""

    def measurements(self, state: State) -> tuple[tuple[Entry, Measurement], ...]:
        """Give every measurement of a state."""


def translations(languages: Sequence[str]) -> Said:
    """Give a function that gives a declared text with its translations."""
    folder = Path(str(resources.files("pendopo"))) / "locale"
    catalogues = [
        gettext.translation("django", folder, [language], fallback=True) for language in languages
    ]

    @lru_cache(_TRANSLATIONS_KEPT)
    def translated(text: str) -> str:
        return BETWEEN.join(dict.fromkeys([text, *(one.gettext(text) for one in catalogues)]))

    def said(text: str) -> str:
        if isinstance(text, Spoken):
            return BETWEEN.join(dict.fromkeys(every(text)))
        return translated(text) if text else ""

    return said


class Search:
    """The search of a programme: its index of the present, and questions to it.

    :param folder: where the indexes lie: ``private/derived/search``
    """

    def __init__(self, hall: Hall, folder: Path) -> None:
        self._hall = hall
        self._folder = folder

    def find(self, asked: Asked, page: Page) -> Found:
        """Answer a question about the present."""
        state = self._hall.state()
        found = self._shelf.find(asked, state.size, page) or Found(0)
        return replace(found, behind=behind(state, found.size))

    def bring_up(self) -> bool:
        """Make the index of the present state from the newest there is.

        :returns: whether there was anything to do
        """
        state = self._hall.state()
        newest = self._indexes.newest(state.size)
        if newest is not None and not behind(state, newest.size):
            return False
        since = state.entries[newest.size if newest else 0 :]
        # What was hidden or taken away must leave the index and every file it was made from.
        anew = any(_withdraws(entry) for entry in since)
        with self._indexes.draft(state.size, anew=anew) as draft:
            said = translations(self._hall.config.government.languages)
            _Indexing(self._hall, state, draft, said).run()
        return True

    def follow(self) -> None:
        """Bring the index up after a commit, which stands whether or not that succeeds.

        Whoever serves the pages next makes the index first; until then a search says that it is
        behind.
        """
        try:
            self.bring_up()
        except (OSError, sqlite3.Error, duckdb.Error):
            _log.exception("the search index was not made; run 'pendopo rebuild'")

    def drop_all(self) -> None:
        """Remove every index."""
        self._indexes.drop_all()

    @cached_property
    def _indexes(self) -> Indexes:
        return Indexes(self._folder, Stems(self._hall.config.government.languages))

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self._indexes)


def _withdraws(entry: Entry) -> bool:
    """Whether an entry changes what can be found; a hold logged again does not."""
    leaf = entry.leaf
    again = leaf.type is EntryType.HOLD and leaf.prev is not None
    return not again and leaf.type in _TELLING - {EntryType.PUBLICATION, EntryType.MEASUREMENT}


def behind(state: State, size: int) -> int:
    """Count the acts of a state that an index made at a size does not hold."""
    return sum(
        entry.leaf.type in _TELLING and not is_standing(entry) for entry in state.entries[size:]
    )


class _Indexing:
    """One index on its way from the state it was made at to the present one."""

    def __init__(self, hall: Hall, state: State, draft: Draft, said: Said) -> None:
        self._hall = hall
        self._state = state
        self._draft = draft
        self._said = said
        self._since = draft.size
        # Every row asks of the publication that it came with.
        self._facts = lru_cache(_PUBLICATIONS_KEPT)(self._facts_of)

    def run(self) -> None:
        gone = [p for p in self._state.publications if self._left(p)]
        come = [p for p in self._state.current() if p.index >= self._since]
        for publication in gone:
            self._draft.remove(source_of(publication.index))
        for publication in come:
            self._add(publication)
        for register in sorted({p.register for p in (*gone, *come)}):
            self._tables(register, gone, come)
        self._measures()
        self._offices()

    def _left(self, publication: Publication) -> bool:
        by = publication.replaced_by
        return publication.index < self._since and by is not None and by >= self._since

    def _add(self, publication: Publication) -> None:
        facts = self._hall.metadata(publication)
        redacted = self._state.gone(publication.object("metadata"))
        if facts is not None and redacted is None:
            register = self._hall.registers[publication.register]
            self._draft.add([of_publication(publication, facts, register, self._said)])

    def _tables(self, name: str, gone: Sequence[Publication], come: Sequence[Publication]) -> None:
        """Bring the tables of a register up: those that are made of other parts than before."""
        register = self._hall.registers[name]
        if register.tables:
            now = list(self._hall.filled(self._state, name))
            there = self._draft.sources(f"t:{name}/")
        else:
            # Each publication brings its own, so that only what changed is looked at.
            now = self._own(come, name)
            there = {table_source(table) for table in self._own(gone, name)}
        named = {table_source(table): table for table in now}
        for source in there - named.keys():
            self._draft.remove(source)
        for source in named.keys() - self._draft.sources(f"t:{name}/"):
            self._table(named[source], register)

    def _own(self, publications: Sequence[Publication], register: str) -> list[PublishedTable]:
        return [
            table
            for publication in publications
            if publication.register == register
            for table in self._hall.tables_of(self._state, publication)
        ]

    def _table(self, table: PublishedTable, register: Register) -> None:
        newest = self._facts(table.publications[-1])
        self._draft.add([of_table(table, register, newest, self._said)])
        self._draft.add(of_rows(table, self._hall.reader(table), self._facts))

    def _measures(self) -> None:
        since = replace(self._state, entries=self._state.entries[self._since :])
        newest = {
            measurement.indicator: entry for entry, measurement in self._hall.measurements(since)
        }
        for name, entry in newest.items():
            if name in self._hall.indicators:
                self._draft.remove(f"m:{name}")
                year = int(entry.leaf.time[:4])
                indicator = self._hall.indicators[name]
                self._draft.add([of_measure(entry.index, indicator, year, self._said)])

    def _offices(self) -> None:
        now = {f"o:{name}": name for name in self._draft.publishers()}
        there = self._draft.sources("o:")
        for source in there - now.keys():
            self._draft.remove(source)
        self._draft.add(of_office(now[source]) for source in sorted(now.keys() - there))

    def _facts_of(self, entry: int) -> tuple[str, int]:
        publication = self._state.publication(entry)
        facts = self._hall.metadata(publication)
        return (facts.publisher if facts else ""), int(publication.time[:4])

"""Asking an index: what matches, how it can be narrowed, and what may have been meant."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import orjson

from pendopo.published.search.document import ORDER, SHIFT, WEIGHTS, Kind, span
from pendopo.published.search.index import Indexes, Place, titled
from pendopo.published.search.near import nearest
from pendopo.published.search.snippet import Marked, marked, snippet
from pendopo.published.search.words import Stems, words
from pendopo.terms.spoken import Spoken

WORDS_MOST: Final = 12
_LETTERS_MOST: Final = 400
_FACET_MOST: Final = 12
_TITLE_WEIGHT: Final = 6.0
_MEMORY_MAP = 256 << 20
_FACETS = ("kind", "register", "publisher", "year")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: words as anyone types them, and what is chosen beside them.

    :param words: any text at all; words between ``"`` stand together
    :param year: of the publication; 0 for any
    """

    words: str
    kind: Kind | None = None
    register: str = ""
    publisher: str = ""
    year: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found.

    :param route: the names in its page's address
    :param language: of its title, where its publisher wrote it in several
    """

    kind: Kind
    title: Marked
    snippet: Marked
    register: str
    publisher: str
    year: int
    route: dict[str, str]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Apart:
    """A table whose rows are too many to be found one by one.

    :param rows: how many, of a folded table those of the records that it is made from
    """

    title: str
    route: dict[str, str]
    rows: int


@dataclass(frozen=True, slots=True)
class Found:
    """What an index answers.

    :param size: the size of the log that the index was made at
    :param any_word: no document has all words, and these have some of them
    :param meant: the question with mistyped words put right; empty where none is near
    :param behind: how many public acts are newer than the index
    :param apart: the tables that only their own page searches
    :param facets: what the matches can be narrowed by: name, then values with how many have each
    """

    size: int
    count: int = 0
    hits: tuple[Hit, ...] = ()
    any_word: bool = False
    meant: str = ""
    behind: int = 0
    apart: tuple[Apart, ...] = ()
    facets: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the things found are given.

    :param said: gives a title in the reader's language, before its words are marked
    """

    offset: int
    limit: int
    said: Callable[[str], str] = str


class Shelf:
    """The indexes of a programme, opened for reading."""

    def __init__(self, indexes: Indexes) -> None:
        self._indexes = indexes
        self._opened = threading.local()

    def find(self, asked: Asked, size: int, page: Page) -> Found | None:
        """Answer a question from the index of a size, or the newest before it.

        :returns: None while there is no index at all
        """
        place = self._indexes.newest(size)
        if place is None:
            return None
        try:
            database = self._open(place.path)
        except sqlite3.OperationalError:  # a newer one took its place meanwhile
            place = self._indexes.newest(size)
            if place is None:
                return None
            database = self._open(place.path)
        return _Question(database, self._indexes.stems, place, asked).answer(page)

    def _open(self, path: Path) -> sqlite3.Connection:
        """Open an index once in each thread; a file never changes."""
        known: tuple[Path, sqlite3.Connection] | None = getattr(self._opened, "known", None)
        if known is not None and known[0] == path:
            return known[1]
        if known is not None:
            known[1].close()
            self._opened.known = None
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        database = sqlite3.connect(address, uri=True)
        database.execute(f"pragma mmap_size = {_MEMORY_MAP}")
        self._opened.known = (path, database)
        return database


@dataclass(frozen=True, slots=True)
class _Cell:
    """How many matches have one combination of what they can be narrowed by."""

    values: tuple[str, ...]
    count: int


class _Tally:
    """What a question matches, counted with all but one of the things it is narrowed by."""

    def __init__(self, asked: Asked, cells: Sequence[_Cell]) -> None:
        self._chosen = (
            str(asked.kind or ""),
            asked.register,
            asked.publisher,
            str(asked.year or ""),
        )
        self._cells = cells

    @property
    def count(self) -> int:
        """How many match all that is asked."""
        return sum(cell.count for cell in self._cells if self._fits(cell, -1))

    def facets(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """Count by each thing, with what is chosen of the others: the largest first."""
        return {name: self._facet(place) for place, name in enumerate(_FACETS)}

    def _facet(self, place: int) -> tuple[tuple[str, int], ...]:
        counts: Counter[str] = Counter()
        for cell in self._cells:
            if cell.values[place] and self._fits(cell, place):
                counts[cell.values[place]] += cell.count
        ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        return tuple(ordered[: _FACET_MOST + 1])

    def _fits(self, cell: _Cell, without: int) -> bool:
        return all(
            not chosen or chosen == value or place == without
            for place, (chosen, value) in enumerate(zip(self._chosen, cell.values, strict=True))
        )


class _Question:
    """One question to one index."""

    def __init__(
        self, database: sqlite3.Connection, stems: Stems, place: Place, asked: Asked
    ) -> None:
        self._database = database
        self._stems = stems
        self._place = place
        self._asked = asked
        self._groups = _groups(asked.words)

    def answer(self, page: Page) -> Found:
        stems = [[self._stems(word) for word in group] for group in self._groups]
        if not stems:
            return Found(self._place.size)
        match = " ".join(_phrase(group) for group in stems)
        found = self._matching(match, stems, page)
        meant = self._meant()
        if not found.count and len(stems) > 1:
            match = " OR ".join(_phrase([stem]) for group in stems for stem in group)
            found = replace(self._matching(match, stems, page), any_word=True)
        return replace(found, meant=meant, apart=self._apart(page.said))

    def _matching(self, match: str, stems: Sequence[Sequence[str]], page: Page) -> Found:
        tally = _Tally(self._asked, self._cells(match))
        if not tally.count:
            return Found(self._place.size)
        where, values = self._narrowed()
        weights = " ".join(f"when {ORDER.index(k)} then {w}" for k, w in WEIGHTS.items())
        rows = self._rows(
            f"select found.rowid from {where} order by bm25(found, {_TITLE_WEIGHT}, 1.0)"
            f" * case found.rowid >> {SHIFT} {weights} else 1.0 end, found.rowid limit ? offset ?",
            [match, *values, page.limit, page.offset],
        )
        wanted = {stem for group in stems for stem in group}
        return Found(
            size=self._place.size,
            count=tally.count,
            hits=tuple(self._hit(id_, wanted, page.said) for (id_,) in rows),
            facets=tally.facets(),
        )

    def _cells(self, match: str) -> list[_Cell]:
        """Count all that matches the words by everything it can be narrowed to, in one pass."""
        rows = self._rows(
            f"select found.rowid >> {SHIFT} as kind, register, publisher, year, count(*)"
            " from found join documents on documents.id = found.rowid"
            " where found match ? group by kind, register, publisher, year",
            [match],
        )
        ids = {id_ for row in rows for id_ in row[1:3]}
        named = {id_: self._named(id_) for id_ in ids}
        return [
            _Cell((str(ORDER[kind]), named[register], named[publisher], str(year or "")), count)
            for kind, register, publisher, year, count in rows
        ]

    def _narrowed(self) -> tuple[str, list[object]]:
        """Write what is asked, as the end of a FROM; the words come first among the values."""
        asked = self._asked
        chosen = {"register": asked.register, "publisher": asked.publisher, "year": asked.year}
        chosen = {name: value for name, value in chosen.items() if value}
        join = " join documents on documents.id = found.rowid" if chosen else ""
        conditions = ["found match ?"]
        if asked.kind is not None:
            first, last = span(ORDER.index(asked.kind))
            conditions.append(f"found.rowid between {first} and {last}")
        for name in chosen:
            value = "?" if name == "year" else "(select id from names where name = ?)"
            conditions.append(f"documents.{name} = {value}")
        return f"found{join} where {' and '.join(conditions)}", list(chosen.values())

    def _hit(self, id_: int, wanted: set[str], said: Callable[[str], str]) -> Hit:
        [(register, publisher, year, title, body, route, titles)] = self._rows(
            "select register, publisher, year, title, body, route, titles from documents"
            " join texts using (id) where id = ?",
            [id_],
        )
        shown = said(titled(title, titles))
        return Hit(
            kind=ORDER[id_ >> SHIFT],
            title=marked(shown, wanted, self._stems),
            language=shown.language if isinstance(shown, Spoken) else "",
            snippet=snippet(body, shown, wanted, self._stems),
            register=self._named(register),
            publisher=self._named(publisher),
            year=year,
            route=orjson.loads(route),
        )

    def _apart(self, said: Callable[[str], str]) -> tuple[Apart, ...]:
        rows = self._rows(
            "select title, titles, route, rows from apart join texts using (id) order by title", []
        )
        return tuple(
            Apart(said(titled(title, titles)), orjson.loads(route), many)
            for title, titles, route, many in rows
        )

    def _meant(self) -> str:
        """Put right the words that no document has."""
        if all(self._known(word) for group in self._groups for word in group):
            return ""
        found = []
        for group in self._groups:
            right = [w if self._known(w) else nearest(self._database, w) for w in group]
            if not all(right):
                return ""
            text = " ".join(right)
            found.append(f'"{text}"' if len(right) > 1 else text)
        return " ".join(found)

    def _known(self, word: str) -> bool:
        return bool(
            self._rows(
                "select 1 from found where found match ? limit 1", [_phrase([self._stems(word)])]
            )
        )

    def _named(self, id_: int) -> str:
        [(name,)] = self._rows("select name from names where id = ?", [id_])
        return str(name)

    def _rows(self, sql: str, values: Sequence[object]) -> list[Any]:
        return self._database.execute(sql, values).fetchall()


def _groups(text: str) -> list[list[str]]:
    """Split a question into words, and into words that stand together between marks.

    An odd mark is none; what is no letter or digit separates words, so no text is refused.
    """
    parts = text[:_LETTERS_MOST].replace("“", '"').replace("”", '"').split('"')
    whole = len(parts) % 2 == 1
    groups: list[list[str]] = []
    for place, part in enumerate(parts):
        together = place % 2 == 1 and (whole or place < len(parts) - 1)
        found = words(part)
        groups += [found] if together and found else [[word] for word in found]
    most, kept = WORDS_MOST, []
    for group in groups:
        kept.append(group[:most])
        most -= len(group)
        if most <= 0:
            break
    return kept


def _phrase(stems: Sequence[str]) -> str:
    """Write words as FTS5 takes them as words: stems hold letters and digits only."""
    return '"' + " ".join(stems) + '"'

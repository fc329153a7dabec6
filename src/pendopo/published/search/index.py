"""Making an index: from nothing or from the one before, as a draft that is moved into place."""

import os
import shutil
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from pendopo.published.kept import standing
from pendopo.published.search.document import BETWEEN, ORDER, Document, span
from pendopo.published.search.words import Stems, words
from pendopo.terms.spoken import Spoken, every

# What the files hold; another number makes each programme build its index again.
_FORM = 4
_KEPT = 2  # the newest, and the one that a reader may still be opening
_SHORTEST, _LONGEST = 4, 24  # letters of a word that may be offered for a mistyped one
_SCHEMA = """
create virtual table found using fts5(
    title, body, content = '', tokenize = "unicode61 remove_diacritics 0"
);
create table documents (
    id integer primary key, source integer, register integer, publisher integer, year integer
);
create index documents_source on documents (source);
create table texts (id integer primary key, title text, body text, route text, titles text);
create table apart (id integer primary key, rows integer);
create table names (id integer primary key, name text unique);
create table spelled (word text primary key, documents integer) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Place:
    """An index on disk, and the size of the log that it was made at."""

    path: Path
    size: int


class Indexes:
    """The folder of a programme's indexes: ``private/derived/search``.

    :param stems: how words are reduced; an index made otherwise does not count
    """

    def __init__(self, folder: Path, stems: Stems) -> None:
        self._folder = folder
        self.stems = stems
        name = "".join(mark if mark.isalnum() else "-" for mark in stems.version)
        self._ending = f".{name}.{_FORM}.sqlite"

    def newest(self, size: int) -> Place | None:
        """Give the index of a size of the log, or else of the largest before it."""
        places = [place for place in self._places() if place.size <= size]
        return max(places, key=lambda place: place.size, default=None)

    @contextmanager
    def draft(self, size: int, *, anew: bool = False) -> Iterator["Draft"]:
        """Give a draft of the index at a size; it is moved into place unless an error leaves.

        :param anew: begin with nothing rather than with the index before
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with standing(self._folder) as place:
            yield from self._draft(size, place, anew=anew)
        self._tidy(size, 1 if anew else _KEPT)

    def _draft(
        self, size: int, place: Callable[[Path, Path], None], *, anew: bool
    ) -> Iterator["Draft"]:
        before = None if anew else self.newest(size)
        path = self._folder / f".draft-{os.getpid()}-{threading.get_ident()}"
        path.unlink(missing_ok=True)
        if before is not None:
            shutil.copyfile(before.path, path)
        database = sqlite3.connect(path)
        try:
            draft = Draft(database, self.stems, before.size if before else 0)
            yield draft
            draft.close()
            place(path, self._folder / f"{size}{self._ending}")
        finally:
            database.close()
            path.unlink(missing_ok=True)

    def drop_all(self) -> None:
        """Remove every index, and the drafts of processes that died."""
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            path.unlink(missing_ok=True)

    def _places(self) -> list[Place]:
        if not self._folder.is_dir():
            return []
        return [
            Place(path, int(path.name.partition(".")[0]))
            for path in self._folder.glob(f"*{self._ending}")
        ]

    def _tidy(self, size: int, most: int) -> None:
        """Drop what was made otherwise, and all but the newest up to a size."""
        older = [place for place in self._places() if place.size <= size]
        kept = {place.path for place in sorted(older, key=lambda place: place.size)[-most:]}
        newer = {place.path for place in self._places() if place.size > size}
        for path in self._folder.glob("*.sqlite"):
            if path not in kept | newer:
                path.unlink(missing_ok=True)


class Draft:
    """An index that is being made.

    :param size: the size of the log that it holds already; 0 for an empty one
    """

    def __init__(self, database: sqlite3.Connection, stems: Stems, size: int) -> None:
        self._database = database
        self._stems = stems
        self.size = size
        # Nothing is lost with a draft: it is made again.
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -65536"):
            database.execute(f"pragma {pragma}")
        if not size:
            database.executescript(_SCHEMA)
        self._names: dict[str, int] = dict(database.execute("select name, id from names"))
        self._next = [self._first_free(place) for place in range(len(ORDER))]
        self._spelled: Counter[str] = Counter()

    def remove(self, source: str) -> None:
        """Take out all documents of a source."""
        if source not in self._names:
            return
        rows = self._database.execute(
            "select id, title, body, titles from texts join documents using (id) where source = ?",
            [self._names[source]],
        ).fetchall()
        gone = [(id_, _whole(titled(title, titles)), body) for id_, title, body, titles in rows]
        # A contentless table forgets a document only when it is told the very words it was given.
        self._database.executemany(
            "insert into found (found, rowid, title, body) values ('delete', ?, ?, ?)",
            [(id_, self._stems.text(title), self._stems.text(body)) for id_, title, body in gone],
        )
        for id_, title, body in gone:
            self._spelled.subtract(_worth_offering(words(title), words(body)))
            self._database.execute("delete from texts where id = ?", [id_])
            self._database.execute("delete from documents where id = ?", [id_])
            self._database.execute("delete from apart where id = ?", [id_])

    def add(self, documents: Iterable[Document]) -> None:
        """Put documents in."""
        stem = self._stems.of
        found, facts, texts, apart = [], [], [], []
        for one in documents:
            place = ORDER.index(one.kind)
            id_ = self._next[place]
            self._next[place] += 1
            title, body = words(_whole(one.title)), words(one.body)
            found.append((id_, stem(title), stem(body)))
            names = (self._name(n) for n in (one.source, one.register, one.publisher))
            facts.append((id_, *names, one.year))
            route = orjson.dumps(dict(one.route)).decode()
            texts.append((id_, str(one.title), one.body, route, _wordings(one.title)))
            apart += [(id_, one.apart)] * bool(one.apart)
            self._spelled.update(_worth_offering(title, body))
        self._database.executemany("insert into found (rowid, title, body) values (?, ?, ?)", found)
        self._database.executemany("insert into documents values (?, ?, ?, ?, ?)", facts)
        self._database.executemany("insert into texts values (?, ?, ?, ?, ?)", texts)
        self._database.executemany("insert into apart values (?, ?)", apart)

    def sources(self, prefix: str) -> set[str]:
        """Give the sources that have documents and begin with some letters."""
        rows = self._database.execute(
            "select name from names where substr(name, 1, ?) = ?"
            " and exists (select 1 from documents where source = names.id)",
            [len(prefix), prefix],
        )
        return {name for (name,) in rows}

    def publishers(self) -> set[str]:
        """Give the publishers of the publications that it holds."""
        rows = self._database.execute(
            "select distinct name from documents join names on names.id = publisher"
            " where name <> '' and documents.id between ? and ?",
            span(ORDER.index("publication")),
        )
        return {name for (name,) in rows}

    def close(self) -> None:
        """Write what is counted at the end."""
        self._database.executemany(
            "insert into spelled values (?, ?)"
            " on conflict do update set documents = documents + excluded.documents",
            [(word, count) for word, count in self._spelled.items() if count],
        )
        self._database.execute("delete from spelled where documents <= 0")
        self._database.commit()

    def _name(self, name: str) -> int:
        known = self._names.get(name)
        if known is None:
            cursor = self._database.execute("insert into names (name) values (?)", [name])
            known = self._names[name] = int(cursor.lastrowid or 0)
        return known

    def _first_free(self, place: int) -> int:
        [(last,)] = self._database.execute(
            "select max(id) from documents where id between ? and ?", span(place)
        ).fetchall()
        return (last if last is not None else span(place)[0]) + 1


def titled(title: str, titles: str) -> str:
    """Give a title as it was put in, with its wordings in other languages where it has any."""
    return Spoken(orjson.loads(titles)) if titles else title


def _wordings(title: str) -> str:
    return orjson.dumps(title.texts).decode() if isinstance(title, Spoken) else ""


def _whole(title: str) -> str:
    return BETWEEN.join(every(title))


def _worth_offering(title: Iterable[str], body: Iterable[str]) -> set[str]:
    return {w for w in {*title, *body} if _SHORTEST <= len(w) <= _LONGEST and w.isalpha()}

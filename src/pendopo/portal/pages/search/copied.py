"""What a copy searches with: an index as files, from which a small script reads what it needs.

A word leads to what has any form of it: the words are reduced as the server reduces them, here and
not in the browser. The words lie in files by their first letters, what is found in files of fifty,
so that a question costs a cheap phone a few kilobytes. Without the script there are the lists.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from django.http import Http404, HttpResponse

from pendopo.exports.archive.places import Places
from pendopo.portal import touched, writing
from pendopo.portal.listed import title_of
from pendopo.portal.offices import offices
from pendopo.portal.pager import PAGE
from pendopo.portal.pages.table.rows import anchor
from pendopo.portal.pages.table.view import EACH_COPIED
from pendopo.portal.visit import Visit, answer
from pendopo.published.reads import ALL, Reader
from pendopo.published.search import Kind, Stems
from pendopo.published.search.gather import searched
from pendopo.published.search.words import fold, words
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import Kind as CellKind
from pendopo.terms.spoken import every

RECORDS_MOST: Final = 100_000
EACH: Final = 50  # of a file of what is found
_FILE_LETTERS = 40_000
_WORDS_MOST = 60  # of one row
_SNIPPET = 160
_TEXTS = frozenset({CellKind.TEXT, CellKind.CODE})


@dataclass(frozen=True, slots=True)
class One:
    """One thing that can be found.

    :param text: what is said of it beside its title
    :param address: as the site has it, with its fragment
    :param words: all that it is found by
    """

    kind: Kind
    title: str
    text: str
    address: str
    words: frozenset[str]


class Index:
    """All that a copy can find in one language, the most general first.

    :param left_out: how many rows are not found one by one, since there are too many
    """

    def __init__(self, visit: Visit) -> None:
        self._stems = Stems(visit.government.languages)
        self.left_out = 0
        self.ones = [*_offices(visit), *_tables(visit), *_publications(visit), *self._rows(visit)]

    def _rows(self, visit: Visit) -> Iterator[One]:
        room = RECORDS_MOST
        for table in visit.programme.filled(visit.state):
            count = visit.programme.reader(table).count()
            if not searched(table) or count > room:
                self.left_out += count
                continue
            room -= count
            yield from _of_rows(visit, table, count)

    @cached_property
    def letters(self) -> dict[str, list[One]]:
        """All but the rows by the first letter of their titles; other signs come last."""
        found: dict[str, list[One]] = defaultdict(list)
        for one in self.ones:
            if one.kind is not Kind.ROW:
                first = fold(one.title)[:1]
                found[first if "a" <= first <= "z" else "0"].append(one)
        for ones in found.values():
            ones.sort(key=lambda one: fold(one.title))
        return dict(sorted(found.items(), key=lambda item: (item[0] == "0", item[0])))

    @cached_property
    def depth(self) -> int:
        """How many first letters of a word name its file: none to three.

        Words begin alike, so that a third letter parts files in ten and not in thirty.
        """
        letters = sum(map(len, self._by_word)) + 6 * sum(map(len, self._by_stem.values()))
        return sum(letters >= many * _FILE_LETTERS for many in (1, 30, 75))

    @cached_property
    def files(self) -> dict[str, dict[str, Any]]:
        """The files of words: of each word which list has its places, and those lists."""
        found: dict[str, dict[str, Any]] = {}
        places: dict[str, dict[str, int]] = defaultdict(dict)
        for word, stem in sorted(self._by_word.items()):
            file = found.setdefault(self.file_of(word), {"words": {}, "places": []})
            known = places[self.file_of(word)]
            if stem not in known:
                known[stem] = len(file["places"])
                file["places"].append(_steps(self._by_stem[stem]))
            file["words"][word] = known[stem]
        return found

    def file_of(self, word: str) -> str:
        """Name the file of a word: by its first letters, those that every disk can write."""
        plain = "".join(mark if mark.isascii() else "_" for mark in word[: self.depth])
        return plain or "all"

    @cached_property
    def _by_word(self) -> dict[str, str]:
        return {word: self._stems(word) for one in self.ones for word in one.words}

    @cached_property
    def _by_stem(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self.ones):
            for stem in {self._by_word[word] for word in one.words}:
                found[stem].append(place)
        return found


def index_of(visit: Visit) -> Index:
    """Give the index of a copy, made once for each language.

    :raises Http404: where no copy is made
    """
    if visit.static is None:
        raise Http404
    key = ("search", visit.language, visit.state.size)
    if key not in visit.static.kept:
        visit.static.kept[key] = Index(visit)
    found: Index = visit.static.kept[key]
    return found


@answer(reads=touched.publications)
def search_files(visit: Visit) -> HttpResponse:
    """Answer with where the files are, so that whoever copies the site finds them all."""
    index = index_of(visit)
    return _json(
        {
            "depth": index.depth,
            "each": EACH,
            "count": len(index.ones),
            "words": {
                name: visit.absolute("search_words", file=name) for name in sorted(index.files)
            },
            # Each leads to the next: a list of thousands would be read with every question.
            "found": visit.absolute("search_found", part=0) if index.ones else None,
        }
    )


@answer(reads=touched.publications)
def search_words(visit: Visit, file: str) -> HttpResponse:
    """Answer with one file of words.

    :raises Http404: when there is none of that name
    """
    found = index_of(visit).files.get(file)
    if found is None:
        raise Http404
    return _json(found)


@answer(reads=touched.publications)
def search_found(visit: Visit, part: int) -> HttpResponse:
    """Answer with fifty of the things that can be found.

    :raises Http404: when there are not so many
    """
    index, end = index_of(visit), (part + 1) * EACH
    ones = index.ones[part * EACH : end]
    if not ones:
        raise Http404
    more = end < len(index.ones)
    return _json(
        {
            "next": visit.absolute("search_found", part=part + 1) if more else None,
            "ones": [
                {
                    "kind": one.kind.value,
                    "title": one.title,
                    "text": one.text,
                    "file": _file(visit, one.address),
                }
                for one in ones
            ],
        }
    )


def _file(visit: Visit, address: str) -> str:
    """Give the file that an address is in the copy, from its root on: links there stay relative."""
    page, mark, fragment = address.partition("#")
    return quote(Places(visit.state.size).of(page)) + mark + fragment


def _json(value: object) -> HttpResponse:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json")


def _steps(places: list[int]) -> list[int]:
    """Write growing numbers as the steps between them, which are short."""
    return [place - before for before, place in zip([0, *places], places, strict=False)]


def _offices(visit: Visit) -> Iterator[One]:
    for office in offices(visit):
        address = visit.address("office", office=office.slug)
        yield _one(Kind.OFFICE, office.name, "", address, [])


def _tables(visit: Visit) -> Iterator[One]:
    for table in visit.programme.filled(visit.state):
        register = visit.programme.registers[table.register]
        texts = [table.title, table.name, table.table.row, register.title]
        texts += [text for c in table.table.columns for text in (c.name, c.title, c.meaning)]
        address = visit.address("table", register=table.register, name=table.name)
        said = writing.full(table.table.row)
        yield _one(Kind.TABLE, title_of(visit, table), said, address, texts)


def _publications(visit: Visit) -> Iterator[One]:
    for publication in visit.state.current():
        facts = visit.programme.metadata(publication)
        if facts is None:
            continue
        texts = [facts.title, facts.description, facts.note, facts.publisher, facts.filename]
        address = visit.address("publication", id=publication.id)
        said = writing.own(facts.description) or facts.publisher
        yield _one(Kind.PUBLICATION, writing.own(facts.title), said, address, texts)


def _of_rows(visit: Visit, table: PublishedTable, count: int) -> Iterator[One]:
    """Give the rows of a table, each with its place in the table's pages."""
    kept = visit.static.kept if visit.static else {}
    key = ("rows to find", table.register, table.name, table.version)
    if key not in kept:
        kept[key] = tuple(_read(visit.programme.reader(table), count))
    address = visit.address("table", register=table.register, name=table.name)
    of = title_of(visit, table)
    for row in kept[key]:
        page = f"{address}?{PAGE}={row.page}" if row.page > 1 else address
        yield One(Kind.ROW, row.title, _short(f"{of} · {row.said}"), f"{page}#{row.at}", row.words)


class _Row(NamedTuple):
    """What can be found of a row, in whichever language the page around it speaks."""

    page: int
    at: str
    title: str
    said: str
    words: frozenset[str]


def _read(reader: Reader, count: int) -> Iterator[_Row]:
    """Read what can be found of a table's rows; their cells are as they were submitted."""
    table = reader.table.table
    texts = [column.name for column in table.columns if column.kind in _TEXTS]
    for offset in range(0, count, EACH_COPIED) if texts else ():
        for row in reader.page(ALL, offset, EACH_COPIED):
            said = [str(row[name]) for name in texts if row.get(name)]
            key = [str(row[name]) for name in table.key if row.get(name) is not None]
            title = ", ".join(key) or (said[0] if said else "")
            if title:
                found = dict.fromkeys(words(" ".join([title, *said, *key])))
                number, at = offset // EACH_COPIED + 1, anchor(reader.row_id(row))
                kept = frozenset(islice(found, _WORDS_MOST))
                yield _Row(number, at, title, _short(" · ".join(said)), kept)


def _one(kind: Kind, title: str, text: str, address: str, texts: Iterable[str]) -> One:
    """Make one of what is said of it, each text in all its languages and translated as well."""
    given = [title, *(wording for one in texts for wording in (*every(one), writing.said(one)))]
    found = frozenset(word for one in given if one for word in words(one))
    return One(kind, str(title), _short(text), address, found)


def _short(text: str) -> str:
    return text if len(text) <= _SNIPPET else f"{text[:_SNIPPET]}…"

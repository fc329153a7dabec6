"""Releases laid out as tables in one pass, and put together again: JSON, tables, JSON.

Nearly all releases come back from their cells alone. What has to stand beside the others is known
only when all were seen, so they are noted by number and looked at again.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Final

import orjson

from pendopo.standards.ocds.flat.beside import Entry, apply, entries
from pendopo.standards.ocds.flat.grouping import Grouping
from pendopo.standards.ocds.flat.kinds import Kinds, cell_of
from pendopo.standards.ocds.flat.quick import Quick
from pendopo.standards.ocds.flat.reading import Key, Releases
from pendopo.standards.ocds.flat.rows import Laid, Table, Tables

Medium = Callable[[str], str]
_SPACES: Final = b" \t\r\n"
_ROWS_KEPT: Final = 500
_RELEASES_KEPT: Final = 50


class Laying:
    """Lays releases out, one after the other.

    :param schema: the kinds of the schema's fields
    :param full: is given a table that has many rows; they stay with it where it leaves them
    :param medium: gives a text as the tables will hold it; None where they hold every text
    """

    def __init__(
        self,
        schema: Kinds,
        full: Callable[[Table], None] = lambda _: None,
        medium: Medium | None = None,
    ) -> None:
        self.tables = Tables(schema)
        self.quick = Quick(self.tables) if medium is None else None
        self._schema = schema
        self._full = full
        self._medium = medium
        self._keys = array("q")
        self._seen: set[int] = set()
        self._twice: set[int] = set()
        self._noted = array("q")
        self._kinds: dict[str, str] = {}
        self._ready = False

    @property
    def laid(self) -> int:
        """How many releases were laid out."""
        return len(self._keys)

    def lay(
        self,
        release: Any,  # noqa: ANN401 - JSON holds anything
        raw: bytes = b"",
        exact: Callable[[], Any] | None = None,
    ) -> None:
        """Lay a release out into the tables.

        :param release: with numbers exact, or with doubles; or what was read quickly
        :param raw: where it may hold doubles, its text
        :param exact: gives the release with exact numbers
        :raises JsonError: when it cannot; then nothing of the release was laid
        """
        if self.quick is not None and self._lay_quickly(self.quick, release):
            return
        key = key_of(release)
        if key is None:
            self._noted.append(len(self._keys))
            self._keys.append(hash(key))
            return
        laid = Laid(release, self.tables)
        if exact and (laid.inexact or (laid.loose and not _spelled(release, raw))):
            laid = Laid(exact(), self.tables)
        if self._medium is not None and not self._through_medium(laid):
            laid.odd = True
        self._note(key, odd=laid.odd)
        for table, row in laid.rows:
            missing = len(table.columns) - len(row)
            if missing:
                row.extend([None] * missing)
            table.rows.append(row)
            if len(table.rows) >= _ROWS_KEPT:
                self._full(table)

    def _lay_quickly(self, quick: Quick, release: Any) -> bool:  # noqa: ANN401
        """Lay a release out that is like those before it; whether it was."""
        laid = quick.lay(release)
        if laid is None:
            return False
        self._note(laid[0], odd=laid[1])
        if len(self._keys) % _RELEASES_KEPT == 0:
            for table in quick.tables:
                if len(table.rows) >= _ROWS_KEPT:
                    self._full(table)
        return True

    def _note(self, key: Key, *, odd: bool) -> None:
        """Note a release that is laid out."""
        if odd:
            self._noted.append(len(self._keys))
        self._keys.append(hash(key))
        (self._twice if hash(key) in self._seen else self._seen).add(hash(key))

    def again(self) -> Sequence[int]:
        """End the pass: give the numbers, from 0, of releases that are to be looked at again."""
        self._kinds = {**self._schema, **self.tables.found()}
        if self.tables.misjudged():
            return range(len(self._keys))
        if not self._twice:
            return self._noted
        twice = (number for number, key in enumerate(self._keys) if key in self._twice)
        return sorted({*self._noted, *twice})

    def about(self) -> Entry:
        """Give what has to stand beside all tables: kinds that no schema says, and their order."""
        return {"kinds": self.tables.found(), "tables": list(self.tables.names().values())}

    def beside(self, number: int, release: Any) -> Entry | None:  # noqa: ANN401
        """Give what has to stand beside the tables of a release.

        :param number: of it, from 0
        :param release: with exact numbers
        """
        key = key_of(release)
        if key is None:
            return {"place": number, "release": release}
        about: Entry = {"ocid": key[0], "id": key[1]}
        if hash(key) in self._twice:
            return {**about, "place": number, "release": release}
        laid = Laid(release, self.tables)
        if self._medium is not None:
            self._through_medium(laid)
        changes = list(entries(self._read(laid), release))
        return {**about, "changes": changes} if changes else None

    def _through_medium(self, laid: Laid) -> bool:
        """Write each cell as the tables will hold it; whether all are as they were."""
        medium, sure = self._medium or _as_it_is, True
        for _, row in laid.rows:
            for place, value in enumerate(row):
                if value is not None:
                    text = cell_of(value)
                    kept = row[place] = medium(text)
                    sure = sure and kept == text
        return sure

    def _read(self, laid: Laid) -> Any:  # noqa: ANN401 - JSON holds anything
        reading = Releases(self._kinds)
        order = {sheet: place for place, sheet in enumerate(self.tables.tables)}
        # Table by table, as they are read.
        for table, row in sorted(laid.rows, key=lambda one: order[one[0].sheet]):
            cells = zip(table.columns, row, strict=False)
            reading.add((name, cell_of(value)) for name, value in cells if value is not None)
        return next((release for _, release in reading), {})


def _as_it_is(text: str) -> str:
    return text


def _spelled(release: Any, raw: bytes) -> bool:  # noqa: ANN401 - JSON holds anything
    """Whether each number stands in the text as it is written here.

    Both texts are of the same value, so that they can differ in spaces and in how a number or a
    text is spelled only; spaces within texts do no harm.
    """
    try:
        written = orjson.dumps(release)
    except orjson.JSONEncodeError:
        return False
    return written.translate(None, _SPACES) == raw.translate(None, _SPACES)


def key_of(release: Any) -> Key | None:  # noqa: ANN401 - JSON holds anything
    """Give what names a release in tables: its ocid and id as texts; None where it has neither."""
    if not isinstance(release, dict):
        return None
    ocid, given = (_plain(release.get(name)) for name in ("ocid", "id"))
    return (ocid, given) if ocid or given else None


def _plain(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else cell_of(value)


def put_together(
    rows: Iterable[Iterable[tuple[str, str]]],
    schema: Kinds,
    beside: Sequence[Mapping[str, Any]],
    file: BinaryIO,
) -> tuple[Iterator[Any], list[tuple[Key, str]]]:
    """Put rows together to releases.

    :param rows: the cells of each row of every table, under their headings
    :param schema: the kinds of the schema's fields
    :param beside: what stood beside the tables; empty for tables of others
    :param file: empty, where rows wait
    :returns: the releases, and the conflicts of rows, which are known when all releases were given
    """
    kinds = dict(schema)
    for line in beside:
        kinds |= line.get("kinds", {})
    grouping = Grouping(kinds, file)
    for row in rows:
        grouping.add(row)
    conflicts: list[tuple[Key, str]] = []
    return _told(grouping, beside, conflicts), conflicts


def _told(
    grouping: Grouping, beside: Sequence[Mapping[str, Any]], conflicts: list[tuple[Key, str]]
) -> Iterator[Any]:
    """Give the releases, then tell the conflicts."""
    yield from _completed(grouping, beside)
    # What stands beside a release already says what its own rows could not.
    known = {(line["ocid"], line["id"]) for line in beside if "ocid" in line}
    conflicts += [(key, at) for key, at in grouping.conflicts if key not in known]


def _completed(reading: Grouping, beside: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
    """Give the releases with what stood beside them, in their places."""
    changes = {(one["ocid"], one["id"]): one["changes"] for one in beside if "changes" in one}
    wholes = sorted((one for one in beside if "place" in one), key=lambda one: one["place"])
    twice = {(one["ocid"], one["id"]) for one in wholes if "ocid" in one}
    number = 0
    for key, release in reading:
        while wholes and wholes[0]["place"] <= number:
            yield wholes.pop(0)["release"]
            number += 1
        if key not in twice:
            yield apply(release, changes[key]) if key in changes else release
            number += 1
    for one in wholes:
        yield one["release"]

"""Releases laid out as tables in two passes, and put together again: JSON, tables, JSON."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pendopo.standards.ocds.flat.beside import Entry, apply, entries
from pendopo.standards.ocds.flat.kinds import HELD, TEXT, Kinds, cell_of, path_of
from pendopo.standards.ocds.flat.reading import Key, Releases
from pendopo.standards.ocds.flat.rows import Cells, Columns, Layout, Sheet

Row = tuple[Sheet, Cells]
Medium = Callable[[str], str]
_NONE: Final[frozenset[type]] = frozenset()


def _as_it_is(text: str) -> str:
    return text


@dataclass(slots=True)
class Laying:
    """Lays releases out: each is looked at once, then laid out once.

    :param schema: the kinds of the schema's fields
    :param medium: gives a text as the tables will hold it
    """

    schema: Kinds
    medium: Medium = _as_it_is
    columns: Columns = field(default_factory=Columns)
    found: Kinds = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)
    _layout: Layout = field(default_factory=Layout)
    _column_kinds: dict[str, frozenset[type]] = field(default_factory=dict)
    _order: dict[Sheet, int] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)
    _twice: set[int] = field(default_factory=set)
    _number: int = 0

    def look(self, release: Any) -> None:  # noqa: ANN401 - JSON holds anything
        """Look at a release, for the tables' columns and what they hold."""
        key = key_of(release)
        if key is None:
            return
        (self._twice if hash(key) in self._seen else self._seen).add(hash(key))
        self.columns.look(self._layout.rows_of(release).rows)

    def ready(self) -> None:
        """End the first pass."""
        self.found = self.columns.found(self.schema)
        self._kinds = {**self.schema, **self.found}
        names = {name for found in self.columns.sheets.values() for name in found}
        kinds = {name: self._kinds.get(path_of(name), TEXT) for name in names}
        self._column_kinds = {name: HELD.get(kind, _NONE) for name, kind in kinds.items()}
        self._order = {sheet: place for place, sheet in enumerate(self.columns.sheets)}

    def about(self) -> Entry:
        """Give what has to stand beside all tables: kinds that no schema says, and their order."""
        return {"kinds": dict(self.found), "tables": list(self.columns.names().values())}

    def lay(self, release: Any) -> tuple[list[Row], Entry | None]:  # noqa: ANN401
        """Lay out a release that was looked at, in the same order.

        :returns: its rows, in which cells are texts and numbers, and what has to stand beside
            the tables
        """
        number, self._number = self._number, self._number + 1
        key = key_of(release)
        if key is None:
            return [], {"place": number, "release": release}
        made = self._layout.rows_of(release)
        rows = made.rows
        sure = self._held(rows) and not made.odd
        if self.medium is not _as_it_is:
            sure = self._through_medium(rows) and sure
        about: Entry = {"ocid": key[0], "id": key[1]}
        if hash(key) in self._twice:
            return rows, {**about, "place": number, "release": release}
        if sure:
            return rows, None
        changes = list(entries(self._read(rows), release))
        return rows, {**about, "changes": changes} if changes else None

    def _held(self, rows: list[Row]) -> bool:
        """Whether each cell is read back as it was given; true and false become texts."""
        kinds = self._column_kinds
        held = True
        for _, cells in rows:
            for name, value in cells.items():
                kind = type(value)
                if kind not in kinds[name]:
                    held = False
                if kind is bool:
                    cells[name] = cell_of(value)
        return held

    def _through_medium(self, rows: list[Row]) -> bool:
        """Write each cell as the tables will hold it; whether all are as they were."""
        sure = True
        for _, cells in rows:
            for name, value in cells.items():
                text = cell_of(value)
                kept = cells[name] = self.medium(text)
                sure = sure and kept == text
        return sure

    def _read(self, rows: list[Row]) -> Any:  # noqa: ANN401 - JSON holds anything
        reading = Releases(self._kinds)
        # Table by table, as they are read.
        for _, cells in sorted(rows, key=lambda row: self._order[row[0]]):
            reading.add((name, cell_of(value)) for name, value in cells.items())
        return next((release for _, release in reading), {})


def key_of(release: Any) -> Key | None:  # noqa: ANN401 - JSON holds anything
    """Give what names a release in tables: its ocid and id as texts; None where it has neither."""
    if not isinstance(release, dict):
        return None
    ocid, given = (_plain(release.get(name)) for name in ("ocid", "id"))
    return (ocid, given) if ocid or given else None


def _plain(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else cell_of(value)


def put_together(
    rows: Iterable[Iterable[tuple[str, str]]], schema: Kinds, beside: Sequence[Mapping[str, Any]]
) -> tuple[list[Any], Releases]:
    """Put rows together to releases.

    :param rows: the cells of each row of every table, under their headings
    :param schema: the kinds of the schema's fields
    :param beside: what stood beside the tables; empty for tables of others
    :returns: the releases, and the reading with its conflicts
    """
    kinds = dict(schema)
    for line in beside:
        kinds |= line.get("kinds", {})
    reading = Releases(kinds)
    for row in rows:
        reading.add(row)
    # What stands beside a release already says what its own rows could not.
    known = {(line["ocid"], line["id"]) for line in beside if "ocid" in line}
    reading.conflicts[:] = [(key, at) for key, at in reading.conflicts if key not in known]
    return list(_completed(reading, beside)), reading


def _completed(reading: Releases, beside: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
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

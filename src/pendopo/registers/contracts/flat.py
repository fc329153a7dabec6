"""Releases out of tables, as the standard flattens them, and where in the tables each thing stands.

Source: OCDS 1.1, serialization, CSV.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pendopo.registers.contracts.faults import Place
from pendopo.standards.ocds.flat.kinds import Kinds, path_of
from pendopo.standards.ocds.flat.reading import Key, Releases
from pendopo.standards.ocds.reading import Package, Read
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.register import Sheet
from pendopo.terms.wording import say

_MAIN: Final = "releases"
_ROOT: Final = frozenset({"date", "tag", "initiationType", "language"})
_NONE: Final = Package()
NO_OCID_COLUMN: Final = Finding(
    "file_holds_releases",
    Weight.STOP,
    say("No table of the file has a column ocid, by which rows are put together to releases."),
    write=say(
        "Write tables as OCDS flattens them: ocid and id in every one, and headings that are "
        "paths, such as tender/value/amount or awards/0/id."
    ),
    source="OCDS 1.1, serialization",
)
ROWS_DIFFER: Final = Finding(
    "rows_of_a_release_agree",
    Weight.WARN,
    say("Two rows of one release say different things at {heading}; the first is taken."),
    write=say("Write the same in all rows of a release, or in one of them only."),
    source="OCDS 1.1, serialization",
)


def is_flat(sheets: Sequence[Sheet]) -> bool:
    """Whether tables are releases, flattened: one of them says of which process."""
    return any(_clean(name) == "ocid" for sheet in sheets for name in sheet.header)


@dataclass(slots=True)
class _Table:
    """A table that was read.

    :param headings: as written, by their paths without numbers
    :param rows: those of each release
    """

    name: str
    headings: Mapping[str, str]
    rows: dict[Key, list[int]] = field(default_factory=dict)


class FlatTables:
    """Tables put together to releases.

    :param name: the file's, for a table that has none
    :param kinds: of the schema's fields
    """

    def __init__(self, sheets: Sequence[Sheet], name: str, kinds: Kinds) -> None:
        self._sheets = sorted(sheets, key=_is_later)
        self._name = name
        self._releases = Releases(kinds)
        self._tables: list[_Table] = []
        self._differ: dict[tuple[str, str], list[int]] = {}

    def reads(self) -> Iterator[tuple[int, Read]]:
        """Give each release with the row in which it first stands."""
        for sheet in self._sheets:
            self._take(sheet)
        for key, release in self._releases:
            line = next((t.rows[key][0] for t in self._tables if key in t.rows), 0)
            yield line, Read(release, b"", 0, 0, line, "", "", _NONE)

    def differing(self) -> Iterator[Finding]:
        """Tell of rows that say different things of one release."""
        for (table, heading), lines in self._differ.items():
            yield replace(
                ROWS_DIFFER,
                values={"heading": heading},
                table=table,
                column=heading,
                lines=tuple(lines[:LINES_SHOWN]),
                count=len(lines),
            )

    def located(self, finding: Finding, places: Sequence[Place]) -> Finding:
        """Say where in the tables something stands: table, column and rows."""
        if not places:
            return finding
        table, heading, _row = self._where(places[0])
        rows = [row for name, _, row in map(self._where, places) if row and name == table]
        lines = tuple(dict.fromkeys(rows)) or finding.lines
        column = heading if places[0].pointer else finding.column
        return replace(finding, table=table, column=column, lines=lines[:LINES_SHOWN])

    def placed(self, place: Place) -> Place:
        """Give a place with the row of a table in which it stands for its line."""
        return replace(place, line=self._where(place)[2])

    def _take(self, sheet: Sheet) -> None:
        headings = [_clean(name) for name in sheet.header]
        table = _Table(sheet.name or self._name, {path_of(name): name for name in headings})
        self._tables.append(table)
        named = [headings.index(name) if name in headings else -1 for name in ("ocid", "id")]
        for line, cells in _rows(sheet):
            key = (_at(cells, named[0]), _at(cells, named[1]))
            met = len(self._releases.conflicts)
            self._releases.add(zip(headings, cells, strict=True))
            table.rows.setdefault(key, []).append(line)
            for _key, pointer in self._releases.conflicts[met:]:
                path = path_of(pointer.removeprefix("/"))
                heading = table.headings.get(path, path)
                self._differ.setdefault((table.name, heading), []).append(line)

    def _where(self, place: Place) -> tuple[str, str, int]:
        """Find a place: the table, the heading, the row; 0 where no row is known."""
        key = (place.ocid, place.release_id)
        path = path_of(place.pointer.removeprefix("/"))
        holding = [t for t in self._tables if path in t.headings and key in t.rows]
        beside = [t for t in self._tables if key in t.rows and _is_beside(path, t.headings)]
        for table in [*holding, *beside, *(t for t in self._tables if key in t.rows)]:
            rows = table.rows[key]
            numbers = [int(step) for step in place.pointer.split("/") if step.isdigit()]
            # Of a list the nth row of a release tells of its nth thing.
            nth = (
                numbers[0]
                if len(numbers) == 1 and "/0/" in "/".join(table.headings.values())
                else 0
            )
            row = rows[nth] if nth < len(rows) else rows[0]
            return table.name, table.headings.get(path, _heading(place.pointer)), row
        return self._name, _heading(place.pointer), place.position


def _is_later(sheet: Sheet) -> tuple[bool, bool]:
    """Put the table of releases first, as its rows give the order."""
    return sheet.name.lower() != _MAIN, not _ROOT & set(map(_clean, sheet.header))


def _clean(heading: str) -> str:
    return "/".join(step.strip().removesuffix("[]") for step in heading.strip().split("/"))


def _heading(pointer: str) -> str:
    steps = pointer.removeprefix("/").split("/")
    return "/".join("0" if step.isdigit() else step for step in steps)


def _is_beside(path: str, headings: Mapping[str, str]) -> bool:
    """Whether a table holds what stands beside a field."""
    above = path.rpartition("/")[0]
    return any(one.rpartition("/")[0] == above for one in headings)


def _rows(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    for batch in sheet.batches:
        columns: list[list[Any]] = [column.to_pylist() for column in batch.columns]
        for line, *cells in zip(*columns[: 1 + len(sheet.header)], strict=True):
            yield line, [cell or "" for cell in cells]


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place >= 0 else ""

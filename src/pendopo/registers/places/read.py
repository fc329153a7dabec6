"""A list of places in; what each row says of a place out, each in the table it belongs to.

A list may hold names, borders, people, or all of them: a row says something of one place, and the
columns that the list has tell what.
"""

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.places.borders import Borders
from pendopo.registers.places.tables import BORDERS, CHANGES, OTHER_CODES, PEOPLE, PLACES
from pendopo.terms.column import Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Rows, Sheet, Source, rows_of
from pendopo.terms.wording import say

_ALWAYS = ("scheme", "code")
# What a column says more of, which must stand beside it.
_WITH = {"name": ("level",), "people": ("year",), "came_from": ("change",), "became": ("change",)}
_TELLING = ("name", "people", "geometry", "came_from", "became", "other_codes")
_KNOWN = frozenset(
    {column.name for table in (PLACES, CHANGES, PEOPLE) for column in table.columns}
    | {"geometry", "became", "other_codes"}
)
_BETWEEN = ";"

Cells = Mapping[str, pa.Array]
Row = tuple[int, Sequence[str | None]]  # its line, and its cells in the table's order


def read(source: Source) -> Iterator[Rows | Finding]:
    """Give the rows of the first sheet, taken apart; the borders last, simplified together."""
    if not source.sheets:
        yield _no_list()
        return
    sheet, *others = source.sheets
    if others:
        yield _other_sheets(sheet, others)
    places = {name.strip(): place for place, name in enumerate(sheet.header)}
    missing = _missing(places)
    if missing:
        yield _lacks(missing, sheet)
        return
    unread = [name for name in places if name not in _KNOWN and name != "id"]
    if unread:
        yield _not_read(unread)
    borders = Borders()
    reading = _Reading(borders)
    for batch in sheet.batches:
        cells = {"line": batch.column(0)} | {n: batch.column(at + 1) for n, at in places.items()}
        yield from reading.rows(cells)
    yield from reading.findings()
    yield from _some(rows_of(BORDERS, borders.rows()))
    yield from borders.findings()
    if not reading.any_rows:
        yield rows_of(PLACES, [])


def _missing(found: Mapping[str, int]) -> list[str]:
    """Name the columns that are needed and not there."""
    missing = [name for name in _ALWAYS if name not in found]
    missing += [more for name in found for more in _WITH.get(name, ()) if more not in found]
    if not missing and not set(_TELLING) & set(found):
        missing = ["name"]
    return list(dict.fromkeys(missing))


class _Reading:
    """What a list says of its places, told apart batch by batch."""

    def __init__(self, borders: Borders) -> None:
        self._borders = borders
        self._odd: list[tuple[int, str]] = []
        self.any_rows = False

    def rows(self, cells: Cells) -> Iterator[Rows]:
        """Take the rows of a batch apart, and keep its borders."""
        self.any_rows = self.any_rows or len(cells["line"]) > 0
        for table, telling in ((PLACES, "name"), (PEOPLE, "people")):
            if telling in cells:
                yield from _some(Rows(table, _with(cells, telling, table)))
        yield from _some(rows_of(OTHER_CODES, self._other_codes(cells)))
        yield from _some(rows_of(CHANGES, _changes(cells)))
        for line, row in _told(cells, "geometry", ("scheme", "code", "since")):
            self._borders.add(line, row, row["geometry"])

    def findings(self) -> Iterator[Finding]:
        """Tell of codes of other systems that cannot be read."""
        if self._odd:
            yield Finding(
                "other_codes_name_their_system",
                Weight.STOP,
                say("{found} does not say of which code system it is."),
                {"found": self._odd[0][1]},
                say("Write the code system, a colon and the code: bps:9901010001"),
                table=OTHER_CODES.name,
                column="other_codes",
                lines=tuple(line for line, _ in self._odd[:20]),
                cells=tuple(found for _, found in self._odd[:20]),
                count=len(self._odd),
            )

    def _other_codes(self, cells: Cells) -> Iterator[Row]:
        for line, row in _told(cells, "other_codes", ("scheme", "code")):
            for one in _several(row["other_codes"]):
                scheme, colon, code = (part.strip() for part in one.partition(":"))
                if scheme and colon and code:
                    yield line, (row["code"], row["scheme"], scheme, code)
                else:
                    self._odd.append((line, one))


def _some(rows: Rows) -> Iterator[Rows]:
    """Give rows, where there are any: a list of borders publishes no table of people."""
    if rows.batch.num_rows:
        yield rows


def _changes(cells: Cells) -> Iterator[Row]:
    """Give what a place came from, and what became of it, each with the place that came."""
    more = ("scheme", "code", "change", "happened", "since", "until", "law")
    for line, row in _told(cells, "came_from", more):
        for before in _several(row["came_from"]):
            day = row["happened"] or row["since"]
            yield line, (row["code"], row["scheme"], before, row["change"], day, row["law"])
    for line, row in _told(cells, "became", more):
        for after in _several(row["became"]):
            day = row["happened"] or row["until"]
            yield line, (after, row["scheme"], row["code"], row["change"], day, row["law"])


def _with(cells: Cells, telling: str, table: Table) -> pa.RecordBatch:
    """Give a table's rows: those of a batch whose cell says something."""
    given = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(cells[telling]), ""), False)  # noqa: FBT003
    nothing = pa.nulls(len(given), pa.string())
    names = ["line", *(column.name for column in table.columns)]
    return pa.record_batch([cells.get(name, nothing) for name in names], names).filter(given)


def _told(
    cells: Cells, telling: str, more: Sequence[str]
) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Give the rows whose cell says something, with some of their other cells."""
    if telling not in cells:
        return
    names = [telling, *more]
    found = [cells[n].to_pylist() if n in cells else None for n in names]
    for i, line in enumerate(cells["line"].to_pylist()):
        row = {n: (col[i] if col else None) for n, col in zip(names, found, strict=True)}
        if (row[telling] or "").strip():
            yield line, row


def _several(cell: str | None) -> list[str]:
    return [one.strip() for one in (cell or "").split(_BETWEEN) if one.strip()]


def _no_list() -> Finding:
    return Finding(
        "file_is_a_table",
        Weight.STOP,
        say("The file holds no table."),
        write=say("Hand in a table: CSV, XLSX or GeoJSON, with a row for each place."),
    )


def _other_sheets(sheet: Sheet, others: Sequence[Sheet]) -> Finding:
    return Finding(
        "workbook_has_one_table",
        Weight.WARN,
        say("Only sheet {sheet} was read; these were not: {others}."),
        {"sheet": sheet.name, "others": ", ".join(other.name for other in others)},
        say("Save each sheet as a file of its own, and hand in each as a list of its own."),
    )


def _lacks(missing: Sequence[str], sheet: Sheet) -> Finding:
    return Finding(
        "list_has_its_columns",
        Weight.STOP,
        say("The list has no column {columns}; it has {found}."),
        {"columns": ", ".join(missing), "found": ", ".join(sheet.header)},
        say(
            "Name the columns as this register does: scheme, code, level, kind, parent, name; or "
            "hand the file in with a mapping that says which of its columns is which."
        ),
    )


def _not_read(unread: Sequence[str]) -> Finding:
    return Finding(
        "columns_are_known",
        Weight.WARN,
        say("These columns were not read: {columns}."),
        {"columns": ", ".join(unread)},
        say(
            "Publish them as a dataset whose column of codes names these places; or leave them "
            "out with a mapping."
        ),
    )

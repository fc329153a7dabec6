"""Sheets of a village's year in; budget lines, activities and what stands beside them out."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.villages import told
from pendopo.registers.villages.exported import Taken, exported
from pendopo.registers.villages.folded import SUBMITTED
from pendopo.registers.villages.placing import clean, padded, placed, totals, unspent, without
from pendopo.registers.villages.tables import BOOKS, LINES
from pendopo.terms.column import Table
from pendopo.terms.finding import Finding
from pendopo.terms.register import Rows, Sheet, Source

Cells = dict[str, pa.Array]
_BATCH_ROWS: Final = 65_536
# Columns that a sheet need not have: codes, the publisher or the day say them.
_FILLED: Final = {"direction", "currency", "received_on"}
_RUPIAH: Final = "IDR"  # the law of this register is Indonesia's
_BOOK: Final = ("village", "year", "phase")


def read(source: Source) -> Iterator[Rows | Finding]:
    """Read every sheet that is a table of this register, known by its name or its columns.

    An export of Siskeudes is read as such. A budget that no sheet of budgets speaks of gets its
    row there, with the day that the file came in.
    """
    taken = yield from exported(source.sheets)
    if taken is None:
        taken = yield from _plain(source.sheets)
    reading = _Reading(source)
    for table, cells in taken:
        yield from reading.rows(table, cells)
    yield from reading.books()


def _plain(sheets: Sequence[Sheet]) -> Generator[Finding, None, Taken]:
    """Take the sheets that are tables of this register.

    :returns: each table with its cells
    """
    taken: Taken = []
    left = []
    for sheet in sheets:
        table = _table_of(sheet)
        if table is None:
            left.append(sheet)
            continue
        unread = [name for name in _names(sheet) if name and name not in _columns(table)]
        if unread:
            yield told.not_read(table.name, unread)
        taken.append((table, gathered(sheet, _columns(table))))
    if not taken:
        yield told.no_table(sheets)
    elif left:
        yield told.sheets_left(left)
    return taken


def _table_of(sheet: Sheet) -> Table | None:
    """Tell which table a sheet is: by its name, else the one most of whose columns it has."""
    names = {*_names(sheet)}
    fitting = [
        table
        for table in SUBMITTED
        if {one.name for one in table.columns if one.required} - _FILLED <= names
    ]
    by_name = [table for table in fitting if table.name == sheet.name.strip().lower()]
    return max(by_name or fitting, key=lambda one: len(names & _columns(one)), default=None)


def _columns(table: Table) -> set[str]:
    return {column.name for column in table.columns}


def _names(sheet: Sheet) -> list[str]:
    return [name.strip() for name in sheet.header]


def gathered(sheet: Sheet, wanted: Mapping[str, object] | set[str]) -> Cells:
    """Put a whole sheet into columns: which row is a total is known when all were read."""
    batches = list(sheet.batches)
    found = {"line": _whole([one.column("line") for one in batches], pa.int64())}
    for at, name in enumerate(_names(sheet)):
        if name in wanted:
            column = _whole([one.column(str(at)).cast(pa.string()) for one in batches], pa.string())
            found[name] = pc.utf8_trim_whitespace(pc.fill_null(column, ""))
    return found


def _whole(chunks: Sequence[pa.Array], kind: pa.DataType) -> pa.Array:
    return pa.chunked_array(chunks, kind).combine_chunks()


class _Reading:
    """What a file says of villages, table by table."""

    def __init__(self, source: Source) -> None:
        self._source = source
        # Each budget that a row speaks of, and its first line; then those that books speak of.
        self._found: dict[tuple[str, ...], int] = {}
        self._told: set[tuple[str, ...]] = set()

    def rows(self, table: Table, cells: Cells) -> Iterator[Rows | Finding]:
        """Give a table's rows, completed."""
        if table is LINES:
            yield from self._lines(cells)
            return
        if "activity_code" in cells:
            cells["activity_code"] = padded(cells["activity_code"])
        if table is BOOKS:
            self._told |= set(_budgets(cells))
            cells["received_on"] = self._day(len(cells["line"]))
        yield from _batches(table, cells)

    def books(self) -> Iterator[Rows]:
        """Give a row for each budget that has lines and no row of its own."""
        rest = {book: line for book, line in self._found.items() if book not in self._told}
        if not rest:
            return
        cells: Cells = {"line": pa.array(rest.values(), pa.int64())}
        for name, values in zip(_BOOK, zip(*rest, strict=True), strict=True):
            cells[name] = pa.array(values, pa.string())
        cells["received_on"] = self._day(len(rest))
        yield from _batches(BOOKS, cells)

    def _lines(self, cells: Cells) -> Iterator[Rows | Finding]:
        nothing = pa.repeat(pa.scalar("", pa.string()), len(cells["line"]))
        for name in ("activity_code", "village", "year", "phase"):
            cells.setdefault(name, nothing)
        cells["account_code"] = clean(cells["account_code"])
        cells["activity_code"] = padded(cells["activity_code"])
        headings = pc.equal(cells["account_code"], "")
        if pc.any(headings).as_py():
            filled = pc.not_equal(pc.fill_null(cells["amount"], ""), "")
            yield from told.headings(cells["line"].filter(pc.and_(headings, filled)))
            cells = {name: one.filter(pc.invert(headings)) for name, one in cells.items()}
        nothing_told = unspent(cells)
        if pc.any(nothing_told).as_py():
            yield told.unspent(cells["line"].filter(nothing_told))
            cells = without(cells, nothing_told)
        sums = totals(cells)
        if pc.any(sums).as_py():
            yield told.sums(cells["line"].filter(sums))
            cells = {name: one.filter(pc.invert(sums)) for name, one in cells.items()}
        cells = placed(cells)
        if "currency" not in cells:
            currency = self._source.currency or _RUPIAH
            cells["currency"] = pa.repeat(currency, len(cells["line"]))
        for book, line in _budgets(cells).items():
            self._found.setdefault(book, line)
        yield from _batches(LINES, cells)

    def _day(self, size: int) -> pa.Array:
        return pa.repeat(pa.scalar(self._source.received_on or None, pa.string()), size)


def _budgets(cells: Cells) -> dict[tuple[str, ...], int]:
    """Give the budgets that rows speak of, each with its first line."""
    if not {*_BOOK} <= cells.keys():
        return {}
    rows = pa.table([cells[name] for name in (*_BOOK, "line")], [*_BOOK, "line"])
    first = rows.group_by(list(_BOOK)).aggregate([("line", "min")])
    villages, years, phases, lines = (first[name].to_pylist() for name in (*_BOOK, "line_min"))
    books = zip(villages, years, phases, strict=True)
    found: dict[tuple[str, ...], int] = dict(zip(books, lines, strict=True))
    return {book: line for book, line in found.items() if all(book)}


def _batches(table: Table, cells: Cells) -> Iterator[Rows]:
    nothing = pa.nulls(len(cells["line"]), pa.string())
    names = ["line", *(column.name for column in table.columns)]
    batch = pa.record_batch([cells.get(name, nothing) for name in names], names)
    for start in range(0, batch.num_rows, _BATCH_ROWS):
        yield Rows(table, batch.slice(start, _BATCH_ROWS))

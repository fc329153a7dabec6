"""Workbooks: every cell as text, as the sheet shows it, but dates ISO and numbers exact.

XLSX and XLSM, ODS, the old XLS, and what is saved under its name but is none: HTML and the XML of
Excel 2003. Each is followed within bounds by a reader of its own, because what a cell shows is its
value under a number format, and the usual readers hand on the value alone (docs/decisions/0016).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.header import check_header, told_when_empty
from pendopo.stages.intake.names import as_seen
from pendopo.stages.intake.refused import RefusedError
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.stages.intake.workbook import compound, markup, ods, package, xls, xlsx
from pendopo.stages.intake.workbook import sheets as told
from pendopo.stages.intake.workbook import table as tables
from pendopo.stages.intake.workbook.book import Book, Bounds, Leaf
from pendopo.stages.intake.workbook.columns import tell_of_columns
from pendopo.stages.intake.workbook.merged import write_out
from pendopo.stages.intake.workbook.table import Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.reading import OUR_SHEETS, Reading
from pendopo.terms.register import Sheet
from pendopo.terms.values import with_values
from pendopo.terms.wording import say

_NOTES = re.compile(
    r"\W*(?:read ?me|baca|petunjuk|panduan|keterangan|catatan|notes?|info\w*|meta\w*|cover|sampul|"
    r"daftar isi|contents?|index|indeks|legend\w*|about|tentang|instructions?|instruksi)\b.*",
    re.IGNORECASE,
)
_NOTES_WIDTH = 3
_MUCH_LARGER = 4


def open_sheets(path: Path, reading: Reading, tell: Tell) -> tuple[Sheet, ...]:
    """Open the visible sheets of a workbook that hold a table, the one to read first.

    :param reading: of it, the sheet and the header's row that a person named
    :returns: nothing when the workbook is refused; the finding that says why was told
    """
    try:
        with _opened(path, reading.encoding, tell) as book:
            told.tell_of_book(book, tell)
            leaves = _chosen(book, reading.sheet, tell)
            grids = [leaf.read() for leaf in leaves]
    except RefusedError as error:
        tell(error.finding)
        return ()
    mapped = reading.mapping is not None
    found = (tables.find(grid, reading.header, mapped=mapped) for grid in grids)
    held = [table for table in found if table]
    if not held and (leaves or not reading.sheet):
        tell(told.no_rows())
    return tuple(_sheets(_with_a_table(held, tell), tell))


@contextmanager
def _opened(path: Path, encoding: str, tell: Tell) -> Iterator[Book]:
    """Open a workbook by what it is, whatever it is called."""
    with path.open("rb") as file:
        head = file.read(len(compound.MAGIC))
    if head == compound.MAGIC:
        with compound.opened(path) as old:
            yield xls.open_book(old, Bounds())
    elif head.startswith(b"PK"):
        with package.opened(path) as new:
            # An ODS has its tables in this part; an XLSX has none of the name.
            reader = ods if new.has("content.xml") else xlsx
            yield reader.open_book(new, Bounds())
    else:
        yield markup.open_book(path, encoding, Bounds(), tell)


def _chosen(book: Book, wanted: str, tell: Tell) -> list[Leaf]:
    names = [leaf.name for leaf in book.leaves]
    if wanted:
        if wanted not in names:
            tell(told.no_such_sheet(wanted, names))
        return [leaf for leaf in book.leaves if leaf.name == wanted][:1]
    ours = [leaf.name for leaf in book.leaves if leaf.name.startswith(OUR_SHEETS)]
    if ours:
        tell(_ours(ours))
    theirs = [leaf for leaf in book.leaves if leaf.name not in ours]
    hidden = [leaf.name for leaf in theirs if leaf.hidden]
    if hidden:
        tell(told.hidden_sheets(hidden))
    return [leaf for leaf in theirs if not leaf.hidden]


def _ours(names: list[str]) -> Finding:
    """Tell of the sheets that a template of ours, or a check with comments, brought along."""
    return Finding(
        "sheets_of_ours_are_left_out",
        Weight.NOTE,
        say("Sheets that explain were left out: {sheets}."),
        {"sheets": ", ".join(names)},
        say("Delete them before you publish, if they are not for everybody."),
    )


def _with_a_table(held: list[Table], tell: Tell) -> list[Table]:
    """Leave out sheets of notes, where others hold a table; put the one to read first."""
    with_rows = [table for table in held if _is_table(table)]
    notes = [table.grid.name for table in held if not _is_table(table)]
    if not with_rows or not notes:
        chosen = held
    else:
        tell(told.no_tables(notes))
        chosen = with_rows
    largest = max(chosen, key=lambda table: table.size, default=None)
    # One that is stopped has no size that is known, and nobody is to read another in its place.
    if largest and chosen[0].names and largest.size > _MUCH_LARGER * chosen[0].size:
        chosen = [largest, *(table for table in chosen if table is not largest)]
    return chosen


def _is_table(table: Table) -> bool:
    if len(table.places) <= 1 or table.height < 1:
        return not table.names and len(table.findings) > 0
    return not (_NOTES.fullmatch(table.grid.name) and len(table.places) <= _NOTES_WIDTH)


def _sheets(held: list[Table], tell: Tell) -> Iterator[Sheet]:
    """Make sheets; of those behind the first nothing is told unless they are read."""
    for number, table in enumerate(held):
        if number:
            yield Sheet(table.grid.name, as_seen(table.names), _told_late(table, tell))
        elif _tell_of_place(table, tell):
            yield Sheet(table.grid.name, as_seen(table.names), _rows(table, tell))


def _told_late(table: Table, tell: Tell) -> Iterator[pa.RecordBatch]:
    if _tell_of_place(table, tell):
        yield from _rows(table, tell)


def _tell_of_place(table: Table, tell: Tell) -> bool:
    for finding in table.findings:
        tell(finding)
    stopped = any(finding.weight is Weight.STOP for finding in table.findings)
    return not stopped and check_header(table.names, table.header, tell, table.places)


def _rows(table: Table, tell: Tell) -> Iterator[pa.RecordBatch]:
    if write_out(table, tell):
        told.tell_of_sheet(table, tell)
        tell_of_columns(table, tell)
        yield from told_when_empty(_batches(table, tell), tell)


def _batches(table: Table, tell: Tell) -> Iterator[pa.RecordBatch]:
    names = ["line", *(str(place) for place in range(len(table.names)))]
    first = table.grid.chunks[0].lines[0].as_py()
    blank = SomeRows()
    blank.add_range(range(1, first))
    before = table.first
    for chunk in table.chunks():
        batch = pa.record_batch([chunk.lines, *chunk.texts], names)
        filled = _filled(chunk.texts, len(chunk.lines))
        kept = batch.filter(filled)
        for line in kept.column(0).to_pylist():
            if line > before:
                blank.add_range(range(before, line))
            before = line + 1
        if kept.num_rows:
            looks = enumerate(chunk.looks)
            yield with_values(kept, {at: table.values(one.filter(filled)) for at, one in looks})
    if blank.count:
        tell(told.blank_rows(table.grid.name, blank))


def _filled(texts: list[pa.StringArray], size: int) -> pa.BooleanArray:
    filled = pa.array([False] * size)
    for column in texts:
        filled = pc.or_(filled, pc.not_equal(column, ""))
    return filled

"""A list of a document's files in; its rows, column by column, out."""

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from pendopo.registers.documents.tables import FILES
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Rows, Sheet, Source
from pendopo.terms.wording import say

# What the scope says, so that a row says it too; a file never does.
SCOPE = ("document", "year", "period", "publisher")
_ALL = tuple(column.name for column in FILES.columns)
_KNOWN = tuple(name for name in _ALL if name not in SCOPE)
_NEEDED = ("title", "form", "address")


def read(source: Source) -> Iterator[Rows | Finding]:
    """Give the rows of the first sheet, with what their scope says; unknown columns are told."""
    if not source.sheets:
        yield _no_table()
        return
    sheet, *others = source.sheets
    if others:
        yield _other_sheets(sheet, others)
    places = {name.strip(): place for place, name in enumerate(sheet.header)}
    missing = [name for name in _NEEDED if name not in places]
    if missing:
        yield _lacks(missing, sheet)
        return
    unread = [name for name in places if name not in _KNOWN]
    if unread:
        yield _not_read(unread)
    any_rows = False
    for batch in sheet.batches:
        any_rows = any_rows or batch.num_rows > 0
        yield _rows(batch, places, source.scope)
    if not any_rows:
        yield _empty()


def _rows(batch: pa.RecordBatch, places: Mapping[str, int], scope: Mapping[str, str]) -> Rows:
    nothing = pa.nulls(batch.num_rows, pa.string())
    found = {name: batch.column(places[name] + 1) for name in _KNOWN if name in places}
    said = {name: scope[name] for name in SCOPE if name in scope}
    found |= {name: pa.repeat(pa.scalar(text), batch.num_rows) for name, text in said.items()}
    cells = [found.get(name, nothing) for name in _ALL]
    return Rows(FILES, pa.record_batch([batch.column(0), *cells], ["line", *_ALL]))


def _no_table() -> Finding:
    return Finding(
        "file_is_a_table",
        Weight.STOP,
        say("The file holds no table."),
        write=say("Hand in a table: CSV or XLSX, with a row for each file of the document."),
    )


def _other_sheets(sheet: Sheet, others: Sequence[Sheet]) -> Finding:
    return Finding(
        "workbook_has_one_table",
        Weight.WARN,
        say("Only sheet {sheet} was read; these were not: {others}."),
        {"sheet": sheet.name, "others": ", ".join(other.name for other in others)},
        say("Hand in each document as a file of its own, with a row for each of its files."),
    )


def _lacks(missing: Sequence[str], sheet: Sheet) -> Finding:
    return Finding(
        "list_has_its_columns",
        Weight.STOP,
        say("The list has no column {columns}; it has {found}."),
        {"columns": ", ".join(missing), "found": ", ".join(sheet.header)},
        say("Write a title, a form and an address in each row: pendopo template documents."),
    )


def _not_read(unread: Sequence[str]) -> Finding:
    return Finding(
        "columns_are_known",
        Weight.WARN,
        say("These columns were not read: {columns}."),
        {"columns": ", ".join(unread)},
        say("Leave them out, or write what they say under note."),
    )


def _empty() -> Finding:
    return Finding(
        "document_has_a_file",
        Weight.STOP,
        say("The list names no file."),
        write=say("Write a row for each file of the document."),
    )

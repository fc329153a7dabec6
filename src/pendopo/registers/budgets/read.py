"""A sheet of budget lines in; lines that add up and the source's own totals out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.budgets import told
from pendopo.registers.budgets.amounts import read_two_ways, rounded, written_out
from pendopo.registers.budgets.charts import Charted
from pendopo.registers.budgets.levels import CLASSIFICATIONS, LEVELS, code_of, label_of
from pendopo.registers.budgets.outline import clean, labelled, line_ids, split, totals
from pendopo.registers.budgets.packaged import sheet_of
from pendopo.registers.budgets.scope import with_scope
from pendopo.registers.budgets.tables import LINES, TOTALS
from pendopo.terms.column import Table
from pendopo.terms.finding import Finding
from pendopo.terms.register import Rows, Sheet, Source
from pendopo.terms.values import values_of

# Columns that a sheet may have beside those of the tables.
TOTAL: Final = "total"
_SHORT: Final = {f"{name}_{what}" for name in CLASSIFICATIONS for what in ("code", "label")}
_KNOWN: Final = {column.name for column in LINES.columns} | _SHORT | {TOTAL, "id"}
# What says under ``total`` that a row is none, in any case of its letters.
_NO: Final = pa.array(["", "false", "0", "no", "n", "tidak", "bukan", "-"])
_VALUES: Final = "amounts that are values"
_BATCH_ROWS: Final = 65_536

Cells = dict[str, pa.Array]


def read(source: Source) -> Iterator[Rows | Finding]:
    """Read the first sheet that has amounts; ``line`` is a row of the file.

    Year, phase, direction and publisher that the sheet does not say are those of the scope, the
    currency the publisher's. A row is a total when its cell under ``total`` says so, or when the
    code of another row of the same budget goes on where its own ends.
    """
    sheet, findings = _with_amounts(source)
    yield from findings
    if sheet is None:
        return
    unread = [name for name in _names(sheet) if name and name not in _KNOWN]
    if unread:
        yield told.not_read(unread)
    cells = _gathered(sheet)
    yield from with_scope(cells, source)
    yield from _with_cents(cells)
    cells = _filled(cells)
    sums = _sums(cells)
    lines = _placed(cells)
    kept = pc.invert(sums)
    if len(kept) and not pc.any(kept).as_py():
        yield told.no_lines(cells["line"])
    yield from _rows(LINES, lines, kept)
    cells |= {name: _deepest(lines, name) for name in CLASSIFICATIONS}
    with_amount = pc.and_(sums, pc.not_equal(pc.fill_null(cells["amount"], ""), ""))
    yield from _rows(TOTALS, cells, with_amount)


def _with_amounts(source: Source) -> tuple[Sheet | None, list[Finding]]:
    """Give the sheet to read, and what is to be told of it; none where nothing can be read."""
    if source.package is not None:
        return sheet_of(source.package)
    sheet = next((one for one in source.sheets if "amount" in _names(one)), None)
    return sheet, [] if sheet else [told.no_amounts(source.sheets)]


def _names(sheet: Sheet) -> list[str]:
    return [name.strip() for name in sheet.header]


def _gathered(sheet: Sheet) -> Cells:
    """Put the whole sheet into columns: which row is a total is known when all were read.

    Under ``_VALUES`` it says of which amounts the marks are known.
    """
    wanted = [(str(at), name) for at, name in enumerate(_names(sheet)) if name in _KNOWN]
    batches = list(sheet.batches)
    lines = [batch.column("line") for batch in batches]
    found = {"line": pa.chunked_array(lines, pa.int64()).combine_chunks()}
    for at, name in wanted:
        chunks = [batch.column(at).cast(pa.string()) for batch in batches]
        whole = pa.chunked_array(chunks, pa.string()).combine_chunks()
        found[name] = pc.utf8_trim_whitespace(pc.fill_null(whole, ""))
    amounts = _names(sheet).index("amount")
    marked = [_known_marks(batch, amounts) for batch in batches]
    found[_VALUES] = pa.chunked_array(marked, pa.bool_()).combine_chunks()
    return found


def _known_marks(batch: pa.RecordBatch, at: int) -> pa.BooleanArray:
    values = values_of(batch).get(at, pa.repeat(pa.scalar(value=False), batch.num_rows))
    # Null is a cell that was told to be wrong already.
    return pc.fill_null(values, True)  # noqa: FBT003


def _with_cents(cells: Cells) -> Iterator[Finding]:
    """Round amounts to cents, and tell which were: rounding must not decide what a point is."""
    found = cells["amount"]
    doubtful = read_two_ways(found, cells.pop(_VALUES))
    if pc.any(doubtful).as_py():
        yield told.two_ways(cells["line"].filter(doubtful), found.filter(doubtful))
    cells["amount"], longer = rounded(found)
    longer = pc.and_(longer, pc.invert(doubtful))
    if pc.any(longer).as_py():
        yield told.rounded(cells["line"].filter(longer), found.filter(longer))


def _filled(cells: Cells) -> Cells:
    """Give the cells with amounts written out, codes cleaned, and levels of every short code."""
    amount, lost = written_out(cells["amount"])
    found = {**cells, "amount": amount}
    found.setdefault("lost", lost)
    if "code" in found:
        found["code"] = clean(found["code"])
    for name in CLASSIFICATIONS:
        short = found.pop(f"{name}_code", None)
        if short is None:
            continue
        for level, codes in enumerate(split(clean(short), LEVELS), 1):
            found.setdefault(code_of(name, level), codes)
    some = _any_filled([found[one] for one in ("amount", "code", "label") if one in found])
    return {name: column.filter(some) for name, column in found.items()}


def _any_filled(columns: Sequence[pa.Array]) -> pa.Array:
    whole = pc.binary_join_element_wise(*columns, "", null_handling="replace")
    return pc.not_equal(whole, "")


def _sums(cells: Cells) -> pa.Array:
    size = len(cells["line"])
    found = pa.repeat(pa.scalar(value=False), size)
    if "code" in cells:
        found = totals(cells)
    if TOTAL in cells:
        found = pc.or_(found, pc.invert(pc.is_in(pc.utf8_lower(cells[TOTAL]), _NO)))
    return found


def _placed(cells: Cells) -> Cells:
    """Give the lines their labels, what their chart says of them, and their names."""
    found = dict(cells)
    for name in CLASSIFICATIONS:
        codes = [found.get(code_of(name, level)) for level in range(1, LEVELS + 1)]
        labels = labelled(name, codes, found)
        for level, column in enumerate(labels, 1):
            if column is not None:
                found.setdefault(label_of(name, level), column)
    charted = Charted(found)
    found |= charted.columns()
    found.setdefault("line_id", line_ids(found))
    return found


def _deepest(cells: Cells, name: str) -> pa.Array:
    size = len(cells["line"])
    deepest = pa.nulls(size, pa.string())
    for level in range(1, LEVELS + 1):
        codes = cells.get(code_of(name, level))
        if codes is not None:
            deepest = pc.if_else(pc.equal(pc.fill_null(codes, ""), ""), deepest, codes)
    return deepest


def _rows(table: Table, cells: Mapping[str, pa.Array], which: pa.Array) -> Iterator[Rows]:
    """Give the rows of a table in batches."""
    size = len(cells["line"])
    nothing = pa.nulls(size, pa.string())
    names = ["line", *(column.name for column in table.columns)]
    batch = pa.record_batch([cells.get(name, nothing) for name in names], names).filter(which)
    for start in range(0, batch.num_rows, _BATCH_ROWS):
        yield Rows(table, batch.slice(start, _BATCH_ROWS))

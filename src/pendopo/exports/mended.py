"""A spreadsheet with some of its cells written anew: a copy, all else as it was."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pendopo.exports.commented import cells_of, columns_of
from pendopo.exports.mending import LOST, UNPLACED, Cell, MendingError
from pendopo.terms.mapping import same_name
from pendopo.terms.register import Sheet


def opened_workbook(path: Path, sheets: Sequence[Sheet]) -> Workbook | None:
    """Open a workbook of which a whole copy can be written; None where its rows alone can be.

    :param sheets: those that were read
    :raises MendingError: when its rows alone would leave out other sheets
    """
    several = len(sheets) > 1
    try:
        with path.open("rb") as stream:  # by its path it would be known by its name's ending
            book = load_workbook(stream, keep_vba=False, keep_links=False)
    except Exception as error:  # openpyxl raises whatever it likes
        if several:
            raise MendingError(LOST) from error
        return None
    # A copy holds no results of formulas: whoever reads values alone would find empty cells.
    if all(cell.data_type != "f" for sheet in book.worksheets for cell in cells_of(sheet)):
        return book
    if several or len(book.sheetnames) > 1:
        raise MendingError(LOST)
    return None


def mend_workbook(book: Workbook, sheets: Sequence[Sheet], cells: Sequence[Cell]) -> int:
    """Change cells of a workbook, each in its sheet; give how many were.

    What is written is text: no cell begins a formula.

    :param sheets: those in which the cells may stand; one is enough
    :raises MendingError: when it is not certain where a cell stands
    """
    places = [_Place.of(book, sheet) for sheet in sheets]
    for cell in cells:
        place = _place_of(cell, places)
        target = place.sheet.cell(cell.line, place.columns[same_name(cell.column)])
        target.value = cell.text or None
        if cell.text:
            target.data_type = "s"
    return len(cells)


@dataclass(frozen=True, slots=True)
class _Place:
    """A sheet that was read, and where its columns are."""

    sheet: Worksheet
    columns: Mapping[str, int]

    @classmethod
    def of(cls, book: Workbook, sheet: Sheet) -> "_Place":
        chosen = book[sheet.name] if sheet.name in book.sheetnames else book.worksheets[0]
        return cls(chosen, columns_of(chosen, sheet.header))

    def holds(self, cell: Cell) -> bool:
        """Whether what was found in a cell stands here."""
        value = self.sheet.cell(cell.line, self.columns[same_name(cell.column)]).value
        here = "" if value is None else str(value).strip()
        shown, cut, _ = cell.was.partition("…")
        return here.startswith(shown) if cut else here == cell.was.strip()


def _place_of(cell: Cell, places: Sequence[_Place]) -> _Place:
    """Find the sheet of a cell: the only one with its column, else by its text and its name."""
    having = [one for one in places if same_name(cell.column) in one.columns]
    holding = [one for one in having if one.holds(cell)]
    named = [
        one for one in holding or having if same_name(one.sheet.title) == same_name(cell.table)
    ]
    for found in (having, holding, named):
        if len(found) == 1:
            return found[0]
    raise MendingError(UNPLACED)


def mend_rows(sheet: Sheet, cells: Sequence[Cell], out: Path) -> int:
    """Write rows as CSV (UTF-8), each in the row it had, with cells changed; give how many were.

    :raises MendingError: when a cell's column or row is not in the sheet
    """
    places = {same_name(name): place for place, name in enumerate(sheet.header)}
    wanted: dict[int, list[tuple[int, str]]] = {}
    for cell in cells:
        place = places.get(same_name(cell.column))
        if place is None:
            raise MendingError(UNPLACED)
        wanted.setdefault(cell.line, []).append((place, cell.text))
    done = at = 0
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(sheet.header)
        at = 2
        for line, row in _lines(sheet):
            for _ in range(at, line):
                writer.writerow([])
            for place, text in wanted.get(line, ()):
                row[place] = text
                done += 1
            writer.writerow(row)
            at = line + 1
    if done != len(cells):
        raise MendingError(UNPLACED)
    return done


def _lines(sheet: Sheet) -> Iterable[tuple[int, list[str]]]:
    for batch in sheet.batches:
        columns = [column.to_pylist() for column in batch.columns]
        for line, *cells in zip(*columns, strict=True):
            yield line, [cell or "" for cell in cells]

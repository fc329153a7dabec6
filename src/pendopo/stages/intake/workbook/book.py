"""A workbook, whatever its form: its sheets, and what it holds beside them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pendopo.stages.intake.workbook.grid import Grid, Place
from pendopo.stages.intake.workbook.refusal import hostile, too_many_cells
from pendopo.terms.wording import say

COLUMNS_MOST = 16_384
ROWS_MOST = 1_048_576
STYLES_MOST = 65_536
TEXTS_MOST = 5_000_000
# As many as a full sheet of Excel has in 23 columns; some 60 bytes of memory each, and in 2026 some
# 100,000 a second of a processor.
CELLS_MOST = 25_000_000
_AREA_MOST = 50_000_000
_MERGED_MOST = 100_000
_SHEETS_MOST = 1_000
PLACES_KEPT = 10_000


@dataclass
class Leaf:
    """A sheet that has not been read yet.

    :param read: reads it; may refuse
    """

    name: str
    hidden: bool
    read: Callable[[], Grid]


@dataclass
class Book:
    """A workbook.

    :param macros: it brings programs along, which are never run
    :param elsewhere: it takes values from other files, which are never opened
    :param copies: it keeps copies of rows behind pivot tables
    """

    leaves: list[Leaf] = field(default_factory=list)
    macros: bool = False
    elsewhere: bool = False
    copies: bool = False

    def add(self, leaf: Leaf) -> None:
        """Put a sheet behind the others."""
        self.leaves.append(leaf)
        if len(self.leaves) > _SHEETS_MOST:
            raise hostile(say("The workbook has more than {most} sheets."), most=_SHEETS_MOST)


@dataclass
class Bounds:
    """What all sheets of a workbook together may hold."""

    cells: int = 0

    def count(self, cells: int) -> None:
        """Count cells that were read, empty ones included.

        :raises RefusedError: for one too many
        """
        self.cells += cells
        if self.cells > CELLS_MOST:
            raise too_many_cells(CELLS_MOST)

    def hold(self, grid: Grid, last: Place) -> None:
        """Hold a sheet to an area that a table can have.

        :param last: the lowest row and the rightmost column that hold something
        """
        if last.row * (last.column + 1) > _AREA_MOST:
            raise hostile(
                say(
                    "The workbook's cells reach to column {column} and row {row}: an area of "
                    "{found} cells, nearly all of them empty. At most {most} are read."
                ),
                say(
                    "Go to the last cell (Ctrl+End), delete the empty rows and columns before it, "
                    "save, and hand in the workbook again."
                ),
                column=last.column + 1,
                row=last.row,
                found=last.row * (last.column + 1),
                most=_AREA_MOST,
            )
        if len(grid.merged) > _MERGED_MOST:
            raise hostile(
                say("Sheet {sheet} has more than {most} merged areas."),
                sheet=grid.name,
                most=_MERGED_MOST,
            )

"""A sheet as it was found: the text that each cell shows, and how it came to show it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

import pyarrow as pa

from pendopo.stages.intake.names import letters
from pendopo.stages.intake.workbook.struck import PART

ROWS_A_CHUNK = 4096
_ROWS_AT_ONCE = 256
LOOKS_MOST = 60_000
_STRUCK_KEPT = 10_000


class Kind(StrEnum):
    """What a cell is, where its text alone does not tell."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    ERROR = "error"
    LONG = "long"  # a number of more digits than a spreadsheet keeps
    PADDED = "padded"  # its format writes zeros or marks that the number lacks: 00164
    PERCENT = "percent"
    SCALED = "scaled"  # its format leaves digits out: 1,235 for 1234567
    UNIT = "unit"  # its format writes words around the number: 5 kg
    VEILED = "veiled"  # its format does not show the value at all
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    DURATION = "duration"
    MONTH = "month"
    YEAR = "year"
    PART = "part"  # a date of which the format leaves out the year
    NO_DATE = "no date"  # a number that is no day of the calendar, under a date format


class Look(NamedTuple):
    """How a cell came to show its text.

    :param detail: the unit, the number format, or what the format hides of a date
    """

    kind: Kind
    detail: str = ""


class Place(NamedTuple):
    """A cell by its row, as a spreadsheet counts, and its column from 0 on."""

    row: int
    column: int

    def __str__(self) -> str:
        """Name it as a spreadsheet does: B7."""
        return f"{letters(self.column)}{self.row}"


class Area(NamedTuple):
    """Cells from one to another, both within: rows as a spreadsheet counts, columns from 0 on."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """Name it as a spreadsheet does: A2:A5."""
        return f"{Place(self.top, self.left)}:{Place(self.bottom, self.right)}"


class Chunk(NamedTuple):
    """Some rows that hold something; the columns reach as far as the widest of them.

    :param texts: one string array a column
    :param looks: beside it, numbers of looks (uint16); 0 where the cell is empty
    """

    lines: pa.Int64Array
    texts: list[pa.StringArray]
    looks: list[pa.UInt16Array]


@dataclass
class Grid:
    """One sheet.

    :param merged: areas that show as one cell
    :param hidden_rows: rows that a filter or a person hid
    :param hidden_columns: columns from 0 on, as pairs of first and last
    :param unstored: formulas whose result was not stored with them
    :param empty_results: how many formulas gave a text of no length
    :param marks: raised or lowered letters that were taken off numbers, with their cells
    :param unseen: cells with text that is not shown, and ``struck`` with text that is struck out,
        which were not read; ``crossed`` cells that are struck out as a whole, and ``partly``
        those of which some letters are, which were
    """

    name: str
    looks: list[Look | None] = field(default_factory=lambda: [None])
    chunks: list[Chunk] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    unstored: list[Place] = field(default_factory=list)
    formulas: int = 0
    empty_results: int = 0
    comments: bool = False
    marks: list[tuple[Place, str]] = field(default_factory=list)
    unseen: list[Place] = field(default_factory=list)
    struck: list[Place] = field(default_factory=list)
    crossed: list[Place] = field(default_factory=list)
    partly: list[Place] = field(default_factory=list)
    width: int = 0
    _numbers: dict[Look, int] = field(default_factory=dict)
    _lines: list[int] = field(default_factory=list)
    _texts: list[list[str]] = field(default_factory=list)
    _looks: list[list[int]] = field(default_factory=list)

    def look(self, look: Look) -> int:
        """Give a look its number; looks behind the most there are share that of their kind."""
        number = self._numbers.get(look)
        if number is None:
            if len(self.looks) >= LOOKS_MOST and look.detail:
                return self.look(Look(look.kind))
            number = self._numbers[look] = len(self.looks)
            self.looks.append(look)
        return number

    def add(self, line: int, texts: list[str], looks: list[int]) -> None:
        """Put a row behind the others; one without any text is left out.

        :param looks: the number of each cell's look
        """
        if not any(texts):
            return
        self._lines.append(line)
        self._texts.append(texts)
        self._looks.append(looks)
        if len(self._lines) == ROWS_A_CHUNK:
            self.close()

    def strike_out(self, place: Place, lines: str) -> None:
        """Note how much of a cell is struck out, if any; the letters were read all the same."""
        if lines:
            noted = self.partly if lines == PART else self.crossed
            # Its style says it, and its letters say it again.
            if len(noted) < _STRUCK_KEPT and noted[-1:] != [place]:
                noted.append(place)

    def close(self) -> None:
        """Pack the rows that were put in since the last time."""
        if not self._lines:
            return
        texts = [
            pa.array(column, pa.string()) for column in zip_longest(*self._texts, fillvalue="")
        ]
        looks = [pa.array(column, pa.uint16()) for column in zip_longest(*self._looks, fillvalue=0)]
        self.chunks.append(Chunk(pa.array(self._lines, pa.int64()), texts, looks))
        self.width = max(self.width, len(texts))
        self._lines, self._texts, self._looks = [], [], []

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give the rows that hold something, each as long as the widest row of its chunk."""
        for chunk in self.chunks:
            for start in range(0, len(chunk.lines), _ROWS_AT_ONCE):
                columns = [column.slice(start, _ROWS_AT_ONCE).to_pylist() for column in chunk.texts]
                lines = chunk.lines.slice(start, _ROWS_AT_ONCE).to_pylist()
                for line, *texts in zip(lines, *columns, strict=True):
                    yield line, texts


def named(places: Sequence[Place | Area], most: int = 5) -> str:
    """Name the first of some places for a reader."""
    shown = ", ".join(str(place) for place in places[:most])
    return f"{shown} …" if len(places) > most else shown

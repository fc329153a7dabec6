"""Rows of which one thing is told: how many there are, and the first of them."""

from dataclasses import dataclass, field

import pyarrow as pa

from pendopo.terms.finding import LINES_SHOWN

_CELL_SHOWN = 80


@dataclass
class SomeRows:
    """Some rows, as they come up.

    :param lines: the first of them, as a spreadsheet counts
    :param cells: beside ``lines``, what stands there; none where no cell is told
    """

    lines: list[int] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, cell: str | None = None) -> None:
        """Add a row."""
        self.count += 1
        if len(self.lines) < LINES_SHOWN:
            self.lines.append(line)
            if cell is not None:
                self.cells.append(cell[:_CELL_SHOWN])

    def add_all(self, lines: pa.Array, cells: pa.Array | None = None) -> None:
        """Add rows of a batch."""
        self.count += len(lines)
        room = LINES_SHOWN - len(self.lines)
        self.lines += lines.slice(0, room).to_pylist()
        if cells is not None:
            self.cells += [cell or "" for cell in cells.slice(0, room).to_pylist()]

    def add_range(self, lines: range) -> None:
        """Add rows that stand below each other."""
        self.count += len(lines)
        self.lines += lines[: LINES_SHOWN - len(self.lines)]

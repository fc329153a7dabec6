"""The first cells of a column whose kind was guessed, and what is said of some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pyarrow as pa

from pendopo.terms.column import Column
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight

EDGES = " \t\n\r\u00a0"


class Words(NamedTuple):
    """What is said of some cells."""

    rule: str
    weight: Weight
    message: str
    write: str


@dataclass(frozen=True)
class Cells:
    """The first cells of a column that nobody declared.

    :param values: which of them were values in the file; nothing where all are texts
    """

    column: Column
    lines: pa.Array
    found: pa.Array
    values: tuple[bool | None, ...] = ()

    @cached_property
    def texts(self) -> list[str]:
        """The cells, an empty one as an empty text."""
        return [cell or "" for cell in self.found.to_pylist()]

    @cached_property
    def distinct(self) -> tuple[str, ...]:
        """The different ones that are filled, without what stands around them."""
        return tuple(dict.fromkeys(text for cell in self.texts if (text := cell.strip(EDGES))))

    def row(self, text: str) -> str:
        """Give the first row that has a cell, whatever stands around it."""
        place = [cell.strip(EDGES) for cell in self.texts].index(text.strip(EDGES))
        return str(self.lines[place].as_py())

    def example(self, text: str) -> dict[str, str]:
        """Give a cell and the first row that has it, as the sentences name them."""
        return {"found": text, "row": self.row(text)}

    def finding(
        self,
        words: Words,
        values: dict[str, str],
        which: Sequence[str],
    ) -> Finding:
        """Make the finding about the cells of some texts."""
        wanted = {one.strip(EDGES) for one in which}
        same = pa.array([cell.strip(EDGES) in wanted for cell in self.texts], pa.bool_())
        lines, cells = self.lines.filter(same), self.found.filter(same)
        return Finding(
            words.rule,
            words.weight,
            words.message,
            {"column": self.column.name, **values},
            words.write,
            column=self.column.name,
            lines=tuple(lines.slice(0, LINES_SHOWN).to_pylist()),
            cells=tuple(cells.slice(0, LINES_SHOWN).to_pylist()),
            count=len(lines),
        )

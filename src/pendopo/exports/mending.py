"""Cells that are to be written anew, and why they may not be."""

from dataclasses import dataclass
from typing import Final

from pendopo.terms.wording import say

LOST: Final = say(
    "A copy made here would lose formulas or sheets of this file. Mend the cells in the file "
    "itself, and hand that in."
)
UNPLACED: Final = say(
    "It is not certain in which sheet and column a cell stands. Mend it in the file itself, and "
    "hand that in."
)
CALCULATED: Final = say(
    "This file calculates, and a copy made here would keep what it calculated before. Mend the "
    "cells in the file itself, and hand that in."
)


class MendingError(Exception):
    """Why no copy was made, in words for whoever asked for it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is to be.

    :param line: its row, as a spreadsheet counts
    :param column: its column, as the file names it
    :param table: the table that a finding named; empty for the only one
    :param was: the text that was found in it, perhaps cut and ended by an ellipsis
    """

    line: int
    column: str
    text: str
    table: str = ""
    was: str = ""

"""Findings as a table, where somebody watches."""

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pendopo.cli.told import Told
from pendopo.cli.words import word
from pendopo.terms.finding import Weight
from pendopo.terms.telling import NAMES
from pendopo.terms.wording import say

_WIDE = 140
_COLOURS = {Weight.STOP: "red", Weight.WARN: "yellow", Weight.NOTE: "blue"}


def draw(causes: Iterable[Told], *, err: bool = False) -> None:
    """Print findings that were brought together by their causes."""
    console = Console(stderr=err)
    console.print(table_of(causes, console.width))


def table_of(causes: Iterable[Told], width: int) -> Table:
    """Lay findings out in three columns, which fit a terminal of 80 letters."""
    table = Table(box=box.HORIZONTALS, show_lines=True, expand=width <= _WIDE, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column(word(say("What was found, and what to write")), ratio=3, overflow="fold")
    table.add_column(word(say("Where")), ratio=2, overflow="fold")
    for one in causes:
        said = Text(one.sentence)
        if one.write:
            said.append("\n→ ", "bold").append(one.write, "green")
        if one.source:
            said.append(f"\n{one.source}", "dim")
        where = Text(one.where, "bold" if one.rows else "")
        for row in one.rows:
            where.append(("\n" if where else "") + row, "not bold")
        table.add_row(Text(word(NAMES[one.weight]), f"bold {_COLOURS[one.weight]}"), said, where)
    return table

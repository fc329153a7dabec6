"""The sheet that a person fills in: one code a classification, which is split at its dots."""

from dataclasses import replace
from typing import Final

from pendopo.registers.budgets.levels import CLASSIFICATIONS
from pendopo.registers.budgets.tables import LINES
from pendopo.terms.column import Column, Kind, Table

_BEFORE: Final = (
    "year", "phase", "month", "direction", "publisher", "currency", "chart", "code", "label",
)  # fmt: skip


def sheets() -> tuple[Table, ...]:
    """Give the lines with one code and one label for each classification.

    What a total is shows in the codes; whoever hands in totals without may add a column ``total``.
    """
    short = [
        column
        for name, said in CLASSIFICATIONS.items()
        for column in (
            Column(f"{name}_code", Kind.CODE, title=said.title, meaning=said.meaning),
            Column(f"{name}_label", Kind.TEXT),
        )
    ]
    before = [LINES.column(name) for name in _BEFORE]
    behind = [LINES.column("amount"), LINES.column("note")]
    return (replace(LINES, columns=(*before, *short, *behind), facets=()),)

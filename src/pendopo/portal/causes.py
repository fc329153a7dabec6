"""Findings as a page tells them: one cause once, with the cells as they were found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.terms.finding import Finding, Weight, by_cause
from pendopo.terms.letters import by_number
from pendopo.terms.wording import fill

_COLUMNS_NAMED = 12
_CELLS_SHOWN = 5
# What an officer writes at the shell says nothing to whoever reads a page.
_OF_THE_SHELL = re.compile(r"--[a-z]|\bpendopo [a-z]|pendopo\.toml")


@dataclass(frozen=True, slots=True)
class Found:
    """One cell as it was found.

    :param line: its row, as a spreadsheet counts
    """

    column: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Cause:
    """One fault, in one column or in several.

    :param finding: the first, which says what all of them say and names all their columns
    :param columns: the columns it was found in; none where it is about whole rows or the file
    :param cells: some of the cells it was found in; none where it is about none
    :param count: how many rows of each column it was found in, added up
    """

    finding: Finding
    columns: tuple[str, ...]
    cells: tuple[Found, ...]
    count: int

    @property
    def more(self) -> int:
        """How many there are beside the cells shown."""
        return max(0, self.count - len(self.cells))


def causes(findings: Sequence[Finding]) -> list[Cause]:
    """Tell findings, gravest first; three or more that differ in the column only are one."""
    order = list(Weight)
    groups = sorted(by_cause(findings), key=lambda group: order.index(group[0].weight))
    return [_cause(group) for group in groups]


def _cause(group: list[Finding]) -> Cause:
    found = [_cells(one) for one in group]
    # Of several columns one cell each, of one column the first cells.
    shown = [one for cells in found for one in cells[: 1 if len(group) > 1 else None]]
    repeated = sum(len(one.lines) - len(cells) for one, cells in zip(group, found, strict=True))
    count = sum(max(one.count, len(one.lines)) for one in group)
    columns = tuple(one.column for one in group if one.column)
    finding = group[0]
    if _OF_THE_SHELL.search(finding.write):
        finding = replace(finding, write="")
    if len(group) > 1:
        finding = replace(finding, values={**finding.values, "column": _named(columns)})
    return Cause(
        finding=finding,
        columns=columns,
        cells=tuple(shown[:_CELLS_SHOWN]),
        count=count - (repeated if shown else 0),
    )


def _cells(finding: Finding) -> list[Found]:
    """Give each cell once: a row that was turned into several can hold one fault several times."""
    pairs = dict.fromkeys(zip(finding.lines, finding.cells, strict=False))
    return [Found(finding.column, line, _visible(text)) for line, text in pairs]


def _visible(text: str) -> str:
    """Write what cannot be seen by its number."""
    return "".join(one if one.isprintable() else by_number(one) for one in text)


def _named(columns: tuple[str, ...]) -> str:
    names, more = ", ".join(columns[:_COLUMNS_NAMED]), len(columns) - _COLUMNS_NAMED
    if more <= 0:
        return names
    return f"{names} {fill(_('and {more} more'), {'more': writing.number(more)})}"

"""A finding as it is told: its sentence, where, each cell as found, what to write.

One cause that is found in several columns is told once, with the columns it was found in.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pendopo.cli.words import number, word
from pendopo.terms import telling
from pendopo.terms.finding import Finding, Weight, by_cause
from pendopo.terms.telling import plain
from pendopo.terms.wording import say

# Of each column with personal data somebody has to decide, so that none is told with another.
_EACH_TOLD = frozenset({"personal_data_is_decided"})
_CELLS_SHOWN = 5
_CELL_LETTERS = 60
_COLUMNS_NAMED = 12


@dataclass(frozen=True, slots=True)
class Told:
    """One cause, in the language in use.

    :param where: the table and the column, or the columns; empty for a whole file
    :param rows: one line for each cell shown, or one with the rows' numbers
    """

    weight: Weight
    sentence: str
    where: str
    rows: tuple[str, ...]
    write: str
    source: str


def told(findings: Iterable[Finding]) -> list[Told]:
    """Tell findings, gravest first; those that differ in the column only are one."""
    order = list(Weight)
    groups = by_cause(findings, _EACH_TOLD)
    groups.sort(key=lambda group: (order.index(group[0].weight), len(group) > 1))
    return [_told(group) for group in groups]


def sentence(finding: Finding) -> str:
    """Give a finding's sentence in the language in use."""
    return telling.sentence(finding, word)


def what_to_write(finding: Finding) -> str:
    """Give what to write instead, in the language in use; empty when there is nothing."""
    return telling.advice(finding, word)


def _told(group: list[Finding]) -> Told:
    first = group[0]
    parts = [word(say("table {name}"), name=plain(first.table))] if first.table else []
    if len(group) > 1:
        parts.append(_columns(group))
    elif first.column:
        parts.append(word(say("column {name}"), name=plain(first.column)))
    return Told(
        weight=first.weight,
        sentence=sentence(first),
        where=" · ".join(parts),
        rows=tuple(_rows(first)) if len(group) == 1 else tuple(_rows_alike(group)),
        write=what_to_write(first),
        source=plain(first.source),
    )


def _columns(group: list[Finding]) -> str:
    names = [plain(one.column) for one in group[:_COLUMNS_NAMED]]
    more = len(group) - len(names)
    if more:
        text = say("columns {names} and {more} more")
        return word(text, names=", ".join(names), more=number(more))
    return word(say("columns {names}"), names=", ".join(names))


def _rows(finding: Finding) -> Iterable[str]:
    """Tell each cell as it was found, or the rows alone where the finding is about no cell."""
    if not finding.lines:
        return
    if not finding.cells:
        yield _numbers(finding.lines, finding.count)
        return
    # A row that was turned into several can hold one fault several times.
    found = dict.fromkeys(zip(finding.lines, finding.cells, strict=False))
    pairs = list(found)[:_CELLS_SHOWN]
    for line, cell in pairs:
        yield word(say("row {row}: {cell}"), row=line, cell=_cell(cell))
    again = len(finding.lines) - len(found)
    yield from _more(max(finding.count, len(finding.lines)) - again - len(pairs))


def _rows_alike(group: list[Finding]) -> Iterable[str]:
    """Tell one cell of each column, and how many there are in all."""
    shown = [one for one in group if one.lines][:_CELLS_SHOWN]
    for one in shown:
        facts = {"column": plain(one.column), "row": one.lines[0]}
        if one.cells:
            text = say("{column}, row {row}: {cell}")
            yield word(text, cell=_cell(one.cells[0]), **facts)
        else:
            yield word(say("{column}, row {row}"), **facts)
    yield from _more(sum(max(one.count, len(one.lines)) for one in group) - len(shown))


def _more(more: int) -> Iterable[str]:
    if more > 0:
        yield word(say("and {more} more"), more=number(more))


def _numbers(lines: tuple[int, ...], count: int) -> str:
    rows = ", ".join(str(line) for line in lines)
    more = count - len(lines)
    if more > 0:
        return word(say("rows {rows} and {more} more"), rows=rows, more=number(more))
    if len(lines) == 1:
        return word(say("row {row}"), row=rows)
    return word(say("rows {rows}"), rows=rows)


def _cell(text: str) -> str:
    shown = plain(text)
    if not shown.strip():
        return f'"{shown}"' if shown else word(say("(empty)"))
    return shown if len(shown) <= _CELL_LETTERS else shown[: _CELL_LETTERS - 1] + "…"

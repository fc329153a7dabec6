"""Findings in the words of the person who mends them, as a workbook is to show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pendopo.terms.finding import Weight


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding in the words of the person who mends it.

    :param called: its weight, in that language
    :param column: the column as the file names it; empty when it is about whole rows
    :param lines: its rows, as a spreadsheet counts
    :param cells: beside them, the cells as found
    """

    weight: Weight
    called: str
    sentence: str
    write: str
    source: str = ""
    column: str = ""
    lines: Sequence[int] = ()
    cells: Sequence[str] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of the sheets that are added, in the language of the person who mends."""

    findings: str
    rows: str
    weight: str
    row: str
    column: str
    cell: str
    found: str
    write: str
    source: str
    more: str
    partly: str
    summary: str


def remark_from(value: Mapping[str, object]) -> Remark:
    """Read a remark that was passed on as JSON."""
    facts = dict(value)
    return Remark(**{**facts, "weight": Weight(str(facts["weight"]))})  # type: ignore[arg-type]

"""Findings in the words of the person who mends them, as a workbook is to show them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pendopo.terms.finding import Weight
from pendopo.terms.mapping import same_name

# The list of findings: how many it holds, the row of its header, the place of the cell as found in
# its lines, and the widths of its columns in letters.
LISTED_MOST = 2000
LISTED_FROM, LISTED_CELL = 3, 3
LIST_WIDTHS = (15, 8, 20, 26, 52, 60, 18)
GRAVITY = list(Weight)
COLOURS = {Weight.STOP: "F7C9C1", Weight.WARN: "FBE5A8", Weight.NOTE: "D5E4F2"}
AUTHOR = "Pendopo"
# Between what the owner wrote into a comment and what we add to it.
PARTED = f"— {AUTHOR} —"
# An ODS that unpacks to more comes back with the rows concerned only.
ODS_MB_MOST = 256


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

    def heads(self) -> tuple[str, ...]:
        """Give the header of the list of findings."""
        return (
            *(self.weight, self.row, self.column, self.cell),
            *(self.found, self.write, self.source),
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of findings.

    :param texts: weight, row, column, cell as found, finding, what to write, source
    :param line: the row that it leads to; 0 for none
    :param shown: whether the cell it leads to is to stand under "as found"
    """

    remark: Remark
    texts: tuple[str, ...]
    line: int = 0
    shown: bool = False


def listed(remarks: Sequence[Remark], words: Words) -> Iterator[Listed]:
    """List findings, gravest first, with a line for each row that one names."""
    for remark in sorted(remarks, key=lambda one: GRAVITY.index(one.weight))[:LISTED_MOST]:
        yield from _lines(remark)
        more = remark.count - len(remark.lines)
        if remark.lines and more > 0:
            said = words.more.replace("{more}", str(more))
            yield Listed(remark, (remark.called, "", remark.column, "", said, "", ""))


def _lines(remark: Remark) -> Iterator[Listed]:
    told = (remark.sentence, remark.write, remark.source)
    for number, line in enumerate(remark.lines or (0,)):
        cell = remark.cells[number] if number < len(remark.cells) else ""
        texts = (remark.called, str(line) if line else "", remark.column, cell, *told)
        yield Listed(remark, texts, line, bool(remark.column and not remark.cells))


def comment_of(remark: Remark) -> str:
    """Give the words of a finding as a comment on its cell."""
    write = f"\n→ {remark.write}" if remark.write else ""
    return f"{remark.called}: {remark.sentence}{write}"


def columns_among(rows: Mapping[int, Mapping[str, int]], header: Sequence[str]) -> dict[str, int]:
    """Find the header among the first rows: the one that holds the most of its names.

    :param rows: for each row, in which columns (from 1) which names stand
    :returns: where each column is, by the name it is compared by
    """
    best = max(rows.values(), key=len, default={})
    first = min(best.values(), default=1)
    # A name that was given on reading stands nowhere; its place does.
    return {same_name(name): first + at for at, name in enumerate(header)} | dict(best)


def remark_from(value: Mapping[str, object]) -> Remark:
    """Read a remark that was passed on as JSON."""
    facts = dict(value)
    return Remark(**{**facts, "weight": Weight(str(facts["weight"]))})  # type: ignore[arg-type]

"""What is told of a source that became releases: what was left out, and what could not be read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.wording import say

_NAMES_SHOWN = 40
_NAME = re.compile(r"[^\W\d][\w .()/'-]{0,39}")
_ROW_OF_DIGITS = re.compile(r"(?:[0-9][^0-9]{0,3}){7}[0-9]")
_CELL_LETTERS = 40

NUMBER, DATE, CODE, KEPT = "number", "date", "code", "kept"
PERSON, ID, NO_ID, SKIP, TAX, PSEUDONYM, AGAIN = (
    "person", "id", "no id", "skip", "tax", "pseudonym", "again",
)  # fmt: skip
# Rows of these kinds made no release.
LEFT_OUT = (NO_ID, SKIP)


@dataclass(slots=True)
class _Rows:
    count: int = 0
    lines: list[int] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Told:
    """What was found while rows were read, summed up by kind and field.

    :param unread: columns that the mapping does not name, to their filled cells
    """

    unread: Counter[str] = field(default_factory=Counter)
    _rows: dict[tuple[str, str], _Rows] = field(default_factory=dict)

    def add(self, kind: str, name: str, line: int, cell: str = "") -> None:
        """Note a cell, or a row.

        :param cell: what may be shown of it
        """
        rows = self._rows.setdefault((kind, name), _Rows())
        rows.count += 1
        if len(rows.lines) < LINES_SHOWN:
            rows.lines.append(line)
            rows.cells.append(cell[:_CELL_LETTERS])

    def count(self, *kinds: str) -> int:
        """Give how often something of these kinds was noted."""
        return sum(rows.count for (kind, _), rows in self._rows.items() if kind in kinds)

    def findings(self) -> Iterator[Finding]:
        """Give what was found."""
        for (kind, name), rows in self._rows.items():
            rule, weight, message, write = _SAID[kind]
            cells = tuple(rows.cells) if any(rows.cells) else ()
            yield Finding(
                rule,
                weight,
                message,
                {"column": name, "found": ", ".join(dict.fromkeys(filter(None, cells)))},
                write,
                column=name,
                lines=tuple(rows.lines),
                cells=cells,
                count=rows.count,
            )
        if self.unread:
            yield _unread(self.unread)


def lacking(names: Iterable[str], has: Iterable[str], *, stops: bool) -> Finding:
    """Tell of columns that the mapping names and the file has not."""
    said = say("The file has no column {columns}, which the mapping names.")
    if not stops:
        said = say("The file has no column {columns}; what the mapping makes of it is left out.")
    return Finding(
        "mapping_fits",
        Weight.STOP if stops else Weight.NOTE,
        said,
        {"columns": ", ".join(names), "has": ", ".join(map(shown, has))},
        say("Write the names in the mapping as they stand in the file; it has {has}."),
    )


def shown(name: str) -> str:
    """Give a column's name as it may be shown: one that holds a number hides it."""
    plain = " ".join(name.split())
    return plain if _NAME.fullmatch(plain) and not _ROW_OF_DIGITS.search(plain) else "•••"


def _unread(unread: Counter[str]) -> Finding:
    names: Counter[str] = Counter()
    for name, count in unread.items():
        names[shown(name)] += count
    listed = [f"{name} ({count})" for name, count in sorted(names.items())]
    more = [] if len(listed) <= _NAMES_SHOWN else ["…"]
    return Finding(
        "columns_are_left_out",
        Weight.NOTE,
        say(
            "These columns are not named by the mapping, and nothing of them is published: {names}."
        ),
        {"names": ", ".join([*listed[:_NAMES_SHOWN], *more])},
        say("If one belongs into the record, give it a [[column]] in the mapping."),
    )


_SAID = {
    NUMBER: (
        "numbers_have_the_marks",
        Weight.WARN,
        say("These are no numbers as the mapping says, and {column} is left out: {found}."),
        say("Correct [numbers] in the mapping, name them in empty, or mend the cells."),
    ),
    DATE: (
        "dates_have_the_form",
        Weight.WARN,
        say("These are no dates in a form of the mapping, and {column} is left out: {found}."),
        say("Add their form to forms of [dates] in the mapping, or mend the cells."),
    ),
    CODE: (
        "codes_are_mapped",
        Weight.WARN,
        say("The mapping of {column} does not know these, and it is left out: {found}."),
        say("Add each to the codes of the column in the mapping, or mend the cell."),
    ),
    KEPT: (
        "codes_are_mapped",
        Weight.NOTE,
        say("The mapping of {column} does not know these, and keeps them as they are: {found}."),
        say("Add each to the codes of the column in the mapping if it means one of them."),
    ),
    PERSON: (
        "persons_are_taken_out",
        Weight.WARN,
        say("What identifies a person stood in {column} and was taken out."),
        say("Mend the cells in the program they come from: titles and notes are no place for it."),
    ),
    ID: (
        "persons_are_taken_out",
        Weight.WARN,
        say("In {column} stood what looks like a person's number; it was left out."),
        say("Look at the cells in the program they come from."),
    ),
    NO_ID: (
        "rows_have_their_number",
        Weight.WARN,
        say("Rows without a number of their own in {column} make no release, and were left out."),
        say("Mend the cells: an empty one, or a person's number, names no contracting process."),
    ),
    SKIP: (
        "rows_are_skipped",
        Weight.NOTE,
        say("Rows were left out, as the mapping says, for their cell of {column}: {found}."),
        say("Look at them; if one is a row of the table, correct [[skip]] in the mapping."),
    ),
    TAX: (
        "tax_numbers_have_their_digits",
        Weight.NOTE,
        say("These are no tax numbers, and are left out; who has one is named without: {column}."),
        say("Mend the cells: a tax number has fifteen digits, or sixteen."),
    ),
    PSEUDONYM: (
        "persons_have_pseudonyms",
        Weight.NOTE,
        say(
            "Suppliers who are persons have a pseudonym in place of their tax number in {column}, "
            "the same in every file."
        ),
        "",
    ),
    AGAIN: (
        "rows_of_one_process_agree",
        Weight.WARN,
        say("Rows of one process say different things of {column}; the first stands."),
        say("Look at the rows; perhaps they belong to items of a list, with an id of their own."),
    ),
}

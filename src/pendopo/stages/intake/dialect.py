"""How a delimited file tells its cells apart: by which character, and how cells are quoted.

A delimiter is clear when it alone cuts every row into as many cells as the first. Whatever is not
as RFC 4180 has it is told: a person sees in a moment whether the columns are right.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.looks import Look, column_look, look
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

ROW_BYTES_MOST = 4 << 20  # of text in its cells
ROWS_LOOKED_AT = 300

_NAMES = {
    ",": say("comma"),
    ";": say("semicolon"),
    "\t": say("tab"),
    "|": say("vertical bar"),
    " ": say("space"),
    ":": say("colon"),
    "^": say("caret"),
    "~": say("tilde"),
    "\x1f": say("unit separator (1F)"),
    "\x1e": say("record separator (1E)"),
}
_USUAL = (",", ";", "\t", "|")
# What no text has between its words: where each row has as many, they stand between cells.
_SURELY_BETWEEN = frozenset("\x1f\x1e^~§¦¬¶†‡\x01\x02\x03\x04\x05\x06\x07¤")
_NEVER = frozenset("\"'.-_/()\r\n")
_ROWS_LEAST = 2
_COLUMNS_LEAST = 3
_LINE_SHOWN = 60
_OTHER_QUOTES = ("'",)


# The reader's own limit is an eighth of a megabyte.
csv.field_size_limit(ROW_BYTES_MOST)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are told apart.

    :param delimiter: the one character between cells
    :param quote: the one character around cells that hold a delimiter or a line end
    :param escapes: whether a backslash stands before a quotation mark within a cell
    :param spaced: whether a space stands behind every delimiter, and is none of the cell's
    :param wrapped: whether each row stands as a whole between quotation marks
    """

    delimiter: str
    quote: str = '"'
    escapes: bool = False
    spaced: bool = False
    wrapped: bool = False

    @property
    def plain(self) -> bool:
        """Tell whether it is as RFC 4180 has it, but for the delimiter."""
        return self == Dialect(self.delimiter) and len(self.delimiter.encode()) == 1

    def rows(self, lines: Iterable[str], *, strict: bool = False) -> Iterable[list[str]]:
        """Read rows of cells.

        :param strict: whether quotation marks that are not as they should be are an error
        :raises csv.Error: for such a mark, or a cell that is too long
        """
        if self.wrapped:
            whole = csv.reader(lines, delimiter=self.delimiter, strict=strict)
            inner = replace(self, wrapped=False)
            return (
                next(iter(inner.rows(row, strict=strict))) if len(row) == 1 else row
                for row in whole
            )
        if self.escapes:
            # A backslash before another letter is one, as in a path.
            lines = (_LONE.sub(r"\1\\\\", line) for line in lines)
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar="\\" if self.escapes else None,
            skipinitialspace=self.spaced,
            strict=strict,
        )


_RUN_OF_SPACES = re.compile(r"\S {2,}\S")
_LONE = re.compile(r'((?:^|[^\\])(?:\\["\\])*)\\(?!["\\])')


def name_of(delimiter: str) -> str:
    """Name a delimiter in words."""
    return _NAMES.get(delimiter, delimiter)


def find(sample: str, said: str, quote: str, tell: Tell) -> Dialect:
    """Find how the first rows of a file tell their cells apart.

    :param sample: whole lines
    :param said: the delimiter that a person named; empty to find it
    :param quote: the quotation mark that a person named; empty to find it
    """
    lines = [line for line in io.StringIO(sample, newline="") if line.strip()]
    mark = quote or _quote(lines, said)
    found = Dialect(said, mark) if said else _delimiter(lines, mark, tell)
    found = replace(found, spaced=_spaced(lines, found))
    if not quote and _wrapped(lines, found, said):
        inner = Dialect(said) if said else _delimiter(_unwrapped(lines), '"', tell)
        found = replace(inner, wrapped=True)
    found = replace(found, escapes=_escapes(lines, found))
    if mark != '"' and not quote:
        tell(_other_quote(mark))
    if found.spaced:
        tell(_spaces(found.delimiter))
    if found.wrapped:
        tell(_whole_rows())
    if found.escapes:
        tell(backslashes())
    return found


def _widths(lines: Sequence[str], dialect: Dialect) -> list[int]:
    return [len(row) for row in islice(dialect.rows(lines), ROWS_LOOKED_AT) if row]


def _even(widths: Sequence[int]) -> bool:
    """Tell whether all rows have as many cells as the first, and more than one."""
    return len(widths) > 0 and widths[0] > 1 and set(widths) == {widths[0]}


def _share(widths: Sequence[int]) -> tuple[float, int]:
    """Give the share of the rows that have the most frequent width above one, and that width."""
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0.0, 0
    width, count = max(wide.items(), key=lambda one: (one[1], one[0]))
    return count / len(widths), width


def _delimiter(lines: Sequence[str], quote: str, tell: Tell) -> Dialect:
    widths = {mark: _widths(lines, _with_space(lines, mark, quote)) for mark in _USUAL}
    even = [mark for mark in _USUAL if _even(widths[mark])]
    if len(even) > 1 and "," in even and _within_numbers(lines, even):
        even.remove(",")
    if len(even) == 1:
        return _with_space(lines, even[0], quote)
    if len(even) > 1:
        best = max(even, key=lambda mark: widths[mark][0])
        tell(_not_clear(best))
        return Dialect(best, quote)
    return _unusual(lines, quote, tell) or _most_even(lines, quote, widths, tell)


def _with_space(lines: Sequence[str], mark: str, quote: str) -> Dialect:
    """Give a dialect, with a space behind each delimiter where rows are only even so."""
    plain, spaced = Dialect(mark, quote), Dialect(mark, quote, spaced=True)
    if mark == " " or not any(f"{mark} {quote}" in line for line in lines):
        return plain
    return spaced if _even(_widths(lines, spaced)) and not _even(_widths(lines, plain)) else plain


def _within_numbers(lines: Sequence[str], even: Sequence[str]) -> bool:
    """Tell whether every comma stands between digits, as where another mark is the delimiter."""
    other = next(mark for mark in even if mark != ",")
    rows = list(islice(csv.reader(lines, delimiter=other), ROWS_LOOKED_AT))
    cells = [cell for row in rows for cell in row if "," in cell]
    return all(re.fullmatch(r"-?[\d.]*\d,\d+", cell.strip()) for cell in cells)


def _most_even(
    lines: Sequence[str], quote: str, widths: dict[str, list[int]], tell: Tell
) -> Dialect:
    """Take the mark that cuts most rows into as many cells; a comma where none cuts anything.

    Rows of another width are told later, one by one.
    """
    best = max(_USUAL, key=lambda mark: _share(widths[mark]))
    if _share(widths[best])[1]:
        return _with_space(lines, best, quote)
    if len(lines) >= _ROWS_LEAST and all(map(_RUN_OF_SPACES.search, lines)):
        tell(_fixed_places(lines[0]))
    return Dialect(",", quote)


def _unusual(lines: Sequence[str], quote: str, tell: Tell) -> Dialect | None:
    """Find a delimiter that few programs write: each row has as many of it as the first."""
    if len(lines) < _ROWS_LEAST:
        return None
    for mark in dict.fromkeys(one for one in lines[0] if not one.isalnum() and one not in _NEVER):
        dialect = Dialect(mark, quote)
        if mark in _USUAL or not _even(_widths(lines, dialect)):
            continue
        if _is_between(lines, mark, quote):
            tell(_rare(mark))
            return dialect
        if _may_be_between(lines, dialect):
            tell(_perhaps(mark))
            return Dialect(",", quote)
    return None


def _is_between(lines: Sequence[str], mark: str, quote: str) -> bool:
    return mark in _SURELY_BETWEEN or all(f"{quote}{mark}{quote}" in line for line in lines)


def _may_be_between(lines: Sequence[str], dialect: Dialect) -> bool:
    """Tell whether a mark cuts rows into three columns, figures below a word in one of them."""
    first, *rest = islice(dialect.rows(lines), ROWS_LOOKED_AT)
    if len(first) < _COLUMNS_LEAST or not all(first):
        return False
    columns = list(zip(*rest, strict=True))
    named = zip(first, columns, strict=True)
    return any(look(n) is Look.WORDS and column_look(c) is Look.FIGURE for n, c in named)


def _quote(lines: Sequence[str], said: str) -> str:
    """Find the quotation mark: another than ``"`` where it stands around cells in every row."""
    for mark in _OTHER_QUOTES:
        edge = re.escape(said) if said else r"[,;|\t ]"
        around = re.compile(rf"(?:^|{edge}){mark}[^{mark}\r\n]*{mark}(?={edge}|[\r\n]|$)")
        rows = [line for line in lines if around.search(line)]
        if len(rows) == len(lines) >= _ROWS_LEAST and not any('"' in line for line in lines[:1]):
            return mark
        first = lines and around.search(lines[0])
        if first and 2 * len(rows) > len(lines) and len(lines) >= _ROWS_LEAST:
            return mark
    return '"'


def _spaced(lines: Sequence[str], dialect: Dialect) -> bool:
    """Tell whether a space stands behind every delimiter, in the first row too."""
    if dialect.spaced or dialect.delimiter.isspace():
        return dialect.spaced
    rows = [row for row in islice(dialect.rows(lines), ROWS_LOOKED_AT) if len(row) > 1]
    cells = [cell for row in rows for cell in row[1:] if cell]
    first = bool(rows) and all(cell.startswith(" ") for cell in rows[0][1:])
    return len(rows) >= _ROWS_LEAST and first and all(cell.startswith(" ") for cell in cells)


def _wrapped(lines: Sequence[str], dialect: Dialect, said: str) -> bool:
    """Tell whether each row stands as a whole between quotation marks."""
    whole = [line.rstrip("\r\n") for line in lines]
    if len(whole) < _ROWS_LEAST or set(_widths(lines, dialect)) != {1}:
        return False
    if not all(len(line) > 1 and line[0] == line[-1] == '"' for line in whole):
        return False
    inner = _unwrapped(lines)
    return any(_even(_widths(inner, Dialect(mark))) for mark in said or _USUAL)


def _unwrapped(lines: Sequence[str]) -> list[str]:
    return [row[0] for row in csv.reader(lines) if row]


def _escapes(lines: Sequence[str], dialect: Dialect) -> bool:
    """Tell whether backslashes stand before quotation marks, and rows are only even so."""
    if not any(f"\\{dialect.quote}" in line for line in lines) or dialect.quote != '"':
        return False
    try:
        rows = list(islice(dialect.rows(lines, strict=True), ROWS_LOOKED_AT))
    except csv.Error:
        rows = []
    if rows and len({len(row) for row in rows}) == 1:
        return False
    return len(set(_widths(lines, replace(dialect, escapes=True)))) == 1


def _not_clear(delimiter: str) -> Finding:
    return Finding(
        "delimiter_is_clear",
        Weight.WARN,
        say("Cells could be told apart in two ways; a {delimiter} was taken."),
        {"delimiter": name_of(delimiter)},
        say("Look at the columns; if they are wrong, name the delimiter."),
    )


def _rare(delimiter: str) -> Finding:
    return Finding(
        "delimiter_is_clear",
        Weight.WARN,
        say("Cells seem to be told apart by an unusual mark, which was taken: {delimiter}."),
        {"delimiter": name_of(delimiter)},
        say("Look at the columns; if they are wrong, name the delimiter: --delimiter ','."),
    )


def _perhaps(delimiter: str) -> Finding:
    return Finding(
        "delimiter_is_clear",
        Weight.STOP,
        say("Each row holds as many of this mark, which may stand between cells: {delimiter}."),
        {"delimiter": name_of(delimiter), "mark": delimiter},
        say("If it does, write --delimiter '{mark}'; if there is one column, --delimiter ','."),
    )


def _fixed_places(line: str) -> Finding:
    return Finding(
        "delimiter_is_clear",
        Weight.STOP,
        say("Columns seem to stand at fixed places, with spaces between them: {found}."),
        {"found": line.strip()[:_LINE_SHOWN]},
        say("Export the table as CSV; if there is one column, write --delimiter ','."),
    )


def _other_quote(quote: str) -> Finding:
    return Finding(
        "quotes_are_usual",
        Weight.WARN,
        say("Cells stand between {quote}; it was taken for the quotation mark."),
        {"quote": quote},
        say("Look at the cells; if they are wrong, name the mark, such as --quote '\"'."),
    )


def _spaces(delimiter: str) -> Finding:
    return Finding(
        "cells_follow_the_delimiter",
        Weight.WARN,
        say("A space stands behind every {delimiter}; it was not taken for a part of the cells."),
        {"delimiter": name_of(delimiter)},
        say("Look at the cells; better, export the table without such spaces."),
    )


def _whole_rows() -> Finding:
    return Finding(
        "quotes_enclose_cells",
        Weight.WARN,
        say("Each row stands as a whole between quotation marks, which were taken off."),
        {},
        say("Look at the columns; better, export the table anew from where it is kept."),
    )


def backslashes() -> Finding:
    """Tell of quotation marks with a backslash before them."""
    return Finding(
        "quotes_are_usual",
        Weight.WARN,
        say("A backslash stands before quotation marks within cells; it was taken off."),
        {},
        say('Look at the cells; better, double a quotation mark within a cell: "5"" pipe".'),
    )

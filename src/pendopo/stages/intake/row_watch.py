"""What is watched while rows pass: blank ones, the header again, cells in other quotes.

Every look is at whole columns; a single row is only looked at where a column gave a reason.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.intake.dialect import ROW_BYTES_MOST
from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.layout_findings import without
from pendopo.stages.intake.looks import Look, look
from pendopo.stages.intake.names import letters
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.wording import say

_ROWS_LOOKED_AT = 200
_GAPS_LOOKED_AT = 10_000
_WORDS_SHOWN = 120
_LETTERS_FROM = "A"  # in the order of bytes, digits and signs of numbers stand before
# What is written for a quotation mark, before a cell and behind it.
_QUOTES = ("''", "“”", "„“", "””", "«»", "\u2018\u2019")
_TYPOGRAPHIC_FROM = "«"  # in the order of bytes, all that is written in ASCII stands before it
_TYPOGRAPHIC = re.compile(r"[“„”«\u2018][^“„”«»\u2018\u2019\r\n]*[”“»\u2019]")
_FIGURES_LEAST = 2
_WORD = re.compile(r"[^\W\d_]{3}")


@dataclass
class Worded(SomeRows):
    """Some rows, with the words of the first."""

    words: str = ""

    def add_row(self, line: int, cells: Sequence[str]) -> None:
        """Add a row."""
        self.add(line)
        self.words = self.words or " | ".join(cells)[:_WORDS_SHOWN]


class Watch:
    """Watches rows as they pass, and leaves out those that hold nothing or the names again.

    :param long: rows that do not seem to end; the reader itself notices only those twice as long
    """

    def __init__(self, header: Sequence[str], figures: Sequence[int]) -> None:
        self._header = header
        self._figures = figures
        self._blank, self._again = SomeRows(), SomeRows()
        self._quoted, self._odd = Worded(), Worded()
        self._unnamed: dict[int, SomeRows] = {}
        self._blank_before: frozenset[int] = frozenset()
        self._unread: list[Finding] = []
        self.long: list[int] = []

    def own(self, batch: pa.RecordBatch, columns: Sequence[int]) -> pa.RecordBatch:
        """Take the table's own columns; should another hold something after all, note it."""
        self._look_for_long(batch)
        if len(columns) == batch.num_columns - 1:
            return batch
        for place in range(batch.num_columns - 1):
            if place not in columns:
                filled = pc.not_equal(pc.utf8_trim_whitespace(batch.column(place + 1)), "")
                if pc.any(filled).as_py():
                    rows = self._unnamed.setdefault(place, SomeRows())
                    rows.add_all(batch.column(0).filter(filled))
        kept = [batch.column(0), *(batch.column(place + 1) for place in columns)]
        return pa.record_batch(kept, ["line", *(str(n) for n in range(len(columns)))])

    def kept(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Leave out rows that hold nothing, or the names again; note the odd ones."""
        self._blank_before = frozenset()
        batch = self._without_blank(batch)
        again = pc.equal(batch.column(1), self._header[0])
        if pc.any(again).as_py():
            batch = self._without_names(batch, again)
        self._look_for_words(batch)
        self._look_for_quotes(batch)
        return batch

    def _without_blank(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        blank = pc.equal(batch.column(1), "")
        for column in batch.columns[2:]:
            if not pc.any(blank).as_py():
                return batch
            blank = pc.and_(blank, pc.equal(column, ""))
        if not pc.any(blank).as_py():
            return batch
        lines = batch.column(0).filter(blank)
        self._blank.add_all(lines)
        self._blank_before = frozenset(lines.slice(0, _GAPS_LOOKED_AT).to_pylist())
        return batch.filter(pc.invert(blank))

    def _without_names(self, batch: pa.RecordBatch, again: pa.Array) -> pa.RecordBatch:
        for name, column in zip(self._header[1:], batch.columns[2:], strict=True):
            again = pc.and_(again, pc.equal(column, name))
        self._again.add_all(batch.column(0).filter(again))
        return batch.filter(pc.invert(again))

    def _look_for_words(self, batch: pa.RecordBatch) -> None:
        """Note rows with words in every column of figures, as where another table begins."""
        if not self._figures or self._odd.count >= _ROWS_LOOKED_AT:
            return
        worded = pc.greater_equal(batch.column(self._figures[0] + 1), _LETTERS_FROM)
        if not pc.any(worded).as_py():
            return
        for line, row in _some(batch, worded):
            # One cell is a matter of its column; a whole row of them, or one below a gap, is not.
            parted = len(self._figures) >= _FIGURES_LEAST or line - 1 in self._blank_before
            if parted and _is_worded([row[place] for place in self._figures]):
                self._odd.add_row(line, row)

    def _look_for_quotes(self, batch: pa.RecordBatch) -> None:
        """Note rows whose cells all stand between quotation marks of another form."""
        if self._quoted.count >= _ROWS_LOOKED_AT:
            return
        cells = batch.columns[1:]
        beyond = [column for column in cells if _any(pc.greater_equal(column, _TYPOGRAPHIC_FROM))]
        for quotes in _QUOTES:
            among = cells if quotes[0].isascii() else beyond
            begun = (pc.starts_with(column, quotes[0]) for column in among)
            first = next(filter(_any, begun), None)
            for line, row in _some(batch, first) if first is not None else ():
                if _all_in(quotes, row):
                    self._quoted.add_row(line, row)

    def _look_for_long(self, batch: pa.RecordBatch) -> None:
        cells = batch.columns[1:]
        # A batch that is no longer than such a row holds none.
        if sum(column.nbytes for column in cells) <= ROW_BYTES_MOST:
            return
        size = pc.binary_length(cells[0])
        for more in cells[1:]:
            size = pc.add(size, pc.binary_length(more))
        self.long += batch.column(0).filter(pc.greater(size, ROW_BYTES_MOST)).to_pylist()

    def ended(self, error: str, line: int) -> None:
        """Note why a reader could not go on, if it could not.

        :param line: the row it came to
        """
        if "straddl" in error:
            self.long.append(line)
        elif error:
            self._unread.append(_unreadable(error, line))

    def tell(self, tell: Tell, empty: Iterable[Finding] = ()) -> None:
        """Tell of all that was noted.

        :param empty: what is to be said of columns, unless they hold something after all
        """
        for finding in (*self._unread, *without(empty, self._unnamed)):
            tell(finding)
        if self.long:
            tell(row_too_long(*self.long))
        for place, rows in self._unnamed.items():
            tell(_no_name(place, rows))
        if self._again.count:
            tell(_names_again(self._again))
        if self._odd.count:
            tell(_words(self._odd))
        if self._quoted.count:
            tell(in_quotes(self._quoted))
        if self._blank.count:
            tell(blank_lines(tuple(self._blank.lines), self._blank.count))


def _some(batch: pa.RecordBatch, which: pa.Array) -> list[tuple[int, tuple[str, ...]]]:
    """Give some of the rows: the number of each and its cells."""
    lines, *cells = batch.filter(which).slice(0, _ROWS_LOOKED_AT).columns
    rows = zip(*(column.to_pylist() for column in cells), strict=True)
    return list(zip(lines.to_pylist(), rows, strict=True))


def _is_worded(cells: Sequence[str]) -> bool:
    """Tell whether cells are words, one of them more than a letter or two such as a code has."""
    return all(look(cell) is Look.WORDS for cell in cells) and any(map(_WORD.search, cells))


def _any(which: pa.BooleanArray) -> bool:
    return bool(pc.any(which).as_py())


def in_typographic_quotes(row: str) -> bool:
    """Tell whether cells of a row that was cut wrongly may stand between other quotation marks."""
    return _TYPOGRAPHIC.search(row) is not None


def _all_in(quotes: str, cells: Sequence[str]) -> bool:
    """Tell whether all cells that are no figures stand between quotation marks."""
    before, behind = quotes[0], quotes[1]
    worded = [cell for cell in cells if cell and look(cell.strip(quotes)) is Look.WORDS]
    quoted = [c for c in cells if len(c) > 1 and c.startswith(before) and c.endswith(behind)]
    return len(quoted) > 0 and all(cell in quoted for cell in worded)


def blank_lines(lines: tuple[int, ...], count: int) -> Finding:
    """Tell of rows that were left out since they hold nothing."""
    return Finding(
        "rows_have_cells",
        Weight.NOTE,
        say("Rows that hold nothing in any cell were left out."),
        lines=lines[:LINES_SHOWN],
        count=count,
    )


def row_too_long(*lines: int) -> Finding:
    """Tell of rows that do not seem to end."""
    return Finding(
        "rows_have_an_end",
        Weight.STOP,
        say("A row is longer than {megabytes} MB: the table seems to have no line ends there."),
        {"megabytes": str(ROW_BYTES_MOST >> 20)},
        say("Look for a quotation mark that is never closed, or export the table anew."),
        lines=lines[:LINES_SHOWN],
        count=len(lines),
    )


def _unreadable(error: str, line: int) -> Finding:
    return Finding(
        "rows_are_readable",
        Weight.STOP,
        say("The rows from here on could not be read: {error}"),
        {"error": error[:200]},
        say("Export the table anew from the program that holds it, as CSV in UTF-8."),
        lines=(line,),
        count=1,
    )


def _no_name(place: int, rows: SomeRows) -> Finding:
    return Finding(
        "columns_have_names",
        Weight.STOP,
        say("Column {column} has no name in the header, and holds something in some rows."),
        {"column": letters(place)},
        say("Give the column a name in the header, or take out what stands there."),
        lines=tuple(rows.lines),
        count=rows.count,
    )


def _names_again(rows: SomeRows) -> Finding:
    return Finding(
        "rows_below_header_are_data",
        Weight.WARN,
        say("Rows that hold the names of the columns once more were left out."),
        {},
        say("If a second table begins there, hand it in as a file of its own."),
        lines=tuple(rows.lines),
        count=rows.count,
    )


def _words(rows: Worded) -> Finding:
    return Finding(
        "rows_below_header_are_data",
        Weight.WARN,
        say("Rows have words where all others have figures; they were kept: {words}."),
        {"words": rows.words},
        say("If they are a header or a heading, take them out; hand in a second table by itself."),
        lines=tuple(rows.lines),
        count=rows.count,
    )


def in_quotes(rows: Worded) -> Finding:
    """Tell of rows with another quotation mark around their cells."""
    return Finding(
        "quotes_are_usual",
        Weight.WARN,
        say(
            "The cells of some rows stand between other quotation marks, which were kept: {words}."
        ),
        {"words": rows.words},
        say("Take the marks off, or write them as in the other rows."),
        lines=tuple(rows.lines),
        count=rows.count,
    )

"""CSV and its kin: comma, semicolon or tab, quoted as RFC 4180 says, every cell text.

The reader beneath (Arrow's) closes an eye where cells are quoted wrongly; so quoting is checked
first, and what it would read differently from what is written is told.
"""

import csv
import io
import mmap
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.header import check_header, told_when_empty
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Sheet
from pendopo.terms.wording import say

DELIMITERS = {",": say("comma"), ";": say("semicolon"), "\t": say("tab")}

_LINES_SHOWN = 20
_BLOCK = 4 << 20  # also the longest row that is read
_SAMPLE_BYTES = 1 << 16
_SAMPLE_ROWS = 200
_COLUMNS_MOST = 4096
_MARK = b"\xef\xbb\xbf"
_BLANK_LINES = re.compile(rb"(?:[ ]*(?:\r\n|\r|\n))*+")
_SEP_LINE = re.compile(rb"\"?sep=([,;\t])\"?[ ]*(?:\r\n|\r|\n)", re.IGNORECASE)
_RECORD = re.compile(rb'(?:[^"\r\n]++|"(?:[^"]++|"")*+"|")*+(?:\r\n|\r|\n|\Z)')
_RETURN_ALONE = re.compile(rb'(?:[^"\r]++|"(?:[^"]++|"")*+"|"|\r\n)*+\r(?!\n)')


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a file's rows begin and how its cells are told apart.

    :param offset: the byte behind the header row
    :param line: the header's row, as a spreadsheet counts
    """

    offset: int
    line: int
    header: tuple[str, ...]
    delimiter: str


def open_sheet(path: Path, delimiter: str, tell: Tell) -> Sheet | None:
    """Open a delimited file, already known to be UTF-8.

    :param delimiter: comma, semicolon or tab; empty to find it
    :returns: None when it has no header row or its cells cannot be told apart
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        layout = _layout(data, delimiter, tell)
        if layout is None or not _quoted_well(data, layout, tell):
            return None
        _check_line_ends(data, tell)
        empty = layout.offset >= len(data)
    if not check_header(layout.header, layout.line, tell):
        return None
    batches = iter(()) if empty else _batches(path, layout, tell)
    return Sheet("", layout.header, told_when_empty(batches, tell))


def _layout(data: mmap.mmap, delimiter: str, tell: Tell) -> _Layout | None:
    start = len(_MARK) if data[: len(_MARK)] == _MARK else 0
    blank = _matched(_BLANK_LINES, data, start)
    line = 1 + _line_count(blank)
    start += len(blank)
    if start >= len(data):
        tell(_no_header())
        return None
    if blank:
        tell(_blank_lines(tuple(range(1, line)), line - 1))
    hint = _SEP_LINE.match(data, start)
    if hint:
        # The first line by which Excel is told the delimiter; no row of the table.
        start, line, delimiter = hint.end(), line + 1, delimiter or hint[1].decode()
    record = _matched(_RECORD, data, start)
    if len(record) > _BLOCK:
        tell(_row_too_long(line))
        return None
    delimiter = delimiter or _delimiter(data[start : start + _SAMPLE_BYTES], tell)
    header = next(csv.reader([record.decode()], delimiter=delimiter), [])
    if len(header) > _COLUMNS_MOST:
        tell(_too_many_columns(len(header), line))
        return None
    return _Layout(start + len(record), line, tuple(header), delimiter)


def _matched(pattern: re.Pattern[bytes], data: mmap.mmap, start: int) -> bytes:
    found = pattern.match(data, start)
    return found[0] if found else b""


def _line_count(text: bytes) -> int:
    return len(text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")) - 1


def _delimiter(sample: bytes, tell: Tell) -> str:
    """Find the character that cuts the first rows into as many cells as the header has.

    Where two of them do, the one with more cells is taken, and told.
    """
    text = sample.decode("utf-8", "ignore")
    whole = text[: text.rfind("\n") + 1] or text
    widths = {
        mark: [
            len(row)
            for row in islice(
                csv.reader(io.StringIO(whole, newline=""), delimiter=mark), _SAMPLE_ROWS
            )
            if row
        ]
        for mark in DELIMITERS
    }
    fitting = {m: w.count(w[0]) / len(w) for m, w in widths.items() if w and w[0] > 1}
    if not fitting:
        return ","
    best = max(fitting, key=lambda mark: (fitting[mark], widths[mark][0]))
    if sum(share == 1 for share in fitting.values()) > 1:
        tell(
            Finding(
                "delimiter_is_clear",
                Weight.WARN,
                say("Cells could be told apart in two ways; a {delimiter} was taken."),
                {"delimiter": DELIMITERS[best]},
                say("Look at the columns; if they are wrong, name the delimiter."),
            )
        )
    return best


def _quoted_well(data: mmap.mmap, layout: _Layout, tell: Tell) -> bool:
    """Hold every quoted cell to RFC 4180: a mark before it, a delimiter or line end behind it."""
    if data.find(b'"', layout.offset) < 0:
        return True
    scan = _Quotes(layout.delimiter.encode())
    broken = scan.first_broken(data, layout.offset)
    if scan.inside:
        tell(_quote_inside(scan.inside, _row_of(data, layout, scan.first_inside)))
    if broken >= 0:
        tell(_quote_not_closed(data, broken, _row_of(data, layout, broken)))
    return broken < 0


class _Quotes:
    """A walk over a file's quotation marks.

    :param inside: how many cells hold one without beginning with one
    """

    def __init__(self, delimiter: bytes) -> None:
        mark = re.escape(delimiter)
        cell = rb'"(?:[^"]++|"")*+"(?=[' + mark + rb"\r\n]|\Z)"
        self._cell = re.compile(cell)
        # Quoted cells that stand close together are walked over in one go.
        self._cells = re.compile(rb'(?:[^"]{0,256}+(?<=[' + mark + rb"\r\n])" + cell + rb")*+")
        self._cell_end = re.compile(rb"[" + mark + rb"\r\n]|\Z")
        self._cell_starts = delimiter + b"\r\n"
        self.inside = 0
        self.first_inside = -1

    def first_broken(self, data: mmap.mmap, start: int) -> int:
        """Give the place of the first quoted cell that does not end as it should, or -1."""
        place = start
        while (mark := data.find(b'"', place)) >= 0:
            if mark == start or data[mark - 1] in self._cell_starts:
                cell = self._cell.match(data, mark)
                if not cell:
                    return mark
                place = _end(self._cells.match(data, cell.end()), data)
            else:
                self._note_inside(mark)
                place = _end(self._cell_end.search(data, mark), data)
        return -1

    def _note_inside(self, mark: int) -> None:
        if not self.inside:
            self.first_inside = mark
        self.inside += 1


def _end(found: re.Match[bytes] | None, data: mmap.mmap) -> int:
    return found.end() if found else len(data)


def _row_of(data: mmap.mmap, layout: _Layout, place: int) -> int:
    """Count rows up to a place in the file."""
    records = _RECORD.finditer(data, layout.offset, place)
    return layout.line + 1 + sum(record[0].endswith((b"\r", b"\n")) for record in records)


def _check_line_ends(data: mmap.mmap, tell: Tell) -> None:
    """Tell of a carriage return that ends a row in a file whose other rows end otherwise."""
    if data.find(b"\r") < 0 or data.find(b"\n") < 0 or not _RETURN_ALONE.match(data):
        return
    tell(
        Finding(
            "line_ends_agree",
            Weight.WARN,
            say("Some rows end with a carriage return alone, others with a line feed."),
            write=say("Look at the number of rows; export the file anew if it is not what it was."),
        )
    )


@dataclass
class _Ragged:
    """Rows with more or fewer cells than the header, as the reader comes upon them."""

    waiting: list[int] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    count: int = 0
    widths: Counter[int] = field(default_factory=Counter)

    def __call__(self, row: pa_csv.InvalidRow) -> str:
        """Note the row and leave it out; the file is stopped for it."""
        self.waiting.append(row.number)
        self.widths[row.actual_columns] += 1
        self.count += 1
        return "skip"


def _batches(path: Path, layout: _Layout, tell: Tell) -> Iterator[pa.RecordBatch]:
    ragged, numbering = _Ragged(), _Numbering(layout.line)
    blank = _Blank()
    try:
        for batch in _reader(path, layout, ragged):
            lines = numbering.lines(batch.num_rows, ragged.waiting)
            yield blank.without(
                pa.record_batch([lines, *batch.columns], ["line", *batch.schema.names])
            )
    except pa.ArrowInvalid as error:
        tell(_unreadable(str(error), numbering.next_line))
    numbering.pass_over(ragged.waiting)
    if ragged.count:
        tell(_ragged_rows(ragged, numbering, len(layout.header)))
    if blank.count:
        tell(_blank_lines(tuple(blank.shown), blank.count))


def _reader(path: Path, layout: _Layout, ragged: _Ragged) -> Iterator[pa.RecordBatch]:
    names = [str(place) for place in range(len(layout.header))]
    stream = pa.memory_map(str(path))
    stream.seek(layout.offset)
    reader = pa_csv.open_csv(
        stream,
        # One thread: only so does the reader know the number of a row it leaves out. It reads
        # 280 MB a second.
        pa_csv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names),
        pa_csv.ParseOptions(
            delimiter=layout.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=ragged,
        ),
        pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            null_values=[],
        ),
    )
    with stream, reader:
        yield from reader


class _Numbering:
    """Counts rows as a spreadsheet does, those left out included."""

    def __init__(self, header: int) -> None:
        self._header = header
        self.next_line = header + 1
        self.left_out: list[int] = []

    def lines(self, rows: int, waiting: list[int]) -> pa.Array:
        """Give the numbers of a batch's rows.

        :param waiting: the numbers of rows that were left out, from 1 behind the header; those
            before the batch's last row are taken out of it
        """
        pieces: list[pa.Array] = []
        while rows:
            gap = waiting[0] + self._header if waiting else self.next_line + rows
            run = min(rows, gap - self.next_line)
            pieces.append(pa.arange(self.next_line, self.next_line + run))
            self.next_line += run
            rows -= run
            if waiting and self.next_line == gap:
                self.pass_over([waiting.pop(0)])
        return pa.concat_arrays(pieces) if pieces else pa.array([], pa.int64())

    def pass_over(self, numbers: list[int]) -> None:
        """Count rows that were left out."""
        for number in numbers:
            self.next_line = number + self._header + 1
            if len(self.left_out) < _LINES_SHOWN:
                self.left_out.append(number + self._header)


@dataclass
class _Blank:
    """Rows in which every cell is empty: a blank line, or nothing but delimiters."""

    shown: list[int] = field(default_factory=list)
    count: int = 0

    def without(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Leave blank rows out of a batch, counting them."""
        blank = pc.equal(batch.column(1), "")
        for column in batch.columns[2:]:
            if not pc.any(blank).as_py():
                return batch
            blank = pc.and_(blank, pc.equal(column, ""))
        if not pc.any(blank).as_py():
            return batch
        lines = batch.column(0).filter(blank)
        self.count += len(lines)
        self.shown += lines.slice(0, _LINES_SHOWN - len(self.shown)).to_pylist()
        return batch.filter(pc.invert(blank))


def _no_header() -> Finding:
    return Finding(
        "file_has_content",
        Weight.STOP,
        say("The file holds blank lines and nothing else."),
        write=say("Hand in the file with its header and its rows."),
    )


def _blank_lines(lines: tuple[int, ...], count: int) -> Finding:
    return Finding(
        "rows_have_cells",
        Weight.NOTE,
        say("Rows that hold nothing in any cell were left out."),
        lines=lines[:_LINES_SHOWN],
        count=count,
    )


def _row_too_long(line: int) -> Finding:
    return Finding(
        "rows_have_an_end",
        Weight.STOP,
        say("A row is longer than {megabytes} MB: the table seems to have no line ends there."),
        {"megabytes": str(_BLOCK >> 20)},
        say("Look for a quotation mark that is never closed, or export the table anew."),
        lines=(line,),
        count=1,
    )


def _too_many_columns(count: int, line: int) -> Finding:
    return Finding(
        "columns_are_countable",
        Weight.STOP,
        say("The header has {count} columns; at most {most} are read."),
        {"count": str(count), "most": str(_COLUMNS_MOST)},
        say("Turn the table, so that what repeats stands in rows."),
        lines=(line,),
        count=1,
    )


def _quote_inside(count: int, line: int) -> Finding:
    return Finding(
        "quotes_enclose_cells",
        Weight.WARN,
        say("A quotation mark stands inside a cell that does not begin with one; it was kept."),
        {},
        say('Write such a cell between quotation marks, and its own doubled: "5"" pipe".'),
        lines=(line,),
        count=count,
    )


def _quote_not_closed(data: mmap.mmap, place: int, line: int) -> Finding:
    return Finding(
        "quotes_enclose_cells",
        Weight.STOP,
        say("A cell begins with a quotation mark and does not end with one: {found}."),
        {"found": data[place : place + 40].decode("utf-8", "replace").splitlines()[0]},
        say("Close the quotation mark, or double each one inside the cell."),
        lines=(line,),
        count=1,
    )


def _ragged_rows(ragged: _Ragged, numbering: _Numbering, width: int) -> Finding:
    return Finding(
        "rows_fit_the_header",
        Weight.STOP,
        say("Rows have {found} cells where the header has {width}."),
        {
            "found": ", ".join(str(found) for found in sorted(ragged.widths)[:5]),
            "width": str(width),
        },
        say("Give each row as many cells as the header; quote a cell that holds a delimiter."),
        lines=tuple(numbering.left_out),
        count=ragged.count,
    )


def _unreadable(error: str, line: int) -> Finding:
    if "straddl" in error:
        return _row_too_long(line)
    return Finding(
        "rows_are_readable",
        Weight.STOP,
        say("The rows from here on could not be read: {error}"),
        {"error": error[:200]},
        say("Export the table anew from the program that holds it, as CSV in UTF-8."),
        lines=(line,),
        count=1,
    )

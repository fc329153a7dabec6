"""CSV and its kin: comma, semicolon or tab, quoted as RFC 4180 says, every cell text.

The reader beneath (Arrow's) closes an eye where cells are quoted wrongly; so quoting is checked
first, and what it would read differently from what is written is told.
"""

import csv
import io
import mmap
import re
from itertools import islice
from pathlib import Path

from pendopo.stages.intake.delimited_rows import (
    ROW_BYTES_MOST,
    Layout,
    batches,
    blank_lines,
    row_too_long,
)
from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.header import check_header, told_when_empty
from pendopo.stages.intake.quoting import Marks
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Sheet
from pendopo.terms.wording import say

DELIMITERS = {",": say("comma"), ";": say("semicolon"), "\t": say("tab")}

_SAMPLE_BYTES = 1 << 16
_SAMPLE_ROWS = 200
_COLUMNS_MOST = 4096
_MARK = b"\xef\xbb\xbf"
_BLANK_LINES = re.compile(rb"(?:[ ]*(?:\r\n|\r|\n))*+")
_SEP_LINE = re.compile(rb"\"?sep=([,;\t])\"?[ ]*(?:\r\n|\r|\n)", re.IGNORECASE)
_RECORD = re.compile(rb'(?:[^"\r\n]++|"(?:[^"]++|"")*+"|")*+(?:\r\n|\r|\n|\Z)')
_RETURN_ALONE = re.compile(rb'(?:[^"\r]++|"(?:[^"]++|"")*+"|"|\r\n)*+\r(?!\n)')


def open_sheet(path: Path, delimiter: str, tell: Tell) -> Sheet | None:
    """Open a delimited file, already known to be UTF-8.

    :param delimiter: comma, semicolon or tab; empty to find it
    :returns: None when it has no header row or its cells cannot be told apart
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        layout = _layout(data, delimiter, tell)
        if layout is None:
            return None
        marks = Marks(layout.delimiter)
        pieces = marks.walk(data, layout.offset)
        _tell_of_marks(marks, data, layout, tell)
        if marks.broken >= 0:
            return None
        _check_line_ends(data, tell)
    if not check_header(layout.header, layout.line, tell):
        return None
    return Sheet("", layout.header, told_when_empty(batches(path, layout, pieces, tell), tell))


def _layout(data: mmap.mmap, delimiter: str, tell: Tell) -> Layout | None:
    start = len(_MARK) if data[: len(_MARK)] == _MARK else 0
    blank = _matched(_BLANK_LINES, data, start)
    line = 1 + _line_count(blank)
    start += len(blank)
    if start >= len(data):
        tell(_no_header())
        return None
    if blank:
        tell(blank_lines(tuple(range(1, line)), line - 1))
    hint = _SEP_LINE.match(data, start)
    if hint:
        # The first line by which Excel is told the delimiter; no row of the table.
        start, line, delimiter = hint.end(), line + 1, delimiter or hint[1].decode()
    record = _matched(_RECORD, data, start)
    if len(record) > ROW_BYTES_MOST:
        tell(row_too_long(line))
        return None
    delimiter = delimiter or _delimiter(data[start : start + _SAMPLE_BYTES], tell)
    header = next(csv.reader([record.decode()], delimiter=delimiter), [])
    if len(header) > _COLUMNS_MOST:
        tell(_too_many_columns(len(header), line))
        return None
    return Layout(start + len(record), line, tuple(header), delimiter)


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


def _tell_of_marks(marks: Marks, data: mmap.mmap, layout: Layout, tell: Tell) -> None:
    """Tell of each quotation mark that is not as RFC 4180 says; some can be lived with."""
    if marks.inside:
        tell(_quote_inside(marks.inside, _row_of(data, layout, marks.first_inside)))
    if marks.broken >= 0:
        tell(_quote_not_closed(data, marks.broken, _row_of(data, layout, marks.broken)))


def _row_of(data: mmap.mmap, layout: Layout, place: int) -> int:
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


def _no_header() -> Finding:
    return Finding(
        "file_has_content",
        Weight.STOP,
        say("The file holds blank lines and nothing else."),
        write=say("Hand in the file with its header and its rows."),
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

"""CSV and its kin: cells told apart by one character, every cell text.

A file as RFC 4180 has it goes straight to the reader beneath (Arrow's), which closes an eye where
cells are quoted wrongly; so quoting is checked first, and what it would read differently from what
is written is told. Any other dialect is first written as RFC 4180 has it, and then read so.
"""

import mmap
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pendopo.stages.intake import dialect as dialects
from pendopo.stages.intake import layout as layouts
from pendopo.stages.intake.delimited_rows import Plan, Tail, batches
from pendopo.stages.intake.dialect import ROW_BYTES_MOST, ROWS_LOOKED_AT, Dialect
from pendopo.stages.intake.encoding import Tell, Text
from pendopo.stages.intake.header import check_header, told_when_empty
from pendopo.stages.intake.layout_findings import EMPTY_COLUMNS, no_such_header
from pendopo.stages.intake.names import as_seen
from pendopo.stages.intake.quoting import CELL_BYTES_MOST, Marks
from pendopo.stages.intake.rewriting import Unreadable, rewritten
from pendopo.stages.intake.row_watch import blank_lines, row_too_long
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.reading import Reading
from pendopo.terms.register import Sheet
from pendopo.terms.wording import say

_SAMPLE_BYTES = 1 << 16
_HEAD_BYTES = 1 << 20
_COLUMNS_MOST = 4096
_BLANK_LINES = re.compile(rb"(?:[ ]*(?:\r\n|\r|\n))*+")
_SEP_LINE = re.compile(rb"\"?sep=([^\r\n\"])\"?[ ]*(?:\r\n|\r|\n)", re.IGNORECASE)
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
_RETURN_ALONE = re.compile(rb'(?:[^"\r]++|"(?:[^"]++|"")*+"|"|\r\n)*+\r(?!\n)')
_ESCAPED = b'\\"'
_NEAR = 1 << 16
_END_SHOWN = 60


class _Stopped(Exception):  # noqa: N818 - no error: what is wrong has been told
    """The file cannot be read; the finding that says why was told."""


@dataclass(frozen=True, slots=True)
class _Start:
    """Where the rows of a file begin, title rows among them.

    :param place: the first byte
    :param line: the number of the first row, as a spreadsheet counts
    """

    place: int
    line: int
    dialect: Dialect


def open_sheet(text: Text, reading: Reading, tell: Tell) -> Sheet | None:
    """Open a delimited file.

    :param reading: what a person said of it
    :returns: None when it has no header row or its cells cannot be told apart
    """
    heard = _Heard(tell)
    for option, said in (("--delimiter", reading.delimiter), ("--quote", reading.quote)):
        if len(said) > 1:
            tell(_not_one_character(option, said))
            return None
    try:
        return _opened(text, reading, heard)
    except _Stopped:
        return None


class _Heard:
    """Passes findings on, and ends the reading of a file when one of them is a stop."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def __call__(self, finding: Finding) -> None:
        """Pass on a finding that does not end the reading."""
        self._tell(finding)

    def unless_stopped(self, finding: Finding) -> None:
        """Pass on a finding; a stop ends the reading."""
        self._tell(finding)
        if finding.weight is Weight.STOP:
            raise _Stopped


def _opened(text: Text, reading: Reading, tell: _Heard) -> Sheet:
    with text.mapped() as data:
        start = _start(data, text.start, reading, tell)
    if start.dialect.plain:
        try:
            return _sheet(text, start, reading, tell)
        except _Escaped:
            escaped = replace(start, dialect=replace(start.dialect, escapes=True))
            plain = _plain(text, escaped, tell)
            tell(dialects.backslashes())
            return _sheet(*plain, reading, tell)
    return _sheet(*_plain(text, start, tell), reading, tell)


class _Escaped(Exception):  # noqa: N818 - no error: the file is read in another way
    """Quotation marks are not as they should be, but would be with backslashes before them."""


def _plain(text: Text, start: _Start, tell: _Heard) -> tuple[Text, _Start]:
    """Write a file of another dialect as RFC 4180 has it."""
    found = rewritten(text, start.place, start.dialect)
    if isinstance(found, Unreadable):
        raise _told(tell, _not_as_said(found, start))
    return found, _Start(0, start.line, Dialect(","))


def _start(data: mmap.mmap, place: int, reading: Reading, tell: _Heard) -> _Start:
    blank = _matched(_BLANK_LINES, data, place)
    line = 1 + _line_count(blank)
    place += len(blank)
    if place >= len(data):
        raise _told(tell, _no_header())
    if blank:
        tell(blank_lines(tuple(range(1, line)), line - 1))
    hint = _SEP_LINE.match(data, place)
    said = reading.delimiter
    if hint:
        # The first line by which Excel is told the delimiter; no row of the table.
        place, line, said = hint.end(), line + 1, said or hint[1].decode("latin-1")
    first = _LINE.match(data, place)
    if first and first.end() - place > ROW_BYTES_MOST:
        raise _told(tell, row_too_long(line))
    sample = data[place : place + _SAMPLE_BYTES].decode("utf-8", "ignore")
    if place + _SAMPLE_BYTES < len(data):
        cut = max(sample.rfind("\n"), sample.rfind("\r"))
        sample = sample[: cut + 1] or sample
    return _Start(place, line, dialects.find(sample, said, reading.quote, tell.unless_stopped))


def _matched(pattern: re.Pattern[bytes], data: mmap.mmap, start: int) -> bytes:
    found = pattern.match(data, start)
    return found[0] if found else b""


def _line_count(text: bytes) -> int:
    return text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n")


def _sheet(text: Text, start: _Start, reading: Reading, tell: _Heard) -> Sheet:
    """Open a file whose dialect is plain."""
    marks = Marks(start.dialect.delimiter)
    with text.mapped() as data:
        head = _head(data, start, marks, tell)
        said: list[Finding] = []
        plan = _planned(head, start, reading, said.append)
        if plan:
            marks.look_at(data, plan.header_at, plan.offset)
        pieces = marks.walk(data, plan.offset) if plan and marks.broken < 0 else []
        if _is_escaped(data, marks):
            raise _Escaped
        for finding in said:
            tell(finding)
        if plan is None:
            raise _Stopped
        _tell_of_marks(marks, data, plan, tell)
        _check_line_ends(data, tell)
        tail = _tail(data, marks, plan)
    if not check_header(plan.header, plan.named_in, tell, plan.columns):
        raise _Stopped
    read = batches(text, plan, _with_tail(pieces, tail), tail, tell)
    return Sheet("", as_seen(plan.header), told_when_empty(read, tell))


@dataclass(frozen=True, slots=True)
class _Head:
    """The first rows of a file, and the byte at which each begins."""

    rows: list[list[str]]
    places: list[int]


def _head(data: mmap.mmap, start: _Start, marks: Marks, tell: _Heard) -> _Head:
    head = _Head([], [])
    for first, last in islice(marks.records(data, start.place, len(data)), ROWS_LOOKED_AT):
        if head.rows and last > start.place + _HEAD_BYTES:
            break
        if last - first > ROW_BYTES_MOST:
            raise _told(tell, row_too_long(start.line))
        record = data[first:last].decode()
        head.rows.append(next(iter(start.dialect.rows([record])), []))
        head.places.append(first)
    head.places.append(_behind(data, head, start, marks))
    return head


def _told(tell: _Heard, finding: Finding) -> _Stopped:
    tell(finding)
    return _Stopped()


def _behind(data: mmap.mmap, head: _Head, start: _Start, marks: Marks) -> int:
    """Give the byte behind the rows looked at."""
    last = head.places[-1] if head.places else start.place
    return next((end for _, end in marks.records(data, last, len(data))), len(data))


def _planned(head: _Head, start: _Start, reading: Reading, tell: Tell) -> Plan | None:
    """Plan how the rows are read; None after a stop."""
    if reading.names:
        return _planned_by_names(head, start, reading, tell)
    found = layouts.find(head.rows, reading.header, start.line, mapped=reading.mapping is not None)
    empty = tuple(one for one in found.findings if one.rule == EMPTY_COLUMNS)
    for finding in found.findings:
        if finding not in empty:
            tell(finding)
    if found.header < 0 and not found.findings:
        tell(_no_header())
    if found.header < 0 or any(one.weight is Weight.STOP for one in found.findings):
        return None
    width = _width(head.rows, found)
    if width > _named_width(head.rows, found):
        tell(_one_delimiter_more(start.line + found.header, head.rows[found.body]))
    if width > _COLUMNS_MOST:
        tell(_too_many_columns(width, start.line + found.header))
        return None
    return Plan(
        head.places[found.body],
        start.line + found.body - 1,
        found.names,
        start.dialect.delimiter,
        width,
        found.columns,
        start.line + found.header,
        head.places[found.header],
        found.figures(head.rows),
        empty,
    )


def _planned_by_names(head: _Head, start: _Start, reading: Reading, tell: Tell) -> Plan | None:
    """Plan how rows are read whose columns a person named."""
    at = max(0, reading.header - start.line) if reading.header else 0
    if at >= len(head.rows):
        tell(no_such_header(reading.header, start.line + len(head.rows) - 1))
        return None
    width = len(reading.names)
    return Plan(
        head.places[at],
        start.line + at - 1,
        tuple(reading.names),
        start.dialect.delimiter,
        width,
        tuple(range(width)),
        start.line + at,
        head.places[at],
    )


def _width(rows: Sequence[Sequence[str]], found: layouts.Layout) -> int:
    """Give how many cells the rows of the table have.

    Those of the header count, unless what it has more or less of is nothing but delimiters.
    """
    width, needed = _named_width(rows, found), _needed(found)
    for row in rows[found.body :]:
        if len(row) > 1 and len(row) != width:
            longer, shorter = max(len(row), width), min(len(row), width)
            nothing = not any(cell.strip() for cell in row[needed:])
            return len(row) if needed <= shorter < longer and nothing else width
    return width


def _named_width(rows: Sequence[Sequence[str]], found: layouts.Layout) -> int:
    """Give how many cells the header has: of several rows, the last may be shorter than another."""
    return max(len(rows[found.header]), _needed(found))


def _needed(found: layouts.Layout) -> int:
    return max(found.columns, default=-1) + 1


def _is_escaped(data: mmap.mmap, marks: Marks) -> bool:
    """Tell whether a mark that is not as it should be has backslashes near it."""
    near = data[max(0, marks.broken - _NEAR) : marks.broken + _NEAR]
    return marks.broken >= 0 and _ESCAPED in near


def _tell_of_marks(marks: Marks, data: mmap.mmap, plan: Plan, tell: _Heard) -> None:
    """Tell of each quotation mark that is not as RFC 4180 says; some can be lived with."""
    if marks.inside:
        tell(_quote_inside(marks.inside, _row_of(data, marks, plan, marks.first_inside)))
    if marks.broken >= 0:
        row = _row_of(data, marks, plan, marks.broken)
        raise _told(tell, _quote_not_closed(data, marks.broken, row))


def _row_of(data: mmap.mmap, marks: Marks, plan: Plan, place: int) -> int:
    """Count rows up to a place in the file."""
    if place < plan.offset:
        return plan.named_in
    ends = (end for _, end in marks.records(data, plan.offset, place))
    return plan.line + 1 + sum(end <= place for end in ends)


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


def _tail(data: mmap.mmap, marks: Marks, plan: Plan) -> Tail:
    """Find what stands behind the table among the last rows of the file."""
    whole = marks.near_end == plan.offset
    places = deque(marks.records(data, marks.near_end, len(data)), maxlen=ROWS_LOOKED_AT)
    if not whole and len(places) < ROWS_LOOKED_AT and places:
        # The first of them may have begun before.
        places.popleft()
    dialect = Dialect(plan.delimiter)
    rows = [next(iter(dialect.rows([data[first:last].decode()])), []) for first, last in places]
    whole = whole and len(rows) < ROWS_LOOKED_AT
    found = layouts.foot(rows, plan.width, 1, whole=whole)
    if not found.findings:
        return Tail(len(data), len(data))
    end = places[len(rows) - found.rows][0] if found.rows else len(data)
    return Tail(places[0][0], end, tuple(map(tuple, rows)), whole)


def _with_tail(pieces: list[tuple[int, int]], tail: Tail) -> list[tuple[int, int]]:
    """Cut the pieces where the last rows begin, and end them where the table does."""
    if not tail.rows:
        return pieces
    before = [(first, min(last, tail.start)) for first, last in pieces if first < tail.start]
    return [*before, (tail.start, tail.end)]


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


def _one_delimiter_more(line: int, row: Sequence[str]) -> Finding:
    return Finding(
        "rows_fit_the_header",
        Weight.WARN,
        say(
            "The rows end with a delimiter more than the header, row {row}, and nothing behind "
            "it: {found}. A column without a name was left out."
        ),
        {"row": str(line), "found": " | ".join(row)[-_END_SHOWN:]},
        say(
            "Look at whether each name stands over its own column: the header may lack a delimiter "
            "between two. Then let all rows end as the header does."
        ),
        lines=(line,),
        count=1,
    )


def _not_one_character(option: str, said: str) -> Finding:
    return Finding(
        "delimiter_is_one_character",
        Weight.STOP,
        say("{option} is {said}, which is more than one character."),
        {
            "option": option,
            "said": said[:40],
            "example": "';'" if option == "--delimiter" else '"\'"',
        },
        say("Write one character, such as {option} {example}."),
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
    message = say("A cell begins with a quotation mark and does not end with one: {found}.")
    if len(data) - place > CELL_BYTES_MOST:
        message = say(
            "A cell begins with a quotation mark and does not end with one within {most} "
            "million bytes: {found}."
        )
    return Finding(
        "quotes_enclose_cells",
        Weight.STOP,
        message,
        {
            "most": str(CELL_BYTES_MOST // 10**6),
            "found": data[place : place + 40].decode("utf-8", "replace").splitlines()[0],
        },
        say("Close the quotation mark, or double each one inside the cell."),
        lines=(line,),
        count=1,
    )


def _not_as_said(found: Unreadable, start: _Start) -> Finding:
    line = start.line + found.row
    if found.too_long:
        return row_too_long(line)
    return Finding(
        "quotes_enclose_cells",
        Weight.STOP,
        say("A cell does not begin and end with {quote} as it should: {found}."),
        {"quote": start.dialect.quote, "found": found.words},
        say("Close the quotation mark, or double each one inside the cell."),
        lines=(line,),
        count=1,
    )

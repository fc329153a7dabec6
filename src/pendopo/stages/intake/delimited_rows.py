"""The rows of a delimited file, read in segments on two cores, numbered as a spreadsheet counts."""

from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from pendopo.stages.intake.encoding import Tell
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

ROW_BYTES_MOST = 4 << 20  # of text in its cells

_LINES_SHOWN = 20
_MARK = b"\xef\xbb\xbf"
_READERS = 2
# Segments that may be read before they are asked for; each takes about its size of memory.
_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a file's rows begin and how its cells are told apart.

    :param offset: the byte behind the header row
    :param line: the header's row, as a spreadsheet counts
    """

    offset: int
    line: int
    header: tuple[str, ...]
    delimiter: str


@dataclass
class _Ragged:
    """Rows with more or fewer cells than the header, as a reader comes upon them.

    :param numbers: which rows of the segment they are, from 1
    """

    numbers: deque[int] = field(default_factory=deque)
    widths: Counter[int] = field(default_factory=Counter)

    def __call__(self, row: pa_csv.InvalidRow) -> str:
        """Note the row and leave it out; the file is stopped for it."""
        self.numbers.append(row.number)
        self.widths[row.actual_columns] += 1
        return "skip"


@dataclass(frozen=True, slots=True)
class _Segment:
    """What one reader made of its piece of the file.

    :param error: why it could not go on; empty when it came to the end
    """

    batches: list[pa.RecordBatch]
    ragged: _Ragged
    error: str = ""


def batches(
    path: Path, layout: Layout, pieces: list[tuple[int, int]], tell: Tell
) -> Iterator[pa.RecordBatch]:
    """Read the pieces of a file in their order.

    :returns: columns ``line`` and ``0``, ``1`` … of text
    """
    numbering, blank, long = _Numbering(layout.line), _Blank(), _Long()
    for segment in _read_ahead(path, layout, pieces):
        numbering.begin(segment.ragged)
        for batch in segment.batches:
            lines = numbering.lines(batch.num_rows)
            named = pa.record_batch([lines, *batch.columns], ["line", *batch.schema.names])
            long.look(named)
            yield blank.without(named)
        numbering.end()
        if "straddl" in segment.error:
            long.lines.append(numbering.next_line)
        elif segment.error:
            tell(_unreadable(segment.error, numbering.next_line))
    if long.lines:
        tell(row_too_long(*long.lines))
    if numbering.left_out:
        tell(_ragged_rows(numbering, len(layout.header)))
    if blank.count:
        tell(blank_lines(tuple(blank.shown), blank.count))


def _read_ahead(path: Path, layout: Layout, pieces: list[tuple[int, int]]) -> Iterator[_Segment]:
    with ThreadPoolExecutor(_READERS) as readers:
        running: deque[Future[_Segment]] = deque()
        for piece in pieces:
            running.append(readers.submit(_read, path, layout, piece))
            if len(running) == _AHEAD:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()


def _read(path: Path, layout: Layout, piece: tuple[int, int]) -> _Segment:
    names = [str(place) for place in range(len(layout.header))]
    ragged = _Ragged()
    found: list[pa.RecordBatch] = []
    try:
        with pa.memory_map(str(path)) as file:
            file.seek(piece[0])
            reader = pa_csv.open_csv(
                pa.BufferReader(_kept(file.read_buffer(piece[1] - piece[0]))),
                # One thread for one segment: only so does the reader know the number of a row it
                # leaves out.
                pa_csv.ReadOptions(
                    use_threads=False, block_size=ROW_BYTES_MOST, column_names=names
                ),
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
            with reader:
                found.extend(reader)
    except pa.ArrowInvalid as error:
        return _Segment(found, ragged, str(error))
    return _Segment(found, ragged)


def _kept(piece: pa.Buffer) -> pa.Buffer | bytes:
    """Give a piece as the reader will understand it: a mark it begins with is dropped, so two."""
    begins_so = bytes(memoryview(piece)[: len(_MARK)]) == _MARK
    return _MARK + piece.to_pybytes() if begins_so else piece


class _Numbering:
    """Counts rows as a spreadsheet does, those left out included."""

    def __init__(self, header: int) -> None:
        self.next_line = header + 1
        self.shown: list[int] = []
        self.left_out = 0
        self.widths: Counter[int] = Counter()
        self._waiting: deque[int] = deque()
        self._before = header

    def begin(self, ragged: _Ragged) -> None:
        """Go on with another segment, whose rows are counted from 1."""
        self._before = self.next_line - 1
        self._waiting = ragged.numbers
        self.widths += ragged.widths

    def lines(self, rows: int) -> pa.Array:
        """Give the numbers of a batch's rows."""
        pieces: list[pa.Array] = []
        while rows:
            gap = self._waiting[0] + self._before if self._waiting else self.next_line + rows
            run = min(rows, gap - self.next_line)
            pieces.append(pa.arange(self.next_line, self.next_line + run))
            self.next_line += run
            rows -= run
            if self._waiting and self.next_line == gap:
                self._pass_over()
        return pa.concat_arrays(pieces) if pieces else pa.array([], pa.int64())

    def end(self) -> None:
        """Count the rows that were left out behind the segment's last."""
        while self._waiting:
            self._pass_over()

    def _pass_over(self) -> None:
        line = self._waiting.popleft() + self._before
        self.next_line = line + 1
        self.left_out += 1
        if len(self.shown) < _LINES_SHOWN:
            self.shown.append(line)


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


@dataclass
class _Long:
    """Rows that do not seem to end; the reader itself notices only those twice as long."""

    lines: list[int] = field(default_factory=list)

    def look(self, batch: pa.RecordBatch) -> None:
        """Note the rows of a batch that are too long."""
        cells = batch.columns[1:]
        # A batch that is no longer than such a row holds none.
        if sum(column.nbytes for column in cells) <= ROW_BYTES_MOST:
            return
        size = pc.binary_length(cells[0])
        for more in cells[1:]:
            size = pc.add(size, pc.binary_length(more))
        self.lines += batch.column(0).filter(pc.greater(size, ROW_BYTES_MOST)).to_pylist()


def blank_lines(lines: tuple[int, ...], count: int) -> Finding:
    """Tell of rows that were left out since they hold nothing."""
    return Finding(
        "rows_have_cells",
        Weight.NOTE,
        say("Rows that hold nothing in any cell were left out."),
        lines=lines[:_LINES_SHOWN],
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
        lines=lines[:_LINES_SHOWN],
        count=len(lines),
    )


def _ragged_rows(numbering: _Numbering, width: int) -> Finding:
    return Finding(
        "rows_fit_the_header",
        Weight.STOP,
        say("Rows have {found} cells where the header has {width}."),
        {
            "found": ", ".join(str(found) for found in sorted(numbering.widths)[:5]),
            "width": str(width),
        },
        say("Give each row as many cells as the header; quote a cell that holds a delimiter."),
        lines=tuple(numbering.shown),
        count=numbering.left_out,
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

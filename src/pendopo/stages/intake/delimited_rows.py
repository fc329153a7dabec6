"""The rows of a delimited file, read in segments on two cores, numbered as a spreadsheet counts."""

import mmap
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.csv as pa_csv

from pendopo.stages.intake.dialect import ROW_BYTES_MOST
from pendopo.stages.intake.encoding import Tell, Text
from pendopo.stages.intake.header import ragged
from pendopo.stages.intake.layout import foot
from pendopo.stages.intake.row_watch import Watch, Worded, in_quotes, in_typographic_quotes
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.terms.finding import LINES_SHOWN, Finding

_MARK = b"\xef\xbb\xbf"
_READERS = 2
# Segments that may be read before they are asked for; each takes about its size of memory.
_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a file's rows begin and how its cells are told apart.

    :param offset: the first byte of the first row below the header
    :param line: the row before that one, as a spreadsheet counts
    :param header: the names of the columns
    :param width: how many cells a row has
    :param columns: which of them are the table's; the others hold nothing
    :param named_in: the header's row, as a spreadsheet counts
    :param header_at: the byte at which it begins; that of the first row where a person named the
        columns
    :param figures: columns of the table that hold figures in its first rows
    :param empty: what is to be said of columns that hold nothing, if that is so to the last row
    """

    offset: int
    line: int
    header: tuple[str, ...]
    delimiter: str
    width: int
    columns: tuple[int, ...]
    named_in: int
    header_at: int
    figures: tuple[int, ...] = ()
    empty: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Tail:
    """The last rows of a file, where something stands behind the table.

    :param start: the first byte of the first of them
    :param end: the byte at which the table ends
    :param rows: those rows, with what stands behind the table; empty when nothing does
    :param whole: whether these are all the rows of the table
    """

    start: int
    end: int
    rows: tuple[tuple[str, ...], ...] = ()
    whole: bool = False


@dataclass
class _Ragged:
    """Rows with more or fewer cells than the header, as a reader comes upon them.

    :param numbers: which rows of the segment they are, from 1
    :param quoted: of them, those with another quotation mark around cells, and their words
    """

    numbers: deque[int] = field(default_factory=deque)
    quoted: dict[int, str] = field(default_factory=dict)
    widths: Counter[int] = field(default_factory=Counter)

    def __call__(self, row: pa_csv.InvalidRow) -> str:
        """Note the row and leave it out; the file is stopped for it."""
        self.numbers.append(row.number)
        self.widths[row.actual_columns] += 1
        if len(self.quoted) < LINES_SHOWN and row.text and in_typographic_quotes(row.text):
            self.quoted[row.number] = row.text
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
    text: Text, plan: Plan, pieces: list[tuple[int, int]], tail: Tail, tell: Tell
) -> Iterator[pa.RecordBatch]:
    """Read the pieces of a file in their order.

    :returns: columns ``line`` and ``0``, ``1`` … of text
    """
    numbering, watch, tail_line = _Numbering(plan.line), Watch(plan.header, plan.figures), 0
    for piece, segment in _read_ahead(text, plan, pieces):
        if piece[0] == tail.start:
            tail_line = numbering.next_line
        numbering.begin(segment.ragged)
        for batch in segment.batches:
            lines = numbering.lines(batch.num_rows)
            named = pa.record_batch([lines, *batch.columns], ["line", *batch.schema.names])
            yield watch.kept(watch.own(named, plan.columns))
        numbering.end()
        watch.ended(segment.error, numbering.next_line)
    watch.tell(tell, plan.empty)
    if numbering.left_out.count:
        tell(ragged(numbering.widths, plan.width, numbering.left_out))
    if numbering.quoted.count:
        tell(in_quotes(numbering.quoted))
    if tail.rows:
        first = tail_line or numbering.next_line
        for finding in foot(tail.rows, plan.width, first, whole=tail.whole).findings:
            tell(finding)


def _read_ahead(
    text: Text, plan: Plan, pieces: list[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], _Segment]]:
    filled = [piece for piece in pieces if piece[0] < piece[1]]
    with ThreadPoolExecutor(_READERS) as readers:
        running: deque[tuple[tuple[int, int], Future[_Segment]]] = deque()
        for piece in filled:
            running.append((piece, readers.submit(_read, text, plan, piece)))
            if len(running) == _AHEAD:
                first, segment = running.popleft()
                yield first, segment.result()
        while running:
            first, segment = running.popleft()
            yield first, segment.result()


def _read(text: Text, plan: Plan, piece: tuple[int, int]) -> _Segment:
    names = [str(place) for place in range(plan.width)]
    ragged = _Ragged()
    found: list[pa.RecordBatch] = []
    try:
        reader = pa_csv.open_csv(
            pa.BufferReader(_kept(_mapped(text, piece))),
            # One thread for one segment: only so does the reader know the number of a row it
            # leaves out.
            pa_csv.ReadOptions(use_threads=False, block_size=ROW_BYTES_MOST, column_names=names),
            pa_csv.ParseOptions(
                delimiter=plan.delimiter,
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


def _mapped(text: Text, piece: tuple[int, int]) -> pa.Buffer:
    """Map a piece of the file, and nothing else of it."""
    before = piece[0] % mmap.ALLOCATIONGRANULARITY
    length = piece[1] - piece[0]
    content = mmap.mmap(
        text.number, before + length, access=mmap.ACCESS_READ, offset=piece[0] - before
    )
    return pa.py_buffer(content).slice(before, length)


def _kept(piece: pa.Buffer) -> pa.Buffer | bytes:
    """Give a piece as the reader will understand it: a mark it begins with is dropped, so two."""
    begins_so = bytes(memoryview(piece)[: len(_MARK)]) == _MARK
    return _MARK + piece.to_pybytes() if begins_so else piece


class _Numbering:
    """Counts rows as a spreadsheet does, those left out included."""

    def __init__(self, header: int) -> None:
        self.next_line = header + 1
        self.left_out = SomeRows()
        self.widths: Counter[int] = Counter()
        self.quoted = Worded()
        self._waiting: deque[int] = deque()
        self._quoted: dict[int, str] = {}
        self._before = header

    def begin(self, ragged: _Ragged) -> None:
        """Go on with another segment, whose rows are counted from 1."""
        self._before = self.next_line - 1
        self._waiting, self._quoted = ragged.numbers, ragged.quoted
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
        number = self._waiting.popleft()
        line = number + self._before
        if number in self._quoted:
            self.quoted.add_row(line, [self._quoted[number].strip()])
        self.next_line = line + 1
        self.left_out.add(line)

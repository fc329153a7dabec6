"""Tables of any cells through the whole check: what is published is what the cells say.

The second readers are the language's own: its integers, its decimals, its calendar.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pendopo.registers.datasets.cells import EDGES
from pendopo.registers.datasets.infer import infer
from pendopo.stages.validate import Bench, Guard, looking, validate
from pendopo.standards.identity import patterns
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Submission
from pendopo.terms.register import Fold, Register, Rows, Source

SCRATCH = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
NAMES = ("desa", "jumlah", "tgl", "kode", "luas", "nik")
ROWS_MOST = 60
_FIGURES_IN_FORM = re.compile(r"(?:%[Ymd][-/.]?){3}")


def _nothing(_: Source) -> Iterator[Rows | Finding]:
    yield from ()


TOYS = Register("toys", "Toys", "", "", Fold.REPLACE, ("csv",), _nothing)


def checked(data: bytes) -> None:
    """Cells between tabs: typed, held to what is asked of a table, looked through, published."""
    text = data.decode("utf-8", "replace").replace("\0", "")
    lines = [line.split("\t")[: len(NAMES)] for line in text.split("\n")[:ROWS_MOST]]
    width = max(map(len, lines))
    cells = [[line[at] if at < len(line) else "" for line in lines] for at in range(width)]
    columns = tuple(infer(name, one) for name, one in zip(NAMES, cells, strict=False))
    table = Table("data", "", "rows", columns)
    numbers = pa.array(range(2, 2 + len(lines)), pa.int64())
    batch = pa.record_batch(
        [numbers, *(pa.array([c or None for c in one], pa.string()) for one in cells)],
        ["line", *(column.name for column in columns)],
    )
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        submission = Submission(str(path), "t.csv", "", len(data), "a stranger", "")
        bench = Bench(Path(folder), threads=1, guard=Guard(patterns("ID")))
        report = validate(submission, TOYS, (), iter([Rows(table, batch)]), bench)
        [typed] = report.tables
        published = pq.read_table(typed.path).sort_by("line").to_pydict()
    doubted = {f.column for f in report.findings if f.weight is not Weight.NOTE and f.column}
    for column, found in zip(typed.table.columns, cells, strict=True):
        if column.name not in doubted:
            _same(column, found, published[column.name])


def _same(column: Column, cells: Sequence[str], published: Sequence[Any]) -> None:
    for cell, value in zip(cells, published, strict=True):
        bare = cell.strip(EDGES)
        if value is None:
            assert not bare, (column, cell)
        elif column.kind is Kind.TEXT:
            assert value.strip(EDGES) == bare, (column, cell, value)
        elif column.kind in {Kind.INTEGER, Kind.DECIMAL}:
            plain = bare.replace(column.group_mark, "") if column.group_mark else bare
            assert Decimal(plain.replace(column.decimal_mark, ".")) == value, (cell, value)
        elif column.kind is Kind.DATE and _FIGURES_IN_FORM.fullmatch(column.date_format):
            assert datetime.strptime(bare, column.date_format).date() == value, (cell, value)  # noqa: DTZ007


def looked_through(data: bytes) -> None:
    """A file of any bytes: read without a fault, and no line of it cut in all of its pieces."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        for part in looking.Look(Path(folder)).through(path):
            for text in part:
                assert isinstance(text, str)
    size = 1 + len(data) % 7
    stream = BytesIO(data)
    pieces = list(looking.pieces(lambda _: stream.read(size * 16), data[:0]))
    for line in re.split(rb"[\n>,;]", data):
        if len(line) < looking.OVERLAP_BYTES:
            assert any(line in piece for piece in pieces) or not line, line

"""Text as it was read, kept beside the engine: written once in columns, read as often as needed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.validate.pieces import Ahead
from pendopo.standards.identity import Pattern
from pendopo.terms.column import Kind, Table


@dataclass(slots=True)
class Held:
    """What the rows of a staged table hold.

    :param bytes_read: what a delimited file of these rows has, but for quotation marks: the texts
        of its cells in UTF-8, and one mark behind each
    :param json_bytes: the texts of its cells of JSON, and one mark behind each
    :param marks: how many quotation marks and carriage returns the texts hold
    """

    rows: int = 0
    bytes_read: int = 0
    json_bytes: int = 0
    marks: int = 0

    def add(self, other: "Held") -> None:
        """Count what others hold, too."""
        self.rows += other.rows
        self.bytes_read += other.bytes_read
        self.json_bytes += other.json_bytes
        self.marks += other.marks


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Rows of a table that another process staged, behind those that are staged here.

    :param path: an Arrow file of them
    :param pieces: of each column of JSON, the pieces that may identify a person
    """

    path: Path
    held: Held
    pieces: Mapping[str, pa.Table]


def mapped(path: Path) -> pa.Table:
    """Map an Arrow file."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def read_anew(parts: Sequence[tuple[Path, int]], names: Sequence[str] = ()) -> pa.RecordBatchReader:
    """Read the rows of Arrow files once, a batch at a time: of long ones no more is in memory.

    What is mapped counts as memory of who goes through all of it.

    :param parts: files of the same columns, each with the line from which its lines are counted
    :param names: columns, in the order of the files; all where none is named
    """
    with pa.OSFile(str(parts[0][0])) as source:
        schema = pa.ipc.open_file(source).schema
    places = [schema.get_field_index(name) for name in names or schema.names]
    options = pa.ipc.IpcReadOptions(included_fields=places, use_threads=False)

    def batches() -> Iterator[pa.RecordBatch]:
        for path, before in parts:
            with pa.OSFile(str(path)) as source, pa.ipc.open_file(source, options=options) as file:
                for number in range(file.num_record_batches):
                    batch = file.get_batch(number)
                    if before and "line" in batch.schema.names:
                        line = pc.add(batch["line"], pa.scalar(before, pa.int64()))
                        batch = batch.set_column(0, batch.schema.field(0), line)
                    yield batch

    return pa.RecordBatchReader.from_batches(
        pa.schema([schema.field(place) for place in places]), batches()
    )


class Staged:
    """One table's rows in text, in an Arrow file that the engine reads in place.

    The file is mapped, not loaded: what does not fit into memory stays on the disk.

    :param patterns: what its cells of JSON are looked through for as they come
    :ivar held: what they hold
    :ivar path: the file
    """

    def __init__(self, table: Table, folder: Path, patterns: Sequence[Pattern] = ()) -> None:
        self.table = table
        self.held = Held()
        self._behind: tuple[Elsewhere, int, int] | None = None
        documents = [one.name for one in table.columns if patterns and one.kind is Kind.JSON]
        self._ahead = {name: Ahead(patterns) for name in documents}
        self.path = folder / f"{table.name}.staged.arrow"
        names = ["line", *(column.name for column in table.columns)]
        kinds = [pa.int64(), *[pa.string()] * len(table.columns)]
        self._schema = pa.schema(list(zip(names, kinds, strict=True)))
        self._writer = pa.ipc.new_file(str(self.path), self._schema)

    def add(self, batch: pa.RecordBatch) -> None:
        """Keep a batch.

        :raises ValueError: when its columns are not the table's
        """
        if batch.schema != self._schema:
            raise ValueError(
                f"table {self.table.name}: read gave the columns {batch.schema.names}; "
                f"write {self._schema.names}, line as int64 and the others as string"
            )
        self.held.rows += batch.num_rows
        for column, cells in zip(self.table.columns, batch.columns[1:], strict=True):
            texts = pc.sum(pc.binary_length(cells)).as_py() or 0
            self.held.bytes_read += texts + batch.num_rows
            self.held.marks += _marks(cells)
            self.held.json_bytes += (texts + batch.num_rows) * (column.kind is Kind.JSON)
            if column.name in self._ahead:
                self._ahead[column.name].add(cells)
        self._writer.write_batch(batch)

    def follow(self, behind: Elsewhere, line: int) -> None:
        """Put rows behind all that were added, which another process staged.

        :param line: their lines are counted on from it
        """
        self._behind = behind, line, self.held.rows
        self.held.add(behind.held)

    def close(self) -> pa.Table:
        """End the file and map it."""
        self._writer.close()
        text = mapped(self.path)
        if self._behind is None:
            return text
        behind, line, _ = self._behind
        return counted_on(text, mapped(behind.path), "line", line)

    def anew(self, names: Sequence[str] = ()) -> pa.RecordBatchReader:
        """Read the rows of the closed file once, as ``read_anew`` does, and those behind them."""
        parts = [(self.path, 0)]
        if self._behind:
            behind, line, _ = self._behind
            parts.append((behind.path, line))
        return read_anew(parts, names)

    def pieces(self) -> dict[str, pa.Table]:
        """Give the pieces of its columns of JSON that may identify a person, once all is added."""
        found = {name: ahead.pieces() for name, ahead in self._ahead.items()}
        if self._behind is None:
            return found
        behind, _, before = self._behind
        return {
            name: counted_on(own, behind.pieces[name], "row", before) for name, own in found.items()
        }

    def elsewhere(self) -> Elsewhere:
        """End the file, for another process to put its rows behind its own."""
        self._writer.close()
        return Elsewhere(self.path, self.held, self.pieces())

    def remove(self) -> None:
        """Remove the file, and that of what stands behind."""
        self.path.unlink(missing_ok=True)
        if self._behind:
            self._behind[0].path.unlink(missing_ok=True)


def counted_on(first: pa.Table, behind: pa.Table, name: str, before: int) -> pa.Table:
    """Put rows behind others, and count them on.

    :param name: of their first column, in which they are counted
    :param before: what is added to it
    """
    counted = pc.add(behind[name], pa.scalar(before, pa.int64()))
    return pa.concat_tables([first, behind.set_column(0, first.schema.field(0), counted)])


def _marks(cells: pa.Array) -> int:
    """Count the quotation marks and carriage returns of texts where they lie, one behind another.

    :param cells: with offsets of 32 bits
    """
    _valid, offsets, texts = cells.buffers()
    if not len(cells) or texts is None:
        return 0
    places: memoryview[int] = memoryview(offsets).cast("i")
    first, last = places[cells.offset], places[cells.offset + len(cells)]
    data: bytes = texts.slice(first, last - first).to_pybytes()
    return data.count(b'"') + data.count(b"\r")

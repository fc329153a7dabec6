"""Text as it was read, kept beside the engine: written once in columns, read as often as needed."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.validate.pieces import Ahead
from pendopo.standards.identity import Pattern
from pendopo.terms.column import Kind, Table


class Staged:
    """One table's rows in text, in an Arrow file that the engine reads in place.

    The file is mapped, not loaded: what does not fit into memory stays on the disk.

    :param patterns: what its cells of JSON are looked through for as they come
    :param bytes_read: what a delimited file of these rows has, but for quotation marks: the texts
        of its cells in UTF-8, and one mark behind each
    :param json_bytes: the texts of its cells of JSON, and one mark behind each
    :param marks: how many quotation marks and carriage returns the texts hold
    """

    def __init__(self, table: Table, folder: Path, patterns: Sequence[Pattern] = ()) -> None:
        self.table = table
        self.rows = 0
        self.ascending = True
        self.bytes_read = 0
        self.json_bytes = 0
        self.marks = 0
        self._last_line = 0
        documents = [one.name for one in table.columns if patterns and one.kind is Kind.JSON]
        self._ahead = {name: Ahead(patterns) for name in documents}
        self._path = folder / f"{table.name}.staged.arrow"
        names = ["line", *(column.name for column in table.columns)]
        kinds = [pa.int64(), *[pa.string()] * len(table.columns)]
        self._schema = pa.schema(list(zip(names, kinds, strict=True)))
        self._writer = pa.ipc.new_file(str(self._path), self._schema)

    def add(self, batch: pa.RecordBatch) -> None:
        """Keep a batch.

        :raises ValueError: when its columns are not the table's
        """
        if batch.schema != self._schema:
            raise ValueError(
                f"table {self.table.name}: read gave the columns {batch.schema.names}; "
                f"write {self._schema.names}, line as int64 and the others as string"
            )
        self.rows += batch.num_rows
        for column, cells in zip(self.table.columns, batch.columns[1:], strict=True):
            texts = pc.sum(pc.binary_length(cells)).as_py() or 0
            self.bytes_read += texts + batch.num_rows
            self.marks += _marks(cells)
            self.json_bytes += (texts + batch.num_rows) * (column.kind is Kind.JSON)
            if column.name in self._ahead:
                self._ahead[column.name].add(cells)
        self._writer.write_batch(batch)

    def close(self) -> pa.Table:
        """End the file and map it."""
        self._writer.close()
        with pa.memory_map(str(self._path)) as source:
            return pa.ipc.open_file(source).read_all()

    def pieces(self) -> dict[str, pa.Table]:
        """Give the pieces of its columns of JSON that may identify a person, once all is added."""
        return {name: ahead.pieces() for name, ahead in self._ahead.items()}

    def remove(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)


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

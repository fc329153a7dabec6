"""Text as it was read, kept beside the engine: written once in columns, read as often as needed."""

from pathlib import Path

import pyarrow as pa

from pendopo.terms.column import Table


class Staged:
    """One table's rows in text, in an Arrow file that the engine reads in place.

    The file is mapped, not loaded: what does not fit into memory stays on the disk.
    """

    def __init__(self, table: Table, folder: Path) -> None:
        self.table = table
        self.rows = 0
        self.ascending = True
        self.bytes_read = 0
        self._last_line = 0
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
        # Near enough to the bytes of the file for a bar that shows how far reading has come.
        self.bytes_read += batch.nbytes - batch.num_rows * (4 * batch.num_columns + 4)
        self._writer.write_batch(batch)

    def close(self) -> pa.Table:
        """End the file and map it."""
        self._writer.close()
        with pa.memory_map(str(self._path)) as source:
            return pa.ipc.open_file(source).read_all()

    def remove(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)

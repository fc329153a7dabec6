"""Columns of texts as Arrow lays them out: one behind the other, told apart by where they end."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def joined(cells: "pa.StringArray[Any]") -> memoryview:
    """Give the bytes of a column's texts, one behind the other, without copying them."""
    _, ends, data = cells.buffers()
    if not cells or data is None:
        return memoryview(b"")
    offsets = memoryview(ends).cast("i")
    return memoryview(data)[offsets[cells.offset] : offsets[cells.offset + len(cells)]]

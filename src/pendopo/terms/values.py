"""Which cells of a batch were values in their file: numbers and days, not texts that look so.

A spreadsheet's 1.125 is a number whatever marks a Table Schema declares, and its day is a day; the
text ``1.125`` is neither until somebody says how it is read. Each batch of a sheet carries the
difference beside its texts, where there is any: a CSV has texts only, and carries nothing.
"""

from collections.abc import Mapping

import pyarrow as pa

_KEY = b"values"


def with_values(batch: pa.RecordBatch, values: Mapping[int, pa.BooleanArray]) -> pa.RecordBatch:
    """Say which cells of a batch were values; it is said of these rows, and not of some of them.

    :param values: a column's place in the sheet's header to true for each cell that was a value,
        and null for one that was told to be wrong already
    """
    told = {place: one for place, one in values.items() if one.null_count or one.true_count}
    if not told:
        return batch.replace_schema_metadata(None)
    masks = pa.record_batch([*told.values()], [*map(str, told)])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, masks.schema) as stream:
        stream.write_batch(masks)
    return batch.replace_schema_metadata({_KEY: sink.getvalue().to_pybytes()})


def values_of(batch: pa.RecordBatch) -> dict[int, pa.BooleanArray]:
    """Give which cells of a batch were values, by the column's place in the header.

    :raises ValueError: when rows were left out of the batch since it was said
    """
    packed = (batch.schema.metadata or {}).get(_KEY)
    if packed is None:
        return {}
    masks = pa.ipc.open_stream(packed).read_next_batch()
    if masks.num_rows != batch.num_rows:
        raise ValueError(
            f"{masks.num_rows} rows were said to hold values, and {batch.num_rows} are here; "
            "call with_values anew where rows are left out"
        )
    return {int(name): masks.column(name) for name in masks.schema.names}

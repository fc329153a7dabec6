"""A list of firms that are shut out in; its rows, column by column, out."""

from collections.abc import Iterator

import pyarrow as pa

from pendopo.registers.debarments.tables import DEBARMENTS
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Rows, Source
from pendopo.terms.wording import say

_ALL = tuple(column.name for column in DEBARMENTS.columns)
_NEEDED = tuple(column.name for column in DEBARMENTS.columns if column.required)


def read(source: Source) -> Iterator[Rows | Finding]:
    """Give the rows of the first sheet; a column that is not there is empty."""
    header = [name.strip() for name in source.sheets[0].header] if source.sheets else []
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        yield Finding(
            "list_has_its_columns",
            Weight.STOP,
            say("The list has no column {columns}; it has {found}."),
            {"columns": ", ".join(missing), "found": ", ".join(header)},
            say("Write the columns that the template has: pendopo template debarments."),
        )
        return
    places = {name: place for place, name in enumerate(header)}
    for batch in source.sheets[0].batches:
        nothing = pa.nulls(batch.num_rows, pa.string())
        cells = [batch.column(places[n] + 1) if n in places else nothing for n in _ALL]
        yield Rows(DEBARMENTS, pa.record_batch([batch.column(0), *cells], ["line", *_ALL]))

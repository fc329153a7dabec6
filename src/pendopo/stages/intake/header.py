"""The header row: every column has a name, no two the same, and rows stand below it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyarrow as pa

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

# A question of a survey, written out, has some hundred letters.
_NAME_MOST = 1_000
_COLUMNS_SHOWN = 20
_WIDTHS_SHOWN = 5


def check_header(header: tuple[str, ...], line: int, tell: Tell) -> bool:
    """Tell of columns without a name or with another's; capital letters make no difference.

    :param line: the header's row, as a spreadsheet counts
    """
    nameless = [str(place) for place, name in enumerate(header, 1) if not name.strip()]
    if nameless:
        tell(
            Finding(
                "columns_have_names",
                Weight.STOP,
                say("The header, row {row}, has no name for column {columns}."),
                {"row": str(line), "columns": ", ".join(nameless)},
                say("Give every column a name in the header, and nothing else above the rows."),
                lines=(line,),
                count=1,
            )
        )
    long = [str(place) for place, name in enumerate(header, 1) if len(name) > _NAME_MOST]
    if long:
        tell(
            Finding(
                "columns_have_short_names",
                Weight.STOP,
                say("The names of these columns are longer than {most} letters: {columns}."),
                {"most": str(_NAME_MOST), "columns": ", ".join(long[:_COLUMNS_SHOWN])},
                say("Write a short name; explain the column in the Table Schema."),
                lines=(line,),
                count=1,
            )
        )
    places: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(header, 1):
        if name.strip():
            places[name.strip().casefold()].append(place)
    twice = {key: found for key, found in places.items() if len(found) > 1}
    for found in twice.values():
        tell(
            Finding(
                "column_names_differ",
                Weight.STOP,
                say("The columns {columns} are all called {name}."),
                {
                    "columns": ", ".join(str(place) for place in found),
                    "name": header[found[0] - 1].strip(),
                },
                say("Give each column a name of its own."),
                column=header[found[0] - 1].strip(),
                lines=(line,),
                count=1,
            )
        )
    return not nameless and not long and not twice


def told_when_empty(batches: Iterator[pa.RecordBatch], tell: Tell) -> Iterator[pa.RecordBatch]:
    """Hand batches on, and tell when there was no row in them."""
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        yield batch
    if not rows:
        tell(
            Finding(
                "table_has_rows",
                Weight.WARN,
                say("The table has a header and no rows."),
                write=say(
                    "Hand in the rows. If there are none, leave the file out: published, it takes "
                    "the place of the rows published before, and the table is empty."
                ),
            )
        )


def ragged(widths: Iterable[int], width: int, rows: SomeRows) -> Finding:
    """Tell of rows with more or fewer cells than the header.

    :param widths: how many they have
    :param width: how many the header has
    """
    return Finding(
        "rows_fit_the_header",
        Weight.STOP,
        say("Rows have {found} cells where the header has {width}."),
        {"found": ", ".join(map(str, sorted(widths)[:_WIDTHS_SHOWN])), "width": str(width)},
        say("Give each row as many cells as the header; quote a cell that holds a delimiter."),
        lines=tuple(rows.lines),
        count=rows.count,
    )

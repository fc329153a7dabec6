"""What the rows below the first ones say of numbers that were taken for decimals.

A kind is settled by the first rows; ``1.500`` may stand further down. Whether it is doubtful
depends on which forms a column has, and not on how many of each: one cell of each is enough to ask.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.datasets.cells import Cells
from pendopo.registers.datasets.infer import ROWS_LOOKED_AT, may_be_thousands, two_readings
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.values import values_of
from pendopo.terms.wording import say

# What may be thousands, a zero at its end or not.
_GROUPED = (r"^-?[1-9][0-9]{0,2}%s[0-9]{2}0$", r"^-?[1-9][0-9]{0,2}%s[0-9]{2}[1-9]$")
# Three digits behind the mark that cannot be, others that a zero ends or not, and none.
_OTHERS = (
    r"^-?(?:0|[1-9][0-9]{3,})%s[0-9]{3}$",
    r"^-?[0-9]+%s(?:[0-9]?|[0-9]{3,})0$",
    r"^-?[0-9]+%s(?:[0-9]?|[0-9]{3,})[1-9]$",
    r"^-?[0-9]+(?:)$",
)


class Later:
    """The forms of one column of decimals, as its rows come by.

    :param cells: those of its first rows
    :param place: the column's place in the file
    """

    def __init__(self, cells: Cells, place: int) -> None:
        self._column = cells.column
        self._place = place
        among = zip(cells.texts, cells.values or [False] * len(cells.texts), strict=True)
        self._head = tuple(dict.fromkeys(text.strip() for text, value in among if not value))
        mark = re.escape(self._column.decimal_mark)
        self._grouped, self._others = (
            [form.replace("%s", mark) for form in forms] for forms in (_GROUPED, _OTHERS)
        )
        head = pa.array(self._head, pa.string())
        self._seen = {
            form for form in (*self._grouped, *self._others) if _first(form, head) is not None
        }
        self._rows: dict[str, int] = {}

    def look_at(self, batch: pa.RecordBatch, start: int) -> None:
        """Note one cell of each form that was not seen before.

        :param start: the first of the batch's rows that is not among the first ones of the file
        """
        cells, lines = batch.column(self._place + 1), batch.column(0)
        values = values_of(batch).get(self._place)
        if values is not None:
            cells = pc.if_else(pc.fill_null(values, fill_value=True), "", cells)
        cells, lines = cells.slice(start), lines.slice(start)
        for form in self._grouped:
            self._note(form, cells, lines)
        if not self._seen.isdisjoint(self._grouped):
            for form in self._others:
                self._note(form, cells, lines)

    def finding(self) -> Finding | None:
        """Tell of a number that may be meant for thousands, where the first rows did not say so."""
        if not self._rows:
            return None
        name, texts = self._column.name, [*self._head, *self._rows]
        ask = two_readings if self._column.inferred else may_be_thousands
        doubt = ask(name, texts)
        before = ask(name, self._head)
        if doubt is None or not doubt.cell or (before is not None and before.cell):
            return None
        later = [text for text in doubt.many if text in self._rows]
        found = (later or doubt.many)[0]
        return Finding(
            "numbers_have_one_reading",
            Weight.WARN,
            say(
                "Column {column} was read as decimals, but by all of its rows a number such as "
                "{found} may be meant for thousands."
            ),
            {"column": name, "found": found},
            say(
                "Say in the column's field of the Table Schema what the mark is, such as "
                '"groupChar": ".", "decimalChar": "," for thousands, "decimalChar": "." for '
                "decimals."
            ),
            column=name,
            lines=(self._rows[found],) if later else (),
            cells=(found,) if later else (),
            count=len(later),
        )

    def _note(self, form: str, cells: pa.Array, lines: pa.Array) -> None:
        if form in self._seen:
            return
        place = _first(form, cells)
        if place is not None:
            self._seen.add(form)
            self._rows[cells[place].as_py()] = lines[place].as_py()


def _first(form: str, cells: pa.Array) -> int | None:
    """Give the place of the first cell of a form; None for none."""
    fits = pc.match_substring_regex(cells, form)
    place: int = pc.index(fits, pa.scalar(True)).as_py()  # noqa: FBT003 - Arrow's own order
    return place if place >= 0 else None


def looked_through(
    columns: Sequence[Later], first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch | Finding]:
    """Hand batches on, and at the end tell what those below the first rows make doubtful."""
    start = ROWS_LOOKED_AT
    for batch in chain([first], rest):
        if batch.num_rows > start:
            for one in columns:
                one.look_at(batch, start)
        start = 0
        yield batch
    yield from filter(None, (one.finding() for one in columns))

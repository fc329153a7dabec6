"""Totals among the rows of a table: who adds up a column that has them counts its rows twice.

A row is told where it is called a total and one of its numbers is the sum of the rows above it, up
to the last row that is called so. A row that is only called so says nothing: a table may well have
such rows, and a company such a name. The last row of a table that is called so is its foot's
business, unless other totals stand among the rows; the first and the last row are told, whatever
they are called, where their numbers are the sums of all others.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.layout import TOTALS, is_total
from pendopo.stages.intake.layout_findings import total_kept
from pendopo.stages.intake.looks import Look, amounts_of, column_look, look
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.wording import say

_ROWS_LOOKED_AT = 300
_NAMES_AMONG = 3  # columns of words from the left, in one of which a total is called so
_GROUP_ROWS_MOST = 10_000
_GROUP_BYTES_MOST = 8 << 20
# Each row that is called so is looked at by itself; those behind so many are not.
_CALLED_SO_MOST = 5_000
_WORDS_SHOWN = 120
_ROWS_LEAST = 2
_SEVERAL_ROWS = 3
_CELLS_ADDED_MOST = 200_000
# What a row of all others is called after: the unit that holds theirs.
_IS_WHOLE = re.compile(
    r"(?:kab(?:upaten)?|kota|prov(?:insi)?|kec(?:amatan)?|indonesia|nasional|seluruh|semua|all|"
    r"regency|province|district|national|whole)\b",
    re.IGNORECASE,
)
_CALLED_SO = rf"^\s*(?i:{TOTALS})"  # for Arrow, which finds it without a Python loop


def told_of_totals(batches: Iterator[pa.RecordBatch], tell: Tell) -> Iterator[pa.RecordBatch]:
    """Hand batches on, and tell of the totals among their rows."""
    totals = _Totals()
    for batch in batches:
        totals.look_through(batch)
        yield batch
    totals.tell(tell)


@dataclass
class _Totals:
    """The totals found so far, and the rows since the last row that is called one.

    :param figures: the places of the columns of figures in a batch, as its first rows have them
    :param names: the places of the columns in which a total may be called so
    """

    figures: Sequence[int] = ()
    names: Sequence[int] = ()
    found: SomeRows = field(default_factory=SomeRows)
    words: list[str] = field(default_factory=list)
    _group: list[pa.RecordBatch] = field(default_factory=list)
    _too_long: bool = False
    _waiting: tuple[int, str] | None = None
    _begun: bool = False
    _called: int = 0
    _labels: Counter[str] = field(default_factory=Counter)
    _whole: list[pa.RecordBatch] | None = field(default_factory=list)

    def look_through(self, batch: pa.RecordBatch) -> None:
        """Look for totals in a batch."""
        if not batch.num_rows:
            return
        if not self._begun:
            self._begin(batch)
        self._remember(batch)
        if not self.figures or not self.names or self._called == _CALLED_SO_MOST:
            self._pass_on()
            return
        self._pass_on()
        start = 0
        for at in self._called_so(batch):
            self._keep(batch.slice(start, at - start))
            self._judge(batch.slice(at, 1))
            self._group, self._too_long, start = [], False, at + 1
        if start < batch.num_rows:
            self._pass_on()
            self._keep(batch.slice(start))

    def tell(self, tell: Tell) -> None:
        """Tell of what was found."""
        if self._waiting and self._labels[self._waiting[1].partition(" | ")[0]] > 1:
            self._pass_on()
        if not self._called and self._whole and self.figures:
            whole = pa.Table.from_batches(self._whole)
            if whole.num_rows * len(self.figures) <= _CELLS_ADDED_MOST:
                _tell_of_ends(whole, self.figures, tell)
        if self.found.count:
            tell(_totals(self.found, self.words))

    def _begin(self, batch: pa.RecordBatch) -> None:
        self._begun = True
        head = batch.slice(0, _ROWS_LOOKED_AT)
        looks = [column_look(_texts(column)) for column in head.columns[1:]]
        self.figures = [at for at, one in enumerate(looks, 1) if one is Look.FIGURE]
        self.names = [at for at, one in enumerate(looks, 1) if one is Look.WORDS][:_NAMES_AMONG]

    def _remember(self, batch: pa.RecordBatch) -> None:
        """Keep the rows of a table that is small enough to have been added up by hand."""
        if self._whole is None:
            return
        self._whole.append(batch.replace_schema_metadata(None))
        size = sum(one.num_rows for one in self._whole)
        if size > _GROUP_ROWS_MOST or sum(one.nbytes for one in self._whole) > _GROUP_BYTES_MOST:
            self._whole = None

    def _called_so(self, batch: pa.RecordBatch) -> list[int]:
        """Give the places of the rows that are called a total."""
        which = pc.match_substring_regex(batch.column(self.names[0]), _CALLED_SO)
        for place in self.names[1:]:
            which = pc.or_kleene(which, pc.match_substring_regex(batch.column(place), _CALLED_SO))
        places = pc.indices_nonzero(pc.fill_null(which, fill_value=False))
        places = places.slice(0, _CALLED_SO_MOST - self._called)
        self._called += len(places)
        named = batch.select(list(self.names))
        return [at for at in places.to_pylist() if is_total(_cells(named, at))]

    def _keep(self, rows: pa.RecordBatch) -> None:
        """Keep rows until a total comes; more than anybody adds up by hand are not."""
        if not rows.num_rows or self._too_long:
            return
        self._group.append(rows.select(list(self.figures)))
        size = sum(one.num_rows for one in self._group)
        if size > _GROUP_ROWS_MOST or sum(one.nbytes for one in self._group) > _GROUP_BYTES_MOST:
            self._group, self._too_long = [], True

    def _judge(self, row: pa.RecordBatch) -> None:
        self._pass_on()
        self._labels[next(filter(None, _cells(row, 0)[1:]), "")] += 1
        if not self._group:
            return
        for place, column in enumerate(self.figures):
            cells = [cell for part in self._group for cell in _texts(part.column(place))]
            if _is_sum(cells, _texts(row.column(column))[0]):
                self._waiting = (
                    row.column(0)[0].as_py(),
                    " | ".join(filter(None, _cells(row, 0)[1:])),
                )
                return

    def _pass_on(self) -> None:
        """Note a total, now that a row stands below it."""
        if self._waiting:
            line, words = self._waiting
            self.found.add(line)
            if len(self.words) < LINES_SHOWN:
                self.words.append(words)
            self._waiting = None


def _texts(column: pa.Array) -> list[str]:
    return [cell or "" for cell in column.to_pylist()]


def _cells(batch: pa.RecordBatch, row: int) -> list[str]:
    return [column[row].as_py() or "" for column in batch.columns]


def _is_sum(cells: Sequence[str], total: str) -> bool:
    """Tell whether a number is the sum of others; numbers that only count rows up are none."""
    said = [cell for cell in cells if look(cell) is not Look.NOTHING]
    if len(said) < _ROWS_LEAST or look(total) is not Look.FIGURE:
        return False
    for numbers in amounts_of([*said, total]):
        *known, found = numbers
        counted = all(upper == lower + 1 for lower, upper in pairwise(numbers))
        if found and not counted and sum(known, Decimal(0)) == found:
            return True
    return False


def _tell_of_ends(rows: pa.Table, figures: Sequence[int], tell: Tell) -> None:
    """Tell of a last or a first row that is the sum of all others, whatever it is called."""
    texts = {place: _texts(rows.column(place)) for place in figures}
    for at in (rows.num_rows - 1, 0):
        sums = 0
        numbers = 0
        for cells in texts.values():
            others = [*cells[:at], *cells[at + 1 :]]
            numbers += look(cells[at]) is Look.FIGURE
            sums += _is_sum(others, cells[at]) and _are_many(others)
        line = rows.column(0)[at].as_py()
        row = [column[at].as_py() or "" for column in rows.columns[1:]]
        words = [cell for cell in row if look(cell) is Look.WORDS]
        if 2 * sums <= numbers:
            continue
        several = sums > 1 and rows.num_rows > _SEVERAL_ROWS
        if several or not words or (_IS_WHOLE.match(words[0]) and _alone(rows, words[0])):
            said = " | ".join(filter(None, row))
            tell(total_kept((line,), said) if at else _first(line, said))
            return


def _are_many(cells: Sequence[str]) -> bool:
    """Tell whether two cells or more count in a sum."""
    return sum(any(map(str.isdigit, cell.replace("0", ""))) for cell in cells) > 1


def _alone(rows: pa.Table, label: str) -> bool:
    """Tell whether no other row is called after the same kind of unit."""
    kind = label.split(maxsplit=1)[0].casefold()
    same = [
        cell
        for column in rows.columns[1:]
        for cell in _texts(column)
        if cell.casefold().startswith(kind)
    ]
    return len(same) == 1


def _first(line: int, words: str) -> Finding:
    return Finding(
        "rows_below_header_are_data",
        Weight.WARN,
        say("The first row seems to be the total of all others; it was kept: {words}."),
        {"words": words[:_WORDS_SHOWN]},
        say("Take it out of the file if it is: who adds the column up would count it twice."),
        lines=(line,),
        count=1,
    )


def _totals(rows: SomeRows, words: Sequence[str]) -> Finding:
    return Finding(
        "rows_below_header_are_data",
        Weight.WARN,
        say("Rows seem to be totals of the rows above them; they were kept: {words}."),
        {"words": " / ".join(words)[:_WORDS_SHOWN]},
        say("Take them out if they are: who adds the column up would count its rows twice."),
        lines=tuple(rows.lines),
        count=rows.count,
    )

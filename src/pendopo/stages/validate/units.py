"""Amounts that seem to be in two units: most rows in thousands, some in single rupiahs.

Nothing in a cell says so; the column does. Where its amounts stand in two groups with nothing
between them, and the middles of the two are a thousand or a million apart, somebody has to look.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import duckdb

from pendopo.stages.validate.sentences import few, short
from pendopo.store.engine import quote
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.wording import say

_KINDS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
# Amounts are counted in bins, eight to a power of ten; between the groups a hundredfold is empty.
_BINS = 8
_EMPTY = 2 * _BINS
# The middles of the groups are so many bins apart, give or take half a power of ten.
_APART = (3 * _BINS, 6 * _BINS)
_NEARLY = _BINS // 2
_ROWS_LEAST = 12
# From so many rows, and so many in the smaller group, it is no single large amount.
_ROWS_SURE, _FEWER_SURE = 20, 3
# What is spread over more than three powers of ten has such gaps by nature.
_SPREAD_MOST = 3 * _BINS
# Nearer than this the middles of two groups cannot be a thousand times apart, give or take.
_FAR = 300
# Every look opens the file with all its columns, and asks little of each.
_AT_ONCE = 250
# A table of thousands of columns is none that somebody wrote in two units.
_COLUMNS_MOST = 100


class _Groups(NamedTuple):
    """The bin from which the upper group begins, and how many amounts each has."""

    begins: int
    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Units:
    """Looks at the amounts of one typed table, which is a view of its name."""

    engine: duckdb.DuckDBPyConnection
    table: Table

    def findings(self) -> Iterator[Finding]:
        """Tell the columns whose amounts fall into two groups."""
        for column in self._spread()[:_COLUMNS_MOST]:
            groups = _groups(self._bins(column))
            if groups and not self._explained(column, groups):
                yield self._told(column, groups)

    def _spread(self) -> list[Column]:
        """Give the columns whose amounts are far apart, many columns in one look."""
        amounts = [
            c for c in self.table.columns if c.kind in _KINDS and c.name not in self.table.key
        ]
        found: list[Column] = []
        for first in range(0, len(amounts), _AT_ONCE):
            group = amounts[first : first + _AT_ONCE]
            # Near enough, and what is as long as a number may be has room to be multiplied.
            sizes = ", ".join(
                f"nullif(abs({quote(column.name)}::double), 0) as c{place}"
                for place, column in enumerate(group)
            )
            asked = ", ".join(f"max(c{n}) > {_FAR} * min(c{n})" for n in range(len(group)))
            row = self.engine.sql(
                f"select {asked} from (select {sizes} from {quote(self.table.name)})"
            ).fetchone()
            found += [column for column, far in zip(group, row or (), strict=False) if far]
        return found

    def _bins(self, column: Column) -> Sequence[tuple[int, int]]:
        name = quote(column.name)
        return self.engine.sql(
            f"select {_bin(name)} as bin, count(*) from {quote(self.table.name)}"
            f" where {name} <> 0 group by bin order by bin limit 1000"
        ).fetchall()

    def _explained(self, column: Column, groups: _Groups) -> bool:
        """Tell whether another column says which group a row is of: a unit, what is counted."""
        texts = [c for c in self.table.columns if c.kind in {Kind.TEXT, Kind.CODE}]
        upper = f"{_bin(quote(column.name))} >= {groups.begins}"
        for name in (quote(one.name) for one in texts):
            row = self.engine.sql(
                f"select count(*), sum(many), bool_or(below and above) from"
                f" (select {name}, count(*) as many, bool_or({upper}) as above,"
                f" bool_or(not {upper}) as below from {quote(self.table.name)}"
                f" where {quote(column.name)} <> 0 group by {name})"
            ).fetchone()
            if row and 2 * row[0] <= row[1] and not row[2]:
                return True
        return False

    def _told(self, column: Column, groups: _Groups) -> Finding:
        name = quote(column.name)
        fewer_above = groups.upper <= groups.lower
        side = ">=" if fewer_above else "<"
        rows = self.engine.sql(
            f"select line, {name}::varchar from {quote(self.table.name)}"
            f" where {name} <> 0 and {_bin(name)} {side} {groups.begins}"
            f" order by line limit {LINES_SHOWN}"
        ).fetchall()
        fewer = min(groups.lower, groups.upper)
        sure = fewer >= _FEWER_SURE and groups.lower + groups.upper >= _ROWS_SURE
        return Finding(
            "amounts_are_in_one_unit",
            Weight.WARN if sure else Weight.NOTE,
            say(
                "Amounts of column {column} stand in two groups, about a thousand times or a "
                "million times apart, with nothing between them: {found} and {count} in all are "
                "far from the others. Some may be in thousands or millions, and some not."
            ),
            {
                "column": column.name,
                "found": few(text for _, text in rows),
                "count": str(fewer),
            },
            say(
                "Look at these rows. Write all amounts of a column in one unit, and the unit in "
                "the column's name or its unit in the Table Schema."
            ),
            table=self.table.name,
            column=column.name,
            lines=tuple(line for line, _ in rows),
            cells=tuple(short(text) for _, text in rows),
            count=fewer,
            source=column.source,
        )


def _bin(name: str) -> str:
    return f"floor({_BINS} * log10(abs({name})::double))::integer"


def _groups(bins: Sequence[tuple[int, int]]) -> _Groups | None:
    """Part the amounts where a hundredfold is empty; None where there are not just two groups."""
    total = sum(many for _, many in bins)
    gaps = [above for (below, _), (above, _) in pairwise(bins) if above - below > _EMPTY]
    if total < _ROWS_LEAST or len(gaps) != 1:
        return None
    [begins] = gaps
    lower = [one for one in bins if one[0] < begins]
    upper = [one for one in bins if one[0] >= begins]
    apart = _middle(upper) - _middle(lower)
    spread = max(group[-1][0] - group[0][0] for group in (lower, upper))
    if spread > _SPREAD_MOST or all(abs(apart - far) > _NEARLY for far in _APART):
        return None
    return _Groups(begins, sum(m for _, m in lower), sum(m for _, m in upper))


def _middle(bins: Sequence[tuple[int, int]]) -> int:
    """Give the bin of the median."""
    half, seen = sum(many for _, many in bins) / 2, 0
    for one, many in bins:
        seen += many
        if seen >= half:
            return one
    return bins[-1][0]

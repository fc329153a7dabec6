"""What identifies persons, looked for in every cell of a staged table before anything is published.

Looking costs the most where there is nothing to find, so that it goes from the cheap to the dear: a
column whose longest cell is short holds no number of a person; one with few distinct values is
looked at once for each; only cells with a row of digits or an ``@`` are held to the patterns.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.validate.cells import Cell
from pendopo.stages.validate.typed import COLUMNS_AT_ONCE
from pendopo.standards.identity import Pattern, checks
from pendopo.store.engine import literal, quote
from pendopo.terms.column import Column, Kind, Table

# The shortest number of a person that has a form of its own: E.164 with a plus and eight digits.
_DIGITS_LEAST = 8
_LETTERS_LEAST = 6
_DIGITS = f"[0-9](?:[ .()/-]{{0,2}}[0-9]){{{_DIGITS_LEAST - 1}}}"
# In a column of amounts only numbers as long as a NIK are none.
_LEAST = {Kind.INTEGER: _DIGITS_LEAST, Kind.DECIMAL: 15, Kind.MONEY: 15}
_ROWS_SAMPLED = 20_000
_DISTINCT_SHARE = 20
# Five times as many as chance would have it are no chance.
TIMES_CHANCE = 5.0
_CELLS_SHOWN = 20
_LETTERS_SHOWN = 2
_HIDDEN = "•"
_LETTERS_MOST = 18
HITS = "cells of persons"
_LOOKED_AT = "columns looked through"
_CELLS = "cells looked through"
_LOOKED_FOR = frozenset({Kind.TEXT, Kind.CODE, Kind.JSON, Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
# What a standard asks to be published of a contact point.
CONTACTS = frozenset({"email", "phone", "phone-id"})


@dataclass(frozen=True, slots=True)
class Found:
    """What a column holds of persons.

    :param labels: what it is called
    :param patterns: the patterns it was told by
    :param lines: the first rows
    :param cells: what was found in them, all but its first letters hidden
    :param count: how many rows
    """

    column: str
    labels: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    lines: tuple[int, ...]
    cells: tuple[str, ...]
    count: int


def hide(text: str) -> str:
    """Hide all but the first two letters: enough for the cell, too little for the person."""
    kept = text[:_LETTERS_SHOWN] if len(text) > 2 * _LETTERS_SHOWN else ""
    return kept + _HIDDEN * min(len(text) - len(kept), _LETTERS_MOST)


def prepare(engine: duckdb.DuckDBPyConnection) -> None:
    """Give the engine the checks, and a table for what is found."""
    engine.execute(checks())
    engine.execute(
        f'create or replace temp table {quote(HITS)} (place integer, pattern integer, "table" text,'
        f" line bigint, found text, x text)"
    )


class Persons:
    """Looks through one staged table.

    :param table: as typed
    :param text: its rows, in text
    """

    def __init__(
        self,
        engine: duckdb.DuckDBPyConnection,
        patterns: Sequence[Pattern],
        table: Table,
        text: pa.Table,
    ) -> None:
        self._engine = engine
        self._patterns = patterns
        self._table = table
        self._text = text
        self._named = {
            column.name: [n for n, pattern in enumerate(patterns) if pattern.names(column.name)]
            for column in table.columns
        }

    def found(self) -> tuple[Found, ...]:
        """Give the columns that hold what identifies persons."""
        if not self._patterns or not self._text.num_rows:
            return ()
        self._engine.register(_LOOKED_AT, self._text)
        suspect = set(self._suspects())
        told: dict[str, list[int]] = {}
        for place, column in enumerate(self._table.columns):
            numbers = self._told(place, column, column.name in suspect)
            if numbers:
                told[column.name] = numbers
        self._add_beside(told)
        findings = tuple(
            self._summed(place, column, told[column.name])
            for place, column in enumerate(self._table.columns)
            if column.name in told
        )
        self._engine.unregister(_LOOKED_AT)
        return findings

    def _suspects(self) -> Iterable[str]:
        """Give the columns in which a cell has a row of digits or an ``@``."""
        for column in self._table.columns:
            if column.kind in _LOOKED_FOR and self._may_hold(column):
                yield column.name

    def _may_hold(self, column: Column) -> bool:
        cells = self._text.column(column.name)
        longest = pc.max(pc.binary_length(cells)).as_py() or 0
        if longest < _LEAST.get(column.kind, _LETTERS_LEAST):
            return False
        sample = cells.slice(0, _ROWS_SAMPLED)
        if pc.count_distinct(sample).as_py() * _DISTINCT_SHARE < len(sample):
            cells = pc.unique(cells)
        self._engine.register(_CELLS, pa.table({"cell": cells}))
        which = "contains(cell, '@')"
        if longest >= _DIGITS_LEAST:
            which += f" or regexp_matches(cell, {literal(_DIGITS)})"
        [held] = self._row(f"select count(*) from {quote(_CELLS)} where {which}")
        self._engine.unregister(_CELLS)
        return held > 0

    def _told(self, place: int, column: Column, suspect: bool) -> list[int]:  # noqa: FBT001
        """Gather the cells of a column that any pattern finds; give the patterns that did."""
        told: list[int] = []
        named = self._named[column.name]
        possible = self._possible(column) if suspect else ()
        # Those that its name tells come first: what they find is not taken for something else.
        for number in (*named, *(n for n in possible if n not in named)):
            pattern = self._patterns[number]
            if pattern.beside or (column.contacts and pattern.name in CONTACTS):
                continue
            if number in named:
                self._gather_named(place, number, column)
                found = bool(self._hits(place, number))
            else:
                found = not (told and pattern.chance) and self._gather(place, number, column)
            if found:
                told.append(number)
        return told

    def _possible(self, column: Column) -> list[int]:
        cells = f"select {quote(column.name)} as cell from {quote(_LOOKED_AT)}"
        return possible(self._engine, cells, self._patterns)

    def _gather(self, place: int, number: int, column: Column) -> bool:
        """Gather what has a pattern's form; forget it when chance alone explains it."""
        pattern = self._patterns[number]
        found = candidates(
            f"select line, {quote(column.name)} as cell, {self._beside(pattern, column)} as company"
            f" from {quote(_LOOKED_AT)}",
            pattern,
        )
        shaped, passed = self._row(f"select count(*), count(*) filter (passes) from ({found})")
        if not passed or passed < TIMES_CHANCE * pattern.chance * shaped:
            return False
        self._keep(place, number, f"select line, found, x from ({found}) where passes and not kept")
        return bool(self._hits(place, number))

    def _gather_named(self, place: int, number: int, column: Column) -> None:
        """Gather the cells of a column whose name says what it holds."""
        pattern = self._patterns[number]
        cells = (
            f"select line, {quote(column.name)} as cell, {self._beside(pattern, column)} as company"
            f" from {quote(_LOOKED_AT)} where not {Cell(column, trimmed=True).missing}"
        )
        if pattern.form:
            found = f"select * from ({candidates(cells, pattern)}) where not kept"
        elif pattern.named:
            found = (
                f"select line, trim(cell) as found, {stripped('cell', pattern)} as x from ({cells})"
                f" where regexp_full_match(trim(cell), {literal(pattern.named)})"
            )
        else:
            found = f"select line, cell as found, cell as x from ({cells})"
        self._keep(place, number, f"select line, found, x from ({found})")

    def _add_beside(self, told: dict[str, list[int]]) -> None:
        """In a table of persons, also tell of names and addresses."""
        if not told:
            return
        for place, column in enumerate(self._table.columns):
            for number in self._named[column.name]:
                if self._patterns[number].beside and column.name not in told:
                    self._gather_named(place, number, column)
                    if self._hits(place, number):
                        told[column.name] = [number]

    def _beside(self, pattern: Pattern, column: Column) -> str:
        """Whether another text of the row shows that the number is no person's."""
        if not pattern.keep_beside:
            return "false"
        texts = [c for c in self._table.columns if c.kind is Kind.TEXT and c.name != column.name]
        return _any_like(pattern, [c.name for c in texts[:COLUMNS_AT_ONCE]])

    def _summed(self, place: int, column: Column, numbers: Sequence[int]) -> Found:
        where = f"place = {place} and {self._of_table()}"
        rows = self._engine.sql(
            f"select line, min(found) from {quote(HITS)} where {where}"
            f" group by line order by line limit {_CELLS_SHOWN}"
        ).fetchall()
        count = self._row(f"select count(distinct line) from {quote(HITS)} where {where}")[0]
        patterns = tuple(self._patterns[number] for number in numbers)
        return Found(
            column.name,
            tuple(dict.fromkeys(pattern.label for pattern in patterns)),
            patterns,
            tuple(line for line, _ in rows),
            tuple(hide(found or "") for _, found in rows),
            int(count),
        )

    def _keep(self, place: int, number: int, rows: str) -> None:
        self._engine.execute(
            f"insert into {quote(HITS)} select {place}, {number}, {literal(self._table.name)},"
            f" line, found, x from ({rows})"
        )

    def _hits(self, place: int, number: int) -> int:
        where = f"place = {place} and pattern = {number} and {self._of_table()}"
        return int(self._row(f"select count(*) from {quote(HITS)} where {where}")[0])

    def _of_table(self) -> str:
        return f'"table" = {literal(self._table.name)}'

    def _row(self, sql: str) -> tuple[int, ...]:
        return self._engine.sql(sql).fetchone() or (0,)


def possible(
    engine: duckdb.DuckDBPyConnection, cells: str, patterns: Sequence[Pattern]
) -> list[int]:
    """Give the places of the patterns whose form stands in any cell, in one look.

    :param cells: a SELECT of ``cell``
    """
    formed = [n for n, pattern in enumerate(patterns) if pattern.form]
    if not formed:
        return []
    asked = ", ".join(f"bool_or({holds(patterns[n])})" for n in formed)
    row = engine.sql(f"select {asked} from ({cells})").fetchone() or ()
    return [number for number, found in zip(formed, row, strict=True) if found]


def candidates(cells: str, pattern: Pattern) -> str:
    """Give the SELECT of what has a pattern's form in some cells.

    :param cells: a SELECT of ``line``, ``cell`` and ``company``
    :returns: one of ``line``, ``found``, ``x`` (without separators), ``passes``, ``kept``
    """
    guarded = literal(_guarded(pattern))
    return (
        f"select line, found, x, coalesce({pattern.check or 'true'}, false) as passes,"
        f" company or coalesce({pattern.keep or 'false'}, false) as kept from ("
        f"select line, company, found, {stripped('found', pattern)} as x from ("
        f"select line, company, unnest(regexp_extract_all(cell, {guarded})) as found"
        f" from ({cells}) where {holds(pattern)}"
        f") where regexp_full_match(found, {literal(pattern.form)}))"
    )


def holds(pattern: Pattern) -> str:
    """Give the SQL that is true of a ``cell`` with the form anywhere; the cheap test first."""
    need = f"contains(cell, {literal(pattern.needs)}) and " if pattern.needs else ""
    return f"coalesce({need}regexp_matches(cell, {literal(_guarded(pattern))}), false)"


def stripped(text: str, pattern: Pattern) -> str:
    """Give the SQL of a text without white space around it and separators in it."""
    if not pattern.separators:
        return f"trim({text})"
    return f"translate(trim({text}), {literal(pattern.separators)}, '')"


def no_persons(pattern: Pattern, text: str, beside: Sequence[str]) -> str:
    """Give the SQL that is true of a cell whose number is known to be no person's.

    :param beside: the columns of text beside it
    """
    said = [_any_like(pattern, beside)] if pattern.keep_beside else []
    if pattern.keep:
        whole = f"regexp_full_match(trim({text}), {literal(pattern.form)})"
        said.append(
            f"({whole} and coalesce((select {pattern.keep} from"
            f" (select {stripped(text, pattern)} as x)), false))"
        )
    return f"({' or '.join(said)})" if said else "false"


def _any_like(pattern: Pattern, columns: Sequence[str]) -> str:
    like = [
        f"coalesce(regexp_matches({quote(name)}::varchar, {literal(pattern.keep_beside)}), false)"
        for name in columns
    ]
    return f"({' or '.join(like)})" if like else "false"


def _guarded(pattern: Pattern) -> str:
    """Give the form with what would make it part of something longer, a decimal for one.

    What is found with more than the form around it is then no match of the form alone.
    """
    if pattern.needs:
        return pattern.form
    before = "" if pattern.form.startswith(r"\+") else r"(?:[0-9]{0,9}[.,])?\b"
    return rf"{before}(?:{pattern.form})\b(?:[.,][0-9]{{1,14}}\b)?"

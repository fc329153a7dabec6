"""The constraints of a declared table, as questions to its typed rows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb

from pendopo.stages.validate.cells import Cell
from pendopo.stages.validate.sentences import few
from pendopo.stages.validate.typed import COLUMNS_AT_ONCE, LINES_SHOWN
from pendopo.store.engine import literal, quote
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.YEAR})
_ORDERED = _NUMBERS | {Kind.DATE, Kind.DATETIME}
_CELLS_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class _Constraint:
    """One thing asked of a column.

    :param broken: SQL that is true of a row that does not keep it
    """

    rule: str
    column: Column
    broken: str
    message: str
    write: str
    asked: str


class ConstraintError(ValueError):
    """A constraint that the engine or the column's kind cannot follow."""


class Constraints:
    """Holds a typed table to what is declared of it.

    :param typed: the name the typed table goes by in the engine
    """

    def __init__(self, engine: duckdb.DuckDBPyConnection, table: Table, typed: str) -> None:
        self._engine = engine
        self._table = table
        self._typed = quote(typed)

    def findings(self) -> Iterator[Finding]:
        """Give one finding for each constraint that rows break."""
        asked: list[_Constraint] = []
        for column in self._table.columns:
            for make in (self._one_of, self._minimum, self._maximum, self._pattern):
                try:
                    asked += make(column)
                except ConstraintError as error:
                    yield self._unreadable(column, str(error))
        for first in range(0, len(asked), COLUMNS_AT_ONCE):
            yield from self._broken(asked[first : first + COLUMNS_AT_ONCE])
        yield from self._repeated()

    def _broken(self, asked: list[_Constraint]) -> Iterator[Finding]:
        counts = ", ".join(f"count(*) filter ({one.broken})" for one in asked)
        row = self._engine.sql(f"select {counts} from {self._typed}").fetchone() or ()
        for one, count in zip(asked, row, strict=True):
            if count:
                yield self._finding(one, count)

    def _finding(self, one: _Constraint, count: int) -> Finding:
        rows = self._rows(quote(one.column.name), one.broken)
        return Finding(
            one.rule,
            Weight.STOP,
            one.message,
            {
                "column": one.column.name,
                "found": few(text for _, text in rows),
                "asked": one.asked,
            },
            one.write,
            table=self._table.name,
            column=one.column.name,
            lines=tuple(line for line, _ in rows[:LINES_SHOWN]),
            count=count,
            source=one.column.source,
        )

    def _rows(self, shown: str, where: str) -> list[tuple[int, str]]:
        return self._engine.sql(
            f"select line, ({shown})::varchar from {self._typed}"
            f" where {where} order by line limit {_CELLS_LOOKED_AT}"
        ).fetchall()

    def _one_of(self, column: Column) -> Iterator[_Constraint]:
        if column.one_of:
            values = ", ".join(self._bound(column, text) for text in column.one_of)
            yield _Constraint(
                "cell_is_in_the_list",
                column,
                f"{quote(column.name)} not in ({values})",
                say("Column {column} holds what is not in its list of values: {found}."),
                say("Write one of these: {asked}."),
                ", ".join(column.one_of),
            )

    def _minimum(self, column: Column) -> Iterator[_Constraint]:
        if column.minimum:
            yield _Constraint(
                "cell_reaches_the_minimum",
                column,
                f"{quote(column.name)} < {self._limit(column, column.minimum)}",
                say("Column {column} goes below {asked}: {found}."),
                say("Write {asked} or more."),
                column.minimum,
            )

    def _maximum(self, column: Column) -> Iterator[_Constraint]:
        if column.maximum:
            yield _Constraint(
                "cell_keeps_to_the_maximum",
                column,
                f"{quote(column.name)} > {self._limit(column, column.maximum)}",
                say("Column {column} goes above {asked}: {found}."),
                say("Write {asked} or less."),
                column.maximum,
            )

    def _pattern(self, column: Column) -> Iterator[_Constraint]:
        if not column.pattern:
            return
        try:
            self._engine.sql(f"select regexp_full_match('', {literal(column.pattern)})").fetchone()
        except duckdb.Error as error:
            raise ConstraintError(f"{column.pattern}") from error
        yield _Constraint(
            "cell_matches_the_pattern",
            column,
            f"not regexp_full_match({quote(column.name)}::varchar, {literal(column.pattern)})",
            say("Column {column} holds what does not have its form: {found}."),
            say("Write it so that it matches {asked}."),
            column.pattern,
        )

    def _limit(self, column: Column, text: str) -> str:
        if column.kind not in _ORDERED:
            raise ConstraintError(text)
        return self._bound(column, text)

    def _bound(self, column: Column, text: str) -> str:
        """Write a constraint's value in SQL, exactly: as a cell of the column would be typed.

        :raises ConstraintError: for a text that is none of the column's values
        """
        # A limit may be finer than the cells: a share of an amount's smallest part.
        kind = Kind.DECIMAL if column.kind in _NUMBERS else column.kind
        column = replace(column, kind=kind, missing=())
        for form in (replace(column, decimal_mark=".", group_mark="", date_format=""), column):
            cell = Cell(form)
            shown = cell.number if kind is Kind.DECIMAL else f"({cell.value})"
            found = self._engine.sql(
                f"select {cell.fits}, {shown}::varchar"
                f" from (select {literal(text)} as {quote(column.name)})"
            ).fetchone()
            if found and found[0]:
                return found[1] if kind is Kind.DECIMAL else f"{literal(found[1])}::{cell.type}"
        raise ConstraintError(text)

    def _repeated(self) -> Iterator[Finding]:
        keys = [(self._table.key, "key_names_one_row")] if self._table.key else []
        keys += [
            ((column.name,), "cell_is_unique")
            for column in self._table.columns
            if column.unique and (column.name,) != self._table.key
        ]
        for names, rule in keys:
            finding = self._repeats(names, rule)
            if finding:
                yield finding

    def _repeats(self, names: tuple[str, ...], rule: str) -> Finding | None:
        columns = ", ".join(quote(name) for name in names)
        filled = " and ".join(f"{quote(name)} is not null" for name in names)
        counted = f"select {columns} from {self._typed} where {filled}"
        if not self._repeats_at_all(counted, columns):
            return None
        twice = f"{counted} group by {columns} having count(*) > 1"
        where = f"({columns}) in ({twice})"
        shown = f"concat_ws(' / ', {columns})"
        rows = self._rows(shown, where)
        count = self._engine.sql(f"select count(*) from {self._typed} where {where}").fetchone()
        return Finding(
            rule,
            Weight.STOP,
            say("More than one row has the same {column}: {found}."),
            {
                "column": ", ".join(names),
                "found": few(text for _, text in rows),
            },
            say("Leave one row for each value, or correct the value that is wrong."),
            table=self._table.name,
            column=names[0] if len(names) == 1 else "",
            lines=tuple(line for line, _ in rows[:LINES_SHOWN]),
            count=count[0] if count else 0,
        )

    def _repeats_at_all(self, counted: str, columns: str) -> bool:
        value = columns if "," not in columns else f"({columns})"
        found = self._engine.sql(f"select count(*) <> count(distinct {value}) from ({counted})")
        return found.fetchone() == (True,)

    def _unreadable(self, column: Column, found: str) -> Finding:
        return Finding(
            "schema_is_readable",
            Weight.STOP,
            say(
                "A constraint of column {column} is {found}, which is no value the column can have."
            ),
            {"column": column.name, "found": found},
            say("Write it in the schema as a cell of the column would be written."),
            table=self._table.name,
            column=column.name,
        )

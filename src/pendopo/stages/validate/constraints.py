"""The constraints of a declared table, as questions to its typed rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from pathlib import Path

import duckdb

from pendopo.stages.validate.cells import Cell
from pendopo.stages.validate.sentences import few, short
from pendopo.stages.validate.typed import COLUMNS_AT_ONCE
from pendopo.store.engine import file_list, literal, quote
from pendopo.terms.column import (
    ANY_SCHEME,
    FORMS,
    PLACE_CODE,
    PLACE_SCHEME,
    PLACES,
    Column,
    ForeignKey,
    Kind,
    Table,
)
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.patterned import texts_of
from pendopo.terms.wording import say

_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.YEAR})
_NUMBER_TYPES = ("DECIMAL", "BIGINT", "SMALLINT")
_ORDERED = _NUMBERS | {Kind.DATE, Kind.DATETIME}
_CELLS_LOOKED_AT = 200
_EXAMPLES_TRIED = 5


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
    example: str = ""


# What a form asks of a text or of a JSON value, in SQL; {} stands for the cell.
_FORMS = {
    "time": "regexp_full_match({}, '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]')",
    "yearmonth": "regexp_full_match({}, '[0-9]{4}-(0[1-9]|1[0-2])')",
    # ISO 8601, 5.5.2.2: a P, then at least one part.
    "duration": "regexp_full_match({}, '-?P([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?"
    "(T([0-9]+H)?([0-9]+M)?([0-9]+([.][0-9]+)?S)?)?') and regexp_matches({}, '[0-9][A-Z]$')",
    "geopoint": "regexp_full_match({}, '-?[0-9]+([.][0-9]+)?, ?-?[0-9]+([.][0-9]+)?')"
    " and abs(try_cast(split_part({}, ',', 1) as double)) <= 180"
    " and abs(try_cast(trim(split_part({}, ',', 2)) as double)) <= 90",
    # HTML, 4.10.5.1.5: valid e-mail address, with at least one point behind the @.
    "email": "regexp_full_match({}, '[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]+@[A-Za-z0-9-]+"
    "([.][A-Za-z0-9-]+)+')",
    # RFC 3986, 4.3, and no character that may not stand in one.
    "uri": "regexp_full_match({}, '[A-Za-z][A-Za-z0-9+.-]*:"
    "[A-Za-z0-9:/?#@!$&''()*+,;=._~%\\[\\]-]+')",
    "uuid": "regexp_full_match({}, '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}')",
    # RFC 4648, 4.
    "binary": "regexp_full_match({}, '([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?')",
    "object": "json_type({}) = 'OBJECT'",
    "array": "json_type({}) = 'ARRAY'",
    # RFC 7946, 1.4.
    "geojson": "json_extract_string({}, '$.type') in ('Point', 'MultiPoint', 'LineString',"
    " 'MultiLineString', 'Polygon', 'MultiPolygon', 'GeometryCollection', 'Feature',"
    " 'FeatureCollection')",
}


class ConstraintError(ValueError):
    """A constraint that the engine or the column's kind cannot follow."""


class Constraints:
    """Holds a typed table to what is declared of it.

    :param references: the Parquet files of the published tables that foreign keys speak of, by
        ``register/table``
    """

    def __init__(
        self,
        engine: duckdb.DuckDBPyConnection,
        table: Table,
        references: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._engine = engine
        self._table = table
        self._typed = quote(table.name)
        self._references = references or {}

    def findings(self) -> Iterator[Finding]:
        """Give one finding for each constraint that rows break."""
        asked: list[_Constraint] = []
        for column in self._table.columns:
            for make in (self._one_of, self._limits, self._lengths, self._form, self._pattern):
                try:
                    asked += make(column)
                except ConstraintError as error:
                    yield self._unreadable(column, str(error))
        for first in range(0, len(asked), COLUMNS_AT_ONCE):
            yield from self._broken(asked[first : first + COLUMNS_AT_ONCE])
        yield from self._repeated()
        for key in self._table.foreign:
            yield from self._dangling(key)
        for column in self._table.columns:
            if column.place:
                yield from self._unlisted(column)

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
            }
            | ({"kind": one.column.form} if "{kind}" in one.message else {})
            | ({"example": one.example} if one.example else {}),
            one.write,
            table=self._table.name,
            column=one.column.name,
            lines=tuple(line for line, _ in rows[:LINES_SHOWN]),
            cells=tuple(short(text) for _, text in rows[:LINES_SHOWN]),
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

    def _limits(self, column: Column) -> Iterator[_Constraint]:
        for rule, sign, text, message, write in (
            (
                "cell_reaches_the_minimum",
                "<",
                column.minimum,
                say("Column {column} goes below {asked}: {found}."),
                say("Write {asked} or more."),
            ),
            (
                "cell_keeps_to_the_maximum",
                ">",
                column.maximum,
                say("Column {column} goes above {asked}: {found}."),
                say("Write {asked} or less."),
            ),
            (
                "cell_reaches_the_minimum",
                "<=",
                column.above,
                say("Column {column} does not go above {asked}: {found}."),
                say("Write more than {asked}."),
            ),
            (
                "cell_keeps_to_the_maximum",
                ">=",
                column.below,
                say("Column {column} does not stay below {asked}: {found}."),
                say("Write less than {asked}."),
            ),
        ):
            if text:
                broken = f"{quote(column.name)} {sign} {self._limit(column, text)}"
                yield _Constraint(rule, column, broken, message, write, text)

    def _lengths(self, column: Column) -> Iterator[_Constraint]:
        if column.shortest:
            yield _Constraint(
                "cell_is_long_enough",
                column,
                f"length({quote(column.name)}) < {column.shortest}",
                say("Column {column} holds texts of fewer than {asked} characters: {found}."),
                say("Write at least {asked} characters."),
                str(column.shortest),
            )
        if column.longest:
            yield _Constraint(
                "cell_is_short_enough",
                column,
                f"length({quote(column.name)}) > {column.longest}",
                say("Column {column} holds texts of more than {asked} characters: {found}."),
                say("Write at most {asked} characters."),
                str(column.longest),
            )

    def _form(self, column: Column) -> Iterator[_Constraint]:
        if column.form:
            name = quote(column.name)
            yield _Constraint(
                "cell_has_its_form",
                column,
                f"not coalesce({_FORMS[column.form].replace('{}', name)}, false)"
                f" and {name} is not null",
                say("Column {column} holds what is no {kind}: {found}."),
                say("Write it like this: {asked}."),
                FORMS[column.form],
            )

    def _pattern(self, column: Column) -> Iterator[_Constraint]:
        if not column.pattern:
            return
        try:
            self._engine.sql(f"select regexp_full_match('', {literal(column.pattern)})").fetchone()
        except duckdb.Error as error:
            raise ConstraintError(f"{column.pattern}") from error
        example = self._example(column.pattern)
        yield _Constraint(
            "cell_matches_the_pattern",
            column,
            f"not regexp_full_match({quote(column.name)}::varchar, {literal(column.pattern)})",
            say("Column {column} holds what does not have its form: {found}."),
            say("Write it so that it matches {asked}, such as {example}.")
            if example
            else say("Write it so that it matches {asked}."),
            column.pattern,
            example,
        )

    def _example(self, pattern: str) -> str:
        """Make a text that a pattern matches; empty where none is found."""
        for text in islice(texts_of(pattern, 1), _EXAMPLES_TRIED):
            same = f"select regexp_full_match({literal(text)}, {literal(pattern)})"
            if text and self._engine.sql(same).fetchone() == (True,):
                return text
        return ""

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
        plain = replace(column, decimal_mark=".", group_mark="", date_format="")
        for form in (plain, column):
            cell = Cell(form)
            shown = cell.number if kind is Kind.DECIMAL else f"({cell.value})"
            found = self._engine.sql(
                f"select {cell.fits}, {shown}::varchar"
                f" from (select {literal(text)} as {quote(column.name)})"
            ).fetchone()
            if found and found[0]:
                if kind is Kind.DECIMAL:
                    return f"{Decimal(found[1]).scaleb(cell.shift):f}"
                return f"{literal(found[1])}::{cell.type}"
        raise ConstraintError(text)

    def _repeated(self) -> Iterator[Finding]:
        keys = [(self._table.key, "key_names_one_row")] if self._table.key else []
        keys += [
            ((column.name,), "cell_is_unique")
            for column in self._table.columns
            if column.unique and (column.name,) != self._table.key
        ]
        keys += [(names, "rows_are_unique") for names in self._table.unique]
        for names, rule in keys:
            finding = self._repeats(names, rule)
            if finding:
                yield finding

    def _repeats(self, names: tuple[str, ...], rule: str) -> Finding | None:
        columns = ", ".join(quote(name) for name in names)
        counted = f"select {columns} from {self._typed} where {_filled(names)}"
        if not self._repeats_at_all(counted, columns):
            return None
        twice = f"{counted} group by {columns} having count(*) > 1"
        finding = Finding(
            rule,
            Weight.STOP,
            say("More than one row has the same {column}: {found}."),
            write=say("Leave one row for each value, or correct the value that is wrong."),
        )
        return self._with_rows(finding, names, f"({columns}) in ({twice})")

    def _with_rows(self, finding: Finding, names: Sequence[str], where: str) -> Finding | None:
        """Add to a finding about columns the rows that it is about; None when there are none."""
        rows = self._rows(f"concat_ws(' / ', {', '.join(map(quote, names))})", where)
        if not rows:
            return None
        count = self._engine.sql(f"select count(*) from {self._typed} where {where}").fetchone()
        alone = len(names) == 1
        return replace(
            finding,
            values={
                **finding.values,
                "column": ", ".join(names),
                "found": few(text for _, text in rows),
            },
            table=self._table.name,
            column=names[0] if alone else "",
            lines=tuple(line for line, _ in rows[:LINES_SHOWN]),
            cells=tuple(short(text) for _, text in rows[:LINES_SHOWN]) if alone else (),
            count=count[0] if count else 0,
        )

    def _repeats_at_all(self, counted: str, columns: str) -> bool:
        value = columns if "," not in columns else f"({columns})"
        found = self._engine.sql(f"select count(*) <> count(distinct {value}) from ({counted})")
        return found.fetchone() == (True,)

    def _dangling(self, key: ForeignKey) -> Iterator[Finding]:
        """Tell of rows whose values the other table does not have."""
        source = self._source(key)
        if not source:
            yield self._no_table(key)
            return
        there = {
            name: str(kind)
            for name, kind, *_ in self._engine.sql(f"describe select * from {source}").fetchall()
        }
        if not set(there).issuperset(key.to):
            yield self._no_column(key, there)
            return
        here = {column.name: column.kind for column in self._table.columns}
        numbers = [
            here[ours] in _NUMBERS and there[theirs].startswith(_NUMBER_TYPES)
            for ours, theirs in zip(key.columns, key.to, strict=True)
        ]
        known = _texts(key.to, numbers)
        row = known if len(key.to) == 1 else f"row({known})"
        where = (
            f"{_filled(key.columns)} and ({_texts(key.columns, numbers)}) not in"
            f" (select {row} from {source} where {_filled(key.to)})"
        )
        finding = Finding(
            "cell_refers_to_a_row",
            Weight.STOP,
            say("Column {column} holds what {table} does not have in {to}: {found}."),
            {"table": key.table or self._table.name, "to": ", ".join(key.to)},
            say("Write a value that stands there; or publish the table that has it first."),
        )
        dangling = self._with_rows(finding, key.columns, where)
        if dangling:
            yield dangling

    def _unlisted(self, column: Column) -> Iterator[Finding]:
        """Tell of codes of places that no published list of that code system has."""
        source = self._references.get(PLACES)
        if not source:
            return  # nobody has published places: there is nothing to hold the codes to
        name = quote(column.name)
        known = f"select {PLACE_CODE} from read_parquet({file_list(map(Path, source))})"
        any_of_them = column.place == ANY_SCHEME
        of = "" if any_of_them else f" where {PLACE_SCHEME} = {literal(column.place)}"
        found = self._with_rows(
            Finding(
                "place_is_listed",
                Weight.WARN,
                say("Column {column} holds what no list of places has: {found}.")
                if any_of_them
                else say("Column {column} holds what no list of places of {scheme} has: {found}."),
                {} if any_of_them else {"scheme": column.place},
                say("Mend the code; or publish the list of places that has it."),
            ),
            (column.name,),
            f"{name} is not null and {name} not in ({known}{of})",
        )
        if found:
            yield found

    def _source(self, key: ForeignKey) -> str:
        """Give the table that a foreign key speaks of, in SQL; empty where there is none."""
        if not key.table:
            return self._typed
        paths = self._references.get(key.table)
        return f"read_parquet({file_list(map(Path, paths))})" if paths else ""

    def _no_table(self, key: ForeignKey) -> Finding:
        return Finding(
            "schema_is_readable",
            Weight.STOP,
            say("A foreign key speaks of {table}, and no table of that name can be looked into."),
            {"table": key.table},
            say(
                "Write a table as its address names it, register/table, such as "
                "contracts/contracts; or publish it first. Or leave the foreign key out."
            ),
            table=self._table.name,
        )

    def _no_column(self, key: ForeignKey, there: Iterable[str]) -> Finding:
        ours = {"line", "filename"}
        return Finding(
            "schema_is_readable",
            Weight.STOP,
            say("A foreign key speaks of {to} in {table}, which has no such column."),
            {
                "to": ", ".join(key.to),
                "table": key.table,
                "known": ", ".join(sorted(set(there) - ours)),
            },
            say("Write one of its columns: {known}."),
            table=self._table.name,
        )

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


def _filled(names: Sequence[str]) -> str:
    """Write that all of some cells have a value."""
    return " and ".join(f"{quote(name)} is not null" for name in names)


def _texts(names: Sequence[str], numbers: Sequence[bool]) -> str:
    """Write cells as texts to be compared, numbers so that equal ones are the same: 1.50, 1.5."""
    texts = [
        (f"{quote(name)}::varchar", number) for name, number in zip(names, numbers, strict=True)
    ]
    return ", ".join(
        f"case when contains({text}, '.') then rtrim(rtrim({text}, '0'), '.') else {text} end"
        if number
        else text
        for text, number in texts
    )

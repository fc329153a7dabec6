"""Reading a published table: filtered, sorted, paged, counted, and written out."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote as percent
from urllib.parse import unquote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pa_parquet

from pendopo.published.tables import Part, PublishedTable
from pendopo.store.engine import connect, file_list, quote
from pendopo.terms.column import Column, Kind
from pendopo.terms.wording import fill, say

OPERATORS = ("eq", "ne", "gte", "lte", "contains", "empty")
_SQL = {"eq": "=", "ne": "is distinct from", "gte": ">=", "lte": "<="}
_WORDS = frozenset({Kind.TEXT, Kind.CODE, Kind.JSON})
_BATCH_ROWS = 10_000
_BLOCK = 1 << 16
# Each word is looked for in every text column: with hundreds one reader would keep all waiting.
WORDS_MOST, FILTERS_MOST = 10, 20
_LOOK_MB = 256
# An ORDER BY sees a name given here before a column of that name, so it is no column's name.
_ROW = quote("whole row")

Cell = str | int | Decimal | date | datetime | bool | None


class QueryError(ValueError):
    """A query that cannot be asked: the parameter, what was found, what to write.

    :param message: English, marked with ``say``, its values in ``{placeholders}``
    """

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(fill(message, values))
        self.message = message
        self.values = values


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on one column.

    :param op: one of ``OPERATORS``; ``empty`` takes ``yes`` or ``no``
    """

    column: str
    op: str
    value: str


@dataclass(frozen=True, slots=True)
class Query:
    """Which rows, and in which order.

    :param search: words looked for in every text column
    :param sort: a column's name; empty for the table's own order
    """

    filters: tuple[Filter, ...] = ()
    search: str = ""
    sort: str = ""
    descending: bool = False


ALL = Query()


class Reader:
    """A published table, opened for reading.

    :param cursor: gives a fresh cursor on the serving file for each question
    """

    def __init__(
        self, table: PublishedTable, cursor: Callable[[], duckdb.DuckDBPyConnection]
    ) -> None:
        self.table = table
        self._cursor = cursor
        self._columns = {column.name: column for column in table.columns}

    def count(self, query: Query = ALL) -> int:
        """How many rows match."""
        where, values = self._where(query)
        [[count]] = self._rows(f"select count(*) from {self._name}{where}", values)
        return int(count)

    def page(self, query: Query, offset: int, limit: int) -> list[dict[str, Cell]]:
        """Give some of the matching rows, each as column name to value."""
        where, values = self._where(query)
        rows = self._rows(
            f"select {self._list} from {self._name}{where}{self._order(query)} limit ? offset ?",
            [*values, limit, offset],
        )
        return [dict(zip(self._columns, row, strict=True)) for row in rows]

    def facet(self, query: Query, column: str, limit: int) -> list[tuple[Cell, int]]:
        """Count the matching rows by a column's values, most first.

        :raises QueryError: when the table has no such column
        """
        self._column(column, column)
        where, values = self._where(query)
        rows = self._rows(
            f"select {quote(column)} as value, count(*) as rows from {self._name}{where}"
            f" group by value order by rows desc, value nulls last limit ?",
            [*values, limit],
        )
        return [(value, int(count)) for value, count in rows]

    def distinct(self, column: str) -> int:
        """How many different values a column has, roughly."""
        self._column(column, column)
        [[count]] = self._rows(f"select count(distinct {quote(column)}) from {self._name}", [])
        return int(count)

    def sum(self, query: Query, column: str) -> Decimal | None:
        """Add up a column over the matching rows, exactly; None where no row has a value."""
        self._column(column, column)
        where, values = self._where(query)
        [[total]] = self._rows(f"select sum({quote(column)}) from {self._name}{where}", values)
        return None if total is None else Decimal(total)

    def row_id(self, row: Mapping[str, Cell]) -> str:
        """Give the name of a row: its key in a folded table, else its entry and file row."""
        if self.table.folded and self.table.table.key:
            return "~".join(percent(str(row[name]), safe="") for name in self.table.table.key)
        return f"{row['entry']}.{row['line']}"

    def row(self, row_id: str) -> dict[str, Cell] | None:
        """Give the row of that name, or None."""
        names: Sequence[str] = ("entry", "line")
        parts = row_id.split(".")
        if self.table.folded and self.table.table.key:
            names, parts = self.table.table.key, [unquote(part) for part in row_id.split("~")]
        if len(parts) != len(names):
            return None
        try:
            found = self.page(Query(tuple(map(_equal, names, parts))), 0, 1)
        except QueryError:
            return None
        return found[0] if found else None

    def batches(self, query: Query = ALL) -> pa.RecordBatchReader:
        """Stream the matching rows as Arrow batches, typed as published."""
        where, values = self._where(query)
        return (
            self._cursor()
            .execute(f"select {self._list} from {self._name}{where}{self._order(query)}", values)
            .to_arrow_reader(_BATCH_ROWS)
        )

    def csv(self, query: Query = ALL) -> Iterator[bytes]:
        """Stream the matching rows as CSV: UTF-8, RFC 4180, an empty cell for no value."""
        where, values = self._where(query)
        cells = " || ',' || ".join(_as_csv(column) for column in self.table.columns)
        yield (",".join(_csv_cell(name) for name in self._columns) + "\r\n").encode()
        reader = (
            self._cursor()
            .execute(
                f"select {cells} as {_ROW} from {self._name}{where}{self._order(query)}", values
            )
            .to_arrow_reader(_BATCH_ROWS)
        )
        for batch in reader:
            yield "".join(f"{row}\r\n" for row in batch.column(0).to_pylist()).encode()

    def json(self, query: Query = ALL) -> Iterator[bytes]:
        """Stream the matching rows as a JSON array of objects, one row a line."""
        where, values = self._where(query)
        pairs = ", ".join(f"{quote(name)} := {quote(name)}" for name in self._columns)
        reader = (
            self._cursor()
            .execute(
                f"select to_json(struct_pack({pairs}))::varchar as {_ROW}"
                f" from {self._name}{where}{self._order(query)}",
                values,
            )
            .to_arrow_reader(_BATCH_ROWS)
        )
        yield b"["
        between = "\n"
        for batch in reader:
            rows = batch.column(0).to_pylist()
            if rows:
                yield (between + ",\n".join(rows)).encode()
                between = ",\n"
        yield b"\n]\n"

    def parquet(self, query: Query = ALL) -> Iterator[bytes]:
        """Stream the matching rows as a Parquet file."""
        reader = self.batches(query)
        with tempfile.TemporaryFile() as file:
            with pa_parquet.ParquetWriter(file, reader.schema, compression="zstd") as writer:
                for batch in reader:
                    writer.write_batch(batch)
            file.seek(0)
            while block := file.read(_BLOCK):
                yield block

    @property
    def _name(self) -> str:
        return quote(self.table.table.name)

    @property
    def _list(self) -> str:
        return ", ".join(quote(name) for name in self._columns)

    def _rows(self, sql: str, values: Sequence[object]) -> list[list[Any]]:
        return [list(row) for row in self._cursor().execute(sql, list(values)).fetchall()]

    def _column(self, name: str, parameter: str) -> Column:
        if name not in self._columns:
            raise QueryError(
                say("{parameter}: the table has no column {found}; write one of {columns}"),
                parameter=parameter,
                found=repr(name),
                columns=", ".join(self._columns),
            )
        return self._columns[name]

    def _order(self, query: Query) -> str:
        own = self.table.table.key if self.table.folded else ()
        columns = [quote(name) for name in (*own, "entry", "line")]
        if query.sort:
            self._column(query.sort, "sort")
            direction = "desc" if query.descending else "asc"
            columns.insert(0, f"{quote(query.sort)} {direction} nulls last")
        return " order by " + ", ".join(columns)

    def _where(self, query: Query) -> tuple[str, list[object]]:
        conditions: list[str] = []
        values: list[object] = []
        for one in query.filters:
            condition, value = self._condition(one)
            conditions.append(condition)
            values += value
        words = [column for column in self.table.table.columns if column.kind in _WORDS]
        asked = list(dict.fromkeys(query.search.lower().split()))
        if len(asked) > WORDS_MOST or len(query.filters) > FILTERS_MOST:
            raise QueryError(
                say(
                    "This asks too much at once; write at most {words} words and {filters} filters"
                ),
                words=str(WORDS_MOST),
                filters=str(FILTERS_MOST),
            )
        for word in asked if words else ():
            conditions.append(
                "(" + " or ".join(f"contains(lower({quote(c.name)}), ?)" for c in words) + ")"
            )
            values += [word] * len(words)
        return (" where " + " and ".join(conditions) if conditions else ""), values

    def _condition(self, one: Filter) -> tuple[str, list[object]]:
        column = self._column(one.column, one.column)
        name = quote(one.column)
        parameter = one.column if one.op == "eq" else f"{one.column}__{one.op}"
        if one.op == "contains":
            return f"contains(lower({name}::varchar), ?)", [one.value.lower()]
        if one.op == "empty":
            if one.value not in {"yes", "no"}:
                raise QueryError(
                    say("{parameter} is {found}; write yes or no"),
                    parameter=parameter,
                    found=repr(one.value),
                )
            return f"{name} is {'not ' * (one.value == 'no')}null", []
        if one.op not in _SQL:
            raise QueryError(
                say("{parameter}: write one of {operators} behind the __"),
                parameter=parameter,
                operators=", ".join(OPERATORS),
            )
        return f"{name} {_SQL[one.op]} ?", [_typed(column, parameter, one.value)]


def rows_of(
    parts: Sequence[Part], columns: Sequence[str], where: tuple[str, Cell], most: int
) -> list[dict[str, Cell]]:
    """Find the rows of a record table in which a column has a value, in the order of the log.

    :param parts: parts of one record table
    :param columns: the columns to give, beside ``entry`` and ``line``
    """
    entries = {str(part.path): part.entry for part in parts}
    if not entries:
        return []
    chosen = ", ".join(quote(name) for name in ("line", *columns))
    with connect(memory_mb=_LOOK_MB) as database:
        rows = database.execute(
            f"select filename, {chosen} from read_parquet({file_list(part.path for part in parts)},"
            f" filename = true, union_by_name = true) where {quote(where[0])} = ?"
            " order by list_position(?, filename), line limit ?",
            [where[1], list(entries), most],
        ).fetchall()
    names = ("entry", "line", *columns)
    return [dict(zip(names, (entries[row[0]], *row[1:]), strict=True)) for row in rows]


def _equal(column: str, value: str) -> Filter:
    return Filter(column, "eq", value)


def _typed(column: Column, parameter: str, text: str) -> object:
    """Read a parameter's text as its column is typed.

    :raises QueryError: with an example of what to write
    """
    read, example = _READ.get(column.kind, (str, ""))
    try:
        return read(text)
    except (ValueError, InvalidOperation) as error:
        raise QueryError(
            say("{parameter} is {found}; write it like {example}"),
            parameter=parameter,
            found=repr(text),
            example=example,
        ) from error


def _boolean(text: str) -> bool:
    if text.lower() not in {"true", "false"}:
        raise ValueError(text)
    return text.lower() == "true"


def _integer(text: str) -> int:
    number = int(text)
    if abs(number) >= 1 << 63:
        raise ValueError(text)
    return number


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


_READ: Mapping[Kind, tuple[Callable[[str], object], str]] = {
    Kind.INTEGER: (_integer, "1250"),
    Kind.YEAR: (_integer, "2026"),
    Kind.DECIMAL: (_decimal, "1250.5"),
    Kind.MONEY: (_decimal, "1250000.50"),
    Kind.BOOLEAN: (_boolean, "true"),
    Kind.DATE: (date.fromisoformat, "2026-11-25"),
    Kind.DATETIME: (datetime.fromisoformat, "2026-11-25T09:30:00"),
}


def _as_text(column: Column) -> str:
    name = quote(column.name)
    if column.kind is Kind.DATETIME:
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%S')"
    return f"{name}::varchar"


def _as_csv(column: Column) -> str:
    text = _as_text(column)
    if column.kind in _WORDS:
        text = (
            f"case when regexp_matches({text}, '[\",\\r\\n]') "
            f"then '\"' || replace({text}, '\"', '\"\"') || '\"' else {text} end"
        )
    return f"coalesce({text}, '')"


def _csv_cell(text: str) -> str:
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text

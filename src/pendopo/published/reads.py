"""Reading a published table: filtered, sorted, paged, counted, and written out."""

import re
import tempfile
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote as percent
from urllib.parse import unquote

import duckdb

from pendopo.published.deadline import SECONDS, within
from pendopo.published.errors import QueryError
from pendopo.published.known import Answered, Known
from pendopo.published.serving import SQL_TYPES
from pendopo.published.tables import Part, PublishedTable
from pendopo.published.window import Place, Window, place, token
from pendopo.store.engine import connect, file_list, quote
from pendopo.store.texts import joined
from pendopo.terms.column import Column, Kind
from pendopo.terms.wording import say

if TYPE_CHECKING:
    import pyarrow as pa

OPERATORS = ("eq", "ne", "gte", "lte", "contains", "empty")
_SQL = {"eq": "=", "ne": "is distinct from", "gte": ">=", "lte": "<="}
_WORDS = frozenset({Kind.TEXT, Kind.CODE, Kind.JSON})
_BATCH_ROWS = 20_000
_BLOCK = 1 << 16
# Each word is looked for in every text column: with hundreds one reader would keep all waiting.
WORDS_MOST, FILTERS_MOST = 10, 20
_LOOK_MB = 256
# In a row, beside its columns: which it is of the rows that were made of one line of a file. No
# column is called so.
NTH = ""
# An ORDER BY sees a name given here before a column of that name, so it is no column's name.
_ROW = quote("whole row")

# What is written in an address as it is: RFC 3986, section 2.3.
_UNRESERVED = re.compile(r"[A-Za-z0-9_.~-]*")
_NTH = re.compile(r"[0-9]+\.[0-9]+\.(?:[2-9]|[1-9][0-9]{1,8})")

Cell = str | int | Decimal | date | datetime | bool | None


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
WHOLE = Window()
Facet = list[tuple[Cell, int]]


class Reader:
    """A published table, opened for reading.

    :param cursor: gives a fresh cursor on the serving file for each question
    :param known: keeps what was counted, for every reader of this version
    :param seconds: how long one question may take; past it, every method raises ``SlowError``
    :param answered: keeps rows as well, where the same is asked for many pages
    """

    def __init__(
        self,
        table: PublishedTable,
        cursor: Callable[[], duckdb.DuckDBPyConnection],
        known: Known | None = None,
        seconds: float = SECONDS,
        answered: Answered | None = None,
    ) -> None:
        self.table = table
        self._answered = answered
        self._cursor = cursor
        self._known = known or Known()
        self._seconds = seconds
        self._columns = {column.name: column for column in table.columns}

    def count(self, query: Query = ALL) -> int:
        """How many rows match."""
        where, values = self._where(query)

        def ask() -> int:
            [[count]] = self._rows(f"select count(*) from {self._name}{where}", values)
            return int(count)

        return self._known.get(self._question("count", query), ask)

    def page(self, query: Query, offset: int, limit: int) -> list[dict[str, Cell]]:
        """Give some of the matching rows, each as column name to value."""
        where, values = self._where(query)
        rows = f"{self._name}{where}"
        if query.sort:
            # Only what is sorted by goes through the sort; the other cells are fetched for the few.
            order = self._order(query)
            rows = (
                f"{self._name} where rowid in"
                f" (select rowid from {rows}{order} limit ? offset ?){order}"
            )
        else:
            # A serving file lies in the table's own order, and the engine keeps it.
            rows += " limit ? offset ?"
        found = self._rows(f"select rowid, {self._list} from {rows}", [*values, limit, offset])
        given = [dict(zip(self._columns, row[1:], strict=True)) for row in found]
        if given and self._repeats():
            self._tell_apart(given, [int(row[0]) for row in found])
        return given

    def _repeats(self) -> bool:
        """Whether several rows were made of one line, as a mapping makes them of its columns."""
        if self.table.folded and self.table.table.key:
            return False

        def ask() -> bool:
            # They lie beside each other: a twentieth of what counting the different ones takes.
            before = "lag(entry) over () as entry_before, lag(line) over () as line_before"
            [[repeats]] = self._rows(
                "select bool_or(entry = entry_before and line = line_before)"
                f" from (select entry, line, {before} from {self._name})",
                [],
            )
            return bool(repeats)

        return self._known.get(self._question("repeats", ALL), ask)

    def _tell_apart(self, rows: Sequence[dict[str, Cell]], places: Sequence[int]) -> None:
        """Say of each row which of its line it is: those lie beside each other, as they came."""
        first = {
            (entry, line): at
            for entry, line, at in self._rows(
                f"select entry, line, min(rowid) from {self._name}"
                " where (entry, line) in (select unnest(?), unnest(?)) group by all",
                [[row["entry"] for row in rows], [row["line"] for row in rows]],
            )
        }
        for row, at in zip(rows, places, strict=True):
            row[NTH] = at - int(first[row["entry"], row["line"]]) + 1

    def facets(self, query: Query, columns: Sequence[str], limit: int) -> dict[str, Facet]:
        """Count the matching rows by the values of some columns, most first, in one pass.

        :raises QueryError: when the table has no such column
        """
        for column in columns:
            self._column(column, column)
        if not columns:
            return {}

        def ask() -> dict[str, Facet]:
            # All rows that match have the one value that was asked for: nothing to group.
            settled = {one.column: one for one in query.filters if one.op == "eq"}
            found = self._facets(query, [c for c in columns if c not in settled], limit)
            for column in settled.keys() & {*columns}:
                count, [value] = self.count(query), self._condition(settled[column])[1]
                found[column] = [(value, count)] if count else []
            return {column: found[column] for column in columns}

        return self._known.get(self._question("facets", query, *columns, limit), ask)

    def _facets(self, query: Query, columns: Sequence[str], limit: int) -> dict[str, Facet]:
        """Count in one pass, which also counts the rows."""
        if not columns:
            return {}
        where, values = self._where(query)
        names = ", ".join(map(quote, columns))
        sets = ", ".join(f"({quote(column)})" for column in columns)
        values_last = ", ".join(f"{quote(column)} nulls last" for column in columns)
        rows = self._rows(
            f"select grouping({names}) as which, count(*) as times, {names}"
            f" from {self._name}{where} group by grouping sets ((), {sets})"
            f" qualify row_number() over (partition by which order by times desc, {values_last})"
            f" <= ? order by which, times desc, {values_last}",
            [*values, limit],
        )
        found: dict[str, Facet] = {column: [] for column in columns}
        # A bit is set for each column that a row does not group by, the first column's the highest.
        every = (1 << len(columns)) - 1
        which = {every ^ (1 << (len(columns) - 1 - i)): i for i in range(len(columns))}
        for bits, times, *cells in rows:
            if bits == every:
                self._known.put(self._question("count", query), int(times))
            else:
                found[columns[which[bits]]].append((cells[which[bits]], int(times)))
        return found

    def facet(self, query: Query, column: str, limit: int) -> Facet:
        """Count the matching rows by a column's values, most first.

        :raises QueryError: when the table has no such column
        """
        return self.facets(query, [column], limit)[column]

    def distinct(self, column: str) -> int:
        """How many different values a column has."""
        self._column(column, column)

        def ask() -> int:
            [[count]] = self._rows(f"select count(distinct {quote(column)}) from {self._name}", [])
            return int(count)

        return self._known.get(self._question("distinct", ALL, column), ask)

    def window(self, query: Query, limit: int, after: str = "") -> Window:
        """Find the rows behind a place, for an answer that goes on where another ended.

        :param limit: how many, at most
        :param after: the ``next`` of the window before; empty for the first
        :raises QueryError: when ``after`` is no place in this list
        """
        order = f"{'-' * query.descending}{query.sort}"
        begin = place(after, self.table.version, order) if after else None
        where, values = self._where(query, Window(begin))
        value = f"{quote(query.sort)}::varchar" if query.sort else "null"
        found: list[Place] = [
            (text, int(row))
            for text, row in self._rows(
                f"select {value}, rowid from {self._name}{where}{self._order(query)} limit ?",
                [*values, limit + 1],
            )
        ]
        if not found:
            return Window(begin, (None, -1))
        more = len(found) > limit
        until = found[limit - 1] if more else found[-1]
        return Window(begin, until, token(self.table.version, order, until) if more else "")

    def sum(self, query: Query, column: str) -> Decimal | None:
        """Add up a column over the matching rows, exactly; None where no row has a value."""
        self._column(column, column)
        where, values = self._where(query)
        [[total]] = self._rows(f"select sum({quote(column)}) from {self._name}{where}", values)
        return None if total is None else Decimal(total)

    def totals(
        self, query: Query, by: str, column: str, limit: int
    ) -> list[tuple[Cell, Decimal | None, int]]:
        """Add up a column by the values of another, largest first.

        :returns: value, exact sum or None where no row has a number, rows without a number
        :raises QueryError: when the table has no such column
        """
        self._column(by, by)
        self._column(column, column)

        def ask() -> list[tuple[Cell, Decimal | None, int]]:
            return self._totals(query, by, column, limit)

        return self._known.get(self._question("totals", query, by, column, limit), ask)

    def _totals(
        self, query: Query, by: str, column: str, limit: int
    ) -> list[tuple[Cell, Decimal | None, int]]:
        name = quote(column)
        where, values = self._where(query)
        rows = self._rows(
            f"select {quote(by)} as value, sum({name}) as total, count(*) - count({name}) as empty"
            f" from {self._name}{where}"
            f" group by value order by total desc nulls last, value nulls last limit ?",
            [*values, limit],
        )
        return [
            (value, None if total is None else Decimal(total), int(empty))
            for value, total, empty in rows
        ]

    def sums(
        self, query: Query, by: Sequence[str], column: str
    ) -> list[tuple[dict[str, Cell], Decimal | None]]:
        """Add up a column by the values of others, exactly and over all matching rows.

        :returns: of each group its values by column, and its sum; None where a row has no value
        :raises QueryError: when the table has no such column
        """
        for one in (*by, column):
            self._column(one, one)
        names = ", ".join(map(quote, by))
        where, values = self._where(query)
        rows = self._rows(
            f"select {names}, case when count(*) = count({quote(column)})"
            f" then sum({quote(column)}) end from {self._name}{where} group by {names}"
            f" order by {names}",
            values,
        )
        return [
            (dict(zip(by, cells, strict=True)), None if total is None else Decimal(total))
            for *cells, total in rows
        ]

    def among(self, column: str, values: Sequence[str], most: int) -> list[dict[str, Cell]]:
        """Give the rows in which a column of texts has one of some values, in the table's order.

        :raises QueryError: when the table has no such column
        """
        self._column(column, column)
        found = self._rows(
            f"select {self._list} from {self._name}"
            f" where {quote(column)} in (select unnest(?::varchar[])) order by rowid limit ?",
            [list(values), most],
        )
        return [dict(zip(self._columns, row, strict=True)) for row in found]

    def values(self, column: str, query: Query = ALL) -> list[str]:
        """Give the different values of a column in the matching rows, as texts and in order.

        :raises QueryError: when the table has no such column
        """
        shown = _as_text(self._column(column, column))
        where, values = self._where(query)
        found = self._rows(
            f"select distinct {shown} as value from {self._name}{where} order by value nulls last",
            values,
        )
        return [value for (value,) in found if value is not None]

    def count_among(self, column: str, values: Sequence[str]) -> int:
        """Count the rows in which a column of texts has one of some values."""
        self._column(column, column)
        [[count]] = self._rows(
            f"select count(*) from {self._name}"
            f" where {quote(column)} in (select unnest(?::varchar[]))",
            [list(values)],
        )
        return int(count)

    def counts(self, column: str) -> dict[str, int]:
        """Count the rows by what a column says, as a text.

        :raises QueryError: when the table has no such column
        """
        shown = _as_text(self._column(column, column))
        rows = self._rows(f"select {shown} as value, count(*) from {self._name} group by 1", [])
        return {value: int(count) for value, count in rows if value is not None}

    def row_id(self, row: Mapping[str, Cell]) -> str:
        """Give the name of a row: its key in a folded table, else its entry and file row.

        Of several rows of one line the first has the line's name, the others a number behind it.
        """
        if self.table.folded and self.table.table.key:
            return "~".join([_in_address(str(row[name])) for name in self.table.table.key])
        nth = row.get(NTH, 1)
        return f"{row['entry']}.{row['line']}" + (f".{nth}" if nth != 1 else "")

    def row(self, row_id: str) -> dict[str, Cell] | None:
        """Give the row of that name, or None."""
        query, before = self._named(row_id)
        try:
            found = self.page(query, before, 1) if query else []
        except QueryError:
            return None
        return found[0] if found else None

    def position(self, row_id: str) -> int | None:
        """Give how many rows stand before that row in the table's own order, or None."""
        query, before = self._named(row_id)
        if query is None:
            return None
        try:
            where, values = self._where(query)
        except QueryError:
            return None
        # A serving file lies in that order, and nothing was ever removed from it.
        found = self._rows(
            f"select rowid from {self._name}{where} limit 1 offset ?", [*values, before]
        )
        return int(found[0][0]) if found else None

    def positions(self) -> dict[str, int] | None:
        """Give the same of all rows at once; None where several rows are of one line."""
        by_key = self.table.folded and bool(self.table.table.key)
        if not by_key and self._repeats():
            return None
        names = self.table.table.key if by_key else ("entry", "line")
        listed = ", ".join(map(quote, names))
        rows = self._asked(f"select rowid, {listed} from {self._name}", [])
        return {self.row_id(dict(zip(names, row, strict=True))): int(at) for at, *row in rows}

    def _named(self, row_id: str) -> tuple[Query | None, int]:
        """Read the name of a row, and how many of its line stand before it; None for no name."""
        names: Sequence[str] = ("entry", "line")
        parts = row_id.split(".")
        if self.table.folded and self.table.table.key:
            names, parts = self.table.table.key, [unquote(part) for part in row_id.split("~")]
        elif _NTH.fullmatch(row_id):
            *parts, nth = parts
            return Query(tuple(map(_equal, names, parts))), int(nth) - 1
        if len(parts) != len(names):
            return None, 0
        return Query(tuple(map(_equal, names, parts))), 0

    def batches(self, query: Query = ALL) -> "pa.RecordBatchReader":
        """Stream the matching rows as Arrow batches, typed as published."""
        return self._arrow(self._list, query, WHOLE)

    def texts(self, expression: str, query: Query, window: Window = WHOLE) -> Iterator[bytes]:
        """Stream a text of each matching row, one behind the other.

        :param expression: SQL over the table's columns that gives a text and never null
        """
        for batch in self._arrow(f"{expression} as {_ROW}", query, window):
            yield bytes(joined(batch.column(0)))

    def longer_than(self, query: Query, letters: int) -> list[str]:
        """Name the columns in which a matching row has a text of more letters."""
        names = [column.name for column in self.table.columns if column.kind in _WORDS]
        if not names:
            return []
        where, values = self._where(query)
        most = ", ".join(f"max(length({quote(name)}))" for name in names)
        [found] = self._rows(f"select {most} from {self._name}{where}", values)
        return [
            name for name, length in zip(names, found, strict=True) if length and length > letters
        ]

    def csv(self, query: Query = ALL, window: Window = WHOLE) -> Iterator[bytes]:
        """Stream the matching rows as CSV: UTF-8, RFC 4180, an empty cell for no value."""
        # A fifth quicker than concat; but what is null it would leave out with its comma.
        cells = ", ".join(f"coalesce({_as_csv(column)}, '')" for column in self.table.columns)
        yield (",".join(_csv_cell(name) for name in self._columns) + "\r\n").encode()
        yield from self.texts(f"concat_ws(',', {cells}) || '\r\n'", query, window)

    def json(self, query: Query = ALL, window: Window = WHOLE) -> Iterator[bytes]:
        """Stream the matching rows as a JSON array of objects, one row a line."""
        pairs = ", ".join(f"{quote(name)} := {quote(name)}" for name in self._columns)
        rows = self.texts(f"',\n' || to_json(struct_pack({pairs}))::varchar", query, window)
        yield b"[" + next(rows, b",")[1:]
        yield from rows
        yield b"\n]\n"

    def parquet(self, query: Query = ALL) -> Iterator[bytes]:
        """Stream the matching rows as a Parquet file."""
        with tempfile.TemporaryFile() as file:
            self._write_parquet(file, query)
            file.seek(0)
            while block := file.read(_BLOCK):
                yield block

    def write_parquet(self, path: Path) -> None:
        """Write all rows to a Parquet file."""
        with path.open("wb") as file:
            self._write_parquet(file, ALL)

    def _write_parquet(self, file: IO[bytes], query: Query) -> None:
        # Only to write: a portal that is idle is smaller without it.
        import pyarrow.parquet as pa_parquet  # noqa: PLC0415

        reader = self.batches(query)
        with pa_parquet.ParquetWriter(file, reader.schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(batch)

    @property
    def _name(self) -> str:
        return quote(self.table.table.name)

    @property
    def _list(self) -> str:
        return ", ".join(quote(name) for name in self._columns)

    def _rows(self, sql: str, values: Sequence[object]) -> list[list[Any]]:
        if self._answered is None:
            return self._asked(sql, values)
        question = self.table.version, self._name, sql, tuple(map(repr, values))
        return self._answered.get(question, lambda: self._asked(sql, values))

    def _asked(self, sql: str, values: Sequence[object]) -> list[list[Any]]:
        cursor = self._cursor()
        with within(cursor, self._seconds):
            return [list(row) for row in cursor.execute(sql, list(values)).fetchall()]

    def _arrow(self, columns: str, query: Query, window: Window) -> "pa.RecordBatchReader":
        where, values = self._where(query, window)
        cursor = self._cursor()
        # What takes long is finding and sorting; the rows then come as fast as they are read.
        with within(cursor, self._seconds):
            order = self._order(query) if query.sort else ""
            return cursor.execute(
                f"select {columns} from {self._name}{where}{order}", values
            ).to_arrow_reader(_BATCH_ROWS)

    def _question(self, what: str, query: Query, *more: Hashable) -> Hashable:
        return (self.table.version, what, query.filters, query.search, *more)

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
        if not query.sort:
            return " order by rowid"
        self._column(query.sort, "sort")
        direction = "desc" if query.descending else "asc"
        return f" order by {quote(query.sort)} {direction} nulls last, rowid"

    def _where(self, query: Query, window: Window = WHOLE) -> tuple[str, list[object]]:
        conditions: list[str] = []
        values: list[object] = []
        for end, behind in ((window.after, True), (window.until, False)):
            if end is not None:
                condition, value = self._beside(query, end, behind=behind)
                conditions.append(condition)
                values += value
        for one in query.filters:
            condition, cells = self._condition(one)
            conditions.append(condition)
            values += cells
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

    def _beside(self, query: Query, end: Place, *, behind: bool) -> tuple[str, list[object]]:
        """Give the condition of the rows behind a place, or of those up to it."""
        text, row = end
        here = "rowid > ?" if behind else "rowid <= ?"
        if not query.sort:
            return here, [row]
        column = self._column(query.sort, "sort")
        name = quote(query.sort)
        if text is None:
            return (
                f"({name} is {'' if behind else 'not '}null {'and' if behind else 'or'} {here})",
                [row],
            )
        value = f"cast(? as {SQL_TYPES[column.kind]})"
        beyond = "<" if query.descending == behind else ">"
        condition = f"{name} {beyond} {value} or ({name} = {value} and {here})"
        # Rows without a value come last, whichever way the others go.
        return f"({condition}{f' or {name} is null' if behind else ''})", [text, text, row]

    def _condition(self, one: Filter) -> tuple[str, Sequence[Cell]]:
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


def _in_address(text: str) -> str:
    """Write a text as a part of an address; most keys are as they are."""
    return text if _UNRESERVED.fullmatch(text) else percent(text, safe="")


def _equal(column: str, value: str) -> Filter:
    return Filter(column, "eq", value)


def _typed(column: Column, parameter: str, text: str) -> Cell:
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


_READ: Mapping[Kind, tuple[Callable[[str], Cell], str]] = {
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
    if column.kind not in _WORDS:
        return text
    # Looking for single letters is three times as fast as a regular expression of all of them.
    odd = " or ".join(f"contains({text}, {mark})" for mark in ("','", "'\"'", "chr(10)", "chr(13)"))
    return f"case when {odd} then '\"' || replace({text}, '\"', '\"\"') || '\"' else {text} end"


def _csv_cell(text: str) -> str:
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text

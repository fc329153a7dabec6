"""Computing all flags over the merged contracts: the same rows on any number of threads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

import duckdb

from pendopo.published.flags.inputs import DAY, MOMENT, NUMBER, TEXT
from pendopo.store.engine import literal, quote
from pendopo.terms.flag import COLUMNS, PARTIES, Flag, FlagError

# What ``lacking`` says of a method that met a value which it cannot take.
FAILED: Final = "method: failed"
# How the types of numbers begin, whatever their size and sign.
_NUMBERS: Final = (
    *("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"),
    *("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "DECIMAL", "DOUBLE", "FLOAT"),
)
# The tables that a file of flags holds, beside what the rows are: see ``README.md``.
_MADE: Final = """
create table raised (
    flag varchar, subject varchar, value double, threshold double, inputs varchar, parties varchar[]
);
create table looked (flag varchar, looked bigint, raised bigint, unknown bigint);
create table lacking (flag varchar, field varchar, subjects bigint);
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One flag as it is computed.

    :param sql: its whole method
    :param values: what its parameters are
    :param steps: what it builds on, each behind what it builds on itself; made once for all flags
    :param measure: its method with the steps as tables; empty where it has none
    """

    flag: Flag
    sql: str
    values: Mapping[str, Decimal | None]
    steps: Mapping[str, str] = field(default_factory=dict)
    measure: str = ""

    @property
    def dated(self) -> bool:
        """Whether the day is among what its rows follow from."""
        return "$as_of" in self.sql


def compute(database: duckdb.DuckDBPyConnection, asked: Sequence[Asked], as_of: date) -> None:
    """Compute flags over the tables in sight, and write what came out beside them.

    A method that cannot take a value among the rows is unknown for all; the others are computed.

    :param database: sees the tables by their bare names, and may write tables of its own
    :raises FlagError: when a method does not give the columns that every flag has
    """
    database.execute(_MADE)
    made: set[str] = set()
    for one in asked:
        _compute(database, one, as_of, made)


def _prepare(database: duckdb.DuckDBPyConnection, one: Asked, made: set[str]) -> str:
    """Make the steps of a flag that are not there yet, and give what is to be asked then.

    :param made: the steps that are there; these are added
    """
    for name, sql in one.steps.items():
        if name not in made:
            database.execute(f"create or replace temp table {quote(name)} as {sql}")
            made.add(name)
    return one.measure or one.sql


def _compute(database: duckdb.DuckDBPyConnection, one: Asked, as_of: date, made: set[str]) -> None:
    values = {name: _bound(value) for name, value in one.values.items()} | {"as_of": as_of}
    used = {name: value for name, value in values.items() if f"${name}" in one.sql}
    try:
        sql = _prepare(database, one, made)
        database.execute(f"create or replace temp table one as {sql}", used)
    except duckdb.DataError:
        _failed(database, one.flag)
        return
    one_row = database.table("one")
    types = dict(zip(one_row.columns, map(str, one_row.dtypes), strict=True))
    columns = list(types)
    if tuple(columns[: len(COLUMNS)]) != COLUMNS:
        raise FlagError(
            f"flags/{one.flag.name}/measure.sql: gives {', '.join(columns[: len(COLUMNS)])}; "
            f"write {', '.join(COLUMNS)} first"
        )
    inputs = [column for column in columns[len(COLUMNS) :] if column != PARTIES]
    told = ", ".join(_told(name, types[name]) for name in inputs)
    what = (
        f"{literal(one.flag.name)}, subject, value, threshold, json_object({told}), "
        f"{_parties(one.flag, columns)}"
    )
    # What is unknown raises nothing, whatever a method says of it.
    raised = "missing is null and value is not null" + ("" if one.flag.figure else " and flagged")
    database.execute(f"insert into raised select {what} from one where {raised} order by subject")
    _count(database, one.flag, raised)


def _count(database: duckdb.DuckDBPyConnection, flag: Flag, raised: str) -> None:
    """Count what a flag looked at, raised, and could not know, from one look at its rows."""
    lacks = database.execute(
        f"select missing, count(*), count(*) filter (where {raised}) from one "
        f"group by missing order by missing nulls first"
    ).fetchall()
    unknown = [(flag.name, missing, count) for missing, count, _ in lacks if missing is not None]
    looked, found = sum(count for _, count, _ in lacks), sum(count for _, _, count in lacks)
    database.execute(
        "insert into looked values (?, ?, ?, ?)",
        [flag.name, looked, found, sum(count for _, _, count in unknown)],
    )
    for row in unknown:
        database.execute("insert into lacking values (?, ?, ?)", row)


def _failed(database: duckdb.DuckDBPyConnection, flag: Flag) -> None:
    """Tell that a method cannot take a value among the rows, so that all it looks at is unknown.

    What it would have looked at is not known then; every process is counted.
    """
    name, counted = literal(flag.name), "from processes where quarantined is null"
    database.execute(f"insert into looked select {name}, count(*), 0, count(*) {counted}")
    database.execute(f"insert into lacking select {name}, {literal(FAILED)}, count(*) {counted}")


def _parties(flag: Flag, columns: Sequence[str]) -> str:
    """Give those whom a row is about as SQL: a list, since a name may hold what joins two.

    :raises FlagError: when a method of pairs does not name them
    """
    if flag.subject == "pair" and PARTIES not in columns:
        raise FlagError(f"flags/{flag.name}/measure.sql: is of pairs; write a column {PARTIES}")
    if PARTIES in columns:
        return PARTIES
    return "[]" if flag.subject == "process" else "[subject]"


def _told(name: str, written: str) -> str:
    """Give an input as SQL: its name, then what it is and its text.

    Only here is it known that ``03`` is a code and 3 a count.
    """
    return f"{literal(name)}, json_array({literal(_kind(written))}, cast({quote(name)} as varchar))"


def _kind(written: str) -> str:
    """Give what a column of a type holds, one of ``KINDS``."""
    if written.startswith(_NUMBERS):
        return NUMBER
    if written == "DATE":
        return DAY
    return MOMENT if written.startswith("TIMESTAMP") else TEXT


def _bound(value: Decimal | None) -> int | Decimal | None:
    """Give a number as SQL takes it: whole ones count characters and days."""
    return int(value) if value is not None and value == value.to_integral_value() else value

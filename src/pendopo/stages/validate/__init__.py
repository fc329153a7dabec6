"""Validate: text becomes typed tables, and findings say where it could not.

The text of a submission is kept as it was read. What each column holds is looked at over all of
its rows before anything is cast; then constraints and rules are asked of the typed rows. Every
step is SQL over columns.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from pendopo.stages.validate.cells import Cell
from pendopo.stages.validate.constraints import Constraints
from pendopo.stages.validate.declaration import check_declaration
from pendopo.stages.validate.report_json import report_from_json, report_to_json
from pendopo.stages.validate.rules import broken
from pendopo.stages.validate.staged import Staged
from pendopo.stages.validate.typed import Typed, Typing
from pendopo.store.digest import digest
from pendopo.store.engine import connect, literal, quote
from pendopo.terms.column import Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Report, Submission, TypedTable
from pendopo.terms.register import Register, Rows
from pendopo.terms.rule import Rule
from pendopo.terms.wording import say

__all__ = ["Bench", "check_declaration", "report_from_json", "report_to_json", "validate"]

_STAGED = "text of "
# The second version's encodings of numbers and texts halve a table and cost nothing.
_PARQUET = (
    "format parquet, parquet_version v2, compression zstd, compression_level 1, "
    "row_group_size 122880"
)

Progress = Callable[[str, int, int], None]


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and with what a submission is worked on.

    :param work: a folder for this submission alone; its Parquet files are left there
    :param memory_mb: what the engine may use before it writes to the folder instead
    :param progress: is told the stage (``read``, ``check``), how much is done, and of how much
    """

    work: Path
    memory_mb: int = 512
    threads: int = 2
    progress: Progress = _silent


def validate(
    submission: Submission,
    register: Register,
    rules: tuple[Rule, ...],
    rows: Iterator[Rows | Finding],
    bench: Bench,
) -> Report:
    """Check a submission's rows and write its typed tables as Parquet.

    :param rows: what the register's ``read`` gives
    :returns: a report; with a stop among its findings its tables are only good to look at
    """
    staged, findings = _stage(rows, submission, bench)
    tables = []
    with connect(memory_mb=bench.memory_mb, threads=bench.threads) as engine:
        # DuckDB would write what memory does not hold to the current folder.
        engine.execute(f"set temp_directory = {literal(str(bench.work / 'spill'))}")
        for done, one in enumerate(staged):
            bench.progress("check", done, len(staged) + 1)
            table, found = _check(engine, one, bench.work)
            tables.append(table)
            findings += found
        bench.progress("check", len(staged), len(staged) + 1)
        _declare_empty(engine, register, {table.table.name for table in tables})
        findings += broken(engine, rules)
        bench.progress("check", len(staged) + 1, len(staged) + 1)
    return Report(submission, register.name, tuple(tables), tuple(findings), len(rules))


def _stage(
    rows: Iterator[Rows | Finding], submission: Submission, bench: Bench
) -> tuple[list[Staged], list[Finding]]:
    """Keep the rows' text, one Arrow file a table."""
    staged: dict[str, Staged] = {}
    findings: list[Finding] = []
    for item in rows:
        if isinstance(item, Finding):
            findings.append(item)
            continue
        if item.table.name not in staged:
            staged[item.table.name] = Staged(item.table, bench.work)
        staged[item.table.name].add(item.batch)
        read = sum(one.bytes_read for one in staged.values())
        bench.progress("read", min(read, submission.size), submission.size)
    return list(staged.values()), findings


def _check(
    engine: duckdb.DuckDBPyConnection, staged: Staged, work: Path
) -> tuple[TypedTable, list[Finding]]:
    """Type one table, write it, and hold it to its constraints."""
    name = staged.table.name
    path = work / f"{name}.parquet"
    typed = _typed(engine, staged, path)
    staged.remove()
    engine.execute(
        f"create or replace view {quote(name)} as select * from read_parquet({literal(str(path))})"
    )
    findings = list(typed.findings)
    if staged.rows:
        findings += Constraints(engine, typed.table, name).findings()
    rows = pq.read_metadata(path).num_rows
    if rows != staged.rows:
        findings.append(_rows_lost(name, staged.rows, rows))
    return TypedTable(typed.table, str(path), rows, digest(engine, path)), findings


def _typed(engine: duckdb.DuckDBPyConnection, staged: Staged, path: Path) -> Typed:
    """Write the typed rows, in the order of their key when they have one, else of the file."""
    rows, table = staged.close(), staged.table
    if not staged.rows:
        # Many a file leaves some of its register's tables empty: nothing is to be asked of them.
        engine.execute(f"copy ({_empty(table)}) to {literal(str(path))} ({_PARQUET})")
        return Typed(table, (), ())
    text = _STAGED + table.name
    engine.register(text, rows)
    typed = Typing(engine, table, text, rows).run()
    selected = typed.select(text)
    key = ", ".join(quote(name) for name in table.key)
    order = f" order by {key}, line" if key and not _in_order(engine, selected, key) else ""
    engine.execute(f"copy ({selected}{order}) to {literal(str(path))} ({_PARQUET})")
    engine.unregister(text)
    return typed


def _in_order(engine: duckdb.DuckDBPyConnection, rows: str, key: str) -> bool:
    """Tell whether rows stand in the order of their key already: sorting them costs the most."""
    found = engine.sql(
        f"select bool_and(coalesce(key >= before, before is null)) from"
        f" (select key, lag(key) over () as before from (select row({key}) as key from ({rows})))"
    ).fetchone()
    return bool(found and found[0] is not False)


def _declare_empty(
    engine: duckdb.DuckDBPyConnection, register: Register, present: set[str]
) -> None:
    """Give the rules every table that the register declares, also those this file has no row of."""
    for table in register.tables:
        if table.name not in present:
            engine.execute(f"create view {quote(table.name)} as {_empty(table)}")


def _empty(table: Table) -> str:
    columns = ", ".join(
        f"null::{Cell(column).type} as {quote(column.name)}" for column in table.columns
    )
    return f"select null::bigint as line, {columns} where false"


def _rows_lost(table: str, read: int, written: int) -> Finding:
    return Finding(
        "rows_are_kept",
        Weight.STOP,
        say("{read} rows were read and {written} written: the table would not be the file's."),
        {"read": str(read), "written": str(written)},
        say("Report this to those who run this programme: the file need not be changed."),
        table=table,
    )

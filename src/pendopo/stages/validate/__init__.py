"""Validate: text becomes typed tables, and findings say where it could not.

The text of a submission is kept as it was read. What each column holds is looked at over all of
its rows before anything is cast; then constraints and rules are asked of the typed rows. Every
step is SQL over columns.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from operator import add
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pendopo.stages.validate.cells import Cell
from pendopo.stages.validate.constraints import Constraints
from pendopo.stages.validate.declaration import check_declaration
from pendopo.stages.validate.digests import Digests
from pendopo.stages.validate.letters import Letters
from pendopo.stages.validate.once import once
from pendopo.stages.validate.outside import InRows, outside
from pendopo.stages.validate.parted import SecondPart
from pendopo.stages.validate.persons import CONTACTS, Found, Persons, prepare
from pendopo.stages.validate.rules import broken
from pendopo.stages.validate.said import said
from pendopo.stages.validate.staged import Staged
from pendopo.stages.validate.treating import Guard, Treating, hider, in_the_file, unseen_in_the_file
from pendopo.stages.validate.typed import Typed, Typing
from pendopo.stages.validate.units import Units
from pendopo.stages.validate.written import LONG, write
from pendopo.store.engine import connect, file_list, literal, quote, register_once
from pendopo.terms.column import Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Report, Submission, TypedTable
from pendopo.terms.personal import ORIGINAL, SAID
from pendopo.terms.register import Register, Rows
from pendopo.terms.rule import PUBLISHED, Rule
from pendopo.terms.wording import say

__all__ = ["Bench", "Guard", "check_declaration", "validate"]

_STAGED = "text of "
# The schema in which a rule finds a table's cells in text, before anything was typed.
AS_FOUND = "as_found."
Progress = Callable[[str, int, int], None]


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and with what a submission is worked on.

    :param work: a folder for this submission alone; its Parquet files are left there
    :param memory_mb: what the engine may use before it writes to the folder instead
    :param progress: is told the stage (``read``, ``check``), how much is done, and of how much
    :param guard: what is known of personal data before the file is read
    :param references: the Parquet files of published tables that foreign keys, places and rules
        speak of, by ``register/table``
    :param told: what is told of the file while it is read, with which the report begins
    :param second: the part of the file that another process reads; None where there is none
    """

    work: Path
    memory_mb: int = 512
    threads: int = 2
    progress: Progress = _silent
    guard: Guard = field(default_factory=Guard)
    references: Mapping[str, Sequence[str]] = field(default_factory=dict)
    told: Sequence[Finding] = ()
    second: SecondPart | None = None


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
    with (
        connect(memory_mb=bench.memory_mb, threads=bench.threads) as engine,
        ThreadPoolExecutor(1) as beside,
    ):
        # DuckDB would write what memory does not hold to the current folder.
        engine.execute(f"set temp_directory = {literal(str(bench.work / 'spill'))}")
        # Rules may ask for the text as it was found; it is kept only where one does.
        as_found = any(AS_FOUND in one.sql for one in rules)
        work = _Work(engine, register, bench, Digests(engine, beside), as_found=as_found)
        typed = []
        for done, one in enumerate(staged):
            bench.progress("check", done, len(staged) + 1)
            typed.append(work.typed(one))
        if bench.second:
            bench.second.ask_no_more()
        tables = []
        for one, as_typed in zip(staged, typed, strict=True):
            table, found = work.check(one, as_typed)
            tables.append(table)
            findings += found
        bench.progress("check", len(staged), len(staged) + 1)
        _declare_empty(engine, register, {table.table.name for table in tables})
        _show_published(engine, register, rules, bench.references)
        findings += broken(engine, rules)
        findings = once(bench.told, findings)
        tables = work.digests.put_into(tables)
        report = Report(submission, register.name, tuple(tables), tuple(findings), len(rules))
        report = work.treated(report)
        bench.progress("check", len(staged) + 1, len(staged) + 1)
    return report


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
            patterns = bench.guard.patterns
            staged[item.table.name] = Staged(item.table, bench.work, patterns)
        staged[item.table.name].add(item.batch)
        read = sum(one.held.bytes_read for one in staged.values())
        bench.progress("read", min(read, submission.size), submission.size)
    if bench.second:
        for name, behind in bench.second.tables.items():
            staged[name].follow(behind, bench.second.line)
    # What follows is the engine's, which has its own memory.
    pa.default_memory_pool().release_unused()
    return list(staged.values()), findings


class _Work:
    """The work on one submission: its engine, and what was found of persons on the way."""

    def __init__(
        self,
        engine: duckdb.DuckDBPyConnection,
        register: Register,
        bench: Bench,
        digests: Digests,
        *,
        as_found: bool = False,
    ) -> None:
        self.digests = digests
        self._engine = engine
        self._as_found = as_found
        self._kept: list[Staged] = []
        self._rows = InRows()
        self._register = register
        self._bench = bench
        self._found: dict[str, tuple[Found, ...]] = {}
        prepare(engine)
        if as_found:
            engine.execute(f"create schema {AS_FOUND.removesuffix('.')}")
            for table in register.tables:
                engine.execute(f"create view {AS_FOUND}{quote(table.name)} as {_no_text(table)}")

    def typed(self, staged: Staged) -> Typed:
        """Type one table and write it, or have it written."""
        name = staged.table.name
        more = staged.held.bytes_read, staged.held.json_bytes, staged.held.marks
        self._rows = InRows(*map(add, self._rows, more))
        typed = self._typed(staged, self._path(staged))
        if self._as_found and staged.held.rows:
            text = quote(_STAGED + name)
            self._engine.execute(f"create or replace view {AS_FOUND}{quote(name)} as from {text}")
            self._kept.append(staged)
        return typed

    def _path(self, staged: Staged) -> Path:
        return self._bench.work / f"{staged.table.name}.parquet"

    def check(self, staged: Staged, typed: Typed) -> tuple[TypedTable, list[Finding]]:
        """Hold one table to its constraints, once it is written."""
        name, engine, path = staged.table.name, self._engine, self._path(staged)
        if self._bench.second:
            self.digests.put(path, self._bench.second.digest_of(path))
        if staged not in self._kept:
            staged.remove()
        engine.execute(
            f"create or replace view {quote(name)} as"
            f" select * from read_parquet({literal(str(path))})"
        )
        findings = list(typed.findings)
        if staged.held.rows:
            findings += Constraints(engine, typed.table, self._bench.references).findings()
            findings += Units(engine, typed.table).findings()
        rows = pq.read_metadata(path).num_rows
        if rows != staged.held.rows:
            findings.append(_rows_lost(name, staged.held.rows, rows))
        return TypedTable(typed.table, str(path), rows, ""), findings

    def _typed(self, staged: Staged, path: Path) -> Typed:
        """Write the typed rows, in the order of their key when they have one, else of the file."""
        engine, table = self._engine, staged.table
        rows = staged.close()
        if not staged.held.rows:
            # Many a file leaves some of its register's tables empty: nothing is asked of them.
            write(engine, _empty(table), path)
            self.digests.begin(path)
            return Typed(table, (), ())
        text = _STAGED + table.name
        engine.register(text, rows)
        typed = Typing(engine, table, text, rows, staged.anew).run()
        selected = typed.select(text)
        key = ", ".join(quote(name) for name in table.key)
        order = f" order by {key}, line" if key and not _in_order(engine, selected, key) else ""
        bytes_a_row = staged.held.bytes_read / staged.held.rows
        second = self._bench.second if bytes_a_row > LONG else None
        elsewhere = second is not None and second.ask(staged, path, text, selected + order)
        if not elsewhere:
            self._write(staged, rows, selected + order, path)
        if not self._as_found:
            engine.unregister(text)
        found = self._looked_through(staged, typed, rows)
        # Not before: both at once would take the memory of both.
        if not elsewhere:
            self.digests.begin(path, bytes_a_row)
        return replace(typed, findings=(*typed.findings, *found))

    def _write(self, staged: Staged, rows: pa.Table, select: str, path: Path) -> None:
        """Write typed rows; of long ones the text is read from the disk for it."""
        engine, text = self._engine, _STAGED + staged.table.name
        bytes_a_row = staged.held.bytes_read / staged.held.rows
        if bytes_a_row > LONG:
            register_once(engine, text, staged.anew())
        write(engine, select, path, bytes_a_row)
        if bytes_a_row > LONG:
            engine.register(text, rows)

    def _looked_through(self, staged: Staged, typed: Typed, rows: pa.Table) -> Iterator[Finding]:
        """Look through the text of a table for persons, and tell of its letters."""
        engine = self._engine
        # Of many declared columns a file may fill few: nothing is looked for in the others.
        filled = [one for one in typed.table.columns if rows[one.name].null_count < len(rows)]
        looked_at = replace(typed.table, columns=tuple(filled))
        rows = rows.select(["line", *(one.name for one in filled)])
        persons = Persons(engine, self._bench.guard.patterns, looked_at, rows, staged.pieces())
        self._found[staged.table.name] = persons.found()
        return Letters(engine, looked_at, rows).findings()

    def treated(self, report: Report) -> Report:
        """Do with personal data what was decided, and keep it out of the findings."""
        for staged in self._kept:
            staged.remove()
        guard = self._bench.guard
        told = self._said([typed.table for typed in report.tables])
        done = Treating(self._engine, self._register, guard, self._found).run(
            report.tables, self._bench.work
        )
        hide = hider(self._engine, self._register, done, guard, self._found)
        findings = [*told, *report.findings]
        report = replace(report, tables=done.tables, personal=done.treated)
        if (
            report.tables
            and guard.patterns
            and not report.withheld
            and ORIGINAL not in guard.decisions
        ):
            # What a table may hold by its standard, the file it came in may hold too.
            contacts = any(c.contacts for typed in done.tables for c in typed.table.columns)
            sought = [p for p in guard.patterns if not (contacts and p.name in CONTACTS)]
            path, work = Path(report.submission.path), self._bench.work
            found = outside(self._engine, path, sought, self._rows, work)
            findings += [in_the_file(found.labels, found.cells)] if found.labels else []
            findings += [unseen_in_the_file(found.unseen)] if found.unseen else []
        hidden = tuple(hide.hidden(finding) for finding in (*done.findings, *findings))
        report = replace(report, findings=hidden)
        if report.stopped and SAID not in guard.decisions:
            report = replace(report, tables=tuple(map(hide.table, report.tables)))
        return report

    def _said(self, tables: Sequence[Table]) -> tuple[Finding, ...]:
        """Look through what is said of the file; a table that the register declares is its own."""
        guard = self._bench.guard
        if not guard.patterns:
            return ()
        own = () if self._register.tables else tables
        found = said(self._engine, guard.said, own, guard.patterns)
        return () if SAID in guard.decisions else found


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


def _show_published(
    engine: duckdb.DuckDBPyConnection,
    register: Register,
    rules: Sequence[Rule],
    references: Mapping[str, Sequence[str]],
) -> None:
    """Give the rules the register's tables as they are published, where one asks for them."""
    asked = {name for rule in rules for name in rule.published}
    if asked:
        engine.execute(f"create schema {PUBLISHED.removesuffix('.')}")
    for table in register.tables:
        if table.name not in asked:
            continue
        paths = references.get(f"{register.name}/{table.name}")
        files = file_list(map(Path, paths)) if paths else ""
        # By name onto a row of none: an older version of the table may lack a column.
        rows = (
            f" union all by name from read_parquet({files}, union_by_name = true)" if paths else ""
        )
        engine.execute(f"create view {PUBLISHED}{quote(table.name)} as {_empty(table)}{rows}")


def _empty(table: Table) -> str:
    columns = ", ".join(
        f"null::{Cell(column).type} as {quote(column.name)}" for column in table.columns
    )
    return f"select null::bigint as line, {columns} where false"


def _no_text(table: Table) -> str:
    columns = ", ".join(f"null::varchar as {quote(column.name)}" for column in table.columns)
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

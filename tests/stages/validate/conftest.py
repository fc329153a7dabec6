"""Checking a few rows of text as validate does."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pendopo.stages.validate import Bench, validate
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.finding import Finding
from pendopo.terms.journey import Report, Submission
from pendopo.terms.register import Fold, Register, Rows, Source
from pendopo.terms.rule import Rule

SUBMISSION = Submission("/nowhere", "t.csv", "00", 100, "clerk", "2026-03-01T08:00:00Z")


def nothing(_: Source) -> Iterator[Rows | Finding]:
    yield from ()


def toy(*tables: Table) -> Register:
    return Register("toys", "Toys", "", "", Fold.REPLACE, ("csv",), nothing, tables=tables)


class Checked:
    """A report, and the rows as they were written."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.findings = report.findings

    def found(self, rule: str) -> Finding:
        [finding] = [finding for finding in self.findings if finding.rule == rule]
        return finding

    def column(self, name: str) -> list[Any]:
        values: list[Any] = pq.read_table(self.report.tables[0].path).column(name).to_pylist()
        return values

    def type(self, name: str) -> str:
        return str(pq.read_schema(self.report.tables[0].path).field(name).type)


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., Checked]:
    """Check one table, given as its columns and rows of text, numbered from 2.

    With ``own`` the submission brings the table, which its register then does not declare.
    """

    def checked(
        columns: tuple[Column, ...],
        rows: list[tuple[str | None, ...]],
        *,
        key: tuple[str, ...] = (),
        rules: tuple[Rule, ...] = (),
        lines: list[int] | None = None,
        own: bool = False,
        file: Path | None = None,
        **more: Any,
    ) -> Checked:
        said = {name: more.pop(name) for name in ("unique", "foreign") if name in more}
        table = Table("toys", "Toys", "One row per toy", columns, key=key, **said)
        texts = list(zip(*rows, strict=True)) or [()] * len(columns)
        batch = pa.record_batch(
            [
                pa.array(lines or range(2, 2 + len(rows)), pa.int64()),
                *(pa.array(list(text), pa.string()) for text in texts),
            ],
            ["line", *(column.name for column in columns)],
        )
        rows_given = iter([Rows(table, batch)])
        bench = Bench(tmp_path, threads=1, memory_mb=256, **more)
        register = toy() if own else toy(table)
        submission = replace(SUBMISSION, path=str(file)) if file else SUBMISSION
        return Checked(validate(submission, register, rules, rows_given, bench))

    return checked


@pytest.fixture
def type_cells(check: Callable[..., Checked]) -> Callable[..., Checked]:
    """Check a table of one column, ``x``."""

    def checked(kind: Kind, cells: list[str | None], **more: Any) -> Checked:
        return check((Column("x", kind, **more),), [(cell,) for cell in cells])

    return checked


class Toys:
    """A register of one table, and a submission to it."""

    table = Table(
        "toys", "Toys", "One row per toy", (Column("name", Kind.TEXT), Column("price", Kind.MONEY))
    )
    submission = SUBMISSION

    @property
    def register(self) -> Register:
        return toy(self.table)


@pytest.fixture
def toys() -> Toys:
    return Toys()

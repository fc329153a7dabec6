"""A file's whole check in this process: read, typed, written, and what was said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pendopo.programme.child import check
from pendopo.registers import register
from pendopo.stages.intake import open_source, receive
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.reading import Reading
from pendopo.terms.report_json import report_from_json

DATASETS = register("datasets")


@dataclass
class Checked:
    """What would be published of a file.

    :param rows: the cells of every row as text, in the order of the file; None for no table
    """

    names: list[str] | None
    rows: list[list[str | None]] | None
    findings: tuple[Finding, ...]

    @property
    def loud(self) -> list[Finding]:
        """Give the findings above a note."""
        return [finding for finding in self.findings if finding.weight is not Weight.NOTE]

    @property
    def stopped(self) -> bool:
        return any(finding.weight is Weight.STOP for finding in self.findings)

    def same_table(self, other: "Checked") -> bool:
        """Tell whether another file would be published as the same names and cells."""
        return self.rows is not None and (self.names, self.rows) == (other.names, other.rows)


@pytest.fixture(scope="session")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Checked]:
    """Check a dataset's file; one that holds what another held, as clean twins do, only once."""
    folder, known = tmp_path_factory.mktemp("checked"), {}

    def once(path: Path, **reading: Any) -> Checked:
        asked = (path.name, path.read_bytes(), *sorted(reading.items()))
        if asked not in known:
            known[asked] = check_file(path, folder, reading)
        return known[asked]

    return once


def check_file(path: Path, folder: Path, reading: dict[str, Any]) -> Checked:
    work = folder / "work"
    work.mkdir(exist_ok=True)
    file = {
        "path": str(path),
        "filename": path.name,
        "sender": "clerk",
        "received_at": "2026-03-01T08:00:00Z",
        "work": str(work),
        "reading": reading,
    }
    answer = check({"register": "datasets", "files": [file], "threads": 1}, lambda _: None)
    report = report_from_json(answer["reports"][0])
    if not report.tables:
        return Checked(None, None, report.findings)
    table = pq.read_table(report.tables[0].path).sort_by("line").drop_columns(["line"])
    rows = [[_text(cell) for cell in row.values()] for row in table.to_pylist()]
    return Checked(table.column_names, rows, report.findings)


def read_file(path: Path) -> Checked:
    """Read a dataset's file as the check does, up to where its cells are typed."""
    findings: list[Finding] = []
    submission = receive(path, "clerk", "2026-03-01T08:00:00Z")
    source = open_source(submission, "csv", Reading(), findings.append)
    if source is None:
        return Checked(None, None, tuple(findings))
    names, rows = None, []
    for item in DATASETS.read(source):
        if isinstance(item, Finding):
            findings.append(item)
        else:
            names = [column.name for column in item.table.columns]
            columns = (column.to_pylist() for column in item.batch.columns[1:])
            rows += [list(cells) for cells in zip(*columns, strict=True)]
    return Checked(names, rows, tuple(findings))


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)

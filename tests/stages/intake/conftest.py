"""Reading a small file as intake does, with everything it says of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pendopo.stages.intake import open_source, receive, recognise
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.reading import Reading

RECEIVED = "2026-03-01T08:00:00Z"
FORMS = ("csv", "xlsx", "json", "jsonl")


@dataclass
class Taken:
    """What came of a file.

    :param rows: row number to the texts of its cells
    """

    header: tuple[str, ...]
    rows: dict[int, tuple[str, ...]]
    findings: list[Finding]

    def found(self, rule: str) -> Finding:
        [finding] = [finding for finding in self.findings if finding.rule == rule]
        return finding

    @property
    def stops(self) -> list[str]:
        return [finding.rule for finding in self.findings if finding.weight is Weight.STOP]


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Taken]:
    """Read a table file, given as bytes, from its first byte to its last row."""

    def taken(content: bytes, name: str = "table.csv", **options: Any) -> Taken:
        path = tmp_path / name
        path.write_bytes(content)
        submission = receive(path, "statistics office", RECEIVED)
        form = recognise(submission, FORMS)
        if isinstance(form, Finding):
            return Taken((), {}, [form])
        findings: list[Finding] = []
        source = open_source(
            submission,
            form,
            Reading(**options),
            findings.append,
        )
        if source is None:
            return Taken((), {}, findings)
        sheet = source.sheets[0]
        rows = {}
        for batch in sheet.batches:
            for line, *cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                rows[line] = tuple(cells)
        return Taken(sheet.header, rows, findings)

    return taken

"""Reading a workbook given as bytes, from its first byte to the last row of its first table."""

from dataclasses import dataclass

import pytest

from pendopo.stages.intake import workbook
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.reading import Reading


@dataclass
class Opened:
    """What came of a workbook.

    :param sheets: the names of the tables in it, the first of which was read
    """

    sheets: list[str]
    header: tuple[str, ...]
    rows: dict[int, tuple[str, ...]]
    findings: list[Finding]

    def found(self, rule):
        [finding] = [finding for finding in self.findings if finding.rule == rule]
        return finding

    @property
    def doubts(self):
        return [finding.rule for finding in self.findings if finding.weight is not Weight.NOTE]


@pytest.fixture
def open_book(tmp_path):
    def opened(content, name="table.xlsx", **said):
        path = tmp_path / name
        path.write_bytes(content)
        findings: list[Finding] = []
        sheets = workbook.open_sheets(path, Reading(**said), findings.append)
        rows = {}
        for batch in sheets[0].batches if sheets else ():
            for line, *texts in (row.values() for row in batch.to_pylist()):
                rows[line] = tuple(texts)
        header = sheets[0].header if sheets else ()
        return Opened([sheet.name for sheet in sheets], header, rows, findings)

    return opened


@pytest.fixture
def refused(open_book):
    """The one stop by which a workbook is refused."""

    def finding(content, **said):
        opened = open_book(content, **said)
        [found] = opened.findings
        assert opened.sheets == []
        assert found.weight is Weight.STOP
        assert found.write
        return found

    return finding

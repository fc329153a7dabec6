"""Every register's examples: a submitted file gives the tables and findings that lie beside it.

A case is a folder ``example/<case>/`` with ``submitted.*``, perhaps a Table Schema in
``schema.json``, and what to expect: ``expected_tables.json`` (each table's rows, every cell as the
engine writes it in text) and ``expected_findings.json``.
"""

import json
from pathlib import Path

import pytest

import pendopo.registers
from pendopo.programme.child import check
from pendopo.registers import registers
from pendopo.store.engine import connect
from pendopo.terms.report_json import report_from_json

ROOMS = Path(pendopo.registers.__file__).parent
CASES = sorted(
    (name, case.name)
    for name in registers()
    for case in (ROOMS / name / "example").iterdir()
    if case.is_dir()
)


def report_on(name, case, work):
    folder = ROOMS / name / "example" / case
    [submitted] = folder.glob("submitted.*")
    schema = folder / "schema.json"
    file = {
        "path": str(submitted),
        "filename": submitted.name,
        "sender": "statistics office",
        "received_at": "2026-03-01T08:00:00Z",
        "came_from": "",
        "work": str(work),
        "reading": {"schema": json.loads(schema.read_text("utf-8")) if schema.exists() else None},
    }
    spec = {"register": name, "files": [file], "memory_mb": 1024, "threads": 1}
    [report] = check(spec, lambda _: None)["reports"]
    return report_from_json(report)


def rows_of(table):
    with connect() as engine:
        engine.from_parquet(table.path).create_view("rows")
        found = engine.sql("select columns(*)::varchar from rows")
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def expected(name, case, what):
    path = ROOMS / name / "example" / case / f"expected_{what}.json"
    return json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_submitted_file_gives_the_tables_beside_it(name, case, tmp_path):
    report = report_on(name, case, tmp_path)

    assert {table.table.name: rows_of(table) for table in report.tables} == expected(
        name, case, "tables"
    )


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_submitted_file_gives_the_findings_beside_it(name, case, tmp_path):
    report = report_on(name, case, tmp_path)

    assert [
        {
            "rule": finding.rule,
            "weight": finding.weight.value,
            "table": finding.table,
            "column": finding.column,
            "lines": list(finding.lines),
            "count": finding.count,
        }
        for finding in report.findings
    ] == expected(name, case, "findings")


@pytest.mark.parametrize("name", registers())
def test_a_register_has_an_example_that_passes_and_one_that_stops(name):
    cases = [case for register, case in CASES if register == name]

    weights = [{f["weight"] for f in expected(name, case, "findings")} for case in cases]

    assert any("stop" in found for found in weights)
    assert any(found <= {"note"} for found in weights)

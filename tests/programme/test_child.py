"""Files checked in limited children: each gets its report, whatever another of them does."""

import gzip
import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

import pendopo
from pendopo.programme import child
from pendopo.programme.child import check
from pendopo.programme.limited import check_files
from pendopo.programme.rules import rules_of
from pendopo.registers import datasets
from pendopo.store.child import ChildError, Limits, run
from pendopo.store.confine import landlock_version
from pendopo.terms.finding import Weight
from tests.corpus.workbooks.write import row, xlsx

LIMITS = Limits(memory_mb=2048, seconds=60)


@pytest.fixture
def hand_in(tmp_path):
    """Describe files as the programme would, each with its own folder to work in."""

    def handed_in(files, register="datasets", **more):
        described = []
        for number, (name, content) in enumerate(files.items()):
            path, work = tmp_path / name, tmp_path / f"work{number}"
            path.write_bytes(content)
            work.mkdir()
            described.append(
                {
                    "path": str(path),
                    "filename": name,
                    "sender": "statistics office",
                    "received_at": "2026-03-01T08:00:00Z",
                    "came_from": "https://contoh.example/",
                    "work": str(work),
                    **more,
                }
            )
        return {"register": register, "files": described, "memory_mb": 2048, "threads": 1}

    return handed_in


def test_a_file_becomes_a_report_with_a_typed_table(hand_in):
    [report] = check_files(hand_in({"a.csv": b"code,n\n007,5\n"}), LIMITS)

    assert report.submission.filename == "a.csv"
    assert report.submission.came_from == "https://contoh.example/"
    assert pq.read_table(report.tables[0].path).to_pylist() == [{"line": 2, "code": "007", "n": 5}]


def test_a_schema_and_a_delimiter_come_with_the_file(hand_in):
    schema = {"fields": [{"name": "a;b", "type": "integer"}]}

    [report] = check_files(
        hand_in({"a.csv": b"a;b\n5\n"}, reading={"schema": schema, "delimiter": ","}), LIMITS
    )

    assert report.findings == ()


def test_files_are_reported_in_their_order_with_progress(hand_in):
    told: list[Mapping[str, Any]] = []

    reports = check_files(hand_in({"a.csv": b"a\n1\n", "b.csv": b"b\n1\n2\n"}), LIMITS, told.append)

    assert [report.tables[0].rows for report in reports] == [1, 2]
    assert {"file", "stage", "done", "total"} == set(told[0])
    assert list(dict.fromkeys(step["file"] for step in told)) == ["a.csv", "b.csv"]
    assert {step["stage"] for step in told} == {"read", "check"}


def test_a_form_that_is_not_read_is_told_and_the_next_file_is_read(hand_in):
    first, second = check_files(hand_in({"a.pdf": b"%PDF-1.7", "b.csv": b"b\n1\n"}), LIMITS)

    assert [finding.rule for finding in first.findings] == ["form_not_read"]
    assert second.tables[0].rows == 1


def test_what_intake_found_stands_before_what_the_rows_show(hand_in):
    schema = {"fields": [{"name": "a", "type": "integer"}, {"name": "b"}]}

    [report] = check_files(hand_in({"a.csv": b"\na,b\nx,1\n"}, reading={"schema": schema}), LIMITS)

    assert [finding.rule for finding in report.findings] == ["rows_have_cells", "cell_is_integer"]


def test_a_file_that_ends_its_child_costs_only_itself(hand_in, monkeypatch):
    # A copy of the workbook survey that lets everything pass stands for the next unknown bomb.
    spec = hand_in({"a.csv": b"a\n1\n", "bomb.csv": b"a\n1\n", "c.csv": b"a\n1\n"})
    monkeypatch.setattr("pendopo.programme.limited._FUNCTION", _errand(spec, monkeypatch))
    told: list[Mapping[str, Any]] = []

    first, bomb, third = check_files(spec, LIMITS, told.append)

    assert not first.stopped
    assert not third.stopped
    [finding] = bomb.findings
    assert (finding.rule, finding.weight) == ("file_can_be_read", Weight.STOP)
    assert finding.sentence().startswith("bomb.csv could not be read")
    assert finding.write


def _errand(spec, monkeypatch):
    """A check that aborts, as a library would, at the file called bomb.csv."""
    folder = Path(spec["files"][0]["work"]).parent / "root"
    folder.mkdir()
    (folder / "pendopo").symlink_to(Path(pendopo.__file__).parent)
    (folder / "errand.py").write_text(
        "import os\n"
        "from pendopo.programme import child\n"
        "receive = child.receive\n"
        "def guarded(path, *more):\n"
        "    if path.name == 'bomb.csv': os.abort()\n"
        "    return receive(path, *more)\n"
        "child.receive = guarded\n"
        "check = child.check\n"
    )
    monkeypatch.setattr("pendopo.store.child.__file__", str(folder / "pendopo/store/child.py"))
    return "errand:check"


def test_an_exception_while_reading_stops_its_file_alone(hand_in, monkeypatch):
    spec = hand_in({"a.csv": b"a\n1\n", "b.csv": b"a\n1\n"})

    def fall_over(source):
        if source.name == "a.csv":
            raise ValueError("odd")
        yield from original(source)

    original = datasets.REGISTER.read
    changed = replace(datasets.REGISTER, read=fall_over)
    monkeypatch.setattr("pendopo.programme.child.register", lambda _: changed)

    first, second = check(spec, lambda _: None)["reports"]

    assert first["findings"][0]["rule"] == "file_can_be_read"
    assert "ValueError: odd" in first["findings"][0]["values"]["error"]
    assert second["findings"][0]["rule"] == "columns_are_described"


@pytest.mark.parametrize("error", [MemoryError(), duckdb.OutOfMemoryException("Out of Memory")])
def test_memory_that_ran_out_ends_the_process_for_it_is_not_given_back(hand_in, monkeypatch, error):
    def ask_for_too_much(_):
        raise error

    changed = replace(datasets.REGISTER, read=ask_for_too_much)
    monkeypatch.setattr("pendopo.programme.child.register", lambda _: changed)

    with pytest.raises(type(error)):
        check(hand_in({"a.csv": b"a\n1\n", "b.csv": b"a\n1\n"}), lambda _: None)


def test_a_child_that_never_came_to_a_file_is_an_error_not_a_finding(hand_in):
    with pytest.raises(ChildError):
        check_files(hand_in({"a.csv": b"a\n1\n"}, register="nowhere"), LIMITS)


def test_a_bomb_in_a_workbook_is_answered_by_a_finding(hand_in):
    bomb = xlsx(row(1, 1) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')

    [report] = check_files(hand_in({"bomb.xlsx": bomb}), LIMITS)

    [finding] = report.findings
    assert (finding.rule, finding.weight) == ("workbook_is_harmless", Weight.STOP)


def test_a_reader_that_asks_for_too_much_memory_is_ended_and_told(hand_in):
    rows = b"".join(b"%d,%s\n" % (n, b"x" * 1000) for n in range(60_000))

    [report] = check_files(hand_in({"big.csv": b"a,b\n" + rows}), Limits(memory_mb=400, seconds=60))

    [finding] = report.findings
    assert finding.rule == "file_can_be_read"
    assert finding.weight is Weight.STOP


def test_rules_are_the_sql_files_of_the_registers_folder(root):
    assert [rule.name for rule in rules_of("contracts")] == sorted(
        path.stem for path in (root / "src/pendopo/registers/contracts/rules").glob("*.sql")
    )
    assert rules_of("datasets") == ()


def test_the_child_can_be_run_by_its_name(hand_in):
    result = run("pendopo.programme.child:check", hand_in({"a.csv": b"a\n1\n"}), LIMITS)

    assert [report["register"] for report in result["reports"]] == ["datasets"]


def test_a_packed_table_is_read_and_the_file_as_it_came_is_the_submission(hand_in, tmp_path):
    content = gzip.compress(b"code,n\n007,5\n", mtime=0)

    [report] = check_files(hand_in({"a.csv.gz": content}), LIMITS)

    assert report.submission.size == len(content)
    assert report.submission.sha256 == hashlib.sha256(content).hexdigest()
    assert pq.read_table(report.tables[0].path).to_pylist() == [{"line": 2, "code": "007", "n": 5}]
    assert list((tmp_path / "work0").glob("unpacked*")) == []


def test_an_archive_that_is_refused_stops_alone(hand_in):
    first, second = check_files(hand_in({"a.zip": b"PK\x05\x06", "b.csv": b"b\n1\n"}), LIMITS)

    assert [finding.rule for finding in first.findings] == ["packing_is_whole"]
    assert not second.stopped


def test_a_pipe_is_told_at_once_and_not_waited_for(hand_in, tmp_path):
    spec = hand_in({"pipe.csv": b"", "b.csv": b"b\n1\n"})
    (tmp_path / "pipe.csv").unlink()
    os.mkfifo(tmp_path / "pipe.csv")

    first, second = check_files(spec, LIMITS)

    assert [finding.rule for finding in first.findings] == ["file_is_a_file"]
    assert not second.stopped


def test_a_file_that_changes_while_it_is_read_stops(hand_in, monkeypatch, tmp_path):
    spec = hand_in({"a.csv": b"a\n1\n"})
    original = datasets.REGISTER.read

    def changed(source):
        yield from original(source)
        with (tmp_path / "a.csv").open("ab") as file:
            file.write(b"2\n")

    monkeypatch.setattr(
        "pendopo.programme.child.register", lambda _: replace(datasets.REGISTER, read=changed)
    )

    [report] = check(spec, lambda _: None)["reports"]

    assert [finding["rule"] for finding in report["findings"]] == ["file_stays_as_it_is"]
    assert not report["tables"]


def test_what_checks_a_file_reaches_neither_the_network_nor_another_file(hand_in, monkeypatch):
    spec = hand_in({"a.csv": b"a\n1\n"})
    folder = Path(spec["files"][0]["work"]).parent / "root"
    folder.mkdir()
    (folder / "pendopo").symlink_to(Path(pendopo.__file__).parent)
    (folder / "errand.py").write_text(
        "import socket\n"
        "def check(spec, tell):\n"
        "    refused = []\n"
        "    for reach in (socket.socket, lambda: open('/etc/passwd')):\n"
        "        try:\n"
        "            reach()\n"
        "        except PermissionError:\n"
        "            refused.append(True)\n"
        "    tell({'file': 'a.csv'})\n"
        "    raise SystemExit(f'refused {len(refused)}')\n"
    )
    monkeypatch.setattr("pendopo.store.child.__file__", str(folder / "pendopo/store/child.py"))
    monkeypatch.setattr("pendopo.programme.limited._FUNCTION", "errand:check")
    errors: list[ChildError] = []
    original = child.ended

    def ended(spec, file, error):
        errors.append(error)
        return original(spec, file, error)

    monkeypatch.setattr(child, "ended", ended)

    check_files(spec, LIMITS)

    refused = 2 if landlock_version() > 0 else 1
    assert f"refused {refused}" in errors[0].detail

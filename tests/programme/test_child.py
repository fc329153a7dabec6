"""Files checked in limited children: each gets its report, whatever another of them does."""

import errno
import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

import pendopo
from pendopo.programme import limited
from pendopo.programme.child import check
from pendopo.programme.limited import check_files
from pendopo.programme.rules import rules_of
from pendopo.registers import datasets
from pendopo.store.child import WRITTEN_TIMES, ChildError, Limits, run
from pendopo.store.confine import landlock_version
from pendopo.terms.finding import Weight
from tests.corpus.workbooks.write import row, xlsx

LIMITS = Limits(memory_mb=2048, seconds=60)
# For 17 MB of CSV more: what is read is mapped, and counts as ours while it lies in memory.
MORE_MB = 80


@pytest.fixture
def hand_in(tmp_path):
    """Describe files as the programme would, each with its own folder to work in."""

    def handed_in(files, register="datasets", **more):
        described = []
        for number, (name, content) in enumerate(files.items()):
            path, work = tmp_path / name, tmp_path / f"work{number}"
            path.write_bytes(content)
            work.mkdir(exist_ok=True)
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


def test_many_files_are_read_two_at_a_time_and_reported_in_their_order(hand_in):
    # The first takes longer than all the others.
    files = {f"{n}.csv": b"a\n" + b"1\n" * (n + 1) for n in range(1, 8)}
    spec = hand_in({"0.csv": b"a,b\n" + b"1,2\n" * 200_000, **files}) | {"threads": 2}
    told: list[Mapping[str, Any]] = []

    reports = check_files(spec, LIMITS, told.append)

    assert [report.submission.filename for report in reports] == [f"{n}.csv" for n in range(8)]
    assert [report.tables[0].rows for report in reports[1:]] == [n + 1 for n in range(1, 8)]
    readers = {(step["file"], step["reader"]) for step in told}
    assert sorted(file for file, _ in readers) == [f"{n}.csv" for n in range(8)]
    assert {reader for _, reader in readers} <= {0, 1}


def test_two_at_a_time_find_what_one_finds_and_write_the_same(hand_in):
    files = {f"{n}.csv": b"code,n\n007,5\n" + b"008,%d\n" % n * 50 for n in range(4)}
    one = check_files(hand_in(files), LIMITS)
    alone = [Path(report.tables[0].path).read_bytes() for report in one]

    two = check_files(hand_in(files) | {"threads": 2}, LIMITS)

    assert [report.findings for report in two] == [report.findings for report in one]
    assert [report.tables[0].digest for report in two] == [r.tables[0].digest for r in one]
    assert [Path(report.tables[0].path).read_bytes() for report in two] == alone


def test_each_of_two_has_half_of_the_memory_and_one_thread(hand_in, monkeypatch):
    spec = hand_in({"a.csv": b"a\n1\n", "b.csv": b"a\n1\n"}) | {"threads": 2}
    monkeypatch.setattr("pendopo.programme.limited._FUNCTION", _telling(spec, monkeypatch))
    told: list[Mapping[str, Any]] = []

    check_files(spec, LIMITS, told.append)

    found = [step for step in told if "space" in step]
    assert [step["threads"] for step in found] == [1, 1]
    assert [step["memory_mb"] for step in found] == [1024, 1024]
    assert all(
        1024 << 20 <= step["space"] < (1024 << 20) + step["own"] + (64 << 20) for step in found
    )


def _telling(spec, monkeypatch):
    """A check that first tells what its process may use."""
    return _errand(
        spec,
        monkeypatch,
        "import resource\n"
        "from pathlib import Path\n"
        "from pendopo.programme import child\n"
        "from pendopo.store import prepared\n"
        "def check(spec, tell):\n"
        "    space, _ = resource.getrlimit(resource.RLIMIT_AS)\n"
        "    told = {'space': space, 'own': prepared._begun_with, 'file': ''}\n"
        "    tell(told | {name: spec[name] for name in ('threads', 'memory_mb')})\n"
        "    return child.check(spec, tell)\n",
    )


def test_a_file_that_ends_one_of_two_children_costs_only_itself(hand_in, monkeypatch):
    names = [f"{n}.csv" for n in range(6)]
    spec = hand_in(dict.fromkeys([*names[:2], "bomb.csv", *names[2:]], b"a\n1\n"))
    monkeypatch.setattr("pendopo.programme.limited._FUNCTION", _errand(spec, monkeypatch))

    reports = check_files(spec | {"threads": 2}, LIMITS)

    bomb = reports[2]
    assert [report.stopped for report in reports] == [False, False, True, *[False] * 4]
    assert [report.submission.filename for report in reports if not report.stopped] == names
    assert [finding.rule for finding in bomb.findings] == ["file_can_be_read"]
    assert bomb.findings[0].sentence().startswith("bomb.csv could not be read")


def test_a_file_that_needs_more_than_half_of_the_memory_is_read_alone_with_all(
    hand_in, monkeypatch
):
    spec = hand_in({"a.csv": b"a\n1\n", "large.csv": b"a\n1\n", "c.csv": b"a\n1\n"})
    errand = (
        "from pathlib import Path\n"
        "from pendopo.programme import child\n"
        "receive = child.receive\n"
        "def large(path, *more):\n"
        "    if path.name == 'large.csv':\n"
        "        with (path.parent / 'work1' / 'left').open('x'):\n"
        "            bytearray(1_200_000_000)\n"
        "    return receive(path, *more)\n"
        "child.receive = large\n"
        "check = child.check\n"
    )
    monkeypatch.setattr("pendopo.programme.limited._FUNCTION", _errand(spec, monkeypatch, errand))

    reports = check_files(spec | {"threads": 2}, LIMITS)

    assert [report.stopped for report in reports] == [False] * 3
    assert [report.submission.filename for report in reports] == ["a.csv", "large.csv", "c.csv"]


def test_who_asks_no_more_ends_both_children(hand_in, monkeypatch, tmp_path):
    spec = hand_in({"a.csv": b"a\n1\n", "b.csv": b"a\n1\n"}) | {"threads": 2}
    errand = (
        "import os, pathlib, time\n"
        "def check(spec, tell):\n"
        "    tell({'file': 'a.csv', 'pid': os.getpid()})\n"
        "    time.sleep(30)\n"
        "    pathlib.Path(spec['files'][0]['work'], 'went on').touch()\n"
    )
    monkeypatch.setattr("pendopo.programme.limited._FUNCTION", _errand(spec, monkeypatch, errand))
    begun: list[int] = []

    def cancel(news):
        begun.append(news["pid"])
        if len(begun) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_files(spec, LIMITS, cancel)

    assert len(begun) == 2
    assert [*tmp_path.glob("work*/*")] == []
    assert not any(Path(f"/proc/{pid}").exists() for pid in begun)


@pytest.fixture
def releases(hand_in, monkeypatch):
    """A file of lines that is read in two parts: the second begins behind 8 of its 13 MB."""
    monkeypatch.setattr(limited, "_PARTED_BYTES", 12 << 20)
    lines = [_release(n) for n in range(3_200)]
    lines[2_800:2_800] = lines[10:20]

    def handed_in(others=(), **more):
        [*kept] = lines
        for at, line in others:
            kept[at] = line
        spec = hand_in({"a.jsonl": b"".join(kept)}, "contracts")
        said = {"country": "ID", "zone": "Asia/Jakarta", "currency": "IDR", "memory_mb": 4096}
        return spec | said | {"parts": True, "threads": 2, **more}

    return handed_in


def _release(number):
    """A release of 4 kB; some lack what they need, or hold what the standard does not know."""
    release: dict[str, Any] = {
        "ocid": f"ocds-abc123-{number // 4}",
        "id": f"{number}",
        "date": f"2026-03-{number % 27 + 1:02d}T09:00:00+07:00",
        "tag": ["tender"],
        "initiationType": "tender",
        "buyer": {"id": "U1", "name": "Dinas Pekerjaan Umum"},
        "tender": {"id": f"t{number}", "description": f"Pekerjaan jalan {number} " * 180},
    }
    odd: dict[int, dict[str, Any]] = {
        7: {"surprise": number},
        31: {"tag": []},
        97: {"ocid": ""},
        53: {"date": "2026-03-02"},
    }
    for step, fields in odd.items():
        release |= fields if number % step == 0 else {}
    if number % 400 == 3:
        release["parties"] = [{"id": "p", "name": "Budi", "identifier": {"id": _NIK}}]
    return json.dumps(release, separators=(",", ":")).encode() + b"\n"


_NIK = "3524131203850001"
_WHOLE = Limits(memory_mb=4096, seconds=60)


def _come_to(report):
    """Give what a report says, and the bytes of its tables."""
    return report, [Path(one.path).read_bytes() for one in report.tables]


@pytest.fixture
def run_of(monkeypatch):
    """Which functions children were asked for, with the limits that they had."""
    asked = []

    def listed(function, spec, limits, *more, **named):
        asked.append((function.partition(":")[2], limits))
        return run(function, spec, limits, *more, **named)

    monkeypatch.setattr(limited, "run", listed)
    return asked


def test_two_parts_of_a_file_come_to_what_one_process_finds_and_writes(releases, run_of):
    [one] = check_files(releases(parts=False), _WHOLE)
    alone = _come_to(one)
    run_of.clear()

    [two] = check_files(releases(), _WHOLE)

    assert sorted(name for name, _ in run_of) == ["check", "read_part"]
    assert _come_to(two) == alone
    rules = {finding.rule for finding in two.findings}
    assert {"release_ids_differ", "personal_data_is_decided", "release_has_its_ocid"} <= rules
    assert [*Path(two.tables[0].path).parent.glob("second")] == []


def test_each_part_has_half_of_what_a_file_may_use(releases, run_of):
    check_files(releases(), replace(_WHOLE, file_mb=100))

    # The last quarter of a minute is for the answer.
    half = replace(_WHOLE, memory_mb=2048, file_mb=50, seconds=45)
    assert [limits for _, limits in run_of] == [half, half]


@pytest.mark.parametrize("at", [5, 3_100])
def test_a_line_that_is_not_json_is_told_as_of_one_process(releases, run_of, at):
    others = [(at, b'{"ocid": \n')]
    [one] = check_files(releases(others, parts=False), _WHOLE)
    alone = _come_to(one)
    run_of.clear()

    [two] = check_files(releases(others), _WHOLE)

    whole = [name for name, limits in run_of if limits.memory_mb == _WHOLE.memory_mb]
    assert whole == ["check"]
    assert _come_to(two) == alone


_OF_A_PART = {
    "ended while it reads": ("child.stage_part = end", "read_part"),
    "out of memory": ("child.stage_part = ask_for_too_much", "read_part"),
    "ended while it writes": ("child.write_asked = end", "read_part"),
    "ended while it waits": ("child.first_part = end", "check"),
    "out of memory while it waits": ("child.first_part = ask_for_too_much", "check"),
}


@pytest.mark.parametrize(("fault", "name"), _OF_A_PART.values(), ids=_OF_A_PART)
def test_a_part_that_ends_its_child_costs_only_time(releases, run_of, monkeypatch, fault, name):
    [one] = check_files(releases(parts=False), _WHOLE)
    alone = _come_to(one)
    spec = releases()
    errand = (
        "import os\n"
        "from pendopo.programme import child\n"
        "def end(*given):\n"
        "    os.abort()\n"
        "def ask_for_too_much(*given):\n"
        "    bytearray(2_500_000_000)\n"
        f"{fault}\n"
        f"check = child.{name}\n"
    )
    part = "_FUNCTION" if name == "check" else "_PART"
    monkeypatch.setattr(f"pendopo.programme.limited.{part}", _errand(spec, monkeypatch, errand))

    [two] = check_files(spec, _WHOLE)

    assert _come_to(two) == alone
    last = run_of[-1][1]
    assert last == replace(_WHOLE, seconds=last.seconds)  # what is left of them
    assert last.seconds < _WHOLE.seconds


def test_a_file_that_ends_one_process_too_is_told_as_ever(releases, monkeypatch):
    spec = releases()
    errand = "import os\ndef check(spec, tell):\n    tell({'file': 'a.jsonl'})\n    os.abort()\n"
    monkeypatch.setattr("pendopo.programme.limited._FUNCTION", _errand(spec, monkeypatch, errand))

    [report] = check_files(spec, _WHOLE)

    assert [finding.rule for finding in report.findings] == ["file_can_be_read"]
    assert report.findings[0].sentence().startswith("a.jsonl could not be read")


def test_the_time_that_is_told_is_that_of_all_tries(releases, monkeypatch):
    spec = releases()
    errand = (
        "import os, time\n"
        "def check(spec, tell):\n"
        "    tell({'file': 'a.jsonl'})\n"
        "    os.abort() if 'second_part' in spec['files'][0] else time.sleep(60)\n"
    )
    monkeypatch.setattr("pendopo.programme.limited._FUNCTION", _errand(spec, monkeypatch, errand))

    [report] = check_files(spec, replace(_WHOLE, seconds=12))

    # Three of the twelve are for the answer.
    assert "took longer than 9 seconds" in report.findings[0].sentence()


@pytest.mark.parametrize(
    "more", [{"threads": 1}, {"parts": False}, {"filename": "a.json"}, {"small": True}]
)
def test_a_file_that_is_small_or_not_of_lines_is_read_by_one(releases, run_of, monkeypatch, more):
    spec = releases() | {name: one for name, one in more.items() if name in {"threads", "parts"}}
    spec["files"][0] |= {name: one for name, one in more.items() if name == "filename"}
    if "small" in more:
        monkeypatch.setattr(limited, "_PARTED_BYTES", 32 << 20)

    check_files(spec, _WHOLE)

    assert [name for name, _ in run_of] == ["check"]


def test_a_file_of_another_encoding_is_read_by_one(hand_in, run_of, monkeypatch):
    monkeypatch.setattr(limited, "_PARTED_BYTES", 12 << 20)
    data = b"".join(map(_release, range(3_000))).decode().encode("utf-16")
    spec = hand_in({"a.jsonl": data}, "contracts") | {"parts": True, "threads": 2}

    [report] = check_files(spec | {"memory_mb": 4096}, _WHOLE)

    whole = [name for name, limits in run_of if limits.memory_mb == _WHOLE.memory_mb]
    assert whole == ["check"]
    assert report.tables[0].rows > 2_900


def test_two_children_that_never_came_to_a_file_are_an_error_not_a_finding(hand_in):
    spec = hand_in({"a.csv": b"a\n1\n", "b.csv": b"a\n1\n"}, register="nowhere")

    with pytest.raises(ChildError):
        check_files(spec | {"threads": 2}, LIMITS)


_ABORTS = (
    "import os\n"
    "from pendopo.programme import child\n"
    "receive = child.receive\n"
    "def guarded(path, *more):\n"
    "    if path.name == 'bomb.csv': os.abort()\n"
    "    return receive(path, *more)\n"
    "child.receive = guarded\n"
    "check = child.check\n"
)


def _errand(spec, monkeypatch, body=_ABORTS):
    """A check of our own; it aborts, as a library would, at the file called bomb.csv."""
    folder = Path(spec["files"][0]["work"]).parent / "root"
    folder.mkdir()
    (folder / "pendopo").symlink_to(Path(pendopo.__file__).parent)
    (folder / "errand.py").write_text(body)
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


def test_a_file_as_large_as_one_may_be_is_read_though_its_cells_take_more(hand_in):
    content = b"a,b,c,d,e,f,g,h\n" + b"1,2,3,4,5,6,7,8\n" * (7 << 16)  # 7 MB, as text in columns 22

    limits = replace(LIMITS, file_mb=WRITTEN_TIMES * 8)
    [report] = check_files(hand_in({"narrow.csv": content}), limits)

    assert report.tables[0].rows == 7 << 16


_CHECK_ALONE = """
import json, resource, sys
from pendopo.programme.child import check
[report] = check(json.load(sys.stdin), lambda _: None)["reports"]
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(report["tables"][0]["rows"], most >> 10)
"""


def test_three_times_as_large_a_file_takes_hardly_more_memory(hand_in):
    rows = [
        f"{n},Desa Contoh {n % 430},{n * 7}.25,2026-03-{n % 28 + 1:02},{'uraian ' * 8}"
        for n in range(270_000)
    ]
    held = []

    for count in (len(rows) // 3, len(rows)):  # 8 MB, and 25
        text = "\n".join(["id,desa,nilai,hari,uraian", *rows[:count]]) + "\n"
        done = subprocess.run(
            [sys.executable, "-c", _CHECK_ALONE],
            input=json.dumps(hand_in({f"{count}.csv": text.encode()})),
            capture_output=True,
            text=True,
            check=True,
        )
        read, memory_mb = map(int, done.stdout.split())
        assert read == count
        held.append(memory_mb)

    assert held[0] > 50, held
    assert held[1] - held[0] <= MORE_MB, held


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


def test_a_file_beyond_what_is_read_is_refused_before_it_is_opened(hand_in):
    large = b"a\n" + (b"x" * 63 + b"\n") * (3 << 14)
    limits = replace(LIMITS, file_mb=2 * WRITTEN_TIMES)

    spec = hand_in({"a.csv": large[: 3 << 20], "b.csv": large[: 1 << 20]})
    first, second = check_files(spec, limits)

    [finding] = first.findings
    assert finding.rule == "file_is_not_too_large"
    assert finding.values == {"size": "3", "most": "2"}
    assert "limits.file_mb" in finding.write
    assert not second.stopped


@pytest.mark.parametrize("error", [OSError(errno.EFBIG, "File too large"), duckdb.IOException])
def test_more_than_may_be_written_is_told_as_such(hand_in, monkeypatch, error):
    def write_too_much(_):
        raise error if isinstance(error, OSError) else error("Could not write: File too large")

    changed = replace(datasets.REGISTER, read=write_too_much)
    monkeypatch.setattr("pendopo.programme.child.register", lambda _: changed)

    with pytest.raises(type(error) if isinstance(error, OSError) else error):
        check(hand_in({"a.csv": b"a\n1\n"}), lambda _: None)


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


_END_ALONE = """
import json, sys
from pendopo.programme import limited
from pendopo.store.child import ChildError, Limits
limits = Limits(memory_mb=2048, seconds=60)
ended = ChildError("time", limits, {"file": "a.csv"}, "")
limited._one_child = lambda *_: ([], ended)
[report] = limited.check_files(json.load(sys.stdin), limits)
print(report.stopped, report.submission.sha256[:8], "duckdb" in sys.modules)
"""


def test_who_asks_imports_nothing_that_reads_files_though_one_ended_its_child(hand_in):
    """All that reads files has a hundred megabytes: a serving process grows by fifty at most."""
    spec = hand_in({"a.csv": b"a\n1\n"})

    done = subprocess.run(
        [sys.executable, "-c", _END_ALONE],
        input=json.dumps(spec),
        capture_output=True,
        text=True,
        check=False,
    )

    digest = hashlib.sha256(b"a\n1\n").hexdigest()
    assert done.stdout.split() == ["True", digest[:8], "False"], done.stderr[-2000:]


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
    original = limited._ended

    def ended(spec, file, error, limits):
        errors.append(error)
        return original(spec, file, error, limits)

    monkeypatch.setattr(limited, "_ended", ended)

    check_files(spec, LIMITS)

    refused = 2 if landlock_version() > 0 else 1
    assert f"refused {refused}" in errors[0].detail

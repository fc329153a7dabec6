"""Whatever a child does, its parent goes on and can say what happened."""

import subprocess
import sys
import textwrap
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pendopo.store.child import ChildError, Limits, run

SMALL = Limits(memory_mb=1024, seconds=20, file_mb=1)


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Run the body of a function in a child; the body sees ``spec`` and ``tell``."""

    def called(body, spec=None, limits=SMALL, on_progress=None):
        lines = "\n".join("    " + line for line in body.splitlines())
        (tmp_path / "errand.py").write_text(f"def do(spec, tell):\n{lines}\n")
        # The child is handed its one import path by where the package lies.
        root = tmp_path / "root"
        if not root.exists():
            root.mkdir()
            (root / "pendopo").symlink_to(Path(__file__).parents[2] / "src" / "pendopo")
            (root / "errand.py").symlink_to(tmp_path / "errand.py")
        monkeypatch.setattr("pendopo.store.child.__file__", str(root / "pendopo/store/child.py"))
        return run("errand:do", spec or {}, limits, on_progress)

    return called


def failure(call, body, **more):
    with pytest.raises(ChildError) as caught:
        call(body, **more)
    return caught.value


def test_the_result_comes_back(call):
    assert call("return {'sum': sum(spec['numbers'])}", {"numbers": [1, 2]}) == {"sum": 3}


def test_progress_is_passed_on_while_it_runs(call):
    told: list[Mapping[str, Any]] = []

    call("tell({'done': 1})\ntell({'done': 2})\nreturn {}", on_progress=told.append)

    assert told == [{"done": 1}, {"done": 2}]


def test_what_a_library_prints_does_not_end_up_in_the_result(call):
    assert call("print('{\"result\": {}}')\nreturn {'a': 1}") == {"a": 1}


def test_what_is_not_needed_is_not_imported_though_it_is_installed(call):
    body = """
    found = []
    for name in ("numpy", "pandas"):
        try:
            __import__(name)
        except ImportError:
            found.append(name)
    return {"kept out": found}
    """
    assert call(textwrap.dedent(body)) == {"kept out": ["numpy", "pandas"]}


def test_it_runs_isolated_from_our_surroundings(call, monkeypatch):
    monkeypatch.setenv("SECRET", "x")

    found = call("import os, sys\nreturn {'env': dict(os.environ), 'flags': sys.flags.isolated}")

    assert found["flags"] == 1
    assert "SECRET" not in found["env"]
    assert found["env"]["TZ"] == "UTC"


def test_too_much_memory_is_told_with_the_file_it_was_on(call):
    error = failure(call, "tell({'file': 'big.csv'})\nx = bytearray(2 << 30)")

    assert error.reason == "memory"
    assert str(error).startswith("Reading big.csv took more than 1024 MB of memory")
    assert "Split the file" in str(error)


def test_an_abort_deep_in_a_library_is_a_crash_and_no_more(call):
    error = failure(call, "tell({'file': 'a.xlsx'})\nimport os\nos.abort()")

    assert error.reason == "crash"
    assert str(error).startswith("a.xlsx could not be read")


def test_an_allocation_that_aborts_is_told_as_memory(call):
    body = "import os\nos.write(2, b'memory allocation of 549755813888 bytes failed')\nos.abort()"

    assert failure(call, body).reason == "memory"


def test_a_thread_without_the_memory_to_begin_ends_the_child_that_waits_for_it(call, monkeypatch):
    monkeypatch.setattr("pendopo.store.child._LOOK_S", 0.1)
    monkeypatch.setattr("pendopo.store.child._SECONDS_TO_LEAVE", 0.1)
    # What CPython writes then; the child itself waits for the thread, here for its whole time.
    body = "import os, time\nos.write(2, b'MemoryError: ')\ntime.sleep(60)"

    assert failure(call, body, limits=Limits(memory_mb=1024, seconds=40)).reason == "memory"


def test_the_kernels_own_kill_is_told_as_memory(call):
    body = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"

    assert failure(call, body).reason == "memory"


def test_a_long_wait_is_ended_by_the_clock(call):
    start = time.monotonic()

    error = failure(
        call,
        "tell({'file': 'slow.csv'})\nimport time\ntime.sleep(60)",
        limits=Limits(memory_mb=1024, seconds=1),
    )

    assert time.monotonic() - start < 20
    assert error.reason == "time"
    assert "longer than 1 seconds" in str(error)


def test_a_long_calculation_is_ended_by_the_processor_limit(call):
    body = (
        "import resource, signal\n"
        "soft, hard = resource.getrlimit(resource.RLIMIT_CPU)\n"
        "assert hard == 2 * __import__('os').cpu_count()\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (1, hard))\n"
        "while True: pass"
    )

    error = failure(call, body, limits=Limits(memory_mb=1024, seconds=2))

    assert error.reason == "time"


def test_a_file_that_grows_too_large_is_told(call, tmp_path):
    error = failure(
        call, "open(spec['path'], 'wb').write(b'x' * (2 << 20))", spec={"path": str(tmp_path / "x")}
    )

    assert error.reason == "size"
    assert "passed 1 MB" in str(error)


def test_a_child_ends_when_nobody_waits_for_it_any_more(call, tmp_path):
    mark = tmp_path / "pid"
    body = "import os, time\nopen(spec['mark'], 'w').write(str(os.getpid()))\ntime.sleep(60)"

    failure(call, body, spec={"mark": str(mark)}, limits=Limits(memory_mb=1024, seconds=1))

    assert not _runs(int(mark.read_text()))


def _runs(pid):
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return False
        if state == "Z":
            return False
        time.sleep(0.1)
    return True


def test_an_exception_ends_as_a_crash_with_its_words_for_an_operator(call):
    error = failure(call, "raise ValueError('odd')")

    assert error.reason == "crash"
    assert "ValueError: odd" in error.detail
    assert error.values["file"] == "the file"


def test_an_answer_without_end_is_cut_off(call, monkeypatch):
    monkeypatch.setattr("pendopo.store.child._ANSWER_BYTES_MOST", 1 << 20)

    error = failure(call, "return {'x': 'y' * (8 << 20)}")

    assert error.reason == "crash"
    assert "1048576 bytes" in error.detail


def test_the_last_file_named_is_the_one_to_blame(call):
    error = failure(call, "tell({'file': 'a'})\ntell({'report': 1})\nraise SystemExit(3)")

    assert error.progress == {"file": "a"}


def test_no_core_is_dumped_and_no_right_is_gained(call):
    found = call(
        "import resource\n"
        "status = open('/proc/self/status').read()\n"
        "core = resource.getrlimit(resource.RLIMIT_CORE)\n"
        "return {'core': core, 'new': 'NoNewPrivs:\\t1' in status}"
    )

    assert found == {"core": [0, 0], "new": True}


def test_a_child_ends_with_its_parent(tmp_path):
    script = (
        "import sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from pendopo.store.child import Limits, run\n"
        "run('errand:do', {}, Limits(), None)\n"
    )
    root = tmp_path / "root"
    root.mkdir()
    (root / "pendopo").symlink_to(Path(__file__).parents[2] / "src" / "pendopo")
    (root / "errand.py").write_text(
        "import os, time\n"
        "def do(spec, tell):\n"
        f"    open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "    time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(root)])
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        time.sleep(0.05)
    child = int((tmp_path / "pid").read_text())

    parent.kill()
    parent.wait()

    assert not _runs(child)

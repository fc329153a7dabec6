"""Limited processes come from one that has imported what they need, and are as if started anew."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pendopo.programme import child as checking
from pendopo.store import prepared
from pendopo.store.prepared import finish, fork

ERRAND = """
import json, os, sys
def main():
    asked = sys.stdin.readline()
    print(json.dumps(eval(asked, {"os": os, "sys": sys})), flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def errand(tmp_path_factory):
    folder = tmp_path_factory.mktemp("errand")
    (folder / "errand.py").write_text(ERRAND)
    return folder


@pytest.fixture
def ask(errand):
    """Start a process, have it work something out, and give it with the answer."""
    made = []

    def asked(expression, imports=checking.__name__):
        one = fork(subprocess.DEVNULL, "errand", imports, str(errand), {"TZ": "UTC"})
        made.append(one)
        one.stdin.write(expression.encode() + b"\n")
        one.stdin.flush()
        return one, json.loads(one.stdout.readline())

    yield asked
    for one in made:
        one.end()


def _prepared():
    [one] = prepared._mine
    return one.process.pid


def _wait_for(met):
    for _ in range(200):
        if met():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to that")


def test_what_it_will_need_is_there_when_it_begins(ask):
    _, found = ask("[name in sys.modules for name in ('pyarrow.lib', 'duckdb', 'numpy.linalg')]")

    assert found == [True, True, False]


def test_what_it_began_with_does_not_count_against_its_limit(ask):
    """The engine and Arrow map hundreds of megabytes before they have read anything."""
    bind = "__import__('resource').setrlimit(9, (own(64), own(64)))"  # RLIMIT_AS
    use = "len(bytearray(40 << 20))"
    own = "(own := sys.modules['pendopo.store.prepared'].with_own)(0) >> 20"

    _, (mapped, _, used) = ask(f"[{own}, {bind}, {use}]")

    assert mapped > 100
    assert used == 40 << 20


def test_the_one_they_come_from_has_one_thread(ask):
    ask("1")

    assert len(list(Path(f"/proc/{_prepared()}/task").iterdir())) == 1


def test_they_come_from_one_and_know_nothing_of_each_other(ask):
    (first, _), (second, open_files) = ask("1"), ask("sorted(os.listdir('/proc/self/fd'))")

    assert first.pid != second.pid
    parents = {
        Path(f"/proc/{one.pid}/stat").read_text().rpartition(")")[2].split()[1]
        for one in (first, second)
    }
    assert parents == {str(_prepared())}
    # The fourth is the folder that is being listed.
    assert open_files == ["0", "1", "2", "3"]


def test_it_stands_where_its_starter_stands_with_the_surroundings_it_was_given(
    ask, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)

    _, found = ask("[os.getcwd(), dict(os.environ), os.getsid(0) == os.getpid()]")

    assert found == [str(tmp_path), {"TZ": "UTC"}, True]


def test_one_that_ended_says_how(ask):
    one, _ = ask("1")

    os.kill(one.pid, signal.SIGTERM)

    assert one.wait(timeout=20) == -signal.SIGTERM


def test_one_that_goes_on_is_not_waited_for_longer_than_was_said(ask):
    one, _ = ask("1")

    with pytest.raises(TimeoutError):
        one.wait(timeout=0.01)


def test_when_the_one_they_come_from_was_killed_the_next_has_another(ask):
    one, _ = ask("1")
    before = _prepared()

    os.kill(before, signal.SIGKILL)

    assert one.wait(timeout=20) == -signal.SIGKILL
    _, again = ask("2")
    assert (again, _prepared() != before) == (2, True)


def test_one_that_was_begun_ahead_is_the_one_that_is_asked(ask):
    finish()
    prepared.begin("pendopo.store.texts")
    begun = _prepared()

    prepared.begin("pendopo.store.texts")
    _, there = ask("'pendopo.store.texts' in sys.modules", imports="")

    assert (there, _prepared()) == (True, begun)


def test_it_ends_when_for_a_while_nobody_has_asked_and_another_is_started(ask, monkeypatch):
    finish()
    code = prepared._BOOT.replace(
        "import main;", "import main; import pendopo.store.prepared as p;"
    )
    monkeypatch.setattr(prepared, "_BOOT", code.replace("main()", "p._IDLE_S = 0.2; main()"))
    one, _ = ask("1", imports="")
    [its] = prepared._mine
    one.end()

    _wait_for(lambda: its.process.poll() is not None)

    assert its.process.returncode == 0
    assert ask("2", imports="")[1] == 2
    finish()


def test_all_of_them_end_with_their_starter(errand):
    script = (
        "import subprocess, sys, time\n"
        "from pendopo.store.prepared import _mine, fork\n"
        "one = fork(subprocess.DEVNULL, 'errand', '', sys.argv[1], {})\n"
        "print(one.pid, _mine[0].process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", script, str(errand)], stdout=subprocess.PIPE, text=True
    )
    with starter:
        assert starter.stdout
        numbers = [int(number) for number in starter.stdout.readline().split()]

        starter.kill()

    _wait_for(lambda: not any(_runs(number) for number in numbers))


def _runs(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


# Root is held to no number of processes, so that the system's refusal is played here.
REFUSED_SECOND = """
import os
real, asked = os.fork, []
def fork():
    asked.append(1)
    if len(asked) == 2:
        raise BlockingIOError(11, "Resource temporarily unavailable")
    return real()
os.fork = fork
"""


def test_one_that_the_system_refuses_to_make_ends_no_other(ask, monkeypatch):
    finish()
    monkeypatch.setattr(prepared, "_BOOT", REFUSED_SECOND + prepared._BOOT)
    first, _ = ask("1")

    with pytest.raises(OSError, match="no more processes"):
        ask("1")
    _, answer = ask("3")
    first.stdin.close()

    assert first.wait(timeout=20) == 0
    assert answer == 3
    finish()


def test_one_for_which_no_file_is_left_to_open_leaves_none_open(ask, monkeypatch):
    ask("1")
    before = len(list(Path("/proc/self/fd").iterdir()))

    def full():
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(socket, "socketpair", full)
    with pytest.raises(OSError, match="Too many"):
        ask("1")

    assert len(list(Path("/proc/self/fd").iterdir())) == before

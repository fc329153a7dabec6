"""Every console block of the documents does what it shows.

The blocks of one document run in order in one new folder, which holds ``examples`` when they speak
of it. ``$ `` begins a command, ``> `` continues it; what stands below is its output, in which a
line ``...`` stands for any lines and ``...`` within a line for any text. A command whose output is
not shown must succeed, unless its block is marked ``console exit=1``: then one command of the block
ends with that code. A block marked ``console no-run`` is left out and says why, behind the mark or
in the paragraph before it.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.docs.ready import client

_ONE_THREAD = "background_thread:false"
ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```console([^\n]*)\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A command and what it is shown to write."""

    line: int
    command: str
    output: tuple[str, ...] = ()
    code: int = 0  # what it, or another command of its block, ends with


def documents() -> list[Path]:
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")]
    return sorted(path for path in found if path.exists() and "```console" in path.read_text())


def steps(text: str) -> list[Step]:
    found = []
    for block in _BLOCK.finditer(text):
        if block[1].split()[:1] in (["no-run"], ["no-run:"]):
            continue
        first = text[: block.start(2)].count("\n") + 1
        marked = re.search(r"exit=(\d+)", block[1])
        code = int(marked[1]) if marked else 0
        found += [replace(step, code=code) for step in _steps(block[2].splitlines(), first)]
    return found


def _steps(lines: list[str], first: int) -> list[Step]:
    found: list[Step] = []
    for number, line in enumerate(lines, first):
        if line.startswith("$ "):
            found.append(Step(number, line[2:]))
        elif line.startswith(">") and found and not found[-1].output:
            before = found.pop()
            found.append(Step(before.line, before.command + "\n" + line[1:].removeprefix(" ")))
        elif found:
            before = found.pop()
            found.append(Step(before.line, before.command, (*before.output, line)))
        else:
            raise AssertionError(f"line {number}: a console block begins with '$ '")
    return found


def pattern(shown: tuple[str, ...]) -> str:
    """A regular expression for output as it is shown."""
    parts = []
    for line in shown:
        if line.strip() == "...":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(
                r".*?".join(re.escape(part) for part in line.rstrip().split("...")) + r"[ ]*\n"
            )
    return "".join(parts)


@pytest.fixture(scope="module")
def ready():
    """The address of a process that runs commands of ``pendopo`` as its forks."""
    # The path of a Unix socket has a hundred letters at most.
    with tempfile.TemporaryDirectory(prefix="pendopo-") as folder:
        address = Path(folder) / "ready"
        words = [sys.executable, "-m", "tests.docs.ready", str(address)]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "JE_ARROW_MALLOC_CONF": _ONE_THREAD}
        with subprocess.Popen(
            words, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        ) as server:
            assert server.stdout
            assert server.stdout.readline() == b"ready\n"
            yield address
            server.terminate()


def shell(folder: Path, ready: Path | None = None):
    """Run commands that share a folder and the place in it.

    :param ready: where ``pendopo`` is run as a fork; each is a process of its own without it
    """
    tools = folder / "bin"
    tools.mkdir()
    (folder / "here").mkdir()
    for name, words in (("pendopo", "-m pendopo"), ("python", ""), ("python3", "")):
        tool = tools / name
        # English is what the documents show, whatever the government's first language is.
        tool.write_text(
            f'#!/bin/sh\nLC_ALL=en_US.UTF-8 exec {shlex.quote(sys.executable)} {words} "$@"\n'
        )
        if ready and name == "pendopo":
            tool.write_text(client(ready))
        tool.chmod(0o755)
    place = folder / "place"
    place.write_text(str(folder / "here"))
    environment = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
    }
    environment.pop("PENDOPO_HOME", None)

    def run(command: str) -> subprocess.CompletedProcess[str]:
        script = (
            f'cd "$(cat {shlex.quote(str(place))})" || exit 99\n{command}\n'
            f"status=$?; pwd > {shlex.quote(str(place))}; exit $status"
        )
        return subprocess.run(
            ["bash", "-c", script],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )

    return run


def each() -> list[Any]:
    """Give the documents; those in Indonesian run what an English one runs: in the campaign."""
    twins = re.compile(r"(?:tarik|terima|terbitkan)-")
    return [
        pytest.param(
            path,
            id=path.relative_to(ROOT).as_posix(),
            marks=[pytest.mark.campaign] if twins.match(path.name) else [],
        )
        for path in documents()
    ]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("path", each())
def test_every_console_block_of_a_document_does_what_it_shows(path, tmp_path, ready):
    run = shell(tmp_path, ready)
    found = steps(path.read_text("utf-8"))
    if any("examples/" in step.command for step in found):
        (tmp_path / "here" / "examples").symlink_to(ROOT / "examples")

    ended: set[tuple[int, bool]] = set()
    for step in found:
        done = run(step.command)

        where = f"{path.name}:{step.line}: {step.command}\n{done.stdout}"
        if step.output:
            shown = "\n".join(step.output).rstrip("\n").split("\n")
            assert re.fullmatch(pattern(tuple(shown)), done.stdout.rstrip("\n") + "\n"), where
        else:
            assert done.returncode in {0, step.code}, where
        ended.add((step.code, done.returncode == step.code))
    assert {code for code, met in ended if not met} <= {code for code, met in ended if met}


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_block_that_is_not_run_says_why(path):
    text = path.read_text("utf-8")

    silent = [
        text[: block.start()].count("\n") + 1
        for block in _BLOCK.finditer(text)
        if block[1].strip().startswith("no-run")
        if not block[1].strip().removeprefix("no-run").strip(": ")
        if text[: block.start()].rstrip().rpartition("\n")[2].startswith(("#", "```"))
        or block.start() == 0
    ]

    assert silent == []


def test_shown_output_may_leave_lines_and_words_out():
    shown = ("first", "...", "entry ... of the log", "last")

    assert re.fullmatch(pattern(shown), "first\na\nb\nentry 3 of the log\nlast\n")
    assert re.fullmatch(pattern(shown), "first\nentry 3 of the log\nlast\n")
    assert not re.fullmatch(pattern(shown), "first\nentry 3 of the log\nlast\nmore\n")


def test_a_command_may_go_on_over_lines():
    text = "```console\n$ cat > a.csv <<END\n> x\n> END\n$ cat a.csv\nx\n```\n"

    found = steps(text)

    assert found == [Step(2, "cat > a.csv <<END\nx\nEND"), Step(5, "cat a.csv", ("x",))]


def test_a_block_says_with_which_code_a_command_ends():
    text = "```console exit=1\n$ false\n```\n```console\n$ true\n```\n```console no-run\n$ x\n```\n"

    found = steps(text)

    assert [(step.command, step.code) for step in found] == [("false", 1), ("true", 0)]


def test_commands_share_a_folder_and_the_place_in_it(tmp_path):
    run = shell(tmp_path)

    made = run("mkdir deep && cd deep && echo x > y")
    read = run("cat y; false")

    assert (made.returncode, read.stdout, read.returncode) == (0, "x\n", 1)

"""Claim: 150 members on one machine: at most 400 MB, whatever is asked for of how many of them.

Makes one small record with a plan and two datasets (600 rows), copies it for each member under a
name of its own, and serves the hub with two workers. Then, for 10, 50 and all members: asks each
for its first page and for a page of a table, as crawlers do, so that no record stays open for the
next question. Prints what all processes hold together (PSS), how long the pages took beside those
of a record that is open already and those that are kept, how long the table of members takes, and
how long it takes to look at all members when every one has changed and when none has.

    python benchmarks/hub_members.py [members]
"""

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from pendopo.programme.checking import Request
from pendopo.programme.config import Config, Government, LogSettings, Publishing, render
from pendopo.programme.hub.looking import Looker
from pendopo.programme.hub.settings import FILE_NAME, load
from pendopo.programme.programme import Programme
from pendopo.registers.plans.document import document_of
from pendopo.registers.plans.written import parse_plan
from pendopo.terms.journey import Declaration

MEMORY_MB_MOST = 400
ROOT = Path(__file__).resolve().parents[1]
AT = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)  # noqa: TID251


def settings(name: str) -> str:
    """Give the text of a member's ``pendopo.toml``."""
    government = Government(name, "regency", "ID", ("id", "en"), "IDR", "Asia/Jakarta")
    return render(Config(government, LogSettings("contoh.example/log"), Publishing("CC-BY-4.0")))


def build(folder: Path) -> None:
    """Make the record that all members are copies of."""
    programme = Programme.create(folder, settings("Kabupaten 0"), AT)
    example = ROOT / "examples/kabupaten-contoh/plan"
    plan = {one.name: one.read_text() for one in example.glob("*.md")}
    files = folder.parent / "files"
    files.mkdir()
    (files / "plan.json").write_text(json.dumps(document_of(parse_plan(plan))))
    requests = [
        Request(files / "plan.json", "plans", AT + timedelta(hours=1),
                Declaration(title="Plan", scope={"plan": parse_plan(plan).id}))
    ]  # fmt: skip
    for name in ("wells", "roads"):
        rows = "".join(f"{name}-{n};{n % 17};Desa {n % 30}\n" for n in range(300))
        (files / f"{name}.csv").write_text(f"code;depth;village\n{rows}")
        said = Declaration(title=name, scope={"dataset": name}, description="One row each.")
        requests.append(Request(files / f"{name}.csv", "datasets", AT + timedelta(hours=1), said))
    done = programme.publish(requests)
    if done.stopped:
        sys.exit(str([report.findings for report in done.reports]))
    programme.prepare()


def hub_of(root: Path, many: int) -> None:
    """Make a hub of copies."""
    build(root / "m0")
    sections = ['[hub]\nname = "Hub"\nlanguages = ["en", "id"]\n']
    for number in range(many):
        folder = root / f"m{number}"
        if number:
            shutil.copytree(root / "m0", folder, symlinks=True)
            (folder / "pendopo.toml").write_text(settings(f"Kabupaten {number}"))
        sections.append(
            f'[[member]]\ncode = "m{number:03}"\nkind = "own"\nfolder = "m{number}"\n'
            f'region = "Region {number % 12}"\n'
        )
    (root / FILE_NAME).write_text("\n".join(sections))


@contextmanager
def serving(root: Path) -> Iterator[tuple[int, int]]:
    """Serve the hub; give the process and the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pendopo", "--home", str(root), "hub", "serve"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*command, "--port", str(port), "--workers", "2"], env=environment, stdout=subprocess.PIPE
    ) as process:
        if process.stdout:
            process.stdout.readline()
        try:
            yield process.pid, port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def ask(port: int, path: str) -> tuple[float, int]:
    """Ask for a page; give milliseconds and bytes."""
    began = time.perf_counter()
    line = HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    if answer.status != HTTPStatus.OK:
        sys.exit(f"{path}: {answer.status}")
    return 1000 * (time.perf_counter() - began), len(body)


def memory_mb(top: int) -> float:
    """Give what a process and those it started hold, shared memory shared out (PSS)."""
    parents = {}
    for one in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = one.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(one.parent.name)] = int(fields[1])
    ours, kilobytes = {top}, 0
    for _ in range(4):
        ours |= {child for child, parent in parents.items() if parent in ours}
    for one in ours:
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        kilobytes += int(re.findall(r"^Pss:\s+(\d+)", text, re.MULTILINE)[0])
    return kilobytes / 1024


def main() -> None:
    """Measure and print."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    with tempfile.TemporaryDirectory(prefix="pendopo-hub-") as work:
        root = Path(work)
        hub_of(root, many)
        hub, looker = load(root / FILE_NAME), Looker(root)
        for what in ("looking at all, each changed", "looking at all, none changed"):
            began = time.process_time()
            looker.round(hub)
            tell(what, f"{time.process_time() - began:8.2f} s of the processor")
        with serving(root) as (pid, port):
            _measure(pid, port, many)


def _measure(pid: int, port: int, many: int) -> None:
    tell("idle, two workers and the keeper", f"{memory_mb(pid):8.0f} MB PSS")
    most = 0.0
    for count in [one for one in (10, 50, many) if one <= many]:
        first, table = [], []
        for number in range(count):
            member = f"/m{number:03}/en/"
            first.append(ask(port, member)[0])
            asked = f"?sort=depth&page={1 + number % 3}"
            table.append(ask(port, f"{member}registers/datasets/wells/{asked}")[0])
            most = max(most, memory_mb(pid)) if number % 10 == 0 else most
        most = max(most, memory_mb(pid))
        tell(f"{count} members asked, the most so far", f"{most:8.0f} MB PSS")
    tell("first page of a record that is not open, p50", milliseconds(first))
    tell("page of its table, p50", milliseconds(table))
    last = f"/m{many - 1:03}/en/"
    anew = [ask(port, f"{last}registers/datasets/roads/?depth={n}")[0] for n in range(17)]
    tell("page of a table of one that is open, p50", milliseconds(anew))
    tell("page that is kept, p50", milliseconds([ask(port, last)[0] for _ in range(50)]))
    made = [ask(port, f"/en/?sort={name}") for name in ("-name", "state", "plan", "overdue")]
    size = f", {max(one[1] for one in made) / 1000:.1f} kB packed"
    tell("table of all members, made anew, p50", milliseconds([one[0] for one in made]) + size)
    told = "kept" if most <= MEMORY_MB_MOST else "NOT KEPT"
    print(f"at most {MEMORY_MB_MOST} MB for {many} members: {told} ({most:.0f} MB)")


def tell(what: str, found: str) -> None:
    """Print one line."""
    print(f"{what:<46} {found}")


def milliseconds(found: list[float]) -> str:
    """Write the median."""
    return f"{statistics.median(found):8.1f} ms"


if __name__ == "__main__":
    main()

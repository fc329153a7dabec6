"""Claim: a table's page of a million rows is made at least five times as often as a peer makes it.

Publishes the million rows of ``million_rows.py``, loads the same rows into SQLite with four indexes
for Datasette, and asks both, one after the other and in this same run, with ``wrk`` on the same
cores, 8 connections, for a page of a filter, its count and three facets. No two questions are the
same, so that no page that was kept answers. Then, of Pendopo alone: how often pages that are kept
are answered (claimed: 4,000 a second), how soon the first page comes after the start (2 s), what an
idle portal of two workers holds (150 MB, PSS), and how long pages deep in the list take.

    python benchmarks/table_page.py [rows] [--ours] [--seconds=8]

With --ours the peer is left out. It is looked for on PATH (requirements-bench.txt; `make bench`
sees to it), like ``wrk`` (on Debian: apt-get install wrk). Where others work on the same cores,
read the processor's milliseconds: they depend least on it.
"""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request  # noqa: TID251  of this machine
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from million_rows import ROWS, SCHEMA, TABLE, _tree

AT_LEAST_TIMES = 5.0
WARM_AT_LEAST = 4_000
FIRST_PAGE_S_MOST = 2.0
IDLE_MB_MOST = 150
_CONNECTIONS = 8
_FACETS = ("kategori", "status", "kecamatan")
_SECTION = "/en/registers/datasets/laporan/"


@dataclass(frozen=True)
class Load:
    """What ``wrk`` saw.

    :param processor_ms: what the server's processes used for an answer
    :param faults: answers that were none, or late
    """

    per_second: float
    processor_ms: float
    p50_ms: float
    p99_ms: float
    faults: int


def main(arguments: Sequence[str]) -> int:
    """Run the comparison; the exit code says whether the claims held."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is not on PATH; on Debian: apt-get install wrk")
    rows = next((int(word) for word in arguments if word.isdigit()), ROWS)
    seconds = next((int(w[10:]) for w in arguments if w.startswith("--seconds=")), 8)
    with tempfile.TemporaryDirectory(prefix="table-page-") as folder:
        work = Path(folder)
        data = make(work, rows)
        home = publish(work, data)
        print(f"{rows:,} rows; wrk -t1 -c{_CONNECTIONS} -d{seconds}s on the same cores")
        ours, held = _of_pendopo(work, home, seconds)
        if "--ours" in arguments:
            return not held
        peer = _of_datasette(work, data, seconds)
    if peer is None or not peer.per_second:
        print("the peer answered nothing: ask for longer, --seconds=30")
        return 1
    times = ours.per_second / peer.per_second
    less = peer.processor_ms / ours.processor_ms
    print(f"{'':<34} pendopo makes {times:.1f} times as many, with {less:.1f} times less processor")
    print(f"{'':<34} each; claimed: {AT_LEAST_TIMES:.0f} times as many")
    held &= times >= AT_LEAST_TIMES
    print("the claims hold" if held else "the claims DO NOT HOLD")
    return not held


def make(work: Path, rows: int) -> Path:
    """Write the CSV."""
    data = work / "laporan.csv"
    with duckdb.connect() as connection:
        connection.execute(
            f"copy ({TABLE.replace('$rows', str(rows))}) to '{data}' (format csv, header)"
        )
    return data


def publish(work: Path, data: Path) -> Path:
    """Publish it with a Table Schema, its facets among the columns of few values."""
    schema, home = work / "schema.json", work / "home"
    schema.write_text(json.dumps({**SCHEMA, "title": "Reports of citizens"}))
    told = ("--name", "Kabupaten Contoh", "--level", "regency", "--country", "ID", "--languages",
            "en,id", "--currency", "IDR", "--origin", "benchmark.example/log")  # fmt: skip
    how = ("--register", "datasets", "--schema", schema, "--licence", "CC-BY-4.0", "--scope",
           "dataset=laporan")  # fmt: skip
    pendopo = (sys.executable, "-m", "pendopo")
    quiet = subprocess.DEVNULL
    subprocess.run((*pendopo, "init", home, *told), check=True, stdout=quiet)
    subprocess.run((*pendopo, "--home", home, "publish", data, *how), check=True, stdout=quiet)
    subprocess.run((*pendopo, "--home", home, "rebuild"), check=True, stdout=quiet)
    return home


def _of_pendopo(work: Path, home: Path, seconds: int) -> tuple[Load, bool]:
    with pendopo(home, workers=2) as (port, process, first_s):
        base = f"http://127.0.0.1:{port}"
        idle_mb = memory_mb(process.pid)
        get(f"{base}{_SECTION}")
        server = Server(port, process.pid)
        cold = load(work, server, _lua(_SECTION, "kecamatan={k}&nilai__gte={n}"), seconds)
        busy_mb = memory_mb(process.pid)
        warm = load(work, server, _lua("/en/", ""), max(2, seconds // 2))
        print(f"{'pendopo, table page':<34} {_words(cold)}   {busy_mb:.0f} MB")
        print(f"{'pendopo, pages that are kept':<34} {_words(warm)}   claimed: {WARM_AT_LEAST:,}")
        print(f"{'pendopo, first page':<34} {first_s:.2f} s after the start; claimed: 2")
        print(f"{'pendopo, idle, two workers':<34} {idle_mb:.0f} MB PSS; claimed: {IDLE_MB_MOST}")
        _deep(base)
    held = [
        cold.faults == warm.faults == 0,
        warm.per_second >= WARM_AT_LEAST,
        first_s <= FIRST_PAGE_S_MOST,
        idle_mb <= IDLE_MB_MOST,
    ]
    return cold, all(held)


def _deep(base: str) -> None:
    """Print how long pages far down take, each asked for the first time."""
    for what, question in (
        ("page 1", "page=1&status__ne=x"),
        ("page 10,000", "page=10000&status__ne=x"),
        ("page 10,000, sorted", "page=10000&sort=-nilai&status__ne=x"),
    ):
        began = time.perf_counter()
        get(f"{base}{_SECTION}?{question}")
        print(f"{'pendopo, ' + what:<34} {(time.perf_counter() - began) * 1000:.0f} ms")


@contextmanager
def pendopo(home: Path, workers: int) -> Iterator[tuple[int, "subprocess.Popen[bytes]", float]]:
    """Serve a programme, and give its port, its process and after how long its first page came."""
    port = free_port()
    command = [sys.executable, "-m", "pendopo", "--home", str(home), "serve", "--port", str(port),
               "--workers", str(workers)]  # fmt: skip
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            _until_it_answers(f"http://127.0.0.1:{port}/en/about/")
            yield port, process, time.perf_counter() - began
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def _of_datasette(work: Path, data: Path, seconds: int) -> Load | None:
    if shutil.which("datasette") is None:
        print("datasette is not on PATH (requirements-bench.txt); nothing to compare with")
        return None
    with datasette(work, data) as (port, process):
        facets = "&".join(f"_facet={name}" for name in _FACETS)
        question = f"kecamatan={{k}}&nilai__gte={{n}}&_size=50&{facets}"
        server = Server(port, process.pid)
        found = load(work, server, _lua("/laporan/laporan", question), seconds)
        print(f"{'datasette, table page':<34} {_words(found)}   {memory_mb(process.pid):.0f} MB")
    return found


@contextmanager
def datasette(work: Path, data: Path) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Load the rows into SQLite and serve them, with time enough for every question."""
    port = free_port()
    command = ["datasette", "-i", str(_sqlite(work, data)), "--port", str(port),
               "--setting", "sql_time_limit_ms", "10000",
               "--setting", "facet_time_limit_ms", "10000",
               "--setting", "suggest_facets", "off"]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _until_it_answers(f"http://127.0.0.1:{port}/laporan/laporan?_size=1")
            yield port, process
        finally:
            process.terminate()
            process.wait(20)


def _sqlite(work: Path, data: Path) -> Path:
    """Load the rows into SQLite, with an index on each column that is filtered or counted."""
    path = work / "laporan.db"
    with duckdb.connect() as source, sqlite3.connect(path) as target:
        rows = source.execute("select * from read_csv(?, all_varchar = true)", [str(data)])
        names = [column[0] for column in rows.description or ()]
        kinds = {"id": "integer primary key", "nilai": "real", "lat": "real", "lon": "real"}
        columns = ", ".join(f"{name} {kinds.get(name, 'text')}" for name in names)
        target.execute(f"create table laporan ({columns})")
        places = ", ".join("?" * len(names))
        while batch := rows.fetchmany(50_000):
            target.executemany(f"insert into laporan values ({places})", batch)  # noqa: S608
        for name in (*_FACETS, "nilai"):
            target.execute(f"create index laporan_{name} on laporan ({name})")
        target.execute("analyze")
    target.close()
    return path


def _lua(path: str, question: str) -> str:
    """Write the questions as wrk asks them: another district and another amount each time."""
    asked = question.replace("{k}", '" .. kecamatan .. "').replace("{n}", '" .. amount .. "')
    return f"""
local i = 0
request = function()
  i = i + 1
  local kecamatan = string.format("Kecamatan%%20%02d", i % 28 + 1)
  local amount = tostring(i % 900) .. "." .. tostring(i % 97)
  return wrk.format("GET", "{path}" .. ("{"?" if question else ""}{asked}"))
end
"""


@dataclass(frozen=True)
class Server:
    """Where a server answers, and the process that it is with those it started."""

    port: int
    pid: int


def load(work: Path, server: Server, lua: str, seconds: int) -> Load:
    """Ask for some seconds and give what came of it."""
    script = work / "ask.lua"
    script.write_text(lua)
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "--latency",
               "-s", str(script), f"http://127.0.0.1:{server.port}"]  # fmt: skip
    before = processor_s(server.pid)
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    faults = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    late = re.search(r"timeout (\d+)", text)
    answers = int(re.findall(r"(\d+) requests in", text)[0])
    return Load(
        processor_ms=(processor_s(server.pid) - before) / max(1, answers) * 1000,
        per_second=float(re.findall(r"Requests/sec:\s+([\d.]+)", text)[0]),
        p50_ms=_milliseconds(text, "50%"),
        p99_ms=_milliseconds(text, "99%"),
        faults=sum(int(found[1]) for found in (faults, late) if found),
    )


def _milliseconds(text: str, share: str) -> float:
    [(number, unit)] = re.findall(rf"{share}\s+([\d.]+)(us|ms|s)", text)
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def _words(found: Load) -> str:
    faults = f"   {found.faults} FAULTS" if found.faults else ""
    return (
        f"{found.per_second:9,.1f} a second   {found.processor_ms:6.2f} ms of processor   "
        f"p50 {found.p50_ms:7.1f} ms   p99 {found.p99_ms:7.1f} ms{faults}"
    )


def memory_mb(pid: int) -> float:
    """Give what a process and those it started hold, shared memory shared out (PSS)."""
    kilobytes = 0
    for one in _tree(pid):
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        kilobytes += int(re.findall(r"^Pss:\s+(\d+)", text, re.MULTILINE)[0])
    return kilobytes / 1024


def processor_s(pid: int) -> float:
    """Give the processor time that a process and those it started have used."""
    ticks = 0
    for one in _tree(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(address: str) -> bytes:
    """Ask for an address of this machine."""
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310, TID251  ours
        whole: bytes = answer.read()
        return whole


def _until_it_answers(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            get(address)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    sys.exit(main(sys.argv[1:]))

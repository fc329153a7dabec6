"""Claim: six questions of a budget take 50 ms at a million lines, 150 ms of a year at five million.

Makes lines of ten years, three phases and sixty offices in the shape of the budgets register (the
columns that such a source fills), reads them as the portal does (a serving file, one thread, 256
MB), and asks each question for several years: the whole answer of the cube API, cells with their
count and summary. Beside it, on the same rows, PostgreSQL and SQLite with an index on each column
that is cut or drilled by, asked the three statements that babbage 0.4.0 sends for an answer (count,
summary, cells). Babbage itself cannot be installed on this Python: it pins grako 3.10.1. All must
give the same totals.

    python benchmarks/budget_cube.py [rows] [--peers=SQLite,PostgreSQL]

Where others work on the same cores, read the processor's milliseconds: one thread answers, so that
they are what an answer takes where nobody else works. The claim is held to them.

PostgreSQL is looked for below /usr/lib/postgresql and run on a socket of its own, never as root.
"""

# ruff: noqa: S608  SQL of our own words

import argparse
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from pendopo.published.cubes.asked import Question
from pendopo.published.cubes.grammar import parse_cuts, parse_order, parse_refs
from pendopo.published.cubes.model import Model
from pendopo.published.cubes.reader import CubeReader
from pendopo.published.known import Known
from pendopo.published.serving import Serving
from pendopo.published.tables import Part, PublishedTable
from pendopo.registers.budgets.cube import CUBE
from pendopo.registers.budgets.tables import LINES

P95_MS_MOST = {1_000_000: 50, 5_000_000: 150}
AT_LEAST_TIMES = 20.0
_YEARS = range(2015, 2025)
_RUNS = 10
_PEER_RUNS = 2
# Classification and level to how many members it has below one of the level before.
_LEVELS = {
    "administrative": (60,),
    "functional": (6, 5),
    "programme": (8, 5, 6),
    "economic": (3, 4, 5, 6, 8, 9),
    "source": (12,),
}


@dataclass(frozen=True)
class Took:
    """How long an answer took, and for how long the processor worked at it."""

    ms: float
    busy_ms: float


@dataclass(frozen=True)
class Asked:
    """One of the dossier's questions; ``{year}`` stands for one of ten."""

    name: str
    drilldown: str
    cut: str = ""
    order: str = ""


ASKED = (
    Asked("years", "year"),
    Asked("accounts of a year and phase", "economic_2", "year:{year}|phase:approved"),
    Asked(
        "functions and programmes, a year and phase",
        "functional_2|programme_1",
        "year:{year}|phase:approved",
    ),
    Asked(
        "deepest programme and account, top 100 of a year",
        "programme_3|economic_6",
        "year:{year}",
        "amount.sum:desc",
    ),
    Asked("offices by year, no cut", "administrative_1|year"),
    Asked("accounts by year of one office", "economic_3|year", 'administrative_1:"ADM{office}"'),
)


def main(arguments: Sequence[str]) -> int:
    """Measure; the exit code says whether the claims held."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--peers", default=",".join(_PEERS), help="names, joined by commas")
    asked = parser.parse_args(arguments)
    rows, names = asked.rows, [name for name in asked.peers.split(",") if name]
    if unknown := set(names) - set(_PEERS):
        parser.error(f"--peers: {', '.join(sorted(unknown))}; write some of {', '.join(_PEERS)}")
    with tempfile.TemporaryDirectory(prefix="budget-cube-") as folder:
        work = Path(folder)
        work.chmod(0o755)
        file = _make(work, rows)
        ours, totals = _of_pendopo(work, file, rows)
        print(f"{rows:,} lines; milliseconds, and of the processor, median of {_RUNS} each")
        peers: dict[str, list[float]] = {}
        for name in names:
            peers[name] = _PEERS[name](work, file, totals)
        return _told(ours, peers, P95_MS_MOST[5_000_000 if rows > 1_000_000 else 1_000_000])


def _told(ours: list[list[Took]], peers: dict[str, list[float]], most: int) -> int:
    """Print what was measured and whether it is what is claimed."""
    for at, asked in enumerate(ASKED):
        walls, busy = _walls(ours[at]), [one.busy_ms for one in ours[at]]
        line = f"{asked.name:<50} {statistics.median(walls):7.1f} {statistics.median(busy):7.1f}"
        for name, took in peers.items():
            line += f"   {name} {took[at]:9.1f}, {took[at] / statistics.median(walls):6.1f} times"
        print(line)
    held = True
    for name, took in peers.items():
        times = statistics.geometric_mean(
            took[at] / statistics.median(_walls(one)) for at, one in enumerate(ours)
        )
        print(f"{name}: {times:.1f} times as long (geometric mean)")
        held &= name != "PostgreSQL" or times >= AT_LEAST_TIMES
    every = most == P95_MS_MOST[1_000_000]
    asked_of_a_year = [one for at, one in enumerate(ours) if every or ASKED[at].cut]
    found = [one for took in asked_of_a_year for one in took]
    busy = _p95([one.busy_ms for one in found])
    print(f"p95: {_p95(_walls(found)):.1f} ms, of the processor {busy:.1f}   claimed: {most}")
    held &= busy <= most
    print("the claims hold" if held else "the claims DO NOT HOLD")
    return not held


def _walls(took: Sequence[Took]) -> list[float]:
    return [one.ms for one in took]


def _p95(took: Sequence[float]) -> float:
    return sorted(took)[min(len(took) - 1, int(len(took) * 0.95))]


def _columns() -> Iterator[str]:
    for name, levels in _LEVELS.items():
        for level in range(1, len(levels) + 1):
            yield from (f"{name}_{level}_code", f"{name}_{level}_label")


def _make(work: Path, rows: int) -> Path:
    """Write the lines as Parquet, in the order of years and phases, as they are published."""
    file = work / "lines.parquet"
    made = []
    for at, (name, levels) in enumerate(_LEVELS.items()):
        code, prefix = "", name[:3].upper()
        for level, members in enumerate(levels, 1):
            # Squared, so that a few members have most of the lines.
            drawn = f"floor({members} * pow(hash(i, {at}, {level}) / pow(2, 64), 2))::int"
            code = f"{code} || '.' || lpad(({drawn})::varchar, 2, '0')" if code else (
                f"'{prefix}' || lpad(({drawn})::varchar, 2, '0')"
            )  # fmt: skip
            made.append(f"{code} as {name}_{level}_code")
            made.append(f"'Uraian ' || {code} || ' dari {name}' as {name}_{level}_label")
    database = duckdb.connect(config={"memory_limit": "2GB", "threads": "2"})
    database.execute("set enable_progress_bar = false")
    years = f"(i * {len(_YEARS)} // {rows})"
    database.execute(
        f"copy (select (i + 2)::bigint as line, ({_YEARS[0]} + {years})::smallint as year,"
        f" ['proposal', 'approved', 'executed'][1 + ((i * 3 * {len(_YEARS)} // {rows}) % 3)::int]"
        " as phase, 'expenditure' as direction, 'IDR' as currency, '35.22' as publisher,"
        " 'L' || (hash(i) % 100000) as line_id,"
        " (pow(hash(i, 99) / pow(2, 64), 4) * 9e9 - 1e6)::decimal(18, 2) as amount,"
        f" {', '.join(made)} from range({rows}) t(i))"
        f" to '{file}' (format parquet, compression zstd)"
    )
    return file


def _filled(asked: Asked, run: int) -> Asked:
    year, office = _YEARS[(run * 3 + 4) % len(_YEARS)], f"{run + 1:02}"
    return Asked(asked.name, asked.drilldown, asked.cut.format(year=year, office=office),
                 asked.order)  # fmt: skip


def _of_pendopo(work: Path, file: Path, rows: int) -> tuple[list[list[Took]], list[Any]]:
    """Ask as the API does; give what each took, and the totals of the first run."""
    part = Part(7, LINES.name, "c", file, rows)
    filled = {"phase", "direction", "currency", "publisher", "line_id", "amount", *_peer_columns()}
    lines = replace(LINES, columns=tuple(one for one in LINES.columns if one.name in filled))
    known = {one.name for one in CUBE.dimensions if one.key.column in filled} - {"line"}
    cut = replace(
        CUBE,
        dimensions=tuple(one for one in CUBE.dimensions if one.name in known),
        hierarchies=tuple(
            replace(one, levels=tuple(level for level in one.levels if level in known))
            for one in CUBE.hierarchies
        ),
    )
    table = PublishedTable("budgets", LINES.name, "", lines, (7,), (part,), "benchmark")
    serving = Serving(work / "serving")
    cube = CubeReader(Model(table, cut), lambda: serving.cursor(table), Known(), 60.0)
    began = time.perf_counter()
    size = serving.build(table).stat().st_size / 1e6
    print(f"serving file: {size:.0f} MB, made in {time.perf_counter() - began:.1f} s")
    Path("/proc/self/clear_refs").write_text("5", "utf-8")  # the most is counted from here
    before = _resident_mb()
    took: list[list[Took]] = []
    totals = []
    for asked in ASKED:
        cube.aggregate(_question(_filled(asked, 9)))  # what is found out once
        took.append([])
        for run in range(_RUNS):
            question = _filled(asked, run)
            began, busy = time.perf_counter(), time.process_time()
            answer = cube.aggregate(_question(question))
            took[-1].append(
                Took((time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000)
            )
            if run == 0:
                totals.append((answer["total_cell_count"], answer["summary"]["amount.sum"]))
    print(f"memory: {before:.0f} MB before, at most {_resident_mb():.0f} MB while asked")
    return took, totals


def _question(asked: Asked) -> Question:
    return Question(
        parse_cuts(asked.cut),
        parse_refs("drilldown", asked.drilldown, "|"),
        ("amount.sum", "_count"),
        parse_order(asked.order),
    )


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text("utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def _statements(asked: Asked) -> list[str]:
    """Write what babbage sends: count, summary and cells."""
    groups = []
    for ref in asked.drilldown.split("|"):
        groups += [ref] if ref == "year" else [f"{ref}_code", f"{ref}_label"]
    where = []
    for cut in filter(None, asked.cut.split("|")):
        ref, _, value = cut.partition(":")
        column = ref if ref in {"year", "phase"} else f"{ref}_code"
        text = value.strip('"')
        where.append(f"{column} in ({text})" if ref == "year" else f"{column} in ('{text}')")
    which = f" where {' and '.join(where)}" if where else ""
    by = ", ".join(groups)
    sums = "sum(amount) as amount_sum, count(id) as cnt"
    order = "amount_sum desc nulls last" if asked.order else ", ".join(
        f"{one} asc nulls last" for one in (*groups, "amount_sum", "cnt")
    )  # fmt: skip
    return [
        f"select count(1) from (select 1 from lines{which} group by {by}) as anon",
        f"select {sums} from lines{which} limit 1",
        f"select {by}, {sums} from lines{which} group by {by} order by {order} limit 100",
    ]


def _peer_columns() -> list[str]:
    return ["year", "phase", "publisher", "direction", "currency", "line_id", *_columns()]


def _indexed() -> list[str]:
    return ["year", "phase", *(one for one in _columns() if one.endswith("_code"))]


def _of_sqlite(work: Path, file: Path, totals: list[Any]) -> list[float]:
    path = work / "lines.sqlite"
    database = sqlite3.connect(path)
    database.execute("pragma journal_mode = off")
    database.execute("pragma synchronous = off")
    columns = _peer_columns()
    # Amounts in whole sen: SQLite has no decimals.
    database.execute(f"create table lines (id integer primary key, {', '.join(columns)}, amount)")
    source = duckdb.connect()
    found = source.execute(
        f"select line, {', '.join(columns)}, (amount * 100)::bigint from read_parquet('{file}')"
    )
    marks = ", ".join("?" * (len(columns) + 2))
    while rows := found.fetchmany(50_000):
        database.executemany(f"insert into lines values ({marks})", rows)
    for column in _indexed():
        database.execute(f"create index i_{column} on lines ({column})")
    database.execute("analyze")
    database.commit()

    def ask(statement: str) -> list[Any]:
        return database.execute(statement).fetchall()

    took = _timed(ask, totals, cents=True)
    path.unlink()
    return took


def _timed(
    ask: Callable[[str], list[Any]], totals: list[Any], *, cents: bool = False
) -> list[float]:
    """Give the least of the runs of each question, once its totals are those of the others."""
    took = []
    for at, asked in enumerate(ASKED):
        runs = []
        for _ in range(_PEER_RUNS):
            began = time.perf_counter()
            answers = [ask(statement) for statement in _statements(_filled(asked, 0))]
            runs.append((time.perf_counter() - began) * 1000)
        count, total = int(answers[0][0][0]), answers[1][0][0]
        wanted = totals[at][1] * 100 if cents else totals[at][1]
        if (count, type(wanted)(total)) != (totals[at][0], wanted):
            raise SystemExit(f"{asked.name}: the peer gives {count}, {total}, not {totals[at]}")
        took.append(min(runs))
    return took


def _of_postgres(work: Path, file: Path, totals: list[Any]) -> list[float]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        sys.exit("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    with _server(work, found[-1].parent) as psql:
        columns = _peer_columns()
        psql(
            "create table lines (id bigint primary key, year smallint,"
            f" {', '.join(f'{one} text' for one in columns[1:])}, amount numeric(20, 2))"
        )
        data = work / "lines.csv"
        duckdb.connect().execute(
            f"copy (select line, {', '.join(columns)}, amount from read_parquet('{file}'))"
            f" to '{data}' (header false)"
        )
        psql(f"\\copy lines from '{data}' csv")
        data.unlink()
        for column in _indexed():
            psql(f"create index on lines ({column})")
        psql("vacuum analyze lines")
        return _timed_in_server(psql, totals)


def _timed_in_server(psql: Callable[[str], str], totals: list[Any]) -> list[float]:
    """Time by the server's own clock of a session, so that no client is counted."""
    took = []
    for at, asked in enumerate(ASKED):
        statements = _statements(_filled(asked, 0))
        count, total = (psql(statement).split("|")[0] for statement in statements[:2])
        if (int(count), type(totals[at][1])(total)) != totals[at]:
            raise SystemExit(f"{asked.name}: PostgreSQL gives {count}, {total}, not {totals[at]}")
        runs = []
        for _ in range(_PEER_RUNS):
            told = psql("\\timing on\n\\o /dev/null\n" + ";\n".join(statements) + ";")
            runs.append(sum(float(one) for one in re.findall(r"Time: ([0-9.]+) ms", told)))
        took.append(min(runs))
    return took


@contextmanager
def _server(work: Path, programs: Path) -> Iterator[Callable[[str], str]]:
    """Run a PostgreSQL of our own, and give what asks it."""
    home = work / "postgres"
    home.mkdir(mode=0o700)
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(home, user)

    def run(*words: str, told: str = "") -> str:
        done = subprocess.run(
            [*map(str, words)], input=told, capture_output=True, text=True, check=False, user=user,
            group="nogroup" if user else None, cwd=work, extra_groups=[] if user else None,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{words[0]}: {done.stderr[-500:]}")
        return done.stdout

    data, tool = str(home / "data"), str(programs / "pg_ctl")
    run(str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "bench", "-E", "UTF8",
        "--locale=C", "--no-sync")  # fmt: skip
    options = (
        f"-k {home} -c listen_addresses= -c shared_buffers=2GB -c work_mem=256MB -c fsync=off"
        " -c maintenance_work_mem=512MB -c max_wal_size=8GB -c jit=off"
    )
    run(tool, "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start")
    try:
        yield lambda sql: run(
            "psql", "-h", str(home), "-U", "bench", "-d", "postgres", "-Atq", "-v",
            "ON_ERROR_STOP=1", told=sql,
        ).strip()  # fmt: skip
    finally:
        run(tool, "-D", data, "-m", "immediate", "stop")


_PEERS = {"SQLite": _of_sqlite, "PostgreSQL": _of_postgres}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Claim: a million rows are checked and published sooner than peers only check or load them.

Makes a CSV of 1,000,000 rows and 12 columns (154 MB, seeded), then runs whole programs on it, one
after the other, in this same run:

- `pendopo publish` with a Table Schema: read as text, typed, constraints and key checked, Parquet
  written, digest taken, everything on the disk and in the signed log;
- `frictionless validate` with the same Table Schema: check alone;
- `sqlite-utils insert --csv`: load alone.

Prints seconds, processor seconds, the most memory of each program's processes together, and the
ratios. The claim is at least 5 and 15 times as fast, in at most 1 GB.

    python benchmarks/million_rows.py [rows] [--ours]

With --ours the peers, which take two minutes, are left out. They are looked for on PATH
(requirements-bench.txt; `make bench` sees to it).
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

ROWS = 1_000_000
AT_LEAST = {"frictionless validate": 5.0, "sqlite-utils insert": 15.0}
MEMORY_MB_MOST = 1024
_PAGE = os.sysconf("SC_PAGE_SIZE")

KINDS = ["infrastruktur", "kesehatan", "pendidikan", "kebersihan", "keamanan", "lainnya"]
STATES = ["masuk", "diproses", "selesai", "ditolak"]


def _random(number: int) -> str:
    """Give the SQL of a whole number below 65,536 that looks random and is the same each time."""
    return (
        f"(((i * 2654435761 + {number} * 40503 + 42) % 4294967296 * 69069) % 4294967296 // 65536)"
    )


# Reports of citizens, invented: every column of the test table, in its order.
TABLE = f"""
select
    i as id,
    strftime(
        timestamp '2024-01-01' + to_seconds({_random(1)} * 960 + i % 960), '%Y-%m-%dT%H:%M:%SZ'
    ) as waktu,
    'Kecamatan ' || lpad(({_random(2)} % 28 + 1)::varchar, 2, '0') as kecamatan,
    'Kelurahan ' || lpad(({_random(3)} % 430 + 1)::varchar, 3, '0') as kelurahan,
    lpad(({_random(4)} % 30 + 1)::varchar, 3, '0') as rw,
    lpad(({_random(5)} % 60 + 1)::varchar, 3, '0') as rt,
    {KINDS}[{_random(6)} % {len(KINDS)} + 1] as kategori,
    {STATES}[{_random(7)} % {len(STATES)} + 1] as status,
    case
        when {_random(8)} % 100 >= 3 then (({_random(9)} * 15259 + i % 15259) / 100)::decimal(18, 2)
    end as nilai,
    (-7.9 + {_random(10)} / 65536)::decimal(9, 6) as lat,
    (111.5 + {_random(11)} / 65536)::decimal(9, 6) as lon,
    'Laporan ' || i || case when i % 10 = 0 then ', ' else ' ' end || 'tentang '
    || ['jalan rusak', 'banjir', 'lampu mati', 'sampah menumpuk'][{_random(12)} % 4 + 1]
    || ', RT ' || ({_random(5)} % 60 + 1)
    || case when {_random(13)} % 50 = 0 then ' "segera"' else '' end as keterangan
from range(1, $rows + 1) as numbers(i)
"""  # noqa: S608 - of our own words


def _field(name: str, kind: str, **constraints: object) -> dict[str, object]:
    return {"name": name, "type": kind, "constraints": constraints}


SCHEMA = {
    "primaryKey": "id",
    "fields": [
        _field("id", "integer", required=True, unique=True, minimum=1),
        _field("waktu", "datetime", required=True),
        _field("kecamatan", "string", required=True),
        _field("kelurahan", "string", required=True),
        _field("rw", "string", pattern="[0-9]{3}"),
        _field("rt", "string", pattern="[0-9]{3}"),
        _field("kategori", "string", enum=KINDS),
        _field("status", "string", enum=STATES),
        _field("nilai", "number", minimum=0),
        _field("lat", "number", minimum=-90, maximum=90),
        _field("lon", "number", minimum=-180, maximum=180),
        _field("keterangan", "string"),
    ],
}


@dataclass(frozen=True)
class Run:
    """What a program took.

    :param memory_mb: the most that its processes held at one moment together, sampled
    """

    seconds: float
    processor_s: float
    memory_mb: float


def main(arguments: Sequence[str]) -> int:
    """Run the comparison; the exit code says whether the claim held."""
    rows = next((int(word) for word in arguments if word.isdigit()), ROWS)
    with tempfile.TemporaryDirectory(prefix="million-rows-") as folder:
        work = Path(folder)
        data, schema = _make(work, rows)
        print(f"{rows:,} rows, {data.stat().st_size / 1e6:.0f} MB")
        ours = _measured("pendopo publish", _publish(work, data, schema), work)
        held = ours.memory_mb <= MEMORY_MB_MOST
        for name, command in _peers(work, data, schema).items():
            if "--ours" in arguments:
                continue
            if shutil.which(command[0]) is None:
                print(f"{name:<24} not run: {command[0]} is not on PATH (requirements-bench.txt)")
                held = False
                continue
            ratio = _measured(name, command, work).seconds / ours.seconds
            held &= ratio >= AT_LEAST[name]
            print(f"{'':<24} pendopo is {ratio:.1f} times as fast; claimed: {AT_LEAST[name]:.0f}")
    claim = "the claim of memory alone" if "--ours" in arguments else "the claim"
    print(f"{claim} holds" if held else f"{claim} DOES NOT HOLD")
    return not held


def _make(work: Path, rows: int) -> tuple[Path, Path]:
    """Write the CSV and its schema."""
    data, schema = work / "laporan.csv", work / "schema.json"
    table = TABLE.replace("$rows", str(rows))
    with duckdb.connect() as connection:
        connection.execute(f"copy ({table}) to '{data}' (format csv, header)")
    schema.write_text(json.dumps(SCHEMA))
    return data, schema


def _publish(work: Path, data: Path, schema: Path) -> list[str]:
    """Begin a programme, and give the command that publishes the file in it."""
    pendopo = [sys.executable, "-m", "pendopo"]
    home = str(work / "home")
    answers = {
        "--name": "Kabupaten Contoh",
        "--level": "regency",
        "--country": "ID",
        "--languages": "id,en",
        "--currency": "IDR",
        "--origin": "benchmark.example/log",
    }
    told = [word for answer in answers.items() for word in answer]
    subprocess.run([*pendopo, "init", home, *told], check=True, stdout=subprocess.DEVNULL)
    how = ["--register", "datasets", "--schema", str(schema), "--licence", "CC-BY-4.0"]
    return [
        *pendopo, "--home", home, "publish", str(data), *how, "--scope", "dataset=laporan"
    ]  # fmt: skip


def _peers(work: Path, data: Path, schema: Path) -> dict[str, list[str]]:
    return {
        "frictionless validate": [
            "frictionless", "validate", data.name, "--schema", schema.name
        ],
        "sqlite-utils insert": [
            "sqlite-utils", "insert", str(work / "laporan.db"), "laporan", str(data), "--csv"
        ],
    }  # fmt: skip


def _measured(name: str, command: list[str], work: Path) -> Run:
    """Run a program to its end and print what it took.

    :raises SystemExit: when it fails: a comparison with a failure says nothing
    """
    log = work / "output.txt"
    start = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=work, stdout=output, stderr=output)
        held: list[float] = [0.0]
        watching = threading.Thread(target=_watch, args=(process, held))
        watching.start()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    watching.join()
    run = Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, max(held))
    if process.returncode:
        sys.exit(f"{name} ended with {process.returncode}:\n{log.read_text()[-2000:]}")
    print(
        f"{name:<24} {run.seconds:6.2f} s   {run.processor_s:6.2f} s of processor   "
        f"{run.memory_mb:5.0f} MB"
    )
    return run


def _watch(process: "subprocess.Popen[bytes]", held: list[float]) -> None:
    """Sample the memory that a program and what it started hold together."""
    while process.returncode is None:
        held.append(sum(_resident(pid) for pid in _tree(process.pid)) / 2**20)
        time.sleep(0.02)


def _tree(pid: int) -> list[int]:
    try:
        texts = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return [pid]
    return [pid, *(one for text in texts for child in text.split() for one in _tree(int(child)))]


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

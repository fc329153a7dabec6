"""Claim: rows leave as CSV at 100 MB a second, and 100,000 of them as a workbook within 10 s.

Publishes the million rows of ``million_rows.py`` and asks a Pendopo of one worker for all of them
as CSV, JSON and Parquet, and for 100,000 as XLSX, each made while it is sent and taken by a reader
that throws it away. In this same run the peers make the same: Datasette streams the same rows as
CSV from SQLite, openpyxl writes the same 100,000 rows as a workbook, write-only.

    python benchmarks/exports.py [rows] [--ours]
"""

import os
import shutil
import sys
import tempfile
import time
import urllib.request  # noqa: TID251  of this machine
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from million_rows import ROWS
from openpyxl import Workbook
from table_page import datasette, make, memory_mb, pendopo, processor_s, publish

CSV_MB_S_LEAST = 100
XLSX_S_MOST = 10.0
_XLSX_ROWS = 100_000
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Taken:
    """One answer, read to its end.

    :param processor_s: what the server's processes used
    :param first_ms: until its first byte
    """

    megabytes: float
    seconds: float
    processor_s: float
    first_ms: float

    def words(self) -> str:
        """Say it in one line."""
        rate = self.megabytes / self.seconds
        return (
            f"{self.megabytes:7.1f} MB  {self.seconds:7.2f} s  {rate:7.1f} MB a second   "
            f"{self.processor_s:6.2f} s of processor   first byte {self.first_ms:6.0f} ms"
        )


def main(arguments: Sequence[str]) -> int:
    """Run the comparison; the exit code says whether the claims held."""
    rows = next((int(word) for word in arguments if word.isdigit()), ROWS)
    with tempfile.TemporaryDirectory(prefix="exports-") as folder:
        work = Path(folder)
        data = make(work, rows)
        home = publish(work, data)
        with pendopo(home, workers=1) as (port, process, _):
            base = f"http://127.0.0.1:{port}/data/datasets/laporan"
            pid = process.pid
            take(f"{base}.csv?limit=1", pid)
            found = {form: take(f"{base}.{form}", pid) for form in ("csv", "json", "parquet")}
            found["xlsx"] = take(f"{base}.xlsx?id__lte={_XLSX_ROWS}", pid)
            for form, one in found.items():
                print(f"{'pendopo, ' + form:<22} {one.words()}")
            print(f"{'pendopo, afterwards':<22} {memory_mb(process.pid):7.0f} MB PSS, one worker")
        held = found["csv"].megabytes / found["csv"].seconds >= CSV_MB_S_LEAST
        held &= found["xlsx"].seconds <= XLSX_S_MOST
        if "--ours" not in arguments:
            held &= _beside(work, data, found)
    print("the claims hold" if held else "the claims DO NOT HOLD")
    return not held


def take(address: str, pid: int) -> Taken:
    """Read an answer of a server to its end, and keep nothing of it."""
    began, used = time.perf_counter(), processor_s(pid)
    size, first = 0, 0.0
    with urllib.request.urlopen(address, timeout=600) as answer:  # noqa: S310, TID251  ours
        while block := answer.read(_BLOCK):
            first = first or time.perf_counter() - began
            size += len(block)
    took = time.perf_counter() - began
    return Taken(size / 1e6, took, processor_s(pid) - used, first * 1000)


def _beside(work: Path, data: Path, ours: dict[str, Taken]) -> bool:
    began = time.perf_counter()
    _openpyxl(data, work / "peer.xlsx")
    took = time.perf_counter() - began
    print(f"{'openpyxl, xlsx':<22} {took:.2f} s, {took / ours['xlsx'].seconds:.1f} times as long")
    if shutil.which("datasette") is None:
        print("datasette is not on PATH (requirements-bench.txt); nothing to compare CSV with")
        return False
    with datasette(work, data) as (port, process):
        address = f"http://127.0.0.1:{port}/laporan/laporan.csv?_stream=on&_size=max"
        peer = take(address, process.pid)
    print(f"{'datasette, csv':<22} {peer.words()}")
    times = peer.seconds / peer.megabytes / (ours["csv"].seconds / ours["csv"].megabytes)
    print(f"{'':<22} pendopo is {times:.1f} times as fast a byte")
    return True


def _openpyxl(data: Path, path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    with duckdb.connect() as source:
        rows = source.execute(
            "select * replace (waktu::timestamp as waktu) from read_csv(?, types = {'waktu':"
            " 'TIMESTAMP'}) limit ?",
            [str(data), _XLSX_ROWS],
        )
        sheet.append([column[0] for column in rows.description or ()])
        while batch := rows.fetchmany(10_000):
            for row in batch:
                sheet.append(row)
    book.save(path)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    sys.exit(main(sys.argv[1:]))

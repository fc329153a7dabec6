"""Does publishing cost what it adds, or what stands? The nth small file against the 11th.

Each measured publication is a whole process of its own, `pendopo publish FILE`, as an officer runs
it; between the measured ones the log is filled in batches. Prints the median processor time at each
size, and its ratio to the first.

    python benchmarks/publish_curve.py [SIZES …]
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pendopo.programme.checking import Request
from pendopo.programme.config import Config, Government, LogSettings, Publishing, render
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration

SIZES = (10, 100, 1_000, 3_000, 10_000)
RUNS = 9
BATCH = 250
PROMISED = 1.5


def now() -> datetime:
    """Read the clock: a benchmark is a door."""
    return datetime.now(UTC)  # noqa: TID251


def begin(folder: Path) -> Programme:
    """Make an empty record."""
    config = Config(
        government=Government("Uji", "regency", "ID", ("en",), "IDR", "Asia/Jakarta"),
        log=LogSettings("uji.example/log"),
        publishing=Publishing(licence="CC-BY-4.0", publisher="Uji"),
    )
    return Programme.create(folder / "uji", render(config), now())


def small_file(folder: Path, number: int) -> Path:
    """Write a file of ten rows that no other has."""
    file = folder / f"{number}.csv"
    rows = "".join(f"{i:03d},Desa {number}-{i},{number * i}\n" for i in range(10))
    file.write_text("code,name,amount\n" + rows, "utf-8")
    return file


def fill(programme: Programme, folder: Path, start: int, end: int) -> None:
    """Publish files in batches until the log has ``end`` entries."""
    for first in range(start, end, BATCH):
        at = now()
        programme.publish(
            [
                Request(
                    file=small_file(folder, number),
                    register="datasets",
                    received_at=at,
                    declaration=Declaration(scope={"dataset": f"d{number}"}),
                )
                for number in range(first, min(end, first + BATCH))
            ]
        )


def cpu_of(command: list[str]) -> float:
    """User and system seconds of a whole process and its children."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed with {status}")
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime


def measured(programme: Programme, folder: Path, size: int) -> Iterator[float]:
    """Publish a few single files at a size, each as a process."""
    for run in range(RUNS):
        file = small_file(folder, size * 1_000 + run)
        yield cpu_of(
            [
                *(sys.executable, "-m", "pendopo", "--home", str(programme.root)),
                *("publish", str(file), "--register", "datasets"),
                *("--scope", f"dataset=m{size}-{run}"),
            ]
        )


def main(sizes: list[int]) -> None:
    """Print the curve."""
    with tempfile.TemporaryDirectory(prefix="pendopo-curve-") as name:
        folder = Path(name)
        programme = begin(folder)
        print(f"{'entries':>8}  {'median CPU s':>12}  {'min':>6}  {'max':>6}  ratio")
        first = 0.0
        for size in sizes:
            fill(programme, folder, programme.state().size, size)
            times = list(measured(programme, folder, size))
            median = statistics.median(times)
            first = first or median
            print(
                f"{programme.state().size - RUNS + 1:>8}  {median:>12.3f}  {min(times):>6.3f}"
                f"  {max(times):>6.3f}  {median / first:.2f}",
                flush=True,
            )
        print(f"promised: at 1,001 entries at most {PROMISED} times the CPU of the 11th")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))

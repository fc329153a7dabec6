"""How fast an archive is made: large objects beside ``cp -r``, pages of a table, and a run again.

    python benchmarks/archive_site.py [--megabytes 300] [--rows 20000]

The claim: large objects are copied at 100 MB/s or more, and a run with nothing new writes nothing.
Exits 1 where one of the two does not hold.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from pendopo.cli.archive import make  # noqa: E402
from pendopo.exports.archive.copy import Copy  # noqa: E402
from pendopo.programme.programme import Programme  # noqa: E402
from tests.exports.archive.conftest import make as make_small  # noqa: E402
from tests.portal.hall import publish_table, settings  # noqa: E402
from tests.published.verify.conftest import Record  # noqa: E402

MEGABYTES_A_SECOND_LEAST = 100
_MEGABYTE = 1_000_000
_BEGAN = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def main() -> int:
    """Make records, archive them, print what it took; the exit code says if the claim held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--rows", type=int, default=20_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pendopo-bench-") as folder:
        speed = objects(Path(folder), asked.megabytes)
        written = pages(Path(folder), asked.rows)
    held = speed >= MEGABYTES_A_SECOND_LEAST and not written
    said = "holds" if held else "does not hold"
    print(f"{MEGABYTES_A_SECOND_LEAST} MB/s, and nothing written where nothing is new: {said}")
    return int(not held)


def objects(folder: Path, megabytes: int) -> float:
    """Archive one large object, with a site of two pages, and give megabytes a second."""
    record = Record(folder / "public")
    record.publish(os.urandom(megabytes * _MEGABYTE // 2).hex(), tables=0)
    record.seal()
    began = time.perf_counter()
    subprocess.run(["cp", "-r", record.public, folder / "cp"], check=True)
    plain = time.perf_counter() - began
    began = time.perf_counter()
    make_small(folder / "objects", record.public)
    ours = time.perf_counter() - began
    print(f"an object of {megabytes:,} MB: {megabytes / ours:,.0f} MB/s, durable at the end")
    print(f"cp -r of the same: {megabytes / plain:,.0f} MB/s, not yet on the disk")
    return megabytes / ours


def pages(folder: Path, rows: int) -> int:
    """Archive a table, publish another, archive again; give how many files the last run wrote."""
    programme = Programme.create(folder / "hall", settings(), _BEGAN)
    text = "".join(f"{number},{number % 97}\n" for number in range(rows))
    publish_table(programme, folder / "a.csv", f"id,b\n{text}", 1, dataset="a", title="Numbers")
    told("two languages", rows, programme, folder / "out")
    publish_table(programme, folder / "b.csv", "id,b\n1,2\n", 2, dataset="b", title="Two")
    told("after one more publication", rows, programme, folder / "out")
    return told("with nothing new", rows, programme, folder / "out")


def told(what: str, rows: int, programme: Programme, out: Path) -> int:
    """Archive, say how long it took, and give how many files were written."""
    began = time.perf_counter()
    made = make(programme, programme.state(), out, Copy(), lambda _news: None)
    spent = time.perf_counter() - began
    print(f"{rows:,} rows, {what}: {made.files:,} files, {made.written:,} written, {spent:.1f} s")
    return made.written


if __name__ == "__main__":
    sys.exit(main())

"""How fast an archive is made: large objects beside ``cp -r``, pages of a table, and a run again.

    python benchmarks/archive_site.py [--megabytes 300] [--rows 20000]

The claim: large objects are copied at 100 MB/s or more, and a run with nothing new writes nothing.
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

_MEGABYTE = 1_000_000
_BEGAN = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


def main() -> None:
    """Make records, archive them, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--rows", type=int, default=20_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pendopo-bench-") as folder:
        objects(Path(folder), asked.megabytes)
        pages(Path(folder), asked.rows)


def objects(folder: Path, megabytes: int) -> None:
    """Archive one large object, with a site of two pages."""
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


def pages(folder: Path, rows: int) -> None:
    """Archive a table, publish another, and archive again."""
    programme = Programme.create(folder / "hall", settings(), _BEGAN)
    text = "".join(f"{number},{number % 97}\n" for number in range(rows))
    publish_table(programme, folder / "a.csv", f"id,b\n{text}", 1, dataset="a", title="Numbers")
    told("two languages", rows, programme, folder / "out")
    publish_table(programme, folder / "b.csv", "id,b\n1,2\n", 2, dataset="b", title="Two")
    told("after one more publication", rows, programme, folder / "out")
    told("with nothing new", rows, programme, folder / "out")


def told(what: str, rows: int, programme: Programme, out: Path) -> None:
    """Archive, and say how long it took."""
    began = time.perf_counter()
    made = make(programme, programme.state(), out, Copy(), lambda _news: None)
    spent = time.perf_counter() - began
    print(f"{rows:,} rows, {what}: {made.files:,} files, {made.written:,} written, {spent:.1f} s")


if __name__ == "__main__":
    main()

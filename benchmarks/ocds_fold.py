"""Claim: one more release of contracts costs a small part of what folding all of them does.

    python benchmarks/ocds_fold.py              # 100,000 releases, 20,000 processes
    python benchmarks/ocds_fold.py --releases 20000

Publications of equal size hold the releases of ``ocds_data.py``, so those of one process are in
different ones. Each fold is made by a process of its own; CPU seconds are those of user and system.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from ocds_data import releases

from pendopo.published.serving import Serving
from pendopo.published.tables import Part, PublishedTable
from pendopo.registers.contracts import REGISTER
from pendopo.store.engine import open_reading

_PUBLICATIONS = 10
_BATCH = 5_000


def written(folder: Path, count: int) -> list[Part]:
    """Write the record tables of the publications, and one of a single release at the end."""
    given = releases(count)
    each = count // _PUBLICATIONS
    parts = [_part(folder, entry, list(islice(given, each))) for entry in range(_PUBLICATIONS)]
    [late] = islice(releases(count, 0), count - 1, None)
    late |= {"id": "late", "date": "2026-11-01T00:00:00Z"}
    return [*parts, _part(folder, _PUBLICATIONS, [late])]


def _part(folder: Path, entry: int, given: list[dict[str, object]]) -> Part:
    path = folder / f"{entry}.parquet"
    schema = pa.schema([("line", pa.int64()), ("ocid", pa.string()), ("json", pa.string())])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, len(given), _BATCH):
            some = given[first : first + _BATCH]
            texts = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in some]
            writer.write_table(
                pa.table(
                    {
                        "line": range(first + 1, first + 1 + len(some)),
                        "ocid": [one["ocid"] for one in some],
                        "json": texts,
                    },
                    schema=schema,
                )
            )
    return Part(entry, "releases", f"{entry:064x}", path, len(given))


def fold(folder: Path, parts: list[Part]) -> tuple[float, float, int, dict[str, int]]:
    """Fold; give CPU seconds, wall seconds, the peak of memory in MB, and rows by table."""
    name = f"{len(parts):032x}"
    table = PublishedTable(
        "contracts", "processes", "", REGISTER.folded[0], (), tuple(parts), name, fold=name
    )
    began = time.process_time(), time.perf_counter()
    path = Serving(folder / "serving").build(table, REGISTER)
    spent = time.process_time() - began[0], time.perf_counter() - began[1]
    with open_reading(path) as database:
        rows = {
            one.name: database.table(one.name).count("*").fetchall()[0][0]
            for one in REGISTER.folded
        }
    return *spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, rows


def main() -> None:
    """Measure and say."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--releases", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = get_context("spawn")
        with ProcessPoolExecutor(1, own) as pool:
            parts = pool.submit(written, folder, given.releases).result()
        for what, chosen in (("whole", parts[:-1]), ("one more", parts)):
            with ProcessPoolExecutor(1, own) as pool:
                cpu, wall, memory, rows = pool.submit(fold, folder, chosen).result()
            sys.stdout.write(f"{what}: {cpu:.2f} CPU s, {wall:.2f} s, {memory} MB\n")
        sys.stdout.write(f"rows: {rows}\n")


if __name__ == "__main__":
    main()

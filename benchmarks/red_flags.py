"""Claim: all flags on 20,000 processes come out in seconds of one core, the same on any threads.

    python benchmarks/red_flags.py                     # 100,000 releases, 20,000 processes
    python benchmarks/red_flags.py --releases 10000

Beside it the ``coverage`` of Cardinal (``ocdscardinal``), which counts filled fields, where it is
installed: its published wheel computes no flags, and its program must be built from its source.
CPU seconds are those of user and system; both get the same merged processes.
"""

import argparse
import hashlib
import json
import tempfile
import time
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

from ocds_data import releases
from ocds_fold import fold, written

from pendopo.flags import flags, measure_of, method_of, steps_of
from pendopo.published.flags.compute import Asked, compute
from pendopo.store.engine import connect, literal, quote

_AS_OF = date(2026, 11, 26)
_CEILING = Decimal(200_000_000)
_THREADS = (1, 2, 3)


def asked() -> list[Asked]:
    """Give all flags; limits that a law sets are of 200 million."""
    return [
        Asked(
            flag,
            method_of(name),
            {one.name: one.default or _CEILING for one in flag.parameters},
            steps_of(name),
            measure_of(name),
        )
        for name, flag in flags().items()
    ]


def computed(path: Path, threads: int) -> tuple[float, float, str]:
    """Compute all flags; give CPU and wall seconds, and a digest of every row."""
    with connect(threads=threads, memory_mb=1024) as database:
        database.execute(f"attach {literal(str(path))} as t (read_only)")
        for name in sorted({table for one in asked() for table in one.flag.reads}):
            database.execute(f"create view {quote(name)} as from t.{quote(name)}")
        began = time.process_time(), time.perf_counter()
        compute(database, asked(), _AS_OF)
        spent = time.process_time() - began[0], time.perf_counter() - began[1]
        rows = [
            database.execute(f"from {one}").fetchall() for one in ("raised", "looked", "lacking")
        ]
    return *spent, hashlib.sha256(repr(rows).encode()).hexdigest()


def coverage(folder: Path, count: int) -> float | None:
    """Give the CPU seconds of Cardinal's coverage over as many last releases; None without it."""
    with suppress(ImportError):
        from ocdscardinal import coverage as count_fields  # noqa: PLC0415

        path = folder / "compiled.jsonl"
        with path.open("w") as file:
            for release in list(releases(count, 0))[-count // 5 :]:
                file.write(json.dumps(release) + "\n")
        began = time.process_time()
        count_fields(str(path))
        return time.process_time() - began
    return None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=int, default=100_000)
    count = parser.parse_args().releases
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fold(folder, written(folder, count))
        [path] = (folder / "serving").glob("*.duckdb")
        digests = set()
        for threads in _THREADS:
            cpu, wall, digest = computed(path, threads)
            digests.add(digest)
            print(f"{len(flags())} flags, {threads} threads: {cpu:.2f} CPU s, {wall:.2f} s")
        print(f"the same rows on all: {'yes' if len(digests) == 1 else 'NO'}")
        peer = coverage(folder, count)
        print(f"ocdscardinal coverage: {f'{peer:.2f} CPU s' if peer else 'not installed'}")


if __name__ == "__main__":
    main()

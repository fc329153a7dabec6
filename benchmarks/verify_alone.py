"""Claim: verify_archive.py verifies a million entries in at most 30 seconds and 500 MB.

Writes a log of entries that are nothing but their leaf, with their tiles, and verifies it with the
program that lies beside every record, as somebody without Pendopo would: /usr/bin/python3, where it
is. Each time more of the log's signed checkpoints were kept: the last alone, a thousand, ten
thousand. Seconds are of the processor, user and system, of the one process; those of the clock
stand beside them. Exits 1 when a run is over the claim, or finds a fault.

    python benchmarks/verify_alone.py [--entries 1000000] [--kept 1 1000 10000] [--python PATH]

TMPDIR says where the log is written.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pendopo.exports.archive.verifier import VERIFIER, verifier
from pendopo.standards.tlog.checkpoint import Checkpoint
from pendopo.standards.tlog.merkle import leaf_hash, node_hash
from pendopo.standards.tlog.note import Signer, generate_key, sign_note
from pendopo.store.tiles import Tiles, bundles, grown
from pendopo.terms.entry import EntryType, Leaf

LIMIT_S, LIMIT_MB = 30.0, 500.0
ORIGIN = "benchmark.example/log"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 1 << 16  # entries whose tiles are made together
DEBIAN = "/usr/bin/python3"


@dataclass(frozen=True)
class Took:
    """What a run took.

    :param worked_s: of the processor, user and system
    :param peak_mb: the most memory that it held
    """

    worked_s: float
    clock_s: float
    peak_mb: float
    said: str
    right: bool

    def holds(self) -> bool:
        """Whether the claim holds."""
        return self.right and self.worked_s <= LIMIT_S and self.peak_mb <= LIMIT_MB


def main(arguments: Sequence[str]) -> int:
    """Write a log, verify it, print; the exit code says whether the claim held."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--kept", type=int, nargs="+", default=[1, 1_000, 10_000])
    parser.add_argument("--python", default=DEBIAN if Path(DEBIAN).exists() else sys.executable)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="pendopo-alone-") as folder:
        public = Path(folder, "public")
        # Elsewhere: a child is told to have held what its parent once did, before it began.
        with ProcessPoolExecutor(1) as other:
            notes = other.submit(build, public, asked.entries, max(asked.kept)).result()
        print("checkpoints  processor    clock    memory")
        held = [told(public, notes, kept, asked.python) for kept in asked.kept]
    return int(not all(held))


def told(public: Path, notes: dict[int, str], kept: int, python: str) -> bool:
    """Verify with so many checkpoints kept, and say what it took and whether the claim held."""
    keep(public / "log/history", notes, kept)
    took = verified(public, python)
    print(
        f"{kept:>11,}  {took.worked_s:>7.1f} s  {took.clock_s:>5.1f} s  {took.peak_mb:>5.0f} MB"
        f"  {'holds' if took.holds() else f'over {LIMIT_S:.0f} s or {LIMIT_MB:.0f} MB, or wrong'}",
        flush=True,
    )
    if not took.right:
        print(took.said)
    return took.holds()


def build(public: Path, count: int, kept: int) -> dict[int, str]:
    """Write a log of so many entries, and give as many signed checkpoints, by their size."""
    private, vkey = generate_key(ORIGIN, b"k" * 32)
    signer = Signer.parse(private)
    sizes = {count - count // kept * number for number in range(kept)}
    notes: dict[int, str] = {}
    public.mkdir()
    (public / VERIFIER).write_bytes(verifier())
    (public / "policy.txt").write_text(f"log {vkey}\nquorum none\n", "utf-8")
    for size, root in roots(public / "log", count):
        if size in sizes:
            notes[size] = sign_note(Checkpoint(ORIGIN, size, root()).text(), [signer])
    (public / "log/checkpoint").write_text(notes[count], "utf-8")
    return notes


def roots(folder: Path, count: int) -> Iterator[tuple[int, "Root"]]:
    """Write entries and tiles, and give the root of every size on the way."""
    root = Root()
    for first in range(0, count, AT_ONCE):
        entries = [entry(number) for number in range(first, min(first + AT_ONCE, count))]
        hashes = [leaf_hash(one) for one in entries]
        files = grown(Tiles(folder, first), hashes) | bundles(first, entries)
        for path, data in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for size, one in enumerate(hashes, first + 1):
            root.add(one)
            yield size, root


class Root:
    """The root of a tree that grows: the roots of its complete parts, the largest first."""

    def __init__(self) -> None:
        self._size = 0
        self._parts: list[bytes] = []

    def add(self, one: bytes) -> None:
        """Add the hash of an entry."""
        size = self._size
        while size & 1:
            one, size = node_hash(self._parts.pop(), one), size >> 1
        self._parts.append(one)
        self._size += 1

    def __call__(self) -> bytes:
        """Give the root: RFC 6962, 2.1."""
        found, *others = reversed(self._parts)
        for part in others:
            found = node_hash(part, found)
        return found


def entry(number: int) -> bytes:
    """Make an entry that is nothing but its leaf."""
    return Leaf(
        type=EntryType.HEARTBEAT,
        id=f"01J{number:023d}",
        time=f"{BEGAN + timedelta(seconds=number):%Y-%m-%dT%H:%M:%SZ}",
        actor="signer",
    ).encode()


def keep(folder: Path, notes: dict[int, str], kept: int) -> None:
    """Lay down so many of the checkpoints, evenly, the last among them."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    sizes = sorted(notes, reverse=True)
    for size in sizes[:: max(1, len(sizes) // kept)][:kept]:
        (folder / f"{size}.checkpoint").write_text(notes[size], "utf-8")


def verified(public: Path, python: str) -> Took:
    """Verify in a process of its own."""
    command = [python, "-I", str(public / VERIFIER), "--lang", "en"]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        said = child.stdout.read() if child.stdout else ""
        # Of this child alone; getrusage tells of all that ended.
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return Took(
        usage.ru_utime + usage.ru_stime,
        time.perf_counter() - began,
        usage.ru_maxrss / 1024,
        said,
        child.returncode == 0 and "as signed:" in said,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

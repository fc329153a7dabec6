"""Claim: checking a proof costs about as many hashes as the tree is high, whatever the machine.

First measures this machine: hashes of an entry of 300 bytes and of two nodes, Ed25519 signatures
and checks, and how often a second 4 kB reach the disk (write and fsync). Then, in the same run,
what the log does, as ratios to those: appending by the size of a batch, through the log's own
writer with every sync; making an inclusion and a consistency proof from the tiles, and checking
them, by the size of the log. Hashes and proofs are counted in processor time, what waits for the
disk by the clock. Ratios hold on another machine; seconds do not.

    python benchmarks/log_rates.py [largest power of ten, 6] [largest batch, 10000]

10^7 writes 650 MB of tiles and takes minutes. TMPDIR says which disk is measured.
"""

import hashlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pendopo.standards.tlog.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from pendopo.store.files import Disk
from pendopo.store.keys import create_key, load_key
from pendopo.store.log import create_log, open_writer
from pendopo.store.place import LogPlace
from pendopo.store.tiles import Tiles, grown
from pendopo.terms.entry import EntryType, Leaf

ORIGIN = "benchmark.example/log"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
BATCHES = (1, 10, 100, 1_000, 10_000)
ENTRY = b"e" * 300
NODE = b"n" * 32
ASKED = 200
AT_ONCE = 1 << 16  # leaves whose tiles are made together
ROUNDS, ROUND_S = 3, 0.3


def rate(once: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Give how often a second something is done, the best of some rounds."""
    best = 0.0
    for _ in range(ROUNDS):
        done, began = 0, clock()
        while (taken := clock() - began) < ROUND_S:
            for _ in range(16):
                once()
            done += 16
        best = max(best, done / taken)
    return best


def synced(folder: Path) -> float:
    """Give how often a second 4 kB are written and waited for."""
    descriptor = os.open(folder / "synced", os.O_WRONLY | os.O_CREAT)
    page = bytes(4096)

    def once() -> None:
        os.pwrite(descriptor, page, 0)
        os.fsync(descriptor)

    try:
        return rate(once, time.perf_counter)
    finally:
        os.close(descriptor)


def machine(folder: Path) -> dict[str, float]:
    """Measure what the log is made of: a second each."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public, signature = key.public_key(), key.sign(ENTRY)
    found = {
        "entry hashes": rate(lambda: leaf_hash(ENTRY)),
        "node hashes": rate(lambda: node_hash(NODE, NODE)),
        "signatures": rate(lambda: key.sign(ENTRY)),
        "signature checks": rate(lambda: public.verify(signature, ENTRY)),
        "syncs": synced(folder),
    }
    block = bytes(1 << 20)
    found["SHA-256, MB"] = rate(lambda: hashlib.sha256(block)) * (1 << 20) / 1e6
    return found


def leaves(first: int, count: int) -> list[Leaf]:
    """Make entries that are nothing but their leaf."""
    return [
        Leaf(
            type=EntryType.HEARTBEAT,
            id=f"01J{number:023d}",
            time=f"{BEGAN + timedelta(seconds=number):%Y-%m-%dT%H:%M:%SZ}",
            actor="signer",
        )
        for number in range(first, first + count)
    ]


def append(folder: Path, batch: int, rates: dict[str, float]) -> None:
    """Commit batches of one size, and say what one costs."""
    place = LogPlace(folder / "public", folder / "private")
    create_log(place)
    create_key(place.private / "keys" / "log.key", ORIGIN)
    signer = load_key(place.private / "keys" / "log.key")
    seconds, worked, done = [], [], 0
    with open_writer(place, signer, Disk(place.scratch)) as writer:
        for _ in range(12 if batch <= 100 else 4):
            made = leaves(done, batch)
            began, busy = time.perf_counter(), time.process_time()
            writer.commit(None, made)
            seconds.append(time.perf_counter() - began)
            worked.append(time.process_time() - busy)
            done += batch
    middle, work = statistics.median(seconds), statistics.median(worked)
    print(
        f"{batch:>7,}  {batch / middle:>9,.0f}/s  {middle * 1000:>8.1f} ms"
        f"  {middle * rates['syncs']:>8.1f} syncs  {work / batch * rates['entry hashes']:>9.0f}"
    )


def grow(folder: Path, sizes: list[int]) -> Iterator[int]:
    """Write the tiles of a log, and stop at each size to be asked."""
    size = 0
    for target in sizes:
        while size < target:
            count = min(AT_ONCE, target - size)
            hashes = [leaf_hash(b"%d" % (size + n)) for n in range(count)]
            for path, data in grown(Tiles(folder, size), hashes).items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data)
            size += count
        yield size


def timed(work: Callable[[int], object], asked: list[int]) -> tuple[list[float], list[object]]:
    """Time some work for each number."""
    seconds, results = [], []
    for number in asked:
        began = time.thread_time()
        results.append(work(number))
        seconds.append(time.thread_time() - began)
    return seconds, results


def prove(folder: Path, size: int, rates: dict[str, float]) -> None:
    """Make and check proofs at one size, each from tiles that no earlier one has read."""
    root = Tiles(folder, size).root()
    asked = random.Random(size).sample(range(1, size), ASKED)
    made, proofs = timed(lambda n: inclusion_proof(n, size, Tiles(folder, size).subtree), asked)
    held, _ = timed(
        lambda at: verify_inclusion(
            asked[at],
            size,
            leaf_hash(b"%d" % asked[at]),
            root,
            proofs[at],  # type: ignore[arg-type]
        ),
        list(range(ASKED)),
    )
    grew, chains = timed(lambda n: consistency_proof(n, size, Tiles(folder, size).subtree), asked)
    roots = [root_of(old, Tiles(folder, size).subtree) for old in asked]
    joined, _ = timed(
        lambda at: verify_consistency(asked[at], size, roots[at], root, chains[at]),  # type: ignore[arg-type]
        list(range(ASKED)),
    )
    nodes = rates["node hashes"]
    print(
        f"{size:>11,}"
        + "".join(f"  {milli(one)}" for one in (made, grew))
        + "".join(
            f"  {statistics.median(one) * 1e6:>6.1f} us {statistics.median(one) * nodes:>5.0f}"
            for one in (held, joined)
        )
    )


def root_of(size: int, subtree: Callable[[int, int], bytes]) -> bytes:
    """Give the root of a past size from complete subtrees of today's tiles."""
    parts, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            parts.append(subtree(level, start >> level))
            start += 1 << level
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def milli(seconds: list[float]) -> str:
    """Write the middle and the slowest hundredth."""
    ordered = sorted(seconds)
    middle, slow = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
    return f"{middle * 1000:>6.2f} / {slow * 1000:>6.2f} ms"


def main() -> None:
    """Measure the machine, then the log beside it."""
    power = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    largest = int(sys.argv[2]) if len(sys.argv) > 2 else BATCHES[-1]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rates = machine(folder)
        print("This machine, a second: " + ", ".join(f"{v:,.0f} {n}" for n, v in rates.items()))
        print("\n  batch    entries      a commit   = that many   = entry hashes an entry")
        for batch in (one for one in BATCHES if one <= largest):
            append(folder / f"append-{batch}", batch, rates)
        print(
            "\n    entries   inclusion p50 / p99   consistency p50 / p99"
            "  checked = node hashes  checked = node hashes"
        )
        for size in grow(folder / "tiles", [10**n for n in range(3, power + 1)]):
            prove(folder / "tiles", size, rates)


if __name__ == "__main__":
    main()

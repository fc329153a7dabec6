"""Claim: 100,000 small publications are verified in at most 10 seconds on two cores.

Builds a record of small publications with the log's own writer (each has an original of a few rows,
a table and a metadata object, an entry, salts and a receipt; syncs are left out while building),
then verifies it as `pendopo verify` does. Prints seconds, entries a second and peak memory.

    python benchmarks/verify_many.py [how many] [publications a commit] [workers]
"""

import hashlib
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pendopo.published.verify import FolderShelf, verify
from pendopo.standards.tlog.note import Signer
from pendopo.store.files import Disk
from pendopo.store.keys import create_key, load_key
from pendopo.store.log import Content, create_log, open_writer
from pendopo.store.place import LogPlace, Staging
from pendopo.terms.entry import EntryType, Leaf, ObjectRef, commitment

LIMIT_S = 10.0
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
ORIGIN = "benchmark.example/log"


class Unsynced(Disk):
    """A disk that does not wait: fit for a benchmark's input and nothing else."""

    def sync_file(self, path: Path) -> None:
        """Do not wait."""

    def _sync_files(self, paths: Iterable[Path]) -> None:
        """Do not wait."""


def canonical(value: object) -> bytes:
    """Write JSON as commitments are made to it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def content(data: bytes, salt: bytes) -> Content:
    """Commit to bytes."""
    sha256 = hashlib.sha256(data).digest()
    return Content(sha256, commitment(salt, sha256), salt)


def stage(number: int, staging: Staging) -> tuple[Leaf, list[Content]]:
    """Lay out one small publication of three objects."""
    salts = [hashlib.sha256(b"salt %d %d" % (number, one)).digest() for one in range(3)]
    digest = hashlib.sha256(b"rows %d" % number)
    original = f"village,households\n0164A,{number}\n0165B,{number + 1}\n".encode()
    table = b"PAR1" + original * 12 + b"PAR1"
    metadata = canonical(
        {
            "v": 1,
            "register": "datasets",
            "title": f"Households of village {number}",
            "description": "A made-up table of a benchmark. " * 20,
            "publisher": "Dinas Contoh",
            "licence": "CC-BY-4.0",
            "note": "",
            "sender": "desk",
            "received_at": "2026-01-01T00:00:00Z",
            "source": {"filename": "villages.csv", "bytes": len(original), "came_from": ""},
            "tables": [
                {
                    "name": "villages",
                    "rows": 2,
                    "columns": [{"name": "village", "kind": "code"}],
                    "digest_c": commitment(salts[1], digest.digest()),
                }
            ],
            "findings": [],
            "rules": 0,
        }
    )
    roles = ("original", "table:villages", "metadata")
    datas = (original, table, metadata)
    contents = [content(data, salt) for data, salt in zip(datas, salts, strict=True)]
    refs = tuple(
        ObjectRef(role, one.c, len(data))
        for role, one, data in zip(roles, contents, datas, strict=True)
    )
    leaf = Leaf(
        type=EntryType.PUBLICATION,
        id=f"01J{number:023d}",
        time=(BEGAN + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        register="datasets",
        scope={"dataset": f"d{number}"},
        actor="publisher",
        objects=refs,
    )
    for one, data in zip(contents, datas, strict=True):
        staging.add(f"objects/{one.c[:2]}/{one.c}", data)
    listed = [
        {"role": ref.role, "c": one.c, "salt": one.salt.hex(), "sha256": one.sha256.hex()}
        | ({"digest": digest.hexdigest()} if ref.role.startswith("table:") else {})
        for ref, one in zip(refs, contents, strict=True)
    ]
    staging.add(f"pub/{leaf.id}/entry.json", leaf.encode())
    staging.add(f"pub/{leaf.id}/salts.json", canonical({"v": 1, "objects": listed}))
    return leaf, contents


def build(place: LogPlace, count: int, batch: int) -> Signer:
    """Build the record, a commit a batch."""
    create_log(place)
    create_key(place.private / "keys" / "log.key", ORIGIN)
    signer = load_key(place.private / "keys" / "log.key")
    disk = Unsynced(place.scratch)
    with open_writer(place, signer, disk) as writer:
        for first in range(0, count, batch):
            staging = Staging(place, f"batch-{first}", disk)
            staged = [stage(n, staging) for n in range(first, min(first + batch, count))]
            contents = [one for _, more in staged for one in more]
            writer.commit(staging, [leaf for leaf, _ in staged], contents)
            staging.close()
    return signer


def main() -> int:
    """Build, verify, print; fail when the claim does not hold."""
    given = [int(one) for one in sys.argv[1:]]
    count, batch, workers = (given + [100_000, 5_000, 2][len(given) :])[:3]
    with tempfile.TemporaryDirectory(prefix="pendopo-verify-", dir=os.environ.get("TMPDIR")) as top:
        place = LogPlace(Path(top, "public"), Path(top, "private"))
        began = time.perf_counter()
        signer = build(place, count, batch)
        built = time.perf_counter()
        before = cpu_s()
        verdict = verify(FolderShelf(place.public), signer.vkey, workers=workers)
        took, used = time.perf_counter() - built, cpu_s() - before
        print(f"built {count:,} publications in {built - began:.1f} s")
    print(f"verified {verdict.size:,} entries in {took:.2f} s: {verdict.size / took:,.0f} a second")
    print(f"with {workers} workers, {used:.1f} s of CPU, {peak_mb():.0f} MB at most in a process")
    print(" · ".join(f"{n:,} {what}" for what, n in verdict.counts.items() if n))
    for problem in verdict.problems[:10]:
        print(problem.where, problem.sentence())
    held = verdict.ok and (took <= LIMIT_S or count > 100_000)
    print("the claim holds" if held else "THE CLAIM DOES NOT HOLD")
    return 0 if held else 1


def cpu_s() -> float:
    """Give the seconds of CPU that this process and its ended children have used."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def peak_mb() -> float:
    """Give the most memory that this process or an ended child has held."""
    return (
        max(
            resource.getrusage(who).ru_maxrss
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        / 1024
    )


if __name__ == "__main__":
    sys.exit(main())

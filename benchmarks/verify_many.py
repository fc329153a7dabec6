"""Claim: 100,000 small publications are verified in at most 10 seconds on two cores.

Builds a record of small publications with the log's own writer (each has an original of a few rows,
a table and a metadata object, an entry, salts and a receipt; syncs are left out while building),
then verifies it three times with `pendopo verify`, each a process of its own. Prints the seconds of
each, and of the median run entries a second and CPU; and peak memory. Claims of one size only hold
for the disk the record lies on: TMPDIR says where.

    python benchmarks/verify_many.py [how many] [publications a commit]
"""

import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pendopo.standards.tlog.note import Signer
from pendopo.store.files import Disk
from pendopo.store.keys import create_key, load_key
from pendopo.store.log import Content, create_log, open_writer
from pendopo.store.place import LogPlace, Staging
from pendopo.terms.entry import EntryType, Leaf, ObjectRef, commitment

LIMIT_S = 10.0
RUNS = 3
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
    count, batch = (given + [100_000, 5_000][len(given) :])[:2]
    with tempfile.TemporaryDirectory(prefix="pendopo-verify-", dir=os.environ.get("TMPDIR")) as top:
        place = LogPlace(Path(top, "public"), Path(top, "private"))
        began = time.perf_counter()
        vkey = build(place, count, batch).vkey
        print(f"built {count:,} publications in {time.perf_counter() - began:.1f} s", flush=True)
        runs = [verified(place.public, vkey) for _ in range(RUNS)]
    print("verified in " + ", ".join(f"{took:.2f}" for took, _ in runs) + " s")
    took, used = (
        statistics.median(took for took, _ in runs),
        statistics.median(used for _, used in runs),
    )
    print(f"median {took:.2f} s, {count / took:,.0f} entries a second, {used:.1f} s of CPU")
    print(f"{peak_mb():.0f} MB at most in a process")
    held = took <= LIMIT_S or count > 100_000
    print("the claim holds" if held else "THE CLAIM DOES NOT HOLD")
    return 0 if held else 1


def verified(public: Path, vkey: str) -> tuple[float, float]:
    """Verify a record as a person does.

    :return: seconds, and seconds of CPU
    """
    pendopo = Path(sys.executable).with_name("pendopo")
    before, began = cpu_s(), time.perf_counter()
    subprocess.run(
        [pendopo, "verify", public, "--key", vkey], check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began, cpu_s() - before


def cpu_s() -> float:
    """Give the seconds of CPU that ended children have used."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def peak_mb() -> float:
    """Give the most memory that an ended child has held."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())

"""Claim: releases merge at four times the speed of the reference library, at 80 MB/s on a core.

Merges the processes of `benchmarks/ocds_data.py` that both can merge, already parsed, in turn with
ocdsmerge and, where it is installed, ocdsmerge_rs; says whether the results are equal; then times
the timeline of each process. Prints megabytes of JSON a second of the processor, the ratio to the
reference, and the percentiles of the timeline; and first how fast orjson reads the same bytes,
which tells how busy the core is: on a quiet one of 2026 about 280 MB/s.

    python benchmarks/ocds_merge.py [releases]
"""

import importlib
import json
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from operator import itemgetter
from typing import Any

import ocdsmerge
import orjson
from ocds_data import releases as generated

from pendopo.standards.ocds.facts import release_schema
from pendopo.standards.ocds.merge import Form, Merging
from pendopo.standards.ocds.timeline import timeline

DEFECTS = 0.02
ROUNDS = 5
LIMIT_MS = 5.0

Processes = list[list[dict[str, Any]]]


def processes(releases: int) -> tuple[Processes, int]:
    """Give generated processes whose releases are all dated, and their bytes."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    sizes: dict[str, int] = defaultdict(int)
    for release in generated(releases, DEFECTS):
        line = orjson.dumps(release)
        ocid = str(release.get("ocid"))
        found[ocid].append(orjson.loads(line))
        sizes[ocid] += len(line)
    kept = {ocid: some for ocid, some in found.items() if all(one.get("date") for one in some)}
    for some in kept.values():
        some.sort(key=itemgetter("date"))  # ocdsmerge_rs does not sort
    return list(kept.values()), sum(sizes[ocid] for ocid in kept)


def seconds(merge: Callable[[list[dict[str, Any]]], object], some: Processes) -> float:
    """Merge all, and give the seconds of the processor."""
    before = time.process_time()
    for releases in some:
        merge(releases)
    return time.process_time() - before


def reading(some: Processes) -> float:
    """Give the seconds of the processor in which the same bytes are read, and nothing else."""
    lines = [orjson.dumps(release) for releases in some for release in releases]
    taken = []
    for _ in range(ROUNDS):
        before = time.process_time()
        for line in lines:
            orjson.loads(line)
        taken.append(time.process_time() - before)
    return min(taken)


def main() -> None:
    """Print the figures."""
    warnings.simplefilter("ignore")
    some, size = processes(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    schema = json.loads(json.dumps(release_schema()))
    reference = ocdsmerge.Merger(schema)
    ways: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
        "pendopo, compiled": Merging().merge,
        "ocdsmerge, compiled": reference.create_compiled_release,
        "pendopo, versioned": Merging(form=Form.VERSIONED).merge,
        "ocdsmerge, versioned": reference.create_versioned_release,
    }
    try:
        merger = importlib.import_module("ocdsmerge_rs").Merger
        rust = merger(rules=merger.get_rules(merger.dereference(schema)))
        ways["ocdsmerge_rs, compiled"] = rust.create_compiled_release
        ways["ocdsmerge_rs, versioned"] = rust.create_versioned_release
    except (ImportError, AttributeError, TypeError) as error:
        print(f"ocdsmerge_rs is left out: {error}")
    best = {name: min(seconds(way, some) for _ in range(ROUNDS)) for name, way in ways.items()}
    print(f"{len(some):,} processes, {size / 1e6:.1f} MB, best of {ROUNDS}")
    print(f"{'orjson, reading alone':24} {size / 1e6 / reading(some):7.1f} MB/s")
    for name, taken in best.items():
        base = best["ocdsmerge, " + name.split(", ")[1]]
        print(f"{name:24} {size / 1e6 / taken:7.1f} MB/s   {base / taken:5.2f} x the reference")
    alike = Merging(like_reference=True).merge
    same = sum(alike(one).release == reference.create_compiled_release(one) for one in some)
    print(f"equal to the reference with --like-reference: {same:,} of {len(some):,}")
    times = sorted(seconds(lambda one: list(timeline(one)), [one]) * 1000 for one in some)
    middle, high = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(f"timeline of a process: median {middle:.2f} ms, p99 {high:.2f} ms (limit {LIMIT_MS})")


if __name__ == "__main__":
    main()

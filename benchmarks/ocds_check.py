"""Claim: the whole report of a file costs less than others take to find its schema errors.

Makes open contracting data (`ocds_data.py`: a release in fifty has a defect), then lets each look
for what is wrong in a process of its own, on the same bytes, and prints CPU seconds, megabytes a
second and the peak of memory:

- *pendopo*: every schema error with pointer, line and release, codes of closed and open lists,
  fields unknown, deprecated and empty, ids that stand twice, prefixes, dates;
- *pendopo, processes too*: the same, and the releases merged and each process and the whole asked
  the 61 questions of data quality;
- *orjson*: it reads the releases and asks nothing, which tells how busy the core is: on a quiet one
  of 2026 it reads 280 MB/s of these, and where it reads fewer, all others are as much quicker;
- *jsonschema*: the schema errors alone, of a tenth of the releases;
- *lib-cove-ocds*: its report, of a package of a thousandth to a tenth; it is run as a program, and
  nothing of it is imported.

    python benchmarks/ocds_check.py [releases]

jsonschema and lib-cove-ocds are looked for in the environment of the `libcoveocds` that is on PATH;
what is not there is left out. lib-cove-ocds fetches the standard unless STANDARD_ZIP names a copy
of its repository at tag 1__1__5; without that it is left out, too.

Then the same with ten times fewer releases, and with every id missing: the time must not grow
faster than the data.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import ocds_data

RELEASES = 100_000
SCHEMA = "pendopo.standards.ocds.facts"
YARDSTICK = """
import orjson, sys
for line in open(sys.argv[1], "rb"): orjson.loads(line)
"""
OTHER = """
import json, sys
from jsonschema import Draft4Validator, FormatChecker
schema = json.load(open(sys.argv[2]))
validator = Draft4Validator(schema, format_checker=FormatChecker())
print(sum(1 for line in open(sys.argv[1]) for _ in validator.iter_errors(json.loads(line))))
"""


def check(path: str, processes: str) -> None:
    """Examine a file as the program does."""
    from pendopo.registers.contracts.examined import Examined  # noqa: PLC0415
    from pendopo.registers.contracts.whole import Limits, examine  # noqa: PLC0415

    examined = Examined()
    with open(path, "rb") as stream:  # noqa: PTH123
        examine(stream, path, examined, Limits() if processes == "yes" else None)
    print(sum(finding.count for finding in examined.faults.findings()))


def measured(name: str, size: int, words: list[str]) -> float:
    """Run a program and print what it took; give its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    done = subprocess.run(["/usr/bin/env", *words], capture_output=True, text=True, check=True)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = done.stdout.strip()[:12]
    told = f"{found:>10} found" if found.isdecimal() else ""
    print(f"  {name:36} {cpu:8.2f} CPU s {wall:8.2f} s {size / 1e6 / cpu:8.1f} MB/s  {told}")
    return cpu


def ours(path: Path, *, processes: bool = False, name: str = "") -> float:
    """Measure ourselves."""
    words = [sys.executable, __file__, "--check", str(path), "yes" if processes else "no"]
    return measured(name or ("pendopo" + ", processes too" * processes), path.stat().st_size, words)


def yardstick(path: Path) -> float:
    """Measure how long reading alone takes, without checking anything."""
    words = [sys.executable, "-c", YARDSTICK, str(path)]
    return measured("orjson, reading alone", path.stat().st_size, words)


def others(folder: Path, releases: int) -> None:
    """Measure those that are there."""
    found = shutil.which("libcoveocds")
    if not found:
        print("  (jsonschema and lib-cove-ocds are not here)")
        return
    few = made(folder, "few.jsonl", max(1, releases // 10), "jsonl")
    schema = folder / "schema.json"
    program = f"import json; from {SCHEMA} import release_schema as s; print(json.dumps(s()))"
    text = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
    schema.write_bytes(text)
    python = str(Path(found).resolve().parent / "python")
    python = python if Path(python).exists() else str(Path(found).parent / "python")
    other = [python, "-c", OTHER, str(few), str(schema)]
    measured("jsonschema, a tenth", few.stat().st_size, other)
    for share in (100, 10) if "STANDARD_ZIP" in os.environ else ():
        package = made(folder, f"package-{share}.json", max(1, releases // share), "package")
        name = f"lib-cove-ocds, one in {share}"
        measured(
            name, package.stat().st_size, [found, "--output-dir", str(folder / name), str(package)]
        )


def made(folder: Path, name: str, releases: int, form: str) -> Path:
    """Make a file of releases."""
    path = folder / name
    with path.open("w", encoding="utf-8") as file:
        ocds_data.write(file, ocds_data.releases(releases), form)
    return path


def without_ids(path: Path) -> Path:
    """Take the id out of every release."""
    target = path.with_name("without-ids.jsonl")
    with path.open(encoding="utf-8") as given, target.open("w", encoding="utf-8") as file:
        for line in given:
            release = json.loads(line)
            release.pop("id", None)
            file.write(json.dumps(release) + "\n")
    return target


def main() -> None:
    """Measure each on the same data."""
    releases = int(sys.argv[1]) if len(sys.argv) > 1 else RELEASES
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        folder = Path(work)
        path = made(folder, "releases.jsonl", releases, "jsonl")
        print(f"{releases:,} releases, {path.stat().st_size / 1e6:,.0f} MB")
        runs: list[Callable[[], float]] = [
            lambda: ours(path),
            lambda: ours(
                made(folder, "one.json", releases, "package"), name="pendopo, one package"
            ),
            lambda: ours(path, processes=True),
        ]
        before = yardstick(path)
        cpu = [run() for run in runs]
        print(f"  with its start {cpu[0] / min(before, yardstick(path)):.2f} x reading alone")
        print(f"  peak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:,.0f} MB")
        tenth = made(folder, "tenth.jsonl", max(1, releases // 10), "jsonl")
        small = ours(tenth, name="pendopo, a tenth of it")
        bare = ours(without_ids(path), name="pendopo, every id missing")
        print(
            f"  ten times the data: {cpu[0] / small:.1f} x; every id missing: {bare / cpu[0]:.1f} x"
        )
        others(folder, releases)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check"]:
        check(sys.argv[2], sys.argv[3])
    else:
        main()

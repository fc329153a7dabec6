"""Claim: 366 MB of open contracting data are published within 15 s on two cores, 300 MB a process.

Makes open contracting data (`ocds_data.py`), then lets `pendopo publish` check it, merge it, write
its tables and commit all of it, on the disk and in the signed log; and lets others do the part that
each does: `libcoveocds` checks a package of a hundredth, `ocdskit compile` merges a package of a
tenth. Prints seconds, CPU seconds and the most memory of one process.

    python benchmarks/ocds_whole.py [releases]

ocdskit and lib-cove-ocds are looked for on PATH and run as programs; what is not there is left out.
lib-cove-ocds fetches the standard unless STANDARD_ZIP names a copy of its repository at tag
1__1__5; without that it is left out, too.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import ocds_data

from pendopo.standards.ocds.facts import release_schema

RELEASES = 100_000
ANSWERS = {
    "--name": "Kabupaten Contoh",
    "--level": "regency",
    "--country": "ID",
    "--languages": "id,en",
    "--currency": "IDR",
    "--origin": "benchmark.example/log",
    "--licence": "CC-BY-4.0",
}
PEAK = "import resource,subprocess,sys\n"
PEAK += "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode\n"
PEAK += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
PEAK += "sys.exit(code)\n"


def measured(name: str, path: Path, words: list[str]) -> None:
    """Run a program that reads a file and print what it took, with all that it started."""
    size = path.stat().st_size / 1e6
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    words = [sys.executable, "-c", PEAK, *words]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = int(done.stdout.split()[-1]) / 1024
    failed = "" if done.returncode == 0 else f"  failed: {done.stderr.strip()[-200:]}"
    print(
        f"  {name:30} {size:6.0f} MB {wall:8.2f} s {cpu:8.2f} CPU s {size / cpu:7.1f} MB/s "
        f"{peak:7,.0f} MB at most{failed}"
    )


def made(folder: Path, releases: int, form: str) -> Path:
    """Make a file of releases."""
    path = folder / f"{releases}.{form}"
    with path.open("w", encoding="utf-8") as file:
        ocds_data.write(file, ocds_data.releases(max(1, releases)), form)
    return path


def main() -> None:
    """Measure each on the same data."""
    releases = int(sys.argv[1]) if len(sys.argv) > 1 else RELEASES
    pendopo = [sys.executable, "-m", "pendopo"]
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        folder = Path(work)
        path = made(folder, releases, "jsonl")
        print(f"{releases:,} releases, {path.stat().st_size / 1e6:,.0f} MB")
        home = str(folder / "home")
        told = [word for answer in ANSWERS.items() for word in answer]
        subprocess.run([*pendopo, "init", home, *told], check=True, stdout=subprocess.DEVNULL)
        words = [*pendopo, "--home", home, "publish", str(path), "--register", "contracts"]
        measured("pendopo publish", path, words)
        kit, cove = shutil.which("ocdskit"), shutil.which("libcoveocds")
        if kit:
            tenth = made(folder, releases // 10, "package")
            schema = folder / "schema.json"
            schema.write_text(json.dumps(release_schema()))
            compiled = f'"{kit}" compile --schema "{schema}" < "{tenth}" > /dev/null'
            measured("ocdskit compile, a tenth", tenth, ["/bin/sh", "-c", compiled])
        if cove and "STANDARD_ZIP" in os.environ:
            few = made(folder, releases // 100, "package")
            words = [cove, "--standard-zip", os.environ["STANDARD_ZIP"], "--output-dir"]
            measured("lib-cove-ocds, a hundredth", few, [*words, str(folder / "cove"), str(few)])
        if not (kit and cove):
            print("  (ocdskit or lib-cove-ocds is not here)")


if __name__ == "__main__":
    main()

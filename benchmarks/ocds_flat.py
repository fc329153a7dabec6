"""Claim: open contracting data as tables costs at most ten CPU seconds per 100,000 releases.

Makes open contracting data (`ocds_data.py`), then lets each write it as a folder of CSV files, in a
process of its own and from the same bytes, and prints CPU seconds, megabytes a second and how many
tables there are:

- *pendopo*: `pendopo ocds flatten`, with what cells cannot say in a file beside the tables, so that
  every release comes back; then `pendopo ocds unflatten` of it, with the peak of memory;
- *flatten-tool*: `flatten-tool flatten` with the release schema, of a tenth;
- *flatterer*: the same, from JSON Lines.

    python benchmarks/ocds_flat.py [releases]

flatten-tool and flatterer are looked for on PATH and run as programs; what is not there is left
out.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import ocds_data

RELEASES = 100_000


def measured(name: str, size: int, words: list[str]) -> None:
    """Run a program and print what it took."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        print(f"  {name:36} failed")
        return
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"  {name:36} {cpu:8.2f} CPU s {size / 1e6 / cpu:8.1f} MB/s {peak:8,.0f} MB at most")


def made(folder: Path, releases: int, form: str) -> Path:
    """Make a file of releases."""
    path = folder / f"{releases}.{form}"
    with path.open("w", encoding="utf-8") as file:
        ocds_data.write(file, ocds_data.releases(releases), form)
    return path


def same(path: Path, other: Path) -> bool:
    """Tell whether two files hold the same releases."""
    return all(one == two for one, two in zip(_values(path), _values(other), strict=True))


def _values(path: Path) -> Iterator[object]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main() -> None:
    """Measure each on the same data."""
    releases = int(sys.argv[1]) if len(sys.argv) > 1 else RELEASES
    pendopo = str(Path(sys.executable).with_name("pendopo"))
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        folder = Path(work)
        path = made(folder, releases, "jsonl")
        size = path.stat().st_size
        print(f"{releases:,} releases, {size / 1e6:,.0f} MB")
        tables, again = folder / "tables", folder / "again.jsonl"
        measured("pendopo", size, [pendopo, "ocds", "flatten", str(path), "--to", str(tables)])
        back = [pendopo, "ocds", "unflatten", str(tables), "--lines", "--out", str(again)]
        measured("pendopo, back again", size, back)
        print(f"  {len(list(tables.glob('*.csv')))} tables; all came back: {same(path, again)}")
        flatterer, tool = shutil.which("flatterer"), shutil.which("flatten-tool")
        if flatterer:
            words = [flatterer, "--ndjson", "--force", str(path), str(folder / "flatterer")]
            measured("flatterer", size, words)
        if tool:
            package = made(folder, max(1, releases // 10), "package")
            words = [tool, "flatten", "--root-list-path", "releases", "--main-sheet-name"]
            words += ["releases", "--root-id", "ocid", "--output-format", "csv", "--output-name"]
            words += [str(folder / "flatten-tool"), str(package)]
            measured("flatten-tool, a tenth", package.stat().st_size, words)
        if not (flatterer and tool):
            print("  (flatten-tool or flatterer is not here)")


if __name__ == "__main__":
    main()

"""Claim: 366 MB of open contracting data are published within 15 s on two cores, 300 MB a process.

Makes open contracting data (`ocds_data.py`), then lets `pendopo publish` check it, merge it, write
its tables and commit all of it, on the disk and in the signed log; and lets others do the part that
each does: `libcoveocds` checks a package of a hundredth, `ocdskit compile` merges a package of a
tenth, without defects, for it ends at the first. Prints seconds, CPU seconds and the most memory of
one process; and of each process of Pendopo when it worked, its CPU seconds, the most memory that it
had, and how much of that was its own at most: the rest are files that it had mapped, libraries for
the most part, which the system takes back when others need it.

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
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import ocds_data

from pendopo.standards.ocds.facts import release_schema

RELEASES = 100_000
# The limit of a file that is handed in, in MB; as it comes, 300.
FILE_MB = 4_000
LOOK_S = 0.05
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


@dataclass
class Seen:
    """What was seen of a process: seconds from the beginning, CPU seconds, MB."""

    begun: float
    ended: float = 0.0
    cpu: float = 0.0
    own: float = 0.0
    most: float = 0.0


@dataclass
class Watch:
    """Looks at the processes below this one until it is over; on other systems it sees none."""

    seen: dict[int, Seen] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Look, again and again."""
        begun = time.perf_counter()
        while not self.over.wait(LOOK_S):
            ours = {os.getpid(), *self.seen}
            for folder in Path("/proc").glob("[0-9]*"):
                with suppress(OSError, KeyError, ValueError):
                    self._look(folder, ours, time.perf_counter() - begun)

    def _look(self, folder: Path, ours: set[int], now: float) -> None:
        said = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        if int(said["PPid"]) not in ours or said["Name"].strip() == "sh":
            return
        ticks = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
        one = self.seen.setdefault(int(folder.name), Seen(now))
        one.ended, one.cpu = now, sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        own, mapped = (int(said[name].split()[0]) / 1024 for name in ("RssAnon", "RssFile"))
        one.own, one.most = max(one.own, own), max(one.most, own + mapped)

    def show(self) -> None:
        """Print what was seen of those that did something."""
        for one in sorted(self.seen.values(), key=lambda one: one.begun):
            if one.cpu >= 1:
                print(
                    f"    from {one.begun:6.2f} to {one.ended:6.2f} s {one.cpu:16.2f} CPU s "
                    f"{one.most:9,.0f} MB at most, {one.own:,.0f} MB of its own"
                )


def measured(name: str, path: Path, words: list[str]) -> bool:
    """Run a program that reads a file and print what it took, with all that it started.

    :returns: whether it did what it was asked
    """
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
    return done.returncode == 0


def watched(name: str, path: Path, words: list[str]) -> bool:
    """Do the same, and print what each of its processes took."""
    watch = Watch()
    looking = threading.Thread(target=watch.run)
    looking.start()
    try:
        return measured(name, path, words)
    finally:
        watch.over.set()
        looking.join()
        watch.show()


def made(folder: Path, releases: int, form: str, defects: float = 0.02) -> Path:
    """Make a file of releases."""
    path = folder / f"{releases}.{form}"
    with path.open("w", encoding="utf-8") as file:
        ocds_data.write(file, ocds_data.releases(max(1, releases), defects), form)
    return path


def begun(home: Path) -> None:
    """Begin a programme that takes a large file."""
    told = [word for answer in ANSWERS.items() for word in answer]
    words = [sys.executable, "-m", "pendopo", "init", str(home), *told]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    settings = home / "pendopo.toml"
    lines = [
        f"file_mb = {FILE_MB}" if "file_mb" in line.split("=")[0] else line
        for line in settings.read_text("utf-8").splitlines()
    ]
    settings.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Measure each on the same data."""
    releases = int(sys.argv[1]) if len(sys.argv) > 1 else RELEASES
    pendopo = [sys.executable, "-m", "pendopo"]
    with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
        folder = Path(work)
        path = made(folder, releases, "jsonl")
        print(f"{releases:,} releases, {path.stat().st_size / 1e6:,.0f} MB")
        home = folder / "home"
        begun(home)
        words = [*pendopo, "--home", str(home), "publish", str(path), "--register", "contracts"]
        done = watched("pendopo publish", path, words)
        kit, cove = shutil.which("ocdskit"), shutil.which("libcoveocds")
        if kit:
            tenth = made(folder, releases // 10, "package", 0)
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
    sys.exit(0 if done else 1)


if __name__ == "__main__":
    main()

"""Claim: of malformed files none is read silently wrong, and nothing is said of clean ones.

Reads every case of `tests/corpus/delimited` (a malformed file and its clean twin) in this same run
with Pendopo's whole check and with the readers of pandas, Polars, DuckDB and frictionless, each
asked to take every cell as text and told nothing else of the file. A file is

- *equal* when names and cells are those of the clean twin, one by one;
- *told* when it is not, and the reader said that something is wrong: an error, a warning, an error
  in frictionless' report, a finding above a note;
- *silently different* when it is not equal and nothing was said.

Then the time and memory of reading a clean file of a million rows as text, each in a process of
its own.

    python benchmarks/dirty_files.py [rows] [--files] [--pollock FOLDER [EVERY]]

With --files the malformed files alone are read. With --pollock the files of that public corpus
(HPI-Information-Systems/Pollock on GitHub, FOLDER/polluted_files) are read instead, or each
EVERYth of them; its clean twins hold prices with a dollar sign, so that *told* is there only what
is not said of the clean twin as well. pandas, Polars and frictionless are looked for in
the environment of the `frictionless` that is on PATH (requirements-bench.txt; `make bench` sees to
it); frictionless, the slowest, is timed on a tenth of the rows.
"""

# The readers are imported where they are used: each is in one environment or the other.
# ruff: noqa: PLC0415

import csv
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "tests" / "corpus" / "delimited"
ROWS = 1_000_000
READERS = ("pendopo", "pandas", "polars", "duckdb", "frictionless")
_OURS = ("pendopo", "duckdb")
_SLOW = {"frictionless": 10}

Table = list[list[str]]


@dataclass(frozen=True)
class Read:
    """What a reader made of a file.

    :param table: names and rows, empty cells as empty text; None when it gave none
    :param told: what it said to be wrong, each by its name
    """

    table: Table | None
    told: frozenset[str]


def main(arguments: Sequence[str]) -> int:
    """Run the comparison; the exit code says whether the claim held."""
    if "--read" in arguments:
        return _work(*arguments[arguments.index("--read") + 1 :])
    if "--pollock" in arguments:
        folder, *every = arguments[arguments.index("--pollock") + 1 :]
        return not _compare_pollock(Path(folder), int(every[0]) if every else 1)
    rows = next((int(word) for word in arguments if word.isdigit()), ROWS)
    held = _compare_files()
    if "--files" not in arguments:
        _compare_speed(rows)
    print("the claim holds" if held else "the claim DOES NOT HOLD")
    return not held


def _compare_files() -> bool:
    """Read the corpus with every reader, and say how many files each read in which way."""
    cases = [case for case in sorted(CORPUS.iterdir()) if not _told_by_a_person(case)]
    print(f"{len(cases)} malformed files")
    print(f"{'':<14}{'equal':>8}{'told':>8}{'silent':>8}{'clean twins told or different':>32}")
    held = True
    for reader in READERS:
        found = _in_a_process(reader, [str(case) for case in cases])
        if found is None:
            held = False
            continue
        kinds = Counter(found["dirty"].values())
        alarms = [case for case, kind in found["clean"].items() if kind != "equal"]
        print(
            f"{reader:<14}{kinds['equal']:>8}{kinds['told']:>8}{kinds['silent']:>8}"
            f"{len(alarms):>32}"
        )
        if reader == "pendopo":
            held &= not kinds["silent"] and not alarms
            silent = [case for case, kind in found["dirty"].items() if kind == "silent"]
            print("".join(f"  {case}\n" for case in [*silent, *alarms]), end="")
    return held


def _compare_pollock(folder: Path, every: int) -> bool:
    """Read a public corpus with every reader; of its clean twins nothing is claimed."""
    files = sorted((folder / "polluted_files" / "csv").iterdir())[::every]
    print(f"{len(files)} files of Pollock")
    print(f"{'':<14}{'equal':>8}{'told':>8}{'silent':>8}")
    held = True
    for reader in READERS:
        found = _in_a_process(reader, [str(folder / "polluted_files"), str(every)], "--pollock")
        if found is None:
            held = False
            continue
        kinds = Counter(found.values())
        print(f"{reader:<14}{kinds['equal']:>8}{kinds['told']:>8}{kinds['silent']:>8}")
        if reader == "pendopo":
            held &= not kinds["silent"]
            print(
                "".join(f"  {name}\n" for name, kind in found.items() if kind == "silent"), end=""
            )
    print("the claim holds" if held else "the claim DOES NOT HOLD")
    return held


def _told_by_a_person(case: Path) -> bool:
    return "reading" in tomllib.loads((case / "case.toml").read_text("utf-8"))


def _compare_speed(rows: int) -> None:
    """Read a clean file of many rows with every reader."""
    with tempfile.TemporaryDirectory(prefix="dirty-files-") as folder:
        print(f"\n{rows:,} clean rows, read as text")
        print(f"{'':<14}{'rows a second':>16}{'… of a processor':>18}{'most memory, MB':>18}")
        for reader in READERS:
            count = rows // _SLOW.get(reader, 1)
            found = _in_a_process(reader, [str(_clean_file(Path(folder), count))], "--timed")
            if found:
                speed, alone = count / found["seconds"], count / found["processor_s"]
                print(f"{reader:<14}{speed:>16,.0f}{alone:>18,.0f}{found['memory_mb']:>18,.0f}")


def _clean_file(folder: Path, rows: int) -> Path:
    import duckdb
    from million_rows import TABLE

    path = folder / f"{rows}.csv"
    if not path.exists():
        with duckdb.connect() as connection:
            table = TABLE.replace("$rows", str(rows))
            connection.execute(f"copy ({table}) to '{path}' (format csv, header)")
    return path


def _in_a_process(reader: str, paths: list[str], *how: str) -> dict[str, Any] | None:
    """Let a reader read in a process of its own; None where it is not installed."""
    python = sys.executable if reader in _OURS else _python_of_the_peers()
    if python is None:
        print(f"{reader:<14}not run: frictionless is not on PATH (requirements-bench.txt)")
        return None
    done = subprocess.run(
        [python, __file__, "--read", reader, *how, *paths], capture_output=True, check=False
    )
    if done.returncode:
        print(f"{reader:<14}not run: {done.stderr.decode().strip().splitlines()[-1:]}")
        return None
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _python_of_the_peers() -> str | None:
    found = shutil.which("frictionless")
    return str(Path(found).with_name("python")) if found else None


def _work(reader: str, *paths: str) -> int:
    """Read files with one reader, and print what came of it as JSON."""
    read = _READ[reader]
    if paths[0] == "--timed":
        before, used = time.perf_counter(), time.process_time()
        _TIMED[reader](Path(paths[1]))
        took = {
            "seconds": time.perf_counter() - before,
            "processor_s": time.process_time() - used,
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(took))
        return 0
    if paths[0] == "--pollock":
        print(json.dumps(_kinds_of_pollock(read, Path(paths[1]), int(paths[2]))))
        return 0
    found: dict[str, dict[str, str]] = {"dirty": {}, "clean": {}}
    for case in map(Path, paths):
        meant = _meant(case / "clean.csv")
        for twin, kinds in found.items():
            kinds[case.name] = _kind(_tried(read, case / f"{twin}.csv"), meant, twin)
    print(json.dumps(found))
    return 0


def _kinds_of_pollock(read: Callable[[Path], Read], folder: Path, every: int) -> dict[str, str]:
    clean: dict[bytes, Read] = {}
    kinds = {}
    for path in sorted((folder / "csv").iterdir())[::every]:
        twin = folder / "clean" / path.name
        content = twin.read_bytes()
        if content not in clean:  # most of them are one file
            clean[content] = _tried(read, twin)
        dirty = _tried(read, path)
        # What is refused is told, whatever is said of the twin.
        told = dirty.told if dirty.table is None else dirty.told - clean[content].told
        kinds[path.name] = _kind(Read(dirty.table, told), _meant(twin), "dirty")
    return kinds


def _tried(read: Callable[[Path], Read], path: Path) -> Read:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            found = read(path)
        except Exception as error:  # noqa: BLE001 - whatever it raises, it has said something
            return Read(None, frozenset({type(error).__name__}))
    aloud = [one.category for one in told if not issubclass(one.category, DeprecationWarning)]
    return Read(found.table, found.told | {one.__name__ for one in aloud})


def _kind(read: Read, meant: Table, twin: str) -> str:
    same = read.table == meant
    if twin == "clean":
        return "equal" if same and not read.told else "told" if read.told else "different"
    return "equal" if same else "told" if read.told else "silent"


def _meant(path: Path) -> Table:
    """Give names and cells of a clean twin, which is as RFC 4180 has it."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.reader(file) if any(row)]


def _table(names: Iterable[object], rows: Iterable[Iterable[object]]) -> Table:
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return [[str(name) for name in names], *texts]


def _read_pendopo(path: Path) -> Read:
    from pendopo.programme.child import check
    from pendopo.registers import register
    from pendopo.stages.intake import open_source, receive
    from pendopo.terms.finding import Finding, Weight
    from pendopo.terms.reading import Reading
    from pendopo.terms.report_json import report_from_json

    with tempfile.TemporaryDirectory() as work:
        file = {
            "path": str(path),
            "filename": path.name,
            "sender": "benchmark",
            "received_at": "2026-03-01T08:00:00Z",
            "work": work,
        }
        answer = check({"register": "datasets", "files": [file]}, lambda _: None)
        report = report_from_json(answer["reports"][0])
    told = frozenset(
        f"{one.rule} {one.column}" for one in report.findings if one.weight is not Weight.NOTE
    )
    # The cells as text, as the other readers give them: published, 12,5 is the number 12.5.
    source = open_source(receive(path, "", ""), "csv", Reading(), lambda _: None)
    if source is None:
        return Read(None, told)
    names: list[str] = []
    rows: list[Iterable[object]] = []
    for item in register("datasets").read(source):
        if not isinstance(item, Finding):
            names = [column.name for column in item.table.columns]
            columns = (column.to_pylist() for column in item.batch.columns[1:])
            rows += zip(*columns, strict=True)
    return Read(_table(names, rows) if names else None, told)


def _read_pandas(path: Path) -> Read:
    import pandas

    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    return Read(_table(frame.columns, frame.itertuples(index=False)), frozenset())


def _read_polars(path: Path) -> Read:
    import polars

    frame = polars.read_csv(path, infer_schema=False)
    return Read(_table(frame.columns, frame.iter_rows()), frozenset())


def _read_duckdb(path: Path) -> Read:
    import duckdb

    with duckdb.connect() as connection:
        found = connection.read_csv(str(path), all_varchar=True)
        return Read(_table(found.columns, found.fetchall()), frozenset())


def _read_frictionless(path: Path) -> Read:
    from frictionless import Detector, Resource, system

    # The files do not lie below the current folder, which it would not trust.
    with system.use_context(trusted=True):
        resource_ = Resource(path=str(path), detector=Detector(field_type="string"))
        report = resource_.validate()
        with Resource(path=str(path), detector=Detector(field_type="string")) as opened:
            rows = [row.to_list() for row in opened.row_stream]
            names = opened.header.labels
    told = [one.type for task in report.tasks for one in task.errors] + list(report.warnings)
    return Read(_table(names, rows), frozenset(told or ([] if report.valid else ["invalid"])))


def _time_pendopo(path: Path) -> None:
    from pendopo.stages.intake import open_source, receive
    from pendopo.terms.reading import Reading

    source = open_source(receive(path, "", ""), "csv", Reading(), lambda _: None)
    if source is None or not sum(batch.num_rows for batch in source.sheets[0].batches):
        raise SystemExit("nothing was read")


def _time_pandas(path: Path) -> None:
    import pandas

    pandas.read_csv(path, dtype=str, keep_default_na=False)


def _time_polars(path: Path) -> None:
    import polars

    polars.read_csv(path, infer_schema=False)


def _time_duckdb(path: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(
            "create table read as select * from read_csv(?, all_varchar = true)", [str(path)]
        )


def _time_frictionless(path: Path) -> None:
    from frictionless import Detector, Resource, system

    with (
        system.use_context(trusted=True),
        Resource(path=str(path), detector=Detector(field_type="string")) as opened,
    ):
        for _ in opened.row_stream:
            pass


_READ: dict[str, Callable[[Path], Read]] = {
    "pendopo": _read_pendopo,
    "pandas": _read_pandas,
    "polars": _read_polars,
    "duckdb": _read_duckdb,
    "frictionless": _read_frictionless,
}
_TIMED: dict[str, Callable[[Path], None]] = {
    "pendopo": _time_pendopo,
    "pandas": _time_pandas,
    "polars": _time_polars,
    "duckdb": _time_duckdb,
    "frictionless": _time_frictionless,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

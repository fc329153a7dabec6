"""Claim: a CSV of 300 MB takes about as much memory as one of 30 MB, in the child and around it.

Makes CSVs of 30 and 300 MB and workbooks of 30,000 and 300,000 rows (seeded, 12 columns), then
publishes each with `pendopo publish`: the file is read, typed, looked through for personal data
and held to its Table Schema in a limited child, and what came of it is digested, written and
signed in the process around it. Beside it pandas and Polars read the same file, cells as text, and
do nothing else.

Prints processor seconds and the most memory of the publisher, of its child and of both together,
sampled: what is their own, without the pages of files that are mapped, which the kernel drops where
it needs them; and beside it all that is resident. The claim is that the larger CSV takes at most
1.5 times the memory of the smaller one.

    python benchmarks/large_files.py [times] [--ours]

`times` is how many times larger the larger files are, 10 unless said. pandas and Polars are looked
for in the environment of the `frictionless` that is on PATH (requirements-bench.txt).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb
from million_rows import TABLE, _make, _publish, _resident, _tree

ROWS = {"csv": 195_000, "xlsx": 30_000}  # 30 MB of CSV
TIMES = 10
RATIO_MOST = 1.5
_READ = {
    ("pandas", "csv"): "import pandas; pandas.read_csv({path!r}, dtype=str)",
    ("polars", "csv"): "import polars; polars.read_csv({path!r}, infer_schema=False)",
    ("pandas", "xlsx"): "import pandas; pandas.read_excel({path!r}, dtype=str)",
}
_BATCH = 1_000


@dataclass(frozen=True)
class Held:
    """What a program took.

    :param own_mb: the most memory of the process itself
    :param child_mb: the most of what it started
    :param both_mb: the most of them at one moment
    :param mapped_mb: the same with the pages of files
    """

    processor_s: float
    own_mb: float
    child_mb: float
    both_mb: float
    mapped_mb: float


def main(arguments: Sequence[str]) -> int:
    """Run the comparison; the exit code says whether the claim held."""
    times = next((int(word) for word in arguments if word.isdigit()), TIMES)
    held = True
    print(
        f"{'':<30}{'processor s':>12}{'publisher MB':>14}{'child MB':>10}{'together MB':>13}"
        f"{'with files MB':>15}"
    )
    for form, rows in ROWS.items():
        found = [_compare(form, rows, peers=False)]
        found.append(_compare(form, rows * times, peers="--ours" not in arguments))
        ratio = found[1].both_mb / found[0].both_mb
        print(f"{form}: {times} times as large, {ratio:.2f} times the memory")
        held &= form != "csv" or ratio <= RATIO_MOST
    print("the claim holds" if held else "the claim DOES NOT HOLD")
    return not held


def _compare(form: str, rows: int, *, peers: bool) -> Held:
    with tempfile.TemporaryDirectory(prefix="large-files-") as folder:
        work = Path(folder)
        data, schema = _make(work, rows)
        if form == "xlsx":
            data = _workbook(work, rows)
        size = data.stat().st_size / 1e6
        print(f"{rows:,} rows, {form}, {size:.0f} MB")
        ours = _measured("pendopo publish", _publish(work, data, schema), work)
        for name in ("pandas", "polars") if peers else ():
            python = shutil.which("frictionless")
            if (name, form) not in _READ:
                continue
            if python is None:
                print(f"  {name:<28}not run: frictionless is not on PATH (requirements-bench.txt)")
                continue
            code = _READ[name, form].format(path=str(data))
            _measured(name, [str(Path(python).with_name("python")), "-c", code], work)
        return ours


def _workbook(work: Path, rows: int) -> Path:
    """Write the rows into a workbook, each text in its cell, as programs of offices export them."""
    path = work / "laporan.xlsx"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    about = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet'
            '+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/'
            'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{about}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main}" xmlns:r="{about}"><sheets>'
            '<sheet name="Laporan" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{about}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, content in parts.items():
            book.writestr(name, content)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet, duckdb.connect() as connection:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            found = connection.execute(TABLE.replace("$rows", str(rows)))
            sheet.write(_row([column[0] for column in found.description]))
            while batch := found.fetchmany(_BATCH):
                sheet.write(b"".join(map(_row, batch)))
            sheet.write(b"</sheetData></worksheet>")
    return path


def _row(cells: Sequence[object]) -> bytes:
    written = "".join(
        f'<c t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>' if cell is not None else "<c/>"
        for cell in cells
    )
    return f"<row>{written}</row>".encode()


def _measured(name: str, command: list[str], work: Path) -> Held:
    """Run a program to its end and print what it took.

    :raises SystemExit: when it fails: a comparison with a failure says nothing
    """
    log = work / "output.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=work, stdout=output, stderr=output)
        samples = [(0, 0, 0)]
        watching = threading.Thread(target=_watch, args=(process, samples))
        watching.start()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    watching.join()
    if process.returncode:
        sys.exit(f"{name} ended with {process.returncode}:\n{log.read_text()[-2000:]}")
    held = Held(
        used.ru_utime + used.ru_stime,
        max(own for own, _, _ in samples) / 2**10,
        max(child for _, child, _ in samples) / 2**10,
        max(own + child for own, child, _ in samples) / 2**10,
        max(mapped for _, _, mapped in samples) / 2**20,
    )
    print(
        f"  {name:<28}{held.processor_s:>12.1f}{held.own_mb:>14.0f}{held.child_mb:>10.0f}"
        f"{held.both_mb:>13.0f}{held.mapped_mb:>15.0f}",
        flush=True,
    )
    return held


def _watch(process: "subprocess.Popen[bytes]", samples: list[tuple[int, int, int]]) -> None:
    """Sample the memory that a program holds, and what it started."""
    while process.returncode is None:
        own, *started = _tree(process.pid)
        mapped = sum(map(_resident, (own, *started)))
        samples.append((_own(own), sum(map(_own, started)), mapped))
        time.sleep(0.05)


def _own(pid: int) -> int:
    """Give the memory that is of no file, in kB."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = [line.split()[1] for line in text.splitlines() if line.startswith("RssAnon:")]
    return int(found[0]) if found else 0  # a process that has ended has none


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

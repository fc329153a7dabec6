"""Claim: the boards of 430 villages are printed in at most 90 s on two cores, each file in 100 kB.

Makes boards of invented villages, 8 to 40 activities each, and prints of each the poster (A3), the
banner (3 m by 1 m) and the picture (1080 by 1350 dots) in Indonesian and in English, with two
processes: all that ``pendopo posters`` makes by default, written as it writes it. Then 20 posters
alone in this process, and the same 20 by WeasyPrint from HTML with the same rows, bars, map and
square of dots, tagged as PDF/UA-1 too. Prints the seconds of the clock and of the processor, sizes,
and how many times as long the peer takes.

    python benchmarks/village_boards.py [villages]

WeasyPrint is looked for on the PATH; without it only our own side is printed.
"""

import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from pendopo.cli.posters import _said
from pendopo.exports.boards.board import Activity, Area, Board, Money, Origin
from pendopo.exports.boards.board import Sheet as Map
from pendopo.exports.boards.printing import Sheet, print_boards, set_board
from pendopo.exports.boards.shapes import POSTER, SHAPES
from pendopo.exports.boards.told import TEMPLATE, facts
from pendopo.exports.printed.paper import Press
from pendopo.terms.wording import fill

VILLAGES, PEER_POSTERS, WORKERS = 430, 20, 2
LANGUAGES = ("id", "en")
LIMIT_S, LIMIT_BYTES = 90.0, 100_000
AT = datetime(2026, 11, 26, tzinfo=UTC)
WORKS = (
    "Rabat beton jalan lingkungan", "Drainase", "Posyandu", "PAUD", "Penghasilan tetap perangkat",
    "Operasional perkantoran", "Jaringan air bersih", "Pelatihan kelompok tani", "Lampu jalan",
    "Bantuan langsung tunai", "Pembangunan talud penahan tanah", "Pemeliharaan balai desa",
)  # fmt: skip
INCOMING = (
    ("Dana Desa", 912), ("Alokasi Dana Desa", 486), ("Bagi hasil pajak dan retribusi", 124),
    ("Hasil aset desa", 76), ("Bantuan keuangan kabupaten", 52),
)  # fmt: skip
OUTGOING = (
    ("Pelaksanaan pembangunan desa", 702), ("Penyelenggaraan pemerintahan desa", 498),
    ("Pemberdayaan masyarakat desa", 236), ("Pembinaan kemasyarakatan desa", 128),
    ("Penanggulangan bencana, keadaan darurat dan mendesak desa", 86),
)  # fmt: skip


def told(text: str, /, **values: object) -> str:
    """Say a text as it is written."""
    return fill(text, {name: str(value) for name, value in values.items()})


def money(dice: random.Random, name: str, millions: int) -> Money:
    """Invent what was planned and what became of it."""
    planned = dice.randint(millions * 700_000, millions * 1_300_000)
    return Money(name, Decimal(planned), Decimal(planned * dice.randint(600, 1000) // 1000))


def map_of(dice: random.Random, own: int) -> Map:
    """Invent a district of 16 villages, 60 corners each."""
    areas = []
    for n in range(16):
        x, y = n % 4 * 250, n // 4 * 250
        steps = "l" + " ".join(
            f"{dice.randint(-16, 24)} {dice.randint(-16, 24)}" for _ in range(60)
        )
        areas.append(Area(f"M{x} {y}{steps}z", n == own))
    return Map(1000, 1000, areas)


def boards(count: int) -> Iterator[Board]:
    """Invent villages, the same ones each time."""
    dice = random.Random(2017)
    for n in range(count):
        states = ("finished", "running", "running", "not-begun")
        activities = [
            Activity(
                f"{dice.choice(WORKS)} RT {work}", money(dice, "", dice.randint(5, 300)),
                f"Dusun {work % 4}", f"{dice.randint(2, 300)} m",
                Decimal(dice.randint(0, 99)), dice.choice(states),
            )
            for work in range(dice.randint(8, 40))
        ]  # fmt: skip
        id_ = f"01J9QM2FT00XJFSEYEV0{n:06}"
        address = f"https://data.contoh.example/at/4812/id/publications/{id_}/"
        yield Board(
            village=f"Desa Sumbermisal {n}", code=f"99.01.01.{n:04}", government="Kabupaten Contoh",
            district="Kecamatan Sumbercontoh", year=2026, currency="IDR", plan="revised",
            executed=True, incoming=[money(dice, *one) for one in INCOMING],
            outgoing=[money(dice, *one) for one in OUTGOING],
            funds_in=[money(dice, "SiLPA tahun sebelumnya", 24)], activities=activities,
            origins=[Origin(id_, n, date(2026, 11, 3), address)],
            regulation="Perdes 6/2025", until=date(2026, 10, 31),
            run_by="Kaur Pembangunan; tim pelaksana kegiatan",
            complaints_to="Kotak pengaduan balai desa", sheet=map_of(dice, n % 16), invented=True,
        )  # fmt: skip


def facts_of(board: Board, shape: Any = POSTER) -> Any:  # noqa: ANN401  facts of a template
    """Write a board's facts in English."""
    return facts(board, "en", "id", shape, told)


def sheets_of(made: Sequence[Board], folder: Path) -> Iterator[Sheet]:
    """Give all files of boards in both languages, in the order of ``pendopo posters``."""
    for board in made:
        for language in LANGUAGES:
            word = partial(_said, language)
            for shape in SHAPES:
                path = folder / f"{board.code}-{shape.name}-{language}.{shape.ending}"
                yield Sheet(path, shape, facts(board, language, LANGUAGES[0], shape, word), AT)


def as_html(board: Board) -> str:
    """Write the same poster as HTML, as its web page would be."""
    found = facts_of(board)

    def table(title: str, part: dict[str, Any]) -> str:
        rows = "".join(
            f"<tr><th scope=row>{escape(row['name'])}<div class=bar><i style='width:"
            f"{row['bar']['done']}%'></i></div></th>"
            + "".join(f"<td>{cell['text']}</td>" for cell in row["cells"])
            for row in part["rows"]
        )
        return f"<h2>{title}</h2><table><tr><th>What<th>Planned<th>Outcome</tr>{rows}</table>"

    works = "".join(
        f"<tr><th scope=row>{escape(row['name'])} {escape(row['where'])}</th>"
        + "".join(f"<td>{cell['text']}</td>" for cell in row["cells"])
        + f"<td>{row['work']}</td></tr>"
        for row in found["activities"]["rows"]
    )
    m = found["map"]
    drawn = (
        f"<svg viewBox='0 0 {m['width']} {m['height']}' width=50mm height=50mm role=img "
        f"aria-label='{found['map_alt']}'><path d='{m['others']}' fill='#eee' stroke='#666'/>"
        f"<path d='{m['here']}' fill='#054'/></svg>"
    )
    return (
        "<!doctype html><html lang=id><title>Board</title><style>@page{size:297mm 420mm;margin:0}"
        "body{font:5mm serif;margin:0}header{background:#023;color:#fff;padding:9mm 15mm}"
        "main{padding:7mm 15mm}.two{display:grid;grid-template-columns:1fr 1fr;gap:8mm}"
        "table{width:100%;border-collapse:collapse}th{text-align:left}td{text-align:right}"
        ".bar{border:.3mm solid #054;height:2.6mm}.bar i{display:block;height:2.6mm;"
        f"background:#054}}</style><header><h1>{board.village}</h1>{found['under']}</header><main>"
        f"<div class=two><div>{table('Money in', found['incoming'])}</div>"
        f"<div>{table('Money out', found['outgoing'])}</div></div><h2>Activities</h2><table>"
        f"<tr><th>Activity<th>Planned<th>Outcome<th>Work</tr>{works}</table>{drawn}"
        f"{found['square']}<p>{found['run_by']}<p>{found['complaints']}</main>"
    )


PEER = """
import json, sys, time
from weasyprint import HTML
pages = json.load(sys.stdin)
HTML(string=pages[0]).write_pdf(pdf_variant="pdf/ua-1")  # warm
began, clock = time.process_time(), time.perf_counter()
sizes = [len(HTML(string=one).write_pdf(pdf_variant="pdf/ua-1")) for one in pages]
print(json.dumps([time.process_time() - began, time.perf_counter() - clock, max(sizes)]))
"""


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Give the seconds of the clock and of the processor, those of child processes too."""

    def used() -> float:
        of = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, of))

    clock, before = time.perf_counter(), used()
    work()
    return time.perf_counter() - clock, used() - before


def main() -> None:
    """Print, and print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else VILLAGES
    made = list(boards(count))
    with tempfile.TemporaryDirectory() as folder:
        files = count * len(LANGUAGES) * len(SHAPES)
        sheets = sheets_of(made, Path(folder))
        wall, cpu = spent(lambda: list(print_boards(sheets, files, WORKERS)))
        sizes = {
            ending: max(path.stat().st_size for path in Path(folder).glob(f"*.{ending}"))
            for ending in ("pdf", "png")
        }
    print(f"{count} villages, {files} files: {wall:.1f} s, {cpu:.1f} s of the processor")
    print(f"  a village: {cpu / count:.2f} s of the processor; {VILLAGES} on {WORKERS} cores left "
          f"to it: {cpu / count * VILLAGES / WORKERS:.0f} s (claimed: {LIMIT_S:.0f})")  # fmt: skip
    print(f"  largest PDF: {sizes['pdf']:,} bytes, picture: {sizes['png']:,} bytes "
          f"(claimed: {LIMIT_BYTES:,})")  # fmt: skip
    few = [replace(board, invented=False) for board in made[:PEER_POSTERS]]
    press = Press(TEMPLATE)
    set_board(press, POSTER, facts_of(few[0]), AT)
    _, own = spent(lambda: [set_board(press, POSTER, facts_of(one), AT) for one in few])
    print(f"{len(few)} posters (A3), one process: {own:.2f} s of the processor")
    peer = shutil.which("weasyprint")
    if peer is None:
        print("weasyprint: not on the PATH")
        return
    pages = json.dumps([as_html(one) for one in few])
    done = subprocess.run(
        [str(Path(peer).parent / "python"), "-c", PEER],
        input=pages, capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs, _, largest = json.loads(done.stdout)
    print(f"WeasyPrint: {theirs:.2f} s of the processor, {theirs / own:.1f} times as long; "
          f"largest {largest:,} bytes")  # fmt: skip


if __name__ == "__main__":
    main()

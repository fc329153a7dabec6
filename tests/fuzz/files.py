"""Files of other programs: a database of Access, and a table printed as PDF.

Both are pages of which a fuzzer would find no form. What it changes are bytes within a whole file:
each three of its own are a place and what is written there.
"""

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pendopo.stages.intake import open_source
from pendopo.stages.intake.database import pack_tables
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from tests.corpus.databases import DAY, LONG, MONEY, TEXT, Table, write_database

SCRATCH = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
_WANTED = {"Ta_Belanja": ["Kode", "Uraian", "Nilai", "Hari", "Nomor"]}
_ROWS = [
    (f"5.1.0{at}", f"Belanja {at}", at * 1000, "2026-03-01" if at % 2 else None, at)
    for at in range(1, 6)
]
_TABLES = {
    "Ta_Belanja": Table(
        {"Kode": TEXT, "Uraian": TEXT, "Nilai": MONEY, "Hari": DAY, "Nomor": LONG}, _ROWS
    ),
    "Ta_UserID": Table({"Nama": TEXT}, [("orang",)]),
}
# A ruled table of two columns and two rows: lines across and down, and letters between them.
_DRAWN = (
    "0 0 m 0 60 l S 50 0 m 50 60 l S 100 0 m 100 60 l S 150 0 m 150 60 l S\n"
    "0 0 m 150 0 l S 0 20 m 150 20 l S 0 40 m 150 40 l S 0 60 m 150 60 l S\n"
    "BT /F1 8 Tf 2 46 Td (Kode) Tj 50 0 Td (Uraian) Tj 50 0 Td (Nilai) Tj ET\n"
    "BT /F1 8 Tf 2 26 Td (5.1) Tj 50 0 Td (Gaji) Tj 50 0 Td (1.250,00) Tj ET\n"
    "BT /F1 8 Tf 2 6 Td (5.2) Tj 50 0 Td (Jalan) Tj 50 0 Td (2.000,00) Tj ET\n"
)
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources "
    b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
)
_PLACE_BYTES = 3


def database(data: bytes) -> None:
    """A database of Access whose bytes were changed: its tables, or a finding that says why not."""
    changed = bytearray(_whole_database())
    for at, byte in _changes(data):
        changed[at % len(changed)] = byte
    findings: list[Finding] = []
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        path = Path(folder) / "file"
        path.write_bytes(changed)
        written = pack_tables(path, _WANTED, Path(folder) / "out.zip", findings.append)
    assert written or any(one.weight is Weight.STOP for one in findings)


def printed(data: bytes) -> None:
    """What a page of a PDF draws: its ruled table, or a finding that says why there is none."""
    _read_pdf(_pdf(data))


def drawn(data: bytes) -> None:
    """A page with a ruled table whose bytes were changed."""
    changed = bytearray(_pdf(_DRAWN.encode()))
    for at, byte in _changes(data):
        changed[at % len(changed)] = byte
    _read_pdf(bytes(changed))


@cache
def _whole_database() -> bytes:
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        whole: Path = write_database(Path(folder) / "file", _TABLES)
        return whole.read_bytes()


def _changes(data: bytes) -> Iterator[tuple[int, int]]:
    for at in range(0, len(data) - _PLACE_BYTES + 1, _PLACE_BYTES):
        yield int.from_bytes(data[at : at + 2], "big"), data[at + 2]


def _pdf(content: bytes) -> bytes:
    """Give a PDF of one page, without a table of its objects, which readers make up for."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    )
    laid = b"".join(b"%d 0 obj\n%s\nendobj\n" % (at, one) for at, one in enumerate(objects, 1))
    return b"%PDF-1.4\n" + laid + b"trailer << /Root 1 0 R /Size 5 >>\n%%EOF\n"


def _read_pdf(content: bytes) -> None:
    findings: list[Finding] = []
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        submission = Submission(str(path), "laporan.pdf", "", len(content), "a stranger", "")
        source = open_source(submission, "pdf", Reading(), findings.append)
        rows = [batch.num_rows for batch in source.sheets[0].batches] if source else []
    assert rows or any(one.weight is Weight.STOP for one in findings)

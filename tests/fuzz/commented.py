"""A workbook of the open standard that is given back with comments, whatever stands in it."""

import io
import tempfile
import zipfile
from pathlib import Path
from xml.parsers import expat

from pendopo.exports.open_document import comment_open_document
from pendopo.exports.remarks import Remark, Words
from pendopo.stages.intake.refused import RefusedError
from pendopo.stages.intake.workbook.book import Bounds
from pendopo.stages.intake.workbook.ods import open_book
from pendopo.stages.intake.workbook.package import opened
from pendopo.terms.finding import Weight
from pendopo.terms.reading import OUR_SHEETS
from pendopo.terms.register import Sheet

SCRATCH = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
_WORDS = Words(*["Findings"] * 12)
_SAID = [
    Remark(Weight.STOP, "STOP", "No.", "Yes.", column=name, lines=(1, 2, 3, 7))
    for name in ("", "a", "b", "d")
]


def commented(data: bytes) -> None:
    """The part with the sheets: what comes back is whole, and holds the rows that were in it."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        path, out = Path(folder) / "a.ods", Path(folder) / "out"
        path.write_bytes(_packed(data))
        rows = _rows(path)
        if rows is None:
            return
        sheet = Sheet(next(iter(rows), ""), ("a", "b", "c", "d"), iter(()))
        if not comment_open_document(path, sheet, _SAID, _WORDS, out):
            return
        with zipfile.ZipFile(out) as archive:
            expat.ParserCreate().Parse(archive.read("content.xml"), True)
        assert _rows(out) == rows


def _packed(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", data)
    return stream.getvalue()


def _rows(path: Path) -> dict[str, list[tuple[int, list[str]]]] | None:
    """Read the rows of all sheets that are not ours; None where they are refused."""
    try:
        with opened(path) as package:
            leaves = open_book(package, Bounds()).leaves
            return {
                one.name: list(one.read().rows())
                for one in leaves
                if not one.name.startswith(OUR_SHEETS)
            }
    except RefusedError:
        return None

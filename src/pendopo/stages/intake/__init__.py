"""Intake: bytes as received become a source in which every cell is text and nothing is guessed.

A file of a form or an encoding that cannot be read exactly is refused with what to do about it.
"""

import codecs
import hashlib
from pathlib import Path
from typing import BinaryIO

from pendopo.stages.intake import delimited, workbook
from pendopo.stages.intake.encoding import Tell, is_utf8
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from pendopo.terms.register import Source
from pendopo.terms.wording import say

_HEAD_BYTES = 512
_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
# Forms that are known and refused, by their first bytes: what they are, what to hand in instead.
_REFUSED = {
    b"%PDF": (
        say("The file is a PDF: its tables cannot be read exactly."),
        say("Hand in the spreadsheet that the PDF was made from, as CSV or XLSX."),
    ),
    b"\xd0\xcf\x11\xe0": (
        say("The file is an old Excel workbook (XLS)."),
        say(
            "Open it in Excel or LibreOffice, save it as XLSX or as CSV in UTF-8, and hand that in."
        ),
    ),
    b"PAR1": (
        say("The file is Parquet, which is written here but not accepted."),
        say("Hand in the table as CSV or XLSX."),
    ),
    b"\x1f\x8b": (
        say("The file is compressed with gzip."),
        say("Unpack it, and hand in what is inside."),
    ),
}
_ZIP = b"PK\x03\x04"


def receive(path: Path, sender: str, received_at: str, came_from: str = "") -> Submission:
    """Take note of bytes as received; the file stays where it is.

    :param received_at: RFC 3339, UTC
    :raises OSError: when the file cannot be read
    """
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        size = stream.tell()
    return Submission(str(path), path.name, sha256, size, sender, received_at, came_from)


def recognise(submission: Submission, forms: tuple[str, ...]) -> str | Finding:
    """Tell a file's form from its first bytes and its name's ending.

    :param forms: those the register reads
    :returns: the form, or the finding that says what to hand in instead
    """
    with Path(submission.path).open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    for magic, (message, write) in _REFUSED.items():
        if head.startswith(magic):
            return Finding("form_not_read", Weight.STOP, message, write=write)
    form = _form(head, Path(submission.filename).suffix.lower(), forms)
    if form in forms:
        return form
    return Finding(
        "form_not_read",
        Weight.STOP,
        say("{file} is read as {form}, a form that this register does not take."),
        {"file": submission.filename, "form": form.upper(), "forms": ", ".join(forms)},
        say("Hand in one of these forms: {forms}."),
    )


def _form(head: bytes, suffix: str, forms: tuple[str, ...]) -> str:
    if head.startswith(_ZIP):
        return "xlsx"
    named = _SUFFIXES.get(suffix, "")
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    if named == "xlsx" or not named:
        named = "json" if start in {b"{", b"["} and "json" in forms else "csv"
    return named


def open_source(submission: Submission, form: str, reading: Reading, tell: Tell) -> Source | None:
    """Open a file as a source; the caller closes its document, where it has one.

    :param tell: is given what is found of the file and of its rows, some of it only while the
        source is read
    :returns: None when nothing of the file can be read; the finding that says why was told
    """
    path, name = Path(submission.path), submission.filename
    if form == "xlsx":
        sheets = workbook.open_sheets(path, reading.sheet, tell)
        return Source(name, sheets, schema=reading.schema) if sheets else None
    if not is_utf8(path, tell):
        return None
    if form == "csv":
        sheet = delimited.open_sheet(path, reading.delimiter, tell)
        return Source(name, (sheet,), schema=reading.schema) if sheet else None
    return Source(name, document=_past_the_mark(path), schema=reading.schema)


def _past_the_mark(path: Path) -> BinaryIO:
    """Open a text file behind its byte order mark."""
    document = path.open("rb")
    if document.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        document.seek(0)
    return document

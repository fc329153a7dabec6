"""Intake: bytes as received become a source in which every cell is text and nothing is guessed.

A file of a form or an encoding that cannot be read exactly is refused with what to do about it.
"""

import hashlib
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pyarrow as pa

from pendopo.stages.intake import delimited, json_table, printed, workbook
from pendopo.stages.intake.encoding import Tell, open_text
from pendopo.stages.intake.refused import (
    HEAD_BYTES,
    is_ods,
    is_ole2,
    is_pdf,
    is_spreadsheet_markup,
    refused,
    text_of,
)
from pendopo.stages.intake.row_groups import told_of_groups
from pendopo.stages.intake.row_names import told_of_names
from pendopo.stages.intake.row_totals import told_of_totals
from pendopo.stages.intake.unpacking import handed_in_most
from pendopo.stages.intake.wrapping import unwrap, unwrap_tables
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from pendopo.terms.register import Sheet, Source
from pendopo.terms.wording import say

__all__ = [
    "JSON_TABLE",
    "join_documents",
    "not_a_file",
    "open_several",
    "open_source",
    "receive",
    "recognise",
    "too_large",
    "unwrap",
]

_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
    ".json": "json",
    ".geojson": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_ZIP = b"PK\x03\x04"
# Text that is JSON, whatever its name: a list or an object that begins as no other table does.
_JSON = re.compile(rb"\s*+(?:\[\s*+\]|(?:\[\s*+)*+\{\s*+(?:\}|\"[^\"\r\n]*+\"\s*+:))")
# The form in which a register takes any table of JSON, not the documents of one standard.
JSON_TABLE = "json-table"
_PDF = "pdf"
_WORKBOOKS = frozenset({"xlsx", "ods", "xls"})
_SHOWN = {JSON_TABLE: "JSON"}
_OF_LINES = (".jsonl", ".ndjson")
_DOCUMENTS = (".json", *_OF_LINES)
_NAMES_SHOWN = 60
_BLOCK = 1 << 20
_MB = 1 << 20


def receive(path: Path, sender: str, received_at: str, came_from: str = "") -> Submission:
    """Take note of bytes as received; the file stays where it is.

    :param received_at: RFC 3339, UTC
    :raises OSError: when the file cannot be read
    """
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        size = stream.tell()
    return Submission(str(path), path.name, sha256, size, sender, received_at, came_from)


def not_a_file(path: Path) -> Finding | None:
    """Tell a pipe, a device or a folder, before anything waits for its end in vain."""
    if stat.S_ISREG(path.stat().st_mode):
        return None
    return Finding(
        "file_is_a_file",
        Weight.STOP,
        say("What was handed in is no file: a folder, a pipe or a device."),
        write=say("Save the table to a file of its own, and hand that in."),
    )


def too_large(path: Path) -> Finding | None:
    """Tell a file beyond what is read, before it is opened."""
    size, most = path.stat().st_size, handed_in_most()
    if size <= most:
        return None
    return Finding(
        "file_is_not_too_large",
        Weight.STOP,
        say("The file has {size} MB; at most {most} MB are read."),
        {"size": str(-(-size // _MB)), "most": str(most // _MB)},
        say(
            "Split the table into smaller files, by year for instance, and hand in those; or have "
            "those who run this programme raise limits.file_mb in pendopo.toml."
        ),
    )


def recognise(submission: Submission, forms: tuple[str, ...]) -> str | Finding:
    """Tell a file's form from its first bytes and its name's ending.

    :param forms: those the register reads
    :returns: the form, or the finding that says what to hand in instead
    """
    path = Path(submission.path)
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if is_pdf(head) and _PDF in forms:
        return _PDF
    finding = refused(path, head)
    if finding:
        return finding
    form = _form(submission, head, forms)
    if form in forms:
        return form
    return Finding(
        "form_not_read",
        Weight.STOP,
        say("{file} is read as {form}, a form that this register does not take."),
        {
            "file": submission.filename,
            "form": form.upper(),
            "forms": ", ".join(_SHOWN.get(one, one.upper()) for one in forms),
        },
        say("Hand in one of these forms: {forms}."),
    )


def _form(submission: Submission, head: bytes, forms: tuple[str, ...]) -> str:
    if head.startswith(_ZIP):
        return "ods" if is_ods(head) else "xlsx"
    if is_ole2(head) or is_spreadsheet_markup(head):
        return "xls"
    named = _SUFFIXES.get(Path(submission.filename).suffix.lower(), "")
    if named.startswith("json"):
        return JSON_TABLE if JSON_TABLE in forms else named
    if _JSON.match(text_of(head)):
        return JSON_TABLE if JSON_TABLE in forms else "json"
    return "csv"


def open_source(submission: Submission, form: str, reading: Reading, tell: Tell) -> Source | None:
    """Open a file as a source; the caller closes its document, where it has one.

    :param tell: is given what is found of the file and of its rows, some of it only while the
        source is read
    :returns: None when nothing of the file can be read; the finding that says why was told
    """
    path, name = Path(submission.path), submission.filename
    if form in _WORKBOOKS or form == _PDF:
        opened = printed if form == _PDF else workbook
        sheets = opened.open_sheets(path, reading, tell)
        return _source(name, sheets, reading, tell) if sheets else None
    text = open_text(path, reading.encoding, tell)
    if text is None:
        return None
    if form in {"csv", JSON_TABLE}:
        open_sheet = delimited.open_sheet if form == "csv" else json_table.open_sheet
        sheet = open_sheet(text, reading, tell)
        return _source(name, (sheet,), reading, tell) if sheet else None
    return Source(name, document=text.stream(), schema=reading.schema)


def open_several(
    submission: Submission, reading: Reading, folder: Path, tell: Tell
) -> Source | bool:
    """Open the CSV files of an archive as the tables of one source.

    :param folder: where the unpacked files are put, for the caller to remove
    :returns: False for what is no archive of several; True when one of them cannot be read, and a
        finding told why
    """
    found = unwrap_tables(submission, folder, tell)
    if not found:
        return found is None
    sheets: list[Sheet] = []
    for one in found:
        text = open_text(Path(one.path), reading.encoding, tell)
        sheet = delimited.open_sheet(text, reading, tell) if text else None
        if sheet is None:
            return True
        sheets.append(replace(sheet, name=PurePosixPath(one.filename).stem))
    return _source(submission.filename, tuple(sheets), reading, tell)


def join_documents(
    submission: Submission, reading: Reading, folder: Path, tell: Tell
) -> Submission | None:
    """Put the JSON files of an archive one behind the other, for those who read such a stream.

    :param folder: where the unpacked files are put, for the caller to remove
    :returns: the submission with the path of that file; as it was where it is no such archive;
        None when one of them cannot be read, and a finding told why
    """
    found = unwrap_tables(submission, folder, tell, _DOCUMENTS)
    if not found:
        return submission if found is not None else None
    lines = all(Path(one.path).suffix in _OF_LINES for one in found)
    target = folder / f"unpacked-joined{'.jsonl' if lines else '.json'}"
    line, begins = 1, []
    with target.open("wb") as joined:
        for one in found:
            text = open_text(Path(one.path), reading.encoding, tell)
            if text is None:
                return None
            begins.append(f"{one.filename} ({line})")
            with text.stream() as stream:
                while block := stream.read(_BLOCK):
                    joined.write(block)
                    line += block.count(b"\n")
            joined.write(b"\n")
            line += 1
    tell(_joined(begins))
    name = Path(submission.filename).with_suffix(target.suffix).name
    return replace(submission, path=str(target), filename=name)


def _joined(begins: Sequence[str]) -> Finding:
    """Tell what was joined, so that the line of whatever is found leads to its file."""
    shown = ", ".join(begins[:_NAMES_SHOWN]) + " …" * (len(begins) > _NAMES_SHOWN)
    return Finding(
        "archive_is_read_as_one",
        Weight.NOTE,
        say(
            "The {number} files of the archive are read one behind the other, each from the line "
            "behind its name: {files}."
        ),
        {"number": str(len(begins)), "files": shown},
        say(
            "Lines are counted over all of them. Where the line is named at which a file begins, "
            "the one before it may be cut short."
        ),
    )


def _watched(sheet: Sheet, tell: Tell) -> Iterator[pa.RecordBatch]:
    named = told_of_names(sheet.batches, sheet.header, tell)
    return told_of_groups(told_of_totals(named, tell), sheet.header, tell)


def _source(name: str, sheets: tuple[Sheet, ...], reading: Reading, tell: Tell) -> Source:
    if reading.mapping is None:
        # A mapping may leave totals out and fill groups; it looks at the rows that it makes.
        sheets = tuple(replace(one, batches=_watched(one, tell)) for one in sheets)
    return Source(name, sheets, schema=reading.schema)

"""Our own parsers, each as a function of bytes that raises only what it should not.

What a parser says of bad input is expected; anything else that it raises is a fault of ours. Where
a second reader is at hand, the two must agree.
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pendopo.published.brought.receipt import BroughtError, Today, hold
from pendopo.published.state import State
from pendopo.stages.intake import JSON_TABLE, open_source, recognise, unwrap
from pendopo.stages.intake.layout import find
from pendopo.standards.ocds.exact import JsonError, parse
from pendopo.standards.tlog import cosignature
from pendopo.standards.tlog.checkpoint import CheckpointError, parse_checkpoint
from pendopo.standards.tlog.cosignature import CosignatureError
from pendopo.standards.tlog.merkle import ProofError
from pendopo.standards.tlog.note import NoteError, Verifier, generate_key, split_note
from pendopo.standards.tlog.policy import Party, Policy, PolicyError, parse_policy
from pendopo.standards.tlog.proof import parse_proof
from pendopo.standards.tlog.tiles import TileError, encode_bundle, parse_bundle, parse_path
from pendopo.terms.entry import LeafError, parse_leaf
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from tests.fuzz import commented, contracts, files, said, tables
from tests.hostile.workbooks import PARTS

FORMS = ("csv", "xlsx", "ods", "xls", JSON_TABLE)
# Memory where there is some: a file of its own is written for each try.
SCRATCH = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

LOG_KEY = Verifier.parse(generate_key("contoh.example/log", b"k" * 32)[1])

Target = Callable[[bytes], None]


@contextmanager
def handed_in(data: bytes, name: str) -> Iterator[Submission]:
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        yield Submission(str(path), name, "", len(data), "a stranger", "")


def rows_of(submission: Submission, findings: list[Finding]) -> list[tuple[Any, ...]] | None:
    """Read a file to its end as the programme does; None where it is refused."""
    work = Path(submission.path).parent
    taken = unwrap(submission, Reading(), work, findings.append)
    if taken is None:
        return None
    inside, reading = taken
    form = recognise(inside, FORMS)
    if isinstance(form, Finding):
        findings.append(form)
        return None
    source = open_source(inside, form, reading, findings.append)
    if source is None or not source.sheets:
        return None
    return [
        row
        for batch in source.sheets[0].batches
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    ]


def table(data: bytes, name: str) -> list[tuple[Any, ...]] | None:
    """Read a file, and hold it to this: what is not read is told."""
    findings: list[Finding] = []
    with handed_in(data, name) as submission:
        rows = rows_of(submission, findings)
    stopped = any(finding.weight is Weight.STOP for finding in findings)
    assert rows is not None or stopped, "refused without a word"
    for finding in findings:
        assert "{" not in finding.sentence() or finding.values, finding
    return None if stopped else rows


def csv(data: bytes) -> None:
    """Text of any kind under the name of a table."""
    table(data, "table.csv")


def json_table(data: bytes) -> None:
    """JSON, with as many rows as the library of the language finds in a plain list."""
    rows = table(data, "table.json")
    if rows is None:
        return
    with suppress(ValueError, RecursionError):
        found = json.loads(data.decode("utf-8-sig"))
        if isinstance(found, list) and all(isinstance(one, dict) for one in found):
            assert len(rows) == len(found)


def layout(data: bytes) -> None:
    """Rows of text from which the header must be found: lines, and cells between tabs."""
    rows = [line.split("\t") for line in data.decode("utf-8", "replace").split("\n")]
    width = max(map(len, rows))
    find([row + [""] * (width - len(row)) for row in rows])


def archive(data: bytes) -> None:
    """What begins as a ZIP archive."""
    table(data, "table.zip")


def packed(data: bytes) -> None:
    """What begins as gzip, bzip2 or xz."""
    table(data, "table.csv.gz")


def in_a_workbook(part: str) -> Target:
    """Give a target that puts bytes into a workbook as one of its parts."""

    def target(data: bytes) -> None:
        stream = io.BytesIO()
        sheet = (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
            "</sheetData></worksheet>"
        )
        with zipfile.ZipFile(stream, "w") as book:
            for name, content in {**PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
                if name != part:
                    book.writestr(name, content)
            book.writestr(part, data)
        table(stream.getvalue(), "table.xlsx")

    return target


def ods(data: bytes) -> None:
    """The content of a workbook of LibreOffice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", data)
    table(stream.getvalue(), "table.ods")


def xls(data: bytes) -> None:
    """An old workbook, a web page, or the XML of Excel 2003."""
    table(data, "table.xls")


def leaf(data: bytes) -> None:
    """A leaf: what is read is written again byte for byte."""
    try:
        found = parse_leaf(data)
    except LeafError:
        return
    assert found.encode() == data


def note(data: bytes) -> None:
    """A signed note: what is taken apart is put together again byte for byte."""
    with suppress(NoteError):
        text, signatures = split_note(data)
        assert (text + "\n" + "".join(one.line() for one in signatures)).encode() == data


def checkpoint(data: bytes) -> None:
    """A checkpoint within a note."""
    with suppress(NoteError, CheckpointError):
        text, _ = split_note(data)
        assert parse_checkpoint(text).text() == text


def cosigned(data: bytes) -> None:
    """What a witness signed: behind a line of its own, the text it stands under."""
    signature, _, text = data.partition(b"\n")
    with suppress(CosignatureError):
        seconds, proper = cosignature.split(signature)
        assert seconds.to_bytes(8, "big") + proper == signature
        cosignature.mldsa_message("a witness", seconds, text)


def key(data: bytes) -> None:
    """A verifier key: one spelling."""
    with suppress(NoteError, UnicodeDecodeError):
        text = data.decode()
        assert Verifier.parse(text).vkey == text


def policy(data: bytes) -> None:
    """A policy: written again, it says the same."""
    with suppress(PolicyError):
        found = parse_policy(data)
        assert parse_policy(found.encode()) == found


def proof(data: bytes) -> None:
    """A receipt: written again byte for byte."""
    with suppress(ProofError):
        assert parse_proof(data).encode() == data


def bundle(data: bytes) -> None:
    """An entry bundle: written again byte for byte."""
    with suppress(TileError):
        assert encode_bundle(parse_bundle(data)) == data


def tile(data: bytes) -> None:
    """The path of a tile or a bundle: one spelling."""
    with suppress(TileError, UnicodeDecodeError):
        path = data.decode()
        is_bundle, found = parse_path(path)
        assert (found.entries_path if is_bundle else found.path) == path


def brought(data: bytes) -> None:
    """A receipt that a stranger brings to a site whose log is empty: it holds nothing."""
    today = Today(Path("/nowhere"), State(0, []), None, Policy((Party(LOG_KEY),)))
    with suppress(BroughtError):
        hold(data, today)
        raise AssertionError("a receipt of an empty log holds")


def exact(data: bytes) -> None:
    """JSON of which no digit may be lost: accepted by both readers or by none of them."""
    try:
        parse(data)
    except JsonError:
        return
    with suppress(RecursionError):
        json.loads(data)


TARGETS: dict[str, Target] = {
    "csv": csv,
    "json": json_table,
    "layout": layout,
    "zip": archive,
    "packed": packed,
    "xlsx-sheet": in_a_workbook("xl/worksheets/sheet1.xml"),
    "xlsx-strings": in_a_workbook("xl/sharedStrings.xml"),
    "xlsx-book": in_a_workbook("xl/workbook.xml"),
    "xlsx-styles": in_a_workbook("xl/styles.xml"),
    "ods": ods,
    "ods-comments": commented.commented,
    "xls": xls,
    "leaf": leaf,
    "note": note,
    "checkpoint": checkpoint,
    "cosignature": cosigned,
    "key": key,
    "policy": policy,
    "proof": proof,
    "bundle": bundle,
    "tile": tile,
    "brought": brought,
    "exact": exact,
    "checked": tables.checked,
    "looked": tables.looked_through,
    "releases": contracts.releases,
    "cells": contracts.cells,
    "access": files.database,
    "printed": files.printed,
    "drawn": files.drawn,
    "statement": said.statement,
    "request": said.request,
    "cuts": said.cuts,
    "metadata": said.metadata,
    "mapping": said.mapping,
}

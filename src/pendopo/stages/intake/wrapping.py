"""What a table comes wrapped in: a ZIP archive, or a file packed with gzip, bzip2 or xz."""

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pendopo.stages.intake.archive import unpack_archive, unpack_tables
from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.refused import (
    HEAD_BYTES,
    RefusedError,
    is_ods,
    is_workbook,
    parts_of,
    refused,
)
from pendopo.stages.intake.unpacking import unpack_stream
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from pendopo.terms.wording import say

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PACKED = re.compile(rb"\x1f\x8b\x08|BZh[1-9](?:1AY&SY|\x17rE8P\x90)|\xfd7zXZ\x00")
_PACKED_SUFFIXES = {".gz", ".gzip", ".bz2", ".xz"}
# A workbook is an archive too; one with these parts is damaged, not a packed table.
_WORKBOOK_PARTS = {"[Content_Types].xml", "content.xml"}


def unwrap(
    submission: Submission, reading: Reading, folder: Path, tell: Tell, most: int = 0
) -> tuple[Submission, Reading] | None:
    """Take the table out of what it is packed in; one that is not packed stays as it is.

    :param folder: where the unpacked file is put, for the caller to remove
    :param most: the most bytes that a packed file may unpack to; 0 for a gigabyte
    :returns: the submission with the path and the name of what is inside, and the reading less the
        name that chose it; None when it cannot be taken out, and a finding told why
    """
    path = Path(submission.path)
    head = _head(path)
    try:
        if _PACKED.match(head):
            name, inside = _name_inside(submission.filename), folder / "unpacked"
            unpack_stream(path, inside, most)
            by_name = False
        elif head.startswith(_ZIP) and _is_archive(submission, head):
            name, inside, by_name = unpack_archive(path, reading.sheet, folder, tell)
        else:
            return submission, reading
    except RefusedError as error:
        tell(error.finding)
        return None
    if _is_packed_again(inside):
        tell(_packed_twice(name))
        return None
    inner = replace(submission, path=str(inside), filename=name)
    return inner, replace(reading, sheet="") if by_name else reading


def unwrap_tables(
    submission: Submission, folder: Path, tell: Tell, endings: Collection[str] = (".csv",)
) -> list[Submission] | None:
    """Take several CSV files out of an archive, to be read together.

    :param endings: those of the files that are taken, where they are others
    :returns: one for each; nothing for what is no such archive; None when it cannot be taken out,
        and a finding told why
    """
    path = Path(submission.path)
    if not is_archive(submission):
        return []
    try:
        found = unpack_tables(path, folder, tell, endings)
    except RefusedError as error:
        tell(error.finding)
        return None
    return [replace(submission, path=str(file), filename=name) for name, file in found]


def is_archive(submission: Submission) -> bool:
    """Tell an archive of files from any other file."""
    head = _head(Path(submission.path))
    return head.startswith(_ZIP) and _is_archive(submission, head)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD_BYTES)


def _is_archive(submission: Submission, head: bytes) -> bool:
    """Tell an archive from the workbooks, documents and programs that are archives within.

    One that cannot be looked into is an archive if it is called so, else perhaps a workbook.
    """
    path = Path(submission.path)
    names = parts_of(path)
    if not names and head.startswith(_ZIP[0]):
        return Path(submission.filename).suffix.lower() == ".zip"
    return not _is_office(names, head) and refused(path, head) is None


def _is_packed_again(inside: Path) -> bool:
    head = _head(inside)
    if _PACKED.match(head):
        return True
    return head.startswith(_ZIP) and not _is_office(parts_of(inside), head)


def _is_office(names: frozenset[str], head: bytes) -> bool:
    return is_workbook(names) or is_ods(head) or bool(names & _WORKBOOK_PARTS)


def _name_inside(name: str) -> str:
    path = PurePosixPath(name)
    return path.stem if path.suffix.lower() in _PACKED_SUFFIXES else name


def _packed_twice(name: str) -> Finding:
    return Finding(
        "packing_is_single",
        Weight.STOP,
        say("What is packed is itself packed: {file}."),
        {"file": name},
        say("Unpack it, and hand in the table as it is or packed once."),
    )

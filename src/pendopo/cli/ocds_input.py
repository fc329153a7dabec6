"""A file of open contracting data, unpacked and in UTF-8: a stream of JSON that can seek.

What is handed in as flattened tables is put together to such a stream first.
"""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pendopo.cli.verb import readable
from pendopo.registers.contracts.flat import NO_OCID_COLUMN, FlatTables, is_flat
from pendopo.stages.intake import (
    join_documents,
    open_several,
    open_source,
    recognise,
    unwrap,
)
from pendopo.stages.intake.encoding import Text, open_text
from pendopo.standards.ocds.exact import dump
from pendopo.standards.ocds.facts import Schema, release_schema
from pendopo.standards.ocds.flat.kinds import kinds_of
from pendopo.terms.finding import Finding
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from pendopo.terms.register import Source

# What somebody hands to a verb of their own is unpacked to their own disk; none of it is held.
UNPACKED_MOST = 16 << 30
_PIPE = Path("-")
_FORMS = ("json", "jsonl")
_FLAT = ("csv", "xlsx", "ods", "xls")


@dataclass(frozen=True, slots=True)
class Given:
    """What was given.

    :param name: of the file, or of the one inside it
    :param tables: what the releases were put together of, where tables were handed in
    """

    name: str
    text: Text
    tables: FlatTables | None = None

    def stream(self) -> BinaryIO:
        """Open it at its beginning; the caller closes it."""
        return self.text.stream()


def piped(path: Path, work: Path) -> Path:
    """Give a file that can be read; standard input, which ``-`` stands for, is written to one.

    :param work: a folder for it
    :raises RefusedError: when there is no such file
    """
    if path == _PIPE:
        work.mkdir(parents=True, exist_ok=True)
        path = work / "standard input"
        with path.open("wb") as into:
            shutil.copyfileobj(sys.stdin.buffer, into)
    return readable(path)


def opened(
    path: Path,
    work: Path,
    tell: Callable[[Finding], None],
    encoding: str = "",
    schema: Schema | None = None,
) -> Given | None:
    """Open a file.

    :param work: a folder for what is unpacked
    :param tell: is given what is to be told of the file
    :param schema: says what kind the fields of tables are; else that of OCDS 1.1.5
    :returns: None when it cannot be read; the finding that says why was told
    """
    work.mkdir(parents=True, exist_ok=True)
    submission = Submission(str(path), path.name, "", path.stat().st_size, "", "")
    reading = Reading(encoding=encoding)
    several = open_several(submission, reading, work, tell)
    if isinstance(several, Source):
        return _together(several, work, tell, schema)
    joined = None if several else join_documents(submission, reading, work, tell)
    taken = unwrap(joined, reading, work, tell, UNPACKED_MOST) if joined else None
    if taken is None:
        return None
    inside, reading = taken
    form = recognise(inside, (*_FORMS, *_FLAT))
    if isinstance(form, Finding):
        tell(form)
        return None
    if form in _FLAT:
        source = open_source(inside, form, reading, tell)
        return _together(source, work, tell, schema) if source else None
    text = open_text(Path(inside.path), encoding, tell)
    return Given(inside.filename, text) if text else None


def _together(
    source: Source, work: Path, tell: Callable[[Finding], None], schema: Schema | None
) -> Given | None:
    """Put tables together to releases, one a line."""
    if not is_flat(source.sheets):
        tell(NO_OCID_COLUMN)
        return None
    tables = FlatTables(source.sheets, source.name, kinds_of(schema or release_schema()))
    lines = work / "together.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        for _, read in tables.reads():
            file.write(dump(read.value) + "\n")
    for finding in tables.differing():
        tell(finding)
    text = open_text(lines, "utf-8", tell)
    return Given(lines.name, text, tables) if text else None

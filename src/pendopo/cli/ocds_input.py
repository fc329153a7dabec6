"""A file of open contracting data, unpacked and in UTF-8: a stream of JSON that can seek."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pendopo.cli.verb import readable
from pendopo.stages.intake import join_documents, recognise, unwrap
from pendopo.stages.intake.encoding import Text, open_text
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from pendopo.terms.wording import say

# What somebody hands to a verb of their own is unpacked to their own disk; none of it is held.
UNPACKED_MOST = 16 << 30
_PIPE = Path("-")
_FORMS = ("json", "jsonl")
_FLAT = ("csv", "xlsx", "ods", "xls")


@dataclass(frozen=True, slots=True)
class Given:
    """What was given.

    :param name: of the file, or of the one inside it
    """

    name: str
    text: Text

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
    path: Path, work: Path, tell: Callable[[Finding], None], encoding: str = ""
) -> Given | None:
    """Open a file.

    :param work: a folder for what is unpacked
    :param tell: is given what is to be told of the file
    :returns: None when it cannot be read; the finding that says why was told
    """
    work.mkdir(parents=True, exist_ok=True)
    submission = Submission(str(path), path.name, "", path.stat().st_size, "", "")
    reading = Reading(encoding=encoding)
    joined = join_documents(submission, reading, work, tell)
    taken = unwrap(joined, reading, work, tell, UNPACKED_MOST) if joined else None
    if taken is None:
        return None
    inside, _ = taken
    form = recognise(inside, (*_FORMS, *_FLAT))
    if isinstance(form, Finding):
        tell(form)
        return None
    if form in _FLAT:
        tell(_flat(inside.filename))
        return None
    text = open_text(Path(inside.path), encoding, tell)
    return Given(inside.filename, text) if text else None


def _flat(name: str) -> Finding:
    return Finding(
        "file_is_json",
        Weight.STOP,
        say("{file} is a table, which is not read as it is."),
        {"file": name},
        say("Write it as JSON first: pendopo ocds unflatten {file} --out FILE.json"),
    )

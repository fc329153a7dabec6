"""``--comments``: findings in the words that a workbook is to show, in the language in use."""

from collections.abc import Iterable
from pathlib import Path

from pendopo.cli.verb import RefusedError
from pendopo.cli.words import word
from pendopo.exports import remark_words
from pendopo.exports.remarks import Remark, Words
from pendopo.terms.finding import Finding
from pendopo.terms.wording import say


def workbook_path(out: Path, file: Path) -> Path:
    """Hold the place of the workbook to be one of its own.

    :raises RefusedError: when it is no XLSX, or the file that is checked
    """
    if out.suffix.lower() != ".xlsx":
        text = say("--comments {path}: it is written as XLSX; write a name that ends in .xlsx")
        raise RefusedError(word(text, path=out))
    if out.exists() and file.exists() and out.samefile(file):
        text = say("--comments {path}: this is the file that is checked; write another name")
        raise RefusedError(word(text, path=out))
    return out


def remarks(findings: Iterable[Finding]) -> list[Remark]:
    """Give findings as comments."""
    return remark_words.remarks(findings, word)


def words(findings: Iterable[Finding], filename: str) -> Words:
    """Give the texts of the sheets that are added."""
    return remark_words.words(findings, filename, word)

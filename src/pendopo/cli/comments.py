"""``--comments``: findings in the words that a workbook is to show, in the language in use."""

from collections.abc import Iterable
from pathlib import Path

import click

from pendopo.cli.verb import RefusedError
from pendopo.cli.words import word
from pendopo.exports import remark_words
from pendopo.exports.remarks import ODS_MB_MOST, Remark, Words
from pendopo.terms.finding import Finding
from pendopo.terms.wording import say


def workbook_path(out: Path, file: Path) -> Path:
    """Hold the place of the workbook to be one of its own.

    :raises RefusedError: when it is no workbook, or the file that is checked
    """
    if out.suffix.lower() not in {".xlsx", ".ods"}:
        text = say(
            "--comments {path}: it is written as XLSX, and where the file is an ODS, also as ODS; "
            "write a name that ends in .xlsx or .ods"
        )
        raise RefusedError(word(text, path=out))
    if out.exists() and file.exists() and out.samefile(file):
        text = say("--comments {path}: this is the file that is checked; write another name")
        raise RefusedError(word(text, path=out))
    return out


def show_place(out: Path, lies: Path) -> None:
    """Tell that the workbook lies under another name than was asked for."""
    if out != lies:
        text = say(
            "{path}: written as XLSX. Only an ODS comes back as ODS, and one of more than "
            "{most} MB unpacked comes as the rows concerned."
        )
        click.echo(word(text, path=lies, most=ODS_MB_MOST), err=True)


def remarks(findings: Iterable[Finding]) -> list[Remark]:
    """Give findings as comments."""
    return remark_words.remarks(findings, word)


def words(findings: Iterable[Finding], filename: str) -> Words:
    """Give the texts of the sheets that are added."""
    return remark_words.words(findings, filename, word)

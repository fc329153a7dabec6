"""``--comments``: findings in the words that a workbook is to show, in the language in use."""

from collections.abc import Iterable
from pathlib import Path

from pendopo.cli.findings import NAMES, summary
from pendopo.cli.told import plain, sentence, what_to_write
from pendopo.cli.verb import RefusedError
from pendopo.cli.words import word
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
    return [
        Remark(
            weight=one.weight,
            called=word(NAMES[one.weight]),
            sentence=sentence(one),
            write=what_to_write(one),
            source=plain(one.source),
            column=one.column,
            lines=one.lines,
            cells=one.cells,
            count=one.count,
        )
        for one in findings
    ]


def words(findings: Iterable[Finding], filename: str) -> Words:
    """Give the texts of the sheets that are added."""
    return Words(
        findings=word(say("Findings")),
        rows=word(say("Rows")),
        weight=word(say("Weight")),
        row=word(say("Row")),
        column=word(say("Column")),
        cell=word(say("As found")),
        found=word(say("What was found")),
        write=word(say("What to write")),
        source=word(say("Source")),
        more=word(say("and {more} more rows")),
        partly=word(
            say("The file is large: the next sheet holds the rows concerned, with their numbers.")
        ),
        summary=f"{plain(filename)}: {summary(findings)}",
    )

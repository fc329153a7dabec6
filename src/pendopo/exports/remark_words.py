"""Findings in the words that a workbook is to show, in a language that the caller speaks."""

from collections.abc import Iterable

from pendopo.exports.remarks import Remark, Words
from pendopo.terms.finding import Finding
from pendopo.terms.telling import NAMES, Word, advice, plain, sentence, summary
from pendopo.terms.wording import say


def remarks(findings: Iterable[Finding], word: Word) -> list[Remark]:
    """Give findings as comments."""
    return [
        Remark(
            weight=one.weight,
            called=word(NAMES[one.weight]),
            sentence=sentence(one, word),
            write=advice(one, word),
            source=plain(one.source),
            column=one.column,
            lines=one.lines,
            cells=one.cells,
            count=one.count,
        )
        for one in findings
    ]


def words(findings: Iterable[Finding], filename: str, word: Word) -> Words:
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
        summary=f"{plain(filename)}: {summary(findings, word)}",
    )

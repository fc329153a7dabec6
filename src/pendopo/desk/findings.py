"""What the check said of a version: findings, cells to mend here, the commented file."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pendopo.desk.advice import at_the_desk
from pendopo.desk.asking import request_of
from pendopo.desk.models import Submission, Version
from pendopo.desk.page import word
from pendopo.exports import remark_words
from pendopo.programme.programme import Programme
from pendopo.stages.validate.sentences import is_cut
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Report
from pendopo.terms.personal import ORIGINAL, RULE, SAID, Fate
from pendopo.terms.register import Register
from pendopo.terms.report_json import report_from_json
from pendopo.terms.wording import say

_CELLS_MOST = 40
_NOT_SAID: Final = say(
    "{name}: this is still to be said. What is published takes the place of what stands under the "
    "same."
)
_NOT_SO: Final = say("{name}: this cannot be {found}. Write it like this: {example}.")
# What the desk asks in a form of its own, and the command line by options.
_OF_THE_FORM = frozenset({"publication_has_a_licence", "publication_has_a_title", "scope_is_named"})


@dataclass(frozen=True, slots=True)
class Repair:
    """A cell that can be mended in the browser.

    :param name: of its field in the form: its place among the cells
    """

    name: str
    table: str
    line: int
    column: str
    text: str
    finding: Finding

    @property
    def cut(self) -> bool:
        """Whether its text was cut."""
        return is_cut(self.text)

    @property
    def long(self) -> bool:
        """Whether it has several lines."""
        return "\n" in self.text or "\r" in self.text

    def written(self, sent: str) -> str | None:
        """Give what was written in its field; None where nothing was changed.

        A browser sends each line's end as CR LF; a cell keeps its own.
        """
        if self.cut or sent.splitlines() == self.text.splitlines():
            return None
        return "\n".join(sent.splitlines()) if self.long else sent


@dataclass(frozen=True, slots=True)
class Asked:
    """A column with personal data, on which somebody has to decide."""

    column: str
    finding: Finding
    fates: tuple[Fate, ...]


def report_of(version: Version | None) -> Report | None:
    """Give what the check said, as it is read here; None before it has."""
    if version is None or version.report is None:
        return None
    report = report_from_json(version.report)
    return replace(report, findings=tuple(map(at_the_desk, report.findings)))


def repairs(findings: Iterable[Finding]) -> list[Repair]:
    """Give the cells that are wrong, each once; more than forty are mended in the spreadsheet."""
    found: dict[tuple[str, int, str], Repair] = {}
    for finding in findings:
        if finding.weight is Weight.NOTE or not finding.column or not finding.cells:
            continue
        for line, text in zip(finding.lines, finding.cells, strict=False):
            place = (finding.table, line, finding.column)
            if place not in found and len(found) < _CELLS_MOST:
                name = f"cell-{len(found)}"
                found[place] = Repair(name, *place, text, finding)
    return list(found.values())


def asked(findings: Iterable[Finding]) -> list[Asked]:
    """Give the columns with personal data that nobody has decided on, each once."""
    found = {
        name: Asked(name, one, _fates(name))
        for one in findings
        if one.rule == RULE and one.weight is Weight.STOP
        for name in [_decided_as(one)]
    }
    return list(found.values())


def to_mend(findings: Iterable[Finding]) -> list[Finding]:
    """Give what is about the file: not what the form asks, nor what is to be decided."""
    return [
        one
        for one in findings
        if one.rule not in _OF_THE_FORM and not (one.rule == RULE and one.weight is Weight.STOP)
    ]


def unsaid(report: Report, register: Register) -> list[str]:
    """Tell what is still to be said of a file, each by what its field in the form is called."""
    titles = {part.name: part.title for part in register.scope}
    return [
        _unsaid(one, titles.get(one.values.get("name", ""), ""))
        for one in report.findings
        if one.rule in _OF_THE_FORM
    ]


def _unsaid(finding: Finding, title: str) -> str:
    values = finding.values_in(word)
    if not title:
        return word(finding.message, **values)
    text = _NOT_SO if values.get("found") else _NOT_SAID
    return word(text, **{**values, "name": word(title)})


def commented(opened: Programme, submission: Submission, version: Version, out: Path) -> Path:
    """Write the spreadsheet once more with a comment on each cell that is to be mended.

    :returns: where it lies: an ODS as one, all else as XLSX

    :raises ChildError: when the file ends the child that reads it
    """
    report = report_of(version)
    findings = report.findings if report else ()
    said = remark_words.remarks(findings, word)
    words = remark_words.words(findings, version.filename, word)
    return opened.comment(request_of(opened, submission, version), said, words, out)


def warned(report: Report | None) -> bool:
    """Whether a rule warns: then somebody says why it is published all the same."""
    return report is not None and report.count(Weight.WARN) > 0


def _decided_as(finding: Finding) -> str:
    """Give the name under which is decided on what a finding is about."""
    if "said" in finding.values:
        return SAID
    return ORIGINAL if "original" in finding.values else finding.column


def _fates(column: str) -> tuple[Fate, ...]:
    """Give what can be decided of it (``cli.personal`` holds the same)."""
    if column == SAID:
        return (Fate.PUBLISH,)
    return (Fate.DROP, Fate.PUBLISH) if column == ORIGINAL else tuple(Fate)

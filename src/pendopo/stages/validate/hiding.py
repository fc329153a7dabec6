"""What findings show of cells, with personal data taken out: findings are published too."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pendopo.stages.validate.persons import hide
from pendopo.standards.identity import Pattern
from pendopo.terms.finding import Finding

# The values of a finding that show cells.
_SHOWN = ("found", "example")


class Hider:
    """Hides whole cells of some columns, and in all other texts what has the form of some patterns.

    :param columns: names of columns that are not published as they are
    :param patterns: what was found in this file and is not to be published
    """

    def __init__(self, columns: Iterable[str], patterns: Iterable[Pattern]) -> None:
        self._columns = frozenset(columns)
        forms = dict.fromkeys(pattern.form for pattern in patterns if pattern.form)
        self._forms = tuple(
            re.compile(form if form.startswith(r"\+") else rf"\b(?:{form})\b") for form in forms
        )

    def hidden(self, finding: Finding) -> Finding:
        """Give a finding that shows nothing of a person."""
        return replace(
            finding,
            values=self._values(finding),
            cells=tuple(
                hide(cell) if finding.column in self._columns else self._text(cell)
                for cell in finding.cells
            ),
        )

    def _values(self, finding: Finding) -> Mapping[str, str]:
        named = {finding.column, *finding.values.get("column", "").split(", ")}
        whole = bool(named & self._columns)
        return {
            name: hide(text)
            if (whole and name in _SHOWN) or name in self._columns
            else self._text(text)
            for name, text in finding.values.items()
        }

    def _text(self, text: str) -> str:
        for form in self._forms:
            text = form.sub(lambda match: hide(match[0]), text)
        return text

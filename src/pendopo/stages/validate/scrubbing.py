"""What identifies persons is taken out of texts before they are published: whole, not masked."""

import re
from collections.abc import Sequence
from typing import Final

import duckdb

from pendopo.stages.validate.hiding import Checks, anywhere
from pendopo.stages.validate.persons import may_hold
from pendopo.standards.identity import LIKE_PLAIN, UNSEEN, Pattern

HIDDEN: Final = "•••"
# In a text a bare row of ten digits or more is the number of an account or of a person more often
# than anything else; what stands behind Rp is an amount.
_BARE: Final = re.compile(r"(?<![0-9])(?<!Rp )(?<!Rp\. )(?<!Rp\.)(?<!Rp)[0-9]{10,}(?![0-9])")
# Shapes that nothing else has: whether a check digit is right makes no difference to who it is of.
_UNCHECKED: Final = frozenset({"npwp", "email"})
# A company's number is one of these, and is no text's business either.
_LOOKALIKES: Final = frozenset({"bank-account", "home", "name"})
_PLAIN: Final = str.maketrans({**LIKE_PLAIN, **dict.fromkeys(UNSEEN, " ")})


class Scrubber:
    """Takes out of texts what patterns find, and knows codes that are a person's number.

    :param patterns: of the country
    """

    def __init__(self, engine: duckdb.DuckDBPyConnection, patterns: Sequence[Pattern]) -> None:
        self._passes = Checks(engine).passes
        self._forms = tuple((one, anywhere(one)) for one in patterns if one.form)

    def text(self, text: str) -> str:
        """Give a text without what identifies a person."""
        if not may_hold(text):
            return text
        # Of the same length, so that a place in one is the place in the other.
        plain = text.translate(_PLAIN)
        spans = [match.span() for match in _BARE.finditer(plain)]
        for pattern, form in self._forms:
            spans += [
                match.span()
                for match in form.finditer(plain)
                if pattern.name in _UNCHECKED or self._passes(pattern, match[0])
            ]
        for start, end in _joined(spans):
            text = text[:start] + HIDDEN + text[end:]
        return text

    def tells(self, code: str) -> bool:
        """Tell whether a code holds what identifies a person; a company's number does not."""
        if not may_hold(code):
            return False
        plain = code.translate(_PLAIN)
        return any(
            self._passes(pattern, match[0])
            for pattern, form in self._forms
            if pattern.name not in _LOOKALIKES
            for match in form.finditer(plain)
        )


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap; the last first, so that places before one stay where they are."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined[::-1]

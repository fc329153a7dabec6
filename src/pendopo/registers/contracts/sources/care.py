"""What is done so that nobody's number reaches a release: handed to the room, which has no key."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pendopo.standards.identity import Pattern, plain_name

HIDDEN: Final = "•••"
_SECRET_LETTERS_LEAST = 5
_SECRET_DIGITS_LEAST = 8
_APART = re.compile(r"[;|\n]+|,\s+|(?<=[0-9]),(?=[0-9])")
_ZEROS = re.compile(r"\.0{1,2}$")
_NO_DIGIT = re.compile(r"[^0-9]+")
# What a column holds that is no secret in a text, whatever a pattern says of its name.
_OPEN = frozenset({"name", "home", "npwp"})


@dataclass(frozen=True, slots=True)
class Care:
    """How numbers of persons are known and hidden.

    :param clean: gives a text with what identifies a person taken out
    :param tells: whether a code is a person's number
    :param pseudonym: gives what stands for a person's number, the same for the same one
    :param received: when the file was received: RFC 3339
    :param publisher: who hands it in
    """

    clean: Callable[[str], str]
    tells: Callable[[str], bool]
    pseudonym: Callable[[str], str]
    received: str
    publisher: str


def is_secret(column: str, patterns: Sequence[Pattern]) -> bool:
    """Tell by a column's name whether its cells are looked for in the texts of their row too."""
    last = plain_name(column.rpartition(".")[2])
    return any(one.name not in _OPEN and one.names(last) for one in patterns)


class Secrets:
    """The cells of one row that must stand in none of its texts."""

    def __init__(self, cells: Iterable[str]) -> None:
        self._texts: list[re.Pattern[str]] = []
        self._digits: list[re.Pattern[str]] = []
        self._numbers: set[str] = set()
        for cell in cells:
            for part in _APART.split(cell):
                self._add(part.strip())

    def _add(self, text: str) -> None:
        digits = _NO_DIGIT.sub("", text)
        if len(digits) >= _SECRET_DIGITS_LEAST:
            self._numbers.add(digits)
            self._digits.append(re.compile(r"[\s.,/-]{0,2}".join(digits)))
        elif len(text) >= _SECRET_LETTERS_LEAST and not digits:
            words = r"\s+".join(map(re.escape, text.split()))
            self._texts.append(re.compile(rf"\b{words}\b", re.IGNORECASE))

    def and_also(self, cells: Iterable[str]) -> "Secrets":
        """Give these and others."""
        more = Secrets(cells)
        more._texts += self._texts
        more._digits += self._digits
        more._numbers |= self._numbers
        return more

    def out_of(self, text: str) -> str:
        """Give a text without them."""
        for one in self._texts:
            text = one.sub(HIDDEN, text)
        if self._digits and any(letter.isdigit() for letter in text):
            for one in self._digits:
                text = one.sub(HIDDEN, text)
        return text

    def is_one(self, amount: str) -> bool:
        """Tell whether an amount is one of their numbers."""
        if not self._numbers:
            return False
        digits = _NO_DIGIT.sub("", _ZEROS.sub("", amount.strip())).lstrip("0")
        return bool(digits) and digits in {one.lstrip("0") for one in self._numbers}

    def holds(self, code: str) -> bool:
        """Tell whether a code is, or holds, one of their numbers."""
        if not self._numbers:
            return False
        digits = _NO_DIGIT.sub("", code)
        return any(one in digits for one in self._numbers)

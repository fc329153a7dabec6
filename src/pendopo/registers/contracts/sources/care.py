"""What is done so that nobody's number reaches a release: handed to the room, which has no key."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pendopo.standards.identity import Pattern, plain_name

HIDDEN: Final = "•••"
_SECRET_LETTERS_LEAST = 5
_SECRET_DIGITS_LEAST = 8
_APART = re.compile(r"[;|\n]+|,\s+|(?<=[0-9]),(?=[0-9])")
_ZEROS = re.compile(r"\.0{1,2}$")
_NO_DIGIT = re.compile(r"[^0-9]+")
_NO_WORD = re.compile(r"[\W\d_]+")
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


@dataclass(frozen=True, slots=True)
class _Secret:
    """A cell that must stand in no text: its number, its words, or both."""

    digits: str
    number: re.Pattern[str] | None
    words: re.Pattern[str] | None


@lru_cache(1 << 14)
def _secret(text: str) -> _Secret:
    digits = _NO_DIGIT.sub("", text)
    if len(digits) < _SECRET_DIGITS_LEAST:
        words = "" if digits else text
        return _Secret("", None, _pattern(words))
    number = re.compile(r"[\s.,/-]{0,2}".join(digits))
    # "198705252010011003 - Budi Umpama"
    words = " ".join(_NO_WORD.sub(" ", text).split())
    return _Secret(digits, number, _pattern(words if " " in words else ""))


def _pattern(words: str) -> re.Pattern[str] | None:
    if len(words) < _SECRET_LETTERS_LEAST:
        return None
    apart = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"\b{apart}\b", re.IGNORECASE)


class Secrets:
    """The cells of one row that must stand in none of its texts."""

    def __init__(self, cells: Iterable[str]) -> None:
        self._secrets = [
            _secret(part.strip()) for cell in cells for part in _APART.split(cell) if part.strip()
        ]

    def and_also(self, cells: Iterable[str]) -> "Secrets":
        """Give these and others."""
        more = Secrets(cells)
        more._secrets += self._secrets
        return more

    def out_of(self, text: str, *, words: bool = True) -> str:
        """Give a text without them.

        :param words: whether their words are taken out too; of an organisation's name they are not,
            for a firm is called after who signs for it
        """
        for one in self._secrets:
            if one.number:
                text = one.number.sub(HIDDEN, text)
            if one.words and words:
                text = one.words.sub(HIDDEN, text)
        return text

    def is_one(self, amount: str) -> bool:
        """Tell whether an amount is one of their numbers."""
        digits = _NO_DIGIT.sub("", _ZEROS.sub("", amount.strip())).lstrip("0")
        return bool(digits) and any(digits == one.digits.lstrip("0") for one in self._secrets)

    def holds(self, code: str) -> bool:
        """Tell whether a code is, or holds, one of their numbers."""
        digits = _NO_DIGIT.sub("", code)
        return bool(digits) and any(one.digits and one.digits in digits for one in self._secrets)

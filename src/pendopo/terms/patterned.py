"""Texts that a pattern matches, made from the pattern."""

import re
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

# The digits of a SHA-256 are the longest that a register asks.
_REPEATS_MOST = 64
_TRIES = 40
# Python's own parser of patterns; it has no public name, and its tree has been the same for years.
_PARSE: Callable[[str], Any] = import_module("re._parser").parse
_SAMPLE_CODES = "0123456789"


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern, if it is one, matches a whole text."""
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        return False


def from_pattern(pattern: str, number: int) -> str:
    """Make a text that a pattern matches whole; empty where none could be made.

    :param number: another number gives another text where the pattern has room for one
    """
    return next((text for text in texts_of(pattern, number)), "")


def texts_of(pattern: str, number: int) -> Iterator[str]:
    """Make texts that a pattern matches: as short as they are plain, as short as can be, longer."""
    try:
        parsed = _PARSE(pattern)
        for repeats in (None, *range(_TRIES)):
            made = _Maker(number, repeats).of(parsed)
            if matches(pattern, made):
                yield made
    except (re.error, KeyError, RecursionError):
        return


class _Maker:
    """Writes one text for a parsed pattern; what varies is chosen by the digits of a number."""

    def __init__(self, number: int, repeats: int | None) -> None:
        self._left = number
        self._repeats = repeats

    def of(self, parsed: Any) -> str:  # noqa: ANN401 - the tree of a private parser
        # The last place varies first, as a person counts.
        parts = [self._one(str(kind), value) for kind, value in reversed(list(parsed))]
        return "".join(reversed(parts))

    def _one(self, kind: str, value: Any) -> str:  # noqa: ANN401
        return _MADE[kind](self, value)

    def choose(self, letters: Sequence[str]) -> str:
        """Choose one of some letters, another for another number."""
        self._left, place = divmod(self._left, len(letters))
        return letters[place]

    def branch(self, value: Any) -> str:  # noqa: ANN401
        return self.of(value[1][0])

    def group(self, value: Any) -> str:  # noqa: ANN401
        return self.of(value[-1])

    def repeat(self, value: Any) -> str:  # noqa: ANN401
        least, most, inner = value
        # What may be there once is left out: a sign, a part behind a point.
        times = least or (0 if int(most) == 1 else 1)
        if self._repeats is not None:
            times = min(least + self._repeats, int(most))
        if times > _REPEATS_MOST:
            raise KeyError("too long")
        return "".join(reversed([self.of(inner) for _ in range(times)]))

    def within(self, value: Any) -> str:  # noqa: ANN401
        letters = list(_letters(value))
        if not letters:
            raise KeyError("a class that excludes")
        return self.choose(letters)


def _letters(items: Any) -> Iterator[str]:  # noqa: ANN401
    """Give some letters of a class: of an excluding one, such as it does not name."""
    listed = [(str(kind), value) for kind, value in items]
    if listed and listed[0][0] == "NEGATE":
        named = {letter for item in listed[1:] for letter in _some(*item)}
        yield from (letter for letter in "abcdefghij0123456789" if letter not in named)
        return
    for item in listed:
        yield from _some(*item)


def _some(kind: str, value: Any) -> Iterator[str]:  # noqa: ANN401
    if kind == "LITERAL":
        yield chr(value)
    elif kind == "RANGE":
        yield from map(chr, range(value[0], min(value[1], value[0] + 25) + 1))
    else:
        yield from _CLASSES.get(str(value), "")


_CLASSES = {
    "CATEGORY_DIGIT": _SAMPLE_CODES,
    "CATEGORY_WORD": "abcdefghij",
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_SPACE": "abcdefghij",
    "CATEGORY_NOT_DIGIT": "abcdefghij",
}
_MADE: dict[str, Callable[[_Maker, Any], str]] = {
    "LITERAL": lambda _, value: chr(value),
    "NOT_LITERAL": lambda maker, value: maker.choose([c for c in "abcd" if ord(c) != value]),
    "ANY": lambda maker, _: maker.choose("abcdefghij"),
    "AT": lambda _maker, _value: "",
    "IN": _Maker.within,
    "CATEGORY": lambda maker, value: maker.choose(_CLASSES[str(value)]),
    "BRANCH": _Maker.branch,
    "SUBPATTERN": _Maker.group,
    "MAX_REPEAT": _Maker.repeat,
    "MIN_REPEAT": _Maker.repeat,
    "POSSESSIVE_REPEAT": _Maker.repeat,
}

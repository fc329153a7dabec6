"""The words that a draft is held to, English and Indonesian, from the data files beside this."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "id")
_LISTS: Final = ("objects", "numbers", "places", "timeless", "modest", "common")
_APART_MOST: Final = 6
_NOT_YET: Final = r"\b(?!\s+(?:no\b|nr\b|nomor\b|№|\d))"


@dataclass(frozen=True, slots=True)
class Vague:
    """A word that lets anything count as done.

    :param found: as it stands in the text
    :param write: what to write instead, in the language of the word
    """

    found: str
    write: str


@dataclass(frozen=True)
class Words:
    """Both languages together: a plan mixes them, and no stem of one is a word of the other."""

    objects: re.Pattern[str]
    wholes: re.Pattern[str]
    numbers: re.Pattern[str]
    places: re.Pattern[str]
    timeless: re.Pattern[str]
    modest: re.Pattern[str]
    rules: re.Pattern[str]
    common: re.Pattern[str]
    not_units: frozenset[str]
    vague_words: Mapping[str, str]
    vague_pattern: re.Pattern[str]

    def vague(self, text: str) -> Iterator[Vague]:
        """Give each vague word of a text once, in the order of the text."""
        seen = set()
        for found in self.vague_pattern.finditer(text):
            word = found[0].lower()
            if word not in seen:
                seen.add(word)
                yield Vague(found[0], self._instead(word))

    def _instead(self, word: str) -> str:
        for known, write in self.vague_words.items():
            if known == word or (known.endswith("*") and word.startswith(known[:-1])):
                return write
        return ""


@cache
def words() -> Words:
    """Read the lists; ``wholes`` are patterns already."""
    read = [_read(language) for language in LANGUAGES]
    vague = {word: write for one in read for word, write in one["vague"].items()}
    joined = {
        name: [word for one in read for word in one[name]]
        for name in ("wholes", "making", "binding", *_LISTS)
    }
    return Words(
        **{name: _pattern(joined[name]) for name in _LISTS},
        wholes=re.compile(rf"\b(?:{'|'.join(joined['wholes'])})", re.IGNORECASE),
        rules=_near(joined["making"], joined["binding"]),
        not_units=frozenset(word for one in read for word in one["not_units"]),
        vague_words=vague,
        vague_pattern=_pattern(list(vague)),
    )


def _near(making: list[str], binding: list[str]) -> re.Pattern[str]:
    """Find a rule within a few words of what makes or changes it, whichever comes first.

    One with a number or a year behind it is in force already: it is named, not made.
    """
    makes, rule, gap = (
        _ways(making),
        rf"(?:{_ways(binding)}){_NOT_YET}",
        rf"(?:\W+\w+){{0,{_APART_MOST}}}\W+",
    )
    return re.compile(rf"\b(?:{makes}){gap}{rule}|\b{rule}{gap}(?:{makes})\b", re.IGNORECASE)


def _pattern(listed: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_ways(listed)})(?![\w-])", re.IGNORECASE)


def _ways(listed: list[str]) -> str:
    # Longer ones first, so that "raise awareness" is found whole.
    ways = sorted(set(listed), key=lambda word: (-len(word), word))
    return "|".join(
        re.escape(word.removesuffix("*")).replace("\\ ", r"\s+")
        + (r"\w*" if word.endswith("*") else "")
        for word in ways
    )


def _read(language: str) -> dict[str, Any]:
    text = files(__package__).joinpath(f"words_{language}.toml").read_text("utf-8")
    return tomllib.loads(text)

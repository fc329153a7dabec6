"""What is asked of a cube, taken apart: the query grammar of babbage, and what it lacks.

As babbage has it: ``cut=year:2015|dept.code:"x";"y"``, ``drilldown=dept|year``,
``order=amount.sum:desc,dept``. A text without quotes reaches to the next ``|``. Added are ranges
(``year:2015..2018``, ``year:2015..``, ``code:"4.1".."4.2"``), NOT (``!phase:"draft"``), OR between
different references (``(dept:"x" or year:2015)``), and what has no value (``dept:``). None of these
is a sentence of babbage's, so that nothing it understands means something else here.

Source: openspending/babbage 0.4.0, schema/parser.ebnf.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pendopo.published.errors import QueryError
from pendopo.terms.wording import say

CUT: Final = "cut"
ORDER: Final = "order"
_REF: Final = re.compile(r"[A-Za-z0-9._]*[A-Za-z0-9]")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_SPACE: Final = re.compile(r"\s*")
_OR: Final = re.compile(r"\s+or\s+")
_RAW: Final = re.compile(r"[^|]*")
# In parentheses a text without quotes ends where the parentheses may.
_RAW_INSIDE: Final = re.compile(r"(?:(?!\s+or\s)[^|()])*")
_RANGE: Final = re.compile(r"([^;]*?)\.\.([^;]*)")
_DEEP_MOST: Final = 8
CUTS_MOST: Final = 50
LETTERS_MOST: Final = 4000
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Word:
    """A value as it was written.

    :param quoted: whether in quotes, which make it a text
    """

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Among:
    """A reference has one of some values; a word without letters is no value."""

    ref: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A reference lies between two values, both of which belong to it; None for no end."""

    ref: str
    low: Word | None
    high: Word | None


@dataclass(frozen=True, slots=True)
class Not:
    """What a cut leaves out, rows without a value too."""

    cut: "Cut"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several lists of cuts holds, each as a whole."""

    choices: tuple[tuple["Cut", ...], ...]


Cut = Among | Between | Not | AnyOf


@dataclass(frozen=True, slots=True)
class Sorted:
    """By what is sorted."""

    ref: str
    descending: bool = False

    @property
    def direction(self) -> str:
        """``asc`` or ``desc``."""
        return "desc" if self.descending else "asc"


def parse_cuts(text: str) -> tuple[Cut, ...]:
    """Read ``cut``; nothing for an empty one.

    :raises QueryError: with the place in it that cannot be read
    """
    if len(text) > LETTERS_MOST:
        raise QueryError(
            say("cut has {found} letters; write at most {most}"),
            found=str(len(text)),
            most=str(LETTERS_MOST),
        )
    return _Cuts(text).whole() if text.strip() else ()


def parse_order(text: str) -> tuple[Sorted, ...]:
    """Read ``order``: references with commas between them, ``:asc`` or ``:desc`` behind each.

    :raises QueryError: for anything else
    """
    found = []
    for one in text.split(",") if text.strip() else ():
        ref, colon, direction = (part.strip() for part in one.partition(":"))
        if not _REF.fullmatch(ref) or (colon and direction not in {"asc", "desc"}):
            raise QueryError(
                say("order is {found}; write it like {example}"),
                found=repr(one.strip()),
                example="amount.sum:desc,year",
            )
        found.append(Sorted(ref, direction == "desc"))
    return tuple(found)


def parse_refs(parameter: str, text: str, mark: str) -> tuple[str, ...]:
    """Read a list of references.

    :param parameter: whose it is, for the error
    :param mark: what stands between them: ``|``, or a comma in ``fields``
    :raises QueryError: for what is no reference
    """
    found = [one.strip() for one in text.split(mark)] if text.strip() else []
    for one in found:
        if not _REF.fullmatch(one):
            raise QueryError(
                say("{parameter}: {found} is no reference; write some with {mark} between them"),
                parameter=parameter,
                found=repr(one),
                mark=mark,
            )
    return tuple(dict.fromkeys(found))


class _Cuts:
    """Reads a cut from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._count = 0

    def whole(self) -> tuple[Cut, ...]:
        found = self._all(0)
        if self._at < len(self._text):
            raise self._wrong(say("write | and another cut, or nothing"))
        return found

    def _all(self, depth: int) -> tuple[Cut, ...]:
        """Cuts that hold together."""
        found = [self._one(depth)]
        while self._take("|"):
            found.append(self._one(depth))
        self._skip()
        return tuple(found)

    def _one(self, depth: int) -> Cut:
        self._count += 1
        if self._count > CUTS_MOST or depth > _DEEP_MOST:
            raise QueryError(
                say("cut asks too much at once; write at most {cuts} cuts, {deep} deep"),
                cuts=str(CUTS_MOST),
                deep=str(_DEEP_MOST),
            )
        if self._take("!"):
            return Not(self._one(depth + 1))
        if self._take("("):
            return self._choice(depth + 1)
        return self._plain(inside=depth > 0)

    def _choice(self, depth: int) -> Cut:
        choices = [self._all(depth)]
        while found := _OR.match(self._text, max(self._at - 1, 0)):
            self._at = found.end()
            choices.append(self._all(depth))
        if not self._take(")"):
            raise self._wrong(say("write or and another cut, or )"))
        return AnyOf(tuple(choices))

    def _plain(self, *, inside: bool) -> Cut:
        self._skip()
        ref = _REF.match(self._text, self._at)
        if ref is None:
            raise self._wrong(say("write a reference, like year or function.code"))
        self._at = ref.end()
        if not self._take(":"):
            raise self._wrong(say("write : and a value"))
        if inside and _OR.match(self._text, self._at):
            return Among(ref[0], (Word(""),))
        self._skip()
        if self._text.startswith('"', self._at):
            return self._quoted(ref[0], inside=inside)
        if self._text.startswith("..", self._at):
            self._at += 2
            high = self._word(inside=inside)
            return Between(ref[0], None, high)
        return _raw(ref[0], self._rest(inside=inside))

    def _quoted(self, ref: str, *, inside: bool) -> Cut:
        words = [self._word(inside=inside)]
        if self._take(".."):
            self._skip()
            ended = self._at == len(self._text) or self._text[self._at] in "|)"
            ended = ended or (inside and bool(_OR.match(self._text, self._at - 1)))
            return Between(ref, words[0], None if ended else self._word(inside=inside))
        while self._take(";"):
            words.append(self._word(inside=inside))
        return Among(ref, tuple(words))

    def _word(self, *, inside: bool) -> Word:
        self._skip()
        if not self._text.startswith('"', self._at):
            return Word(self._rest(inside=inside))
        found = _QUOTED.match(self._text, self._at)
        if found is None:
            raise self._wrong(say('write the other " at the end of the text'))
        try:
            word = Word(str(json.loads(found[0], strict=False)), quoted=True)
            word.text.encode()  # half of a letter that UTF-16 writes in two is none
        except UnicodeEncodeError as error:
            raise self._wrong(say("write both halves of the letter, or the letter")) from error
        except ValueError as error:
            raise self._wrong(say("write \\ in a text twice")) from error
        self._at = found.end()
        return word

    def _rest(self, *, inside: bool) -> str:
        """Read what has no quotes, up to where it may end."""
        found = (_RAW_INSIDE if inside else _RAW).match(self._text, self._at)
        text = found[0] if found else ""
        self._at += len(text)
        return text.strip()

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _take(self, mark: str) -> bool:
        self._skip()
        if not self._text.startswith(mark, self._at):
            return False
        self._at += len(mark)
        return True

    def _wrong(self, instead: str) -> QueryError:
        rest = self._text[self._at :]
        found = repr(rest[:_SHOWN] + ("…" if len(rest) > _SHOWN else "")) if rest else "the end"
        return QueryError(
            say("cut: at letter {place} {found} is found; {instead}"),
            place=str(self._at + 1),
            found=found,
            instead=instead,
        )


def _raw(ref: str, text: str) -> Cut:
    """Make a cut of a value without quotes: what it is depends on what the reference holds."""
    ends = _RANGE.fullmatch(text)
    if ends and any(map(_numeral, (ends[1], ends[2]))) and all(map(_end, (ends[1], ends[2]))):
        low, high = (Word(one.strip()) if one.strip() else None for one in (ends[1], ends[2]))
        return Between(ref, low, high)
    return Among(ref, (Word(text),))


def _numeral(text: str) -> bool:
    """Whether an end of a range is a number or a day: ``a..b`` without quotes is a text."""
    return re.fullmatch(r"\s*-?[0-9][0-9.:T-]*\s*", text) is not None


def _end(text: str) -> bool:
    return not text.strip() or _numeral(text)


def refs_of(cuts: tuple[Cut, ...]) -> Iterator[str]:
    """Give every reference that cuts name."""
    for one in cuts:
        match one:
            case Among() | Between():
                yield one.ref
            case Not():
                yield from refs_of((one.cut,))
            case AnyOf():
                for choice in one.choices:
                    yield from refs_of(choice)

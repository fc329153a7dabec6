"""The parts of a text that hold the words asked for, with those words marked."""

from collections.abc import Iterator

from pendopo.published.search.document import BETWEEN
from pendopo.published.search.words import Stems, fold, places

# A text in pieces, each with whether it is marked.
Marked = tuple[tuple[str, bool], ...]

_LETTERS = 220
_BEFORE = 60  # letters of context before the first marked word
_READ_MOST = 20_000


def marked(text: str, wanted: set[str], stems: Stems) -> Marked:
    """Cut a text into pieces, the words with a wanted stem apart and marked."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for begin, end in _hits(text, wanted, stems):
        if begin > at:
            pieces.append((text[at:begin], False))
        pieces.append((text[begin:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return tuple(pieces)


def snippet(body: str, title: str, wanted: set[str], stems: Stems) -> Marked:
    """Give the parts of a body that hold wanted words, those marked, until there is no more room.

    A body without any gives its first part; what the title says already is not said twice.
    """
    parts = [part for part in body[:_READ_MOST].split(BETWEEN) if part != title]
    hit = [part for part in parts if any(_hits(part, wanted, stems))]
    pieces: list[tuple[str, bool]] = []
    for part in hit or parts[:1]:
        room = _LETTERS - sum(len(text) for text, _marked in pieces)
        if pieces and len(part) > room:
            break
        pieces += [(BETWEEN, False)] * bool(pieces)
        pieces += marked(_around(part, wanted, stems), wanted, stems)
    return tuple(pieces)


def _around(text: str, wanted: set[str], stems: Stems) -> str:
    """Cut a long text to the place where it holds most of the wanted words."""
    if len(text) <= _LETTERS:
        return text
    begin = max(0, _best(list(_hits(text, wanted, stems))) - _BEFORE)
    if begin:
        begin = text.find(" ", begin) + 1 or begin
    end = min(len(text), begin + _LETTERS)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), begin + _LETTERS // 2)
    return "… " * (begin > 0) + text[begin:end] + " …" * (end < len(text))


def _best(hits: list[tuple[int, int]]) -> int:
    """Give the place of the first hit of the window that holds most."""
    best, most, last = 0, 0, 0
    for first, (begin, _end) in enumerate(hits):
        while last < len(hits) and hits[last][1] <= begin + _LETTERS - _BEFORE:
            last += 1
        if last - first > most:
            best, most = begin, last - first
    return best


def _hits(text: str, wanted: set[str], stems: Stems) -> Iterator[tuple[int, int]]:
    for begin, end in places(text):
        if stems(fold(text[begin:end])) in wanted:
            yield begin, end

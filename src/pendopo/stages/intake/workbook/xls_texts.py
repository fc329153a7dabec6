"""Texts in the records of an XLS, which may go on in the next record in another encoding.

Source: [MS-XLS], 2.5.293 XLUnicodeRichExtendedString, 2.4.265 SST.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from pendopo.stages.intake.workbook.book import TEXTS_MOST
from pendopo.stages.intake.workbook.raised import written
from pendopo.stages.intake.workbook.refusal import damaged, too_many_texts
from pendopo.stages.intake.workbook.struck import struck

_PAGES = {367: "ascii", 1200: "utf-16-le", 10000: "mac-roman", 32768: "mac-roman", 32769: "cp1252"}
_NO_FONT = 4
_WIDE, _PRONOUNCED, _RICH = 1, 4, 8
_T = TypeVar("_T")


@dataclass(frozen=True)
class Texts:
    """The texts that cells share.

    :param marks: by their numbers, what was taken off them
    :param struck: by their numbers, how much of them is struck out
    """

    all: list[str] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    struck: dict[int, str] = field(default_factory=dict)


class Text:
    """Reads texts from records that continue each other."""

    def __init__(self, parts: list[bytes], at: int = 0) -> None:
        self._parts = parts
        self._part = 0
        self._at = at
        self.runs: list[tuple[int, int]] = []

    def ended(self) -> bool:
        """Tell whether nothing is left to read."""
        return self._part == len(self._parts) - 1 and self._at >= len(self._parts[-1])

    def read(self, *, short: bool = False) -> str:
        """Read one text; ``runs`` tells from which of its letters on it has which font.

        :param short: whether its length stands in one byte and not in two
        """
        count = self._number(1 if short else 2)
        flags = self._number(1)
        runs = self._number(2) if flags & _RICH else 0
        aside = self._number(4) if flags & _PRONOUNCED else 0
        text = self._characters(count, wide=bool(flags & _WIDE))
        found = self._raw(4 * runs)
        self.runs = list(struct.iter_unpack("<2H", found)) if found else []
        self._raw(aside)
        return text

    def _characters(self, count: int, *, wide: bool) -> str:
        text = ""
        while True:
            part = self._parts[self._part]
            size = 2 if wide else 1
            take = min(count, (len(part) - self._at) // size)
            raw = part[self._at : self._at + take * size]
            text += raw.decode("utf-16-le" if wide else "latin-1", "replace")
            self._at += take * size
            count -= take
            if not count:
                return text
            # The next record says anew in how many bytes its characters stand.
            self._next()
            wide = bool(self._number(1) & _WIDE)

    def _next(self) -> None:
        self._part += 1
        self._at = 0
        if self._part >= len(self._parts):
            raise damaged("text")

    def _number(self, size: int) -> int:
        if self._at >= len(self._parts[self._part]):
            self._next()
        part = self._parts[self._part]
        if self._at + size > len(part):
            raise damaged("text")
        self._at += size
        return int.from_bytes(part[self._at - size : self._at], "little")

    def _raw(self, count: int) -> bytes:
        found = b""
        while count:
            part = self._parts[self._part]
            take = min(count, len(part) - self._at)
            found += part[self._at : self._at + take]
            self._at += take
            count -= take
            if count:
                self._next()
        return found


def plain_text(body: bytes, page: int, *, short: bool = False) -> str:
    """Read a text of Excel 95 and before: one byte a character, or two in East Asia.

    :param page: the code page of Windows that the file names
    """
    start = 1 if short else 2
    raw = body[start : start + int.from_bytes(body[:start], "little")]
    try:
        return raw.decode(_PAGES.get(page, f"cp{page}"), "replace")
    except LookupError:
        return raw.decode("cp1252", "replace")


def shared_texts(
    parts: list[bytes], positions: Sequence[str] = (), lines: Sequence[bool] = ()
) -> Texts:
    """Read the texts that cells share.

    :param positions: of each font, whether its letters are raised or lowered
    :param lines: of each font, whether a line goes through its letters
    :raises RefusedError: when there are too many
    """
    count = int.from_bytes(parts[0][4:8], "little")
    if count > TEXTS_MOST:
        raise too_many_texts(count, TEXTS_MOST)
    reader = Text(parts, 8)
    texts = Texts()
    # Some programs count more than they write; a cell that asks for one of those is damaged.
    while len(texts.all) < count and not reader.ended():
        text, number = reader.read(), len(texts.all)
        # Up to the first run the letters have the font of the cell.
        found = struck(_parted(text, reader.runs, lines, none=False)) if any(lines) else ""
        if found:
            texts.struck[number] = found
        if reader.runs and any(positions):
            text, mark = written(list(_parted(text, reader.runs, positions, none="")))
            if mark:
                texts.marks[number] = mark
        texts.all.append(text)
    return texts


def _parted(
    text: str, runs: Sequence[tuple[int, int]], fonts: Sequence[_T], *, none: _T
) -> Iterator[tuple[str, _T]]:
    """Part a text where its font changes.

    :param fonts: what is known of each, and ``none`` of the first
    """
    starts = [0, *(start for start, _ in runs), len(text)]
    numbers = [0, *(font for _, font in runs)]
    for number, (start, end) in zip(numbers, pairwise(starts), strict=True):
        # There is no font of the number 4: [MS-XLS], 2.5.129 FontIndex.
        at = number - (number > _NO_FONT)
        yield text[start:end], fonts[at] if at < len(fonts) and number else none

"""Rows of a sheet in the form in which nearly all programs write them, taken at once.

A call for each element costs five times what the reading of a cell costs. So rows of the usual
form, attributes in their usual order and nothing but cells in them, are found by two patterns and
never reach the parser; it sees all that is left, and whatever is not so goes to it as it is. That
a row stands where rows stand, and not in a comment or a marked section, is what the parser says of
all that it has seen up to there.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

_PENDING_MOST = 1 << 20
_END = b"</row>"
# Characters of text as XML has them, without those that mean something else.
_TEXT = r"[^<&>\x00-\x08\x0b-\x1f\ufffe\uffff]*+"


def _cell(group: str) -> str:
    """Write the pattern of a cell, its seven parts as groups that are told or not."""
    return (
        rf'<c r="{group}[A-Z]{{1,3}}){group}[1-9][0-9]{{0,6}})"(?: s="{group}[0-9]{{1,5}})")?'
        rf'(?: t="{group}s|n|b|inlineStr)")?'
        rf"(?:/>|></c>|><v>{group}{_TEXT})</v></c>"
        rf'|><is><t{group} xml:space="preserve")?>{group}{_TEXT})</t></is></c>)'
    )


CELLS = re.compile(_cell("("))
_NAMES = (
    "spans|s|customFormat|ht|hidden|customHeight|outlineLevel|collapsed|thickTop|thickBot|ph|"
    "x14ac:dyDescent"
)
_ROW = re.compile(
    rf'\s*<row r="([1-9][0-9]{{0,6}})"((?: (?:{_NAMES})="[\w.: ]*+")*+)'
    rf"(?:/>|>((?:{_cell('(?:')})*+)</row>)"
)


class Taker(Protocol):
    """Who takes rows."""

    def is_between_rows(self) -> bool:
        """Tell whether all that was followed so far ends between two rows."""

    def take_row(self, found: re.Match[str]) -> None:
        """Take a row: its number, its other attributes, its cells."""


def usual_rows_taken(blocks: Iterable[bytes], taker: Taker) -> Iterator[bytes]:
    """Hand rows of the usual form to who takes them, and give the rest for the parser.

    Each piece that is given was followed to its end when the next is asked for.
    """
    held = b""
    for block in blocks:
        held += block
        if not taker.is_between_rows():
            # Up to the first row: what comes before it is never long.
            start = held.find(b"<row ")
            if start < 0:
                yield held
                held = b""
                continue
            yield held[:start]
            held = held[start:]
            if not taker.is_between_rows():
                break
        end = held.rfind(_END) + len(_END)
        if end < len(_END):
            if len(held) > _PENDING_MOST:
                break
            continue
        yield from _taken(held[:end], taker)
        held = held[end:]
        if not taker.is_between_rows():
            break
    yield held
    yield from blocks


def _taken(rows: bytes, taker: Taker) -> Iterator[bytes]:
    try:
        text = rows.decode()
    except UnicodeDecodeError:
        yield rows
        return
    at = 0
    while at < len(text):
        found = _ROW.match(text, at)
        if found:
            taker.take_row(found)
            at = found.end()
        else:
            end = text.index(_END.decode(), at) + len(_END)
            yield text[at:end].encode()
            at = end
            if not taker.is_between_rows():
                yield text[at:].encode()
                return

"""The look of a cell with the colour of a finding: its own style once more, in that colour."""

import re
from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from pendopo.exports.open_document.raw import (
    attribute,
    closing,
    is_empty,
    opened,
    with_attribute,
)
from pendopo.exports.open_document.words import FO, STYLE
from pendopo.exports.remarks import COLOURS
from pendopo.terms.finding import Weight

BYTES_MOST = 16 << 20
_PROPERTIES = re.compile(
    rb"<[^\s<>/]*:table-cell-properties(?:\s[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*)?/?>"
)
_OURS = {f"#{colour}".lower() for colour in COLOURS.values()}


class Colours:
    """The styles of cells that a document has, and those that are made of them."""

    def __init__(self) -> None:
        self._styles: dict[str, bytes] = {}
        self._made: dict[tuple[str, Weight | None], tuple[str, bytes]] = {}
        self._bytes = 0

    def take(self, name: str, style: bytes) -> None:
        """Take note of a style as it is written."""
        self._bytes += len(style)
        if self._bytes <= BYTES_MOST:
            self._styles[name] = style

    def coloured(self, style: str, weight: Weight | None) -> str:
        """Give the name of a style in the colour of a finding; without one, in none of ours.

        A document with too many styles keeps its own looks.
        """
        if self._bytes > BYTES_MOST:
            return style
        own = self._styles.get(style)
        if weight is None and (own is None or not _is_ours(own)):
            return style
        if (style, weight) not in self._made:
            name = self._fresh()
            colour = f"#{COLOURS[weight].lower()}".encode() if weight else None
            made = _anew(name, own, colour) if own else _under(name, style, colour or b"")
            self._made[style, weight] = (name, made)
        return self._made[style, weight][0]

    def made(self) -> Iterable[bytes]:
        """Give the styles that were made."""
        return (style for _, style in self._made.values())

    def _fresh(self) -> str:
        number = len(self._made) + 1
        while f"pendopo-{number}" in self._styles:
            number += len(self._styles)
        return f"pendopo-{number}"


def _is_ours(style: bytes) -> bool:
    found = _PROPERTIES.search(style)
    colour = attribute(found[0], b"background-color") if found else None
    return (colour or b"").decode("ascii", "replace").lower() in _OURS


def _anew(name: str, style: bytes, colour: bytes | None) -> bytes:
    """Write a style once more under another name and in another colour."""
    end = style.index(b">", _quoted(style)) + 1
    tag, rest = style[:end], style[end:]
    if is_empty(tag):
        rest = closing(tag)
    tag = with_attribute(opened(tag), b"name", name.encode())
    found = _PROPERTIES.search(rest)
    if found is None:
        return tag + (_properties(colour) if colour else b"") + rest
    # It is written without its colour, and then with the new one under a prefix of our own.
    bare = with_attribute(found[0], b"background-color", None)
    if colour:
        at = bare.index(b"table-cell-properties") + len(b"table-cell-properties")
        declared = b"" if b"xmlns:fo" in bare else FO.encode()
        bare = bare[:at] + declared + b' fo:background-color="' + colour + b'"' + bare[at:]
    return tag + rest[: found.start()] + bare + rest[found.end() :]


def _quoted(style: bytes) -> int:
    """Give a place behind the last attribute of a style's own tag, whatever these hold."""
    found = re.match(rb"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*", style)
    return found.end() if found else 0


def _under(name: str, parent: str, colour: bytes) -> bytes:
    """Write a style that is another's, a common one's or none's, but for the colour."""
    said = f' style:name="{name}" style:family="table-cell"'
    if parent:
        said += f" style:parent-style-name={quoteattr(parent)}"
    tag = f"<style:style{STYLE}{said}>".encode()
    return tag + _properties(colour) + b"</style:style>"


def _properties(colour: bytes) -> bytes:
    declared = (STYLE + FO).encode()
    return b"<style:table-cell-properties" + declared + b' fo:background-color="' + colour + b'"/>'

"""Pieces of an OpenDocument that are put into one: each declares its own namespaces.

So they stand in any document, by whatever prefixes its program calls them.
"""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from pendopo.exports.remarks import AUTHOR, PARTED
from pendopo.exports.spreadsheet import held
from pendopo.stages.intake.names import letters

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE = f' xmlns:office="{_URN}office:1.0"'
TABLE = f' xmlns:table="{_URN}table:1.0"'
TEXT = f' xmlns:text="{_URN}text:1.0"'
STYLE = f' xmlns:style="{_URN}style:1.0"'
NUMBER = f' xmlns:number="{_URN}datastyle:1.0"'
FO = f' xmlns:fo="{_URN}xsl-fo-compatible:1.0"'
LINK = ' xmlns:xlink="http://www.w3.org/1999/xlink"'
_DC = ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
LIST = "pendopo-list"  # how the names of the list's styles begin
_BLANKS = re.compile("  +|^ | $|\t")


def paragraphs(text: str) -> str:
    """Write text as paragraphs, every blank of it."""
    return "".join(
        f"<text:p>{_BLANKS.sub(_blanks, escape(line))}</text:p>" for line in held(text).split("\n")
    )


def _blanks(found: re.Match[str]) -> str:
    return "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>'


def annotation(texts: Sequence[str]) -> bytes:
    """Write a comment of ours."""
    said = paragraphs("\n\n".join(texts))
    author = f"<dc:creator{_DC}>{AUTHOR}</dc:creator>"
    note = f'<office:annotation{OFFICE}{TEXT} office:display="false">{author}{said}'
    return (note + "</office:annotation>").encode()


def added(texts: Sequence[str]) -> bytes:
    """Write what we add to a comment of the owner's."""
    said = paragraphs(PARTED + "\n" + "\n\n".join(texts))
    return said.replace("<text:p>", f"<text:p{TEXT}>").encode()


def text_cell(text: str, style: str, link: str = "") -> str:
    """Write a cell of text, which stays text whatever it begins with.

    :param link: the place within the workbook that it leads to
    """
    shown = paragraphs(text)
    if link:
        target = f'xlink:type="simple" xlink:href={quoteattr("#" + link)}'
        shown = f"<text:p><text:a {target}>{escape(held(text))}</text:a></text:p>"
    kind = f'table:style-name="{style}" office:value-type="string"'
    return f"<table:table-cell {kind}>{shown}</table:table-cell>" if text else "<table:table-cell/>"


def cell_at(sheet: str, line: int, column: int) -> str:
    """Name a cell as a reference does, its row and column from 1."""
    return "'" + sheet.replace("'", "''") + f"'.{letters(column - 1)}{line}"

"""The first sheet of a commented OpenDocument: every finding, with a link to its cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from pendopo.exports.open_document.words import (
    FO,
    LINK,
    LIST,
    NUMBER,
    OFFICE,
    STYLE,
    TABLE,
    TEXT,
    cell_at,
    text_cell,
)
from pendopo.exports.remarks import COLOURS, LIST_WIDTHS, LISTED_CELL, LISTED_FROM, Listed, Words
from pendopo.terms.finding import Weight

_LETTER_MM = 1.9
_LINK_COLUMN = 1
_HEAD, _BODY = f"{LIST}-head", f"{LIST}-body"


@dataclass(frozen=True)
class Line:
    """A line of the list.

    :param link: the cell that it leads to; empty for none
    :param shown: what that cell shows
    """

    one: Listed
    link: str = ""
    shown: str = ""


def list_sheet(name: str, lines: Sequence[Line], words: Words) -> bytes:
    """Write the sheet."""
    columns = "".join(
        f'<table:table-column table:style-name="{LIST}-{at}"/>' for at in range(len(LIST_WIDTHS))
    )
    head = "".join(text_cell(text, _HEAD) for text in words.heads())
    pieces = [
        f"<table:table{TABLE}{OFFICE}{TEXT}{LINK} table:name={quoteattr(name)}>{columns}",
        f"<table:table-row>{text_cell(words.summary, f'{LIST}-title')}</table:table-row>",
        "<table:table-row><table:table-cell/></table:table-row>" * (LISTED_FROM - 2),
        "<table:table-header-rows>",
        f"<table:table-row>{head}</table:table-row>",
        "</table:table-header-rows>",
        *(_row(line) for line in lines),
        "</table:table>",
    ]
    return "".join(pieces).encode()


def _row(line: Line) -> str:
    texts = list(line.one.texts)
    if line.one.shown and line.shown:
        texts[LISTED_CELL] = line.shown
    looks = [f"{LIST}-{line.one.remark.weight.value}", *[_BODY] * (len(texts) - 1)]
    cells = [
        text_cell(text, look, line.link if at == _LINK_COLUMN else "")
        for at, (text, look) in enumerate(zip(texts, looks, strict=True))
    ]
    return f'<table:table-row table:style-name="{LIST}-row">{"".join(cells)}</table:table-row>'


def filtered(name: str, lines: int) -> bytes:
    """Write the range of the list, whose header filters it."""
    first = cell_at(name, LISTED_FROM, 1)
    last = cell_at(name, LISTED_FROM + lines, len(LIST_WIDTHS))
    area = quoteattr(f"{first}:{last}")
    said = f'table:name="{LIST}" table:target-range-address={area}'
    return f'<table:database-range{TABLE} {said} table:display-filter-buttons="true"/>'.encode()


def within(name: str, content: bytes) -> bytes:
    """Write an element around content that nothing holds yet."""
    prefix, declared = ("table", TABLE) if name == "database-ranges" else ("office", OFFICE)
    start, end = f"<{prefix}:{name}{declared}>", f"</{prefix}:{name}>"
    return start.encode() + content + end.encode()


def _cell_style(name: str, properties: str = "", letters: str = "") -> str:
    wrapped = f' fo:wrap-option="wrap" style:vertical-align="top"{properties}'
    return (
        f'<style:style{STYLE}{FO} style:name="{name}" style:family="table-cell"'
        f' style:data-style-name="{LIST}-text"><style:table-cell-properties{wrapped}/>'
        f"<style:text-properties{letters}/></style:style>"
    )


def _styles() -> bytes:
    bold = ' fo:font-weight="bold"'
    text = f'<number:text-style{NUMBER}{STYLE} style:name="{LIST}-text"><number:text-content/>'
    title = (
        f'<style:style{STYLE}{FO} style:name="{LIST}-title" style:family="table-cell">'
        f"<style:text-properties{bold}/></style:style>"
    )
    row = (
        f'<style:style{STYLE} style:name="{LIST}-row" style:family="table-row">'
        '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
    )
    columns = [
        f'<style:style{STYLE} style:name="{LIST}-{at}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * _LETTER_MM:.1f}mm"/>'
        "</style:style>"
        for at, width in enumerate(LIST_WIDTHS)
    ]
    weights = [
        _cell_style(f"{LIST}-{weight.value}", f' fo:background-color="#{COLOURS[weight].lower()}"')
        for weight in Weight
    ]
    head = _cell_style(_HEAD, ' fo:background-color="#e8e4da"', bold)
    pieces = [
        text,
        "</number:text-style>",
        title,
        row,
        *columns,
        *weights,
        head,
        _cell_style(_BODY),
    ]
    return "".join(pieces).encode()


LIST_STYLES = _styles()

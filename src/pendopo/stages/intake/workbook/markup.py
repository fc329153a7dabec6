"""What is saved under the name of an XLS but is text: the XML of Excel 2003, or a web page."""

import codecs
import re
from pathlib import Path

from pendopo.stages.intake.encoding import Tell, open_text
from pendopo.stages.intake.refused import HEAD_BYTES, RefusedError, is_spreadsheet_xml
from pendopo.stages.intake.workbook.book import Book, Bounds
from pendopo.stages.intake.workbook.page import Page
from pendopo.stages.intake.workbook.refusal import too_large
from pendopo.stages.intake.workbook.xml_2003 import Spreadsheet
from pendopo.terms.finding import Finding

_BYTES_MOST = 512 << 20
_BLOCK = 1 << 18
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)


def open_book(path: Path, encoding: str, bounds: Bounds, tell: Tell) -> Book:
    """Open a spreadsheet of XML or a web page, and read its tables.

    :param encoding: the name of its character encoding, where a person said it
    :raises RefusedError: when it is broken, too large or in an encoding that is not known
    """
    if path.stat().st_size > _BYTES_MOST:
        raise too_large(_BYTES_MOST >> 20)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(0)
        if is_spreadsheet_xml(head):
            reader = Spreadsheet(bounds)
            reader.follow(iter(lambda: file.read(_BLOCK), b""), path.name)
            return reader.book
    return _page(path, _declared(head, encoding), bounds, tell)


def _page(path: Path, encoding: str, bounds: Bounds, tell: Tell) -> Book:
    found: list[Finding] = []
    text = open_text(path, encoding, found.append)
    if text is None:
        raise RefusedError(found[-1])
    for finding in found:
        tell(finding)
    page = Page(bounds)
    with codecs.getreader("utf-8")(text.stream()) as stream:
        for block in iter(lambda: stream.read(_BLOCK), ""):
            page.take(block)
    page.finish()
    return page.book


def _declared(head: bytes, said: str) -> str:
    """Name the encoding of a web page: as a person says, or as the page says itself."""
    declared = _CHARSET.search(head)
    name = said or (declared[1].decode() if declared else "")
    # A page says iso-8859-1 and means windows-1252: so the Encoding Standard, 4.2.
    return "windows-1252" if name.lower() in {"iso-8859-1", "latin1", "us-ascii"} else name

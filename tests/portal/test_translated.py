"""No page says in English what its reader reads in Indonesian."""

import re
from html import unescape
from html.parser import HTMLParser

from django.utils import translation

from pendopo.locale import catalogue
from pendopo.portal.codes import CODES
from pendopo.published.reads import ALL
from tests.portal.test_beside import PAGES

_LETTERS = re.compile(r"[A-Za-z]{3}")
# What is called alike in both languages, and what is no language: tools, standards, marks.
_ALIKE = re.compile(
    r"GeoJSON|RFC 7946|"
    r"Pendopo|DuckDB|Python|pandas|curl|Excel|LibreOffice Calc|Parquet|JSON|CSV|DCAT|Atom|BibTeX|"
    r"RIS|policy\.txt|VERIFY\.md|https?://\S+|Frictionless|Table Schema|OCDS|"
    r"babbage|Fiscal Data Package 1\.0-rc|CC-BY|UTC|"
    r"Open Budget Survey, key budget documents|Permendagri 20/2018|"
    r"C2SP tlog-tiles|OpenAPI|SQL|XLSX|ODS|XLS|TABLE|Asia/Jakarta|Kabupaten Contoh|"
    r"contoh\.example/log|English|Indonesia|Dinas|Register|Data Package|"
    # A root, a commitment, a size, a day whose month is written alike, a file of the log.
    r"[A-Za-z0-9+/]{43}=|[0-9a-f]{64}|\d+ [kM]?B|"
    r"\d+ (?:Jan|Feb|Mar|Apr|Jun|Jul|Sep|Nov)(?:ember)? \d+|"
    r"log/history/\S+|data@\S+|/at/\d+/…"
)


class _Words(HTMLParser):
    """The pieces of text of a page, code and raw values aside, and the texts of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._quiet = 0

    def handle_starttag(self, tag, attrs):
        self._quiet += tag in {"code", "pre", "script", "svg"}
        self.found += [
            text for name, text in attrs if name in {"aria-label", "title", "placeholder"} and text
        ]

    def handle_endtag(self, tag):
        self._quiet -= tag in {"code", "pre", "script", "svg"}

    def handle_data(self, data):
        if not self._quiet:
            self.found.append(data)


def pieces(read, address: str) -> list[str]:
    parser = _Words()
    parser.feed(read(address).body.decode())
    return [" ".join(unescape(one).split()) for one in parser.found if one.strip()]


def addresses(ids) -> list[str]:
    pages = [page.format(new=ids[1], old=ids[0]) for page in PAGES]
    return [*pages, "search/?q=xqzvw", "search/?q=wells+jembatan", "nothing/", "log/?page=x"]


def test_no_marked_text_is_left_in_english(read, ids):
    """Every marked text with a translation of its own must be shown in it."""
    with translation.override("id"):
        differing = {
            text.text
            for text in catalogue.texts()
            if "%" not in text.text
            and "{" not in text.text
            and translation.gettext(text.text) not in {text.text, ""}
        }
    published = {"Done", "Method", "Cost", "Place", "Road", "Begun", "Wells"}

    left = {
        (address, piece)
        for address in addresses(ids)
        for piece in pieces(read, f"/id/{address}")
        if piece in differing and piece not in published
        # The rows of a register show its codes as they were published.
        if not (piece in CODES and address.startswith("registers/"))
    }

    assert left == set()


def test_no_text_of_a_template_was_left_unmarked(read, ids, hall):
    """What both languages say alike is a name, a value of the record, or forgotten."""
    given = _published(hall)
    alike = {
        (address, piece)
        for address in addresses(ids)
        for piece in set(pieces(read, f"/en/{address}")) & set(pieces(read, f"/id/{address}"))
        if _LETTERS.search(_ALIKE.sub("", piece)) and not _is_given(piece, given)
    }

    assert alike == set()


def _published(hall) -> str:
    """Everything that the publications and their rows say, in one text."""
    state = hall.state()
    said = [str(hall.metadata(one)) for one in state.publications]
    for table in hall.tables(state):
        said += [str(row) for row in hall.reader(table).page(ALL, 0, 100)]
        said += [str(table)]
    said += [str(measurement) for _, measurement in hall.measurements(state)]
    said += [publication.id for publication in state.publications]
    return " ".join(said).casefold()


def _is_given(piece: str, given: str) -> bool:
    """Whether every word of a piece stands in what was published."""
    words = re.findall(r"[a-z]{3,}", _ALIKE.sub("", piece).casefold())
    return all(word in given for word in words)

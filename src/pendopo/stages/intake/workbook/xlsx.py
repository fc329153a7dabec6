"""XLSX and XLSM: Excel's workbook since 2007, read element by element.

The parts are found by their relationships, not by their names; only the sheets asked for, their
texts and their number formats are unpacked. Sources: ECMA-376-1 (2016), 18.3, 18.4, 18.8; part 4
for the older dialect.
"""

import posixpath
from functools import partial

from pendopo.stages.intake.workbook.book import STYLES_MOST, TEXTS_MOST, Book, Bounds, Leaf
from pendopo.stages.intake.workbook.grid import Grid
from pendopo.stages.intake.workbook.number_format import BUILT_IN, Format, format_of
from pendopo.stages.intake.workbook.package import Package
from pendopo.stages.intake.workbook.raised import written
from pendopo.stages.intake.workbook.refusal import (
    locked,
    other,
    too_many_styles,
    too_many_texts,
)
from pendopo.stages.intake.workbook.struck import struck
from pendopo.stages.intake.workbook.xlsx_sheet import RAISED, TRUE, Given, Sheet, unescaped
from pendopo.stages.intake.workbook.xml import Elements, Follower, whole
from pendopo.terms.wording import say

_HIDES = frozenset({"hidden", "veryHidden"})


def open_book(package: Package, bounds: Bounds) -> Book:
    """Open a workbook whose archive has been looked through.

    :raises RefusedError: when it is none, or broken
    """
    path = _main_part(package)
    links = _links(package, path)
    facts = _Facts(package, path)
    texts = _Texts()
    formats: list[Format] = []
    crossed: frozenset[str] = frozenset()
    for kind, target in links.values():
        if kind == "sharedStrings" and package.has(target):
            texts.follow(package.blocks(target), target)
        elif kind == "styles" and package.has(target):
            formats, crossed = _formats(package, target)
    kinds = {kind for kind, _ in links.values()}
    book = Book(
        macros="vbaProject" in kinds,
        elsewhere="externalLink" in kinds,
        copies="pivotCacheDefinition" in kinds,
    )
    for name, state, link in facts.sheets:
        kind, target = links.get(link, ("", ""))
        if kind == "worksheet":
            given = Given(
                texts.all,
                formats,
                facts.from_1904,
                facts.not_calculated,
                texts.marks,
                crossed,
                texts.struck,
            )
            read = partial(_read, package, (name, target), given, bounds)
            book.add(Leaf(name, state in _HIDES, read))
    return book


def _main_part(package: Package) -> str:
    targets = [target for kind, target in _links(package, "").values() if kind == "officeDocument"]
    path = targets[0] if targets else "xl/workbook.xml"
    if path.endswith(".bin"):
        raise other(
            say("The file is a binary Excel workbook (XLSB)."),
            say("Open it in Excel, save it as XLSX, and hand that in."),
        )
    if package.has("EncryptedPackage"):
        raise locked()
    if not package.has(path):
        raise other(
            say("The file is a ZIP archive, but not a workbook."),
            say("Unpack it, and hand in the tables that are inside."),
        )
    return path


def _links(package: Package, path: str) -> dict[str, tuple[str, str]]:
    """Give what a part refers to within the archive, by id: what it is, and where."""
    folder, name = posixpath.split(path)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    links: dict[str, tuple[str, str]] = {}

    def take(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = attributes.get("Target", "")
            if attributes.get("TargetMode") == "External":
                target = ""
            where = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            links[attributes.get("Id", "")] = (kind, where)

    if package.has(rels):
        Elements(take).follow(package.blocks(rels), rels)
    return links


class _Facts:
    """What the workbook's own part says: its sheets, and its first day."""

    def __init__(self, package: Package, path: str) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.from_1904 = False
        self.not_calculated = False
        Elements(self._take).follow(package.blocks(path), path)

    def _take(self, element: str, attributes: dict[str, str]) -> None:
        if element == "sheet":
            name, state = attributes.get("name", ""), attributes.get("state", "")
            self.sheets.append((name, state, _id(attributes)))
        elif element == "workbookPr":
            self.from_1904 = attributes.get("date1904", "") in TRUE
        elif element == "calcPr":
            self.not_calculated = attributes.get("fullCalcOnLoad", "") in TRUE


def _id(attributes: dict[str, str]) -> str:
    return next((value for key, value in attributes.items() if key.endswith(":id")), "")


def _formats(package: Package, path: str) -> tuple[list[Format], frozenset[str]]:
    """Give the number format of every style, by its number, and the styles that strike out."""
    codes: dict[int, str] = {}
    styles: list[tuple[int, int]] = []
    lines: list[bool] = []  # through the letters of each font
    inside = [""]

    def take(element: str, attributes: dict[str, str]) -> None:
        if element == "numFmt":
            codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif element in {"fonts", "fills", "cellXfs", "cellStyleXfs", "dxfs"}:
            inside[0] = element
        elif element == "xf" and inside[0] == "cellXfs":
            numbers = (int(attributes.get(name, "0")) for name in ("numFmtId", "fontId"))
            styles.append((next(numbers), next(numbers)))
        elif element == "font" and inside[0] == "fonts":
            lines.append(False)
        elif element == "strike" and inside[0] == "fonts" and lines:
            lines[-1] = attributes.get("val", "1") in TRUE
        if max(len(styles), len(codes), len(lines)) > STYLES_MOST:
            raise too_many_styles(STYLES_MOST)

    Elements(take).follow(package.blocks(path), path)
    formats = [format_of(codes.get(one, BUILT_IN.get(one, "General"))) for one, _ in styles]
    fonts = {at for at, one in enumerate(lines) if one}
    return formats, frozenset(str(at) for at, (_, font) in enumerate(styles) if font in fonts)


class _Texts(Follower):
    """The texts that cells share, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[str] = []
        self.marks: dict[int, str] = {}
        self.struck: dict[int, str] = {}
        self._runs: list[tuple[str, str]] = []
        self._lines: list[tuple[str, bool]] = []
        self._position = ""
        self._line = False
        self._kept = False
        self._aside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a text or one of its runs; how it is pronounced is left out."""
        if name == "si":
            self._runs, self._lines, self._position, self._line = [], [], "", False
        elif name == "r":
            self._position, self._line = "", False
        elif name == "strike":
            self._line = attributes.get("val", "1") in TRUE
        elif name == "vertAlign":
            self._position = RAISED.get(attributes.get("val", ""), "")
        elif name == "rPh":
            self._aside = True
        elif name == "t" and not self._aside:
            self._kept = attributes.get("xml:space") == "preserve"
            self.listen()
        elif name == "sst" and max(_sizes(attributes)) > 4 * TEXTS_MOST:
            raise too_many_texts(max(_sizes(attributes)), TEXTS_MOST)

    def end(self, name: str) -> None:
        """Close a text or one of its runs."""
        if name == "t" and not self._aside:
            text = self.heard()
            self._runs.append((text if self._kept else text.strip(), self._position))
            self._lines.append((text, self._line))
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            text, mark = written(self._runs)
            if mark:
                self.marks[len(self.all)] = mark
            if lines := struck(self._lines):
                self.struck[len(self.all)] = lines
            self.all.append(unescaped(text))
            if len(self.all) > TEXTS_MOST:
                raise too_many_texts(len(self.all), TEXTS_MOST)


def _sizes(attributes: dict[str, str]) -> tuple[int, int]:
    return whole(attributes.get("uniqueCount", ""), 0), whole(attributes.get("count", ""), 0)


def _read(package: Package, leaf: tuple[str, str], given: Given, bounds: Bounds) -> Grid:
    name, path = leaf
    sheet = Sheet(name, given, bounds)
    sheet.follow(package.blocks(path), path)
    sheet.grid.comments = any(
        kind in {"comments", "threadedComment"} for kind, _ in _links(package, path).values()
    )
    return sheet.grid

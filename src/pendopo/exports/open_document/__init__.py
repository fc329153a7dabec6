"""A workbook of the open standard back as it is, with comments in its cells or with other texts.

Its parts are copied byte for byte: sheets, hidden ones too, styles, drawings and all else that a
program wrote. What is put in: comments, the colour of the cells that have them, and a first sheet
that lists every finding. What goes: programs, formulas and addresses that reach outside, and what
we wrote at an earlier check. It is followed as a stream: a large one costs time and no memory.

Source: OpenDocument 1.3, part 2 (packages) and part 3, 9 (tables), 14.1 (annotations).
"""

import zipfile
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO

from pendopo.exports.mending import CALCULATED, UNPLACED, Cell, MendingError
from pendopo.exports.open_document.annotated import Annotated, Marks, sheet_of
from pendopo.exports.open_document.listing import (
    LIST_STYLES,
    Line,
    filtered,
    list_sheet,
    within,
)
from pendopo.exports.open_document.rewritten import Rewritten
from pendopo.exports.open_document.stilled import Stilled, Survey, Table
from pendopo.exports.open_document.words import cell_at
from pendopo.exports.remarks import (
    GRAVITY,
    ODS_MB_MOST,
    Listed,
    Remark,
    Words,
    columns_among,
    comment_of,
    listed,
)
from pendopo.exports.spreadsheet import sheet_name
from pendopo.stages.intake.refused import ODS_KIND, RefusedError
from pendopo.stages.intake.workbook.package import Package, opened
from pendopo.stages.intake.workbook.xml import Elements, local
from pendopo.terms.finding import Weight
from pendopo.terms.mapping import same_name
from pendopo.terms.reading import OUR_SHEETS
from pendopo.terms.register import Sheet

_CONTENT, _MANIFEST, _TYPE = "content.xml", "META-INF/manifest.xml", "mimetype"
_GONE = ("basic/", "scripts/", "dialogs/")
_BLOCK = 1 << 20


def comment_open_document(
    path: Path, sheet: Sheet | None, remarks: Sequence[Remark], words: Words, out: Path
) -> bool:
    """Write a workbook's comments into a copy of it; tell whether it could be done.

    :param sheet: the sheet as it was read, by which columns are found; None when it could not be
    """
    try:
        with opened(path) as package:
            if package.size(_CONTENT) > ODS_MB_MOST << 20 or _is_locked(package):
                return False
            return _comment(package, sheet, remarks, words, out)
    except RefusedError:
        out.unlink(missing_ok=True)
        return False


def mend_open_document(
    path: Path, sheets: Sequence[Sheet], cells: Sequence[Cell], out: Path
) -> int | None:
    """Write a workbook with some of its cells written anew; give how many were.

    :param sheets: those that were read, in which the cells may stand; one is enough
    :returns: None where it is too large to be written once more, or nobody could open it
    :raises MendingError: when it is not certain where a cell stands, or when the workbook
        calculates: no result would be calculated anew
    """
    try:
        with opened(path) as package:
            if package.size(_CONTENT) > ODS_MB_MOST << 20 or _is_locked(package):
                return None
            return _mend(package, sheets, cells, out)
    except RefusedError:
        out.unlink(missing_ok=True)
        return None


def _mend(package: Package, sheets: Sequence[Sheet], cells: Sequence[Cell], out: Path) -> int:
    still, mended = out.with_name("still.xml"), out.with_name("mended.xml")
    with still.open("wb") as stream:
        survey = Survey(stream, [name for sheet in sheets for name in sheet.header])
        survey.follow(package.blocks(_CONTENT), _CONTENT)
    for table, texts in _placed(survey, sheets, cells).items():
        with still.open("rb") as stream, mended.open("wb") as copy:
            copied = Rewritten(copy, table, texts)
            copied.follow(iter(partial(stream.read, _BLOCK), b""), _CONTENT)
        if copied.calculates:
            raise MendingError(CALCULATED)
        mended.replace(still)
    with still.open("rb") as stream:
        _pack(package, iter(partial(stream.read, _BLOCK), b""), out)
    return len(cells)


def _placed(
    survey: Survey, sheets: Sequence[Sheet], cells: Sequence[Cell]
) -> dict[int, dict[int, dict[int, str]]]:
    """Find where each cell stands: for its sheet, its row and its column, the text."""
    names = [one.name for one in survey.tables]
    places = {}
    for sheet in sheets:
        at = names.index(sheet.name) if sheet.name in names else 0
        places[at] = columns_among(survey.tables[at].names, sheet.header)
    found: dict[int, dict[int, dict[int, str]]] = {}
    for cell in cells:
        having = [at for at, columns in places.items() if same_name(cell.column) in columns]
        if len(having) > 1:
            having = [at for at in having if same_name(names[at]) == same_name(cell.table)]
        if len(having) != 1:
            raise MendingError(UNPLACED)
        [at] = having
        areas = _Areas(survey.tables[at].areas)
        line, column = areas.visible(cell.line, places[at][same_name(cell.column)])
        found.setdefault(at, {}).setdefault(line, {})[column] = cell.text
    return found


def _is_locked(package: Package) -> bool:
    found: list[str] = []
    if package.has(_MANIFEST):
        Elements(lambda name, _: found.append(name)).follow(package.blocks(_MANIFEST), _MANIFEST)
    return "encryption-data" in found


def _comment(
    package: Package, sheet: Sheet | None, remarks: Sequence[Remark], words: Words, out: Path
) -> bool:
    still, told = out.with_name("still.xml"), out.with_name("told.xml")
    with still.open("wb") as stream:
        survey = Survey(stream, sheet.header if sheet else ())
        survey.follow(package.blocks(_CONTENT), _CONTENT)
    if not survey.tables:
        return False
    sheets = _Sheets(survey, sheet, words)
    with still.open("rb") as stream, told.open("wb") as copy:
        copied = Annotated(copy, sheets.marks(remarks))
        copied.follow(iter(lambda: stream.read(_BLOCK), b""), _CONTENT)
    name = sheet_name(OUR_SHEETS + words.findings, sheets.names())
    lines = [_line(one, sheets, copied) for one in listed(remarks, words)]
    with told.open("rb") as stream:
        pieces = _pieces(stream, _inserted(copied, name, lines, words))
        _pack(package, pieces, out)
    return True


class _Sheets:
    """The sheets of a document: which one is commented, and where its columns are."""

    def __init__(self, survey: Survey, sheet: Sheet | None, words: Words) -> None:
        self._tables = survey.tables
        # The lists of a template stay: its cells are chosen from them.
        listing = {sheet_of(area) for area in survey.ranges if _from_list(area)}
        self.gone = frozenset(
            one.name
            for one in survey.tables
            if one.name.startswith(OUR_SHEETS + words.findings)
            or (one.name.startswith(OUR_SHEETS) and one.name in listing)
        )
        staying = [at for at, one in enumerate(survey.tables) if one.name not in self.gone]
        named = [at for at in staying if sheet and survey.tables[at].name == sheet.name]
        self._at = (named or staying or [-1])[0]
        self._table = survey.tables[self._at] if staying else Table("")
        self._columns = columns_among(self._table.names, sheet.header if sheet else ())
        self._areas = _Areas(self._table.areas)

    @property
    def name(self) -> str:
        """Of the sheet that is commented."""
        return self._table.name

    def names(self) -> list[str]:
        """Name the sheets that stay."""
        return [one.name for one in self._tables if one.name not in self.gone]

    def place(self, line: int, column: str) -> tuple[int, int] | None:
        """Find a cell, the visible one where several are merged."""
        at = self._columns.get(same_name(column), 0) if column else 1
        return self._areas.visible(line, at) if at and line > 0 else None

    def marks(self, remarks: Sequence[Remark]) -> Marks:
        """Say what is to be said of which cell."""
        said: dict[int, dict[int, tuple[Weight, list[str]]]] = {}
        for remark in remarks:
            for line in remark.lines:
                place = self.place(line, remark.column)
                if place:
                    _say(said.setdefault(place[0], {}), place[1], remark)
        noted = {at: frozenset(one.noted) for at, one in enumerate(self._tables)}
        return Marks(self._at, said, noted, self.gone)


def _from_list(area: str) -> bool:
    return area.removeprefix("$").startswith("'" + OUR_SHEETS) and ".A3:" in area.replace("$", "")


def _say(row: dict[int, tuple[Weight, list[str]]], column: int, remark: Remark) -> None:
    weight, texts = row.get(column, (remark.weight, []))
    graver = min(weight, remark.weight, key=GRAVITY.index)
    text = comment_of(remark)
    row[column] = (graver, texts if text in texts else [*texts, text])


class _Areas:
    """Merged areas, of which the first cell alone can be seen."""

    def __init__(self, areas: Sequence[tuple[int, int, int, int]]) -> None:
        self._areas = sorted(areas)
        self._tallest = max((last - first for first, _, last, _ in areas), default=0)

    def visible(self, line: int, column: int) -> tuple[int, int]:
        """Give the cell that is seen in the place of another."""
        first = bisect_right(self._areas, (line - self._tallest - 1,))
        for top, left, bottom, right in self._areas[first:]:
            if top > line:
                break
            if line <= bottom and left <= column <= right:
                return top, left
        return line, column


def _line(one: Listed, sheets: _Sheets, copied: Annotated) -> Line:
    """Give a line of the list, and the cell that it leads to."""
    found = sheets.place(one.line, one.remark.column)
    if found is None or found not in copied.found:
        return Line(one)
    return Line(one, cell_at(sheets.name, *found), copied.found[found])


def _inserted(
    copied: Annotated,
    name: str,
    lines: Sequence[Line],
    words: Words,
) -> list[tuple[int, bytes]]:
    """Give what is put into the copy, each with its place in it."""
    styles = b"".join([*copied.colours.made(), b"" if copied.listed else LIST_STYLES])
    ranges = filtered(name, len(lines))
    return [
        (copied.styles_at, within("automatic-styles", styles) if copied.bare else styles),
        (copied.list_at, list_sheet(name, lines, words)),
        (copied.ranges_at, within("database-ranges", ranges) if copied.unranged else ranges),
    ]


def _pieces(stream: IO[bytes], inserted: Sequence[tuple[int, bytes]]) -> Iterator[bytes]:
    """Give the copy in pieces, with what is put into it."""
    at = 0
    for here, piece in inserted:
        yield from _read(stream, here - at)
        yield piece
        at = here
    yield from iter(lambda: stream.read(_BLOCK), b"")


def _read(stream: IO[bytes], count: int) -> Iterator[bytes]:
    while count:
        block = stream.read(min(count, _BLOCK))
        count -= len(block)
        yield block


def _pack(package: Package, content: Iterator[bytes], out: Path) -> None:
    """Write the archive once more: its kind first and uncompressed, its parts in their order."""
    parts = [one for one in package.parts() if not _goes(one.filename)]
    kind = [one for one in parts if one.filename == _TYPE]
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(_TYPE, _when(kind)), ODS_KIND)
        for part in parts:
            if part.filename != _TYPE:
                _copy_part(package, part, content, archive)


def _when(parts: Sequence[zipfile.ZipInfo]) -> tuple[int, int, int, int, int, int]:
    """Give the time that a part bears, the first that ZIP knows where there is none."""
    return parts[0].date_time if parts else (1980, 1, 1, 0, 0, 0)


def _copy_part(
    package: Package, part: zipfile.ZipInfo, content: Iterator[bytes], archive: zipfile.ZipFile
) -> None:
    new = zipfile.ZipInfo(part.filename, part.date_time)
    new.compress_type = part.compress_type
    new.external_attr = part.external_attr
    large = 2 * part.file_size > zipfile.ZIP64_LIMIT or part.filename.casefold() == _CONTENT
    with archive.open(new, "w", force_zip64=large) as stream:
        if part.filename.casefold() == _CONTENT:
            for block in content:
                stream.write(block)
        elif part.filename == _MANIFEST:
            _Manifest(stream).follow(package.blocks(part.filename), part.filename)
        elif part.filename.endswith(".xml"):
            Stilled(stream).follow(package.blocks(part.filename), part.filename)
        else:
            for block in package.blocks(part.filename):
                stream.write(block)


def _goes(name: str) -> bool:
    """Tell whether a part is a program, or signs what is no longer so."""
    plain = name.replace("\\", "/").casefold()
    return plain.startswith(_GONE) or (plain.startswith("meta-inf/") and "signatures" in plain)


class _Manifest(Stilled):
    """The list of parts without those that go."""

    def goes(self, name: str, attributes: dict[str, str]) -> bool:
        """Tell whether the part that is listed here goes."""
        return name == "file-entry" and _goes(local(attributes, "full-path"))

"""A look through a workbook before anything parses it: a few kilobytes can ask for half a terabyte.

Measured: a workbook of 4 KB with the two cells A1 and XFD1048576 aborts the process of the usual
reader, which reserves a place for every cell between them.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO
from xml.parsers import expat

from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_MEMBERS_MOST = 2_000
_BYTES_MOST = 256 << 20
_RATIO_MOST = 200
_RATIO_COUNTS_FROM = 1 << 20  # smaller parts may shrink as far as they like
_CELLS_MOST = 5_000_000
_AREA_MOST = 50_000_000
_BLOCK = 1 << 16
_LINES_SHOWN = 20
_XML_STARTS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.IGNORECASE)
_WRITE = say("Open it in Excel or LibreOffice, copy the table to a new workbook, and hand that in.")


@dataclass
class Part:
    """What was counted in one sheet's part of the workbook.

    :param errors: places of cells that hold an error such as #N/A, as (row, column letters)
    :param unstored: places of formulas whose result was not stored with them
    """

    cells: int = 0
    rows: int = 0
    columns: int = 0
    formulas: int = 0
    merged: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)
    unstored: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Survey:
    """What was found in a workbook: its parts by path, and which sheet is which part."""

    parts: dict[str, Part] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)

    def part(self, sheet: str) -> Part:
        """Give what was counted for the sheet of that name."""
        return self.parts.get(self.targets.get(self.sheets.get(sheet, ""), ""), Part())


class HostileError(Exception):
    """A workbook that is not opened; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence())
        self.finding = finding


def survey(path: Path) -> Survey:
    """Walk through a workbook's archive, counting real bytes and cells, and parse nothing else.

    :raises HostileError: at the first thing that would cost a reader too much
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive.infolist())
            return _walk(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise _damaged(str(error)) from error
    except (OSError, RuntimeError, ValueError, zlib.error) as error:
        # What zlib and zipfile raise for a broken stream or a bad name.
        raise _damaged(str(error)) from error


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(members) > _MEMBERS_MOST:
        raise _hostile(
            say("The workbook has {found} parts inside; at most {most} are read."),
            found=len(members),
            most=_MEMBERS_MOST,
        )
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= set(names):
        raise HostileError(
            Finding(
                "workbook_is_one",
                Weight.STOP,
                say("The file is a ZIP archive, but not an XLSX workbook."),
                write=say("Unpack it, and hand in the tables that are inside."),
            )
        )
    for member in members:
        _check_member(member)
    if len(set(names)) < len(names):
        raise _hostile(say("The workbook holds two parts of one name."))
    if sum(member.file_size for member in members) > _BYTES_MOST:
        raise _too_large()


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    if ".." in PurePosixPath(name).parts or name.startswith("/") or "\\" in name:
        raise _hostile(say("The workbook has a part that points outside it: {found}."), found=name)
    if member.flag_bits & 1:
        raise HostileError(
            Finding(
                "workbook_is_open",
                Weight.STOP,
                say("The workbook is protected by a password."),
                write=say("Take the password away in Excel, save it, and hand that in."),
            )
        )
    ratio = member.file_size // max(member.compress_size, 1)
    if member.file_size > _RATIO_COUNTS_FROM and ratio > _RATIO_MOST:
        raise _hostile(
            say("A part of the workbook unpacks to {found} times its size; {most} is the most."),
            found=ratio,
            most=_RATIO_MOST,
        )


def _walk(archive: zipfile.ZipFile) -> Survey:
    found = Survey()
    left = _BYTES_MOST
    for member in archive.infolist():
        with archive.open(member) as stream:
            left -= _Member(member.filename, found).read(stream, left)
    return found


class _Member:
    """One part of the archive, read in blocks: counted, and when it is XML, followed."""

    def __init__(self, name: str, found: Survey) -> None:
        self._name = name
        self._found = found
        self._part = Part()
        self._row = 0
        self._column = 0
        self._letters = ""
        self._formula = False
        self._may_be_empty = False
        self._total_cells = sum(part.cells for part in found.parts.values())
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._start
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self._cell,
            "v": self._value,
            "is": self._text,
            "f": self._begin_formula,
            "row": self._begin_row,
            "mergeCell": self._merge,
            "sst": self._strings,
            "sheet": self._sheet,
            "Relationship": self._relationship,
        }

    def read(self, stream: IO[bytes], left: int) -> int:
        """Read all of it.

        :param left: how many bytes the workbook may still unpack to; headers can lie, so the
            bytes themselves are counted
        :returns: its size unpacked
        """
        size = 0
        is_xml = False
        while block := stream.read(_BLOCK):
            is_xml = is_xml or (not size and block.lstrip().startswith(_XML_STARTS))
            size += len(block)
            if size > left:
                raise _too_large()
            if is_xml:
                self._parse(block, final=False)
        if is_xml:
            self._parse(b"", final=True)
            self._end_formula()
        if self._part.cells:
            self._found.parts[self._name] = self._part
        return size

    def _parse(self, block: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(block, final)
        except expat.ExpatError as error:
            raise _damaged(f"{self._name}: {error}") from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        known = self._starts.get(name.rpartition(":")[2])
        if known:
            known(attributes)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._end_formula()
        self._row = _number(attributes.get("r", ""), self._row + 1)
        self._column = 0

    def _cell(self, attributes: dict[str, str]) -> None:
        self._end_formula()
        part = self._part
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        if place:
            self._letters = place[1].upper()
            self._column, self._row = _column_number(self._letters), int(place[2])
        else:
            self._column += 1
            self._letters = f"#{self._column}"
        part.cells += 1
        part.rows = max(part.rows, self._row)
        part.columns = max(part.columns, self._column)
        # A formula may well give an empty text; any other result that is empty was never stored.
        self._may_be_empty = attributes.get("t") == "str"
        if attributes.get("t") == "e":
            part.errors.append((self._row, self._letters))
        self._hold_to_limits(part)

    def _hold_to_limits(self, part: Part) -> None:
        if self._total_cells + part.cells > _CELLS_MOST:
            raise _hostile(
                say("The workbook has more than {most} cells."),
                say("Save the table as CSV in UTF-8, which has no such limit, and hand that in."),
                most=_CELLS_MOST,
            )
        if part.rows * part.columns > _AREA_MOST:
            raise _hostile(
                say(
                    "The workbook's cells reach to column {column} and row {row}: an area of "
                    "{found} cells, nearly all of them empty. At most {most} are read."
                ),
                say(
                    "Go to the last cell (Ctrl+End), delete the empty rows and columns before it, "
                    "save, and hand in the workbook again."
                ),
                column=part.columns,
                row=part.rows,
                found=part.rows * part.columns,
                most=_AREA_MOST,
            )

    def _begin_formula(self, _: dict[str, str]) -> None:
        self._part.formulas += 1
        self._formula = True

    def _value(self, _: dict[str, str]) -> None:
        if self._formula:
            self._formula = not self._may_be_empty
            self._parser.CharacterDataHandler = self._text

    def _text(self, _: object) -> None:
        self._formula = False
        self._parser.CharacterDataHandler = None

    def _end_formula(self) -> None:
        if self._formula:
            self._part.unstored.append((self._row, self._letters))
        self._text("")

    def _merge(self, _: dict[str, str]) -> None:
        self._part.merged += 1

    def _strings(self, attributes: dict[str, str]) -> None:
        for name in ("uniqueCount", "count"):
            # The usual reader reserves as many places as the file says it has texts.
            if _number(attributes.get(name, ""), 0) > 4 * _CELLS_MOST:
                raise _hostile(
                    say("The workbook says it holds {found} texts; at most {most} are read."),
                    found=attributes[name],
                    most=4 * _CELLS_MOST,
                )

    def _sheet(self, attributes: dict[str, str]) -> None:
        ids = [value for key, value in attributes.items() if key.endswith(":id")]
        if self._name == "xl/workbook.xml" and ids and "name" in attributes:
            self._found.sheets[attributes["name"]] = ids[0]

    def _relationship(self, attributes: dict[str, str]) -> None:
        if self._name == "xl/_rels/workbook.xml.rels":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else f"xl/{target}"
            self._found.targets[attributes.get("Id", "")] = path


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else otherwise  # noqa: PLR2004 - 18 digits fit 64 bits


def _refuse_doctype(*_: object) -> None:
    raise _hostile(say("The workbook declares a document type, by which a few bytes become many."))


def _hostile(message: str, write: str = _WRITE, **values: object) -> HostileError:
    return HostileError(
        Finding(
            "workbook_is_harmless",
            Weight.STOP,
            message,
            {name: str(value) for name, value in values.items()},
            write,
        )
    )


def _too_large() -> HostileError:
    return _hostile(
        say("The workbook unpacks to more than {most} MB."),
        say("Save the table as CSV in UTF-8, and hand that in."),
        most=_BYTES_MOST >> 20,
    )


def _damaged(error: str) -> HostileError:
    return HostileError(
        Finding(
            "workbook_is_whole",
            Weight.STOP,
            say("The workbook is damaged and cannot be opened: {error}"),
            {"error": error[:200]},
            say("Open it in Excel or LibreOffice, let it be repaired, save it, and hand that in."),
        )
    )

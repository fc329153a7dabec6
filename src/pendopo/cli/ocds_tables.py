"""Flattened tables on a disk: a folder of CSV files or a workbook, and the file beside them."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from pendopo.cli.verb import RefusedError
from pendopo.cli.words import word
from pendopo.standards.ocds.exact import JsonError, dump, parse
from pendopo.standards.ocds.flat.kinds import Drawn
from pendopo.standards.ocds.flat.rows import Tables
from pendopo.standards.ocds.flat.spool import Spool
from pendopo.terms.wording import say

WORKBOOK: Final = ".xlsx"
_BESIDE: Final = "beside.jsonl"
_ROWS_MOST: Final = 1_048_576  # of a sheet, its heading included
_NAME_MOST: Final = 31  # characters of a sheet's name
_CELL_MOST: Final = 32_767  # characters
_CSV_CELL_MOST: Final = 1 << 30
# What XML 1.0 has no character for, and what workbooks write in place of such.
_UNHELD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_META: Final = "meta"


Row = Iterable[tuple[str, str]]
_Headed = Callable[[Sequence[str]], object]


def write_csv(folder: Path, tables: Tables, spool: Spool) -> None:
    """Write a CSV file for each table into a folder."""
    names = tables.names()
    for table in tables:
        with (folder / f"{names[table.sheet]}.csv").open("wb") as file:
            spool.write(table, file)


def write_workbook(path: Path, tables: Tables, spool: Spool) -> None:
    """Write a workbook with a sheet for each table; one that is too long goes on in another.

    Every cell is a text: a text that begins with = is no formula, and no digit is lost.
    """
    book = Workbook(write_only=True)
    names = tables.names(_NAME_MOST)
    for table in tables:
        headings, name = list(table.columns), names[table.sheet]
        for number, row in enumerate(spool.rows(table)):
            part, place = divmod(number, _ROWS_MOST - 1)
            if place == 0:
                page = book.create_sheet(f"{name[:27]}~{part + 1}" if part else name)
                page.append([_text(page, heading) for heading in headings])
            page.append([_text(page, text) if text else None for text in row])
    book.save(path)


def _text(page: Any, text: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    cell = WriteOnlyCell(page, value=text)
    cell.data_type = "s"
    return cell


def as_in_workbook(text: str) -> str:
    """Give a text as a workbook's cell will hold it."""
    if len(text) <= _CELL_MOST and text.isprintable() and "_x" not in text:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNHELD.sub("\N{REPLACEMENT CHARACTER}", text)[:_CELL_MOST]


def beside_of(place: Path) -> Path:
    """Say where the file beside the tables stands."""
    if place.is_dir() or place.suffix.lower() not in {WORKBOOK, ".csv"}:
        return place / _BESIDE
    return place.with_name(f"{place.name}.{_BESIDE}")


def read_beside(place: Path) -> list[dict[str, Any]]:
    """Read the file beside tables; nothing for tables of others.

    :raises RefusedError: when it is broken
    """
    path = beside_of(place)
    if not path.is_file():
        return []
    try:
        return [parse(line) for line in path.read_bytes().splitlines() if line]
    except JsonError as error:
        text = say("{path}: {error} is not JSON; write the tables anew, or remove this file")
        raise RefusedError(word(text, path=path, error=error)) from error


def beside_line(value: Mapping[str, Any]) -> str:
    """Write a line of the file beside."""
    return dump(dict(value)) + "\n"


def read_rows(
    place: Path,
    meta: dict[str, Any],
    tables: Sequence[str] = (),
    headed: _Headed = lambda _: None,
) -> Iterator[Row]:
    """Give the cells of each row under their headings, table by table.

    A table named ``meta`` holds the fields of the package, one a row.

    :param meta: where those go
    :param tables: the names of tables in the order in which they were written
    :param headed: is given the headings of each table
    :param place: a folder of CSV files, one of them, or a workbook
    :raises RefusedError: when a table cannot be read
    """
    if place.is_dir():
        files = sorted(place.glob("*.csv"))
        if not files and not beside_of(place).is_file():
            text = say("{place}: there is no CSV file in it; write the folder of one")
            raise RefusedError(word(text, place=place))
        written = {name: number for number, name in enumerate(tables)}
        # Else the releases first, as they give the order.
        files.sort(key=lambda one: (written.get(one.stem, len(written)), one.stem != "releases"))
        for file in files:
            yield from _table(file.stem, _csv_rows(file), meta, headed)
    elif place.suffix.lower() == WORKBOOK:
        yield from _xlsx_rows(place, meta, headed)
    else:
        yield from _table("", _csv_rows(place), meta, headed)


def _table(
    name: str, rows: Iterator[list[str]], meta: dict[str, Any], headed: _Headed
) -> Iterator[Row]:
    """Give the rows of a table under its headings."""
    if name.strip().lower() == _META:
        for row in rows:
            _add_meta(meta, *[*row, "", ""][:2])
        return
    headings = next(rows, [])
    headed(headings)
    for row in rows:
        yield zip(headings, row, strict=False)


def _add_meta(meta: dict[str, Any], heading: str, text: str) -> None:
    *above, last = heading.split("/")
    if not last or text == "":
        return
    node = meta
    for step in above:
        node = node.setdefault(step, {})
        if not isinstance(node, dict):
            return
    node[last] = str(text)


def _csv_rows(path: Path) -> Iterator[list[str]]:
    csv.field_size_limit(_CSV_CELL_MOST)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file)
    except (UnicodeDecodeError, csv.Error) as error:
        text = say("{path}: it cannot be read ({error}); write CSV in UTF-8")
        raise RefusedError(word(text, path=path, error=error)) from error


def _xlsx_rows(path: Path, meta: dict[str, Any], headed: _Headed) -> Iterator[Row]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        text = say("{path}: it cannot be read ({error}); write a workbook in the form .xlsx")
        raise RefusedError(word(text, path=path, error=error)) from error
    try:
        for page in book.worksheets:
            page.reset_dimensions()
            cells = ([_cell(value) for value in row] for row in page.iter_rows(values_only=True))
            yield from _table(page.title, cells, meta, headed)
    finally:
        book.close()


def _cell(value: object) -> str:
    """Write what a cell of somebody's workbook holds as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return Drawn(value)
    if isinstance(value, datetime):
        return value.isoformat() + ("" if value.tzinfo else "Z")
    return value.isoformat() if isinstance(value, date) else str(value)

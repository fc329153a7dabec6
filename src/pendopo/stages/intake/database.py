"""Databases of Microsoft Access: the tables that a register reads, put into a ZIP of CSV files.

Nothing else of a database is read. It keeps what was deleted and who has which password, so it is
no file to be published: what is made of it is.
"""

import csv
import io
import logging
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from pendopo.stages.intake.encoding import Tell
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_MARKS: Final = (b"\x00\x01\x00\x00Standard Jet DB", b"\x00\x01\x00\x00Standard ACE DB")
_MONEY, _NUMERIC = 5, 16  # kinds of column: currency, and a decimal of up to 28 digits
_MONEY_SCALE: Final = 4
_NO_DAY: Final = frozenset({"(Empty Date)", "(Invalid Date)"})
# The same database makes the same bytes: what was handed in twice is noticed.
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
# What the parser, which trusts what a file says of itself, runs into where that is not so.
_BROKEN: Final = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, struct.error,
)  # fmt: skip


def is_database(path: Path) -> bool:
    """Tell a database of Microsoft Access by its first bytes, whatever it is called."""
    with path.open("rb") as file:
        return file.read(len(_MARKS[0])).startswith(_MARKS)


def pack_tables(path: Path, wanted: Mapping[str, Sequence[str]], out: Path, tell: Tell) -> bool:
    """Write tables of a database as CSV files into a ZIP.

    :param wanted: the tables, and of each the columns; those that are not there are left out
    :returns: whether it was written; else a finding told why
    """
    access = import_module("pendopo.stages.intake.access")
    broken = (*_BROKEN, access.ConstructError)
    heard = _Heard()
    logger = logging.getLogger("access_parser")
    logger.propagate = False
    logger.addHandler(heard)
    try:
        opened = access.Database(str(path))
    except broken as error:
        tell(_unreadable(error))
        return False
    names = {one.lower(): one for one in opened.catalog}
    here = {names[one.lower()]: wanted[one] for one in wanted if one.lower() in names}
    if not here:
        tell(_none_of_them(wanted))
        return False
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, columns in here.items():
            heard.said.clear()
            try:
                cells = _cells(opened.table(name), columns)
            except broken as error:
                tell(_not_whole(name, str(error) or type(error).__name__))
                return False
            if heard.said:
                tell(_not_whole(name, heard.said[0]))
                return False
            packed.writestr(_member(name), _written(cells), zipfile.ZIP_DEFLATED)
    tell(_taken(here, len(names) - len(here)))
    return True


def _member(table: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(f"{table}.csv", _STAMP)


class _Heard(logging.Handler):
    """What the parser only writes down: of a table it skips what it cannot follow."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage()[:200])


def _cells(table: Any, wanted: Sequence[str]) -> dict[str, list[str]]:  # noqa: ANN401
    """Read columns of a table as text.

    :raises ValueError: when it holds other than the number of rows that it says
    """
    asked = {one.lower() for one in wanted}
    columns = list(table.columns.values())
    rows: Mapping[str, Any] = table.parse()
    count = table.table_header.number_of_rows
    found = {column.col_name_str: list(rows.get(column.col_name_str, ())) for column in columns}
    # A row that the parser gives up half-way leaves some columns shorter: no row is its own then.
    lengths = {len(cells) for cells in found.values()}
    if lengths != {count}:
        raise ValueError(f"{count} rows are said, and {sorted(lengths)} were read")
    return {
        column.col_name_str: [_text(column)(one) for one in found[column.col_name_str]]
        for column in columns
        if column.col_name_str.lower() in asked
    }


def _text(column: Any) -> Callable[[Any], str]:  # noqa: ANN401
    if column.type == _MONEY:
        return _money
    if column.type == _NUMERIC:
        return lambda value: _numeric(value, column.various.scale)
    return _plain


def _plain(value: object) -> str:
    if value is None or value in _NO_DAY:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    if isinstance(value, bytes):
        raise TypeError("a cell is no text")
    return str(value)


def _money(value: int | None) -> str:
    """Write a currency's cell: ten-thousandths as a whole number."""
    return "" if value is None else f"{Decimal(value).scaleb(-_MONEY_SCALE).normalize():f}"


def _numeric(value: str | bytes | None, scale: int) -> str:
    """Write a decimal; the parser leaves the point out where there are no more digits than behind.

    A fixed one comes as it is kept: a sign and four numbers of 32 bits, the highest first.
    """
    if value is None:
        return ""
    if isinstance(value, bytes):
        sign, *parts = struct.unpack("<BIIII", value)
        whole = sum(part << 32 * place for place, part in enumerate(reversed(parts)))
        return f"{Decimal(-whole if sign else whole).scaleb(-scale).normalize():f}"
    number = Decimal(value)
    return f"{(number if '.' in value else number.scaleb(-scale)).normalize():f}"


def _written(cells: Mapping[str, Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(cells)
    writer.writerows(_rows(cells))
    return out.getvalue().encode()


def _rows(cells: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    return zip(*cells.values(), strict=True)


def _taken(tables: Mapping[str, object], others: int) -> Finding:
    return Finding(
        "database_is_read_by_its_tables",
        Weight.NOTE,
        say(
            "Of the database these tables were read: {tables}. {others} others were not, and the "
            "database itself is not published."
        ),
        {"tables": ", ".join(tables), "others": str(others)},
    )


def _none_of_them(wanted: Mapping[str, object]) -> Finding:
    return Finding(
        "database_has_its_tables",
        Weight.STOP,
        say("The database has none of the tables that this register reads: {tables}."),
        {"tables": ", ".join(wanted)},
        say("Hand in the database in which the budgets are kept, or fill in the template."),
    )


def _unreadable(error: BaseException) -> Finding:
    return Finding(
        "database_can_be_read",
        Weight.STOP,
        say("The database cannot be read: {error}"),
        {"error": (str(error) or type(error).__name__)[:200]},
        say(
            "It may be encoded or cut off: compact it in Access or in the program that keeps it, "
            "and hand it in again; or export its tables as CSV and pack these as ZIP."
        ),
    )


def _not_whole(table: str, error: str) -> Finding:
    return Finding(
        "database_can_be_read",
        Weight.STOP,
        say("Table {table} of the database cannot be read whole: {error}"),
        {"table": table, "error": error[:200]},
        say(
            "Compact the database in Access or in the program that keeps it, and hand it in "
            "again; or export its tables as CSV and pack these as ZIP."
        ),
    )

"""Ways in which a table comes to harm in a workbook, whatever the table is.

Each takes rows of values (the header first; ``NAMES`` says what is in them) and a source of
choices, and gives the bytes of a workbook.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from random import Random
from typing import Any

from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook

from tests.corpus.workbooks import write
from tests.corpus.workbooks.write import ods_cell, ods_row, ods_table

NAMES = ("desa", "kode", "tanggal", "luas", "jumlah")
NAME, CODE, DAY, SIZE, COUNT = range(len(NAMES))

Rows = list[list[Any]]
Harm = Callable[[Rows, Random], bytes]
_SHEET = "xl/worksheets/sheet1.xml"


def book(*rows: Sequence[Any], change: Callable[[Workbook], object] | None = None) -> bytes:
    made: bytes = write.book(*rows, change=change)
    return made


def ods(*tables: str) -> bytes:
    made: bytes = write.ods(*tables)
    return made


def _one(rows: Rows, random: Random) -> int:
    """Choose a row as a spreadsheet counts, not the header."""
    return random.randrange(2, len(rows) + 1)


def _set(rows: Rows, at: int, column: int, value: object) -> Rows:
    new = [list(row) for row in rows]
    new[at - 1][column] = value
    return new


def _changed(rows: Rows, change: Callable[[Workbook], object]) -> bytes:
    return book(*rows, change=change)


def days_from_1904(rows: Rows, _: Random) -> bytes:
    return _changed(rows, lambda made: setattr(made, "epoch", CALENDAR_MAC_1904))


def a_day_as_its_number(rows: Rows, random: Random) -> bytes:
    at = _one(rows, random)
    return book(*_set(rows, at, DAY, (rows[at - 1][DAY] - date(1899, 12, 30)).days))


def a_day_as_text(rows: Rows, random: Random) -> bytes:
    at = _one(rows, random)
    form = random.choice(["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%y", "%Y-%m-%d"])
    return book(*_set(rows, at, DAY, rows[at - 1][DAY].strftime(form)))


def a_number_as_text(rows: Rows, random: Random) -> bytes:
    at, column = _one(rows, random), random.choice([SIZE, COUNT])
    form = random.choice(["{}", "{:,}", "Rp {}", "{} ha"])
    return book(*_set(rows, at, column, form.format(rows[at - 1][column])))


def numbers_as_text_with_commas(rows: Rows, _: Random) -> bytes:
    return book(
        rows[0], *([*r[:SIZE], str(r[SIZE]).replace(".", ","), *r[SIZE + 1 :]] for r in rows[1:])
    )


def a_code_as_number(rows: Rows, random: Random) -> bytes:
    at = _one(rows, random)
    return book(*_set(rows, at, CODE, int(rows[at - 1][CODE])))


def an_error(rows: Rows, random: Random) -> bytes:
    error = random.choice(["#REF!", "#N/A", "#DIV/0!", "#VALUE!"])
    return book(*_set(rows, _one(rows, random), random.randrange(len(NAMES)), error))


def a_formula_without_its_value(rows: Rows, random: Random) -> bytes:
    return book(*_set(rows, _one(rows, random), COUNT, "=1+1"))


def formulas_that_gave_nothing(rows: Rows, random: Random) -> bytes:
    at = _one(rows, random)
    content = book(*_set(rows, at, COUNT, "=1+1"))
    changes = {_SHEET: lambda text: re.sub(r"<v ?/>|<v></v>", "<v>0</v>", text)}
    made: bytes = write.repacked(content, changes)
    return made


def a_hidden_row(rows: Rows, random: Random) -> bytes:
    at = _one(rows, random)
    return _changed(rows, lambda made: setattr(made.active.row_dimensions[at], "hidden", True))


def a_hidden_column(rows: Rows, random: Random) -> bytes:
    letter = random.choice("ABCDE")
    return _changed(
        rows, lambda made: setattr(made.active.column_dimensions[letter], "hidden", True)
    )


def a_filter(rows: Rows, random: Random) -> bytes:
    at = _one(rows, random)

    def change(made: Workbook) -> None:
        made.active.auto_filter.ref = f"A1:E{len(rows)}"
        made.active.row_dimensions[at].hidden = True

    return _changed(rows, change)


def a_hidden_sheet(rows: Rows, random: Random) -> bytes:
    state = random.choice(["hidden", "veryHidden"])

    def change(made: Workbook) -> None:
        other = made.create_sheet("Lama")
        other.append(["desa", "jumlah"])
        other.append(["Ngasem", 5])
        other.sheet_state = state

    return _changed(rows, change)


def a_sheet_before(rows: Rows, _: Random) -> bytes:
    def change(made: Workbook) -> None:
        other = made.create_sheet("Rekap", 0)
        for row in (["kecamatan", "jumlah"], ["A", 5], ["B", 6]):
            other.append(row)

    return _changed(rows, change)


def merged_down(rows: Rows, random: Random) -> bytes:
    """One value for two rows, as where a district is written once."""
    at, column = random.randrange(2, len(rows)), random.randrange(len(NAMES))
    letter = "ABCDE"[column]
    return _changed(
        _set(rows, at + 1, column, None),
        lambda made: made.active.merge_cells(f"{letter}{at}:{letter}{at + 1}"),
    )


def merged_across(rows: Rows, random: Random) -> bytes:
    at = _one(rows, random)
    return _changed(rows, lambda made: made.active.merge_cells(f"B{at}:C{at}"))


def a_merged_title(rows: Rows, _: Random) -> bytes:
    title: Rows = [["Daftar Desa", *[None] * (len(NAMES) - 1)], [None] * len(NAMES)]
    return _changed([*title, *rows], lambda made: made.active.merge_cells("A1:E1"))


def a_second_table_beside(rows: Rows, _: Random) -> bytes:
    other: Rows = [["dinas", "pagu"], *[[f"Dinas {at}", at] for at in range(1, len(rows))]]
    return book(*([*row, None, *other[at]] for at, row in enumerate(rows)))


def a_second_table_below(rows: Rows, _: Random) -> bytes:
    return book(*rows, [], ["dinas", "pagu", "tahun"], ["A", 5, 2025], ["B", 6, 2026])


def a_total_below(rows: Rows, _: Random) -> bytes:
    total = sum(row[COUNT] for row in rows[1:])
    return book(*rows, ["Jumlah", None, None, None, total])


def shown_in_thousands(rows: Rows, random: Random) -> bytes:
    form = random.choice(["#,##0,", '0.0,,"jt"', '0,"rb"'])

    def change(made: Workbook) -> None:
        for at in range(2, len(rows) + 1):
            made.active.cell(at, COUNT + 1).number_format = form

    return _changed(rows, change)


def shown_without_a_year(rows: Rows, _: Random) -> bytes:
    def change(made: Workbook) -> None:
        for at in range(2, len(rows) + 1):
            made.active.cell(at, DAY + 1).number_format = "dd mmm"

    return _changed(rows, change)


def _in_ods(rows: Rows, *, mark: int = 0, more: str = "") -> bytes:
    """Write rows as LibreOffice does; ``more`` is said of the row ``mark``."""
    return ods(_ods_rows(rows, mark=mark, more=more))


def _ods_rows(rows: Rows, *, mark: int = 0, more: str = "") -> str:
    return "".join(
        ods_row(*map(_ods_value, row), more=more if at == mark else "")
        for at, row in enumerate(rows, 1)
    )


def _ods_value(value: object) -> object:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        return ("date", str(value), f"{value:%d/%m/%Y}")
    return value if isinstance(value, str) else ("float", str(value))


def ods_hidden_row(rows: Rows, random: Random) -> bytes:
    state = random.choice(["collapse", "filter"])
    return _in_ods(rows, mark=_one(rows, random), more=f' table:visibility="{state}"')


def ods_error(rows: Rows, random: Random) -> bytes:
    error = random.choice(["#REF!", "#N/A", "Err:502", "#DIV/0!"])
    return _in_ods(_set(rows, _one(rows, random), random.randrange(len(NAMES)), error))


def ods_number_as_text(rows: Rows, random: Random) -> bytes:
    at, column = _one(rows, random), random.choice([SIZE, COUNT])
    form = random.choice(["{}", "{:,}", "Rp {}"])
    return _in_ods(_set(rows, at, column, form.format(rows[at - 1][column])))


def ods_formula_without_its_value(rows: Rows, random: Random) -> bytes:
    bare = '<table:table-cell table:formula="of:=1+1"/>'
    return _in_ods(_set(rows, _one(rows, random), COUNT, bare))


def ods_merged_down(rows: Rows, random: Random) -> bytes:
    at, column = random.randrange(2, len(rows)), random.randrange(len(NAMES))
    top = ods_cell(_ods_value(rows[at - 1][column])).replace(
        "<table:table-cell ",
        '<table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1" ',
        1,
    )
    return _in_ods(_set(_set(rows, at, column, top), at + 1, column, "<table:covered-table-cell/>"))


def ods_second_sheet(rows: Rows, _: Random) -> bytes:
    other = _ods_rows([["kecamatan", "jumlah"], ["A", 5], ["B", 6]])
    return ods(ods_table(_ods_rows(rows), "Data"), ods_table(other, "Rekap"))


def ods_second_table_beside(rows: Rows, _: Random) -> bytes:
    other: Rows = [["dinas", "pagu"], *[[f"Dinas {at}", at] for at in range(1, len(rows))]]
    return _in_ods([[*row, None, *other[at]] for at, row in enumerate(rows)])


HARMS: tuple[Harm, ...] = (
    days_from_1904,
    a_day_as_its_number,
    a_day_as_text,
    a_number_as_text,
    numbers_as_text_with_commas,
    a_code_as_number,
    an_error,
    a_formula_without_its_value,
    formulas_that_gave_nothing,
    a_hidden_row,
    a_hidden_column,
    a_filter,
    a_hidden_sheet,
    a_sheet_before,
    merged_down,
    merged_across,
    a_merged_title,
    a_second_table_beside,
    a_second_table_below,
    a_total_below,
    shown_in_thousands,
    shown_without_a_year,
    ods_hidden_row,
    ods_error,
    ods_number_as_text,
    ods_formula_without_its_value,
    ods_merged_down,
    ods_second_sheet,
    ods_second_table_beside,
)

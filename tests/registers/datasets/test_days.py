"""Days in another form are read where there is one reading, and stay text where there are two."""

import pytest

from pendopo.registers.datasets.days import day_form
from pendopo.registers.datasets.infer import infer
from pendopo.terms.column import Kind


@pytest.mark.parametrize(
    ("cells", "form", "value"),
    [
        (("01/02/2024", "13/04/2024"), "%d/%m/%Y", "2024-04-13"),
        (("1-2-2024", "31-12-2024"), "%d-%m-%Y", "2024-12-31"),
        (("31.12.2024",), "%d.%m.%Y", "2024-12-31"),
        (("4/5/2024", "4/13/2024"), "%m/%d/%Y", "2024-04-13"),
        (("2024/03/01", "2024/12/31"), "%Y/%m/%d", "2024-03-01"),
        (("1 Januari 2024", "17 Agustus 2024", "3 Mei 2024"), "%d %B %Y", "2024-01-01"),
        (("2 Pebruari 2025", "9 Okt 2025"), "%d %B %Y", "2025-02-02"),
        (("01-Mar-2024", "02-Des-2024"), "%d-%b-%Y", "2024-03-01"),
        (("20241231", "20240102"), "%Y%m%d", "2024-12-31"),
        (("31122024", "01022024"), "%d%m%Y", "2024-12-31"),
    ],
)
def test_days_of_one_form_are_read_by_the_cell_that_leaves_no_doubt(cells, form, value):
    day = day_form("tgl", cells)
    column = infer("tgl", cells)

    assert day
    assert (day.form, day.value) == (form, value)
    assert (column.kind, column.date_format) == (Kind.DATE, form)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("tgl", ("01/02/2024", "03/04/2024")),  # no day is above twelve
        ("tgl", ("13/04/2024", "04/13/2024")),  # each is, in turn
        ("tgl", ("13/04/2024", "1/2/2024")),  # written by two: one may be an American
        ("tgl", ("13/04/2024", "14-04-2024")),
        ("tgl", ("13/04/24",)),
        ("tgl", ("32/04/2024",)),
        ("tgl", ("12.13.2024",)),
        ("tgl", ("2 Rumah 2024",)),
        ("tgl", ("2024/13/01",)),
        ("tgl", ("20241301", "45292")),
        ("jumlah", ("20241231", "20240102")),
        ("kode barang", ("13.04.2024",)),
        ("nomor", ("13/04/2024",)),
        ("tgl", ("13/04/2024", "-")),
    ],
)
def test_what_has_two_readings_or_none_is_no_day(name, cells):
    assert day_form(name, cells) is None
    assert infer(name, cells).kind is not Kind.DATE


def test_days_of_a_workbook_beside_texts_are_left_to_be_told():
    assert infer("tgl", ["2024-03-01", "13/04/2024"], [True, False]).kind is Kind.TEXT

"""Amounts, dates and texts of sources, as their mapping says."""

from decimal import Decimal

import pytest

from pendopo.registers.contracts.sources.cells import (
    Figure,
    date_reader,
    items_of,
    number_reader,
    number_text,
    plain_text,
)
from pendopo.terms.release_mapping import Marks

INDONESIAN = Marks(
    ",", ".", ("Rp.", "Rp"), {"jt": Decimal(10**6), "m": Decimal(10**9), "t": Decimal(10**12)}
)
FORMS = ("iso", "%B %d, %Y, %I:%M:%S%p", "%d-%m-%Y %H:%M", "%d %B %Y")


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("273,7 Jt", "273700000"),
        ("1,1 M", "1100000000"),
        ("325 Jt", "325000000"),
        ("1.000 Jt", "1000000000"),
        ("2,5 T", "2500000000000"),
        ("Rp 3.010.495.176,70", "3010495176.7"),
        ("Rp. 1.250.000,00", "1250000"),
        ("1.250", "1250"),
        # A group of thousands begins with no zero: behind it is a fraction.
        ("0.750 M", "750000000"),
        ("0.125", "0.125"),
        ("0,750 M", "750000000"),
        ("1250000.50", "1250000.5"),
        (Figure("101500000000.0"), "101500000000"),
        (Figure("1.25E9"), "1250000000"),
        (Figure("1.250"), "1.25"),
    ],
)
def test_an_amount_is_read_with_its_short_word(cell, amount):
    number = number_reader(INDONESIAN)(cell)

    assert number is not None
    assert number_text(number) == amount


@pytest.mark.parametrize(
    ("cell", "amount"), [("0.750", "0.75"), ("1,250.50", "1250.5"), ("0,750", None)]
)
def test_an_amount_with_the_marks_of_english_is_read_alike(cell, amount):
    number = number_reader(Marks(".", ","))(cell)

    assert (None if number is None else number_text(number)) == amount


@pytest.mark.parametrize(
    "cell", ["", "-", "12 kg", "1.25.000", "1,2,3", "0.125.000", "satu juta", Figure("NaN")]
)
def test_what_is_no_amount_is_none_and_never_zero(cell):
    assert number_reader(INDONESIAN)(cell) is None


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        # The six forms of the procurement service bus.
        ("2025-02-11 10:00:00", "2025-02-11T10:00:00+09:00"),
        ("2025-02-11T10:00:00.000Z", "2025-02-11T10:00:00Z"),
        ("2025-02-11 10:00:00Z", "2025-02-11T10:00:00Z"),
        ("2025-02-11", "2025-02-11T00:00:00+09:00"),
        ("Jul 3, 2025, 12:00:00AM", "2025-07-03T00:00:00+09:00"),
        ("11-02-2025 10:00", "2025-02-11T10:00:00+09:00"),
        # And what else was seen.
        ("Jul 3, 2025, 12:30:00PM", "2025-07-03T12:30:00+09:00"),
        ("11 Pebruari 2025", "2025-02-11T00:00:00+09:00"),
        ("2025-02-11T10:00:00+0800", "2025-02-11T10:00:00+08:00"),
        ("2023-12-18 15:37:53.933", "2023-12-18T15:37:53+09:00"),
    ],
)
def test_a_date_of_any_form_becomes_a_moment(cell, moment):
    assert date_reader(FORMS, "Asia/Jayapura")(cell, False) == moment


@pytest.mark.parametrize("cell", ["1-01-01", "0001-01-01 00:00:00", "2025-02-30", "kemarin", ""])
def test_a_date_of_year_one_or_of_no_calendar_is_none(cell):
    assert date_reader(FORMS, "Asia/Jakarta")(cell, False) is None


def test_a_day_that_ends_something_ends_with_its_last_second():
    read = date_reader(FORMS, "Asia/Jakarta")

    assert read("2025-02-11", True) == "2025-02-11T23:59:59+07:00"
    assert read("2025-02-11 10:00:00", True) == "2025-02-11T10:00:00+07:00"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Jalan <b>Rejo</b>&nbsp;&amp; Sari<br>", "Jalan Rejo & Sari"),
        ("kapal < 7 m, jaring <= 3 GT", "kapal < 7 m, jaring <= 3 GT"),
        (" dua\t blanko\u200b ", "dua blanko"),
        ("Gedung \u00ad Kan\u00adtor", "Gedung - Kantor"),
    ],
)
def test_a_text_loses_its_markup_and_nothing_else(cell, text):
    assert plain_text(cell) == text


def test_a_list_stands_in_a_cell_as_json_or_with_a_mark():
    assert items_of("101;102; ", ";") == ["101", "102"]
    assert items_of('[{"a": 1.50}]', "") == [{"a": "1.50"}]
    assert items_of("no list", "") == []

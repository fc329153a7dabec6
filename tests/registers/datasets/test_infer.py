"""A guess is made only where it loses nothing."""

import pytest

from pendopo.registers.datasets.infer import infer, mixed, odd_among
from pendopo.terms.column import Kind


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "-20", "", "0"], Kind.INTEGER),
        (["1", "2.50"], Kind.DECIMAL),
        (["true", "False", ""], Kind.BOOLEAN),
        (["2026-03-01"], Kind.DATE),
        (["2026-03-01T09:30:00Z", "2026-03-01 09:30+07:00"], Kind.DATETIME),
        (["007", "1"], Kind.TEXT),
        (["1" * 19], Kind.TEXT),
        (["5.36E+11"], Kind.TEXT),
        (["+5"], Kind.TEXT),
        (["1.250.000"], Kind.INTEGER),
        (["1,5"], Kind.DECIMAL),
        (["1.500", "987"], Kind.TEXT),
        (["1,500"], Kind.TEXT),
        (["1.500", "12345"], Kind.TEXT),
        (["1.500", "0.250"], Kind.DECIMAL),
        (["1.5", "1,5"], Kind.TEXT),
        (["1", " 2", "\u00a03\t", "  "], Kind.INTEGER),
        (["01/02/2026"], Kind.TEXT),
        (["2026-03-01T09:30:00"], Kind.TEXT),
        (["yes", "no"], Kind.TEXT),
        (["", ""], Kind.TEXT),
        ([], Kind.TEXT),
    ],
)
def test_the_narrowest_kind_that_fits_every_cell_is_guessed(cells, kind):
    column = infer("x", cells)

    assert (column.kind, column.inferred) == (kind, True)


def test_space_around_odd_cells_is_kept_in_what_is_told():
    found = mixed([" 1", "2 ", "3", "4", " n/a "])

    assert found
    assert (found.odd, found.example) == ((" n/a ",), "1")


def test_ones_and_zeros_are_numbers_not_truth_values():
    assert infer("x", ["0", "1"]).kind is Kind.INTEGER
    assert "1" not in infer("x", ["true"]).true_words


@pytest.mark.parametrize(
    ("cells", "kind", "marks"),
    [
        (["13,5", "7", "-0,25"], Kind.DECIMAL, (",", "")),
        (["0,125"], Kind.DECIMAL, (",", "")),
        (["1.250.000", "1.500", "250"], Kind.INTEGER, (",", ".")),
        (["1.250.000,50", "3"], Kind.DECIMAL, (",", ".")),
        (["1.250,500"], Kind.DECIMAL, (",", ".")),
        (["1,250,000", "1,500"], Kind.INTEGER, (".", ",")),
        (["1,250.5"], Kind.DECIMAL, (".", ",")),
    ],
)
def test_marks_are_guessed_where_they_leave_no_doubt(cells, kind, marks):
    column = infer("x", cells)

    assert (column.kind, (column.decimal_mark, column.group_mark)) == (kind, marks)


@pytest.mark.parametrize("name", ["kode", "Kode Rekening", "no_urut", "id", "NIK"])
def test_a_column_of_codes_is_never_a_decimal(name):
    assert infer(name, ["5.1", "5.10"]).kind is Kind.TEXT
    assert infer(name, ["1.250.000"]).kind is Kind.TEXT
    assert infer(name, ["5", "10"]).kind is Kind.INTEGER


@pytest.mark.parametrize("name", ["lat", "bujur", "titik_lon"])
def test_a_place_has_three_decimals_and_no_thousands(name):
    assert infer(name, ["111.456", "-7.123"]).kind is Kind.DECIMAL


@pytest.mark.parametrize(
    "cells",
    [
        ["1", "2", "3", "4", "n/a"],
        ["1", "2", "3", "4", "-"],
        ["1", "2", "3", "4", "tidak ada"],
        ["1", "2", "3", "4", "5 km"],
        ["1", "2", "3", "4", "1.500"],
        ["1", "2", "3", "4", "1.25.000"],
        ["1", "2", "3", "4", "1O0"],
        ["1", "2", "3", "4", "5,0E+02"],
        ["1", "2", "3", "4", "\u22125"],
        ["1", "2", "3", "4", "(5)"],
        ["1", "2", "3", "4", "1\u200b"],
        ["1", "2", "3", "4", "lihat lampiran"],
        ["1.5", "1,5", "2.5"],
        ["1.500", "2.750"],
        ["$74.69", "8.10"],
        ["1,5 juta", "1.500.000", "2 M", "500000"],
        ["1 500", "2 000 000"],
        ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "31/02/2026"],
        ["2026-03-12", "12/03/2026", "12 Maret 2026", "12-Mar-26", "20260312", "46093"],
    ],
)
def test_what_would_be_numbers_or_dates_if_it_were_written_alike_is_doubtful(cells):
    found = mixed(cells)

    assert found
    assert found.doubtful


@pytest.mark.parametrize(
    "cells",
    [
        ["Rp 5.000,00", "Rp 6.000,00"],
        ["Rp5.000,-", "Rp6.000,-", "Rp -", "-"],
        ["5%", "6%"],
        ["$74.69", "$8.10"],
        ["1,5 juta", "2,25 juta"],
    ],
)
def test_amounts_that_stay_text_are_doubtful_however_alike_they_are(cells):
    found = mixed(cells)

    assert found
    assert found.doubtful


@pytest.mark.parametrize("cell", ["Rp928410", "USD92", "92kg", "5jt", "12ha", "90m2"])
def test_money_or_a_measure_beside_numbers_is_no_code(cell):
    found = mixed(["968230", "947890", cell, "1", "2"])

    assert found is not None
    assert (found.odd, found.doubtful) == ((cell,), True)


@pytest.mark.parametrize("cell", ["2M", "2m", "15K", "3T"])
def test_a_letter_that_stands_for_thousands_or_millions_is_no_code(cell):
    cells = ["12", "34", "56", "7", "8", cell]
    of_amounts, of_codes = mixed(cells, "jumlah"), mixed(cells, "kode")

    assert of_amounts
    assert of_codes
    assert (of_amounts.odd, of_amounts.doubtful) == ((cell,), True)
    assert not of_codes.doubtful


def test_b_is_a_billion_among_large_numbers_and_a_house_among_small_ones():
    amounts = mixed(["1200", "2300", "3400", "4500", "2B"], "rp")
    houses = mixed(["12", "23", "34", "45", "2B"], "rumah")
    several = mixed(["12", "23", "34", "45", "2M", "2A", *["3"] * 9], "rumah")

    assert amounts
    assert houses
    assert several
    assert amounts.doubtful
    assert not houses.doubtful
    assert not several.doubtful


@pytest.mark.parametrize(
    ("cells", "odd"),
    [
        (["1", "2", "3", "4", "12A"], "12A"),
        (["1", "2", "3", "4", "GF"], "GF"),
        (["5.1", "5.2", "5.3", "5.4", "5.1.02"], "5.1.02"),
    ],
)
def test_codes_among_numbers_are_told_and_not_doubted(cells, odd):
    found = mixed(cells)

    assert found
    assert (found.odd, found.doubtful) == ((odd,), False)


@pytest.mark.parametrize(
    ("cells", "kind", "odd"),
    [
        (["1", "2", "3", "4", "n/a"], Kind.INTEGER, ("n/a",)),
        (["1", "2.5", "3", "4", "n/a"], Kind.DECIMAL, ("n/a",)),
        (["1", "2", "3", "4", "", "", "n/a"], Kind.INTEGER, ("n/a",)),
        (["12.5", "13,5"], Kind.DECIMAL, ("13,5",)),
        (["2026-01-01", "2026-01-02", "31/12/2026"], Kind.DATE, ("31/12/2026",)),
        (["true", "true", "true", "false", "?"], Kind.BOOLEAN, ("?",)),
    ],
)
def test_a_column_that_is_nearly_of_one_kind_is_told(cells, kind, odd):
    found = mixed(cells)

    assert found
    assert (found.kind, found.odd) == (kind, odd)
    assert found.example == cells[0]


@pytest.mark.parametrize(
    "cells",
    [
        [],
        ["", ""],
        ["1", "2", "3"],
        ["1", "2", "3", "a"],
        ["1", "a"],
        ["a", "b"],
        ["1", "2", "3", "4", "007"],
        ["1", "2", "3", "4", "1.2E+17"],
        ["31/12/2026", "30/12/2026"],
        ["1.01.02", "1.01.03", "2.01"],
        ["192.168.1.1", "10.0.0.1"],
        ["RT 01", "RT 02"],
        ["2020/2021", "2021/2022"],
        ["08.00", "09.30"],
        ["Jl. Mawar 1", "Jl. Melati 2"],
        ["5.36E+11", "812500000"],
    ],
)
def test_a_column_of_several_kinds_or_of_codes_is_left_in_peace(cells):
    found = mixed(cells)

    assert found is None


@pytest.mark.parametrize(
    "cells",
    [
        ["1.204", "2.310", "3.100", "10.5"],
        ["12.5", "1.250", "980", "2.375"],
        ["1.500", "2.250", "500000"],
        ["1.500", "2.300", "0.5"],
        ["1.500", "950"],
        ["1,500", "2,300", "0,5"],
        ["5.1", "5.2", "5.10"],
        ["1,1", "1,10"],
        ["3522010101900001,081234567890"],
    ],
)
def test_numbers_with_two_readings_and_texts_that_would_be_one_number_stay_text(cells):
    assert infer("x", cells).kind is Kind.TEXT


@pytest.mark.parametrize(
    "cells",
    [
        ["500000.000", "1.500", "0.125"],
        ["0.875", "0.912", "1.000"],
        ["12.5", "1.204", "2.31", "980"],
        ["0,875", "1,250"],
        ["12,5", "1,204", "7"],
        ["2.50", "12.75", "8.00"],
    ],
)
def test_numbers_that_can_only_be_decimals_are_decimals(cells):
    assert infer("x", cells).kind is Kind.DECIMAL


def test_numbers_that_were_values_leave_no_doubt_and_texts_beside_them_do():
    assert infer("x", ["1.5", "1.125"], [True, True]).kind is Kind.DECIMAL
    assert infer("x", ["12.500", "28750"], [False, True]).kind is Kind.TEXT
    assert infer("x", ["1.250.000,50", "2.125"], [False, True]).decimal_mark == ","


@pytest.mark.parametrize(
    "cells",
    [
        ["10", "-", "30"],
        ["10", "", "nihil"],
        ["1O0", "l20", "130"],
        ["II290", "I0III", "572163"],
    ],
)
def test_what_is_no_value_among_numbers_is_doubtful_at_any_size(cells):
    found = mixed(cells)

    assert found
    assert found.doubtful


def test_numbers_unlike_the_most_are_the_odd_ones():
    assert odd_among(["7,703.10", "(12,500.48)", "8.50", "9"]) == (("(12,500.48)",), "7,703.10")
    assert odd_among(["1.500.000", "750.000", "12.5"]) == (("12.5",), "1.500.000")
    assert odd_among(["1,5", "1.5"]) == ((), "")

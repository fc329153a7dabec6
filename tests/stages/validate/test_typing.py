"""A cell is typed only when its whole text has the kind's form; the rest is told, never cast."""

import time
from datetime import date, datetime
from decimal import Decimal

import pytest

from pendopo.terms.column import Column, Kind
from pendopo.terms.finding import Weight


@pytest.mark.parametrize(
    ("kind", "more", "cell", "value"),
    [
        (Kind.TEXT, {}, " 007 ", " 007 "),
        (Kind.CODE, {}, "0164A", "0164A"),
        (Kind.CODE, {}, "35.22.01.2001", "35.22.01.2001"),
        (Kind.INTEGER, {}, "0", 0),
        (Kind.INTEGER, {}, "-999999999999999999", -999999999999999999),
        (Kind.INTEGER, {}, "+5", 5),
        (Kind.INTEGER, {"group_mark": "."}, "1.250.000", 1250000),
        (Kind.INTEGER, {"group_mark": "."}, "1250000", 1250000),
        (Kind.DECIMAL, {}, "-0.50", Decimal("-0.50")),
        (Kind.DECIMAL, {}, "12", Decimal(12)),
        (Kind.DECIMAL, {"decimal_mark": ",", "group_mark": "."}, "1.250,5", Decimal("1250.5")),
        (Kind.DECIMAL, {}, "1" * 20 + "." + "1" * 18, Decimal("1" * 20 + "." + "1" * 18)),
        (Kind.MONEY, {}, "1250000.5", Decimal("1250000.50")),
        (Kind.MONEY, {}, "9999999999999999.99", Decimal("9999999999999999.99")),
        (Kind.MONEY, {"decimal_mark": ","}, "1250000,50", Decimal("1250000.50")),
        (Kind.BOOLEAN, {}, "True", True),
        (Kind.BOOLEAN, {}, "0", False),
        (Kind.BOOLEAN, {"true_words": ("ya",), "false_words": ("tidak",)}, "tidak", False),
        (Kind.BOOLEAN, {"true_words": (), "false_words": ("tidak",)}, "tidak", False),
        (Kind.DATE, {}, "2024-02-29", date(2024, 2, 29)),
        (Kind.DATE, {"date_format": "%d/%m/%Y"}, "1/2/2026", date(2026, 2, 1)),
        (Kind.DATE, {"date_format": "%d %B %Y"}, "1 March 2026", date(2026, 3, 1)),
        (Kind.DATETIME, {}, "2026-03-01T09:30:00Z", "2026-03-01T09:30"),
        (Kind.DATETIME, {}, "2026-03-01T00:30+07:00", "2026-02-28T17:30"),
        (Kind.DATETIME, {}, "2026-03-01 09:30:00.25-0330", "2026-03-01T13:00:00.250000"),
        (Kind.DATETIME, {"date_format": "%d.%m.%Y %H:%M"}, "01.03.2026 9:30", "2026-03-01T09:30"),
        (Kind.YEAR, {}, "2026", 2026),
        (Kind.JSON, {}, '{"a": [1, "x"]}', '{"a": [1, "x"]}'),
    ],
)
def test_a_cell_of_the_kinds_form_is_its_value(type_cells, kind, more, cell, value):
    checked = type_cells(kind, [cell], **more)

    if kind is Kind.DATETIME:
        value = datetime.fromisoformat(value)
    assert checked.column("x") == [value]
    assert checked.findings == ()


@pytest.mark.parametrize(
    ("kind", "more", "cell"),
    [
        (Kind.INTEGER, {}, "1.0"),
        (Kind.INTEGER, {}, "007"),
        (Kind.INTEGER, {}, "1_000"),
        (Kind.INTEGER, {}, "0x1F"),
        (Kind.INTEGER, {}, "1,250,000"),
        (Kind.INTEGER, {}, "\uff11\uff12"),
        (Kind.INTEGER, {"group_mark": "."}, "1.25"),
        (Kind.DECIMAL, {}, "1,5"),
        (Kind.DECIMAL, {}, "1."),
        (Kind.DECIMAL, {}, ".5"),
        (Kind.DECIMAL, {}, "NaN"),
        (Kind.DECIMAL, {}, "Rp 5"),
        (Kind.DECIMAL, {"decimal_mark": ","}, "1.5"),
        (Kind.MONEY, {}, "1.005"),
        (Kind.MONEY, {"decimal_mark": ",", "group_mark": "."}, "1250.000"),
        (Kind.BOOLEAN, {}, "yes"),
        (Kind.DATE, {}, "2026-02-30"),
        (Kind.DATE, {}, "2026-2-1"),
        (Kind.DATE, {}, "01/02/2026"),
        (Kind.DATE, {}, "0000-01-01"),
        (Kind.DATE, {}, "2026-03-01 00:00:00"),
        (Kind.DATE, {"date_format": "%d/%m/%Y"}, "31/02/2026"),
        (Kind.DATE, {"date_format": "%d/%m/%Y"}, "1/2/26"),
        (Kind.DATETIME, {}, "2026-03-01"),
        (Kind.DATETIME, {}, "2026-03-01T24:00:00Z"),
        (Kind.DATETIME, {}, "2026-02-30T10:00:00Z"),
        (Kind.DATETIME, {}, "2026-03-01T10:00:00+25:00"),
        (Kind.DATETIME, {}, "2026-03-01T10:00:60Z"),
        (Kind.YEAR, {}, "26"),
        (Kind.YEAR, {}, "0000"),
        (Kind.JSON, {}, "{a: 1}"),
    ],
)
def test_a_cell_of_another_form_stops_the_file_and_is_shown(type_cells, kind, more, cell):
    checked = type_cells(kind, ["", cell], **more)

    [finding] = checked.findings
    assert (finding.weight, finding.lines, finding.count) == (Weight.STOP, (3,), 1)
    assert finding.cells == (cell,)
    assert (finding.table, finding.column, finding.values["found"]) == ("toys", "x", cell)
    assert checked.column("x") == [None, None]


def test_what_to_write_is_written_in_the_columns_own_marks(type_cells):
    checked = type_cells(Kind.MONEY, ["x"], decimal_mark=",", group_mark=".")

    finding = checked.found("cell_is_money")
    assert finding.values["example"] == "1.250.000,50"
    assert "{example}" in finding.write


@pytest.mark.parametrize("kind", [Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.CODE])
def test_excels_short_form_has_a_sentence_of_its_own(type_cells, kind):
    checked = type_cells(kind, ["5.36E+11", "12"])

    [finding] = checked.findings
    assert (finding.rule, finding.weight) == ("cell_is_written_out", Weight.STOP)
    assert "Excel" in finding.sentence()


def test_short_forms_and_other_faults_of_one_column_are_told_apart(type_cells):
    checked = type_cells(Kind.INTEGER, ["5,36E+11", "many", "1"])

    assert checked.found("cell_is_written_out").lines == (2,)
    assert checked.found("cell_is_integer").lines == (3,)


def test_a_short_form_in_a_guessed_text_column_is_a_warning(type_cells):
    checked = type_cells(Kind.TEXT, ["5.36E+11", "abc"], inferred=True)

    [finding] = checked.findings
    assert (finding.weight, finding.lines) == (Weight.WARN, (2,))
    assert checked.column("x") == ["5.36E+11", "abc"]


def test_a_text_column_that_was_declared_may_hold_anything(type_cells):
    checked = type_cells(Kind.TEXT, ["5.36E+11", "=1+1"])

    assert checked.findings == ()


def test_of_many_faults_twenty_rows_and_three_cells_are_shown_and_all_counted(type_cells):
    checked = type_cells(Kind.INTEGER, [f"x{n}" for n in range(1000)])

    finding = checked.found("cell_is_integer")
    assert finding.lines == tuple(range(2, 22))
    assert finding.count == 1000
    assert finding.values["found"] == "x0, x1, x2"


def test_a_long_cell_is_shown_cut(type_cells):
    checked = type_cells(Kind.INTEGER, ["x" * 500])

    assert checked.found("cell_is_integer").values["found"] == "x" * 60 + "…"


def test_space_around_a_typed_cell_is_left_out_and_noted(type_cells):
    checked = type_cells(Kind.INTEGER, [" 5", "6", "\u00a07\t", "  "])

    [finding] = checked.findings
    assert (finding.rule, finding.weight) == ("cell_has_no_space_around", Weight.NOTE)
    assert finding.lines == (2, 4, 5)
    assert checked.column("x") == [5, 6, 7, None]


def test_words_for_missing_values_are_null_and_no_fault(type_cells):
    checked = type_cells(Kind.INTEGER, ["-", "n/a", "5", None], missing=("-", "n/a"))

    assert checked.column("x") == [None, None, 5, None]
    assert checked.findings == ()


def test_an_empty_text_is_a_value_where_no_word_means_missing(type_cells):
    checked = type_cells(Kind.TEXT, ["", None], missing=())

    assert checked.column("x") == ["", None]


@pytest.mark.parametrize(
    ("cells", "type_"),
    [
        (["1", "2"], "decimal128(18, 0)"),
        (["1.5", "-2.125"], "decimal128(18, 3)"),
        (["1" * 15 + ".1", "1.1234"], "decimal128(38, 4)"),
        (["", ""], "decimal128(18, 0)"),
    ],
)
def test_a_decimal_is_as_wide_as_its_cells_need(type_cells, cells, type_):
    checked = type_cells(Kind.DECIMAL, cells)

    assert checked.type("x") == type_
    assert checked.findings == ()


def test_numbers_that_no_decimal_can_hold_together_stop_the_file(type_cells):
    checked = type_cells(Kind.DECIMAL, ["1" * 30, "0." + "1" * 20])

    finding = checked.found("number_is_holdable")
    assert (finding.weight, finding.lines) == (Weight.STOP, (2,))


def test_times_without_a_zone_are_read_as_utc_and_noted(type_cells):
    checked = type_cells(Kind.DATETIME, ["2026-03-01 09:30:00", "2026-03-01T09:30Z"])

    [finding] = checked.findings
    assert (finding.rule, finding.weight) == ("time_names_its_zone", Weight.NOTE)
    assert (finding.lines, finding.count) == ((2,), 1)


@pytest.mark.parametrize(
    ("kind", "cells", "weight"),
    [
        (Kind.INTEGER, ["1", "2", "007"], Weight.NOTE),
        (Kind.INTEGER, ["1", "2", "12A"], Weight.NOTE),
        (Kind.INTEGER, ["1", "+2"], Weight.WARN),
        (Kind.INTEGER, ["1", "2", "lihat lampiran"], Weight.WARN),
        (Kind.DECIMAL, ["1.5", "1,5"], Weight.WARN),
        (Kind.DECIMAL, ["1" * 30, "0." + "1" * 20], Weight.NOTE),
        (Kind.DATE, ["2026-03-01", "2026-02-30"], Weight.WARN),
    ],
)
def test_a_guess_that_a_later_cell_breaks_is_taken_back_whole(type_cells, kind, cells, weight):
    checked = type_cells(kind, cells, inferred=True)

    [finding] = checked.findings
    assert (finding.rule, finding.weight) == ("guess_holds", weight)
    assert checked.column("x") == cells
    assert checked.report.tables[0].table.columns == (Column("x", Kind.TEXT, inferred=True),)


def test_a_missing_value_that_is_required_stops_the_file(check):
    columns = (Column("x", Kind.INTEGER, required=True), Column("y", Kind.TEXT, required=True))

    checked = check(columns, [("1", "a"), (" ", "b"), ("3", "")])

    assert [(f.column, f.lines) for f in checked.findings if f.rule == "cell_is_filled"] == [
        ("x", (3,)),
        ("y", (4,)),
    ]
    assert {f.weight for f in checked.findings if f.rule == "cell_is_filled"} == {Weight.STOP}


@pytest.mark.parametrize(
    ("kind", "cell", "more"),
    [
        (Kind.INTEGER, "9223372036854775807", {}),
        (Kind.INTEGER, "-9,223,372,036,854,775,807", {"group_mark": ","}),
        (Kind.MONEY, "12345678901234567.50", {}),
        (Kind.MONEY, "12,345,678,901,234,567", {"group_mark": ","}),
        (Kind.DECIMAL, "1" * 39, {}),
        (Kind.DECIMAL, "0." + "1" * 38, {}),
    ],
)
def test_a_number_that_is_too_long_is_called_that_and_not_no_number(type_cells, kind, cell, more):
    checked = type_cells(kind, ["1", cell], **more)

    assert [finding.rule for finding in checked.findings] == ["number_is_holdable"]
    assert checked.findings[0].lines == (3,)
    assert "more than" in checked.findings[0].message or kind is Kind.DECIMAL


def test_a_whole_number_of_eighteen_digits_in_groups_is_held(type_cells):
    checked = type_cells(Kind.INTEGER, ["999,999,999,999,999,999"], group_mark=",")

    assert checked.column("x") == [999_999_999_999_999_999]
    assert checked.findings == ()


def test_an_amount_of_sixteen_digits_in_groups_is_held(type_cells):
    checked = type_cells(Kind.MONEY, ["9,999,999,999,999,999.50"], group_mark=",")

    assert checked.column("x") == [Decimal("9999999999999999.50")]
    assert checked.findings == ()


@pytest.mark.parametrize("wide", [100, pytest.param(1000, marks=pytest.mark.campaign)])
def test_a_wide_table_is_looked_at_as_a_narrow_one_is(check, wide):
    columns = tuple(Column(f"c{n}", Kind.INTEGER, minimum="1") for n in range(wide))
    rows = [tuple(str(n * row) for n in range(1, wide + 1)) for row in (1, 2)]
    rows.append((*("1",) * (wide - 2), "0", "x"))
    began = time.process_time()

    checked = check(columns, rows)

    # Seconds of a thousand columns; asked of all at once they took over thirty.
    assert wide < 1000 or time.process_time() - began < 20
    assert [(found.rule, found.column, found.lines) for found in checked.findings] == [
        ("cell_is_integer", f"c{wide - 1}", (4,)),
        ("cell_reaches_the_minimum", f"c{wide - 2}", (4,)),
    ]
    assert checked.column("c50") == [51, 102, 1]


@pytest.mark.parametrize(
    ("kind", "cell", "rule"),
    [
        (Kind.INTEGER, "-", "missing_is_left_empty"),
        (Kind.MONEY, "n/a", "missing_is_left_empty"),
        (Kind.DECIMAL, "tidak ada", "missing_is_left_empty"),
        (Kind.DATE, "NULL", "missing_is_left_empty"),
        (Kind.BOOLEAN, "#REF!", "missing_is_left_empty"),
        (Kind.INTEGER, "12\u200b", "cell_shows_all_it_holds"),
        (Kind.DATE, "\u200f2026-03-01", "cell_shows_all_it_holds"),
        (Kind.INTEGER, "\u22125", "minus_is_a_hyphen"),
        (Kind.MONEY, "(5.00)", "minus_is_a_hyphen"),
        (Kind.DECIMAL, "5-", "minus_is_a_hyphen"),
        (Kind.DECIMAL, "- 5", "minus_is_a_hyphen"),
        (Kind.INTEGER, "007", "number_begins_with_no_zero"),
        (Kind.MONEY, "Rp 5.000,00", "number_stands_alone"),
        (Kind.MONEY, "Rp5000", "number_stands_alone"),
        (Kind.DECIMAL, "1,5 juta", "number_stands_alone"),
        (Kind.DECIMAL, "1.2 M", "number_stands_alone"),
        (Kind.DECIMAL, "5%", "number_stands_alone"),
        (Kind.MONEY, "5.000,-", "number_stands_alone"),
        (Kind.INTEGER, "12 km\u00b2", "number_stands_alone"),
        (Kind.DECIMAL, "1/2", "number_is_no_fraction"),
        (Kind.DECIMAL, "1\u00bd", "number_is_no_fraction"),
        (Kind.DECIMAL, "1,5", "marks_are_declared"),
        (Kind.DECIMAL, "1.250,5", "marks_are_declared"),
        (Kind.DECIMAL, "1.250,500", "marks_are_declared"),
        (Kind.DECIMAL, "12,5000", "marks_are_declared"),
        (Kind.MONEY, "1.500.000", "marks_are_declared"),
        (Kind.INTEGER, "1.25.000", "marks_are_declared"),
        (Kind.INTEGER, "1 250 000", "marks_are_declared"),
        (Kind.INTEGER, "1\u00a0250\u202f000", "marks_are_declared"),
        (Kind.INTEGER, "1'250'000", "marks_are_declared"),
        (Kind.INTEGER, "\u0661\u0662", "digits_are_ascii"),
        (Kind.INTEGER, "1.5", "cell_is_integer"),
        (Kind.MONEY, "1.005", "cell_is_money"),
        (Kind.INTEGER, "banyak", "cell_is_integer"),
        (Kind.INTEGER, "RT 03", "cell_is_integer"),
        (Kind.DATE, "2026-02-30", "day_exists"),
        (Kind.DATE, "46093", "day_is_written_out"),
        (Kind.DATE, "31/02/2026", "dates_have_one_form"),
        (Kind.DATE, "12/03/2026", "dates_have_one_form"),
        (Kind.DATE, "12 Maret 2026", "dates_have_one_form"),
        (Kind.DATE, "12-Mar-26", "dates_have_one_form"),
        (Kind.DATE, "20260312", "dates_have_one_form"),
        (Kind.DATE, "Maret 12, 2026", "dates_have_one_form"),
        (Kind.DATE, "segera", "cell_is_date"),
        (Kind.DATETIME, "2026-02-30T10:00:00Z", "day_exists"),
        (Kind.BOOLEAN, "ya", "cell_is_boolean"),
    ],
)
def test_each_reason_has_a_sentence_of_its_own(type_cells, kind, cell, rule):
    checked = type_cells(kind, [cell])

    [finding] = checked.findings
    assert (finding.rule, finding.weight, finding.cells) == (rule, Weight.STOP, (cell,))
    assert finding.write
    assert "{" not in finding.sentence()


def test_a_cell_with_several_reasons_stands_in_one_finding(type_cells):
    checked = type_cells(Kind.INTEGER, ["Rp \u22125\u200b", "12 km", "x"])

    assert sorted(finding.lines for finding in checked.findings) == [(2,), (3,), (4,)]


@pytest.mark.parametrize(
    ("kind", "more", "cell", "value"),
    [
        (Kind.MONEY, {"factor": 1_000_000}, "1.5", Decimal("1500000.00")),
        (Kind.MONEY, {"factor": 1000}, "0.00005", Decimal("0.05")),
        (Kind.MONEY, {"factor": 10**12}, "9999", Decimal("9999000000000000.00")),
        (Kind.MONEY, {"factor": 1000, "decimal_mark": ",", "group_mark": "."}, "1.250,5", 1250500),
        (Kind.DECIMAL, {"factor": 1000}, "0.1234567890123456789", Decimal("123.4567890123456789")),
        (Kind.DECIMAL, {"factor": 10}, "-12345678901234567.8", Decimal(-123456789012345678)),
    ],
)
def test_a_factor_moves_the_mark_and_loses_no_digit(type_cells, kind, more, cell, value):
    checked = type_cells(kind, [cell, ""], **more)

    assert checked.column("x") == [value, None]
    [note] = checked.findings
    assert (note.rule, note.weight, note.count) == ("factor_is_applied", Weight.NOTE, 1)


@pytest.mark.parametrize("cell", ["99999", "0.0000000000000001"])
def test_an_amount_that_does_not_fit_once_it_is_multiplied_stops_the_file(type_cells, cell):
    checked = type_cells(Kind.MONEY, [cell], factor=10**12)

    assert checked.report.stopped


@pytest.mark.parametrize(
    ("cell", "given", "day"),
    [
        ("12 Maret 2026", "%d %B %Y", date(2026, 3, 12)),
        ("1 agustus 2026", "%d %B %Y", date(2026, 8, 1)),
        ("31 DESEMBER 2026", "%d %B %Y", date(2026, 12, 31)),
        ("1 September 2026", "%d %B %Y", date(2026, 9, 1)),
        ("1 May 2026", "%d %B %Y", date(2026, 5, 1)),
        ("12-Mei-2026", "%d-%b-%Y", date(2026, 5, 12)),
        ("12 Okt 2026", "%d %b %Y", date(2026, 10, 12)),
        ("12 Agt 2026", "%d %b %Y", date(2026, 8, 12)),
        ("12 Sept 2026", "%d %b %Y", date(2026, 9, 12)),
        ("12 Mar 2026", "%d %b %Y", date(2026, 3, 12)),
    ],
)
def test_months_are_read_in_indonesian_and_english(type_cells, cell, given, day):
    checked = type_cells(Kind.DATE, [cell], date_format=given)

    assert checked.column("x") == [day]
    assert checked.findings == ()


def test_space_around_a_code_is_left_out_and_noted(type_cells):
    checked = type_cells(Kind.CODE, [" 0164A ", "0165"])

    assert checked.column("x") == ["0164A", "0165"]
    assert checked.found("cell_has_no_space_around").lines == (2,)


def test_space_around_a_text_that_nobody_declared_is_left_out_and_an_outline_is_kept(type_cells):
    slips = type_cells(Kind.TEXT, ["Contoh ", "Uji"], inferred=True).column("x")
    outline = type_cells(Kind.TEXT, ["Belanja", "  Pegawai", "    Gaji"], inferred=True)

    assert slips == ["Contoh", "Uji"]
    assert outline.column("x") == ["Belanja", "  Pegawai", "    Gaji"]
    assert outline.findings == ()


def test_a_code_of_several_parts_is_no_number_with_other_marks(type_cells):
    checked = type_cells(Kind.DECIMAL, ["5.1", "5.1.02.01"])

    finding = checked.found("codes_are_text")
    assert (finding.weight, finding.lines) == (Weight.STOP, (3,))
    assert "text" in finding.write


def test_a_number_in_brackets_behind_a_currency_is_told_as_one_with_a_currency(type_cells):
    checked = type_cells(Kind.MONEY, ["Rp (250.000,00)"], decimal_mark=",", group_mark=".")

    assert [finding.rule for finding in checked.findings] == ["number_stands_alone"]


def test_texts_far_down_that_would_become_one_number_make_a_guess_text_again(type_cells):
    cells = [f"{number % 900}.{number % 9 + 1}" for number in range(10_001)] + ["5.1", "5.10"]

    checked = type_cells(Kind.DECIMAL, cells, inferred=True)

    finding = checked.found("texts_stay_apart")
    assert (finding.weight, finding.values["found"]) == (Weight.NOTE, "5.1, 5.10")
    assert checked.column("x")[-1] == "5.10"

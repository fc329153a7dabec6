"""Number formats: a value is written as shown where that adds to it, else exactly."""

import re
from datetime import datetime

import pytest

from pendopo.stages.intake.workbook.grid import Kind, Look
from pendopo.stages.intake.workbook.number_format import elapsed, format_of, number


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("5", "5"),
        ("-3", "-3"),
        ("5.0", "5"),
        ("0.30000000000000004", "0.3"),
        ("1E-7", "0.0000001"),
        ("1234567.89", "1234567.89"),
        ("5.36E+11", "536000000000"),
        ("3.522011501900001E+15", "3522011501900001"),
        ("12345678901234567890", "12345678901234567890"),
        ("-0.0", "0"),
        (" 7 ", "7"),
    ],
)
def test_a_number_is_written_exactly_and_without_an_exponent(raw, text):
    assert number(raw) == text


@pytest.mark.parametrize("raw", ["1,5", "NaN", "INF", "1e999", "x", ""])
def test_what_is_no_finite_number_is_refused(raw):
    with pytest.raises(ValueError, match=re.escape(raw[:1]) or "could not convert"):
        number(raw)


@pytest.mark.parametrize(
    ("code", "raw", "text", "kind"),
    [
        ("General", "164", "164", Kind.NUMBER),
        ("0.00", "1.5", "1.5", Kind.NUMBER),
        ("#,##0.00", "1.5", "1.5", Kind.NUMBER),
        ("[Red]0", "5", "5", Kind.NUMBER),
        ("# ?/?", "0.5", "0.5", Kind.NUMBER),
        ("0.00E+00", "5", "5", Kind.NUMBER),
        ("#\\ ##0", "5000", "5000", Kind.NUMBER),
        ('#"."##0', "5000", "5000", Kind.NUMBER),
        ("@", "5", "5", Kind.NUMBER),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', "0", "0", Kind.NUMBER),
        ("0", "3522011501900001", "3522011501900001", Kind.LONG),
        ("00000", "164", "00164", Kind.PADDED),
        ("00000", "1234567", "1234567", Kind.PADDED),
        ("00000", "-12", "-00012", Kind.PADDED),
        ("00.00", "5.1", "05.10", Kind.PADDED),
        ('00"."00"."00"."0000', "3522012001", "35.22.01.2001", Kind.PADDED),
        ("000-000", "12", "000-012", Kind.PADDED),
        ("##-####", "23", "-23", Kind.PADDED),
        ('"A"000', "7", "A007", Kind.PADDED),
        ("[<=9999999]###-####;(###) ###-####", "2125551234", "(212) 555-1234", Kind.PADDED),
        ("[<=9999999]###-####;(###) ###-####", "5551234", "555-1234", Kind.PADDED),
        ("0.0%", "0.125", "0.125", Kind.PERCENT),
        ("#,##0,", "1234567", "1234567", Kind.SCALED),
        ('[>=1000]0,"rb";0', "5000", "5000", Kind.SCALED),
        ('[>=1000]0,"rb";0', "500", "500", Kind.NUMBER),
        ('"Rp"#,##0', "5", "5", Kind.UNIT),
        ("[$Rp-421]#,##0", "5", "5", Kind.UNIT),
        ('General" m"', "5", "5", Kind.UNIT),
        (";;;", "5", "5", Kind.VEILED),
        ('"Ya";;"Tidak"', "1", "1", Kind.VEILED),
    ],
)
def test_a_format_tells_what_it_adds_to_a_number(code, raw, text, kind):
    shown, look = format_of(code).number(raw)

    assert (shown, look.kind) == (text, kind)


@pytest.mark.parametrize(
    ("code", "unit"), [('"Rp"#,##0', "Rp"), ('#,##0" kg"', "kg"), ("-[$€-407]* #,##0;0", "€")]
)
def test_the_words_around_a_number_are_named_without_signs(code, unit):
    assert format_of(code).number("5")[1].detail == unit


def test_digits_that_a_format_rounds_away_from_a_code_are_named():
    shown, look = format_of("00000").number("164.7")

    assert (shown, look.detail) == ("00165", "00000 ≠ 164.7")


@pytest.mark.parametrize(
    ("code", "raw", "text", "kind", "hidden"),
    [
        ("dd/mm/yyyy", "45292", "2024-01-01", Kind.DATE, ""),
        ("dd/mm/yyyy;@", "45292.75", "2024-01-01", Kind.DATE, "time"),
        ("[$-421]dddd, dd mmmm yyyy", "45300", "2024-01-09", Kind.DATE, ""),
        ('yyyy"年"m"月"d"日"', "45292", "2024-01-01", Kind.DATE, ""),
        ("ge.m.d", "45292", "2024-01-01", Kind.DATE, ""),
        ("m/d/yy h:mm", "45292.5", "2024-01-01T12:00:00", Kind.DATETIME, ""),
        ("yyyy-mm-ddThh:mm:ss.000", "45292.5000001", "2024-01-01T12:00:00.009", Kind.DATETIME, ""),
        ("dd/mm/yyyy hh:mm", "45292.999999999", "2024-01-02T00:00:00", Kind.DATETIME, ""),
        ("mmm-yy", "45292", "2024-01", Kind.MONTH, ""),
        ("mm/yyyy", "45300", "2024-01", Kind.MONTH, "day"),
        ("yyyy", "45292", "2024", Kind.YEAR, ""),
        ("yyyy", "2024", "1905", Kind.YEAR, "day"),
        ("d-mmm", "45300", "2024-01-09", Kind.PART, ""),
        ("mmmm", "45300", "2024-01-09", Kind.PART, ""),
        ("dddd", "45300", "2024-01-09", Kind.PART, ""),
        ("h:mm AM/PM", "0.75", "18:00:00", Kind.TIME, ""),
        ("h:mm", "1.25", "06:00:00", Kind.TIME, "day"),
        ("mm:ss.0", "0.001", "00:01:26.400", Kind.TIME, ""),
        ("[h]:mm", "1.5", "36:00:00", Kind.DURATION, ""),
        ("[h]:mm", "-1", "-1", Kind.NO_DATE, "[h]:mm:ss"),
        ("dd.mm.yy", "59", "1900-02-28", Kind.DATE, ""),
        ("dd.mm.yy", "61", "1900-03-01", Kind.DATE, ""),
        ("dd.mm.yy", "60", "60", Kind.NO_DATE, "dd.mm.yy"),
        ("dd.mm.yy", "0", "0", Kind.NO_DATE, "dd.mm.yy"),
        ("dd.mm.yy", "-5", "-5", Kind.NO_DATE, "dd.mm.yy"),
        ("dd.mm.yy", "2958465", "9999-12-31", Kind.DATE, ""),
        ("dd.mm.yy", "2958466", "2958466", Kind.NO_DATE, "dd.mm.yy"),
    ],
)
def test_a_day_is_written_as_far_as_it_is_shown(code, raw, text, kind, hidden):
    shown, look = format_of(code).serial(raw, from_1904=False)

    assert (shown, look.kind, look.detail) == (text, kind, hidden)


def test_days_count_from_1904_where_a_file_says_so():
    shown, _ = format_of("yyyy-mm-dd").serial("0", from_1904=True)
    last, look = format_of("yyyy-mm-dd").serial("2957004", from_1904=True)

    assert shown == "1904-01-01"
    assert (last, look.kind) == ("2957004", Kind.NO_DATE)


def test_a_part_of_a_date_format_for_some_numbers_writes_them_as_numbers():
    shown, look = format_of('yyyy-mm-dd;0" hari"').serial("-5", from_1904=False)

    assert (shown, look.kind) == ("-5", Kind.UNIT)


def test_a_moment_without_a_date_format_shows_all_of_it():
    plain = format_of("General")
    moment = datetime.fromisoformat("2024-03-01T09:30")

    assert plain.moment(moment)[0] == "2024-03-01T09:30:00"
    assert plain.moment(moment.replace(hour=0, minute=0))[0] == "2024-03-01"
    assert plain.moment(moment, has_day=False)[0] == "09:30:00"


def test_a_length_of_time_keeps_its_hours_and_its_thousandths():
    assert elapsed(108_300) == "30:05:00"
    assert elapsed(1.25) == "00:00:01.25"


@pytest.mark.parametrize("code", ["#,##0;#,##0", "0.00;0.00", '"Rp"#,##0_);"Rp"#,##0_)', "0%;0%"])
def test_a_format_that_shows_no_sign_below_zero_hides_the_value(code):
    assert format_of(code).number("-1234") == ("-1234", Look(Kind.VEILED, code))
    assert format_of(code).number("1234")[1].kind is not Kind.VEILED


@pytest.mark.parametrize(
    "code", ["#,##0;-#,##0", "#,##0;(#,##0)", "#,##0;[Red]#,##0", '0;"rugi "0', "#,##0"]
)
def test_a_format_that_shows_a_sign_or_a_colour_below_zero_hides_nothing(code):
    assert format_of(code).number("-1234")[1].kind is not Kind.VEILED


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("99999999999999.99", "99999999999999.99"),
        ("99999999999999.984", "99999999999999.98"),
        ("1234567890123.456", "1234567890123.456"),
        ("-7.1234567890123453", "-7.123456789012345"),
        ("0.30000000000000004", "0.3"),
        ("1234.5600000000001", "1234.56"),
    ],
)
def test_digits_are_kept_and_the_noise_of_binary_fractions_is_not(raw, text):
    assert number(raw) == text

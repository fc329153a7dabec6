"""Dates as publishers write them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from pendopo.standards.ocds.instant import parse_instant

at = datetime.fromisoformat


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-02T09:00:00Z", at("2026-03-02T09:00:00")),
        ("2026-03-02t09:00:00z", at("2026-03-02T09:00:00")),
        ("2026-03-02T09:00:00+07:00", at("2026-03-02T02:00:00")),
        ("2026-03-02 09:00:00 +0700", at("2026-03-02T02:00:00")),
        ("2026-03-02T09:00:00+07", at("2026-03-02T02:00:00")),
        ("2026-03-02T20:00:00-05:00", at("2026-03-03T01:00:00")),
        ("2026-03-02T09:00:00.1234567Z", at("2026-03-02T09:00:00.123456")),
        ("2026-03-02T09:00:00,5Z", at("2026-03-02T09:00:00.500000")),
        ("2026-03-02T09:00Z", at("2026-03-02T09:00:00")),
        ("2026-12-31T23:59:60Z", at("2026-12-31T23:59:59")),
    ],
)
def test_a_moment_with_a_zone_is_exact(text, utc):
    instant = parse_instant(text)

    assert instant is not None
    assert (instant.utc, instant.exact) == (utc, True)


@pytest.mark.parametrize("text", ["2026-03-02", "2026-03-02T00:00:00", "2026-03-02 00:00"])
def test_without_a_zone_the_text_is_read_as_utc_and_said_so(text):
    instant = parse_instant(text)

    assert instant is not None
    assert (instant.utc, instant.exact) == (at("2026-03-02T00:00:00"), False)


def test_the_day_is_the_publishers_own():
    instant = parse_instant("2026-03-02T03:00:00+07:00")

    assert instant is not None
    assert instant.utc == at("2026-03-01T20:00:00")
    assert instant.day == date(2026, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1-01-01",
        "2026-02-30",
        "2026-13-01T00:00:00Z",
        "2026-03-02T25:00:00Z",
        "2026-03-02T09:00:61Z",
        "2026-03-02T09:00:00+25:00",
        "0001-01-01T00:00:00+07:00",
        "02/03/2026",
        "2026-03-02T09:00:00Z ",
        "٢٠٢٦-03-02",
    ],
)
def test_what_names_no_moment_is_none(text):
    instant = parse_instant(text)

    assert instant is None


def test_moments_written_out_sort_as_moments():
    texts = ["2026-03-02T09:00:00.5Z", "2026-03-02T16:00:00+07:00", "2026-03-02T08:59:59Z"]

    written = {text: instant.iso() for text in texts if (instant := parse_instant(text))}
    ordered = sorted(texts, key=written.__getitem__)

    assert ordered == [texts[2], texts[1], texts[0]]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-02T08:00:00", "2026-03-02T01:00:00"),
        ("2026-03-02", "2026-03-01T17:00:00"),
        ("2026-03-02T08:00:00Z", "2026-03-02T08:00:00"),
        ("2026-03-02T08:00:00+09:00", "2026-03-01T23:00:00"),
    ],
)
def test_a_text_without_a_zone_is_of_the_zone_that_is_given(text, utc):
    instant = parse_instant(text, ZoneInfo("Asia/Jakarta"))
    assert instant is not None

    assert instant is not None
    assert instant.utc == datetime.fromisoformat(utc)
    assert instant.day == date(2026, 3, 2)

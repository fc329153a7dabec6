"""Dates of action plans: what they mean, how exactly, and which words are none."""

from datetime import date

import pytest

from pendopo.standards.ogp.when import Precision, WhenError, Why, read_when


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2026-09-30", date(2026, 9, 30), date(2026, 9, 30), Precision.DAY),
        ("2026-09-30T00:00:00.000Z", date(2026, 9, 30), date(2026, 9, 30), Precision.DAY),
        ("9/30/2026", date(2026, 9, 30), date(2026, 9, 30), Precision.DAY),
        ("30.9.2026", date(2026, 9, 30), date(2026, 9, 30), Precision.DAY),
        ("5/5/18", date(2018, 5, 5), date(2018, 5, 5), Precision.DAY),
        ("30 September 2026", date(2026, 9, 30), date(2026, 9, 30), Precision.DAY),
        ("September 30th, 2026", date(2026, 9, 30), date(2026, 9, 30), Precision.DAY),
        ("43525", date(2019, 3, 1), date(2019, 3, 1), Precision.DAY),
        ("August 2014", date(2014, 8, 1), date(2014, 8, 31), Precision.MONTH),
        ("Desember 2024", date(2024, 12, 1), date(2024, 12, 31), Precision.MONTH),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), Precision.MONTH),
        ("Quarter 1 2014", date(2014, 1, 1), date(2014, 3, 31), Precision.QUARTER),
        ("IV quarter of 2020", date(2020, 10, 1), date(2020, 12, 31), Precision.QUARTER),
        ("Triwulan II 2025", date(2025, 4, 1), date(2025, 6, 30), Precision.QUARTER),
        ("By fall 2028", date(2028, 9, 1), date(2028, 11, 30), Precision.SEASON),
        ("Spring 2015", date(2015, 3, 1), date(2015, 5, 31), Precision.SEASON),
        ("By early 2026", date(2026, 1, 1), date(2026, 4, 30), Precision.PART),
        ("By end of 2025", date(2025, 9, 1), date(2025, 12, 31), Precision.PART),
        ("akhir tahun 2025", date(2025, 9, 1), date(2025, 12, 31), Precision.PART),
        ("2016", date(2016, 1, 1), date(2016, 12, 31), Precision.YEAR),
        ("7/15/1905", date(2023, 1, 1), date(2023, 12, 31), Precision.YEAR),
        ("2025 to 2028", date(2025, 1, 1), date(2028, 12, 31), Precision.SPAN),
        ("2026-27", date(2026, 1, 1), date(2027, 12, 31), Precision.SPAN),
    ],
)
def test_a_date_is_the_span_of_days_that_its_words_can_mean(
    text: str, first: date, last: date, precision: Precision
) -> None:
    when = read_when(text)

    assert (when.first, when.last, when.precision, when.text) == (first, last, precision, text)


def test_a_winter_may_be_the_one_before_or_the_one_after() -> None:
    when = read_when("By winter 2028")

    assert (when.first, when.last) == (date(2028, 1, 1), date(2029, 2, 28))


def test_seasons_turn_south_of_the_equator() -> None:
    spring = read_when("spring 2027", southern=True)
    summer = read_when("summer 2027", southern=True)

    assert (spring.first, spring.last) == (date(2027, 9, 1), date(2027, 11, 30))
    assert (summer.first, summer.last) == (date(2027, 1, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.MISSING),
        ("NA", Why.MISSING),
        ("TBD", Why.MISSING),
        ("Ongoing", Why.ONGOING),
        ("Underway", Why.ONGOING),
        ("Permanent activity", Why.ONGOING),
        ("Ongoing, annually", Why.CYCLE),
        ("Biannually until 2029", Why.CYCLE),
        ("setiap bulan", Why.CYCLE),
        ("1/12/2014", Why.TWO_READINGS),
        ("2014-02-30", Why.UNREAD),
        ("31/2/2014", Why.UNREAD),
        ("Quarter 5 2014", Why.UNREAD),
        ("2028 to 2025", Why.UNREAD),
        ("1823", Why.UNREAD),
        ("soon", Why.UNREAD),
        ("before 2016", Why.UNREAD),
        ("9" * 5000, Why.UNREAD),
    ],
)
def test_words_that_name_no_span_are_refused_with_the_reason(text: str, why: Why) -> None:
    with pytest.raises(WhenError) as caught:
        read_when(text)

    assert caught.value.why is why
    assert "write" in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_custom_settles_which_of_two_days_is_meant() -> None:
    by_day = read_when("1/12/2014", day_first=True)
    by_month = read_when("1/12/2014", day_first=False)

    assert (by_day.first, by_month.first) == (date(2014, 12, 1), date(2014, 1, 12))


def test_a_custom_does_not_make_a_day_that_there_is_not() -> None:
    assert read_when("28/5/2014", day_first=False).first == date(2014, 5, 28)
    assert read_when("5/28/2014", day_first=True).first == date(2014, 5, 28)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("30 September 2026", "2026-09-30"),
        ("September 2026", "2026-09"),
        ("2026", "2026"),
        ("Quarter 3 2026", "2026-07-01/2026-09-30"),
    ],
)
def test_it_is_written_as_far_as_it_is_known(text: str, written: str) -> None:
    assert str(read_when(text)) == written

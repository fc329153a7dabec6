"""Bars are as long as their numbers; what is not known has a hatch and a word, never a length."""

import re
from decimal import Decimal

import pytest

from pendopo.portal.charts.bars import axis_labels, bars, columns
from pendopo.portal.charts.chart import Point, cut_apart


def test_a_bar_is_as_long_as_its_number(words, points):
    chart = bars(words, points(Health=651, Roads=217, None_=0))

    assert [bar.width for bar in chart.marks["bars"]] == ["100%", "33.33%", "0%"]
    assert [bar.value for bar in chart.marks["bars"]] == ["651 Rp", "217 Rp", "0 Rp"]


def test_what_is_not_known_has_a_hatch_and_a_word_and_no_length(words, points, drawn):
    text = drawn(bars(words, points(Health=651, Roads=None)))

    assert text.count('class="mark mark--unknown"') == 2  # the bar, and what the hatch means
    assert "Roads: not known" in text
    assert "not known, which is not zero" in text
    assert 'width="0%"' not in text


def test_where_all_is_known_no_hatch_is_explained(words, points, drawn):
    text = drawn(bars(words, points(Health=651, Roads=0)))

    assert "not known" not in text
    assert "<pattern" not in text


def test_a_bar_below_zero_goes_the_other_way(words, points):
    [above, below] = bars(words, points(Own=90, Debt=-10)).marks["bars"]

    assert (above.x, above.width) == ("10%", "90%")
    assert (below.x, below.width) == ("0%", "10%")


def test_a_long_name_is_cut_at_its_bar_and_whole_in_the_table(words, drawn):
    name = "Dinas Pekerjaan Umum Bina Marga dan Penataan Ruang Kabupaten Contoh"

    text = drawn(bars(words, [Point(name, Decimal(5))]))

    assert '<text class="phone" y="13">Dinas Pekerjaan Umum Bina Mar…</text>' in text
    assert f'<text class="else" y="13">{name}</text>' in text
    assert f'<th scope="row">{name}</th>' in text


def test_two_bars_never_carry_the_same_words(words):
    alike = "Urusan pemerintahan wajib yang "
    names = [f"{alike}berkaitan dengan dasar", f"{alike}tidak berkaitan dengan yang lain"]

    found = bars(words, [Point(name, Decimal(5)) for name in names]).marks["bars"]

    assert [one.label for one in found] == [
        "Urusan pemerin…n dengan dasar", "Urusan pemerin…ngan yang lain",
    ]  # fmt: skip
    assert [one.wide for one in found] == names


def test_the_table_has_the_whole_number_and_leads_to_its_rows(words, drawn):
    point = Point("Health", Decimal("651.25"), "/en/rows/", "2 rows without a number")

    text = drawn(bars(words, [point]))

    assert '<a href="/en/rows/">Health</a><small>2 rows without a number</small>' in text
    assert '<td class="table__n">651.25 rupiah</td>' in text


def test_whoever_does_not_see_it_is_told_the_same(words, points, drawn):
    text = drawn(bars(words, points(Health=651, Roads=217, Water=None)))

    said = "3 values. Largest: Health, 651 Rp. Smallest: Roads, 217 Rp. Not known: Water."
    assert f'<desc id="paid-says">{said}</desc>' in text
    assert 'role="img"' in text
    assert 'aria-labelledby="paid-title" aria-describedby="paid-says"' in text
    assert '<title id="paid-title">Paid by office</title>' in text


def test_a_column_stands_on_zero(words, points):
    [first, second] = columns(words, points(Jan=30, Feb=-10)).marks["columns"]

    assert Decimal(first.y) + Decimal(first.height) == Decimal(second.y)
    assert Decimal(first.height) == 3 * Decimal(second.height)


def test_an_unknown_month_is_a_hatch_as_high_as_the_sheet(words, points, drawn):
    chart = columns(words, points(Jan=30, Feb=None, Mar=0))

    [_, unknown, zero] = chart.marks["columns"]
    assert (unknown.known, unknown.height) == (False, "180")
    assert (zero.known, zero.height) == (True, "0")
    assert 'fill="url(#paid-unknown)"><title>Feb: not known</title>' in drawn(chart)


def test_the_largest_and_the_last_column_carry_their_numbers(words):
    values = [3, 9, 1, 1, 1, 1, 1, 4]

    marks = columns(words, [Point(str(i), Decimal(v)) for i, v in enumerate(values)]).marks

    shown = [(one.label, one.anchor) for one in marks["columns"] if one.anchor]
    assert shown == [("1", "start"), ("7", "end")]


def test_the_labels_of_few_columns_stand_below_them():
    labels = axis_labels(["2024", "2025", "2026"])

    assert [(one.x, one.anchor) for one in labels] == [
        ("16.67%", "middle"), ("50%", "middle"), ("83.33%", "middle"),
    ]  # fmt: skip


def test_a_phone_writes_fewer_of_the_same_labels():
    labels = axis_labels([f"M{i}" for i in range(23)])

    assert [one.text for one in labels if one.small] == ["M0", "M9", "M22"]
    assert len(labels) == 8
    assert [labels[0].anchor, labels[1].anchor, labels[-1].anchor] == ["start", "middle", "end"]


@pytest.mark.parametrize("draw", [bars, columns])
def test_a_chart_of_nothing_is_still_a_chart(words, drawn, draw):
    text = drawn(draw(words, []))

    assert "0 values." in text
    assert not re.search(r"nan|infinity", text, re.IGNORECASE)


def test_two_names_that_begin_and_end_alike_are_never_cut_to_the_same():
    names = [
        "Urusan pemerintahan wajib yang berkaitan dengan pelayanan dasar",
        "Urusan pemerintahan wajib yang tidak berkaitan dengan pelayanan dasar",
        "a" * 40 + "b" + "a" * 40,
        "a" * 40 + "c" + "a" * 40,
    ]

    labels = cut_apart(names)

    assert labels[:2] == ["Urusan…berkaitan dengan pelay…", "Urusan…tidak berkaitan dengan…"]
    assert len(set(labels)) == len(names)
    assert all(len(label) <= 30 for label in labels)

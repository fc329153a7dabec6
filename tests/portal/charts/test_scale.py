"""An axis is round and holds zero; the labels on it leave each other room."""

from decimal import Decimal

import pytest

from pendopo.portal.charts.scale import ends_of, scale_of, spread


def numbers(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        (("21",), ("0", "10", "20", "30")),
        (("100", "4"), ("0", "50", "100")),
        (("97", "99"), ("0", "50", "100")),
        (("-38", "651"), ("-200", "0", "200", "400", "600", "800")),
        (("-5",), ("-6", "-4", "-2", "0")),
        (("0.03",), ("0.00", "0.01", "0.02", "0.03")),
        (("1250000000000",), ("0", "500000000000", "1000000000000", "1500000000000")),
        ((), ("0",)),
        (("0",), ("0",)),
    ],
)
def test_the_numbers_on_an_axis_are_round_and_zero_is_among_them(values, ticks):
    scale = scale_of(numbers(*values))

    assert list(scale.ticks) == numbers(*ticks)


def test_a_share_of_an_axis_is_exact():
    scale = scale_of(numbers("-50", "100"))

    assert scale.share(Decimal(25)) == Decimal("0.5")
    assert [scale.share(scale.low), scale.share(scale.high)] == numbers("0", "1")


def test_without_round_numbers_the_largest_bar_takes_the_whole_width():
    scale = ends_of(numbers("12", "48"))

    assert [scale.low, scale.high] == numbers("0", "48")
    assert scale.ticks == ()
    assert ends_of([]).share(Decimal(0)) == 0


@pytest.mark.parametrize(
    ("count", "most", "chosen"),
    [
        (3, 4, [0, 1, 2]),
        (12, 4, [0, 4, 11]),
        (13, 4, [0, 4, 8, 12]),
        (23, 10, [0, 3, 6, 9, 12, 15, 18, 22]),
        (2, 2, [0, 1]),
        (9, 2, [0, 8]),
    ],
)
def test_of_many_labels_the_first_and_the_last_are_always_written(count, most, chosen):
    assert spread(count, most) == chosen

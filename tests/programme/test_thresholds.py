"""A government sets thresholds of flags in ``pendopo.toml``, and what it cannot mean is refused."""

from datetime import date
from decimal import Decimal

import pytest

from pendopo.programme.thresholds import ThresholdError, thresholds_of


def test_a_threshold_is_read_for_its_flag_and_parameter():
    found = thresholds_of(
        ["r003_short_time_to_bid.days = 10", "r059_contract_above_award.share=1.05"]
    )

    assert found == {
        ("r003_short_time_to_bid", "days"): {date.min: Decimal(10)},
        ("r059_contract_above_award", "share"): {date.min: Decimal("1.05")},
    }


def test_what_a_threshold_is_set_to_stands_in_the_order_of_its_days():
    found = thresholds_of(
        [
            "r003_short_time_to_bid.days = 12 since 2027-01-01",
            "r003_short_time_to_bid.days = 10",
            "r003_short_time_to_bid.days = 11 since 2026-12-01",
        ]
    )

    assert list(found["r003_short_time_to_bid", "days"].items()) == [
        (date.min, Decimal(10)),
        (date(2026, 12, 1), Decimal(11)),
        (date(2027, 1, 1), Decimal(12)),
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("r003_short_time_to_bid.days = 10 since 2026-13-01", "write a day behind since"),
        ("r003_short_time_to_bid.hours = 10", "write one of days"),
        ("r999.days = 10", "write a flag such as"),
        ("r003_short_time_to_bid.days = ten", "write a whole number behind"),
        ("r003_short_time_to_bid.days = 2.5", "write a whole number behind"),
        ("r003_short_time_to_bid.days = -5", "write a whole number behind .*, 0 or more"),
        ("r059_contract_above_award.share = NaN", "write a number behind"),
        ("r059_contract_above_award.share = Infinity", "write a number behind"),
        ("r002_just_below_a_ceiling.ceiling = 1e3000000", "write a number behind"),
    ],
)
def test_what_no_flag_has_is_refused_with_what_to_write(written, told):
    with pytest.raises(ThresholdError, match=told):
        thresholds_of([written])

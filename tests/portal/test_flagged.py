"""What a flag was made from is written as what it is."""

import pytest

from pendopo.flags import flags
from pendopo.portal.flagged import Raised, percent, text_of


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("text", "1e3000000", "1e3000000"),
        ("text", "2024-13-01", "2024-13-01"),
        ("text", "03", "03"),
        ("text", "43210000", "43210000"),
        ("number", "43210000", "43,210,000"),
        ("number", "0.125", "0.12"),
        ("number", "inf", "inf"),
        ("day", "2026-01-02", "2 January 2026"),
        ("day", "0044-03-15 (BC)", "0044-03-15 (BC)"),
        ("moment", "2026-01-02 00:00:00", "2 January 2026"),
        ("moment", "2026-01-02 10:30:00", "2 January 2026 10:30"),
    ],
)
def test_only_a_number_is_written_as_a_number(kind, text, told):
    assert text_of(kind, text) == told


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 9, "0 %"), (1, 1000, "< 1 %"), (1, 3, "33 %"), (999, 1000, "> 99 %"), (9, 9, "100 %")],
)
def test_a_little_is_not_written_as_nothing_nor_nearly_all_as_all(part, whole, told):
    assert percent(part, whole) == told


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("r050_market_share", 0.7709, "77.1 %"),
        ("r050_market_share", 0.0, "0 %"),
        ("r050_market_share", 0.0004, "as computed"),
        ("core_days_to_award", 19.09, "as computed"),
        ("r051_concentrated_buyer", 0.25, "as computed"),
    ],
)
def test_a_share_is_told_in_per_cent_and_nothing_else_is(name, value, told):
    row = Raised(flags()[name], "x", "x", "", "as computed", "", (), (), raw=(value, value))

    assert row.shown == told
    assert (row.held_against or "as computed") == told

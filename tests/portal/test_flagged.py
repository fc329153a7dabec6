"""What a flag was made from is written as what it is."""

import pytest

from pendopo.portal.flagged import text_of


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

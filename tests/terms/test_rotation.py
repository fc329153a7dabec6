"""The log's keys over time: which sign a checkpoint, and which rotations are none."""

from datetime import date

import pytest

from pendopo.terms.entry import EntryType, Leaf
from pendopo.terms.rotation import (
    Rotation,
    RotationError,
    chain,
    last_day,
    publics,
    rotation_of,
    signers,
)

A, B, C = "a" * 64, "b" * 64, "c" * 64
FIRST = Rotation(2, A, B, "2026-12-31")
SECOND = Rotation(9, B, C, "2027-12-31")


def leaf(scope, kind=EntryType.KEY_ROTATION):
    return Leaf(type=kind, id="01J" + "0" * 23, time="2026-10-02T00:00:00Z", scope=scope)


@pytest.mark.parametrize(
    ("size", "time", "found"),
    [
        (2, "2026-10-01T00:00:00Z", (A,)),
        (3, "2026-10-02T00:00:00Z", (B, A)),
        (8, "2026-12-31T23:59:59Z", (B, A)),
        (8, "2027-01-01T00:00:00Z", (B,)),
        (10, "2027-02-01T00:00:00Z", (C, B)),
        (11, "2028-01-01T00:00:00Z", (C,)),
    ],
)
def test_after_a_rotation_both_keys_sign_until_its_last_day(size, time, found):
    assert signers([FIRST, SECOND], size, time) == found


def test_a_log_that_never_rotated_its_key_names_none():
    assert signers([], 5, "2026-10-01T00:00:00Z") == ()
    assert publics([]) == ()


def test_every_key_is_given_newest_first():
    assert publics([FIRST, SECOND]) == (C, B, A)


def test_a_rotation_is_read_from_the_codes_of_its_leaf():
    assert rotation_of(2, leaf(FIRST.scope())) == FIRST
    assert rotation_of(2, leaf({}, EntryType.HEARTBEAT)) is None


@pytest.mark.parametrize(
    "scope",
    [
        {},
        FIRST.scope() | {"old": "a" * 63},
        FIRST.scope() | {"until": "soon"},
        FIRST.scope() | {"more": "x"},
    ],
)
def test_an_entry_that_names_no_keys_is_no_rotation(scope):
    with pytest.raises(RotationError, match="entry 2 names no old and new key"):
        rotation_of(2, leaf(scope))


@pytest.mark.parametrize(
    "other", [Rotation(9, A, C, ""), Rotation(9, B, A, ""), Rotation(9, B, B, "")]
)
def test_a_rotation_takes_over_from_the_key_before_and_never_back_to_one(other):
    with pytest.raises(RotationError, match="entry 9 rotates from a key"):
        chain([FIRST, other])


def test_the_last_day_is_counted_from_the_day_of_the_rotation():
    assert last_day(date(2026, 10, 2), 90) == "2026-12-31"
    with pytest.raises(RotationError):
        last_day(date(2026, 10, 2), -1)

"""Which file a process lies in: by its first believable date, in parts of a size."""

from pathlib import Path

import pytest

from pendopo.published.contracting.bulk import Bundle, month_of, plan
from pendopo.published.contracting.index import Share, Sized

PUBLISHED = "2026-11-18T02:00:00Z"


def share(entry=1):
    return Share(entry, f"{entry:064x}", Path(), PUBLISHED)


def process(ocid, moment="2026-03-05T00:00:00", size=10, entry=1):
    return ocid, [Sized(share(entry), 1, moment, size)]


def held(bundles: list[Bundle]):
    return [(one.stem, one.first, one.last, one.processes) for one in bundles]


@pytest.mark.parametrize(
    ("moments", "month"),
    [
        (["2026-03-05T00:00:00", "2026-02-27T23:00:00"], "2026-02"),
        (["0001-01-01T00:00:00", "2026-03-05T00:00:00"], "2026-03"),
        (["2106-03-05T00:00:00"], "undated"),
        (["2026-11-19T01:00:00"], "2026-11"),  # a day ahead of ours, in another zone
        ([""], "undated"),
    ],
)
def test_a_process_lies_in_the_month_of_its_first_believable_release(moments, month):
    assert month_of((moment, PUBLISHED) for moment in moments) == month


def test_the_newest_month_comes_first_and_the_undated_last():
    bundles = plan(
        [process("a", ""), process("b", "2025-12-01T00:00:00"), process("c"), process("d")]
    )

    assert held(bundles) == [
        ("2026-03", "c", "d", 2), ("2025-12", "b", "b", 1), ("undated", "a", "a", 1),
    ]  # fmt: skip


def test_a_month_that_is_too_large_is_split_into_numbered_parts():
    bundles = plan([process(name, size=4) for name in "abcde"], most=10)

    assert held(bundles) == [
        ("2026-03-1", "a", "b", 2), ("2026-03-2", "c", "d", 2), ("2026-03-3", "e", "e", 1),
    ]  # fmt: skip


def test_a_process_that_is_too_large_is_alone():
    bundles = plan([process("a"), process("b", size=99), process("c")], most=20)

    assert [one.first for one in bundles] == ["a", "b", "c"]


def test_only_a_month_that_changed_has_another_key():
    before = plan([process("a", "2026-01-01T00:00:00"), process("b")])
    later = ("b", [*process("b")[1], Sized(share(2), 1, "2026-10-01T00:00:00", 10)])

    after = plan([process("a", "2026-01-01T00:00:00"), later])

    assert [one.month for one in after] == [one.month for one in before] == ["2026-03", "2026-01"]
    assert [one.key for one in after][1:] == [one.key for one in before][1:]
    assert after[0].key != before[0].key

"""A network is laid alike every time, within its sheet, and what is linked lies closer."""

from itertools import combinations
from math import dist

import pytest

from pendopo.portal.charts.network import laid

# Two groups of firms that meet among themselves, and one pair that joins them.
LINKS = [(a, b, 1.0) for group in (range(5), range(5, 10)) for a, b in combinations(group, 2)]
JOINED = [*LINKS, (0, 5, 0.1)]


def test_the_same_links_give_the_same_places():
    assert laid(10, JOINED) == laid(10, JOINED)


def test_who_meets_lies_closer_than_who_does_not():
    places = laid(10, JOINED)

    def mean(pairs):
        lengths = [dist(places[a], places[b]) for a, b in pairs]
        return sum(lengths) / len(lengths)

    apart = [(a, b) for a in range(5) for b in range(5, 10)]
    assert mean([(a, b) for a, b, _ in LINKS]) < mean(apart) / 2


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_every_place_is_on_the_sheet_and_no_two_are_one(count):
    places = laid(count, [(n, n + 1, 0.5) for n in range(count - 1)])

    assert len(places) == len(set(places)) == count
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places)

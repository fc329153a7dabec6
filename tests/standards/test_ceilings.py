"""Ceilings of the law are data: each with its clause, and on one day one for each kind of thing."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from pendopo.standards.ceilings import ceilings_of

COUNTRIES = ("ID", "PH")


def days(one):
    return one.since or date.min, one.until or date.max


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_ceiling_names_its_law_its_clause_and_its_languages(country):
    found = ceilings_of(country)

    assert found
    for one in found:
        assert one.amount > 0
        assert one.law
        assert one.clause
        assert {"en", "id"} <= one.titles.keys()
        assert set(one.categories) <= {"goods", "works", "services"}


def test_a_ceiling_is_verified_by_where_it_was_read_and_by_nothing_else():
    [one, *_others] = ceilings_of("ID")

    assert not one.verified
    assert replace(one, source="https://gazette.example/16-2018").verified
    # What boards and offices say of a law is no source of it: so far nobody read one.
    assert [each.id for country in COUNTRIES for each in ceilings_of(country) if each.source] == []


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_two_ceilings_of_a_method_hold_for_one_thing_on_one_day(country):
    for one, other in combinations(ceilings_of(country), 2):
        if one.method == other.method and set(one.categories) & set(other.categories):
            assert max(days(one)[0], days(other)[0]) > min(days(one)[1], days(other)[1])


def test_a_country_that_is_not_known_has_none():
    assert ceilings_of("XX") == ()

"""Amounts are carried from one chart of accounts to another as far as a crosswalk covers them."""

from decimal import Decimal

import pytest

from pendopo.published.crosswalk import crosswalk_of, dataset_of
from pendopo.published.outline import outline_of


def walk(*steps):
    rows = [
        {"classification": "functional", "from": code, "to": target, "share": share}
        for code, target, share in steps
    ]
    return crosswalk_of(("old", "new"), "functional", 7, rows)


def levels(code):
    parts = code.split(".")
    return tuple(".".join(parts[: n + 1]) for n in range(len(parts)))


# What the year that is looked at has.
DOTTED = outline_of(map(levels, ("1.03.01", "1.05.02", "3.31", "5.1.02")))
# As es-local-2014 and Navarra write theirs: digits, without dots.
DIGITS = outline_of([("1", "12", "120"), ("2", "20", "200")])


def carried(found, under, outline=DOTTED, **amounts):
    pairs = [(levels(name[1:].replace("_", ".")), amount) for name, amount in amounts.items()]
    said = [(path, None if amount is None else Decimal(amount)) for path, amount in pairs]
    return found.carry(said, under, outline)


def test_a_code_is_shared_among_those_that_it_becomes():
    found = walk(("1.05", "1.03", "0.75"), ("1.05", "3.31", "0.25"))

    result = carried(found, "1.03", c1_05=200)

    assert (result.value, result.covered, result.holds) == (150, 1, True)


def test_a_code_below_a_step_goes_where_that_goes():
    assert carried(walk(("1.05", "1.03", "1")), "1.03", c1_05_02=200).value == 200


def test_what_lies_under_a_code_is_added_up_and_a_code_that_only_looks_alike_is_not():
    found = walk(("1", "1.03.01", "1"), ("2", "1.031", "1"))

    assert carried(found, "1.03", c1=5, c2=7).value == 5


def test_what_leads_to_a_code_above_is_not_covered_and_never_zero():
    result = carried(walk(("5.2", "5.1", "1")), "5.1.02", c5_2=100)

    assert (result.covered, result.holds) == (0, False)


@pytest.mark.parametrize(
    ("under", "target", "value", "covered"),
    [
        ("1", "120", 100, 1),
        ("1", "129", 100, 1),  # no line has it: its digits tell
        ("1", "200", 0, 1),
        ("120", "12", 0, 0),
        ("129", "12", 0, 0),
    ],
)
def test_codes_without_dots_lie_where_their_levels_say(under, target, value, covered):
    result = carried(walk(("12", target, "1")), under, DIGITS, c12=100)

    assert (result.value, result.covered) == (value, covered)


def test_a_line_goes_by_the_step_of_what_its_levels_say_is_above_it():
    found = walk(("12", "1", "1"))

    assert found.carry([(("1", "12", "120"), Decimal(7))], "1", DIGITS).value == 7


def test_a_code_of_two_places_or_of_none_that_is_told_is_not_covered():
    twice = outline_of([("a", "x"), ("b", "x"), ("b", "y")])

    assert (twice.lies("x", "a"), twice.lies("y", "a"), twice.lies("z", "a")) == (None, False, None)
    assert outline_of([("1",)]).lies("12", "1") is None


def test_a_line_breaks_where_too_little_is_covered():
    found = walk(("1", "1", "1"))

    enough, little = carried(found, "1", c1=98, c2=-2), carried(found, "1", c1=97, c2=3)

    assert (enough.covered, enough.holds) == (Decimal("0.98"), True)
    assert (little.covered, little.holds) == (Decimal("0.97"), False)


def test_shares_that_do_not_make_one_lead_nowhere():
    found = walk(("1", "1", "0.5"), ("2", "2", "many"), ("3", "3", "1.5"))

    assert found.steps == {}


def test_an_amount_that_is_not_known_makes_the_whole_unknown():
    assert carried(walk(("1", "1", "1")), "1", c1=5, c1_02=None).value is None


def test_another_classification_is_left_out():
    rows = [{"classification": "economic", "from": "1", "to": "1", "share": "1"}]

    assert crosswalk_of(("old", "new"), "functional", 7, rows).steps == {}
    assert dataset_of("old", "new") == "crosswalk-old--new"

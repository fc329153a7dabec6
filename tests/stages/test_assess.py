"""What the published record says of a milestone on a day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.stages.assess import (
    PASSED_ON,
    assess,
    check_coverage,
    check_document,
    check_indicator,
)
from pendopo.terms.commitment import Aim, CoverageCheck, DocumentCheck, IndicatorCheck, Milestone
from pendopo.terms.journey import CheckResult, Measurement, Standing, StandingWord
from pendopo.terms.period import Period

DUE = date(2026, 6, 30)
BEFORE, AFTER = DUE - timedelta(days=1), DUE + timedelta(days=1)
CHECKS = tuple(DocumentCheck(name, "datasets") for name in "abc")
MILESTONE = Milestone("villages", "Every village publishes", Period.of_day(DUE), CHECKS)


def results(*passed):
    return [CheckResult(check.id, one) for check, one in zip(CHECKS, passed, strict=True)]


def word(*passed, day=BEFORE, earlier=None):
    return assess(MILESTONE, results(*passed), day, earlier).word


@pytest.mark.parametrize(
    ("passed", "day", "expected"),
    [
        ((False, False, False), BEFORE, StandingWord.LATER),
        ((None, None, None), BEFORE, StandingWord.LATER),
        ((False, False, False), DUE, StandingWord.NONE),
        ((True, False, None), BEFORE, StandingWord.SOME),
        ((True, True, None), DUE, StandingWord.SOME),
        ((True, True, True), BEFORE, StandingWord.ALL),
        ((True, True, True), AFTER, StandingWord.ALL),
        ((True, True, False), AFTER, StandingWord.OVERDUE),
        ((True, True, None), AFTER, StandingWord.OVERDUE),
        ((False, False, False), AFTER, StandingWord.OVERDUE),
    ],
)
def test_the_word_follows_from_the_checks_and_the_day(passed, day, expected):
    assert word(*passed, day=day) is expected


def test_a_standing_shows_every_check_of_its_milestone_on_its_day():
    standing = assess(MILESTONE, results(True, False, None)[:2], BEFORE)

    assert standing == Standing(
        "villages",
        StandingWord.SOME,
        "2026-06-29",
        (CheckResult("a", True), CheckResult("b", False), CheckResult("c", None)),
    )


def test_a_claim_never_meets_a_milestone():
    attested = [CheckResult("attested by the office", True)]

    standing = assess(MILESTONE, attested, BEFORE)

    assert standing.word is StandingWord.LATER
    assert [result.check for result in standing.results] == ["a", "b", "c"]


def test_a_milestone_without_checks_is_never_met():
    unchecked = replace(MILESTONE, checks=())

    words = [assess(unchecked, [CheckResult("a", True)], day).word for day in (BEFORE, DUE, AFTER)]

    assert words == [StandingWord.LATER, StandingWord.NONE, StandingWord.OVERDUE]


@pytest.mark.parametrize("now", [False, None])
def test_a_check_that_passed_and_does_not_now_makes_it_regressed(now):
    met = assess(MILESTONE, results(True, True, True), BEFORE)

    standing = assess(MILESTONE, results(True, now, True), DUE, met)

    assert standing.word is StandingWord.REGRESSED
    assert standing.results[1].evidence == {PASSED_ON: "2026-06-29"}


def test_regressed_stays_until_the_check_passes_again():
    met = assess(MILESTONE, results(True, False, False), BEFORE)
    lost = assess(MILESTONE, results(False, False, False), DUE, met)
    still_lost = assess(MILESTONE, results(False, True, False), AFTER, lost)
    found_again = assess(MILESTONE, results(True, True, False), AFTER, still_lost)

    words = [standing.word for standing in (lost, still_lost, found_again)]

    assert words == [StandingWord.REGRESSED, StandingWord.REGRESSED, StandingWord.OVERDUE]
    assert still_lost.results[0].evidence == {PASSED_ON: "2026-06-29"}
    assert found_again.results[0].evidence == {}


def test_a_check_that_was_added_later_has_nothing_to_regress_from():
    earlier = assess(replace(MILESTONE, checks=CHECKS[:2]), results(True, True, True), BEFORE)

    standing = assess(MILESTONE, results(True, True, False), BEFORE, earlier)

    assert earlier.word is StandingWord.ALL
    assert standing.word is StandingWord.SOME


def test_a_check_that_never_passed_does_not_regress():
    earlier = assess(MILESTONE, results(False, True, None), BEFORE)

    assert word(False, True, None, earlier=earlier) is StandingWord.SOME


# From worst to best; regressed and overdue are both below what is in time.
RANK = [
    StandingWord.REGRESSED,
    StandingWord.OVERDUE,
    StandingWord.NONE,
    StandingWord.LATER,
    StandingWord.SOME,
    StandingWord.ALL,
]
OUTCOMES = st.lists(st.sampled_from([True, False, None]), min_size=3, max_size=3)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@settings(deadline=None)
@given(OUTCOMES, OUTCOMES, DAYS, st.integers(0, 2))
def test_one_more_check_that_passes_never_worsens_a_standing(before, now, day, place):
    earlier = assess(MILESTONE, results(*before), date(2025, 12, 31))
    better = [*now[:place], True, *now[place + 1 :]]

    one, other = word(*now, day=day, earlier=earlier), word(*better, day=day, earlier=earlier)

    assert RANK.index(other) >= RANK.index(one)


@settings(deadline=None)
@given(OUTCOMES, DAYS)
def test_unknown_counts_neither_as_passed_nor_for_less_than_not_passed(now, day):
    known = [one is True for one in now]

    assert word(*now, day=day) is word(*known, day=day)


@settings(deadline=None)
@given(OUTCOMES, OUTCOMES, DAYS)
def test_a_milestone_is_met_exactly_when_every_check_passes(before, now, day):
    earlier = assess(MILESTONE, results(*before), date(2025, 12, 31))

    met = word(*now, day=day, earlier=earlier) is StandingWord.ALL

    assert met == all(one is True for one in now)


@settings(deadline=None)
@given(OUTCOMES, st.lists(st.tuples(OUTCOMES, DAYS), max_size=6))
def test_a_standing_depends_only_on_the_one_before_it(now, history):
    earlier = None
    for outcomes, day in history:
        earlier = assess(MILESTONE, results(*outcomes), day, earlier)

    first = assess(MILESTONE, results(*now), AFTER, earlier)
    second = assess(MILESTONE, list(reversed(results(*now))), AFTER, earlier)

    assert first == second


def measured(value):
    return Measurement("single_bid_share", value, "share", "2026-06-30", 12, "select …")


@pytest.mark.parametrize(
    ("aim", "target", "value", "passed"),
    [
        (Aim.AT_MOST, "0.2", "0.19", True),
        (Aim.AT_MOST, "0.2", "0.2", True),
        (Aim.AT_MOST, "0.2", "0.20000000000000001", True),
        (Aim.AT_MOST, "0.2", "0.204", False),
        (Aim.AT_LEAST, "430", "430", True),
        (Aim.AT_LEAST, "430", "429", False),
        (Aim.AT_LEAST, "0.3", "0.29999999999999999", True),
        (Aim.EQUALS, "430", "430.0", True),
        (Aim.EQUALS, "430", "431", False),
        (Aim.EQUALS, "1000000000000.00", "1000000000000.01", False),
        (Aim.AT_LEAST, "1000000000000.00", "999999999999.99", False),
        (Aim.EQUALS, "333333333333.333", "333333333333.3333", True),
        (Aim.AT_MOST, "0", "0", True),
    ],
)
def test_a_value_is_held_against_its_target(aim, target, value, passed):
    check = IndicatorCheck("bids", "single_bid_share", aim, Decimal(target))

    result = check_indicator(check, measured(value))

    assert result.passed is passed
    assert result.evidence == {
        "value": value,
        "as_of": "2026-06-30",
        "size": 12,
        "aim": aim.value,
        "target": target,
    }


@pytest.mark.parametrize("measurement", [None, measured(None)])
@pytest.mark.parametrize("aim", list(Aim))
def test_a_value_that_is_not_known_passes_nothing_and_is_not_zero(measurement, aim):
    check = IndicatorCheck("bids", "single_bid_share", aim, Decimal(0))

    result = check_indicator(check, measurement)

    assert result.passed is None
    assert result.evidence["value"] is None


STANDING = [
    ("01A", "datasets", {"dataset": "regulations"}),
    ("01B", "budgets", {"year": "2026", "phase": "plan"}),
]


@pytest.mark.parametrize(
    ("register", "scope", "found"),
    [
        ("budgets", {"year": "2026"}, ["01B"]),
        ("budgets", {}, ["01B"]),
        ("budgets", {"year": "2025"}, []),
        ("datasets", {"year": "2026"}, []),
        ("contracts", {}, []),
    ],
)
def test_a_document_must_stand_in_the_log(register, scope, found):
    result = check_document(DocumentCheck("plan", register, scope), STANDING)

    assert result == CheckResult("plan", bool(found), {"publications": found})


VILLAGES = CoverageCheck("all", "datasets.budgets", "village", ("v1", "v2", "v3"))


def test_coverage_names_the_missing():
    result = check_coverage(VILLAGES, {"v1", "v3", "v9"})

    assert result == CheckResult("all", False, {"covered": 2, "of": 3, "missing": ["v2"]})


def test_a_list_that_is_covered_passes():
    result = check_coverage(VILLAGES, {"v1", "v2", "v3"})

    assert result == CheckResult("all", True, {"covered": 3, "of": 3, "missing": []})


def test_coverage_of_a_table_that_is_not_published_is_unknown():
    result = check_coverage(VILLAGES, None)

    assert result == CheckResult("all", None, {"covered": None, "of": 3, "missing": None})

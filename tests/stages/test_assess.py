"""What the published record says of a milestone on a day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.stages.assess import CHANGED, PASSED_ON, assess, until
from pendopo.stages.assess.checks import (
    Found,
    NotComputableError,
    changes_on,
    check_combined,
    check_coverage,
    check_document,
    check_freshness,
    check_indicator,
    evaluate,
)
from pendopo.stages.assess.words import of_result
from pendopo.terms.commitment import (
    Aim,
    CombinedCheck,
    CoverageCheck,
    DocumentCheck,
    FreshnessCheck,
    IndicatorCheck,
    MeasureCheck,
    Milestone,
    Need,
)
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
        "sql": "select …",
    }


@pytest.mark.parametrize("measurement", [None, measured(None)])
@pytest.mark.parametrize("aim", list(Aim))
def test_a_value_that_is_not_known_passes_nothing_and_is_not_zero(measurement, aim):
    check = IndicatorCheck("bids", "single_bid_share", aim, Decimal(0))

    result = check_indicator(check, measurement)

    assert result.passed is None
    assert result.evidence["value"] is None


def test_what_gives_nothing_today_is_asked_again_tomorrow():
    check = MeasureCheck("new", "select …", ("datasets.roads",), Aim.AT_LEAST, Decimal(1))
    asks = "select max(n) as value from roads where begun <= $as_of"
    nothing = replace(measured(None), sql=asks)

    class Record:
        def measured(self, _check):
            raise NotComputableError("It gives more or less than one number", sql=asks)

    for result in (check_indicator(check, nothing), evaluate(check, cast("Any", Record()), DUE)):
        assert result.passed is None
        assert changes_on(check, result, DUE) == AFTER


STANDING = [
    Found("01A", 3, "2026-02-01", "Bagian Hukum"),
    Found("01B", 7, "2026-06-30", "Setda"),
]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["01A", "01B"]),
        ({"office": "setda"}, ["01B"]),
        ({"office": "Bappeda"}, []),
        ({"since": date(2026, 2, 2)}, ["01B"]),
        ({"until": date(2026, 2, 1)}, ["01A"]),
        ({"since": date(2026, 7, 1)}, []),
    ],
)
def test_a_document_must_stand_in_the_log(asked, found):
    result = check_document(DocumentCheck("plan", "budgets", **asked), STANDING)

    assert result.passed is bool(found)
    assert [one["id"] for one in result.evidence["publications"]] == found


def test_what_is_fresh_grows_old_on_a_day_that_is_known():
    check = FreshnessCheck("new", "datasets", days=30)

    fresh = check_freshness(check, STANDING, date(2026, 7, 30))
    stale = check_freshness(check, STANDING, date(2026, 7, 31))

    assert (fresh.passed, fresh.evidence["age"]) == (True, 30)
    assert (stale.passed, stale.evidence["age"]) == (False, 31)
    assert changes_on(check, fresh, date(2026, 7, 1)) == date(2026, 7, 31)
    assert check_freshness(check, [], DUE).passed is False


@pytest.mark.parametrize(
    ("need", "results", "passed"),
    [
        (Need.ALL, (True, True), True),
        (Need.ALL, (True, None), None),
        (Need.ALL, (False, None), False),
        (Need.ANY, (False, True), True),
        (Need.ANY, (False, None), None),
        (Need.ANY, (True, None), True),
        (Need.ANY, (False, False), False),
    ],
)
def test_what_is_unknown_decides_only_where_the_others_do_not(need, results, passed):
    checks = tuple(DocumentCheck(name, "datasets") for name in "ab")
    within = [CheckResult(name, one) for name, one in zip("ab", results, strict=True)]

    found = check_combined(CombinedCheck("both", need, checks), within)

    assert found.passed is passed
    assert (found.evidence["passed"], found.evidence["of"]) == (results.count(True), 2)


@pytest.mark.parametrize(
    ("need", "by", "expected"),
    [
        (Need.ALL, (BEFORE, None), StandingWord.OVERDUE),
        (Need.ANY, (BEFORE, None), StandingWord.NONE),
        (Need.ANY, (BEFORE, BEFORE), StandingWord.OVERDUE),
        (Need.ALL, (None, BEFORE), StandingWord.NONE),
    ],
)
def test_a_check_within_another_has_a_day_of_its_own(need, by, expected):
    periods = [Period.of_day(day) if day else None for day in by]
    within = tuple(DocumentCheck(n, "datasets", by=b) for n, b in zip("ab", periods, strict=True))
    whole = CombinedCheck("both", need, within)
    both = replace(MILESTONE, checks=(whole,))
    passed = (False, need is Need.ALL)
    found = [CheckResult(name, one) for name, one in zip("ab", passed, strict=True)]

    standing = assess(both, [check_combined(whole, found)], DUE)

    assert standing.word is expected
    assert until(both, standing, BEFORE) == DUE


def test_what_is_unknown_now_says_what_it_gave_before():
    known = CheckResult("a", True, {"value": "3"})
    met = Standing("villages", StandingWord.ALL, "2026-06-29", (known,))

    changed = {CHANGED: [{"name": "datasets.roads", "came": [], "gone": [4]}]}
    standing = assess(replace(MILESTONE, checks=CHECKS[:1]), (), DUE, met, changed)
    told = [one.text for one in of_result(standing.results[0])]

    assert told[1:] == [
        "It had passed when it was looked at on {day}.",
        "Then it was {value}.",
        "What changed: {name}, by entries {entries}.",
    ]


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

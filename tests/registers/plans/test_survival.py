"""How likely a promise is to outlive those who made it: six factors, and unknown is not zero."""

from fractions import Fraction

import pytest

from pendopo.registers.plans.survival import Facts, Survival, SurvivalError, survival


def test_what_nobody_knows_stands_between_nothing_and_everything():
    assert survival(Facts()) == Survival(Fraction(0), Fraction(6))
    assert survival(Facts()).rounded() == (0, 6)


def test_what_is_known_to_be_missing_is_zero_in_both_sums():
    nothing = Facts(legal="none", budget=False, office=False, holders=0, reused=False, days=365)

    assert survival(nothing) == Survival(Fraction(0), Fraction(0))


def test_a_promise_by_law_with_all_the_rest_keeps_all_six():
    whole = Facts(legal="law", budget=True, office=True, holders=5, reused=True, days=0)

    assert survival(whole) == Survival(Fraction(6), Fraction(6))


@pytest.mark.parametrize(
    ("facts", "low", "high"),
    [
        (Facts(legal="regulation"), Fraction(3, 4), Fraction(23, 4)),
        (Facts(legal_named=True), Fraction(1, 4), Fraction(6)),
        (Facts(holders=1), Fraction(1, 3), Fraction(16, 3)),
        (Facts(days=73), Fraction(4, 5), Fraction(29, 5)),
        (Facts(days=4_000), Fraction(0), Fraction(5)),
    ],
)
def test_each_factor_counts_by_its_own_scale(facts, low, high):
    assert survival(facts) == Survival(low, high)


@pytest.mark.parametrize("facts", [Facts(legal="custom"), Facts(holders=-1), Facts(days=-1)])
def test_a_factor_that_is_none_is_refused(facts):
    with pytest.raises(SurvivalError, match="write"):
        survival(facts)

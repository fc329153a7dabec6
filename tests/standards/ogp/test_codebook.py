"""Codebooks by era, and the stars that follow from codes."""

import pytest

from pendopo.standards.ogp.codebook import (
    CodeError,
    Sentinel,
    codebooks,
    era_of,
    eras,
    of_no_era,
    scales,
)
from pendopo.standards.ogp.stars import star_since_2015, star_until_2015


def test_the_eras_follow_on_each_other() -> None:
    ends = [era.last for era in eras()]

    assert [era.first for era in eras()[1:]] == [last + 1 for last in ends[:-1] if last]
    assert ends[-1] is None


@pytest.mark.parametrize(
    ("year", "era"),
    [(2012, "irm-2011"), (2016, "irm-2014"), (2019, "irm-2018"), (2026, "irm-2020")],
)
def test_the_year_of_submission_decides_the_era(year: int, era: str) -> None:
    assert era_of(year).id == era


def test_there_was_no_era_before_the_first_plans() -> None:
    with pytest.raises(CodeError, match="write a year from 2011 on"):
        era_of(2010)


def test_what_is_not_coded_is_never_zero() -> None:
    scale = scales()["completion"]

    assert scale.read("ND") is Sentinel.ND
    assert scale.ordinal(Sentinel.NR) is None
    assert scale.ordinal("Withdrawn") == 0


def test_the_two_scales_of_opening_government_start_at_different_places() -> None:
    assert scales()["diog"].ordinal("Worsens") == 0
    assert scales()["diog_by_value"].ordinal("Worsens") == 1


def test_a_value_of_another_scale_is_refused() -> None:
    with pytest.raises(CodeError, match=r"write one of Unclear, Modest, Substantial"):
        scales()["potential_for_results"].read("Complete")


def test_a_star_is_refused_by_one_code_that_falls_short() -> None:
    assert star_until_2015("High", "1", "Moderate", "Complete").given
    assert not star_until_2015("Low", "1", "Moderate", "Complete").given
    assert not star_since_2015("Yes", "1", "Moderate", "Complete").given


def test_a_star_says_what_was_not_coded() -> None:
    star = star_since_2015("Yes", "1", "Transformative", Sentinel.NR)

    assert not star.given
    assert star.uncoded == ("completion",)


def test_what_anyone_saw_or_stated_has_codebooks_of_no_era() -> None:
    assert of_no_era() == ("attestation-1", "statement-1")
    assert set(of_no_era()).isdisjoint(era.id for era in eras())
    assert list(codebooks()["statement-1"]["all_reached"].ordinals) == ["No", "Partly", "Yes"]

"""Malformed files beside their clean twins: what is published is the same, or it is told.

Each folder of ``delimited/`` is a case: ``dirty.csv``, ``clean.csv``, and in ``case.toml`` what is
wrong with the dirty one (``what``), what becomes of it (``then``: equal, warn or stop), and what a
person says of how it is read (``reading``), if anything.
"""

import tomllib
from pathlib import Path

import pytest

from pendopo.terms.finding import Weight

FOLDER = Path(__file__).with_name("delimited")
CASES = sorted(case.name for case in FOLDER.iterdir())
# All that is asked of a case goes to one worker, which reads its files once.
TOGETHER = {case: pytest.param(case, marks=pytest.mark.xdist_group(case)) for case in CASES}


def described(case):
    return tomllib.loads((FOLDER / case / "case.toml").read_text("utf-8"))


def test_the_corpus_has_its_cases():
    kinds = [described(case)["then"] for case in CASES]

    assert len(CASES) >= 100
    assert set(kinds) == {"equal", "warn", "stop"}


@pytest.mark.parametrize("case", TOGETHER.values())
def test_a_malformed_file_is_published_as_its_clean_twin_or_told(case, checked):
    told = described(case)

    dirty = checked(FOLDER / case / "dirty.csv", **told.get("reading", {}))
    clean = checked(FOLDER / case / "clean.csv")

    assert dirty.loud or dirty.same_table(clean)
    if told["then"] == "equal":
        assert dirty.loud == []
    else:
        assert max(finding.weight is Weight.STOP for finding in dirty.loud) == (
            told["then"] == "stop"
        )


@pytest.mark.parametrize("case", TOGETHER.values())
def test_nothing_is_said_of_a_clean_twin(case, checked):
    clean = checked(FOLDER / case / "clean.csv")

    assert clean.loud == []
    assert clean.rows


# What is read with a word of warning is the clean table all the same, but for these.
READ_OTHERWISE = {
    "second_table_of_words",  # a cell may be a word that names columns
    "year_of_a_row_without_header",  # and a header may hold a year
    "two_counts_of_a_row_without_header",
    "read_in_wrong_encoding_before",  # nobody knows what the letters were
    "letters_lost_before",
    "letters_of_programs",
    "letters_of_utf_7",
    "double_bars",
    "header_only",
    "no_line_ends",
    "second_table_again",
    "second_table_without_gap",
    "row_in_single_quotes",  # the marks are kept
    "two_that_fit",
    "mixed_line_ends",
    "sum_without_label",  # kept
    "days_that_may_change_places",  # kept as text, as the next five are
    "days_of_two_digits",
    "times_of_which_some_have_a_zone",
    "millions_in_short",
    "rupiah_signs",
    "percent_signs",
    "headings_among_rows",
    "headings_in_two_columns",
    "headings_by_their_place",
    "years_among_months",
    "group_names_once",
    "group_names_once_in_two_columns",
    "names_look_alike",
    "header_delimiter_missing",  # which two names stand together is not known
}


@pytest.mark.parametrize(
    "case",
    [
        one
        for c, one in TOGETHER.items()
        if described(c)["then"] == "warn" and c not in READ_OTHERWISE
    ],
)
def test_a_malformed_file_that_is_read_with_a_warning_is_the_clean_table(case, checked):
    told = described(case)

    dirty = checked(FOLDER / case / "dirty.csv", **told.get("reading", {}))
    clean = checked(FOLDER / case / "clean.csv")

    assert dirty.same_table(clean)

"""What is wrong with a cell is told once, by whoever saw more of it."""

import pytest

from pendopo.stages.validate.once import once
from pendopo.terms.finding import Finding, Weight


def one(rule, weight=Weight.WARN, column="x", lines=(3,)):
    return Finding(rule, weight, "", column=column, lines=lines, count=len(lines))


def rules(told, found):
    return [(finding.rule, finding.weight) for finding in once(told, found)]


@pytest.mark.parametrize("rule", ["numbers_are_numbers", "dates_are_of_one_kind"])
def test_a_workbooks_reader_is_heard_before_a_guess(rule):
    assert rules([one(rule)], [one("cells_are_of_one_kind")]) == [(rule, Weight.WARN)]


def test_a_warning_is_kept_before_a_note():
    reader = [one("numbers_are_numbers", Weight.NOTE)]

    assert rules(reader, [one("cells_are_of_one_kind")]) == [("cells_are_of_one_kind", Weight.WARN)]


def test_other_columns_and_other_faults_are_told():
    told, found = [one("numbers_are_numbers")], [one("cells_are_of_one_kind", column="y")]

    assert once(told, found) == [*told, *found]
    assert once([one("units_stand_in_the_name")], found)[1:] == found


def test_a_cell_that_was_stopped_is_not_empty_too():
    stopped = [one("cell_is_decimal", Weight.STOP, lines=(3, 5))]

    assert once(stopped, [one("cell_is_filled", Weight.STOP, lines=(3, 5))]) == stopped
    more = one("cell_is_filled", Weight.STOP, lines=(3, 5, 8))
    assert once(stopped, [more]) == [*stopped, more]

"""What a publication of a budget replaces, and what stands beside it."""

from datetime import timedelta

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.hall import FIRST, settings

SCOPE = {"year": "2026", "phase": "approved", "publisher": "35.22"}


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """Give a function that publishes amounts, and tells which rules stopped them."""
    folder = tmp_path_factory.mktemp("hall")
    made = Programme.create(folder / "hall", settings(), FIRST)

    def publish(hour, rows, **scope):
        file = folder / f"{hour}.csv"
        file.write_text(f"direction,economic_code,amount\n{rows}\n", "utf-8")
        said = Declaration(title=f"Budget {hour}", scope=SCOPE | scope)
        outcome = made.publish([Request(file, "budgets", FIRST + timedelta(hours=hour), said)])
        stopped = [one.rule for one in outcome.reports[0].findings if one.weight.value == "stop"]
        return stopped, [one.scope.get("direction") for one in made.state().current("budgets")]

    return publish


def test_revenue_and_expenditure_stand_side_by_side_and_neither_counts_twice(hall):
    assert hall(1, "revenue,4.1,100", direction="revenue") == ([], ["revenue"])
    both = ["revenue", "expenditure"]
    assert hall(2, "expenditure,5.1,90", direction="expenditure") == ([], both)

    stopped, _ = hall(3, "revenue,4.1,100\nfinancing-in,6.1,5")
    assert stopped == ["lines_are_published_once"]

    stopped, current = hall(4, "revenue,4.1,110", direction="revenue")
    assert (stopped, sorted(current)) == ([], sorted(both))

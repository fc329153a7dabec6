"""What the log holds of a year's documents, by when, and what that counts."""

from datetime import date
from fractions import Fraction

from pendopo.published.shelf import Record, fill, publishers, years
from pendopo.published.state import Publication
from pendopo.standards.shelf import country_of
from pendopo.terms.entry import EntryType, Leaf

INDONESIA = country_of("ID")
[EIGHT, TWELVE] = INDONESIA.shelves


def published(day: str, register: str, **scope: str) -> Publication:
    """A publication of a day, whose index is of no matter."""
    known = {"publisher": "99.01", "year": "2026"} if register != "datasets" else {}
    leaf = Leaf(
        type=EntryType.PUBLICATION,
        id=day,
        time=f"{day}T00:00:00Z",
        register=register,
        scope=known | scope,
        prev=None,
        actor="office",
        objects=(),
    )
    return Publication(0, leaf)


def filled(
    *publications: Publication, today="2026-11-20", readable=False, year=2026, country=INDONESIA
):
    record = Record(
        publications,
        date.fromisoformat(today),
        lambda one: date.fromisoformat(one.time[:10]),
        lambda _: readable,
    )
    return fill(EIGHT, country, "99.01", year, record)


def held(code: str, period: str, *publications: Publication, **more):
    found = filled(*publications, **more)
    [one] = [h for h in found.held if (h.document.code, h.period) == (code, period)]
    return one


def test_lines_that_were_approved_are_the_enacted_budget_as_data():
    one = held("enacted-budget", "", published("2026-01-10", "budgets", phase="approved.revised"))

    assert (one.published, one.late, one.readable) == (date(2026, 1, 10), 0, True)
    assert one.points == 1


def test_a_paper_that_came_late_counts_a_half():
    paper = published("2026-03-10", "documents", document="enacted-budget")

    one = held("enacted-budget", "", paper)

    assert (one.due, one.late, one.readable) == (date(2026, 2, 28), 10, False)
    assert one.points == Fraction(1, 2)


def test_several_versions_stand_and_the_first_says_since_when():
    papers = [
        published(day, "documents", document="enacted-budget")
        for day in ("2026-01-10", "2026-05-02")
    ]

    one = held("enacted-budget", "", *papers)

    assert (len(one.versions), one.published) == (2, date(2026, 1, 10))


def test_execution_reports_on_the_quarters_that_had_ended():
    run = published("2026-07-20", "budgets", phase="executed")

    periods = [held("in-year-report", f"q{number}", run).published for number in (1, 2, 3, 4)]

    assert periods == [date(2026, 7, 20), date(2026, 7, 20), None, None]
    assert held("year-end-report", "", run).published is None


def test_a_file_of_one_month_reports_on_the_quarter_that_it_ends():
    months = [
        published("2026-07-20", "budgets", phase=f"executed-{month}") for month in ("06", "07")
    ]

    assert len(held("in-year-report", "q2", *months).versions) == 1
    assert held("in-year-report", "q3", *months).published is None


def test_a_month_that_came_before_its_quarter_had_ended_is_no_report_on_it():
    early, last, after = (
        published(day, "budgets", phase="executed-06")
        for day in ("2026-06-20", "2026-06-30", "2026-07-01")
    )

    one = held("in-year-report", "q2", early, last, after)

    assert (one.versions, one.published) == ((after,), date(2026, 7, 1))


def test_the_quarters_of_a_year_that_begins_in_april_end_in_june_and_in_march():
    britain = country_of("GB")
    june, march = (
        published(day, "budgets", phase=f"executed-{month}")
        for day, month in (("2026-07-20", "06"), ("2027-04-20", "03"))
    )

    first, last = (
        held("in-year-report", one, june, march, country=britain) for one in ("q1", "q4")
    )

    assert (first.versions, first.late) == ((june,), 0)
    assert (last.versions, last.late) == ((march,), 0)


def test_execution_of_a_whole_year_is_on_the_shelf_of_a_country_whose_year_is_not_known():
    run = published("2026-09-20", "budgets", phase="executed")
    more = {"today": "2027-02-01", "country": country_of("FJ")}

    assert held("year-end-report", "", run, **more).published == date(2026, 9, 20)
    assert held("in-year-report", "q1", run, **more).published is None
    late = published("2027-01-20", "budgets", phase="executed")
    assert held("in-year-report", "q1", late, **more).published == date(2027, 1, 20)


def test_what_is_due_and_not_there_is_missing_and_what_is_to_come_does_not_count():
    found = filled(published("2026-01-10", "budgets", phase="approved"))

    assert [one.document.code for one in found.missing] == [
        "pre-budget-statement", "budget-proposal", "citizens-budget", "in-year-report",
        "in-year-report", "mid-year-review",
    ]  # fmt: skip
    assert (len(found.counted), found.score) == (7, Fraction(1, 7))


def test_a_dataset_named_by_document_and_year_is_that_document():
    one = held(
        "citizens-budget", "", published("2026-02-01", "datasets", dataset="citizens-budget-2026")
    )

    assert one.published == date(2026, 2, 1)


def test_a_dataset_is_of_who_alone_had_published_or_of_whom_it_names():
    own = published("2026-01-10", "budgets", phase="approved")
    other = published("2026-01-11", "budgets", phase="approved", publisher="99.02")
    plain = published("2026-02-01", "datasets", dataset="citizens-budget-2026")
    named = published("2026-02-01", "datasets", dataset="citizens-budget-2026-99-01")

    def versions(*publications):
        return len(held("citizens-budget", "", *publications).versions)

    assert [versions(own, plain, other), versions(plain, own, other)] == [1, 1]
    assert [versions(other, plain, own), versions(own, other, plain)] == [0, 0]
    assert versions(own, other, named) == 1


def test_a_year_that_no_calendar_has_is_left_out():
    slips = [
        published("2026-01-10", "budgets", phase="approved", year=year)
        for year in ("0000", "0001", "9999", "2025.9999")
    ]

    assert years(slips, "99.01") == [2025]
    assert publishers(slips[:3]) == []


def test_of_another_publisher_or_year_nothing_is_laid_on_the_shelf():
    others = [
        published("2026-01-10", "budgets", phase="approved", publisher="99.02"),
        published("2026-01-10", "budgets", phase="approved", year="2025"),
    ]

    assert all(one.published is None for one in filled(*others).held)
    assert publishers(others) == ["99.01", "99.02"]
    assert years(others, "99.01") == [2025]


def test_nothing_is_counted_before_its_day():
    found = filled(today="2025-08-01")

    assert found.score is None
    assert found.missing == ()


def test_a_document_without_a_day_is_asked_for_once_the_year_has_ended():
    record = Record((), date(2027, 1, 2), lambda _: date.min, lambda _: False)

    found = fill(TWELVE, INDONESIA, "99.01", 2026, record)

    assert len(found.missing) == 10

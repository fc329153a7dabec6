"""The charts of the pages: amounts by a facet, publications by month, measurements by day."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone, translation

from pendopo.portal.charted import published_by_month
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, releases, settings

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("charted")

TABLE = "/en/registers/datasets/roads/"


def words(answer) -> str:
    return " ".join(unescape(answer.body.decode()).split())


def numbers(text: str) -> dict[str, str]:
    """The table beside the chart of a page: name to number."""
    chart = text[text.index('<figure class="chart">') :]
    found = re.findall(r'<th scope="row">(.*?)</th> <td class="table__n">(.*?)</td>', chart)
    return {re.sub(r"<small>.*|<[^>]+>", "", name): number for name, number in found}


@pytest.fixture(scope="module")
def spent(tmp_path_factory) -> Programme:
    """Spending in one table, prices in another, and amounts in two currencies in a third."""
    root = tmp_path_factory.mktemp("spent")
    programme = Programme.create(root / "hall", settings(), FIRST)
    money = {"type": "number", "kind": "money", "unit": "IDR"}
    districts = "".join(f"D{i},{i + 1}\nD{i},0\n" for i in range(10))
    beside = money | {"unit": "in the currency beside it"}
    tables = {
        "spending": ("office,paid\nRoads,300.50\nRoads,\nHealth,100\nGifts,\n", "paid", money),
        "districts": (f"district,paid\n{districts}", "paid", money),
        "prices": ("good,price\nrice,300\noil,100\n", "price", money),
        "loans": ("bank,amount,currency\nA,3,IDR\nB,4,USD\n", "amount", beside),
        "debts": ("bank,amount,currency\nA,3,IDR\nB,4,USD\n", "amount", {**money, "unit": ""}),
        "gifts": ("bank,amount,currency\nA,3,EUR\nB,4,EUR\n", "amount", {**money, "unit": ""}),
        "grants": ("bank,amount,currency\nA,3,EUR\nB,4,EUR\n", "amount", beside),
    }
    for name, (text, column, kind) in tables.items():
        file = root / f"{name}.csv"
        file.write_text(text, "utf-8")
        fields = [
            {"name": head, **(kind if head == column else {"type": "string"})}
            for head in text.splitlines()[0].split(",")
        ]
        said = Declaration(title=name, scope={"dataset": name}, description=name)
        schema = {"fields": fields}
        request = Request(file, "datasets", FIRST, said, reading=Reading(schema=schema))
        outcome = programme.publish([request])
        assert not outcome.stopped, outcome.reports[0].findings
    return programme


@pytest.fixture(scope="module")
def read_spent(spent):
    return reader(spent)


def test_amounts_are_added_up_by_the_first_facet(read_spent):
    text = words(read_spent("/en/registers/datasets/spending/"))

    assert numbers(text) == {
        "Roads": "300.5",
        "Health": "100",
        "Gifts": '<span class="soft">not known</span>',
    }
    assert "paid by office</b> The sum of the matching rows, in IDR, largest first." in text
    assert 'href="#amounts">As a chart</a>' in text


def test_a_group_without_any_number_is_not_known_and_one_with_some_says_how_many(read_spent):
    text = words(read_spent("/en/registers/datasets/spending/"))

    assert "<title>Gifts: not known</title>" in text
    assert "Roads</a><small>1 row without a number</small>" in text


def test_a_bar_leads_to_its_rows(read_spent):
    text = words(read_spent("/en/registers/datasets/spending/"))

    assert '<a href="/en/registers/datasets/spending/?office=Roads">Roads</a><small>' in text


def test_a_chosen_facet_is_not_compared_with_itself(read_spent):
    text = words(read_spent("/en/registers/datasets/spending/?office=Roads"))

    assert '<figure class="chart">' not in text
    assert "As a chart" not in text


@pytest.mark.parametrize("name", ["prices", "loans", "debts"])
def test_prices_and_mixed_currencies_are_not_added_up(read_spent, name):
    assert "<figure" not in words(read_spent(f"/en/registers/datasets/{name}/"))


@pytest.mark.parametrize("name", ["grants", "gifts"])
def test_amounts_in_one_currency_that_stands_beside_them_are(read_spent, name):
    text = words(read_spent(f"/en/registers/datasets/{name}/"))

    assert "in EUR, largest first." in text
    assert numbers(text) == {"B": "4", "A": "3"}


def test_of_many_groups_the_rest_is_one_bar(read_spent):
    text = words(read_spent("/en/registers/datasets/districts/"))

    found = numbers(text)
    assert list(found)[:2] == ["D9", "D8"]
    assert len(found) == 9
    assert found["all others together"] == "3"


def at(publication, when: datetime):
    """The same publication, entered at another time."""
    leaf = replace(publication.leaf, time=when.isoformat().replace("+00:00", "Z"))
    return replace(publication, leaf=leaf)


def test_publications_are_counted_by_month_and_a_month_without_one_counts_zero(hall):
    [first, *_] = hall.state().publications
    times = [datetime(2025, month, 9, tzinfo=UTC) for month in (11, 11)]
    times.append(datetime(2026, 2, 9, tzinfo=UTC))

    with translation.override("en"), timezone.override("Asia/Jakarta"):
        chart = published_by_month([at(first, when) for when in times])

    assert chart is not None
    assert [(row.label, row.cells[0].text) for row in chart.rows] == [
        ("Nov 2025", "2"),
        ("Dec 2025", "0"),
        ("Jan 2026", "0"),
        ("Feb 2026", "1"),
    ]


def test_a_month_begins_where_the_government_is(hall):
    [first, *_] = hall.state().publications
    midnight = datetime(2025, 12, 31, 20, 0, tzinfo=UTC)  # the new year in Jakarta
    times = [midnight, midnight + timedelta(days=70)]

    with translation.override("en"), timezone.override("Asia/Jakarta"):
        chart = published_by_month([at(first, when) for when in times])

    assert chart is not None
    assert chart.rows[0].label == "Jan 2026"


def test_two_months_are_no_chart(hall, read):
    assert published_by_month([]) is None
    assert published_by_month(hall.state().publications) is None
    assert '<svg class="chart__plot' not in words(read("/en/"))


def test_of_a_long_record_the_newest_five_years_are_drawn(hall):
    [first, *_] = hall.state().publications
    times = [datetime(2015, 1, 9, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC)]

    with translation.override("id"), timezone.override("Asia/Jakarta"):
        chart = published_by_month([at(first, when) for when in times])

    assert chart is not None
    assert len(chart.rows) == 60
    assert chart.rows[0].label == "Des 2021"


@pytest.fixture(scope="module")
def measured(tmp_path_factory) -> Programme:
    """One question answered for two days, the second of them twice."""
    root = tmp_path_factory.mktemp("measured")
    programme = Programme.create(root / "hall", settings(), FIRST)
    (root / "contracts.json").write_text(releases(), "utf-8")
    said = Declaration(title="Contracts")
    programme.publish([Request(root / "contracts.json", "contracts", FIRST, said)])
    for hours, day in ((1, 19), (2, 20), (3, 20)):
        later = FIRST + timedelta(hours=hours)
        programme.measure(("single_bid_share",), later, date(2026, 11, day))
    return programme


def test_a_question_asked_for_two_days_has_a_line_and_its_table(measured):
    text = words(reader(measured)("/en/"))

    assert text.count('class="spark__plot"') == 1
    days = re.findall(r'<th scope="row"><a href="([^"]+)">(\d+ Nov 2026)</a></th>', text)
    first, _, last = (entry.index for entry, _ in measured.measurements(measured.state()))
    # The recalculation stands in the place of what it recalculates; the log has both.
    assert days == [
        (f"/en/log/?page=1#entry-{first}", "19 Nov 2026"),
        (f"/en/log/?page=1#entry-{last}", "20 Nov 2026"),
    ]


def test_a_question_asked_once_has_none(read):
    assert "spark__plot" not in words(read("/en/"))

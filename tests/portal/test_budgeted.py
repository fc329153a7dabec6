"""A purchase stands beside the line of a budget where code, office and fiscal year agree."""

import json
import shutil
from datetime import timedelta

import pytest

from pendopo.portal.budgeted import Line, Paying, parse_paying
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.published.reads import Filter, Query
from pendopo.terms.journey import Declaration
from tests.portal.bought import rupiah
from tests.portal.conftest import reader
from tests.portal.hall import FIRST

pytestmark = pytest.mark.xdist_group("budgeted")

CODE = "5.2.04"
HEAD = "year,phase,direction,publisher,currency,chart,code,label,economic_code,amount"
ROW = "{year},approved,expenditure,{publisher},IDR,permendagri-90-2019,5.2.04,Jalan,5.2.04,900"
# Two offices of one government under one code: who pays stands in the line.
OF_OFFICES = (
    f"{HEAD},administrative_code\n"
    + ROW.format(year=2026, publisher="99.01")
    + ",1.01\n"
    + ROW.format(year=2026, publisher="99.01")
    + ",1.02\n"
)


def release(ocid, buyer, *periods, opened="2025-03-01"):
    """A purchase that names the code: who buys, and the days of its contract."""
    contracts = [
        {
            "id": "C1",
            "awardID": "A1",
            "status": "active",
            "value": rupiah(3),
            "period": {"startDate": f"{starts}T00:00:00Z", "endDate": f"{ends}T00:00:00Z"},
        }
        for starts, ends in periods
    ]
    return {
        "ocid": f"ocds-abc123-{ocid}",
        "id": f"{ocid}-1",
        "date": "2026-11-01T00:00:00Z",
        "tag": ["contract"],
        "initiationType": "tender",
        "buyer": {"id": "B", "name": "Dinas"},
        "parties": [{"id": "B", "name": "Dinas", "identifier": {"scheme": "X", "id": buyer}}],
        "planning": {"budget": {"id": CODE}},
        "tender": {"id": "T", "title": ocid}
        | ({"tenderPeriod": {"startDate": f"{opened}T00:00:00Z"}} if opened else {}),
        "contracts": contracts,
    }


def of_everyone():
    """Purchases of two governments, of a year each, over two years, and of none that is told."""
    return [
        release("first", "99.01", ("2025-04-01", "2025-09-30")),
        release("long", "99.01", ("2025-11-01", "2026-06-30")),
        release("tendered", "99.02"),
        release("other-year", "99.02", ("2026-02-01", "2026-03-01")),
        release("undated", "99.01", opened=""),
        release("unnamed", "whoever", ("2025-04-01", "2025-09-30")),
    ]


def publish(hall, folder, budgets, releases):
    shutil.copytree(hall.root, folder / "hall", symlinks=True)
    programme = Programme.open(folder / "hall")
    at = FIRST + timedelta(hours=80)
    package = {
        "uri": "https://contoh.example/releases/budgeted",
        "version": "1.1",
        "publishedDate": "2026-11-11T00:00:00Z",
        "publisher": {"name": "Kabupaten Contoh"},
        "releases": releases,
    }
    (folder / "bought.json").write_text(json.dumps(package), "utf-8")
    requests = [Request(folder / "bought.json", "contracts", at, Declaration(title="Purchases"))]
    for (year, publisher), text in budgets.items():
        file = folder / f"{year}-{publisher}.csv"
        file.write_text(text, "utf-8")
        scope = {"year": str(year), "phase": "approved", "direction": "expenditure"}
        said = Declaration(title=file.stem, scope=scope | {"publisher": publisher})
        requests.append(Request(file, "budgets", at, said))
    outcome = programme.publish(requests)
    assert not outcome.stopped, [one.findings for one in outcome.reports]
    return programme


@pytest.fixture(scope="module")
def two(hall, tmp_path_factory):
    """Two publishers and two years, whose lines have one code."""
    whose = [(2025, "99.01"), (2026, "99.01"), (2025, "99.02")]
    budgets = {
        (year, publisher): f"{HEAD}\n{ROW.format(year=year, publisher=publisher)}\n"
        for year, publisher in whose
    }
    return publish(hall, tmp_path_factory.mktemp("two"), budgets, of_everyone())


@pytest.fixture(scope="module")
def offices(hall, tmp_path_factory):
    """One government, whose two offices have a line of one code each."""
    releases = [
        release("roads", "1.01", ("2026-02-01", "2026-03-01")),
        release("schools", "1.02", ("2026-02-01", "2026-03-01")),
        release("unnamed", "whoever", ("2026-02-01", "2026-03-01")),
    ]
    folder = tmp_path_factory.mktemp("offices")
    return publish(hall, folder, {(2026, "99.01"): OF_OFFICES}, releases)


def links(programme, ocid):
    answer = reader(programme)(f"/en/purchases/processes/ocds-abc123-{ocid}/index.json")
    return [one for one in json.loads(answer.body)["links"] if one["kind"] != "Place"]


def pages(found):
    return [(one["page"] or "").partition("?")[2] for one in found]


def purchases_of(programme, **cells):
    """Give the purchases that a row of the budgets leads to."""
    table = programme.table(programme.state(), "budgets", "lines")
    opened = programme.reader(table)
    asked = Query(tuple(Filter(name, "eq", value) for name, value in cells.items()))
    [row] = opened.page(asked, 0, 2)
    read = reader(programme)
    page = read(f"/en/registers/budgets/lines/{opened.row_id(row)}/").body.decode()
    marks = [one.partition('"')[0] for one in page.split('href="/en/purchases/?line=')[1:]]
    found = [json.loads(read(f"/en/purchases/index.json?line={one}").body) for one in marks]
    return [sorted(one["ocid"][12:] for one in each["purchases"]) for each in found], page


@pytest.mark.parametrize(
    ("ocid", "asked"),
    [
        ("first", ["code=5.2.04&year=2025&publisher=99.01"]),
        (
            "long",
            [
                "code=5.2.04&year=2025&publisher=99.01",
                "code=5.2.04&year=2026&publisher=99.01",
            ],
        ),
        ("tendered", ["code=5.2.04&year=2025&publisher=99.02"]),
    ],
)
def test_a_purchase_leads_to_the_line_of_its_own_publisher_and_year(two, ocid, asked):
    found = links(two, ocid)

    assert {one["kind"] for one in found} == {"Budget line"}
    assert pages(found) == asked
    assert all(one["certain"] for one in found)


@pytest.mark.parametrize("ocid", ["other-year", "undated", "unnamed"])
def test_where_office_or_year_does_not_agree_the_code_is_only_found_there(two, ocid):
    own, *others = links(two, ocid)

    assert (own["kind"], own["name"], own["page"]) == ("Budget line", CODE, None)
    assert {one["kind"] for one in others} == {"The code is also found in"}
    assert [one["name"] for one in others] == [
        "budget of 99.01, 2025, 2026, of another office or year",
        "budget of 99.02, 2025, of another office or year",
    ]
    assert not any(one["certain"] for one in others)


@pytest.mark.parametrize(
    ("year", "publisher", "named"),
    [
        ("2025", "99.01", [["first", "long"]]),
        ("2026", "99.01", [["long"]]),
        ("2025", "99.02", [["tendered"]]),
    ],
)
def test_a_line_leads_back_to_the_purchases_that_it_pays_for(two, year, publisher, named):
    found, page = purchases_of(two, year=year, publisher=publisher)

    assert found == named
    assert "6 purchases name this code, in any office and year" in " ".join(page.split())


def test_a_line_of_an_office_pays_for_the_purchases_of_that_office(offices):
    [own] = links(offices, "roads")

    assert own["page"].endswith("code=5.2.04&year=2026&publisher=99.01&administrative_2_code=1.01")
    assert purchases_of(offices, administrative_2_code="1.01")[0] == [["roads"]]
    assert purchases_of(offices, administrative_2_code="1.02")[0] == [["schools"]]
    assert [one["certain"] for one in links(offices, "unnamed")] == [True, False]


@pytest.mark.parametrize(
    ("whole", "column", "offices", "named"),
    [
        ("99.01", "code", (), ()),
        ("99.01", "code", ("1", "1.01"), ("1", "1.01", "99.01")),
        ("99.01", "line_id", ("1", "1.01"), ()),
        ("", "code", (), ("99.01",)),
        ("", "line_id", ("1", "1.01"), ("99.01",)),
    ],
)
def test_of_whom_a_purchase_has_to_be_follows_from_whose_budget_it_is(
    whole, column, offices, named
):
    levels = tuple((f"administrative_{nth}_code", code) for nth, code in enumerate(offices, 1))

    assert Line(column, CODE, 2026, "99.01", levels).paying(whole).offices == named


@pytest.mark.parametrize(
    "paying",
    [
        Paying(2026, (), "5.2/04"),
        Paying(2026, ("99.01", "a+b/c"), "expenditure::1.01:5.1"),
    ],
)
def test_what_an_address_asks_is_read_as_it_was_written(paying):
    assert parse_paying(paying.text) == paying


@pytest.mark.parametrize("text", ["5.2.04.01", "2026/99.01", "of/99.01/5", "2026/99.01/"])
def test_a_line_that_is_not_written_so_is_refused_with_what_to_write(two, text):
    answer = reader(two)(f"/en/purchases/?line={text}")

    assert answer.status == 400
    assert "Write year, offices and code" in answer.body.decode()

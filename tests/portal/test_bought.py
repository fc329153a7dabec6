"""What is missing, what things cost elsewhere, and what lies just below a ceiling of the law."""

import csv
import io
import json
import re
import shutil
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from pendopo.programme.programme import Programme
from pendopo.published.reads import ALL
from pendopo.standards.ceilings import ceilings_of
from tests.portal.bought import publish_bought, publish_linked
from tests.portal.conftest import reader
from tests.portal.hall import publish_table

# What the module publishes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("bought")


@pytest.fixture(scope="module")
def bought(hall, tmp_path_factory):
    """The programme of the doors' tests, with more purchases and the list of who should publish."""
    folder = tmp_path_factory.mktemp("bought")
    shutil.copytree(hall.root, folder / "hall", symlinks=True)
    programme = Programme.open(folder / "hall")
    publish_linked(programme, folder)
    publish_bought(programme, folder)
    return programme


@pytest.fixture(scope="module")
def ask(bought):
    """Ask for an address below the purchases, in English."""
    read = reader(bought)
    return lambda address: read(f"/en/purchases/{address}")


def words(answer) -> str:
    assert answer.status == 200
    return " ".join(unescape(answer.body.decode()).split())


def told(answer):
    assert answer.status == 200
    return json.loads(answer.body)


def test_who_publishes_nothing_is_named_against_the_list(ask):
    found = told(ask("missing/index.json"))

    assert (found["publish"], found["should_publish"]) == (2, 4)
    assert found["missing"] == [
        {"id": "BU-3", "name": "Dinas Tiga"},
        {"id": "BU-4", "name": "Dinas Empat"},
    ]
    page = words(ask("missing/"))
    assert "<b>2 <small>of 4</small></b> units that should publish what they buy do." in page
    assert '<li>Dinas Tiga <span class="num soft">BU-3</span></li>' in page
    assert "1 buyer publishes that the list does not name." in page


def test_of_a_long_list_every_unit_is_counted_and_named_on_some_page(bought, tmp_path):
    shutil.copytree(bought.root, tmp_path / "hall", symlinks=True)
    programme = Programme.open(tmp_path / "hall")
    units = "".join(f"Z-{number:05};Unit {number}\n" for number in range(6_000))
    publish_table(
        programme,
        tmp_path / "units.csv",
        f"id;name\n{units}BU-1;Dinas Satu\n",
        90,
        dataset="publishing-units",
        title="Units",
    )
    ask = reader(programme)

    first = told(ask("/en/purchases/missing/index.json"))
    last = told(ask("/en/purchases/missing/index.json?page=12"))

    assert (first["publish"], first["should_publish"]) == (1, 6_001)
    assert (len(first["missing"]), first["missing"][0]["id"]) == (500, "Z-00000")
    assert last["missing"][-1] == {"id": "Z-05999", "name": "Unit 5999"}
    assert 'href="/en/purchases/missing/?page=2"' in words(ask("/en/purchases/missing/"))
    assert ask("/en/purchases/missing/?page=13").status == 404


def test_each_document_and_figure_is_counted_for_each_buyer(ask):
    [first] = [one for one in told(ask("missing/index.json"))["buyers"] if one["id"] == "BU-2"]

    assert first["purchases"] == 3
    assert first["plan"] == {"there": 1, "of": 3}
    assert first["budget"] == {"there": 1, "of": 3}
    assert first["terms"] == {"there": 1, "of": 3}
    assert first["schedule"] == {"there": 1, "of": 3}
    assert first["estimate"] == {"there": 3, "of": 3}
    assert first["contract"] == {"there": 1, "of": 3}
    assert first["paid"] == {"there": 1, "of": 1}


def test_without_a_list_nobody_is_called_missing(read):
    page = words(read("/en/purchases/missing/"))

    assert "No list in this record says who should publish" in page
    assert told(read("/en/purchases/missing/index.json"))["should_publish"] is None


def test_prices_of_the_same_thing_stand_side_by_side(ask):
    found = told(ask("prices/index.json"))

    [road] = found["things"]
    assert (road["prices"], road["lowest"], road["median"], road["highest"]) == (
        5,
        "100 IDR",
        "120 IDR",
        "900 IDR",
    )
    assert road["times"] == "7.5"
    assert (found["items"], found["without_price"]) == (6, 1)


def test_every_price_of_a_thing_leads_to_its_purchase(ask):
    page = words(ask("prices/?scheme=CPV&class=45233000&unit=m2&stage=tender"))

    rows = page[page.index("<tbody") :]
    assert rows.index("900 IDR") < rows.index("130 IDR") < rows.index(">100 IDR")
    assert 'href="/en/purchases/processes/ocds-abc123-b4/">Jalan 4</a>' in page
    assert ask("prices/?scheme=CPV&class=1&unit=m2&stage=tender").status == 404


def test_estimates_are_counted_below_and_above_the_ceiling_of_the_day(ask):
    found = {one["id"]: one for one in told(ask("ceilings/index.json"))["ceilings"]}

    works = found["id-direct-works-2025"]
    assert (works["in_the_last_tenth_below"], works["in_the_first_tenth_above"]) == (4, 1)
    assert works["purchases"] == 6
    steps = {one["to"]: one for one in works["steps"]}
    assert steps[100] == {"to": 100, "number": 4, "without_tender": 4}
    assert steps[105] == {"to": 105, "number": 1, "without_tender": 0}
    assert found["id-direct-works-2018"]["purchases"] == 0


def test_a_ceiling_stands_with_its_clause_and_says_that_nobody_verified_it(ask):
    page = words(ask("ceilings/"))

    assert "Perpres 46/2025 (changes Perpres 16/2018), art. 38" in page
    assert "400,000,000 IDR <small>(not verified at its source)</small>" in page


def test_the_chart_of_a_ceiling_has_a_line_behind_the_column_that_ends_at_it(ask):
    page = words(ask("ceilings/"))

    drawn = page[page.index("id-direct-works-2025-title") :].partition("</svg>")[0]
    [line] = re.findall(r'<line class="limit" x1="([0-9.]+)%"', drawn)
    starts = {
        label: float(x)
        for x, label in re.findall(r'<rect class="mark" x="([0-9.]+)%"[^>]*><title>(\d+) %', drawn)
    }
    assert starts["100"] < float(line) < starts["105"]


def test_every_ceiling_without_a_source_is_unverified_on_its_page_its_chart_and_in_the_file(ask):
    page, told_of = words(ask("ceilings/")), told(ask("ceilings/index.json"))["ceilings"]

    assert [one["id"] for one in told_of] == [one.id for one in ceilings_of("ID")]
    assert [one["verified"] for one in told_of] == [bool(one.source) for one in ceilings_of("ID")]
    for one in ceilings_of("ID"):
        section = page[page.index(f">{one.titles['en']}</h2>") :].partition("</section>")[0]
        [drawn] = [each for each in told_of if each["id"] == one.id]
        said = "Nobody has read this ceiling in the text of the law"
        assert section.count("(not verified at its source)") == (not one.source)
        # Below the chart, and in the picture itself.
        assert section.count(said) == (0 if one.source else 1 + bool(drawn["purchases"]))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("least=395000000&most=400000000", [1, 2, 6]),
        ("supplier=S2", [3, 6]),
        ("from=2026-10-05&to=2026-10-05&method=open", [4]),
        ("ocid=ocds-abc123-b5&ocid=ocds-abc123-b1", [1, 5]),
        ("category=works&buyer=BU-2&least=150000000.5", [1, 3]),
    ],
)
def test_a_question_is_answered_alike_by_the_list_its_file_and_its_feed(ask, asked, found):
    ocids = [f"ocds-abc123-b{number}" for number in found]

    listed = told(ask(f"index.json?{asked}"))
    file = list(csv.DictReader(io.StringIO(ask(f"purchases.csv?{asked}").body.decode())))
    feed = ask(f"feed.atom?{asked}").body.decode()

    assert sorted(one["ocid"] for one in listed["purchases"]) == ocids
    assert sorted(one["ocid"] for one in file) == ocids
    assert file[0]["page"].startswith("http://127.0.0.1/en/purchases/processes/")
    assert sorted(set(re.findall(r"processes/([^/]+)/", feed))) == ocids


@pytest.mark.parametrize("asked", ["from=20.11.2026", "least=1e99", "most=NaN", "least=many"])
def test_a_day_or_a_number_that_is_none_is_refused_with_what_to_write(ask, asked):
    answer = ask(f"?{asked}")

    assert answer.status == 400
    assert "Write a " in unescape(answer.body.decode())


def test_a_list_of_ones_own_is_its_address_and_grows_by_an_ocid(ask):
    page = words(ask("?ocid=ocds-abc123-b1&method=direct"))

    assert '<input type="hidden" name="ocid" value="ocds-abc123-b1">' in page
    assert 'href="/en/purchases/feed.atom?ocid=ocds-abc123-b1&method=direct"' in page
    assert 'href="/en/purchases/purchases.csv?method=direct&ocid=ocds-abc123-b1"' in page


@pytest.mark.parametrize(
    ("page", "title", "news"),
    [
        ("buyers/BU-1/", "Dinas Dua", 3),
        ("suppliers/S3/", "CV S3", 2),
        ("processes/ocds-abc123-b4/", "Jalan 4", 1),
    ],
)
def test_a_buyer_a_supplier_and_a_purchase_have_feeds(ask, page, title, news):
    feed = ET.fromstring(ask(f"{page}feed.atom").body)  # noqa: S314  our own
    atom = "{http://www.w3.org/2005/Atom}"

    assert feed.findtext(f"{atom}title") == f"{title} · Kabupaten Contoh"
    assert len(feed.findall(f"{atom}entry")) == news
    assert f'href="/en/purchases/{page}feed.atom"' in words(ask(page))
    assert ask(page.rpartition("/")[0][:-1] + "x/feed.atom").status == 404


def test_firms_that_meet_are_counted_drawn_and_listed(ask):
    found = told(ask("network/index.json"))

    together = {tuple(firm["id"] for firm in one["firms"]): one for one in found["pairs"]}
    assert together.keys() == {("S1", "S2"), ("S1", "S3"), ("S2", "S3")}
    first = together["S1", "S2"]
    assert (first["met"], [firm["won"] for firm in first["firms"]]) == (4, [2, 1])
    assert [one["id"] for one in found["drawn"]] == ["S1", "S2", "S3"]
    assert (found["firms"], found["tenders"]) == (3, 6)


def test_the_picture_is_the_same_every_time_and_names_each_firm(ask):
    drawn = ask("network.svg").body

    assert drawn == ask("network.svg").body
    root = ET.fromstring(drawn)  # noqa: S314  our own
    titles = [one.text for one in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles[1:] == ["CV S1", "CV S2", "CV S3"]
    assert len(list(root.iter("{http://www.w3.org/2000/svg}line"))) == 3


def test_a_network_is_narrowed_to_a_buyer_and_says_where_nobody_meets(ask, read):
    assert told(ask("network/index.json?buyer=BU-1"))["tenders"] == 3
    assert ask("network/?buyer=nobody").status == 404
    assert "No two firms bid in the same tender" in words(read("/en/purchases/network/"))
    assert read("/en/purchases/network.svg").status == 404


def test_a_purchase_leads_to_its_budget_line_its_place_and_its_promise(bought, ask):
    found = told(ask("processes/ocds-abc123-b1/index.json"))["links"]

    assert {one["kind"]: one["page"].removeprefix("http://127.0.0.1") for one in found} == {
        "Budget line": "/en/registers/budgets/lines/?code=5.2.04.01&year=2026&publisher=99.01",
        "Place": "/en/places/contoh/99.01.01.2002/",
        "Promise": "/en/plans/contoh/roads/",
    }
    read = reader(bought)
    assert [read(one["page"].removeprefix("http://127.0.0.1")).status for one in found] == [200] * 3
    assert told(ask("processes/ocds-abc123-b2/index.json"))["links"] == []


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("places/contoh/99.01.01.2002/", "place=contoh%2F99.01.01.2002"),
        ("plans/contoh/roads/", "project=contoh%2Froads"),
        ("registers/budgets/lines/{line}/", "line=2026%2F%2F5.2.04.01"),
    ],
)
def test_what_a_purchase_names_leads_back_to_it(bought, ask, page, asked):
    read = reader(bought)
    table = bought.table(bought.state(), "budgets", "lines")
    [line] = bought.reader(table).page(ALL, 0, 1)

    back = words(read(f"/en/{page.format(line=bought.reader(table).row_id(line))}"))

    assert f'<a href="/en/purchases/?{asked}"> 1 purchase names it</a>' in back
    [one] = told(ask(f"index.json?{asked}"))["purchases"]
    assert one["ocid"] == "ocds-abc123-b1"


def test_a_supplier_that_is_shut_out_is_told_with_what_it_won_in_that_time(ask, read):
    page = words(ask("suppliers/S1/"))
    old, new = sorted(told(ask("suppliers/S1/index.json"))["debarred"], key=lambda o: o["since"])

    assert (new["since"], new["until"], len(new["awards"])) == ("2026-10-01", "2027-09-30", 5)
    assert (old["since"], old["until"], old["awards"]) == ("2020-01-01", "2020-12-31", [])
    assert "From 1 October 2026 to 30 September 2027" in page
    assert "stands on none of the published lists" in words(ask("suppliers/S2/"))
    assert "so this cannot be told" in words(read("/en/purchases/suppliers/S1/"))


def test_beneficial_owners_are_told_by_name_and_nationality_alone(ask):
    page = words(ask("processes/ocds-abc123-b1/"))

    assert "<b>CV S1</b>: Misal Andai (ID)" in page
    assert "m@x.example" not in page
    assert told(ask("processes/ocds-abc123-b2/index.json"))["beneficial_owners"] == []


def test_what_a_later_release_told_otherwise_stands_with_what_it_said_before(ask):
    [change] = told(ask("processes/ocds-abc123-b2/index.json"))["changes"]

    assert change == {
        "field": "tender/title",
        "was": "Jalan 2",
        "now": "Jalan 2, diperbaiki",
        "since": "12 November 2026",
        "release": "b2-2",
    }
    assert "No release told otherwise" in words(ask("processes/ocds-abc123-b1/"))


def test_a_supplier_is_told_with_its_share_of_what_each_buyer_awarded(ask):
    found = {one["name"]: one for one in told(ask("suppliers/S3/index.json"))["buyers"]}

    # 401 of 401 + 400 + 395 million.
    assert found == {
        "Dinas Dua": {
            "name": "Dinas Dua",
            "awards": 1,
            "of_all_its_awards": 3,
            "amount": "401,000,000 IDR",
            "share": "34 %",
        }
    }


def test_the_timeline_has_the_plan_on_the_day_of_the_first_release_that_told_of_it(ask):
    planned, unplanned = (
        told(ask(f"processes/ocds-abc123-{one}/index.json"))["timeline"] for one in ("b1", "b2")
    )

    of_plan = {"day": "2026-11-01", "what": "The plan was published", "told": "399,000,000 IDR"}
    assert of_plan in planned
    assert not [one for one in unplanned if "plan" in one["what"]]


def test_what_a_form_left_empty_does_not_stand_in_what_is_cited(bought, ask):
    page = words(ask("?q=&from=&to=&least=395000000&most=&supplier=&method=direct"))

    cited = f"/at/{bought.state().size}/en/purchases/?method=direct&least=395000000"
    assert f'<a href="{cited}">for good, as it is answered at this state</a>' in page
    assert reader(bought)(cited).status == 200

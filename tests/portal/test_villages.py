"""Villages: who has handed in the budget and who has not, and what is shown of one."""

import csv
import json
from datetime import UTC, datetime
from html import unescape

import pytest
from click.testing import CliRunner
from PIL import Image

from pendopo.cli import main
from pendopo.portal.villages import Villages
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.programme.scoring import ITEMS, PARTS
from pendopo.terms.journey import Declaration
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, publish_places, settings

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("villages")

ONE, TWO, NONE = "99.01.01.2001", "99.01.01.2002", "99.01.01.2003"
HEAD = "village,year,phase,activity_code,account_code,amount"
PLANS = f"""{HEAD}
{ONE},2026,approved,,4.2.1,1000
{ONE},2026,approved,02.03.10,5.3.5,1000
"""
LATE = f"""{HEAD}
{TWO},2026,approved,,4.2.1,700
{TWO},2026,approved,02.02.02,5.2.7,700
{ONE},2026,executed,,4.2.1,900
{ONE},2026,executed,02.03.10,5.3.5,400
"""
MEETINGS = f"village,year,held_on,kind,people,women\n{ONE},2026,2026-01-20,Musdes,40,10\n"
BARE = f"village,year,phase,regulation\n{TWO},2025,approved,Perdes 1\n{TWO},2025,executed,\n"
EARLY = f"""{HEAD}
{ONE},2099,approved,,4.2.1,5
{ONE},2099,approved,02.03.10,5.3.5,5
"""
# A village of which nothing but its report of 2025 came in, with the budget as that has it; and
# one of which all is told that belongs on a board.
REPORT = f"""{HEAD},planned
{NONE},2025,executed,,4.2.1,90,100
{NONE},2025,executed,02.03.10,5.3.5,60,100
{NONE},2024,executed,02.03.10,5.3.5,30,40
"""
TOLD = f"village,year,phase,run_by,complaints_to\n{ONE},2026,executed,Kaur,Balai\n"
WORK = f"village,year,activity_code,progress\n{ONE},2026,02.03.10,70\n"
VERDICT = f"""village,year,phase,activity_code,verdict,remark,evaluated_on
{ONE},2026,proposal,02.03.10,change,Volume belum ditulis,2025-11-20
"""
SENT = f"village,year,fund,tranche,state,amount\n{ONE},2026,DDS,2,withheld,400\n"
POINTS = f"village,year,criterion,points\n{ONE},2026,participation,20.5\n"
TWICE = "ab" * 32
PHOTOS = f"""village,year,kind,sha256,placed_by,inside
{ONE},2026,board,{TWICE},browser,true
{TWO},2026,board,{TWICE},,
{TWO},2026,board,{"cd" * 32},picture,
"""


@pytest.fixture(scope="module")
def programme(tmp_path_factory):
    root = tmp_path_factory.mktemp("villages")
    made = Programme.create(root / "hall", settings(), FIRST.replace(year=2025))

    def publish(at, **files):
        requests = []
        for name, text in files.items():
            (root / f"{name}.csv").write_text(text, "utf-8")
            said = Declaration(title=name)
            requests.append(Request(root / f"{name}.csv", "villages", at, said))
        outcome = made.publish(requests)
        assert not outcome.stopped, [one.findings for one in outcome.reports]

    publish(datetime(2025, 12, 20, tzinfo=UTC), plans=PLANS)
    publish_places(made, root / "places.geojson")
    later = datetime(2026, 11, 24, tzinfo=UTC)
    publish(later, late=LATE, meetings=MEETINGS, photos=PHOTOS, bare=BARE, early=EARLY)
    publish(later, report=REPORT, told=TOLD, work=WORK, verdict=VERDICT, sent=SENT, points=POINTS)
    return made


@pytest.fixture(scope="module")
def get(programme):
    return reader(programme)


def test_a_village_leads_to_its_boards_and_they_are_served(get):
    facts = facts_of(get, f"villages/{ONE}/")
    page = text_of(get(f"/en/villages/{ONE}/"))

    addresses = [one.partition("/en/")[2] for one in facts["boards"]]
    assert [one.rpartition("/")[2] for one in addresses] == [
        "poster.pdf",
        "banner.pdf",
        "picture.png",
    ]
    for one, kind in zip(addresses, (b"%PDF", b"%PDF", b"\x89PNG"), strict=True):
        answer = get(f"/en/{one}")
        assert (answer.status, answer.body[:4]) == (200, kind)
        assert len(answer.body) <= 100_000
        assert one in page


def test_a_village_of_which_something_lacks_has_no_board_and_is_told_what(get):
    page = text_of(get(f"/en/villages/{TWO}/"))

    assert "No board can be printed" in page
    assert "who carries it out" in page
    assert facts_of(get, f"villages/{TWO}/")["boards"] == []
    assert get(f"/en/villages/{TWO}/2026/poster.pdf").status == 404
    assert get(f"/en/villages/{ONE}/2026/poster.png").status == 404
    assert get(f"/en/villages/{ONE}/{'9' * 20}/poster.pdf").status == 404


def test_what_a_report_says_was_planned_is_shown_where_no_budget_is_published(get):
    found = facts_of(get, f"villages/{NONE}/", "?of=2025")

    assert found["plan"] is None
    assert found["activities"][0]["planned"] == "100.00"
    assert "as its report" in text_of(get(f"/en/villages/{NONE}/?of=2025"))


def test_a_year_of_which_no_village_approved_a_budget_has_its_pages(get):
    found = facts_of(get, f"villages/{NONE}/", "?of=2024")

    assert (found["year"], found["activities"][0]["carried_out"]) == (2024, "30.00")
    assert facts_of(get, "villages/", "?of=2024")["handed_in"] == 0
    assert facts_of(get, "villages/")["year"] == 2026


def test_a_record_of_reports_alone_has_its_villages(get, monkeypatch):
    rows = Villages.rows

    def reports(self, table, **equal):
        return [one for one in rows(self, table, **equal) if one.get("phase") != "approved"]

    monkeypatch.setattr(Villages, "rows", reports)

    # In the language that no other test asks for: what was answered is kept.
    assert json.loads(get("/id/villages/index.json").body)["year"] == 2026
    assert get(f"/id/villages/{NONE}/index.json").status == 200


def test_each_year_of_a_village_stands_on_its_page(get):
    years = facts_of(get, f"villages/{ONE}/")["years"]

    assert [one["year"] for one in years] == [2099, 2026]
    assert (years[1]["planned"], years[1]["done"], years[1]["left"]) == (
        "1000.00",
        "400.00",
        "500.00",
    )


def test_what_was_evaluated_sent_and_judged_says_of_what_and_how(get):
    page = text_of(get(f"/en/villages/{ONE}/"))

    assert "to change before it is decided. Volume belum ditulis" in page
    assert "withheld" in page
    assert "20.5 of 25 points" in page


def test_no_village_is_left_out_however_many_rows_are_read_at_once(get, monkeypatch):
    whole = facts_of(get, "villages/")

    monkeypatch.setattr("pendopo.portal.villages.ROWS_AT_ONCE", 1)

    found = facts_of(get, "villages/", "?of=2026")
    told = ("villages", "in_time", "handed_in", "missing", "late", "years")
    assert {name: found[name] for name in told} == {name: whole[name] for name in told}


def text_of(answer):
    return " ".join(unescape(answer.body.decode()).split())


def facts_of(get, address, query=""):
    return json.loads(get(f"/en/{address}index.json{query}").body)


def test_coverage_is_n_of_all_villages_on_the_list_with_those_that_are_missing(get):
    found = facts_of(get, "villages/")

    assert (found["villages"], found["in_time"], found["handed_in"]) == (3, 1, 2)
    assert [one["village"] for one in found["missing"]] == [NONE]
    assert [one["village"] for one in found["late"]] == [TWO]
    page = text_of(get("/en/villages/"))
    assert "2 of 3 villages have handed in their budget." in page
    assert f"/en/villages/{NONE}/" in page


def test_a_budget_of_a_year_to_come_calls_no_other_village_late(get):
    assert facts_of(get, "villages/")["year"] == 2026
    assert facts_of(get, f"villages/{ONE}/")["year"] == 2026
    assert facts_of(get, f"villages/{ONE}/", "?of=2099")["plan"]["expenditure"] == "5.00"


def test_a_district_shows_its_own_villages_and_an_unknown_one_is_refused(get):
    page = text_of(get("/en/villages/?within=99.01.01"))

    assert "not handed in" in page
    assert get("/en/villages/?within=99.02").status == 400
    assert get("/en/villages/?of=1999").status == 400


def test_the_map_holds_every_village_in_one_of_three_hatchings(get):
    answer = get("/en/villages/map.svg?of=2026")

    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert answer.body.count(b"<path d=") == 3 + 1  # the hatching is a path too


def test_a_village_shows_its_activities_with_what_was_planned_and_spent(get):
    found = facts_of(get, f"villages/{ONE}/")

    [activity] = found["activities"]
    assert (activity["code"], activity["planned"], activity["carried_out"]) == (
        "02.03.10",
        "1000.00",
        "400.00",
    )
    assert found["carried_out"]["balance"] == "500.00"
    assert "40%" in text_of(get(f"/en/villages/{ONE}/"))


def test_what_a_village_has_not_told_is_not_known_and_never_nought(get):
    found = facts_of(get, f"villages/{TWO}/")

    assert found["carried_out"] is None
    assert found["activities"][0]["carried_out"] is None
    assert facts_of(get, f"villages/{NONE}/")["plan"] is None
    assert "has not handed in its budget" in text_of(get(f"/en/villages/{NONE}/"))
    assert get("/en/villages/99.01.01.2999/").status == 404


def test_a_budget_that_came_without_its_lines_is_not_known_and_has_a_page(get):
    page = text_of(get(f"/en/villages/{TWO}/?of=2025"))

    assert "How much the village plans to spend is not known." in page
    assert "How much was spent is not known." in page
    assert facts_of(get, f"villages/{TWO}/", "?of=2025")["plan"]["expenditure"] is None


def test_a_scorecard_tells_yes_no_and_not_known_apart(get):
    found = {one["item"]: one for one in facts_of(get, f"villages/{ONE}/")["scorecard"]}

    assert len(found) <= 25
    assert [*dict.fromkeys(one["part"] for one in found.values())] == [*PARTS]
    assert found["budget-before-its-year"]["met"] is True
    assert found["photo-is-its-own"]["met"] is False
    assert found["three-in-ten-women"]["met"] is False
    assert found["minuted"]["met"] is False
    assert found["annual-report"]["met"] is None


def test_a_photo_beside_no_published_border_is_not_said_to_be_taken_elsewhere(get):
    page = text_of(get(f"/en/villages/{TWO}/"))

    assert "not known whether taken within the village" in page
    assert "taken elsewhere" not in page


def test_one_command_makes_the_scorecards_anew(programme, get):
    words = ["--home", str(programme.root), "scorecard", "--village", ONE]

    called = CliRunner().invoke(main, words)

    rows = list(csv.DictReader(called.output.splitlines()))
    shown = facts_of(get, f"villages/{ONE}/")["scorecard"]
    met = {"yes": True, "no": False, "unknown": None}
    assert [(one["item"], met[one["met"]]) for one in rows] == [
        (one["item"], one["met"]) for one in shown
    ]
    assert {one["item"] for one in rows} == {item for items in ITEMS.values() for item in items}


def test_a_place_in_a_photos_name_is_the_browsers_word_and_held_to_the_border(programme, tmp_path):
    for at, name in enumerate((f"{ONE}@-11.95,109.05", f"{TWO}@-11.95,109.05", f"{NONE}")):
        ends = (-2 + at / 2, -1, 1, 1 + at)
        Image.effect_mandelbrot((240, 180), ends, 40).save(tmp_path / f"{name}.png")
    out = tmp_path / "out"
    words = ["--home", str(programme.root), "photos", str(tmp_path), "--year", "2026"]

    CliRunner().invoke(main, [*words, "--out", str(out)])

    rows = list(csv.DictReader((out / "photos.csv").read_text().splitlines()))
    assert sorted((row["village"], row["placed_by"], row["inside"]) for row in rows) == [
        (ONE, "browser", "true"),
        (TWO, "browser", "false"),
        (NONE, "", ""),
    ]
    assert "109.05" not in (out / "photos.csv").read_text()


def test_the_page_to_photograph_a_board_may_ask_where_it_is_and_no_other_may(get):
    page = get("/en/villages/photo.html")

    assert "geolocation=(self)" in page.headers["Permissions-Policy"]
    assert "sha256-" in page.headers["Content-Security-Policy"]
    assert "geolocation=()" in get("/en/villages/").headers["Permissions-Policy"]
    assert f"photo.html#code={ONE}" in text_of(get(f"/en/villages/{ONE}/"))


def test_photos_of_boards_become_a_table_to_publish_and_a_second_use_is_told(programme, tmp_path):
    one = Image.effect_mandelbrot((240, 180), (-2, -1, 1, 1), 40).convert("RGB")
    one.save(tmp_path / f"{ONE}.jpg")
    one.resize((120, 90)).save(tmp_path / f"{TWO}-papan.png")
    one.save(tmp_path / f"{ONE}-2.jpg")
    (tmp_path / f"{TWO}.jpg").write_bytes(b"no photo")
    words = [
        "--home",
        str(programme.root),
        "--language",
        "en",
        "photos",
        str(tmp_path),
        "--year",
        "2026",
    ]

    called = CliRunner().invoke(main, [*words, "--out", str(tmp_path / "out"), "--officer"])

    assert called.exit_code == 1, called.output
    assert f"{TWO}.jpg: left out" in called.output
    assert f"the same picture as one of {TWO}" not in called.output
    assert f"the same picture as one of {ONE}" in called.output
    rows = list(csv.DictReader((tmp_path / "out" / "photos.csv").read_text().splitlines()))
    assert [(row["village"], row["placed_by"], row["inside"]) for row in rows] == [
        (ONE, "officer", "true"),
        (ONE, "officer", "true"),
        (TWO, "officer", "true"),
    ]
    assert (tmp_path / "out" / f"{rows[0]['sha256']}.jpg").exists()

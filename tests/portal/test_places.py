"""The places: a list with a map, and for each a page with everything published about it."""

import json
import re
import shutil
from datetime import UTC, datetime
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from tests.portal.conftest import reader
from tests.portal.hall import publish_places, squares

WELLS = "well,village_code,depth\nW1,99.01.01.2001,12\nW2,99.01.01.2001,9\nW3,99.01.01.2003,7\n"
SCHEMA = {
    "fields": [
        {"name": "well", "type": "string", "title": "Well"},
        {"name": "village_code", "type": "string", "kind": "code", "place": "contoh"},
        {"name": "depth", "type": "integer", "title": "Depth"},
    ]
}
PEOPLE = """scheme,code,year,people,counted_by
contoh,99.01.01.2001,2024,100,Dukcapil
contoh,99.01.01.2001,2025,110,Dukcapil
contoh,99.01.01.2001,2026,121,Dukcapil
"""
# The second village was split, the third took another name.
LATER = """scheme,code,level,kind,parent,name,since,until,came_from,change,law,other_codes
contoh,99.01.01,3,kecamatan,,Contoh Kota,,,,,,
contoh,99.01.01.2001,4,desa,99.01.01,Desa Misal 1,,,,,,bps:9901010001
contoh,99.01.01.2002,4,desa,99.01.01,Desa Misal 2,,,99.01.01.2002,split,Perda 4/2026,
contoh,99.01.01.2004,4,desa,99.01.01,Desa Misal 4,2026-11-01,,99.01.01.2002,split,Perda 4/2026,
contoh,99.01.01.2003,4,desa,99.01.01,Desa Misal 3,,2026-11-01,,,,
contoh,99.01.01.2003,4,desa,99.01.01,Desa Andai 3,2026-11-01,,,,,
"""
VILLAGE = "/en/places/contoh/99.01.01.2001/"


def without_names(text):
    """Leave of a GeoJSON list only the codes and borders."""
    collection = json.loads(text)
    for feature in collection["features"]:
        told = feature["properties"]
        feature["properties"] = {"scheme": told["scheme"], "code": told["code"]}
    return json.dumps(collection)


@pytest.fixture(scope="module")
def early(hall, tmp_path_factory):
    """The hall with a list of places: a district and three villages."""
    root = tmp_path_factory.mktemp("early")
    shutil.copytree(hall.root, root / "hall", symlinks=True)
    programme = Programme.open(root / "hall")
    publish_places(programme, root / "places.geojson")
    return programme


@pytest.fixture(scope="module")
def later(early, tmp_path_factory):
    """The same some days on: people, wells that name their village, and a newer list of places."""
    root = tmp_path_factory.mktemp("later")
    shutil.copytree(early.root, root / "hall", symlinks=True)
    programme = Programme.open(root / "hall")
    files = {"wells.csv": WELLS, "people.csv": PEOPLE, "places.csv": LATER}
    for name, text in files.items():
        (root / name).write_text(text, "utf-8")
    (root / "borders.geojson").write_text(without_names(squares(3)), "utf-8")
    at = datetime(2026, 11, 24, tzinfo=UTC)

    def asked(name, register, title, **scope):
        said = Declaration(title=title, scope=scope)
        reading = Reading(schema=SCHEMA if register == "datasets" else None)
        return Request(root / name, register, at, said, reading=reading)

    outcome = programme.publish(
        [
            asked("wells.csv", "datasets", "Wells by village", dataset="village-wells"),
            asked("people.csv", "places", "People", list="people"),
            asked("people.csv", "places", "People once more", list="people-again"),
            asked("borders.geojson", "places", "Borders", list="borders"),
            asked("places.csv", "places", "Places of November", list="places"),
        ]
    )
    assert not outcome.stopped, [report.findings for report in outcome.reports]
    return programme


@pytest.fixture(scope="module")
def read(early):
    return reader(early)


@pytest.fixture(scope="module")
def get(later):
    return reader(later)


def text_of(answer):
    return " ".join(unescape(answer.body.decode()).split())


def facts_of(get, address):
    return json.loads(get(f"{address}index.json").body)


def test_the_list_shows_a_level_on_a_map_and_leads_to_each_place(read):
    page = text_of(read("/en/places/?level=4"))

    assert "3 places" in page
    for n in (1, 2, 3):
        address = f"/en/places/contoh/99.01.01.200{n}/"
        # Once in the list, once on the map.
        assert page.count(f'href="{address}"') == 2
    assert "Did you" not in page


def test_the_levels_are_counted_and_a_wrong_one_is_refused(read):
    levels = facts_of(read, "/en/places/")["levels"]

    assert [(one["level"], one["kinds"], one["places"]) for one in levels] == [
        (3, ["kecamatan"], 1),
        (4, ["desa"], 3),
    ]
    assert read("/en/places/?level=7").status == 400
    assert read("/en/places/?in=99.02").status == 400
    assert read("/en/places/?colour=red").status == 400


def test_the_map_of_a_level_is_a_picture_that_leads_to_its_places(read):
    answer = read("/en/places/map.svg?level=4")

    root = ET.fromstring(answer.body)  # noqa: S314 (our own)
    links = [one.get("href") for one in root.iter("{http://www.w3.org/2000/svg}a")]
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert "/en/places/contoh/99.01.01.2002/" in links
    assert len(links) == 3
    assert b"<a " not in read("/en/places/map.svg?level=4&links=no").body
    assert read("/en/places/map.svg?links=some").status == 400


def test_a_place_says_where_it_lies_and_what_lies_in_it(read):
    district = facts_of(read, "/en/places/contoh/99.01.01/")
    village = facts_of(read, VILLAGE)

    assert [one["code"] for one in district["within"]] == [
        "99.01.01.2001",
        "99.01.01.2002",
        "99.01.01.2003",
    ]
    assert [one["name"] for one in village["lies_in"]] == ["Contoh Kota"]
    assert village["border"]["geometry"]["type"] == "Polygon"


def test_a_place_without_people_or_tables_says_so(read):
    page = text_of(read(VILLAGE))

    assert "No table that is published names this place yet." in page
    assert "not known" in page
    assert facts_of(read, VILLAGE)["people"] == []


def test_everything_published_about_a_place_is_on_its_page(get):
    page = text_of(get(VILLAGE))
    [table] = facts_of(get, VILLAGE)["tables"]

    assert 'href="/en/registers/datasets/village-wells/?village_code=99.01.01.2001"' in page
    assert "2 rows about this place." in page
    assert "W1" in page
    assert "W3" not in page
    assert (table["table"], table["column"], table["rows"]) == ("village-wells", "village_code", 2)


def test_a_row_leads_to_the_place_that_it_is_about(get):
    table = text_of(get("/en/registers/datasets/village-wells/"))
    [row] = re.findall(r'href="(/en/registers/datasets/village-wells/[0-9]+\.2/)"', table)[:1]

    assert f'href="{VILLAGE}">desa Desa Misal 1</a>' in text_of(get(row))


def test_a_district_counts_what_is_published_about_the_places_within_it(get):
    [table] = facts_of(get, "/en/places/contoh/99.01.01/")["tables"]

    assert (table["rows"], table["rows_about_places_within"]) == (0, 3)


def test_people_are_told_year_by_year_with_whose_count_it_is(get):
    page = text_of(get(VILLAGE))
    people = facts_of(get, VILLAGE)["people"]

    assert "121 in 2026" in page
    assert [(one["year"], one["people"]) for one in people] == [
        (2024, 100),
        (2025, 110),
        (2026, 121),
    ]
    assert people[0]["counted_by"] == "Dukcapil"


def test_two_lists_of_the_very_same_rows_are_both_in_the_table_and_told_once(get):
    rows = json.loads(get("/data/places/people.json").body)

    assert len(rows) == 6
    assert len({row["entry"] for row in rows}) == 2
    assert len(facts_of(get, VILLAGE)["people"]) == 3


def test_a_village_that_was_split_shows_both_parts(get):
    mother = facts_of(get, "/en/places/contoh/99.01.01.2002/")
    part = facts_of(get, "/en/places/contoh/99.01.01.2004/")

    assert [(one["code"], one["change"], one["on"]) for one in mother["became"]] == [
        ("99.01.01.2004", "split", "2026-11-01")
    ]
    assert mother["came_from"] == []
    assert [(one["code"], one["by"]) for one in part["came_from"]] == [
        ("99.01.01.2002", "Perda 4/2026")
    ]
    assert "Perda 4/2026" in text_of(get("/en/places/contoh/99.01.01.2004/"))


def test_a_place_that_took_another_name_shows_the_earlier_one(get):
    page = text_of(get("/en/places/contoh/99.01.01.2003/"))
    found = facts_of(get, "/en/places/contoh/99.01.01.2003/")

    assert "<h1>Desa Andai 3</h1>" in page
    assert [one["name"] for one in found["earlier_times"]] == ["Desa Misal 3"]


def test_a_past_day_shows_the_places_as_they_were_then(get, early):
    then = early.state().size
    today = facts_of(get, "/en/places/contoh/99.01.01/")["within"]
    past = facts_of(get, f"/at/{then}/en/places/contoh/99.01.01/")["within"]

    assert [one["name"] for one in past] == ["Desa Misal 1", "Desa Misal 2", "Desa Misal 3"]
    assert [one["name"] for one in today] == [
        "Desa Andai 3",
        "Desa Misal 1",
        "Desa Misal 2",
        "Desa Misal 4",
    ]
    assert get(f"/at/{then}/en/places/contoh/99.01.01.2004/").status == 404


def test_a_code_of_another_system_or_without_one_leads_to_the_place(get):
    for code in ("9901010001", "99.01.01.2001"):
        answer = get(f"/en/places/{code}/")

        assert answer.status == 302
        assert answer.headers["Location"] == VILLAGE


def test_an_unknown_place_is_not_there_and_near_ones_are_named(get):
    answer = get("/en/places/Desa Andi 3/")

    page = text_of(answer)
    assert answer.status == 404
    assert "Did you mean" in page
    assert 'href="/en/places/contoh/99.01.01.2003/"' in page
    assert get("/en/places/contoh/zzz/").status == 404


def test_a_feed_tells_what_is_new_about_a_place(get):
    root = ET.fromstring(get(f"{VILLAGE}feed.atom").body)  # noqa: S314 (our own)

    titles = [str(one.text) for one in root.iter("{http://www.w3.org/2005/Atom}title")]
    assert sorted(titles[1:]) == ["W1, 99.01.01.2001", "W2, 99.01.01.2001"]


def test_a_place_is_described_for_search_engines(get):
    page = get(VILLAGE).body.decode()

    [found] = re.findall(r'<script type="application/ld\+json">(.+?)</script>', page)
    said = json.loads(found)
    assert (said["@type"], said["name"]) == ("AdministrativeArea", "Desa Misal 1")
    assert said["containedInPlace"]["name"] == "Contoh Kota"
    assert {one["propertyID"]: one["value"] for one in said["identifier"]} == {
        "contoh": "99.01.01.2001",
        "bps": "9901010001",
    }


def test_a_place_is_found_by_its_name(get):
    found = json.loads(get("/en/search/index.json?q=andai&kind=place").body)["found"]

    assert [one["page"].partition("/en/")[2] for one in found] == ["places/contoh/99.01.01.2003/"]


def test_the_places_are_in_the_list_of_pages(read):
    assert b"/en/places/contoh/99.01.01.2001/" in read("/sitemap-1.xml").body


def test_a_code_that_no_list_has_is_told_when_a_table_is_checked(later, tmp_path):
    file = tmp_path / "wells.csv"
    file.write_text(WELLS.replace("99.01.01.2003", "99.01.01.3003"), "utf-8")
    at = datetime(2026, 11, 25, tzinfo=UTC)
    said = Declaration(title="Wells", licence="CC-BY-4.0", scope={"dataset": "village-wells"})
    request = Request(file, "datasets", at, said, reading=Reading(schema=SCHEMA))

    [report] = later.check([request], tmp_path)

    [finding] = [one for one in report.findings if one.rule == "place_is_listed"]
    assert (finding.weight, finding.lines) == ("warn", (4,))
    assert "99.01.01.3003" in finding.sentence()


def test_a_rule_sees_what_is_published_but_not_what_the_file_replaces(later, tmp_path):
    lists = {
        "more.csv": "scheme,code,level,parent,name\n"
        "contoh,99.01.01.2009,4,99.01.01,Desa Reka\ncontoh,99.01.02.2001,4,99.01.02,Desa Ibarat\n",
        "places.csv": "scheme,code,level,parent,name\ncontoh,99.01.01.2001,4,99.01.01,Desa Misal\n",
    }
    at = datetime(2026, 11, 25, tzinfo=UTC)
    requests = []
    for name, text in lists.items():
        (tmp_path / name).write_text(text, "utf-8")
        said = Declaration(title="Places", scope={"list": name.removesuffix(".csv")})
        requests.append(Request(tmp_path / name, "places", at, said))

    reports = later.check(requests, tmp_path / "work")

    unknown = [
        [one.lines for one in report.findings if one.rule == "parent_is_listed"]
        for report in reports
    ]
    # Beside the list of places the district is known; without it only its border is.
    assert unknown == [[(3,)], [(2,)]]

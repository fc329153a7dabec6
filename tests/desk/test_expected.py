"""Who is to publish: whom nobody invited is counted and listed with the others."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.expecting import villages
from pendopo.terms.journey import Declaration
from tests.desk.conftest import Desk, Visitor, as_asked

MORE = """\
due = ["villages year", "datasets quarter"]
offices = ["Dinas Kesehatan", "dinas  pekerjaan umum"]
"""
PLACES = """\
scheme,code,level,kind,parent,name,since,until
contoh,99.01.01,3,kecamatan,,Contoh Kota,,
contoh,99.01.02,3,kecamatan,,Contoh Timur,,
contoh,99.01.01.2001,4,desa,99.01.01,Alascontoh,,
contoh,99.01.01.2002,4,desa,99.01.01,Banjarmisal,,
contoh,99.01.01.2003,4,desa,99.01.01,Sukorejo,,
contoh,99.01.02.2003,4,desa,99.01.02,Sukorejo,,
contoh,99.01.02.2004,4,desa,99.01.02,Bekas,,2020-01-01
bps,9901010001,4,desa,,Alascontoh,,
"""
NOBODY = "Nobody is invited yet"
BUDGET = """\
village,year,phase,activity_code,account_code,source,amount,note
99.01.01.2002,2026,approved,,4.2.1,DDS,800000000,
99.01.01.2002,2026,approved,02.02.02,5.2.7,DDS,800000000,
"""


def publish(
    desk: Desk,
    path: Path,
    register: str,
    publisher: str,
    at: datetime | None = None,
    **scope: str,
) -> None:
    now = at or datetime.now(UTC)
    said = Declaration(title=path.stem, licence="CC-BY-4.0", publisher=publisher, scope=scope)
    request = Request(path, register, now, said)
    published = desk.opened.publish([request], clock=lambda: at or datetime.now(UTC))
    assert len(published.entries) == 1


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    for made in as_asked(tmp_path_factory, MORE):
        folder = tmp_path_factory.mktemp("handed")
        for name, text in (("places", PLACES), ("budget", BUDGET)):
            (folder / f"{name}.csv").write_text(text, "utf-8")
        publish(made, folder / "places.csv", "places", "Dinas Tata Ruang", list="villages")
        publish(made, folder / "budget.csv", "villages", "Dinas PMD")
        made.invite("sari", "publisher", "Desa Alascontoh")
        made.invite("tono", "publisher", "Dinas Pekerjaan Umum", ("datasets",))
        yield made


@pytest.fixture(scope="module")
def lead(desk: Desk) -> Visitor:
    return desk.signed_in("ratna", "lead")


def tables(page: str) -> list[list[list[str]]]:
    """Read the tables of a page: rows of cells, as words."""
    found = []
    for table in re.findall(r"<tbody[^>]*>(.*?)</tbody>", page, re.DOTALL):
        rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)
        cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows)
        found.append(
            [[" ".join(re.sub("<[^>]+>", " ", one).split()) for one in row] for row in cells]
        )
    return found


def test_villages_and_offices_that_nobody_was_invited_for_are_counted_and_missing(lead: Visitor):
    page = lead.get("/overview/").text

    missing, *_ = tables(page)
    assert "1 of 6 offices and villages" in page
    assert missing == [
        ["Desa Alascontoh 99.01.01.2001 · Kecamatan Contoh Kota", "none yet", "Sari"],
        ["Desa Sukorejo 99.01.01.2003 · Kecamatan Contoh Kota", "none yet", NOBODY],
        ["Desa Sukorejo 99.01.02.2003 · Kecamatan Contoh Timur", "none yet", NOBODY],
        ["Dinas Kesehatan", "none yet", NOBODY],
        ["Dinas Pekerjaan Umum", "none yet", "Tono"],
    ]  # fmt: skip


def test_what_they_owe_stands_on_the_list_for_calls(lead: Visitor):
    _, owed, *_ = tables(lead.get("/overview/").text)

    assert [(row[0].partition(" 99")[0], row[1], row[-1]) for row in owed] == [
        ("Desa Alascontoh", "Datasets", "Sari"),
        ("Desa Alascontoh", "Village budgets", "Sari"),
        ("Desa Sukorejo", "Village budgets", NOBODY),
        ("Desa Sukorejo", "Village budgets", NOBODY),
        ("Dinas Kesehatan", "Datasets", NOBODY),
        ("Dinas Pekerjaan Umum", "Datasets", "Tono"),
    ]


def test_a_village_whose_only_account_was_shut_is_counted_still(lead: Visitor):
    from pendopo.desk.models import Person

    Person.objects.filter(name="sari").update(is_active=False)
    missing, *_ = tables(lead.get("/overview/").text)
    Person.objects.filter(name="sari").update(is_active=True)

    assert missing[0] == [
        "Desa Alascontoh 99.01.01.2001 · Kecamatan Contoh Kota", "none yet", NOBODY,
    ]  # fmt: skip


def test_which_of_two_villages_of_one_name_an_office_is_its_code_says(desk: Desk):
    from pendopo.desk.expected import offices
    from pendopo.desk.models import Post

    desk.invite("wulan", "publisher", "Desa Sukorejo (99.01.02.2003)")
    found = [one for one in offices(desk.opened) if "Sukorejo" in one.name]
    Post.objects.filter(person__name="wulan").delete()

    assert [(one.name, one.village and one.village.code) for one in found] == [
        ("Desa Sukorejo", "99.01.01.2003"),
        ("Desa Sukorejo (99.01.02.2003)", "99.01.02.2003"),
    ]


def test_where_villages_are_not_to_publish_offices_are_counted_alone(desk: Desk):
    from dataclasses import replace

    from pendopo.desk.expected import offices

    class Hall:
        config = replace(desk.opened.config, desk=replace(desk.opened.config.desk, villages=False))
        state, metadata = desk.opened.state, desk.opened.metadata

    names = [one.name for one in offices(Hall())]  # type: ignore[arg-type]

    assert names == ["Desa Alascontoh", "Dinas Kesehatan", "Dinas Pekerjaan Umum"]


@pytest.mark.parametrize(
    ("office", "below"),
    [
        ("Kecamatan Contoh Kota", ["Desa Alascontoh", "Desa Banjarmisal",
                                   "Desa Sukorejo (99.01.01.2003)"]),
        ("kecamatan  contoh timur", ["Desa Sukorejo (99.01.02.2003)"]),
        ("Kecamatan Contoh", []),
        ("Desa Alascontoh", []),
        ("", []),
    ],
)  # fmt: skip
def test_below_a_district_lie_its_villages(desk: Desk, office: str, below: list[str]):
    from pendopo.desk.expected import offices_below

    assert offices_below(desk.opened, office) == below


def test_an_administrator_of_a_district_gives_the_roles_of_its_villages(desk: Desk):
    from pendopo.desk.models import Person

    admin = desk.signed_in("camat", "administrator", "Kecamatan Contoh Timur")
    offered = re.findall('<option value="((?:Kec|Desa)[^"]*)"', admin.get("/people/").text)
    for number, office in enumerate((*offered, "Desa Alascontoh", "Desa Sukorejo", "")):
        admin.post("/people/", "/account/", name=f"baru{number}", full_name="B", office=office,
                   role="publisher")  # fmt: skip
    made = Person.objects.filter(name__startswith="baru")
    found = sorted(str(post.office) for one in made for post in one.posts.all())
    made.delete()

    assert offered == ["Desa Sukorejo (99.01.02.2003)", "Kecamatan Contoh Timur"]
    assert found == offered


def test_how_fresh_each_register_is_stands_below(desk: Desk, lead: Visitor):
    from zoneinfo import ZoneInfo

    *_, fresh = tables(lead.get("/overview/").text)

    rows = {title: (count, last) for title, count, last in fresh}
    [places] = desk.opened.state().current("places")
    day = datetime.fromisoformat(places.time).astimezone(ZoneInfo("Asia/Jakarta")).date()
    assert [*rows] == [one.title for one in desk.opened.registers.values()]
    assert rows["Places"] == ("1", day.isoformat())
    assert rows["Debarments"] == ("0", "none yet")


def test_a_village_published_last_on_the_day_that_it_was_there(
    desk: Desk, lead: Visitor, tmp_path: Path
):
    (tmp_path / "budget.csv").write_text(BUDGET.replace(",2026,", ",2025,"), "utf-8")
    evening = datetime.now(UTC).replace(hour=20, minute=0, second=0) + timedelta(days=1)
    publish(desk, tmp_path / "budget.csv", "villages", "Dinas PMD", evening)

    [last] = [one.last for one in villages(desk.opened, desk.opened.state()) if one.last]

    assert desk.opened.config.government.timezone == "Asia/Jakarta"
    assert last == evening.date() + timedelta(days=1)
    *_, fresh = tables(lead.get("/overview/").text)
    assert ["Village budgets", "2", last.isoformat()] in fresh

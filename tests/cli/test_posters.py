"""``pendopo posters``: boards from what is published, and the gaps by village and item."""

import json
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from pendopo.cli.posters import _said
from pendopo.cli.words import language, speak
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.hall import FIRST, settings

WHOLE, GAPPY, SILENT = "99.01.01.2001", "99.01.01.2002", "99.01.01.2003"
BORDERS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"scheme": "kemendagri", "code": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[x, -7.1], [x, -7.2], [x + 0.1, -7.2], [x + 0.1, -7.1], [x, -7.1]]
                ],
            },
        }
        for x, code in ((111.1, WHOLE), (111.2, GAPPY))
    ],
}
PLACES = f"""scheme,code,level,kind,parent,name
kemendagri,99.01.01,3,kecamatan,,Uji
kemendagri,{WHOLE},4,desa,99.01.01,Sumber
kemendagri,{GAPPY},4,desa,99.01.01,Kali
kemendagri,{SILENT},4,desa,99.01.01,Diam
"""
LINES = "village,year,phase,activity_code,account_code,source,amount\n" + "".join(
    f"{village},2026,{phase},,4.2.1,DDS,{revenue}\n"
    f"{village},2026,{phase},02.03.10,5.3.5,DDS,{spent}\n"
    for village in (WHOLE, GAPPY)
    for phase, revenue, spent in (
        ("approved", 912345001, 912345001),
        ("executed", 900000000, 700000002),
    )
)
BOOKS = f"""village,year,phase,regulation,stated_balance,run_by,complaints_to,carried_out_until
{WHOLE},2026,approved,Perdes 6/2025,0,Kaur Pembangunan,Balai desa,
{WHOLE},2026,executed,,199999998,,,2026-10-31
{GAPPY},2026,approved,Perdes 7/2025,0,,Balai desa,
"""
ACTIVITIES = f"""village,year,activity_code,place,volume,unit,progress,state
{WHOLE},2026,02.03.10,Dusun Krajan,120,m,60,running
"""
FILES = {
    "places.csv": PLACES,
    "borders.geojson": json.dumps(BORDERS),
    "lines.csv": LINES,
    "books.csv": BOOKS,
    "activities.csv": ACTIVITIES,
}


@pytest.fixture(scope="module")
def villages(tmp_path_factory):
    """A programme with two villages' books, of which one lacks something, and a silent village."""
    folder = tmp_path_factory.mktemp("boards")
    made = Programme.create(folder / "hall", settings(), FIRST)
    requests = []
    for name, text in FILES.items():
        file = folder / name
        file.write_text(text, "utf-8")
        places = name in {"places.csv", "borders.geojson"}
        register = "places" if places else "villages"
        scope = {"list": name.partition(".")[0]} if places else {}
        said = Declaration(title=name, scope=scope)
        requests.append(Request(file, register, FIRST + timedelta(hours=1), said))
    outcome = made.publish(requests)
    assert not outcome.stopped, [report.findings for report in outcome.reports]
    return made.root


@pytest.fixture
def posters(run, villages, tmp_path):
    def posters(*words):
        return run("--home", villages, "posters", "--out", tmp_path / "out", *words)

    return posters


def text_of(path):
    return " ".join(PdfReader(path).pages[0].extract_text().split())


def test_a_whole_village_is_printed_and_the_others_are_named_with_what_is_missing(
    posters, tmp_path
):
    result = posters("--address", "https://data.example")
    made = sorted(one.name for one in (tmp_path / "out").iterdir())

    assert result.exit_code == 1
    assert len(made) == 6
    assert all(name.startswith(WHOLE) for name in made)
    lacking = f"Desa Kali ({GAPPY}): not published: who carries it out, how far each activity is"
    assert lacking in result.output
    assert f"Desa Diam ({SILENT}): nothing is published" in result.output
    assert "2 of 3 villages lack" in result.output


def test_every_amount_that_is_published_is_on_the_paper(posters, tmp_path):
    result = posters("--village", WHOLE, "--address", "https://data.example")

    assert result.exit_code == 0, result.output
    for shape in ("poster", "banner"):
        file = tmp_path / "out" / f"{WHOLE}-2026-{shape}-en.pdf"
        text = text_of(file)
        for told in ("912,345,001", "900,000,000", "700,000,002", "200", "Desa Sumber", "60%",
                     "Kecamatan Uji", "Kaur Pembangunan", "Balai desa", "120 m"):  # fmt: skip
            assert told in text, told
        assert b"https://data.example/at/" in file.read_bytes()


def test_a_gap_is_printed_in_words_where_that_is_asked_for(posters, tmp_path):
    result = posters("--with-gaps", "--village", GAPPY)

    assert result.exit_code == 1
    text = text_of(tmp_path / "out" / f"{GAPPY}-2026-poster-en.pdf")
    assert "Who carries it out is not published." in text


def test_another_language_is_said_with_the_words_that_are_supplied(posters, tmp_path):
    words = tmp_path / "jawa.po"
    words.write_text('msgid "Money in"\nmsgstr "Dhuwit mlebu"\n', "utf-8")

    result = posters("--village", WHOLE, "--words", f"jv={words}")

    assert result.exit_code == 0, result.output
    text = text_of(tmp_path / "out" / f"{WHOLE}-2026-poster-jv.pdf")
    assert "Dhuwit mlebu" in text
    assert "Uang keluar" in text  # in the first language of the programme


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--village", "99.01.09.2001"], "99.01.09.2001: nothing is published"),
        (["--year", "1999"], "write one of 2026"),
        (["--words", "jawa.po"], "write it like jv=jawa.po"),
        (["--words", "zz=jawa.po"], "no language zz is known"),
    ],
)
def test_what_cannot_be_printed_is_told_with_what_to_write(posters, words, told):
    result = posters(*words)

    assert result.exit_code == 2
    assert told in result.output


def test_what_is_told_at_the_end_is_in_the_language_that_was_asked_for():
    speak("en")

    said = _said("id", "Year")

    assert (said, language()) == ("Tahun", "en")


def test_the_words_of_a_language_are_looked_for_once():
    from pendopo.cli.words import _catalogue  # noqa: PLC0415

    assert _catalogue("id") is _catalogue("id")


def test_the_square_leads_to_a_page_that_there_is(villages):
    from pendopo.cli.posters import _page  # noqa: PLC0415
    from tests.portal.conftest import reader  # noqa: PLC0415

    opened = Programme.open(villages)
    state = opened.state()
    address = _page("https://data.example", state.size, "en", state.publications[-1].id)

    assert reader(opened)(address.removeprefix("https://data.example")).status == 200


def test_the_year_is_the_newest_that_has_begun():
    from pendopo.cli.posters import _year  # noqa: PLC0415

    day = date(2026, 11, 24)
    assert _year([2099, 2027, 2026, 2025], None, day) == 2026
    assert _year([2099, 2027], None, day) == 2027
    assert _year([2027, 2026], 2027, day) == 2027

"""What a publisher wrote in two languages is read in the reader's, everywhere it is shown."""

import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from playwright.sync_api import sync_playwright

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from pendopo.terms.spoken import Spoken
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, settings

SCHEMA = {
    "title": {"id": "Pasar rakyat", "en": "People's markets"},
    "fields": [
        {
            "name": "pasar",
            "type": "string",
            "title": {"id": "Nama pasar", "en": "Market"},
            "description": {"id": "Sebagaimana tertulis.", "en": "As it is written."},
        },
        {
            "name": "kios",
            "type": "integer",
            "title": {"id": "Jumlah kios"},
            "unit": {"id": "petak", "en": "stalls"},
        },
    ],
}
SAID = Declaration(
    title=Spoken({"id": "Pasar rakyat 2026", "en": "People's markets in 2026"}),
    description=Spoken({"id": "Milik pemerintah.", "en": "Those the government owns."}),
    note=Spoken({"id": "Terbitan pertama"}),
    scope={"dataset": "pasar"},
)
TABLE = "registers/datasets/pasar/"


@pytest.fixture(scope="module")
def markets(tmp_path_factory) -> Programme:
    root = tmp_path_factory.mktemp("spoken")
    programme = Programme.create(root / "hall", settings(), FIRST)
    file = root / "pasar.csv"
    file.write_text("pasar,kios\nPasar Kota,120\nPasar Sari,40\n")
    reading = Reading(schema=SCHEMA)
    request = Request(file, "datasets", FIRST + timedelta(hours=1), SAID, reading=reading)
    outcome = programme.publish([request])
    assert not outcome.stopped, outcome.reports[0].findings
    programme.search.bring_up()
    return programme


@pytest.fixture(scope="module")
def read(markets):
    ask = reader(markets)
    return lambda address: ask(address).body.decode()


@pytest.fixture(scope="module")
def publication(markets) -> str:
    return f"publications/{markets.state().publications[0].id}/"


def test_a_page_of_each_language_has_its_title(read, publication):
    pages = [TABLE, "", "registers/datasets/", "downloads/", "log/", publication, f"{TABLE}1.2/"]

    for page in pages:
        indonesian, english = read(f"/id/{page}"), read(f"/en/{page}")
        assert "Pasar rakyat" in indonesian, page
        # What search engines are told has the other names too.
        assert "markets" not in re.sub("<script.*?</script>", "", indonesian), page
        assert "People&#x27;s markets" in english, page
        assert "Pasar rakyat" not in re.sub("<script.*?</script>", "", english), page


def test_what_is_in_another_language_says_in_which(read, publication):
    table, row = read(f"/en/{TABLE}"), read(f"/en/{TABLE}1.2/")

    assert '<bdi lang="id">Jumlah kios</bdi>' in table
    assert '<bdi lang="id">Terbitan pertama</bdi>' in read(f"/en/{publication}")
    assert "As it is written." in row
    assert "Sebagaimana" not in row
    assert "<bdi" not in read(f"/id/{TABLE}")


def languages_in_chromium(pages: dict[str, str], chromium: str) -> dict[str, tuple[list[str], ...]]:
    """Give headings and column titles of each page, by the language Chromium takes them for."""
    found: dict[str, tuple[list[str], ...]] = {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(java_script_enabled=False)
        for language, text in pages.items():
            page.set_content(text)
            found[language] = (
                page.locator("h1:lang(id)").all_inner_texts(),
                page.locator("h1:lang(en)").all_inner_texts(),
                page.locator("thead a :lang(id), thead:lang(id) a").all_inner_texts(),
            )
        browser.close()
    return found


def test_chromium_takes_each_text_to_be_of_its_language(read, chromium):
    pages = {language: read(f"/{language}/{TABLE}") for language in ("id", "en")}

    # Playwright wants a thread of its own: the browser's tests may keep this one.
    with ThreadPoolExecutor(1) as apart:
        found = apart.submit(languages_in_chromium, pages, chromium).result()

    assert found["id"] == (["Pasar rakyat"], [], ["Nama pasar", "Jumlah kios"])
    assert found["en"] == ([], ["People's markets"], ["Jumlah kios"])


def test_the_facts_beside_a_page_are_in_its_language(read, publication):
    facts = {code: json.loads(read(f"/{code}/{TABLE}index.json")) for code in ("id", "en")}
    said = json.loads(read(f"/en/{publication}index.json"))

    assert [facts[code]["title"] for code in facts] == ["Pasar rakyat", "People's markets"]
    assert said["publication"]["title"] == "People's markets in 2026"
    assert said["publication"]["description"] == "Those the government owns."


def test_a_feed_is_in_its_language_and_says_so(read):
    spaces = {"a": "http://www.w3.org/2005/Atom"}
    feed = ET.fromstring(read("/en/feed.atom"))  # noqa: S314  our own

    [title] = feed.findall("a:entry/a:title", spaces)
    assert title.text == "People's markets in 2026"
    assert title.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


@pytest.mark.parametrize("words", ["market", "pasar", "pemerintah", "owned", "tertulis"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_any_wording_is_found_and_told_in_the_readers_language(words, language, read):
    found = json.loads(read(f"/{language}/search/index.json?q={words}"))

    titles = {hit["title"] for hit in found["found"] if hit["kind"] in {"table", "publication"}}
    wanted = {"id": "Pasar rakyat", "en": "People's markets"}[language]
    assert titles
    assert all(title.startswith(wanted) for title in titles)


def test_programs_are_given_every_wording(read, markets):
    catalog = json.loads(read("/catalog.jsonld"))
    about = json.loads(read("/data/datasets/pasar"))
    book = openpyxl.load_workbook(
        io.BytesIO(reader(markets)("/data/datasets/pasar.xlsx").body), read_only=True
    )

    [dataset] = catalog["dcat:dataset"]
    assert dataset["dct:title"] == [
        {"@value": "Pasar rakyat", "@language": "id"},
        {"@value": "People's markets", "@language": "en"},
    ]
    assert dataset["dct:description"][1] == {
        "@value": "Those the government owns.",
        "@language": "en",
    }
    assert about["title"] == "Pasar rakyat"
    assert about["translations"]["title"]["en"] == "People's markets"
    field = about["schema"]["fields"][-1]
    assert (field["title"], field["unit"]) == ("Jumlah kios", "petak")
    assert field["translations"]["unit"] == {"id": "petak", "en": "stalls"}
    cells = {cell for row in book.worksheets[1].iter_rows(values_only=True) for cell in row}
    assert {"Nama pasar / Market", "Pasar rakyat / People's markets"} <= cells


def test_what_has_one_language_is_recorded_as_it_always_was(hall, markets):
    def objects(programme):
        return [
            json.loads(programme.object_path(one.object("metadata").c).read_bytes())
            for one in programme.state().publications
        ]

    [spoken] = objects(markets)

    assert "translations" not in json.dumps(objects(hall))
    assert spoken["title"] == "Pasar rakyat 2026"
    assert spoken["tables"][0]["columns"][1]["unit"] == "petak"

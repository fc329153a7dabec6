"""``pendopo archive``: the whole site as files, which lead to each other and verify."""

import importlib.util
import io
import itertools
import json
import re
import shutil
from pathlib import Path

import bagit
import duckdb
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from pendopo.cli import main
from pendopo.exports.archive.asking import Site
from pendopo.exports.archive.copy import Copy
from pendopo.exports.archive.holding import MANIFEST
from pendopo.web.wsgi import make_application, pages_of
from tests.exports.archive.links import broken, pages
from tests.portal.hall import build, publish_table
from tests.portal.promise import publish_plan

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("archive")

WARDS = 620


def call(*words: object) -> Result:
    return CliRunner().invoke(main, ["--language", "en", *map(str, words)])


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """The hall of the portal's tests, and a table of more rows than a page of a copy has."""
    root = tmp_path_factory.mktemp("archived")
    programme = build(root)
    rows = "".join(f"W {i:03}/a,{i}\n" for i in range(WARDS))
    publish_table(
        programme,
        root / "wards.csv",
        f"ward,people\n{rows}",
        70,
        dataset="wards",
        title="Wards",
    )
    publish_plan(programme, root / "plan.json")
    return programme


@pytest.fixture(scope="module")
def out(hall, tmp_path_factory):
    """An archive that knows no address."""
    folder = tmp_path_factory.mktemp("copy") / "out"
    result = call("--home", hall.root, "archive", folder)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def addressed(hall, tmp_path_factory):
    """An archive that knows its own address and that of the running site, in a bag."""
    folder = tmp_path_factory.mktemp("addressed") / "out"
    base, live = "https://contoh.example/hall/", "https://live.contoh.example"
    result = call("--home", hall.root, "archive", folder, "--base", base, "--live", live, "--bag")
    assert result.exit_code == 0, result.output
    return folder / "data"


def text_of(out: Path, path: str) -> str:
    return (out / path).read_text("utf-8")


def test_every_link_of_every_page_leads_to_a_file_and_a_place_in_it(out):
    assert broken(out) == []
    assert len(pages(out)) > 60


def test_the_sql_of_a_check_lies_beside_its_page_and_computes_the_same(out, tmp_path, monkeypatch):
    page = text_of(out, "en/plans/contoh/roads/index.html")
    [lines] = [one for one in re.findall(r"<code>(curl .*?)</code>", page, re.DOTALL)
               if "/count.sql" in one]  # fmt: skip
    for name in re.findall(r"-O ADDRESS/(\S+)", lines):
        shutil.copy(out / name, tmp_path)
    monkeypatch.chdir(tmp_path)

    with duckdb.connect() as anyones:
        found = anyones.execute((tmp_path / "count.sql").read_text("utf-8")).fetchall()

    assert 'href="listed/count.sql"' in page
    assert found == [(61,)]
    assert "61 roads; promised is at least 60 roads." in " ".join(page.split())


def test_each_publication_has_its_versions_listed_and_they_are_there(hall, out, addressed):
    for folder, base in ((out, ""), (addressed, "https://contoh.example/hall/")):
        for publication in hall.state().publications:
            for path in (f"timemap/{publication.id}.link", f"timemap/en/{publication.id}.link"):
                listed = re.findall(r"<([^>]*)>", (folder / path).read_text("utf-8"))
                places = [
                    folder / one.removeprefix(base) if base else (folder / path).parent / one
                    for one in listed
                ]
                found = [one / "index.html" if one.is_dir() else one for one in places]
                assert len(found) >= 3
                assert all(one.is_file() for one in found), listed


def verifier(folder):
    """Load a copy's own program."""
    spec = importlib.util.spec_from_file_location("verifier", folder / "verify_archive.py")
    assert spec is not None
    assert spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


@pytest.mark.parametrize("each", [40, pytest.param(1, marks=pytest.mark.campaign)])
@pytest.mark.timeout(3600)
def test_each_file_that_is_flipped_or_removed_is_noticed_by_python_alone(each, out, tmp_path):
    whole = tmp_path / "whole"
    shutil.copytree(out, whole)
    program = verifier(whole)
    names = sorted(
        path.relative_to(whole).as_posix() for path in whole.rglob("*") if path.is_file()
    )
    unnoticed = []

    def faults() -> list[object]:
        try:
            archive = program.Archive(str(whole), None, False)
        except (OSError, ValueError, LookupError):
            return ["policy.txt"]
        archive.run()
        return list(archive.faults)

    assert faults() == []
    for number, name in enumerate(names[::each]):
        file = whole / name
        content, at = file.read_bytes(), number * 7919
        file.unlink()
        if not faults():
            unnoticed.append(f"{name} removed")
        at %= max(1, len(content))
        file.write_bytes(content[:at] + bytes([content[at] ^ 1 << number % 8]) + content[at + 1 :])
        if not faults():
            unnoticed.append(f"{name} flipped at {at}")
        file.write_bytes(content)

    assert unnoticed == []


def test_no_page_names_a_server_of_ours(out, addressed):
    files = [path for folder in (out, addressed) for path in folder.rglob("*") if path.is_file()]

    named = [
        str(path)
        for path in files
        if path.suffix in {".html", ".json", ".atom", ".jsonld", ".css", ".link"}
        for text in [path.read_text("utf-8")]
        if re.search(r"archive\.invalid|localhost|127\.0\.0\.1", text)
    ]

    assert named == []


def test_no_page_asks_what_a_copy_cannot_answer(out):
    # The search's own script answers there, and shows the form; the page to sign with asks nobody.
    asking = [
        path
        for path in pages(out)
        if "/search/" not in path
        and not path.endswith("/claims/sign.html")
        and re.search("<(form|input|select)", text_of(out, path))
    ]

    assert asking == []
    assert re.search(
        r'<form class="search"\s+id="copied"\s+role="search"\s+hidden',
        text_of(out, "en/search/index.html"),
    )


def test_a_bag_is_valid_and_says_whose_it_is(addressed):
    bag = bagit.Bag(str(addressed.parent))

    bag.validate()
    assert bag.info["Source-Organization"] == "Kabupaten Contoh"
    assert bag.info["External-Identifier"] == "contoh.example/log/12"
    assert bag.info["Internal-Sender-Identifier"] == "https://contoh.example/hall"


def test_every_language_is_there(out):
    names = {path.partition("/")[0] for path in pages(out)}

    assert names == {"index.html", "id", "en"}
    # A title has another first letter in another language.
    both = [path for path in pages(out) if "/search/show~" not in path]
    assert {p[3:] for p in both if p.startswith("id/")} == {
        p[3:] for p in both if p.startswith("en/")
    }


def test_an_archive_verifies_until_a_byte_is_flipped(out, tmp_path):
    shutil.copytree(out, tmp_path / "copy")
    assert call("verify", tmp_path / "copy").exit_code == 0
    one = next(path for path in (tmp_path / "copy/objects").rglob("*") if path.is_file())
    one.chmod(0o644)
    one.write_bytes(bytes([one.read_bytes()[0] ^ 1]) + one.read_bytes()[1:])

    assert call("verify", tmp_path / "copy").exit_code == 1


def test_a_second_run_touches_nothing(hall, out):
    before = {
        path: path.stat().st_mtime_ns
        for path in out.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }

    result = call("--home", hall.root, "archive", out)

    assert "0 written, 0 removed" in result.output
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_a_table_stands_in_pages_of_five_hundred_rows(out):
    first = text_of(out, "en/registers/datasets/wards/index.html")
    second = text_of(out, "en/registers/datasets/wards/page~2/index.html")

    assert first.count('<tr role="row" id="row-') == 500
    assert second.count('<tr role="row" id="row-') == WARDS - 500
    assert 'rel="next" href="page~2/index.html"' in first
    assert 'rel="prev" href="../index.html"' in second
    assert 'id="row-8.621"' in second


def test_purchases_and_flags_are_in_a_copy_with_what_each_is_asked(out):
    listed = text_of(out, "en/purchases/index.html")
    told = text_of(out, "en/purchases/processes/ocds-abc123-2/index.html")

    assert 'href="processes/ocds-abc123-2/index.html"' in listed
    assert 'href="flags/r018_single_bid/index.html"' in listed  # narrowing by it needs the site
    assert "<form" not in listed
    assert 'href="../../flags/r018_single_bid/index.html"' in told
    assert 'href="../../../registers/contracts/processes/index.html#row-ocds-abc123-2"' in told
    assert (out / "id/purchases/suppliers/S1/index.html").is_file()
    assert "All of them" not in text_of(out, "en/purchases/buyers/ID-1/index.html")


def test_of_very_many_purchases_a_copy_has_the_rows_and_says_so(hall, monkeypatch):
    monkeypatch.setattr("pendopo.portal.flagged.PURCHASES_COPIED", 1)
    asked = Site(pages_of(hall), Copy())

    listed = asked.get("/en/purchases/")
    one = asked.get("/en/purchases/processes/ocds-abc123-2/")

    assert b"each is a row of the tables of contracts" in b"".join(listed.blocks())
    assert one.headers["location"] == "/en/registers/contracts/processes/ocds-abc123-2/"


def test_of_very_many_rows_a_copy_searches_what_fits_and_says_how_many_it_does_not(
    hall, monkeypatch
):
    small = "pendopo.portal.pages.search.copied.RECORDS_MOST"

    def said(most):
        monkeypatch.setattr(small, most)
        return b"".join(Site(pages_of(hall), Copy()).get("/en/search/").blocks()).decode()

    def left_out(text):
        found = re.findall("([0-9,]+) rows? (?:is|are) not searched here", text)
        return [int(count.replace(",", "")) for count in found]

    everything = sum(hall.reader(table).count() for table in hall.filled(hall.state()))
    assert left_out(said(100_000)) == left_out(said(everything)) == []
    assert left_out(said(WARDS - 1))[0] >= WARDS
    assert left_out(said(0)) == [everything]


def test_a_row_of_a_copy_stands_in_its_tables_page(hall):
    site = Site(pages_of(hall), Copy())

    answer = site.get("/at/9/en/registers/datasets/wards/8.621/")
    none = site.get("/at/9/en/registers/datasets/wards/8.999/")

    assert answer.status == 302
    assert answer.headers["location"] == ("/at/9/en/registers/datasets/wards/?page=2#row-8.621")
    assert none.status == 404


def test_a_table_shows_every_column(out):
    page = text_of(out, "en/registers/contracts/awards/index.html")

    headers = re.search("<thead.*?</thead>", page, re.DOTALL)
    assert headers
    assert headers[0].count("<th ") > 8


def test_a_page_says_that_it_is_a_copy_and_of_what(out, addressed):
    bare, whole = (text_of(folder, "en/index.html") for folder in (out, addressed))

    assert "This page of a copy is as of 21 November 2026, up to entry 11;" in " ".join(
        bare.split()
    )
    assert "write the address of this copy" in bare
    assert "write the address of this copy" not in whole
    assert '<a href="https://live.contoh.example/en/">this page there</a>' in whole


def test_a_copy_with_an_address_names_it_where_it_is_cited(addressed):
    page = text_of(addressed, "en/registers/datasets/roads/index.html")

    address = "https://contoh.example/hall/en/registers/datasets/roads/"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f"url = {{{address}}}" in page
    described = re.search('<script type="application/ld\\+json">(.*?)</script>', page)
    assert described
    assert json.loads(described[1])["url"] == address
    assert broken(addressed) == []


def test_a_copy_without_an_address_names_none(out):
    page = text_of(out, "en/registers/datasets/roads/index.html")
    catalog = json.loads(text_of(out, "catalog.jsonld"))

    assert 'rel="canonical"' not in page
    assert "url = {ADDRESS/en/registers/datasets/roads/}" in page
    assert catalog["dcat:dataset"][0]["@id"].startswith("data/")


@pytest.mark.parametrize("form", ["csv", "json", "parquet", "xlsx"])
def test_a_table_lies_there_in_every_form(out, form):
    assert (out / f"data/datasets/roads.{form}").stat().st_size > 100


def test_a_workbook_names_the_copy_it_came_with(out, addressed):
    def said(folder):
        sheet = load_workbook(folder / "data/datasets/roads.xlsx").worksheets[-1]
        return {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}

    assert said(addressed)["address"] == "https://contoh.example/hall/data/datasets/roads"
    assert not said(out)["address"]


def test_an_earlier_day_is_archived_as_it_was(hall, tmp_path):
    result = call("--home", hall.root, "archive", tmp_path / "out", "--at", "2026-11-18")

    assert result.exit_code == 0, result.output
    assert call("verify", tmp_path / "out").exit_code == 0
    assert not (tmp_path / "out/en/registers/datasets/wells").exists()
    assert broken(tmp_path / "out") == []


def test_what_needs_the_running_site_is_said_with_its_address(out, addressed):
    said = "questions in SQL need the running site"
    assert f"{said}." in text_of(out, "en/search/index.html")
    page = text_of(addressed, "en/search/index.html")
    assert f"{said}:" in page
    assert '<a href="https://live.contoh.example/en/search/">this page there</a>' in page


def test_everything_is_listed_by_its_first_letter(out):
    page, other = (text_of(out, f"en/search/{path}index.html") for path in ("", "show~w/"))

    assert '<a href="show~w/index.html">W <span>' in page
    assert 'href="../../registers/datasets/wards/index.html">Wards</a>' in other


@pytest.mark.parametrize(
    ("word", "file"),
    [
        ("wards", "en/registers/datasets/wards/index.html"),
        ("ward", "en/registers/datasets/wards/index.html"),
        ("619", "en/registers/datasets/wards/page~2/index.html#row-8.621"),
        ("jembatan", "en/registers/contracts/processes/index.html#row-ocds-abc123-1"),
    ],
)
def test_the_files_of_the_search_lead_from_a_word_to_pages_of_the_copy(word, file, out):
    def read(path):
        return json.loads(text_of(out, f"en/search/{path}"))

    index = read("files.json")
    name = word[: index["depth"]] or "all"
    words = read(f"words/{name}.json")

    places = list(itertools.accumulate(words["places"][words["words"][word]]))
    found = [read(f"found/{at // index['each']}.json")["ones"][at % index["each"]] for at in places]
    assert file in [one["file"] for one in found]
    assert all((out / one["file"].partition("#")[0]).is_file() for one in found)
    assert index["count"] > 620


def test_asking_is_said_to_need_the_running_site(out):
    assert "Asking in SQL needs the running site." in text_of(out, "en/sql/index.html")


@pytest.mark.parametrize("name", ["public", "public/x", "private/derived/site", "."])
def test_the_programmes_own_folders_are_refused(hall, name):
    result = call("--home", hall.root, "archive", hall.root / name)

    assert result.exit_code == 2
    assert "own folder" in result.output


@pytest.mark.parametrize(
    "text", ["contoh.example", "ftp://x", "http://", "http://a b", "http://x?q"]
)
def test_an_address_that_is_none_is_refused(hall, tmp_path, text):
    result = call("--home", hall.root, "archive", tmp_path / "out", "--base", text)

    assert result.exit_code == 2
    assert "write the address of a site" in result.output


def test_a_page_for_readers_is_not_changed_by_a_copy(hall):
    """What is said for a copy comes only with the key that says so."""
    heard = []
    application = make_application(hall)
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/en/registers/datasets/roads/2.4/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }

    def start(status, _headers, *_fault):
        heard.append(status)
        return heard.append

    body = b"".join(application(environ, start))

    assert heard == ["200 OK"]
    assert b"What it says" in body


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2020-01-01", "--at 2020-01-01: the log begins on 20"),
        ("99999", "--at 99999: the log has "),
        ("yesterday", "--at is 'yesterday'; write a day such as 2026-01-31"),
    ],
)
def test_a_state_that_never_was_is_told_with_those_there_are(hall, tmp_path, at, told):
    result = call("--home", hall.root, "archive", tmp_path / "out", "--at", at)

    assert result.exit_code == 2
    assert told in result.output
    assert not (tmp_path / "out").exists()

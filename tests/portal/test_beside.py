"""Beside every page stand its facts as JSON, the very ones that the page shows."""

import json
from typing import Any

import pytest
from django.urls import get_resolver

from tests.portal.conftest import reader
from tests.portal.hall import settings

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("beside")

PAGES = (
    "",
    "search/?q=desa",
    "registers/",
    "registers/datasets/",
    "registers/datasets/roads/?method=tender&sort=-cost",
    "registers/contracts/processes/",
    "registers/datasets/roads/2.4/",
    "registers/contracts/contracts/ocds-abc123-2~C1/",
    "publications/{new}/",
    "publications/{new}/changes/{old}/",
    "places/",
    "offices/",
    "offices/dinas-kominfo/",
    "log/",
    "downloads/",
    "claims/",
    "developers/",
    "verify/",
    "about/",
)


def beside(read, page: str) -> dict[str, Any]:
    path, mark, query = page.partition("?")
    answer = read(f"{path}index.json{mark}{query}")
    assert answer.status == 200, page
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found: dict[str, Any] = json.loads(answer.body)
    return found


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_its_facts_beside_it_and_names_them(read, ids, language, page):
    address = f"/{language}/{page.format(new=ids[1], old=ids[0])}"

    found = beside(read, address)

    assert found["page"] == f"http://127.0.0.1{address}"
    assert found["language"] == language
    assert found["state"]["size"] == 8
    path, mark, query = address.partition("?")
    html = read(address).body.decode()
    named = f"{path}index.json{mark}{query}".replace("&", "&amp;")
    assert f'type="application/json" href="{named}"' in html


def test_no_page_is_left_without():
    """A new page must be listed above: each address of a page has one of JSON."""
    names = {
        name for name in get_resolver("pendopo.portal.urls").reverse_dict if isinstance(name, str)
    }
    pages = {name.removesuffix("_json") for name in names if name.endswith("_json")}

    # What is no page of the record: cards are pieces, the editor's answers are the api's own, a map
    # is a picture, a code alone only leads on, what is brought to be checked is answered to the
    # form and the script of its page, and what a copy is searched by is read by its script. The
    # page to sign with, the SQL of a check, and what is set on paper are files. What a reader's own
    # tax pays is worked out from the cube, which programs ask themselves.
    assert {n for n in names if not n.endswith(("_json", "_feed", "_card"))} - pages <= {
        "parts",
        "board_photo",
        "claim_form",
        "check_sql",
        "citizens_budget",
        "network_svg",
        "purchases_csv",
        "visit_sheet",
        "work_board",
        "tax",
        "sql",
        "places_map",
        "place_named",
        "publication_latest",
        "search_files",
        "search_found",
        "search_words",
        "verify_contents",
        "verify_file",
        "verify_found",
        "village_board",
        "villages_map",
    }


def test_the_first_page_counts_alike(read):
    found = beside(read, "/en/")

    assert (found["publications"], found["tables"], found["rows"]) == (4, 7, 73)
    assert [one["value"] for one in found["measured"]][2] == "0.5"


def test_rows_are_exact_and_unknown_is_null(read):
    found = beside(read, "/en/registers/datasets/roads/?road__gte=R002&page=1")

    assert found["rows"][0]["cost"] == "7.25"
    assert found["rows"][1]["method"] is None
    assert found["rows"][1]["done"] is True
    assert (found["matching"], found["rows_in_all"]) == (59, 61)
    assert found["list"]["after"].endswith("/roads/index.json?road__gte=R002&page=2")
    assert found["downloads"]["csv"].endswith("/data/datasets/roads.csv?road__gte=R002")


def test_the_pages_of_a_list_lead_on_in_json(read):
    found = beside(read, "/en/registers/datasets/roads/")
    following = found["list"]["after"].removeprefix("http://127.0.0.1")

    assert json.loads(read(following).body)["rows"][0]["road"] == "R050"


def test_a_row_says_what_it_said_before(read):
    found = beside(read, "/en/registers/datasets/roads/2.4/")

    assert found["values"]["road"] == "R002"
    assert found["versions"][0]["differed"] == [
        {"column": "cost", "before": "2,500,000.50", "after": "7.25"}
    ]


def test_a_publication_says_its_findings_and_its_proof(read, ids):
    found = beside(read, f"/id/publications/{ids[3]}/")

    assert found["findings"][0]["weight"] == "warn"
    assert "{" not in found["findings"][0]["message"]
    assert read(found["proof"]["entry.json"].removeprefix("http://127.0.0.1")).status == 200
    assert found["original"]["redacted_by"] is None


def test_a_past_state_has_its_facts_too(read):
    found = beside(read, "/at/2/en/registers/datasets/roads/")

    assert found["matching"] == 60
    assert found["permanent"] == found["page"]
    assert beside(read, "/at/0/en/")["state"] == {
        "log": "contoh.example/log",
        "size": 0,
        "time": None,
        "root": None,
    }


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/index.json?q=x", 400),
        ("/en/registers/unknown/index.json", 404),
        ("/en/registers/datasets/roads/index.json?colour=red", 400),
        ("/fr/index.json", 404),
    ],
)
def test_what_the_page_refuses_its_facts_refuse(read, address, status):
    assert read(address).status == status


def test_a_day_leads_to_the_facts_of_that_state(read):
    answer = read("/en/registers/datasets/index.json?as-of=2026-11-18")

    assert answer.headers["Location"] == "/at/2/en/registers/datasets/index.json"


def test_who_keeps_the_record_is_said(fresh):
    text = settings(name="Forum Warga", role="observer", observes="Kabupaten Umpama")
    (fresh.root / "pendopo.toml").write_text(text, "utf-8")

    found = beside(reader(type(fresh).open(fresh.root)), "/en/about/")

    assert (found["about"], found["kept_by"]) == ("Kabupaten Umpama", "Forum Warga")
    assert found["role"] == "observer"

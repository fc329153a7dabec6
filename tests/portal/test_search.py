"""Search: what was found, how to narrow it, what may have been meant, and what it does not see."""

import json
import re
from html import unescape

import pytest

from pendopo.programme.indexing import Search
from tests.portal.conftest import reader
from tests.portal.hall import publish, roads

SEARCH = "/en/search/"


def words(answer) -> str:
    return " ".join(unescape(answer.body.decode()).split())


def test_a_search_finds_and_marks_the_words(read):
    text = words(read(f"{SEARCH}?q=roads"))

    assert "2 found" in text
    assert '<a href="/en/registers/datasets/roads/"><mark>Roads</mark> mended in 2026</a>' in text
    assert "<title>" in text
    assert "Search for “roads”" in text


def test_a_title_is_said_in_the_readers_language(read):
    text = words(read("/id/search/?q=peserta+tunggal+tender"))

    assert "Berapa bagian dari" in text
    assert "Angka terukur" in text


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("q=wells&kind=publication", "/en/publications/{wells}/"),
        ("q=kominfo&kind=office", "/en/offices/dinas-kominfo/"),
        ("q=bidder&kind=measure", "/en/log/?page=1#entry-7"),
        ("q=R007", "/en/registers/datasets/roads/2.9/"),
        ("q=Karya&kind=row", "/en/registers/contracts/suppliers/ocds-abc123-1~A1~S1/"),
    ],
)
def test_what_is_found_leads_to_its_page(read, ids, query, address):
    answer = read(f"{SEARCH}?{query}")

    assert f'href="{address.format(wells=ids[2])}"' in answer.body.decode()


def test_a_choice_is_kept_beside_the_words_and_can_be_dropped(read):
    text = unescape(read(f"{SEARCH}?q=desa&kind=row").body.decode())

    assert '<input type="hidden" name="kind" value="row">' in text
    assert 'href="/en/search/?q=desa&kind=row&register=datasets"' in text
    assert 'href="/en/search/?q=desa" aria-current="true"' in text


def test_the_pages_of_a_search_go_on(read):
    first = read(f"{SEARCH}?q=desa+misal").body.decode()
    second = read(f"{SEARCH}?q=desa+misal&page=2").body.decode()

    assert 'rel="next" href="/en/search/?q=desa+misal&amp;page=2"' in first
    assert set(re.findall(r"roads/(2\.\d+)/", first)).isdisjoint(
        re.findall(r"roads/(2\.\d+)/", second)
    )


def test_a_mistyped_word_is_answered_with_the_right_one(read):
    text = words(read(f"{SEARCH}?q=Jembatn"))

    assert "Nothing published has these words." in text
    assert 'Did you mean <a href="/en/search/?q=jembatan">jembatan</a>?' in text


def test_where_nothing_has_all_words_it_says_so(read):
    text = words(read(f"{SEARCH}?q=wells+jembatan"))

    assert "Nothing has all these words;" in text


@pytest.mark.parametrize(
    ("asked", "leads"),
    [("4", "/en/log/?page=1#entry-4"), ("{id}", "/en/publications/{id}/"), ("{c}", "{id}")],
)
def test_the_number_or_id_of_an_entry_leads_straight_to_it(read, hall, asked, leads):
    publication = hall.state().publications[1]
    named = {"id": publication.id, "c": publication.objects[0].c}

    text = read(f"{SEARCH}?q={asked.format(**named).lower()}").body.decode()

    assert "go to it" in text
    assert leads.format(**named) in text


@pytest.mark.parametrize("asked", ["999", "01J00000000000000000000009", "f" * 64])
def test_a_number_that_names_nothing_leads_nowhere(read, asked):
    assert "go to it" not in read(f"{SEARCH}?q={asked}").body.decode()


@pytest.mark.parametrize("query", ["q=%22%2A%20OR%20(", "q=%00%01", "q=%3Cscript%3E", "q=", "q=+"])
def test_no_text_breaks_it(read, query):
    answer = read(f"{SEARCH}?{query}")

    assert answer.status == 200
    assert b"<script" not in answer.body


@pytest.mark.parametrize(
    ("query", "words_"),
    [
        ("q=x&kind=person", "kind is person"),
        ("year=soon", "year is soon"),
        ("year=%D9%A2%D9%A0%D9%A2%D9%A6", "year is"),
        ("q=x&sort=title", "does not know the parameter sort"),
        ("q=x&page=0", "page is 0"),
    ],
)
def test_what_cannot_be_narrowed_by_is_refused(read, query, words_):
    answer = read(f"{SEARCH}?{query}")

    assert answer.status == 400
    assert words_ in unescape(answer.body.decode())


def test_a_page_past_the_last_is_not_there(read):
    assert read(f"{SEARCH}?q=wells&page=99").status == 404


def test_a_past_state_says_that_search_is_of_today(read):
    text = words(read("/at/2/en/search/?q=wells"))

    assert "Search looks through today's record only." in text
    assert 'href="/en/search/?q=wells">Search today' in text
    assert 'class="found"' not in text


def test_tables_that_are_too_long_lead_to_their_own_search(fresh, monkeypatch):
    monkeypatch.setattr("pendopo.published.search.gather.ROWS_MOST", 10)
    fresh.rebuild()

    text = words(reader(fresh)(f"{SEARCH}?q=R007"))

    assert 'href="/en/registers/datasets/roads/?q=R007">Roads mended in 2026</a>' in text
    assert "61 rows" in text


def test_an_index_that_is_behind_says_so_and_nobody_keeps_the_page(fresh, tmp_path, monkeypatch):
    read = reader(fresh)
    with monkeypatch.context() as patched:
        patched.setattr(Search, "follow", lambda _self: None)
        publish(fresh, tmp_path / "r.csv", roads(3), title="Trails", hours=99)

    before = read(f"{SEARCH}?q=trails")
    as_json = read(f"{SEARCH}index.json?q=trails")
    fresh.prepare()
    after = read(f"{SEARCH}?q=trails")

    assert "1 public act is not in the index yet" in words(before)
    assert before.headers["Cache-Control"] == "no-store"
    assert as_json.headers["Cache-Control"] == "no-store"
    assert "1 found" in words(after)


def test_the_same_is_there_as_json(read):
    found = json.loads(read(f"{SEARCH}index.json?q=wells&kind=table").body)

    assert found["count"] == 1
    assert found["found"][0]["title"] == "Wells"
    assert found["found"][0]["page"] == "http://127.0.0.1/en/registers/datasets/wells/"
    assert found["counts"]["kind"][0] == {"value": "publication", "count": 1}
    assert found["permanent"] is None

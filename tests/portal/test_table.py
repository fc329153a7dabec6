"""A table can be searched, narrowed, sorted and turned over, by address alone."""

import re
from html import unescape

TABLE = "/en/registers/datasets/roads/"


def words(answer) -> str:
    return " ".join(unescape(answer.body.decode()).split())


def rows(answer) -> list[str]:
    """The names in the first column, in their order."""
    table = answer.body.decode().partition('<figure class="chart">')[0]
    found = re.findall(r'scope="row">\s*<a [^>]*>(.*?)</a>', table, re.DOTALL)
    return [unescape(one).strip() for one in found]


def test_a_page_holds_fifty_rows_and_leads_to_the_next(read):
    first, second = read(TABLE), read(f"{TABLE}?page=2")

    assert len(rows(first)) == 50
    assert len(rows(second)) == 11
    assert f'rel="next" href="{TABLE}?page=2"' in first.body.decode()
    assert f'rel="prev" href="{TABLE}"' in second.body.decode()
    assert "1\N{EN DASH}50 of 61" in words(first)
    assert "51\N{EN DASH}61 of 61" in words(second)


def test_rows_are_narrowed_by_a_facet_whose_count_is_right(read):
    whole, narrowed = read(TABLE), read(f"{TABLE}?method=tender")
    counted = re.search(r"method=tender\"[^>]*>\s*tender\s*<span>(\d+)</span>", whole.body.decode())

    assert counted is not None
    assert f"{counted[1]} of 61 rows match." in words(narrowed)
    assert f'<a href="{TABLE}" aria-current="true">' in " ".join(narrowed.body.decode().split())
    assert "Method: tender" in words(narrowed)


def test_empty_cells_are_a_choice_of_their_own(read):
    answer = read(f"{TABLE}?method__empty=yes")

    assert "9 of 61 rows match." in words(answer)
    assert "Method empty" in words(answer)


def test_rows_are_narrowed_by_a_range_and_by_words(read):
    bounded = read(f"{TABLE}?cost__gte=70000000&cost__lte=72000000")
    found = read(f"{TABLE}?q=R00+misal&sort=-cost")

    assert rows(bounded) == ["R056", "R057"]
    assert rows(found)[:3] == ["R009", "R008", "R007"]
    assert 'value="70000000"' in bounded.body.decode()


def test_a_form_sends_fields_left_empty_and_they_ask_nothing(read):
    answer = read(f"{TABLE}?q=&cost__gte=&cost__lte=")

    assert "61 rows." in words(answer)


def test_a_header_sorts_and_sorts_back(read):
    up = read(f"{TABLE}?sort=begun").body.decode()
    down = read(f"{TABLE}?sort=-begun")

    assert 'aria-sort="ascending"' in up
    assert 'href="/en/registers/datasets/roads/?sort=-begun"' in up
    assert rows(down)[0] == "R060"


def test_numbers_and_days_are_written_as_the_language_does(read):
    english, indonesian = read(f"{TABLE}?road=R004"), read(f"/id{TABLE[3:]}?road=R004")

    assert "5,000,000.50" in words(english)
    assert "5 Jan 2026" in words(english)
    assert "5.000.000,50" in words(indonesian)


def test_downloads_of_a_question_ask_the_same(read):
    text = unescape(read(f"{TABLE}?method=tender&sort=-cost").body.decode())

    assert 'href="/data/datasets/roads.csv?method=tender&sort=-cost"' in text
    assert 'href="/data/datasets/roads.parquet">Parquet' in text


def test_every_row_names_its_entry_and_line(read, ids):
    text = read(f"{TABLE}?road=R002").body.decode()

    assert "entry 2, row 4" in words(read(f"{TABLE}?road=R002"))
    assert f'href="/en/publications/{ids[1]}/"' in text
    assert f'href="{TABLE}2.4/"' in text


def test_no_match_is_said_and_leads_back(read):
    answer = read(f"{TABLE}?q=nowhere")

    assert "No row matches." in words(answer)
    assert f'<a href="{TABLE}">Show all rows</a>' in answer.body.decode()


def test_a_table_without_a_title_goes_by_its_publication(read):
    assert "<h1>Wells</h1>" in read("/en/registers/datasets/wells/").body.decode()


def test_a_wide_table_shows_what_fits_and_says_what_is_left_out(read):
    text = words(read("/en/registers/contracts/processes/"))

    assert re.search(r"\d+ more columns stand on each row's page", text)

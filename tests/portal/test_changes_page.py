"""Two versions of a publication beside each other: old and new, in pages and whole."""

import csv
import io
import json
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from pendopo.portal.compared import ChangedCell
from tests.portal.conftest import reader
from tests.portal.hall import publish, roads


def words(answer) -> str:
    return " ".join(unescape(answer.body.decode()).split())


@pytest.fixture
def page(ids):
    return f"/en/publications/{ids[1]}/changes/{ids[0]}/"


def test_cells_are_shown_old_and_new(read, page):
    text = words(read(page))

    assert "<b>1</b> cell changed" in text
    assert "<b>1</b> row new" in text
    assert "<b>0</b> rows gone" in text
    assert "<del>2,500,000.50</del>" in text
    assert "<ins>7.25</ins>" in text
    assert "Rows are matched by road." in text


def test_rows_that_are_new_are_shown_whole(read, page):
    text = words(read(f"{page}?show=new"))

    assert "One row per row that only the newer version has." in text
    assert ">R060 <" in text
    assert ">2 Mar 2026 <" in text


def test_where_nothing_of_a_kind_changed_it_says_so(read, page):
    assert "Nothing of this kind changed." in words(read(f"{page}?show=gone"))


def test_the_publication_leads_to_the_whole_comparison(read, ids, page):
    assert f'href="{page}"' in read(f"/en/publications/{ids[1]}/").body.decode()
    assert "changes" not in read(f"/en/publications/{ids[0]}/").body.decode()


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("?table=other", 400, "table is other. Write one of: data."),
        ("?show=all", 400, "show is all. Write one of: changed, new, gone."),
        ("?page=9", 404, "There is nothing"),
        ("?q=x", 400, "does not know the parameter q"),
    ],
)
def test_another_question_is_refused(read, page, query, status, said):
    answer = read(page + query)

    assert answer.status == status
    assert said in words(answer)


def test_only_versions_of_one_thing_are_compared_the_older_first(read, ids):
    others = [(ids[0], ids[1]), (ids[1], ids[1]), (ids[2], ids[0]), (ids[1], "0" * 26)]

    for new, old in others:
        assert read(f"/en/publications/{new}/changes/{old}/").status == 404
        assert read(f"/data/changes/{old}/{new}/data.csv").status == 404


def test_all_changes_are_there_as_csv_and_json(read, ids):
    address = f"/data/changes/{ids[0]}/{ids[1]}/data"

    rows = list(csv.DictReader(io.StringIO(read(f"{address}.csv").body.decode())))
    found = json.loads(read(f"{address}.json").body)

    assert [row["change"] for row in rows] == ["changed", "new"]
    assert rows[0] == {
        "change": "changed",
        "row": "R002",
        "line": "4",
        "column": "cost",
        "before": "2500000.50",
        "after": "7.25",
    }
    assert json.loads(found[1]["after"])["cost"] == 75000000.5
    assert [str(one["line"]) for one in found] == [row["line"] for row in rows]


def test_a_table_that_there_is_not_and_a_question_are_refused(read, ids):
    address = f"/data/changes/{ids[0]}/{ids[1]}"

    assert read(f"{address}/other.csv").status == 404
    assert read(f"{address}/data.csv?q=x").status == 400


def test_the_same_is_there_as_json(read, page):
    found = json.loads(read(f"{page}index.json").body)

    assert found["tables"][0]["cells_changed"] == 1
    assert found["tables"][0]["matched_by"] == ["road"]
    assert found["changes"] == [
        {
            "change": "changed",
            "row": ["R002"],
            "line": 4,
            "column": "cost",
            "before": "2500000.50",
            "after": "7.25",
        }
    ]


def test_any_earlier_version_can_be_chosen_and_long_lists_have_pages(fresh, tmp_path):
    publish(fresh, tmp_path / "r.csv", roads(200), title="Roads, all", hours=99)
    read = reader(fresh)
    ids = [p.id for p in fresh.state().publications if p.scope == {"dataset": "roads"}]

    first = read(f"/en/publications/{ids[2]}/changes/{ids[0]}/?show=new")
    last = read(f"/en/publications/{ids[2]}/changes/{ids[0]}/?show=new&page=3")

    assert f'href="/en/publications/{ids[2]}/changes/{ids[1]}/"' in first.body.decode()
    assert "of 140" in words(first)
    assert ">R199 <" in words(last)


def test_two_versions_that_say_the_same_say_so(fresh, tmp_path):
    publish(fresh, tmp_path / "r.csv", roads(61, third_cost="7.25"), title="Again", hours=99)
    ids = [p.id for p in fresh.state().publications if p.scope == {"dataset": "roads"}]

    text = words(reader(fresh)(f"/en/publications/{ids[2]}/changes/{ids[1]}/"))

    assert "The two versions say the same." in text


def test_rows_that_a_redaction_took_away_are_not_compared(fresh):
    ids = [p.id for p in fresh.state().publications]
    fresh.object_path(fresh.state().publications[0].object("metadata").c).unlink()
    read = reader(type(fresh).open(fresh.root))

    text = words(read(f"/en/publications/{ids[1]}/changes/{ids[0]}/"))

    assert "There is nothing to compare." in text


def test_a_row_without_a_name_is_told_by_its_line():
    cell = ChangedCell(row="", line=1204, column="Cost", before=None, after="7.25")

    with translation.override("en"):
        text = render_to_string("parts/changed.html", {"cells": [cell]})

    assert '<th role="rowheader" scope="row">1,204</th>' in text

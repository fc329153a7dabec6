"""An office's page holds everything it published; names that are spelled alike are one office."""

from html import unescape

import pytest

from pendopo.portal.offices import slug
from tests.portal.conftest import reader
from tests.portal.hall import publish_table


def words(answer) -> str:
    return " ".join(unescape(answer.body.decode()).split())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dinas Kominfo", "dinas  kominfo"), ("Dinas PU, Bina Marga", "Dinas PU Bina Marga")],
)
def test_names_that_are_spelled_alike_are_one_office(one, other):
    assert slug(one) == slug(other)


@pytest.mark.parametrize("name", ["道路局", "???", "وزارة"])
def test_every_name_has_an_address(name):
    assert slug(name)
    assert slug(name) != slug(f"{name}x")


def test_an_office_lists_its_publications_and_tables(read):
    text = words(read("/en/offices/dinas-kominfo/"))

    assert "<h1>Dinas Kominfo</h1>" in text
    assert "3 publications stand, with 71 rows in all." in text
    assert "1 of them carries a warning" in text
    assert "Roads mended in 2026, corrected" in text
    assert "replaced by a later version" in text
    assert 'href="/en/registers/datasets/wells/"' in text


def test_offices_are_listed_with_what_they_published(read):
    text = words(read("/en/offices/"))

    assert "1 office has published something here." in text
    assert '<a href="/en/offices/dinas-kominfo/">Dinas Kominfo</a>' in text


def test_before_anything_was_published_there_is_none(read):
    assert "No office has published anything yet." in words(read("/at/1/en/offices/"))
    assert read("/at/1/en/offices/dinas-kominfo/").status == 404
    assert read("/en/offices/dinas-lain/").status == 404


def test_an_office_in_another_script_has_a_page(fresh, tmp_path):
    said = {"dataset": "x", "title": "道", "publisher": "道路局"}
    publish_table(fresh, tmp_path / "x.csv", "a;b\n1;2\n", 99, **said)

    answer = reader(fresh)("/en/offices/道路局/".encode().decode("latin-1"))

    assert answer.status == 200
    assert "道路局" in answer.body.decode()

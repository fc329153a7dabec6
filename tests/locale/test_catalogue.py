"""Every text that people read is translated, keeps its placeholders, and is compiled."""

import io
import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from pendopo.locale import catalogue


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_nothing_is_missing_lost_or_left_over(language):
    assert catalogue.faults(language) == []


def test_texts_of_every_place_are_found():
    places = {text.place.split("/")[0] for text in catalogue.texts()}

    assert {"portal", "registers", "indicators", "stages", "cli", "published"} <= places


def test_a_text_of_a_template_is_the_one_that_django_looks_for():
    texts = {(text.text, text.plural) for text in catalogue.texts()}

    assert ("%(warnings)s warning", "%(warnings)s warnings") in texts
    assert ("Skip to content", "") in texts


def test_rules_and_columns_are_found():
    texts = {text.text for text in catalogue.texts()}

    assert "Contracting processes" in texts
    assert any("before the tender opened" in text for text in texts)


def said(catalog: Catalog, text: str) -> object:
    found = catalog.get(text)
    return found.string if found else None


def message(text: str, translation: str) -> Catalog:
    catalog = Catalog(locale="id")
    catalog.add(text, translation)
    return catalog


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("{count} rows", "baris"),
        ("{count} rows", "{jumlah} baris"),
        ("%(day)s", "%(hari)s"),
        ("rows", "baris {count}"),
    ],
)
def test_a_lost_placeholder_is_found(text, translation):
    [found] = message(text, translation)._messages.values()

    assert list(catalogue._lost(found)) != []


def test_a_moved_placeholder_is_none_lost():
    [found] = message("{a} of {b}", "dari {b}, {a}")._messages.values()

    assert list(catalogue._lost(found)) == []


def test_missing_and_empty_translations_are_found():
    catalog = message("rows", "")
    marked = [catalogue.Text("rows", "", "x.py"), catalogue.Text("columns", "", "x.py")]

    assert list(catalogue._missing(catalog, marked)) == marked


def test_a_catalogue_keeps_its_translations_and_drops_what_nobody_says():
    old = message("Skip to content", "Langsung ke isi")
    old.add("nobody says this", "tidak ada")

    new = catalogue.updated(old, "id")

    assert said(new, "Skip to content") == "Langsung ke isi"
    assert new.get("nobody says this") is None


def test_the_same_texts_give_the_same_bytes():
    catalog = catalogue.read("id")

    assert catalogue.po_bytes(catalog) == catalogue.po_path("id").read_bytes()
    assert b"POT-Creation-Date" not in catalogue.po_bytes(catalog)


def test_what_is_compiled_says_the_same():
    compiled = read_mo(io.BytesIO(catalogue.mo_bytes(catalogue.read("id"))))

    assert said(compiled, "Skip to content") == "Langsung ke isi"


@pytest.mark.parametrize(("words", "code"), [(["check"], 0), ([], 2), (["translate"], 2)])
def test_the_tool_says_how_it_is_used(words, code):
    run = subprocess.run(
        [sys.executable, "-m", "pendopo.locale", *words],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == code, run.stdout
    assert ("faults in id" in run.stdout) or "write python -m pendopo.locale" in run.stderr

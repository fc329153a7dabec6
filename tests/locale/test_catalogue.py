"""Every text that people read is translated, keeps its placeholders, and is compiled."""

import io
import re
import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from pendopo.locale import catalogue
from pendopo.locale.__main__ import main as tool
from pendopo.programme.settings import LANGUAGES as LANGUAGES_OF_SETTINGS
from pendopo.web.settings import LANGUAGES as LANGUAGES_OF_SITE


@pytest.fixture(scope="module", autouse=True)
def _found_once():
    """Every text is looked for once, which takes seconds; the sources stay as they are."""
    found = catalogue.texts()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "texts", lambda: [*found])
        yield


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


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Catalogues of a folder of the test, beside the package's own."""
    known = {language: catalogue.po_path(language) for language in catalogue.LANGUAGES}

    def po_path(language: str):
        return known.get(language) or tmp_path / "src" / language / "django.po"

    monkeypatch.setattr(catalogue, "po_path", po_path)
    monkeypatch.setattr(catalogue, "PACKAGE", tmp_path / "src" / "pendopo")
    monkeypatch.setattr(catalogue, "texts", lambda: [catalogue.Text("rows", "", "x.py")])
    return po_path


def test_a_language_is_begun_with_every_text_and_a_list_of_what_to_do(elsewhere):
    steps = catalogue.add("es")

    begun = elsewhere("es").read_bytes().decode()
    assert 'msgid "rows"\nmsgstr ""' in begun
    assert "Plural-Forms: nplurals=2; plural=(n != 1);" in begun
    assert steps[0] == "español (es), written left-to-right"
    assert steps[1].startswith("1. Translate 1 of 1 texts in src/es/django.po")
    assert not any("Search has no stemmer" in step for step in steps)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("language", "said"), [("jv", "Search has no stemmer"), ("ar", "written from right to left")]
)
def test_the_list_says_what_is_particular_to_a_language(language, said):
    assert any(said in step for step in catalogue.add(language))


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "is there already"), ("id", "is there already"), ("xx-y", "no code"), ("", "no code")],
)
def test_what_is_no_new_language_is_refused(language, said):
    with pytest.raises(ValueError, match=said):
        catalogue.add(language)


def test_every_compiled_catalogue_is_a_language_of_the_site_and_of_the_settings():
    assert dict(LANGUAGES_OF_SITE) == {"en": "English", "id": "Indonesia"}
    assert list(LANGUAGES_OF_SETTINGS) == ["en", "id"]


@pytest.mark.parametrize(
    ("words", "code"),
    [(["check"], 0), ([], 2), (["translate"], 2), (["add", "id"], 0), (["add", "klingon"], 2)],
)
def test_the_tool_says_how_it_is_used(words, code, capsys):
    assert tool(words) == code

    said = "".join(capsys.readouterr())
    assert re.search("faults in id|write python -m pendopo.locale|Translate 0 of|no code of", said)


def test_the_tool_is_run_by_its_name():
    run = subprocess.run(
        [sys.executable, "-m", "pendopo.locale"], capture_output=True, text=True, check=False
    )

    assert (run.returncode, run.stderr[:28]) == (2, "write python -m pendopo.loca")

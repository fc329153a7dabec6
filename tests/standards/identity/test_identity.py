"""What identifies a person is found, and what looks like it is left alone."""

import tomllib
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pytest

from pendopo.stages.validate.persons import candidates
from pendopo.standards.identity import COUNTRIES, checks, patterns, plain_name
from pendopo.store.engine import connect

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text("utf-8"))
PATTERNS = {pattern.name: pattern for pattern in reversed(patterns()) if pattern.form}
# One thing may be written in ways that have a pattern each.
SAME = {name: [p for p in patterns() if p.form and p.name == name] for name in PATTERNS}


@pytest.fixture(scope="module")
def engine():
    with connect() as opened:
        opened.execute(checks())
        yield opened


def finds(engine, same, text):
    """Whether any of the patterns of one thing finds a person's number in a text."""
    engine.register("cells", pa.table({"cell": [text]}))
    cells = "select 1 as line, cell, false as company from cells"
    looked = [engine.sql(candidates(cells, pattern)) for pattern in same]
    found = [one.filter("passes and not kept").fetchall() for one in looked]
    engine.unregister("cells")
    return any(found)


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, c in CASES.items() for t in c["found"]])
def test_what_identifies_a_person_is_found(engine, name, text):
    assert finds(engine, SAME[name], text)


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, c in CASES.items() for t in c["left"]])
def test_what_only_looks_like_it_is_left_alone(engine, name, text):
    assert not finds(engine, SAME[name], text)


def test_every_pattern_with_a_form_has_cases():
    assert set(CASES) == set(PATTERNS)


@pytest.mark.parametrize("pattern", patterns(), ids=lambda pattern: pattern.name)
def test_every_pattern_names_its_source_and_can_be_found_by_something(engine, pattern):
    assert pattern.source
    assert pattern.form or pattern.columns or pattern.more_columns
    for form in (pattern.form, pattern.named, pattern.keep_beside):
        engine.sql("select regexp_matches('x', $form)", params={"form": form}).fetchone()


@pytest.mark.parametrize("pattern", [p for p in PATTERNS.values() if p.check], ids=lambda p: p.name)
def test_the_share_that_passes_a_check_by_chance_is_what_its_file_says(engine, pattern):
    # Random digits in the form's place: the share that passes must not be above what is written.
    digits = {"nik": 16, "npwp": 15, "nip": 18, "card": 16}.get(pattern.name, 0)
    made = (
        "lpad((hash(i) % 10000000000)::varchar, 10, '0')"
        " || lpad((hash(i + 7) % 10000000000)::varchar, 10, '0')"
    )
    x = f"'GB' || left({made}, 20)" if not digits else f"left({made}, {digits})"
    if pattern.name == "card":
        x = f"'4' || left({made}, 15)"

    numbers = engine.sql("from range(20000) as numbers(i)").project(f"{x} as x")
    passed = numbers.filter(pattern.check).aggregate("count(*)").fetchone()

    least = 2.2 if pattern.name == "card" else 1.3
    assert passed[0] / 20_000 <= least * pattern.chance + 0.001


def test_a_country_has_its_own_patterns_first_and_the_general_ones():
    names = [pattern.name for pattern in patterns("ID")]

    assert names[0] == "nik"
    assert names.index("nik") < names.index("email")


def test_a_country_without_a_file_has_the_general_ones_alone():
    assert "nik" not in {pattern.name for pattern in patterns("NZ")}
    assert "email" in {pattern.name for pattern in patterns("NZ")}


def test_no_country_named_is_every_country():
    assert {p.name for p in patterns("")} >= {"nik", "email"}


def test_what_a_country_keeps_of_a_general_pattern_holds_there_alone(engine):
    at_home = next(p for p in patterns("ID") if p.name == "phone")
    abroad = next(p for p in patterns("NZ") if p.name == "phone")

    assert not finds(engine, [at_home], "+62 351 123456")
    assert finds(engine, [abroad], "+62 351 123456")


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("nik", "NIK"),
        ("nik", "No. KTP"),
        ("nik", "nik_istri"),
        ("kk", "Nomor KK"),
        ("npwp", "NPWP Penyedia"),
        ("bank-account", "No. Rekening"),
        ("birth-date", "Tgl Lahir"),
        ("mothers-name", "Nama Ibu Kandung"),
        ("home", "Alamat"),
        ("passport", "passport_number"),
        ("phone-id", "No HP"),
    ],
)
def test_a_columns_name_tells_what_it_holds(name, column):
    assert any(p.names(column) for p in patterns("ID") if p.name == name)


@pytest.mark.parametrize(
    "column", ["kode rekening", "teknik", "unik", "alamatnya_apa_x y", "namafile"]
)
def test_a_name_that_only_contains_the_word_tells_nothing(column):
    told = {p.name for p in patterns("ID") if p.names(column) and not p.beside}

    assert told == set()


def test_names_are_compared_in_small_letters_with_one_mark_between_words():
    assert plain_name("  No.\u00a0HP (WA) ") == "no_hp_wa"


def test_every_country_has_a_file():
    for code in COUNTRIES:
        assert files("pendopo.standards.identity").joinpath(f"{code.lower()}.toml").is_file()

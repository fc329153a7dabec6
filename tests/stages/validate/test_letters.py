"""Texts that look the same and are not are told; what a language needs is left alone."""

import pytest

from pendopo.stages.validate.letters import _as_one
from pendopo.store.engine import connect
from pendopo.terms.column import Column, Kind
from pendopo.terms.finding import Weight


@pytest.mark.parametrize(
    "cell", ["Bojo\u00adnegoro", "Tuban\u200b", "\u200fTuban", "\ufeffTuban", "Tu\u2060ban"]
)
def test_characters_that_cannot_be_seen_are_a_warning(type_cells, cell):
    checked = type_cells(Kind.TEXT, ["Blora", cell])

    finding = checked.found("cell_shows_all_it_holds")
    assert (finding.weight, finding.lines, finding.cells) == (Weight.WARN, (3,), (cell,))
    assert checked.column("x") == ["Blora", cell]


def test_a_hidden_character_is_named_with_its_place(type_cells):
    checked = type_cells(Kind.TEXT, ["a" * 40 + "\u200b" + "b" * 40])

    found = checked.found("cell_shows_all_it_holds").values["found"]
    assert found == "…" + "a" * 16 + "[U+200B]" + "b" * 15 + "…"


@pytest.mark.parametrize(
    "cell",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian
        "\u0915\u094d\u200d\u0937",  # Devanagari
        "\U0001f468\u200d\U0001f469",  # a family
        "\u0645\u0635\u0631\u200f",  # Arabic, with a mark of direction
        "caf\u00e9, na\u00efve, \u4e2d\u6587",
        "10 \u00b5g, \u03b2-karoten",
    ],
)
def test_what_a_language_needs_is_left_alone(type_cells, cell):
    assert type_cells(Kind.TEXT, [cell]).findings == ()


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (Kind.TEXT, "\u0410li"),
        (Kind.TEXT, "B\u043ejonegoro"),
        (Kind.CODE, "0164\u0410"),
        (Kind.CODE, "0164\u0391"),
        (Kind.CODE, "\uff10164"),
    ],
)
def test_letters_of_two_scripts_in_a_word_are_a_warning(type_cells, kind, cell):
    finding = type_cells(kind, [cell, "A"]).found("letters_are_of_one_script")

    assert (finding.weight, finding.cells) == (Weight.WARN, (cell,))


def test_a_text_in_another_script_is_nothing_odd(type_cells):
    cells = ["\u041c\u043e\u0441\u043a\u0432\u0430", "\u0391\u03b8\u03ae\u03bd\u03b1", "Roma"]

    assert type_cells(Kind.CODE, cells).findings == ()


def test_a_no_break_space_among_plain_ones_is_a_warning(type_cells):
    checked = type_cells(Kind.TEXT, ["Jalan Mawar", "Jalan Melati", "Jalan\u00a0Anggrek"])

    finding = checked.found("spaces_are_plain")
    assert (finding.weight, finding.lines) == (Weight.WARN, (4,))


@pytest.mark.parametrize(
    "cells", [["a\u00a0b", "c\u00a0d"], ["a b", "c d"], ["vu\u00a0: oui", "a b"]]
)
def test_no_break_spaces_that_are_meant_are_left_alone(type_cells, cells):
    assert type_cells(Kind.TEXT, cells).findings == ()


def test_one_word_in_several_spellings_is_a_note(type_cells):
    cells = ["Kota"] * 8 + ["Desa"] * 3 + ["kota", "Kota  ", "DESA"]

    checked = type_cells(Kind.TEXT, cells)

    finding = checked.found("words_have_one_spelling")
    assert (finding.weight, finding.lines, finding.count) == (Weight.NOTE, (13, 14, 15), 3)
    assert finding.values["found"] == "DESA / Desa"


def test_a_dotted_capital_is_the_same_letter(type_cells):
    checked = type_cells(Kind.TEXT, ["İstanbul"] * 9 + ["istanbul"])

    assert checked.found("words_have_one_spelling").values["found"] == "istanbul / İstanbul"


def test_no_letter_that_the_engine_holds_to_be_the_same_is_passed_by():
    with connect() as engine:
        found = engine.sql(
            "select letter, lower(letter) from (select chr(range::integer) as letter"
            " from range(161, 55296)) where letter <> lower(letter)"
        ).fetchall()

    assert len(found) > 1000
    assert [one for one, lower in found if _as_one(one) != _as_one(lower)] == []


@pytest.mark.parametrize(
    "cells",
    [
        ["Kota"] * 20,
        ["Kota", "kota"],
        [f"nama {n}" for n in range(20)] + ["Nama 1"],
        ["Kota"] * 20 + ["Desa"] * 4 + [""],
    ],
)
def test_names_and_short_tables_are_not_compared(type_cells, cells):
    assert type_cells(Kind.TEXT, cells).findings == ()


def test_edges_that_are_left_out_make_no_other_spelling(type_cells):
    checked = type_cells(Kind.TEXT, ["Kota"] * 20 + ["Kota "], inferred=True)

    assert {finding.rule for finding in checked.findings} == {"cell_has_no_space_around"}


def test_a_wide_table_is_looked_at_to_its_last_column(check):
    columns = tuple(Column(f"c{n}", Kind.TEXT) for n in range(40))

    checked = check(columns, [("a",) * 39 + ("b\u200b",)])

    assert checked.found("cell_shows_all_it_holds").column == "c39"


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("#REF!", "cells_hold_no_errors"),
        (" #n/a", "cells_hold_no_errors"),
        ("######", "cells_hold_no_errors"),
        ("Pe&ntilde;a", "letters_are_whole"),
        ("Karya &amp; Co", "letters_are_whole"),
        (r"Ngas\u00e9m", "letters_are_whole"),
        ("Ngas=C3=A9m", "letters_are_whole"),
        ("Ngas%c3%a9m", "letters_are_whole"),
        ("+ANE-and+APo", "letters_are_whole"),
        ("Kaf+AOk", "letters_are_whole"),
        ("~{11>)~}", "letters_are_whole"),
        ("Ngasem_x000D_", "letters_are_whole"),
        ("&#233;", "letters_are_whole"),
        ("'0812", "cells_show_all_they_hold"),
    ],
)
def test_what_a_program_left_in_a_text_is_a_warning(type_cells, cell, rule):
    checked = type_cells(Kind.TEXT, ["Blora", cell])

    finding = checked.found(rule)
    assert (finding.weight, finding.lines, finding.cells) == (Weight.WARN, (3,), (cell,))
    assert checked.column("x") == ["Blora", cell]


PLAIN = ["#1", "# REF", "R&D; dan", "a?b=1&c=2", "'tis 5", "'5' 6", "&;"]
OF_PROGRAMS = ["https://a.example/%C3%A9", "+62-812", "+ABC-1", "a=CD", "9%", "x_00", r"C:\users"]


@pytest.mark.parametrize("cell", PLAIN + OF_PROGRAMS)
def test_signs_that_are_a_texts_own_are_left_alone(type_cells, cell):
    assert type_cells(Kind.TEXT, [cell]).findings == ()


def test_an_error_among_numbers_is_told_once(type_cells):
    cells = ["12", "13", "14", "#REF!"]

    assert type_cells(Kind.TEXT, cells, inferred=True).findings == ()
    assert type_cells(Kind.TEXT, cells).found("cells_hold_no_errors").count == 1

"""A mapping drafted from an example: what is matched, by what, and how the cells are written."""

import pytest

from pendopo.stages.intake.drafting import draft
from pendopo.terms.column import Column, Kind, Table


def table(*columns):
    return Table("data", "", "", columns)


def drafted(column, name, cells):
    """Draft a mapping of one column."""
    [match] = draft([name], [cells], table(column)).matches
    return match


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("Nama Desa", "name"),
        ("NAMA_DESA", "name"),
        ("namaDesa", "name"),
        ("desa nama", "near"),
        ("Nama Desaa", "near"),
        ("kelurahan", "meaning"),
    ],
)
def test_a_column_is_found_by_its_name_a_name_like_it_or_what_it_means(name, by):
    column = Column("nama_desa", Kind.TEXT, title="Village", meaning="The desa or kelurahan.")

    match = drafted(column, name, ["Rejo"])

    assert (match.source, match.by) == (name, by)


def test_a_title_is_as_good_as_a_name_and_accents_do_not_matter():
    match = drafted(Column("region", Kind.TEXT, title="Región"), "REGION", ["x"])

    assert (match.source, match.by) == ("REGION", "name")


def test_a_word_cut_short_stands_for_the_word_it_begins():
    column = Column("approved", Kind.MONEY, meaning="Credito inicial.")

    match = drafted(column, "CRED_INICIAL", ["1"])

    assert (match.source, match.by) == ("CRED_INICIAL", "meaning")


def test_what_nothing_looks_like_is_left_open_and_what_is_over_is_listed():
    found = draft(["zzz"], [["1"]], table(Column("village", Kind.TEXT)))

    assert found.matches[0].source == ""
    assert found.left == ("zzz",)


def test_content_that_does_not_fit_keeps_a_name_that_is_only_like_it_from_matching():
    column = Column("total_amount", Kind.MONEY)

    match = drafted(column, "amount_text", ["five", "six"])

    assert match.source == ""


def test_each_column_of_the_file_goes_to_one_of_ours():
    two = table(Column("name", Kind.TEXT), Column("names", Kind.TEXT))

    found = draft(["name"], [["x"]], two)

    assert [match.source for match in found.matches] == ["name", ""]


@pytest.mark.parametrize(
    ("cells", "settings"),
    [
        (["1.250.000,50", "12"], {"decimal": ",", "group": "."}),
        (["1,250,000.50"], {"decimal": ".", "group": ","}),
        (["0,5"], {"decimal": ",", "group": "."}),
        (["(1.000)"], {"parentheses": True, "decimal": ",", "group": "."}),
        (["Rp 5.000", "Rp6.000"], {"remove": ["Rp", "Rp "], "decimal": ",", "group": "."}),
        (["1.5", "20"], {}),
        (["1.000,5", "1,000.5"], {}),
    ],
)
def test_the_marks_of_amounts_are_found_where_they_are_clear(cells, settings):
    match = drafted(Column("amount", Kind.MONEY), "amount", cells)

    assert match.settings == settings


def test_plain_amounts_have_the_marks_of_the_files_other_amounts():
    two = table(Column("a", Kind.MONEY), Column("b", Kind.MONEY), Column("n", Kind.INTEGER))

    found = draft(["a", "b", "n"], [["5"], ["1,5"], ["7"]], two)

    marks = {"decimal": ",", "group": "."}
    assert [match.settings for match in found.matches] == [marks, marks, {}]


@pytest.mark.parametrize(
    ("cells", "settings"),
    [
        (["31/12/2026", "1/2/2026"], {"date": ["%d/%m/%Y"]}),
        (["12/31/2026"], {"date": ["%m/%d/%Y"]}),
        (["1/2/2026"], {"date": ["%d/%m/%Y"], "unsure": True}),
        (["31-12-2026"], {"date": ["%d-%m-%Y"]}),
        (["31.12.2026"], {"date": ["%d.%m.%Y"]}),
        (["2026-12-31"], {}),
        (["5 Brumaire 2026"], {}),
    ],
)
def test_the_form_of_days_is_found(cells, settings):
    match = drafted(Column("day", Kind.DATE), "day", cells)

    assert match.settings == settings


def test_months_of_an_indonesian_sheet_are_named():
    match = drafted(Column("day", Kind.DATE), "day", ["17 Agustus 1945", "1 mei 2026"])

    assert match.settings["date"] == ["%d %B %Y"]
    assert match.settings["months"][4] == "Mei"


def test_codes_are_matched_by_their_names_and_others_are_left_to_a_person():
    column = Column("kind", Kind.TEXT, one_of=("Farm", "School"))

    match = drafted(column, "kind", ["FARM", "school", "Mosque", ""])

    assert match.settings == {"codes": {"FARM": "Farm", "school": "School"}}
    assert match.unknown == ("Mosque",)


def test_codes_that_are_ours_already_need_no_list():
    match = drafted(Column("kind", Kind.TEXT, one_of=("Farm",)), "kind", ["Farm"])

    assert (match.settings, match.unknown) == ({}, ())


@pytest.mark.parametrize("names", [["2024", "2025", "2026"], ["Jan", "Feb", "Mar"]])
def test_years_and_months_side_by_side_are_proposed_as_rows(names):
    two = table(Column("unit", Kind.TEXT), Column("period", Kind.TEXT), Column("n", Kind.MONEY))

    found = draft(["unit", *names], [["A"], ["1,5"], ["2"], ["3"]], two)

    assert found.wide == tuple(names)
    assert (found.period, found.amount) == ("period", "n")
    assert [match.source for match in found.matches] == ["unit", "period", "n"]
    assert found.matches[2].settings == {"decimal": ",", "group": "."}


def test_years_become_rows_of_a_table_that_nobody_declared():
    found = draft(["unit", "2024", "2025", "2026"], [["A"], ["1"], ["2"], ["3"]], None)

    assert [match.ours for match in found.matches] == ["unit", "period", "amount"]


def test_without_a_table_the_columns_keep_their_names_in_plain_letters():
    found = draft(["No. Rekening", "Año"], [["001", "1"], ["2026", "2025"]], None)

    assert [match.ours for match in found.matches] == ["no_rekening", "ano"]
    # Digits may be a code: nothing is said of how numbers are written.
    assert [match.settings for match in found.matches] == [{}, {}]


def test_totals_and_columns_that_name_a_group_once_are_seen():
    cells = [["A", "", "", "Jumlah"], ["1", "2", "3", "6"]]

    found = draft(["unit", "n"], cells, None)

    assert found.totals == ("unit",)
    assert found.sparse == ("unit",)


@pytest.mark.parametrize(
    ("column", "name", "cells"),
    [
        (Column("nomor", Kind.CODE, title="Nomor"), "NO SK", ["001"]),
        (Column("tanggal", Kind.DATE, title="Tanggal SK"), "Tgl. SK", ["4 Maret 2025"]),
        (Column("kecamatan", Kind.TEXT), "Kec.", ["Balen"]),
        (Column("nilai", Kind.MONEY, title="Nilai", unit="IDR"), "Jumlah (Rp)", ["Rp 750.000,-"]),
        (Column("jumlah", Kind.MONEY), "JUMLAH (Rp.)", ["1.500.000"]),
    ],
)
def test_short_words_and_units_in_brackets_are_no_other_name(column, name, cells):
    assert drafted(column, name, cells).source == name


def test_a_dash_for_the_sen_is_to_be_removed():
    match = drafted(Column("nilai", Kind.MONEY), "nilai", ["Rp 750.000,-", "Rp 1.500.000,50"])

    assert match.settings == {"remove": [",-", "Rp "], "decimal": ",", "group": "."}

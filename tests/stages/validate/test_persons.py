"""Cells that identify persons are found in every column, and nothing else is taken for them."""

import pyarrow as pa
import pytest

from pendopo.stages.validate.persons import Persons, hide, prepare
from pendopo.standards.identity import patterns
from pendopo.store.engine import connect
from pendopo.terms.column import Column, Kind, Table

NIK = "3522010101900001"


@pytest.fixture
def look():
    """Look through a table, given as its columns and their cells."""

    def found(cells, kinds=None, contacts=()):
        columns = tuple(
            Column(name, (kinds or {}).get(name, Kind.TEXT), contacts=name in contacts)
            for name in cells
        )
        rows = len(next(iter(cells.values())))
        text = pa.table(
            {"line": pa.array(range(2, 2 + rows), pa.int64())}
            | {name: pa.array(column, pa.string()) for name, column in cells.items()}
        )
        with connect() as engine:
            prepare(engine)
            told = Persons(engine, patterns("ID"), Table("t", "", "", columns), text).found()
        return {one.column: one for one in told}

    return found


def test_a_number_of_a_person_is_found_with_its_row_and_hidden(look):
    found = look({"x": ["kosong", NIK, "", None]})

    assert found["x"].labels == ("NIK",)
    assert (found["x"].lines, found["x"].count) == ((3,), 1)
    assert found["x"].cells == ("35" + "•" * 14,)


def test_one_number_in_a_note_is_enough(look):
    found = look({"catatan": ["lunas"] * 500 + [f"menurut NIK {NIK}, lunas"]})

    assert (found["catatan"].lines, found["catatan"].count) == ((502,), 1)


def test_a_number_inside_json_is_found(look):
    cells = ['{"id": "' + NIK + '"}', '{"id": 7}']

    assert "x" in look({"x": cells}, {"x": Kind.JSON})


def test_a_column_of_whole_numbers_is_looked_through(look):
    assert "x" in look({"x": [NIK, "3522014101910002"]}, {"x": Kind.INTEGER})


@pytest.mark.parametrize("kind", [Kind.DATE, Kind.DATETIME, Kind.BOOLEAN, Kind.YEAR])
def test_columns_that_cannot_hold_one_are_passed_over(look, kind):
    assert look({"x": [NIK]}, {"x": kind}) == {}


def test_of_many_cells_twenty_are_shown_and_all_counted(look):
    found = look({"x": [f"35220101019{n:05d}" for n in range(1, 300)]})

    assert len(found["x"].cells) == len(found["x"].lines) == 20
    assert found["x"].count > 200


def test_long_numbers_that_pass_by_chance_are_no_persons(look):
    # Every sixteen digits there are, evenly: about one in fifty could be a NIK.
    meters = [str(10**15 + 91_234_567_891_013 * n) for n in range(100)]

    assert look({"meteran": meters}) == {}


def test_decimals_are_no_numbers_of_persons(look):
    assert look({"titik": ["0.3522010101900001, 111.3522010101900001"]}) == {}


def test_a_column_whose_name_says_so_counts_with_every_cell_of_the_form(look):
    found = look({"NIK": ["9999999999999999", "tidak ada"]})

    assert (found["NIK"].lines, found["NIK"].labels) == ((2,), ("NIK",))


def test_a_column_whose_name_says_so_and_that_holds_nothing_like_it_is_left_alone(look):
    assert look({"NIK": ["ya", "tidak"], "No. Rekening": ["1.20.1.20.03.00", "5.1.1"]}) == {}


def test_whatever_stands_in_a_column_of_birth_dates_counts(look):
    found = look({"tgl_lahir": ["1 Mei 1990", "", " "]}, {"tgl_lahir": Kind.DATE})

    assert (found["tgl_lahir"].lines, found["tgl_lahir"].count) == ((2,), 1)


def test_names_and_addresses_count_beside_a_persons_number_only(look):
    persons = look({"nama": ["Budi"], "alamat": ["Jl. A"], "nik": [NIK]})
    schools = look({"nama": ["SDN 1"], "alamat": ["Jl. A"], "npsn": ["20504567"]})

    assert set(persons) == {"nama", "alamat", "nik"}
    assert schools == {}


def test_an_empty_column_of_names_is_not_told_beside_a_persons_number(look):
    assert set(look({"nama": [""], "nik": [NIK]})) == {"nik"}


def test_what_its_name_tells_is_not_taken_for_something_else_too(look):
    card = "3528010101900009"  # by its digits a payment card as well

    assert look({"nik": [card]})["nik"].labels == ("NIK",)


def test_the_tax_number_of_a_company_stays_and_a_persons_is_told(look):
    companies = ["01.312.166.0-091.000"] * 3

    assert look({"npwp": companies}) == {}
    assert look({"npwp": [*companies, "08.178.554.5-123.321"]})["npwp"].lines == (5,)


@pytest.mark.parametrize("company", ["PT Maju Jaya", "CV. Karya", "Maju Jaya, PT", "Koperasi Tani"])
def test_a_legal_form_beside_a_tax_number_tells_a_company(look, company):
    number = "66.178.554.5-123.321"

    assert "npwp" not in look({"npwp": [number], "penyedia": [company]})
    assert "npwp" in look({"npwp": [number], "penyedia": ["Budi Santoso"]})


def test_contact_points_that_a_standard_publishes_are_not_told(look):
    cells = {"json": ['{"email": "budi@gmail.com", "telephone": "+44 20 7946 0958"}']}

    assert look(cells, {"json": Kind.JSON}, contacts=("json",)) == {}
    assert "json" in look(cells, {"json": Kind.JSON})
    with_number = {"json": ['{"email": "budi@gmail.com", "id": "' + NIK + '"}']}
    assert look(with_number, {"json": Kind.JSON}, contacts=("json",))["json"].labels == ("NIK",)


def test_a_wide_table_is_looked_through_to_its_last_column(look):
    cells = {f"c{n}": ["1"] for n in range(70)} | {"akhir": [NIK]}

    assert set(look(cells)) == {"akhir"}


def test_a_table_without_rows_holds_nobody(look):
    assert look({"nik": []}) == {}


def test_hiding_leaves_two_letters_of_what_is_longer_than_four():
    assert hide("3522010101900001") == "35" + "•" * 14
    assert hide("Budi") == "••••"
    assert hide("") == ""
    assert len(hide("x" * 500)) == 20

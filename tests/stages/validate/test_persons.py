"""Cells that identify persons are found in every column, and nothing else is taken for them."""

import re

import pyarrow as pa
import pytest

from pendopo.stages.validate.persons import Persons, by_chance, hide, prepare
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


def test_a_few_persons_among_many_other_numbers_are_no_chance(look):
    cards = [f"6013{n * 7919 % 10**12:012d}" for n in range(1, 91)]
    persons = [f"352201410191000{n}" for n in range(1, 9)]

    assert look({"nomor": [*cards, *persons]})["nomor"].count == 8


def test_chance_is_reckoned_with_how_many_there_are():
    nik = patterns("ID")[0]

    assert not by_chance(nik, 1, 1)
    assert not by_chance(nik, 98, 8)
    assert by_chance(nik, 100, 3)
    assert by_chance(nik, 0, 0)
    assert by_chance(nik, 1_000_000, 28_000)


def test_numbers_that_a_spreadsheet_cut_are_told(look):
    cut = {"identitas": ["3522010101900000", "3522014101910000"]}

    assert look(cut, {"identitas": Kind.INTEGER})["identitas"].labels == ("NIK",)
    assert look({"x": ["3522010101900000", "9999999999990000", "5102010100010000"]}) == {}


@pytest.mark.parametrize(
    "name", ["no_hp", "HP 1", "No HP Ortu", "telp_rumah", "Telepon Seluler", "No. WA", "nohp"]
)
@pytest.mark.parametrize("cell", ["81234567890", "812-3456-7890", "0812.3456.7890", "+62 81234567"])
def test_a_telephone_in_a_column_named_for_it_needs_no_zero(look, name, cell):
    assert look({name: [cell]}, {name: Kind.TEXT})[name].labels == ("telephone number",)


@pytest.mark.parametrize("name", ["hp_mesin", "telp_rumah"])
def test_such_a_column_with_other_numbers_is_left_alone(look, name):
    assert look({name: ["110", "(0353) 881235", "7"]}) == {}


@pytest.mark.parametrize(
    "name", ["Nama Siswa", "Nama KPM", "nama_pasien", "Nama Pegawai", "Nama Balita", "Nama Wali"]
)
def test_names_of_persons_have_many_names(look, name):
    assert set(look({name: ["Budi"], "nik": [NIK]})) == {name, "nik"}


@pytest.mark.parametrize("name", ["nama_desa", "Nama Kecamatan", "nama barang", "nama_kegiatan"])
def test_names_of_places_and_things_are_no_persons(look, name):
    assert set(look({name: ["Rejo"], "nik": [NIK]})) == {"nik"}


@pytest.mark.parametrize(
    "name", ["Tgl Lahir Anak", "tgl_lhr", "tanggal_lahir_anak", "lahir", "Tempat/Tgl. Lahir"]
)
def test_days_of_birth_are_told_by_the_columns_name(look, name):
    cells = ["1990-01-31", "31/1/1990", "Solo, 1 Mei 1990"]

    assert look({name: cells})[name].count == 3


def test_a_number_of_births_is_no_day(look):
    assert look({"lahir": ["12", "1.204", "2026"], "lahir_hidup": ["3", "4", "5"]}) == {}


def test_codes_of_goods_are_no_persons_though_they_look_like_them(look):
    codes = ["3522010203040506", "3522011203040507"]

    assert look({"kode_register": codes, "nama": ["Tanah Kantor", "Lapangan"]}) == {}
    assert "x" in look({"x": codes})


def test_an_offices_telephone_makes_no_persons_of_offices(look):
    offices = {
        "nama": ["Puskesmas Balen", "Puskesmas Kanor"],
        "alamat": ["Jl. Raya 1", "Jl. Raya 2"],
        "telepon": ["081234567890", "(0353) 881235"],
        "email": ["pkm.balen@uji.go.id", "pkm.kanor@uji.go.id"],
    }
    persons = {"nama": ["Budi", "Siti"], "telepon": ["081234567890", "081298765432"]}

    assert set(look(offices)) == {"telepon"}
    assert set(look(persons)) == {"nama", "telepon"}
    assert set(look(offices | {"telepon": persons["telepon"]})) == {"alamat", "telepon"}


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


def test_a_column_may_hold_several_things(look):
    both = look({"ket": [f"NIK {NIK} hp 081234567890", "hubungi 0812.3456.7890", "-"]})

    assert (both["ket"].labels, both["ket"].count) == (("NIK", "telephone number"), 2)


def test_the_tax_number_of_a_company_stays_and_a_persons_is_told(look):
    companies = ["01.312.166.0-091.000"] * 3

    assert look({"npwp": companies}) == {}
    assert look({"npwp": [*companies, "08.178.554.5-123.321"]})["npwp"].lines == (5,)


@pytest.mark.parametrize("company", ["PT Maju Jaya", "CV. Karya", "Maju Jaya, PT", "Koperasi Tani"])
def test_a_legal_form_beside_a_tax_number_tells_a_company(look, company):
    number = "66.178.554.5-123.321"

    assert "npwp" not in look({"npwp": [number], "penyedia": [company]})
    assert "npwp" in look({"npwp": [number], "penyedia": ["Budi Santoso"]})


@pytest.mark.parametrize("name", ["tempat_kerja", "Instansi", "Pemberi Kerja", "nama kantor"])
def test_where_a_person_works_does_not_make_the_person_a_company(look, name):
    cells = {"nama": ["Budi"], "npwp": ["66.178.554.5-123.321"], name: ["PT Maju"]}

    assert {"nama", "npwp"} <= set(look(cells))


@pytest.mark.parametrize(
    "cell",
    [
        "budi [at] gmail.com", "budi AT gmail DOT com", "3.522010101900001E+15",
        "\uff13\uff15\uff12\uff12\uff10\uff11\uff10\uff11\uff10\uff11\uff19\uff10\uff10\uff10\uff10\uff11",
        "35220101\u200b01900001", "35220101\n01900001", "TTL: Solo, 1 Mei 1990",
    ],
)  # fmt: skip
def test_what_is_written_to_be_overlooked_is_found(look, cell):
    assert set(look({"ket": ["baik", cell]})) == {"ket"}


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


def test_in_json_is_found_what_is_found_in_a_text(look):
    written = [
        NIK,
        "3522 0101 0190 0001",
        NIK.translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
        "menurut NIK 3522-0101-0190-0001, lunas",
        "19850317 201001 1 012",
        "08.178.554.5-123.321",
        "0812 3456 7890",
        "budi [at] gmail.com",
        "Budi@Gmail.Com",
        "TTL: Solo, 1 Mei 1990",
        "paspor A1234567",
        "BPJS 0001234567890",
        "rekening BRI 0021-01-002345-53-1",
        "GB82 WEST 1234 5698 7654 32",
        "4111 1111 1111 1111",
    ]
    around = '{"date": "2026-03-01T09:30:00+07:00", "a": 12500000.5, "x": "%s"}'
    in_json = {f"x{place}": [around % text] * 2 for place, text in enumerate(written)}

    told = look({f"x{place}": [text] for place, text in enumerate(written)})
    found = look(in_json, dict.fromkeys(in_json, Kind.JSON))

    assert len(told) == len(written)
    assert {name: (one.labels, one.cells) for name, one in found.items()} == {
        name: (one.labels, one.cells * 2) for name, one in told.items()
    }


def test_a_moment_has_the_form_of_nothing_that_identifies_a_person():
    moments = ["2026-03-01T09:30:00Z", "1990-12-31T23:59:59+07:00", "2012-11-10T01:02:03-05:00"]

    found = [p.name for p in patterns() for m in moments if p.form and re.search(p.form, m)]

    assert found == []

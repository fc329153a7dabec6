"""The list that an LPSE shows: arrays without a header, amounts in short words, labels in titles.

The rows are invented, one for each shape that the lists of seven LPSE have.
"""

import json
from decimal import Decimal

import pytest

from pendopo.programme.mappings import read_mapping
from pendopo.stages.intake import open_source
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from tests.registers.contracts.sources.conftest import SHIPPED

DONE = "Tender Sudah Selesai"
NOT_YET = "Nilai Kontrak belum dibuat"
ROWS = [
    ("1001", "Pengadaan Obat", DONE, "273,7 Jt", "Tender", "Pengadaan Barang - TA 2019", NOT_YET),
    ("1002", "Jalan <span class='label label-warning'>Tender Ulang</span>", DONE, "1,1 M",
     "Lelang Umum", "Pekerjaan Konstruksi - TA 2018", "Rp 777.950.340,71"),
    ("1003", "Kapal < 7 m (Jaring <= 3 GT)", "Upload Dokumen Penawaran", "325 Jt", "Tender Cepat",
     "Jasa Lainnya - TA null", NOT_YET),
    ("1004", "Kajian\nDua Baris", "Tidak Ada Jadwal", "1.000 Jt", "Seleksi Umum",
     "Jasa Konsultansi Perorangan - TA 2020,2021", NOT_YET),
    ("1005", "Tahap baru", "Tahap Yang Tidak Dikenal", "22 M", "Lelang Gaib",
     "Pengadaan Barang - TA 2019", NOT_YET),
]  # fmt: skip


@pytest.fixture(scope="module")
def made(make, tmp_path_factory):
    """The list as it comes, read by intake and converted."""
    rows = [
        [code, title, "Pemda Contoh", stage, hps, "Pascakualifikasi Satu File", method,
         "Harga Terendah Sistem Gugur", kind, "3", value, None, None, "0"]
        for code, title, stage, hps, method, kind, value in ROWS
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("lpse") / "list.json"
    path.write_text(json.dumps({"draw": "1", "recordsTotal": 5, "data": rows}))
    return make("lpse-list", sheet_of_file(path))


def sheet_of_file(path):
    """Read a list as intake does, with the names that the mapping gives its cells."""
    source = read_mapping(SHIPPED / "lpse-list.toml").mapping
    reading = Reading(sheet=source.sheet, names=source.names)
    submission = Submission(str(path), path.name, "", path.stat().st_size, "", "")
    found = open_source(submission, "json-table", reading, lambda _: None)
    assert found is not None
    return found.sheets[0]


def tenders(made):
    return {one["tender"]["id"]: one["tender"] for one in made.releases}


def test_every_row_is_a_release(made):
    assert (made.done.rows, made.done.releases, made.done.left_out) == (5, 5, 0)


def test_amounts_are_what_their_short_words_say(made):
    amounts = {code: one["value"]["amount"] for code, one in tenders(made).items()}

    assert amounts == {
        "1001": 273_700_000,
        "1002": 1_100_000_000,
        "1003": 325_000_000,
        "1004": 1_000_000_000,
        "1005": 22_000_000_000,
    }


def test_a_label_goes_from_the_title_to_the_method(made):
    tender = tenders(made)["1002"]

    assert tender["title"] == "Jalan"
    assert tender["procurementMethodDetails"] == (
        "Lelang Umum, Tender Ulang, Pascakualifikasi Satu File"
    )
    assert tenders(made)["1003"]["title"] == "Kapal < 7 m (Jaring <= 3 GT)"
    assert tenders(made)["1004"]["title"] == "Kajian Dua Baris"


def test_codes_become_those_of_ocds(made):
    found = {
        code: (one.get("status"), one.get("procurementMethod"), one["mainProcurementCategory"])
        for code, one in tenders(made).items()
    }

    assert found["1001"] == ("complete", "open", "goods")
    assert found["1003"] == ("active", "selective", "services")
    assert found["1004"] == ("planned", "open", "services")


def test_a_code_that_is_on_no_list_is_told_and_left_out(made):
    assert "status" not in tenders(made)["1005"]
    assert tenders(made)["1005"]["procurementMethodDetails"].startswith("Lelang Gaib")
    assert made.told["codes_are_mapped", "tender/status"] == 1
    assert made.told["codes_are_mapped", "tender/procurementMethod"] == 1


def test_only_a_contract_with_a_value_is_one(made):
    contracts = {one["ocid"]: one["contracts"][0] for one in made.releases if "contracts" in one}

    [contract] = contracts.values()
    assert Decimal(str(contract["value"]["amount"])) == Decimal("777950340.71")
    assert contract["awardID"] == "1002-1"

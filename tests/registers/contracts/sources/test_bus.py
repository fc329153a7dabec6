"""Files of the procurement service bus become one process, from plan to payment."""

import json
from decimal import Decimal

import pytest

from pendopo.standards.ocds.merge import compile_releases
from tests.registers.contracts.sources import synthetic as given
from tests.registers.contracts.sources.conftest import RECEIVED

TENDER = "ocds-abc123-7001093"


@pytest.fixture(scope="module")
def files(make):
    """Each file of one tender, converted by the mapping that is shipped for it."""
    return {
        "spse-pengumuman": make("spse-pengumuman", [given.announced()]),
        "spse-peserta": make("spse-peserta", given.participants()),
        "spse-selesai": make("spse-selesai", [given.won()]),
        "spse-kontrak": make("spse-kontrak", [given.contract()]),
        "spse-bapbast": make("spse-bapbast", [given.handed_over()]),
        "rup-penyedia": make("rup-penyedia", [given.planned()]),
    }


@pytest.fixture(scope="module")
def merged(files):
    """The tender, as the register merges it."""
    releases = [one for made in files.values() for one in made.releases if one["ocid"] == TENDER]
    return json.loads(json.dumps(compile_releases(releases).release, default=float))


def test_an_announcement_is_a_tender_with_its_plans(files):
    [release] = files["spse-pengumuman"].releases

    assert release["ocid"] == TENDER
    assert release["date"] == "2025-02-11T10:00:00+07:00"
    assert release["tender"]["title"] == "Peningkatan Jalan Contoh"
    assert release["tender"]["procurementMethod"] == "open"
    assert Decimal(str(release["tender"]["value"]["amount"])) == Decimal("1200500000.75")
    assert [one["identifier"] for one in release["relatedProcesses"]] == [
        "ocds-abc123-rup-501",
        "ocds-abc123-rup-502",
    ]


def test_who_registered_and_offered_nothing_made_no_bid(files):
    made = files["spse-peserta"]
    [release] = made.releases

    bids = {one["id"]: one["status"] for one in release["bids"]["details"]}
    assert bids == {"90": "valid", "91": "disqualified", "92": "valid"}
    assert [one["name"] for one in release["tender"]["tenderers"]] == [
        given.COMPANY,
        given.FIRM_OF_A_PERSON,
        given.BIDDER,
    ]
    assert made.told["rows_are_skipped", "nilai_penawaran"] == 2


def test_a_nested_list_is_followed_item_by_item(make):
    mapping = """
        register = "contracts"
        [release]
        ocid = "{kd_tender}"
        currency = "IDR"
        [[list]]
        name = "peserta"
        from = "peserta"
        [[skip]]
        column = "peserta.nilai_penawaran"
        matches = '^[0.]*$'
        [[party]]
        name = "peserta.nama_penyedia"
        roles = ["tenderer"]
        at = ["tender/tenderers/0"]
        number = ["peserta.npwp_penyedia"]
        scheme = "ID-NPWP"
        each = "peserta"
        [[column]]
        name = "tender/id"
        from = "kd_tender"
    """

    made = make(mapping, given.served())

    [release] = made.releases
    assert len(release["tender"]["tenderers"]) == 3
    assert not any(text in made.text for text in given.PLANTED)
    [left_out] = [one for one in made.done.findings if one.rule == "columns_are_left_out"]
    assert "peserta.nik_direktur (5)" in left_out.values["names"]


def test_the_files_of_one_tender_join(merged):
    award, contract = merged["awards"][0], merged["contracts"][0]

    assert award["id"] == contract["awardID"] == "7001093-ID-NPWP-012345678901000"
    assert award["value"]["amount"] == contract["value"]["amount"] == 1145000000
    assert contract["dateSigned"] == "2025-03-20T00:00:00+07:00"
    assert contract["period"]["startDate"] == "2025-03-20T00:00:00Z"
    assert contract["amendments"] == [{"id": "1", "rationale": "Perubahan volume"}]
    [payment] = contract["implementation"]["transactions"]
    assert (payment["value"]["amount"], payment["date"]) == (
        1145000000,
        "2025-09-16T09:00:00+07:00",
    )
    assert {"tenderer", "supplier"} == {
        role for one in merged["parties"] if one["name"] == given.COMPANY for role in one["roles"]
    }


def test_a_plan_is_a_process_of_its_own_that_the_tender_names(files):
    [plan] = files["rup-penyedia"].releases

    assert plan["ocid"] == "ocds-abc123-rup-501"
    assert plan["tag"] == ["planning"]
    assert plan["planning"]["budget"]["amount"] == {"amount": 1250000000, "currency": "IDR"}
    assert plan["tender"]["contractPeriod"]["endDate"] == "2025-09-30T23:59:59+07:00"


@pytest.mark.parametrize("name", ["spse-selesai", "spse-kontrak", "spse-bapbast"])
def test_files_of_non_tenders_are_read_by_the_same_mapping(make, name):
    rows = {"spse-selesai": given.won, "spse-kontrak": given.contract}
    row = rows.get(name, given.handed_over)()
    row["kd_nontender"] = row.pop("kd_tender")

    [release] = make(name, [row]).releases

    assert release["ocid"] == TENDER


STEPS = [
    {"kd_tender": 7001093, "nama_tahapan": name, "tgl_awal": begins, "tgl_akhir": ends}
    for name, begins, ends in (
        ("Pengumuman Tender", "2026-02-11 10:00:00", "2026-02-18 10:00:00"),
        ("Penandatanganan Kontrak", "2026-04-11 10:00:00", "2026-04-18 10:00:00"),
    )
]


def test_a_schedule_is_of_the_day_it_was_received_and_not_of_a_day_to_come(make):
    [release] = make("spse-jadwal", STEPS).releases
    [early] = make("spse-jadwal", STEPS[:1]).releases

    assert release["date"] == RECEIVED
    assert early["date"] == "2026-02-11T10:00:00+07:00"
    assert release["tender"]["tenderPeriod"]["startDate"] == "2026-02-11T10:00:00+07:00"


def test_which_of_two_moments_is_earlier_is_told_by_the_moment_and_not_by_its_text(make):
    row = given.contract(tgl_kontrak="2026-03-01 08:59:59")  # 01:59:59Z, received 02:00:00Z
    later = given.contract(tgl_kontrak="2026-03-01 09:00:01")

    assert make("spse-kontrak", [row]).releases[0]["date"] == "2026-03-01T08:59:59+07:00"
    assert make("spse-kontrak", [later]).releases[0]["date"] == RECEIVED


FIRST = given.contract(
    apakah_addendum="Tidak", versi_addendum=0, alasan_addendum=None, nilai_kontrak=1145000000
)
ADDED = given.contract(tgl_kontrak="2025-06-20", nilai_kontrak=1200000000)
AGAIN = given.contract(tgl_kontrak="2025-07-20", versi_addendum=2, nilai_kontrak=1250000000)


@pytest.mark.parametrize("rows", [(FIRST, ADDED, AGAIN), (AGAIN, ADDED, FIRST)])
def test_an_addendum_is_a_release_of_its_own_and_the_latest_value_wins(make, rows):
    made = make("spse-kontrak", rows)

    amounts = {one["date"][:10]: one["contracts"][0]["value"]["amount"] for one in made.releases}
    assert amounts == {"2025-03-20": 1145e6, "2025-06-20": 1200e6, "2025-07-20": 1250e6}
    assert [one["tag"][-1] for one in made.releases][-1] == "contractAmendment"
    assert len({one["id"] for one in made.releases}) == len(rows)
    [contract] = compile_releases(made.releases).release["contracts"]
    assert contract["value"]["amount"] == 1250000000
    assert {one["id"] for one in contract["amendments"]} == {"1", "2"}
    assert ("rows_of_one_process_agree", "contracts/value/amount") not in made.told


def test_an_addendum_of_the_same_day_stands_behind_what_it_amends(make):
    made = make("spse-kontrak", [given.contract(nilai_kontrak=1200000000), FIRST])

    assert [one["tag"][-1] for one in made.releases] == ["contract", "contractAmendment"]
    [contract] = compile_releases(made.releases).release["contracts"]
    assert contract["value"]["amount"] == 1200000000


def test_an_order_of_the_catalogue_that_was_cancelled_is_no_active_contract(make):
    rows = [
        {
            "kd_paket": f"EP-{place}",
            "kd_penyedia_v6": "x",
            "total_harga": 5000000,
            "tgl_order": "2025-05-02",
            "status_pkt": status,
            "rup_nama_pkt": "Kertas",
            "kd_rup": "501",
        }
        for place, status in enumerate(("ON_PROCESS", "COMPLETED", "CANCELED", "ENTAH", ""))
    ]

    made = make("ecat-v6", rows)

    assert [
        (one["awards"][0].get("status"), one["contracts"][0].get("status")) for one in made.releases
    ] == [
        ("active", "active"),
        ("active", "terminated"),
        ("cancelled", "cancelled"),
        (None, None),
        (None, None),
    ]
    assert made.told["codes_are_mapped", "awards/0/status"] == 1


def test_nobody_who_was_planted_is_in_any_release(files):
    for made in files.values():
        assert not [text for text in given.PLANTED if text in made.text]
        assert "Rumah Pribadi" not in made.text

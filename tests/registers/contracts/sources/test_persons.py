"""A company's tax number stays, a person's becomes a pseudonym; no other number of hers is left."""

import pytest

from tests.registers.contracts.sources import synthetic as given


def suppliers(made):
    return {
        one["name"]: one["id"]
        for release in made.releases
        for one in release["parties"]
        if "supplier" in one["roles"]
    }


@pytest.mark.parametrize(
    ("npwp", "name", "id_"),
    [
        ("01.234.567.8-901.000", "PT Maju", "ID-NPWP-012345678901000"),
        ("0012345678901000", "PT Maju", "ID-NPWP-012345678901000"),
        ("012345678901000", "Maju Jaya", "ID-NPWP-012345678901000"),
        ("31.234.567.8-901.000", "PT Maju", "ID-NPWP-312345678901000"),
        ("00.000.000.0-000.000", "PT Maju", "ID-SPSE-PENYEDIA-55001"),
        ("123", "PT Maju", "ID-SPSE-PENYEDIA-55001"),
    ],
)
def test_the_number_of_a_company_stays(make, npwp, name, id_):
    row = given.won(npwp_penyedia=npwp, npwp_16_penyedia=None, nama_penyedia=name)

    assert suppliers(make("spse-selesai", [row])) == {name: id_}


def test_an_id_may_hold_that_of_a_company(make):
    row = given.won(npwp_penyedia="31.234.567.1-901.000", npwp_16_penyedia="")

    [release] = make("spse-selesai", [row]).releases

    assert release["awards"][0]["id"] == "7001093-ID-NPWP-312345671901000"


def test_an_amount_that_is_a_number_of_the_row_is_left_out(make):
    made = make("spse-kontrak", [given.contract(nilai_kontrak=int(given.ACCOUNT))])

    assert str(int(given.ACCOUNT)) not in made.text
    assert made.told["persons_are_taken_out", "contracts/0/value/amount"] == 1


@pytest.mark.parametrize(
    ("npwp", "name"),
    [
        (given.NPWP_OF_PERSON, "UD Sari"),
        (given.NPWP_OF_PERSON, "PT Sari"),
        (given.NIK, "PT Sari"),
        (f"{given.NIK}.0", "Sari"),
        ("31.234.567.8-901.000", "Sari Contoh"),
    ],
)
def test_the_number_of_a_person_becomes_a_pseudonym(make, npwp, name):
    made = make(
        "spse-selesai", [given.won(npwp_penyedia=npwp, npwp_16_penyedia="", nama_penyedia=name)]
    )

    [id_] = suppliers(made).values()
    digits = "".join(letter for letter in npwp.removesuffix(".0") if letter.isdigit())
    assert id_.startswith("P-")
    assert not {npwp, digits} & set(made.text.split('"'))
    assert digits not in made.text


def test_a_person_has_one_pseudonym_in_every_file_and_another_under_another_key(make):
    person = {"npwp_penyedia": given.NPWP_OF_PERSON, "npwp_16_penyedia": given.NIK_OF_OWNER}
    name = given.FIRM_OF_A_PERSON

    first = suppliers(make("spse-selesai", [given.won(**person, nama_penyedia=name)]))
    later = suppliers(make("spse-kontrak", [given.contract(**person, nama_penyedia=name)]))
    other = suppliers(make("spse-selesai", [given.won(**person, nama_penyedia=name)], b"x" * 32))

    assert first == later
    assert first[name] != other[name]


TEXTS = [
    f"NIK {given.NIK}",
    "a.n. 3204 1125 0587 0003",
    "NIP. 19870525 201001 1 003",
    f"rek BRI {given.ACCOUNT}",
    f"no {given.ACCOUNT}",
    f"wa {given.PHONE} / +62 812-3456-7890",
    f"kirim ke {given.MAIL}",
    f"NPWP {given.NPWP_OF_PERSON}",
    "NIK 3204<b>1125</b>05870003",
    "NIK 3204\u200e1125\u200b05870003",
    "NIK &#51;204112505870003",
    "NIK " + "".join(chr(0xFF10 + int(digit)) for digit in given.NIK),  # digits of full width
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_loses_what_identifies_a_person(make, text):
    made = make("spse-pengumuman", [given.announced(nama_paket=f"Jalan {text} Rejo")])

    title = made.releases[0]["tender"]["title"]
    assert "•••" in title
    assert title.startswith("Jalan ")
    assert not any(letter.isdigit() for letter in title)
    assert made.told["persons_are_taken_out", "tender/title"] == 1


def test_what_a_row_keeps_secret_stands_in_none_of_its_texts(make):
    row = given.announced(nama_paket=f"Jalan, PPK {given.OFFICIAL.upper()}", nip_ppk="1234567890")
    row["ket_ditutup"] = "hubungi 123.456.7890 atau Siti Umpama"
    row["nip_nama_pp"] = f"{given.NIP} - Siti Umpama"

    [release] = make("spse-pengumuman", [row]).releases

    assert release["tender"]["title"] == "Jalan, PPK •••"
    assert release["tender"]["description"] == "hubungi ••• atau •••"


def test_an_address_takes_no_name_of_a_place_out_of_a_title(make):
    row = given.contract(alamat_penyedia="Jl. Melati 1, Kecamatan Rejo, Kabupaten Contoh")
    row["nama_paket"] = "Pembangunan Jembatan Kecamatan Rejo Kabupaten Contoh"

    made = make("spse-kontrak", [row])

    assert made.releases[0]["contracts"][0]["title"] == row["nama_paket"]
    assert "Melati" not in made.text


def test_a_firm_keeps_its_name_also_where_who_signs_has_the_same(make):
    row = given.won(nama_penyedia="CV Sari Umpama", wakil_sah_penyedia="Sari Umpama")

    assert list(suppliers(make("spse-selesai", [row]))) == ["CV Sari Umpama"]


@pytest.mark.parametrize(
    "field",
    [
        "nama_paket", "hps", "pagu", "kd_rup", "mtd_pemilihan", "status_tender", "nama_satker",
        "tgl_pengumuman_tender", "sumber_dana", "kd_satker_str", "jenis_pengadaan",
    ],
)  # fmt: skip
@pytest.mark.parametrize("planted", [given.NIK, int(given.NIK), given.NIP, f"NIK {given.NIK}"])
def test_a_number_planted_in_any_field_is_not_published(make, field, planted):
    made = make("spse-pengumuman", [given.announced(**{field: planted})])

    assert str(given.NIK) not in made.text
    assert given.NIP not in made.text
    assert made.done.releases == 1


def test_a_row_whose_own_number_is_a_persons_makes_no_release_and_is_told(make):
    made = make("spse-pengumuman", [given.announced(kd_tender=int(given.NIK)), given.announced()])

    assert (made.done.rows, made.done.releases, made.done.left_out) == (2, 1, 1)
    assert made.told["rows_have_their_number", "{$kode}"] == 1
    assert given.NIK not in made.text


def test_what_is_told_shows_nobody(make):
    row = given.announced(hps=f"NIK {given.NIK}", status_tender=given.MAIL, **{given.NIK: "x"})

    made = make("spse-pengumuman", [row])

    said = repr(made.done.findings)
    assert not [text for text in given.PLANTED if text in said]

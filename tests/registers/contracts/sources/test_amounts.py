"""An amount that nobody knows is none, however its program writes that; a figure stays one."""

import pytest

from tests.registers.contracts.sources import synthetic as given

UNKNOWN = ["0", "0,00", "0.00", "Rp 0,00", "Rp. 0", 0, 0.0]


@pytest.mark.parametrize("cell", UNKNOWN)
def test_a_zero_that_stands_for_unknown_is_no_amount_in_any_form(make, cell):
    won = given.won(nilai_negosiasi=cell, nilai_terkoreksi=cell, nilai_penawaran=cell)
    negotiated = given.won(nilai_negosiasi=cell)

    assert "value" not in make("spse-selesai", [won]).releases[0]["awards"][0]
    assert make("spse-selesai", [negotiated]).releases[0]["awards"][0]["value"]["amount"] == 1150e6
    signed = make("spse-kontrak", [given.contract(nilai_kontrak=cell)]).releases[0]
    assert "value" not in signed["contracts"][0]
    announced = make("spse-pengumuman", [given.announced(hps=cell)]).releases[0]
    assert "value" not in announced["tender"]


@pytest.mark.parametrize("cell", [*UNKNOWN, "-", "Rp -", " "])
def test_an_offer_of_nothing_is_no_bid(make, cell):
    rows = [row | {"nilai_penawaran": cell} for row in given.participants()[:1]]

    assert make("spse-peserta", rows).done.releases == 0


@pytest.mark.parametrize("setting", ["take = '^([0-9.]+)'", 'remove = ["IDR"]'])
def test_a_figure_of_a_workbook_stays_one_when_a_part_is_taken(make, setting):
    mapping = f"""
        register = "contracts"
        [release]
        ocid = "{{kode}}"
        [numbers]
        decimal = ","
        group = "."
        [[column]]
        name = "tender/value/amount"
        from = "hps"
        {setting}
    """

    [release] = make(mapping, [{"kode": "1", "hps": 12.125}]).releases

    assert release["tender"]["value"]["amount"] == 12.125

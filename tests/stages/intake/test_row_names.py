"""A header among words is told by its words, and a year by what stands beside it."""

import pytest

from pendopo.stages.intake.row_names import may_name, names_a_column
from pendopo.terms.finding import Weight

_FIRST = "nama,alamat\nAni,Jalan Mawar\nBudi,Jalan Melati\nCici,Jalan Kenanga\n"
SECOND = {
    "other columns": (_FIRST + "lembaga,bidang\nPosyandu,sehat\nSanggar,tari\n", 5),
    "names of several words": (_FIRST + "Nama Desa,Kode Wilayah\nNgasem,A\nNgraho,B\n", 5),
    "English": (_FIRST + "Name,Date of birth\nEka,dulu\nFani,kini\n", 5),
    "names in another language right below": ("nama,alamat\nname,address\nAni,A\nB,C\nD,E\n", 2),
    "camel case": (_FIRST + "namaDesa,kodePos\nNgasem,A\nNgraho,B\n", 5),
    "the last row": (_FIRST + "Dedi,Jalan X\nketerangan,sumber\n", 6),
}
NONE = {
    "one table": _FIRST,
    "a dictionary of columns": "kolom,arti\nnama,judul\nalamat,lokasi\nkode,nomor\njenis,tipe\n",
    "words that begin cells too": "kantor,alamat\nKantor Desa,Jalan A\nKota X,Desa Y\nA,B\nC,D\n",
    "one cell alone is such a word": _FIRST + "Desa,Jalan Anggrek\nA,B\n",
    "the same word twice": _FIRST + "Nama,nama\nA,B\n",
    "the header again": _FIRST + "nama,alamat\nDedi,Jalan X\n",
    "a sentence": _FIRST + "Nama ini ditulis oleh petugas desa pagi,keterangan\nA,B\n",
    "digits": _FIRST + "kode A1,nomor B2\nA,B\n",
}


def told(found, words):
    return [(one.weight, one.lines) for one in found if words in one.sentence()]


@pytest.mark.parametrize("case", SECOND)
def test_a_second_header_among_words_is_told(case, take):
    content, line = SECOND[case]

    found = take(content.encode()).findings

    assert told(found, "name columns stand") == [(Weight.WARN, (line,))]


@pytest.mark.parametrize("case", NONE)
def test_of_words_that_are_cells_nothing_is_said(case, take):
    found = take(NONE[case].encode()).findings

    assert told(found, "name columns stand") == []


def test_a_second_header_far_below_is_told(take):
    rows = "".join(f"Ani{'abc'[i % 3]},Jalan Mawar\n" for i in range(50_000))

    found = take(f"nama,alamat\n{rows}lembaga,bidang\nPosyandu,sehat\n".encode()).findings

    assert told(found, "name columns stand") == [(Weight.WARN, (50_002,))]


@pytest.mark.parametrize(
    "content",
    [
        "Ngasem,1985\nKalitidu,3120\nNgraho,2745\nSekar,988\n",
        "Ngasem,1985,2040\nKalitidu,3120,5\nNgraho,2745,6\nSekar,988,7\n",
        "Ngasem,1985,1950\nKalitidu,3120,5\nNgraho,2745,6\nSekar,988,7\n",
    ],
)
def test_a_year_that_nothing_shows_to_be_a_name_is_told(content, take):
    assert told(take(content.encode()).findings, "for a year") == [(Weight.WARN, (1,))]


@pytest.mark.parametrize(
    "content",
    [
        "desa,2023\nNgasem,1985\nKalitidu,3120\nNgraho,2745\n",
        "Gebiet,2022,2023\nNgasem,1985,1\nKalitidu,3120,2\nNgraho,2745,3\n",
        "Gebiet,2000,2010,2020\nNgasem,1985,1,1\nKalitidu,3120,2,2\nNgraho,2745,3,3\n",
        "Gebiet,2022/2023\nNgasem,1985\nKalitidu,3120\nNgraho,2745\n",
        "Gebiet,Anzahl,2023\nNgasem,5,1985\nKalitidu,6,3120\nNgraho,7,2745\n",
        "2022,2023\n1985,5\n3120,6\n2745,7\n",
    ],
)
def test_of_years_that_are_names_nothing_is_said(content, take):
    assert told(take(content.encode()).findings, "for a year") == []


def test_words_that_name_columns_are_known():
    assert may_name("Nama Ibu")
    assert may_name("unit price")
    assert not may_name("Sumber-rejo")
    assert not may_name("Ngasem")
    assert names_a_column("tanggal_mulai")
    assert not names_a_column("Jalan Mawar")

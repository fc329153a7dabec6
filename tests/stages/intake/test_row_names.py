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
        "Ngasem,1985,1990\nKalitidu,3120,3220\nNgraho,2745,2800\nSekar,988,1001\n",
        "Ngasem,1985\nKalitidu,3.120\nNgraho,2.745\nSekar,988\n",
        "Ngasem,1985\nKalitidu,3120 ±5\nNgraho,2745 ±5\nSekar,988 ±5\n",
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
        "Komoditas,2023\nPadi,1200\nJagung,1500\nKedelai,800\n",
        "Barrios,2018\nCentro,1985\nSur,3120\nNorte,2745\n",
        "Gebiet,2023\nNgasem,120500\nKalitidu,31200\nNgraho,27450\n",
        "Gebiet,2023\nNgasem,120\nKalitidu,31\nNgraho,27\n",
        "Gebiet,2023\nNgasem,2120.5\nKalitidu,1231.25\nNgraho,2027.1\n",
        "Gebiet,2018,2023*\nNgasem,1985,2020\nKalitidu,3120,3200\nNgraho,2745,2800\n",
    ],
)
def test_of_years_that_are_names_nothing_is_said(content, take):
    assert told(take(content.encode()).findings, "for a year") == []


PARTS = {
    "months": "Wilayah,2023-01,2023-02",
    "school years": "Gebiet,2022/23,2023/24",
    "years with a hyphen": "Gebiet,2022-2023,2023-2024",
    "days": "Land,01/01/2023,02/01/2023",
    "ages": "Gebiet,70-74,75+",
    "a year with a mark": "Gebiet,2022,2023*",
    "one, beside a word that is known": "Kelurahan,2022/23,2022",
}


@pytest.mark.parametrize("case", PARTS)
def test_parts_of_time_and_ages_above_amounts_name_columns(case, take):
    taken = take(f'{PARTS[case]}\nNgasem,120,13\nKalitidu,"3,120",-\nNgraho,2745,7\n'.encode())

    assert [one for one in taken.findings if one.weight is not Weight.NOTE] == []
    assert ",".join(taken.header) == PARTS[case]


@pytest.mark.parametrize("title", ["Penduduk\n\n", "Penduduk,,\n", ",,\nPenduduk,,\n,,\n"])
def test_a_title_above_them_is_left_out(title, take):
    found = take(f"{title}Gebiet,0-4,5-9\nNgasem,120,13\nKalitidu,312,14\nNgraho,274,7\n".encode())

    assert found.header == ("Gebiet", "0-4", "5-9")
    assert told(found.findings, "rows above it were left out") != []


@pytest.mark.parametrize(
    "content",
    [
        "Ngasem,2023-01-05,2023-02-01\nGraho,2024-01-05,2024-02-01\nSekar,2023-03-04,2023-04-04\n",
        "Ngasem,2023-01-05,2023-02-01\nGraho,5 Jan 2023,6 Jan 2023\nSekar,6 Jan 2023,7 Jan 2023\n",
        "Ngasem,https://ngasem.desa.id\nGraho,https://graho.desa.id\nSekar,-\nKali,www.kali.desa.id\n",
        "Ngasem,ani@desa.id\nGraho,budi@desa.id\nSekar,-\nKali,cici@desa.id\n",
        "Ngasem,10-14,7\nGraho,120,5\nSekar,130,6\n",
        "Ngasem,10-14,10-14\nGraho,120,5\nSekar,130,6\n",
    ],
)
def test_a_row_like_those_below_it_is_data(content, take):
    found = take(content.encode()).findings

    assert told(found, "looks like data") == [(Weight.STOP, (1,))]


def test_words_that_name_columns_are_known():
    assert may_name("Nama Ibu")
    assert may_name("unit price")
    assert not may_name("Sumber-rejo")
    assert not may_name("Ngasem")
    assert names_a_column("tanggal_mulai")
    assert not names_a_column("Jalan Mawar")

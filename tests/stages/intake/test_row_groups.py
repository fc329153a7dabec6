"""Rows that mean something only beside others are told once; sparse tables are left alone."""

import pytest

from pendopo.terms.finding import Weight

RULE = "rows_stand_alone"
TOLD = {
    "a group's name in its first row": (
        "Kecamatan;Desa;KK\nBalen;A;10\n;B;20\n;C;30\nKanor;D;40\n;E;50\n",
        (3, 4, 6),
        "fill_down",
    ),
    "numbered groups": (
        "No;Kec;Desa;KK\n1;Balen;A;10\n;;B;20\n;;C;30\n2;Kanor;D;40\n;;E;50\n",
        (3, 4, 6),
        "fill_down",
    ),
    "headings": (
        "Desa;KK;Jiwa\nKECAMATAN BALEN;;\nA;10;40\nB;20;80\nKECAMATAN KANOR;;\nC;5;20\n",
        (2, 5),
        "[[skip]]",
    ),
    "rows that go on": (
        "No;Kegiatan;Rp\n1;Jalan;1500000\n;desa Kalirejo;\n2;Rehab;2500000\n;SDN 1;\n",
        (3, 5),
        "[[skip]]",
    ),
    "headings of two columns": (
        "Wilayah;KK\nKecamatan Balen;\nA;10\nB;20\nKecamatan Kanor;\nC;5\nD;6\n",
        (2, 5),
        "[[skip]]",
    ),
    "one heading of two columns": (
        "Wilayah;KK\nKecamatan Balen;\nDesa A;10\nDesa B;20\nDesa C;5\n",
        (2,),
        "[[skip]]",
    ),
    "headings that their place alone shows": (
        "Uraian;Rp;Ket\nPajak;;\nPBB;10;a\nBPHTB;20;b\nJasa;;\nParkir;5;c\nPasar;6;d\n",
        (2, 5),
        "[[skip]]",
    ),
    "headings beside a number of rows": (
        "No;Uraian\n;Pajak\n1;PBB\n2;BPHTB\n;Jasa\n1;Parkir\n2;Pasar\n",
        (2, 5),
        "[[skip]]",
    ),
    "headings beside numbers that go on": (
        "No;Uraian\n;Pajak\n1;PBB\n2;BPHTB\n;Jasa\n3;Parkir\n4;Pasar\n",
        (2, 5),
        "[[skip]]",
    ),
    "what may be headings or names without a figure": (
        "desa;kk\nNgasem;\nDander;12\nGayam;30\nKapas;\nBalen;5\nBaureno;7\n",
        (2, 5),
        "[[skip]]",
    ),
    "headings with marks alone": (
        "Uraian;Rp\nA. Pajak;\nPBB;10\nBPHTB;20\nB. Jasa;\nParkir;5\n",
        (2, 5),
        "[[skip]]",
    ),
    "headings that begin alike": (
        "Nama;Alamat\nRT 1;\nAni;Gayam\nRT 2;\nBudi;Kali\nCici;Gayam\n",
        (2, 4),
        "[[skip]]",
    ),
    "a heading in short": (
        "Wilayah;KK\nKec. Balen;\nDesa A;10\nDesa B;20\nDesa C;5\n",
        (2,),
        "[[skip]]",
    ),
    "rows that are set in": (
        "Uraian;Rp\n- Gaji;9\nBelanja barang;\n- Kertas;10\n- Tinta;20\n",
        (3,),
        "[[skip]]",
    ),
    "years among months": (
        "Bulan;Rp\n2024;\nNovember;10\nDesember;20\n2025;\nJanuari;5\n",
        (2, 5),
        "[[skip]]",
    ),
    "a group's name once in two columns": (
        "Kecamatan;KK\nBalen;10\n;20\n;30\nKanor;40\n;50\n",
        (3, 4, 6),
        "fill_down",
    ),
    "a year between": (
        "Desa;KK;Jiwa\nA;1;4\nB;2;8\nTahun 2025;;\nC;3;9\nD;4;12\n",
        (4,),
        "[[skip]]",
    ),
}


@pytest.mark.parametrize(("table", "lines", "write"), TOLD.values(), ids=TOLD)
def test_rows_that_mean_something_only_beside_others_are_told_once(take, table, lines, write):
    taken = take(table.encode())

    finding = taken.found(RULE)
    assert (finding.weight, finding.lines) == (Weight.WARN, lines)
    assert write in finding.write


SPARSE = {
    "a degree": "gelar;nama;kota\nDr.;Ani;Solo\n;Budi;Pare\n;Cici;Solo\nDr.;Dodi;Pare\n",
    "a remark": "nama;kota;ket\nAni;Solo;\nBudi;Pare;\nCici;Solo;pindah\nDodi;Pare;\n",
    "unknown figures": "desa;kk;jiwa\nA;1;4\nB;;\nC;3;9\nD;4;12\n",
    "all filled": "kec;desa;kk\nBalen;A;1\nBalen;B;2\nKanor;C;3\nKanor;D;9\n",
    "two columns": "nama;telepon\nANI;\nBudi;\nCici;5\nDodi;\n",
    "names in capitals among two": "desa;kk\nAnyar;1\nBALEN;\nKanor;3\nDander;4\n",
    "unknown figures of two columns": "desa;kk\nAnyar;\nBalen;3\nCepu;\nDander;4\nKanor;8\n",
    "one place of several": "kk;kab\nKota Balen;1\nKab. Kanor;\nKota Cepu;4\nKota Tuban;9\n",
    "unknown figures at the left": "kk;desa\n;Ngasem\n2;A\n3;Gayam\n;Kapas\n5;B\n6;C\n",
    "a city": "kota;kk\nMalang;4\nKota Batu;\nKediri;9\nBlitar;7\n",
    "cities": "kota;kk\nKota Batu;\nKota Blitar;\nMalang;4\nKediri;9\n",
    "a name with an initial": "nama;rp\nAni;4\nA. Sutrisno;\nBudi;9\nCici;7\n",
    "names with initials": "nama;rp\nAni;4\nA. Sutrisno;\nBudi;9\nB. Santoso;\nCici;7\n",
    "a company": "nama;rp\nPT. Anyar;1\nCV. Balen;\nPT. Cepu;4\nPT. Dander;9\n",
    "names in capitals": "desa;kk;jiwa\nA;1;4\nBALEN;;\nKANOR;3;9\nD;4;12\n",
    "first empty": "kec;desa;kk\n;A;1\nBalen;B;2\n;C;3\n;D;9\n",
    "many are sparse": "a;b;c\nx;;\n;y;\n;;z\nx;y;z\nv;w;u\n",
}


@pytest.mark.parametrize("table", SPARSE.values(), ids=SPARSE)
def test_nothing_is_said_of_columns_that_are_just_sparse(take, table):
    assert take(table.encode()).findings == []


def test_a_second_table_of_words_behind_a_gap_is_told(take):
    first = "Kecamatan;Camat;Kantor\nBalen;A;Jl. Mawar\nKanor;B;Jl. Melati\n"
    second = "Desa;Kades;Balai\nRejo;C;Jl. Anggrek\nSari;D;Jl. Kenanga\n"

    assert take(f"{first};;\n{second}".encode()).found("file_has_one_table").lines == (5,)
    assert take(f"{first}{second[17:]}".encode()).findings == []


def test_a_second_header_without_a_gap_is_told_in_a_small_table_too(take):
    table = b"Kec,SD,SMP\nBalen,10,3\nKanor,12,4\nKec,Puskesmas,Pustu\nBalen,1,3\nKanor,2,4\n"

    assert take(table).found("rows_below_header_are_data").lines == (4,)

"""Totals in the middle of a table are told where they surely are some, and nothing else is."""

import json

import pytest

from pendopo.stages.intake import JSON_TABLE, open_source, receive
from pendopo.stages.intake.mapping import mapped
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.mapping import parse_toml
from pendopo.terms.reading import Reading
from tests.corpus.workbooks.write import row, xlsx

RULE = "rows_below_header_are_data"
GROUPS = (
    "kecamatan,desa,jiwa,anggaran\n"
    "Ngasem,Kolong,10,1.000.000\n"
    "Ngasem,Bandungrejo,20,250.000\n"
    "{total},,30,1.250.000\n"
    "Gayam,Mojodelik,5,100.000\n"
    "Gayam,Ringintunggal,6,200.000\n"
)


@pytest.mark.parametrize("label", ["Jumlah", "Jumlah Kec. Ngasem", "TOTAL", "Sub Total"])
def test_a_total_in_the_middle_of_a_table_is_kept_and_told(take, label):
    taken = take(GROUPS.format(total=label).encode())

    finding = taken.found(RULE)
    assert taken.rows[4] == (label, "", "30", "1.250.000")
    assert (finding.weight, finding.lines, finding.count) == (Weight.WARN, (4,), 1)
    assert finding.values["words"] == f"{label} | 30 | 1.250.000"


def test_each_total_is_that_of_the_rows_since_the_last(take):
    groups = "".join(f"A,x,{n}\nB,y,{n + 2}\nJumlah,,{2 * n + 2}\n" for n in range(1, 51))

    finding = take(f"unit,uraian,nilai\n{groups}C,z,7\n".encode()).found(RULE)

    assert finding.lines == tuple(range(4, 64, 3))
    assert finding.count == 50


def test_a_total_far_below_the_first_batch_is_found(take):
    rows = "".join(f"A,{'x' * 900},{n}\n" for n in range(9000))
    group = "B,x,3\nB,y,4\nTotal,,7\n"

    taken = take(f"unit,uraian,nilai\n{rows}Jumlah,,0\n{group}C,z,7\n".encode())

    assert taken.found(RULE).lines == (9005,)


def test_of_a_table_of_totals_no_more_is_looked_at_than_a_few_thousand(take):
    rows = "A,1\nB,3\nTotal,4\n"

    assert take(f"unit,nilai\n{rows * 1000}C,9\n".encode()).found(RULE).count == 1000
    assert take(f"unit,nilai\n{rows * 6000}C,9\n".encode()).found(RULE).count == 5000


CLEAN = {
    "no totals": GROUPS.format(total="Ngasem,Ngasem").replace(",,", ","),
    "a company of the name": "nama,nilai\nAni,1\nBudi,2\nTotal Persada,4\nCici,3\nDodi,9\n",
    "numbered rows": "no,nama,nilai\n1,Ani,5\n2,Budi,6\n3,Total Persada,7\n4,Cici,9\n",
    "nothing": "nama,nilai\nAni,0\nBudi,0\nTotal,0\nCici,3\nDodi,9\n",
    "one row above": "nama,nilai\nAni,4\nTotal,4\nCici,3\nDodi,9\n",
    "a village of the name": "desa,jiwa\nA,1\nB,3\nSumber,4\nC,5\nD,8\n",
    "words alone": "nama,kota\nAni,Bogor\nTotal,Solo\nCici,Pare\n",
    "years": "unit,tahun,nilai\nA,2024,5\nB,2025,6\nTotal,2026,9\nC,2027,7\n",
}


@pytest.mark.parametrize("table", CLEAN.values(), ids=CLEAN)
def test_nothing_is_said_of_a_table_without_totals(take, table):
    assert take(table.encode()).findings == []


def test_the_last_row_is_the_business_of_the_foot(take):
    taken = take(b"desa,jiwa,luas\nA,1,5\nB,2,6\nTotal,3,12\n")

    assert [finding.rule for finding in taken.findings] == ["table_ends_with_its_rows"]


ENDS = {
    "without a name": ("Kecamatan;Diukur;Stunting\nA;120;8\nB;99;6\nC;153;11\n;372;25\n", 5),
    "one figure, without a name": ("desa;jiwa\nA;120\nB;99\n;219\n", 4),
    "the unit of all": ("Kecamatan;Diukur\nBalen;120\nKanor;99\nKabupaten Uji;219\n", 4),
    "any name, two figures": ("desa;l;p\nA;1;5\nB;2;7\nC;4;9\nWilayah Uji;7;21\n", 5),
}


@pytest.mark.parametrize(("table", "line"), ENDS.values(), ids=ENDS)
def test_a_last_row_that_is_the_sum_of_all_others_is_told_whatever_it_is_called(take, table, line):
    finding = take(table.encode()).found("table_ends_with_its_rows")

    assert (finding.weight, finding.lines) == (Weight.WARN, (line,))


def test_a_first_row_that_is_the_sum_of_all_others_is_told(take):
    taken = take(b"Kecamatan;Diukur\nKabupaten Uji;219\nBalen;120\nKanor;99\n")

    assert (taken.found(RULE).lines, len(taken.rows)) == ((2,), 3)


def test_the_last_of_several_totals_is_told_too(take):
    taken = take(b"kec;desa;kk\nA;a;10\nA;b;20\nJUMLAH;;30\nB;c;5\nB;d;6\nJUMLAH;;11\n")

    assert taken.found(RULE).lines == (4, 7)


NO_SUMS = {
    "a village": "desa;jiwa\nA;1\nB;2\nC;3\n",
    "one figure of two is a sum": "desa;l;p\nA;1;5\nB;2;7\nC;4;9\nD;7;20\n",
    "marks of yes and no": "desa;a;b\nA;0;1\nB;1;0\nC;0;0\nD;1;1\n",
    "nothing": "desa;a;b\nA;0;0\nB;0;0\nC;0;0\nD;0;0\n",
    "years": "desa;dari;sampai\nA;1;1\nB;2;2\nC;3;3\nD;4;4\n",
    "regencies": "kabupaten;jiwa\nKabupaten A;120\nKabupaten B;99\nKabupaten C;219\n",
    "a figure that is called so": "uraian;a;b\nX;71,2;71,5\nY;4,1;4,4\nJumlah penduduk;9;8\n",
    "accounts": "Uraian;Nilai\nTotal aset;500\nUtang;200\nTotal ekuitas;300\n",
}


@pytest.mark.parametrize("table", NO_SUMS.values(), ids=NO_SUMS)
def test_nothing_is_said_of_a_last_row_that_is_no_sum(take, table):
    assert take(table.encode()).findings == []


def test_a_last_row_of_figures_alone_behind_a_gap_is_told(take):
    rows = "".join(f"1.{n};belanja;{n * n + 7},00;{n}\n" for n in range(9))

    finding = take(f"kode;uraian;a;b\n{rows};;;\n;;982,00;9\n;;(7,00);12\n".encode()).found(
        "table_ends_with_its_rows"
    )

    assert finding.lines == (12, 13)


def test_a_total_in_a_workbook_and_in_json_is_told_too(tmp_path):
    rows = [("A", 1), ("B", 3), ("Jumlah", 4), ("C", 9)]
    names = ("desa", "jiwa")
    book = xlsx("".join(row(at, *cells) for at, cells in enumerate([names, *rows], 1)))
    text = json.dumps([dict(zip(names, cells, strict=True)) for cells in rows])

    assert lines_told(tmp_path, "xlsx", book) == [(4,)]
    assert lines_told(tmp_path, JSON_TABLE, text.encode()) == [(3,)]


def lines_told(folder, form, content, mapping=None):
    path = folder / "table"
    path.write_bytes(content)
    told: list[Finding] = []
    reading = Reading(mapping=mapping)
    source = open_source(receive(path, "", ""), form, reading, told.append)
    assert source
    if mapping:
        source = mapped(source, mapping, told.append)
    assert source
    assert sum(batch.num_rows for batch in source.sheets[0].batches)
    return [finding.lines for finding in told if finding.weight is Weight.WARN]


def test_totals_that_a_mapping_leaves_out_are_not_told(tmp_path):
    columns = "".join(f'[[column]]\nname = "{name}"\nfrom = "{name}"\n' for name in "ab")
    skip = '[[skip]]\ncolumn = "a"\nwords = "Jumlah"\n'
    content = b"a,b\nA,1\nB,3\nJumlah,4\nC,9\n"

    assert lines_told(tmp_path, "csv", content, parse_toml(columns)) == [(4,)]
    assert lines_told(tmp_path, "csv", content, parse_toml(skip + columns)) == []

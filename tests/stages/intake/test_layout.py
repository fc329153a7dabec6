"""Where a table stands among rows: a clean one is never touched, and all else is told."""

import pytest

from pendopo.stages.intake.layout import Foot, find, foot
from pendopo.terms.finding import Weight


def rows(text):
    """Read rows that are written with a bar between cells."""
    return [line.strip().split("|") for line in text.strip().splitlines()]


def only(findings):
    [finding] = findings
    return finding


CLEAN = {
    "words": "nama|kota\nAni|Bogor\nBudi|Solo",
    "figures": "desa|jiwa|luas\nNgasem|10|1,5\nGayam|20|2,5",
    "one column": "nama\nAni\nBudi",
    "one column of figures": "nomor\n1\n2",
    "years for names": "desa|2023|2024\nNgasem|10|12\nGayam|20|21",
    "years alone": "2023|2024|2025\n10|12|13\n20|21|22",
    "months for names": "desa|1|2|3\nNgasem|10|12|9\nGayam|20|21|8",
    "a header alone": "desa|jiwa",
    "a header of codes": "A1|B2|C3\nx|y|z\np|q|r",
    "cells without anything": "a|b|c\n1||x\n|2|y\n3|4|",
    "an empty column with a name": "a|b|c\n1||x\n2||y",
    "marks for nothing": "desa|jiwa\nNgasem|-\nGayam|n/a\nKalianyar|12",
    "a small table of figures": "a|b|c\n1|2|3\n4|5|6",
    "dates": "dari|sampai\n2026-01-02|2026-02-03\n2026-01-05|2026-02-07",
}


@pytest.mark.parametrize("table", CLEAN.values(), ids=CLEAN)
def test_a_first_row_with_a_name_for_every_column_is_the_header_and_nothing_is_said(table):
    found = find(rows(table))

    assert (found.header, found.body, found.findings) == (0, 1, ())
    assert list(found.names) == rows(table)[0]
    assert found.columns == tuple(range(len(found.names)))


@pytest.mark.parametrize("table", CLEAN.values(), ids=CLEAN)
def test_nothing_is_taken_from_the_end_of_a_clean_table(table):
    names, *body = rows(table)

    assert foot(body, len(names), 2, whole=True).rows == 0
    assert foot(body, len(names), 2, whole=True).findings == ()


def test_no_rows_have_no_header():
    assert find([]).header == -1
    assert find([[], ["", " "]]).header == -1


def test_titles_above_the_header_are_left_out_and_told_with_their_words():
    found = find(rows("Data Desa||\nTahun|2026|\ndesa|jiwa|luas\nNgasem|10|5\nGayam|20|6"))

    finding = only(found.findings)
    assert (found.header, found.names) == (2, ("desa", "jiwa", "luas"))
    assert (finding.weight, finding.lines) == (Weight.WARN, (1, 2))
    assert finding.values["words"] == "Data Desa / Tahun | 2026"


def test_a_title_without_delimiters_is_one_too():
    found = find(rows("Data Desa 2026\ndesa|jiwa|luas\nNgasem|10|5\nGayam|20|6"))

    assert found.header == 1
    assert only(found.findings).lines == (1,)


def test_rows_are_counted_from_the_number_of_the_first():
    found = find(rows("Data Desa||\ndesa|jiwa|luas\nNgasem|10|5"), first=4)

    assert only(found.findings).lines == (4,)
    assert only(found.findings).values["header"] == "5"


def test_a_title_over_two_columns_of_words_is_not_clear():
    found = find(rows("Daftar|\nnama|kota\nAni|Bogor\nBudi|Solo"))

    finding = only(found.findings)
    assert found.header == -1
    assert (finding.weight, finding.lines) == (Weight.STOP, (1, 2))
    assert "--header {other}" in finding.write


def test_a_blank_row_below_a_title_makes_it_clear():
    found = find([["Daftar", ""], [], *rows("nama|kota\nAni|Bogor\nBudi|Solo")])

    assert found.header == 2
    assert only(found.findings).weight is Weight.WARN


def test_figures_below_words_make_it_clear():
    found = find(rows("Daftar|\nnama|umur\nAni|31\nBudi|42"))

    assert found.header == 1


def test_a_header_that_lacks_a_name_is_no_title():
    found = find(rows("nama||kota\nAni|x|Bogor\nBudi|y|Solo"))

    assert (found.header, found.names) == (0, ("nama", "", "kota"))


def test_a_header_below_titles_may_lack_the_name_of_a_column_that_is_rarely_filled():
    table = "Judul|||\nkode|uraian|jumlah|\n1|Belanja|10|\n2|Pegawai|5|\n3|Barang|5|lihat"

    found = find(rows(table))

    assert found.header == 1
    assert found.names == ("kode", "uraian", "jumlah", "")


def test_what_a_person_says_goes_before_all():
    found = find(rows("nama|kota\nAni|Bogor\nBudi|Solo"), said=2)

    finding = only(found.findings)
    assert (found.header, found.names) == (1, ("Ani", "Bogor"))
    assert (finding.weight, finding.lines, finding.write) == (Weight.NOTE, (1,), "")


@pytest.mark.parametrize("said", [3, 9])
def test_a_row_that_a_person_named_and_that_holds_nothing_stops(said):
    found = find([["a", "b"], ["1", "2"], [], ["3", "4"]], said=said)

    assert found.header == -1
    assert only(found.findings).rule == "header_is_found"


@pytest.mark.parametrize(
    "table",
    [
        "2025|010000|Sueldos|281.466\n2025|010001|Dietas|4.000\n2025|010002|Prensa|2.174",
        "Ani|12\nBudi|13\nCici|14",
        "3\n2\n7",
        "A001|kesehatan\nA002|pendidikan\nA003|kesehatan\nA004|jalan",
        "Ngraho|guru\nNgasem|bidan\nNgraho|bidan\nNgraho|perawat",
    ],
)
def test_a_first_row_that_is_like_the_others_stops(table):
    found = find(rows(table))

    finding = only(found.findings)
    assert found.header == -1
    assert (finding.rule, finding.weight) == ("first_row_has_names", Weight.STOP)
    assert "--header {row}" in finding.write


def test_a_person_may_say_that_such_a_row_has_the_names():
    found = find(rows("Ani|12\nBudi|13\nCici|14"), said=1)

    assert (found.header, found.findings) == (0, ())


def test_names_over_names_are_joined():
    table = "desa|2024||2025|\n|L|P|L|P\nNgasem|1|2|3|4\nGayam|5|6|7|8"

    found = find(rows(table))

    finding = only(found.findings)
    assert found.names == ("desa", "2024 L", "2024 P", "2025 L", "2025 P")
    assert (found.header, found.body) == (1, 2)
    assert (finding.rule, finding.lines) == ("header_is_one_row", (1, 2))


def test_names_that_repeat_take_the_row_below_to_them():
    found = find(rows("desa|jiwa|jiwa\n|L|P\nNgasem|1|2\nGayam|5|6"))

    assert found.names == ("desa", "jiwa L", "jiwa P")


def test_a_header_of_two_rows_may_stand_below_a_title():
    table = "Penduduk||\n\ndesa|jiwa|\n|L|P\nNgasem|1|2\nGayam|5|6"

    found = find(rows(table))

    assert found.names == ("desa", "jiwa L", "jiwa P")
    assert [finding.rule for finding in found.findings] == [
        "header_comes_first",
        "header_is_one_row",
    ]


def test_the_names_once_more_are_left_to_who_reads_the_rows():
    found = find(rows("desa|jiwa\ndesa|jiwa\nNgasem|1\nGayam|5"))

    assert (found.header, found.body, found.findings) == (0, 1, ())


@pytest.mark.parametrize("line", ["---|---:", ":-- | :-:", "======|===", "____|--"])
def test_a_line_that_is_drawn_below_the_names_is_left_out(line):
    found = find(rows(f"desa|jiwa\n{line}\nNgasem|10"))

    assert (found.header, found.body) == (0, 2)
    assert "draws a line" in only(found.findings).message


def test_a_dash_for_nothing_below_the_names_is_a_row():
    assert find(rows("desa|jiwa\n-|-\nNgasem|10")).body == 1


def test_a_row_of_units_is_left_out():
    found = find(rows("desa|luas|jiwa\n|(ha)|(jiwa)\nNgasem|1|2\nGayam|5|6"))

    assert found.body == 2
    assert only(found.findings).lines == (2,)


@pytest.mark.parametrize("numbers", ["(1)|(2)|(3)", "1|2|3"])
def test_a_row_that_numbers_the_columns_is_left_out(numbers):
    found = find(rows(f"desa|camat|jiwa\n{numbers}\nNgasem|Ani|2\nGayam|Budi|6"))

    assert found.body == 2
    assert "numbers the columns" in only(found.findings).message


def test_words_over_figures_in_the_first_row_are_kept_and_told():
    found = find(rows("desa|luas|jiwa\nkira-kira|hektar penuh|orang banyak\nA|1|2\nB|5|6\nC|7|8"))

    assert found.body == 1
    assert only(found.findings).weight is Weight.WARN


def test_a_blank_row_below_a_first_row_of_words_is_told():
    found = find([["Daftar"], [], ["nama"], ["Ani"], ["Budi"]])

    assert found.header == 0
    assert only(found.findings).weight is Weight.WARN


@pytest.mark.parametrize(
    "second",
    [
        "kode|satuan|nilai\nA|orang|1\nB|unit|2",
        "kode|nilai\nA|1\nB|2",
        "kode|satuan|jenis|nilai\nA|orang|x|1\nB|unit|y|2",
    ],
)
def test_a_second_table_below_a_blank_row_stops(second):
    found = find([*rows("desa|camat|jiwa\nNgasem|Ani|2\nGayam|Budi|6"), [], *rows(second)])

    finding = found.findings[-1]
    assert found.header == -1
    assert (finding.rule, finding.lines) == ("file_has_one_table", (5,))


def test_rows_below_a_blank_row_that_are_like_those_above_are_the_tables():
    found = find([*rows("desa|jiwa\nNgasem|2\nGayam|6"), [], *rows("Wadang|3\nMojo|4")])

    assert (found.header, found.findings) == (0, ())


def test_a_title_of_pairs_as_wide_as_the_table_stops():
    found = find([["Judul", "Anggaran"], ["Daerah", "Bantul"], [], *rows("kode|nilai\n1|20\n2|3")])

    assert found.header == -1
    assert found.findings[-1].lines == (4,)
    assert "--header {row}" in found.findings[-1].write


def test_columns_behind_the_last_that_hold_nothing_are_a_note():
    found = find(rows("desa|jiwa||\nNgasem|2||\nGayam|6||"))

    assert found.columns == (0, 1)
    assert only(found.findings).weight is Weight.NOTE


def test_an_empty_column_between_others_is_a_warning():
    found = find(rows("desa||jiwa\nNgasem||2\nGayam||6"))

    assert (found.names, found.columns) == (("desa", "jiwa"), (0, 2))
    assert only(found.findings).weight is Weight.WARN


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("desa|jiwa||dusun|kk\nNgasem|10||Mojo|20\nGayam|20||Kali|21", "A1, D1"),
        ("desa|jiwa||dusun|kk\nNgasem|10||Mojo|20\nGayam|20|||", "A1, D1"),
        ("Tabel 1|||Tabel 2|\ndesa|jiwa||dusun|kk\nNgasem|10||Mojo|20", "A2, D2"),
        ("|desa|jiwa|||dusun|kk||a|b\n|Ngasem|10|||Mojo|20||1|2", "B1, F1, I1"),
    ],
)
def test_tables_with_an_empty_column_between_them_are_refused_and_told_where_each_begins(
    table, cells
):
    told = [one for one in find(rows(table)).findings if one.rule == "file_has_one_table"]

    assert only(told).weight is Weight.STOP
    assert only(told).values["cells"] == cells


@pytest.mark.parametrize("mapped", [True, False])
def test_a_column_apart_is_the_table_s_own_and_so_is_what_a_mapping_names(mapped):
    table = "desa|jiwa||dusun|kk" if mapped else "no||desa|jiwa|luas"

    found = find(rows(f"{table}\n1|2||3|4" if mapped else f"{table}\n1||A|2|3"), mapped=mapped)

    assert only(found.findings).rule == "columns_hold_something"
    assert only(found.findings).weight is Weight.WARN


def test_names_that_repeat_beside_an_empty_column_are_two_tables():
    found = find(rows("desa|jiwa||desa|jiwa\nNgasem|2||Gayam|6\nMojo|3||Wadang|8"))

    assert found.findings[-1].rule == "file_has_one_table"
    assert found.findings[-1].weight is Weight.STOP


FEET = {
    "a source": "Sumber: BPS||",
    "a source in its own words": "Source: Statistics Office||",
    "a note of one cell": "*) angka sementara",
    "a total": "Jumlah||30",
    "a total beside the first column": "|Total|30",
}


@pytest.mark.parametrize("last", FEET.values(), ids=FEET)
def test_what_stands_behind_the_table_is_left_out_and_told(last):
    found = foot(rows(f"Ngasem|Ani|10\nGayam|Budi|20\n{last}"), 3, 2)

    finding = only(found.findings)
    assert found.rows == 1
    assert (finding.weight, finding.lines) == (Weight.WARN, (4,))


def test_blank_rows_above_what_is_left_out_go_with_it():
    body = [*rows("Ngasem|Ani|10\nGayam|Budi|20"), [], ["Dicetak 3 Maret"], [], ["hal. 1"]]

    found = foot(body, 3, 2)

    assert found.rows == 4
    assert only(found.findings).lines == (5, 7)


def test_a_total_that_is_the_sum_of_the_others_is_left_out():
    found = foot(rows("Ngasem|10\nGayam|20\nTotal|30"), 2, 2, whole=True)

    assert found.rows == 1


def test_a_total_that_may_be_a_row_is_kept_and_told():
    found = foot(rows("Ngasem|10\nGayam|20\nTotal|31"), 2, 2, whole=True)

    finding = only(found.findings)
    assert found.rows == 0
    assert (finding.weight, finding.lines) == (Weight.WARN, (4,))


def test_totals_that_are_part_of_the_table_are_rows():
    found = foot(rows("L|anak|3\nL|Total|5\nP|anak|4\nP|Total|6"), 3, 2)

    assert (found.rows, found.findings) == (0, ())


def test_a_short_last_row_of_words_is_no_note():
    found = foot(rows("Ngasem|Ani|10\nGayam|Budi|20\nMojorejo"), 3, 2)

    assert (found.rows, found.findings) == (0, ())


def test_a_narrow_row_behind_a_gap_that_is_like_one_above_it_is_a_row():
    sparse = [["", "", "0"], [], ["", "", "0"]]

    assert foot(sparse, 3, 2, whole=True) == Foot()
    assert foot([["a", "b", "0"], *sparse], 3, 2) == Foot()


def test_a_row_of_a_page_behind_a_gap_is_none_of_the_tables():
    body = [*rows("Ngasem|Ani|10\nGayam|Budi|20"), [], ["", "", "1"], [], ["", "", "2"]]

    assert foot(body, 3, 2).rows == 4


def test_words_behind_a_gap_that_are_like_a_row_above_are_kept_and_told():
    body = [["Kecamatan Ngasem", "", ""], *rows("Ngasem|Ani|10\nGayam|Budi|20"), []]

    found = foot([*body, ["Kecamatan Gayam", "", ""]], 3, 2)

    finding = only(found.findings)
    assert found.rows == 0
    assert (finding.weight, finding.lines) == (Weight.WARN, (6,))
    assert foot([*body, ["Catatan: sementara", "", ""]], 3, 2).rows == 2


def test_a_total_behind_a_gap_is_one_though_a_row_above_fills_the_same_columns():
    body = [*rows("|Ngasem|10|\nA|Gayam|20|x"), [], ["", "Jumlah", "30", ""]]

    assert foot(body, 4, 2).rows == 2


def test_a_note_below_a_single_column_is_kept_and_told():
    assert foot([["Ani"], ["Budi"], ["Sumber: BPS"]], 1, 2).rows == 0
    assert foot([["Ani"], ["Budi"], [], ["Sumber: BPS"]], 1, 2).rows == 2
    assert only(foot([["Ani"], ["Sumber: BPS"]], 1, 2).findings).weight is Weight.WARN


def test_the_columns_of_figures_are_those_of_the_first_rows():
    table = rows("desa||jiwa|luas\nNgasem||2|x\nGayam||6|y\nMojo||7|1")

    assert find(table).figures(table) == (1,)


@pytest.mark.parametrize(
    "table",
    [
        "No|Desa|KK|Jiwa\n1|2|3|4\n1|A|10|40\n2|B|20|80",
        "No|KK|Jiwa\n1|2|3\n1|10|40\n2|20|80",
        "Desa|KK|Jiwa\n1|2|3\nA|10|40\nB|20|80",
    ],
)
def test_numbers_of_all_columns_need_no_brackets(table):
    found = find(rows(table))

    assert found.body == 2
    assert only(found.findings).values["words"].startswith("1 | 2 | 3")


@pytest.mark.parametrize(
    "table",
    [
        "a|b|c\n1|2|3\n4|5|6\n7|8|9",
        "a|b|c\n1|2|3\nOnce upon a time|5|6\n7|8|9",
        "no|a|b\n1|2|3\n2|3|4\n3|4|5",
        "desa|a|b|c\nA|1|2|3\nB|2|3|4\nC|3|4|5",
    ],
)
def test_a_row_that_counts_among_rows_that_count_is_data(table):
    assert (find(rows(table)).body, find(rows(table)).findings) == (1, ())


def test_an_empty_margin_on_the_left_is_a_note():
    finding = only(find(rows("||desa|jiwa\n||A|1\n||B|2")).findings)

    assert (finding.weight, finding.values["columns"]) == (Weight.NOTE, "A, B")


def test_a_second_table_begins_at_its_names_not_at_a_total_above_them(take):
    rows = (
        "kode,desa,camat,kk\nA,Rejo,x,5\nB,Sari,y,6\n,,,\nJumlah,,,11\n,,,\n"
        "kode,nama,pagu,\nC,Pegawai,100,\nD,Barang,200,\n"
    )

    found = take(rows.encode()).found("file_has_one_table")

    assert (found.lines, found.values["words"]) == ((7,), "kode | nama | pagu")

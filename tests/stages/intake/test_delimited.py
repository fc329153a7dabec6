"""CSV: every cell as written, every row numbered as a spreadsheet numbers it."""

import csv
import io

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from pendopo.stages.intake import delimited, quoting
from pendopo.terms.finding import Weight


def test_cells_are_the_text_between_the_delimiters(take):
    taken = take(b"code,name\n007, Ani \n1.50,\n")

    assert taken.header == ("code", "name")
    assert taken.rows == {2: ("007", " Ani "), 3: ("1.50", "")}
    assert taken.findings == []


def test_a_cell_whose_end_is_too_far_away_is_not_sought_for_ever(take, monkeypatch):
    monkeypatch.setattr(quoting, "CELL_BYTES_MOST", 1000)
    monkeypatch.setattr(delimited, "CELL_BYTES_MOST", 1000)
    endless = b'a,b\n1,"' + b'"",""x' * 400

    finding = take(endless).found("quotes_enclose_cells")
    # The first thousand bytes end behind a quotation mark that is one of a pair.
    cut_in_a_pair = take(b'a,b\n1,"' + b"x" * 998 + b'""' + b"y" * 500 + b'"\n')

    assert (finding.weight, finding.lines) == (Weight.STOP, (2,))
    assert "within {most} million bytes" in str(finding.message)
    assert cut_in_a_pair.found("quotes_enclose_cells").weight is Weight.STOP
    assert take(b'a,b\n1,"' + b"x" * 900 + b'"\n').findings == []


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_cuts_rows_like_the_header(take, mark):
    text = f"name{mark}amount\nAni{mark}1\nBudi{mark}2\n"

    taken = take(text.encode())

    assert taken.rows[2] == ("Ani", "1")


def test_a_decimal_comma_does_not_pass_for_a_delimiter(take):
    taken = take(b"name;amount;share\nAni;1,5;0,3\nBudi;2,5;0,7\n")

    assert taken.rows[3] == ("Budi", "2,5", "0,7")
    assert taken.findings == []


def test_a_delimiter_too_many_before_the_names_is_told_though_the_first_row_passes_for_names(take):
    taken = take(b",kode,desa\nNgasem,1900\nNgasem,0\nNgasem,1\nNgasem,2\n")

    assert taken.found("rows_fit_the_header").lines == (3, 4, 5)


def test_two_delimiters_that_both_fit_are_told(take):
    taken = take(b"a;b,c\n1;2,3\n4;5,6\n")

    assert taken.found("delimiter_is_clear").weight is Weight.WARN


def test_a_delimiter_that_a_person_names_is_not_looked_for(take):
    taken = take(b"a;b,c\n1;2,3\n", delimiter=";")

    assert taken.rows == {2: ("1", "2,3")}
    assert taken.findings == []


def test_the_line_that_tells_excel_the_delimiter_is_no_row(take):
    taken = take(b"sep=;\na;b\n1,0;2\n")

    assert taken.header == ("a", "b")
    assert taken.rows == {3: ("1,0", "2")}


def test_a_single_column_needs_no_delimiter(take):
    taken = take(b"name\nAni\nBudi\n")

    assert taken.rows == {2: ("Ani",), 3: ("Budi",)}


def test_a_byte_order_mark_is_not_part_of_the_first_name(take):
    taken = take(b"\xef\xbb\xbfname,b\nAni,1\n")

    assert taken.header == ("name", "b")


def test_quoted_cells_may_hold_delimiters_quotes_and_line_ends(take):
    taken = take(b'a,b\n"x, ""y""\nz",1\n2,3\n')

    assert taken.rows == {2: ('x, "y"\nz', "1"), 3: ("2", "3")}
    assert taken.findings == []


def test_a_header_may_hold_a_line_end(take):
    taken = take(b'"the\nname",b\n1,2\n')

    assert taken.header == ("the\nname", "b")
    assert taken.rows == {2: ("1", "2")}


@pytest.mark.parametrize("cell", [b'"Ani"x', b'"Ani', b'"Ani" '])
def test_a_quote_that_is_not_closed_as_it_should_stops_the_file_and_names_the_row(take, cell):
    taken = take(b'a,b\n1,"two\nlines"\n' + cell + b",2\n3,4\n")

    finding = taken.found("quotes_enclose_cells")
    assert finding.weight is Weight.STOP
    assert finding.lines == (3,)


def test_an_unclosed_quote_in_the_first_cell_behind_the_header_is_found(take):
    taken = take(b'a,b\n"Ani,2\n3,4\n')

    assert taken.found("quotes_enclose_cells").lines == (2,)


def test_a_quote_inside_a_cell_without_quotes_is_kept_and_told(take):
    taken = take(b'a,b\npipe 5",1\n6" and 7",2\n')

    assert taken.rows[2] == ('pipe 5"', "1")
    finding = taken.found("quotes_enclose_cells")
    assert (finding.weight, finding.lines, finding.count) == (Weight.WARN, (2,), 2)


def test_rows_with_too_few_or_too_many_cells_stop_the_file_and_are_named(take):
    taken = take(b"a,b\n1,2\n3\n4,5\n6,7,8\n9,10\n")

    finding = taken.found("rows_fit_the_header")
    assert (finding.weight, finding.lines, finding.count) == (Weight.STOP, (3, 5), 2)
    assert finding.values["found"] == "1, 3"
    assert taken.rows == {2: ("1", "2"), 4: ("4", "5"), 6: ("9", "10")}


def test_a_ragged_last_row_is_named_too(take):
    taken = take(b"a,b\n1,2\n3\n")

    assert taken.found("rows_fit_the_header").lines == (3,)


def test_of_many_ragged_rows_twenty_are_named_and_all_counted(take):
    taken = take(b"a,b\n" + b"1,2\n3\n" * 50)

    finding = taken.found("rows_fit_the_header")
    assert finding.lines == tuple(range(3, 43, 2))
    assert finding.count == 50
    assert list(taken.rows) == list(range(2, 102, 2))


def test_blank_lines_are_counted_as_rows_left_out_and_told(take):
    taken = take(b"\n  \na,b\n1,2\n\n,\n3,4\n\n")

    assert taken.rows == {4: ("1", "2"), 7: ("3", "4")}
    assert [f.lines for f in taken.findings] == [(1, 2), (5, 6, 8)]
    assert {f.weight for f in taken.findings} == {Weight.NOTE}


def test_a_file_of_blank_lines_alone_stops(take):
    taken = take(b"\n\n\n")

    assert taken.stops == ["file_has_content"]


def test_an_empty_file_stops(take):
    taken = take(b"")

    assert taken.stops == ["file_has_content"]


@pytest.mark.parametrize("content", [b"a,b\n", b"a,b", b"a,b\n\n\n"])
def test_a_header_without_rows_is_told(take, content):
    taken = take(content)

    assert taken.header == ("a", "b")
    assert taken.found("table_has_rows").weight is Weight.WARN


def test_columns_without_a_name_stop_the_file(take):
    taken = take(b"a,,b, \n1,2,3,4\n")

    assert taken.stops == ["columns_have_names"]
    assert taken.found("columns_have_names").values["columns"] == "B, D"


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("Unnamed: 0,desa", "Unnamed: 0"),
        ("desa,n,n.1", "n.1"),
        ("desa,...2", "...2"),
        ("__EMPTY,__EMPTY_1", "__EMPTY, __EMPTY_1"),
        ("desa,Kolom1", "Kolom1"),
    ],
)
def test_names_that_a_program_made_are_told(take, header, names):
    found = take(f"{header}\n{'a,' * header.count(',')}b\n".encode()).found(
        "column_names_are_meant"
    )

    assert (found.values, found.weight) == ({"names": names}, Weight.WARN)


@pytest.mark.parametrize("header", ["1,1.1", "desa,n.1", "a.1,a.2", "kolom,column"])
def test_names_of_parts_are_a_persons(take, header):
    assert take(f"{header}\na,b\n".encode()).findings == []


def test_columns_of_one_name_stop_the_file_whatever_their_capitals(take):
    taken = take(b"Kode,nama, kode\n1,2,3\n")

    assert taken.stops == ["column_names_differ"]
    assert taken.found("column_names_differ").values["columns"] == "A, C"


def test_more_columns_than_any_table_has_stop_the_file(take):
    taken = take(b",".join(b"c%d" % n for n in range(5000)) + b"\n")

    assert taken.stops == ["columns_are_countable"]


def test_a_row_without_an_end_stops_the_file(take):
    taken = take(b"a,b\n1,2\n3," + b"x" * (9 << 20) + b"\n")

    assert taken.stops == ["rows_have_an_end"]


def test_a_header_without_an_end_stops_the_file(take):
    taken = take(b"x" * (5 << 20))

    assert taken.stops == ["rows_have_an_end"]


def test_old_line_ends_read_like_new_ones(take):
    taken = take(b"a,b\r1,2\r3,4\r")

    assert taken.rows == {2: ("1", "2"), 3: ("3", "4")}
    assert taken.findings == []


def test_a_return_within_quotes_is_no_line_end(take):
    taken = take(b'a,b\n"1\r2",3\r\n')

    assert taken.rows == {2: ("1\r2", "3")}
    assert taken.findings == []


def test_mixed_line_ends_are_told(take):
    taken = take(b"a,b\n1,2\r3,4\n")

    assert taken.found("line_ends_agree").weight is Weight.WARN


def test_row_numbers_hold_over_many_blocks(take):
    row = b"x" * 1000 + b",1\n"

    taken = take(b"a,b\n" + row * 6000 + b"\n" + b"short\n" + row * 6000)

    assert taken.found("rows_fit_the_header").lines == (6003,)
    assert taken.found("rows_have_cells").lines == (6002,)
    assert list(taken.rows)[5999:6001] == [6001, 6004]
    assert list(taken.rows)[-1] == 12003


@pytest.mark.parametrize("size", [1, 7, 30])
def test_a_file_cut_into_pieces_reads_as_it_does_whole(take, monkeypatch, size):
    text = b'a,b\n1,"x\ny"\n"2 ""q""",3\n\n4\n5" 6,7\n8,"9\n\n0"\n"",1\n' * 3 + b"last,row"
    whole = take(text)
    monkeypatch.setattr("pendopo.stages.intake.quoting._PIECE_BYTES", size)

    cut = take(text)

    assert cut == whole
    assert len(cut.rows) > 10


def test_many_ragged_rows_cost_no_more_than_others(take):
    taken = take(b"a,b\n" + b"1,2\n3\n" * 60_000)

    assert taken.found("rows_fit_the_header").count == 60_000


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text('a",;\n\r ', max_size=60))
def test_any_text_is_read_the_same_in_pieces_and_whole(take, text):
    content = b"x,y\n" + text.encode()
    whole = take(content, delimiter=",")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pendopo.stages.intake.quoting._PIECE_BYTES", 3)
        cut = take(content, delimiter=",")

    assert cut == whole


_CELLS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=8)


@pytest.mark.parametrize("cell", ["0", "x"])
def test_sparse_rows_with_blank_ones_between_are_all_read(take, cell):
    taken = take(f"a,b,c\n,,{cell}\n,,\n,,{cell}\n".encode(), delimiter=",")

    assert taken.rows == {2: ("", "", cell), 4: ("", "", cell)}
    weights = [f.weight for f in taken.findings if f.rule == "table_ends_with_its_rows"]
    assert weights == ([] if cell == "0" else [Weight.WARN])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.lists(_CELLS, min_size=3, max_size=3), max_size=8),
    mark=st.sampled_from(",;\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@example(rows=[["", "", "0"], ["", "", ""], ["", "", "0"]], mark=",", quoting=csv.QUOTE_MINIMAL)
@example(rows=[["x", "", ""], ["", "", ""], ["y", "", ""]], mark=",", quoting=csv.QUOTE_MINIMAL)
def test_what_a_csv_writer_writes_is_read_back_cell_for_cell(take, rows, mark, quoting):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark, quoting=quoting).writerows([["a", "b", "c"], *rows])

    taken = take(text.getvalue().encode(), delimiter=mark)

    # Words over figures, apart from the rows above, are the header of a second table.
    assume("file_has_one_table" not in taken.stops)
    # A row apart from the others is told as one that stands behind the table.
    behind = [f.lines for f in taken.findings if f.rule == "table_ends_with_its_rows"]
    expected = {n: tuple(row) for n, row in enumerate(rows, 2) if any(row)}
    left_out = expected.keys() - taken.rows.keys()
    assert left_out <= {line for lines in behind for line in lines}
    assert taken.rows == {n: row for n, row in expected.items() if n not in left_out}
    assert taken.stops == []


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ("\ufeffx,1\n", {2: ("\ufeffx", "1")}),
        ("\ufeff,1\n", {2: ("\ufeff", "1")}),
        ('\ufeffx,1\ny,"2\n\ufeff"\n', {2: ("\ufeffx", "1"), 3: ("y", "2\n\ufeff")}),
    ],
)
def test_a_byte_order_mark_at_the_start_of_the_rows_is_kept(take, rows, read):
    taken = take(("a,b\n" + rows).encode())

    assert taken.rows == read


def test_a_byte_order_mark_at_the_start_of_a_later_piece_is_kept(take, monkeypatch):
    monkeypatch.setattr(quoting, "_PIECE_BYTES", 4)

    taken = take("a,b\nxxx,1\n\ufeffy,2\n\ufeff,3\n".encode())

    assert taken.rows == {2: ("xxx", "1"), 3: ("\ufeffy", "2"), 4: ("\ufeff", "3")}


@pytest.mark.parametrize("rest", [b"", b"4,5\n" * 1_000_000])
def test_a_row_a_little_too_long_stops_the_file(take, rest):
    taken = take(b"a,b\n1,2\n3," + b"x" * (5 << 20) + b"\n" + rest)

    assert taken.stops == ["rows_have_an_end"]
    assert taken.found("rows_have_an_end").lines == (3,)


def test_a_row_is_as_long_as_all_its_cells(take):
    half = b"x" * (3 << 20)

    taken = take(b"a,b\n" + half + b"," + half + b"\n" + half + b",1\n")

    assert taken.found("rows_have_an_end").lines == (2,)
    assert taken.found("rows_have_an_end").count == 1


def test_titles_and_notes_around_the_table_are_left_out_and_rows_keep_their_numbers(take):
    taken = take(b"Data Desa\n\nkode,desa,jiwa\n1,Ngasem,20\n2,Gayam,30\n,Jumlah,50\nSumber: BPS\n")

    assert taken.header == ("kode", "desa", "jiwa")
    assert taken.rows == {4: ("1", "Ngasem", "20"), 5: ("2", "Gayam", "30")}
    assert taken.found("header_comes_first").lines == (1,)
    assert taken.found("table_ends_with_its_rows").lines == (6, 7)


def test_what_stands_behind_a_long_table_is_found(take):
    rows = "".join(f'{n},"desa, {n}",{n * 3}\n' for n in range(1, 20_001))

    taken = take(("kode,desa,jiwa\n" + rows + "\nSumber: BPS\n").encode())

    assert len(taken.rows) == 20_000
    assert taken.found("table_ends_with_its_rows").lines == (20_003,)


@pytest.mark.parametrize("quotes", ["all", "none", "first", "last"])
def test_a_long_table_is_cut_at_its_foot_wherever_its_quotation_marks_are(take, quotes):
    marked = {"all": range(9000), "none": (), "first": range(9), "last": range(8990, 9000)}[quotes]
    rows = "".join(
        f'{n},"x\n{n}",{n}\n' if n in marked else f"{n},x {n},{n}\n" for n in range(9000)
    )

    taken = take(("kode,desa,jiwa\n" + rows + ",Jumlah,99\n").encode())

    assert len(taken.rows) == 9000
    assert taken.found("table_ends_with_its_rows").lines == (9002,)


def test_a_header_that_a_person_names_is_taken(take):
    taken = take(b"a,b\nnama,kota\nAni,Bogor\n", header=2)

    assert taken.header == ("nama", "kota")
    assert taken.rows == {3: ("Ani", "Bogor")}


def test_names_that_a_person_gives_make_the_first_row_data(take):
    taken = take(b"Ani,12\nBudi,13\n", names=("nama", "umur"))

    assert taken.header == ("nama", "umur")
    assert taken.rows == {1: ("Ani", "12"), 2: ("Budi", "13")}
    assert taken.findings == []


def test_names_that_a_person_gives_may_stand_for_the_rows_from_one_on(take):
    taken = take(b"x,y\nAni,12\nBudi,13\n", names=("nama", "umur"), header=2)

    assert taken.rows == {2: ("Ani", "12"), 3: ("Budi", "13")}


def test_names_that_a_person_gives_for_rows_that_are_not_there_stop(take):
    taken = take(b"Ani,12\nBudi,13\n", names=("nama", "umur"), header=9)

    assert taken.stops == ["header_is_found"]


def test_delimiters_behind_every_row_are_no_columns(take):
    taken = take(b"a,b,,\n1,2,,\n3,4,,\n")

    assert taken.header == ("a", "b")
    assert taken.rows == {2: ("1", "2"), 3: ("3", "4")}
    assert [finding.weight for finding in taken.findings] == [Weight.NOTE]


def test_delimiters_behind_the_rows_alone_are_no_columns_either(take):
    taken = take(b"a,b\n1,2,\n3,4,\n")

    assert taken.rows == {2: ("1", "2"), 3: ("3", "4")}
    assert taken.stops == []


def test_a_cell_far_down_in_a_column_without_a_name_stops_the_file(take):
    taken = take(b"a,b,\n" + b"1,2,\n" * 500 + b"1,2,note\n")

    finding = taken.found("columns_have_names")
    assert (finding.weight, finding.lines) == (Weight.STOP, (502,))


def test_the_names_once_more_are_left_out_and_told(take):
    taken = take(b"nama,umur\nAni,1\nnama,umur\nBudi,2\nnama,9\n")

    assert taken.rows == {2: ("Ani", "1"), 4: ("Budi", "2"), 5: ("nama", "9")}
    assert taken.found("rows_below_header_are_data").lines == (3,)


def test_words_in_all_columns_of_figures_are_told_far_down_too(take):
    taken = take(b"a,b,c\n" + b"x,1,2\n" * 900 + b"kode,jumlah,nilai\n" + b"y,3,4\n" * 400)

    finding = taken.found("rows_below_header_are_data")
    assert (finding.weight, finding.lines) == (Weight.WARN, (902,))


def test_words_in_the_only_column_of_figures_are_told_below_a_gap(take):
    told = take(b"a,b\n" + b"x,1\n" * 900 + b"\nkode,jumlah\n" + b"y,3\n" * 400)
    silent = take(b"a,b\n" + b"x,1\n" * 900 + b"kode,jumlah\n" + b"y,3\n" * 400)

    assert told.found("rows_below_header_are_data").lines == (903,)
    assert silent.findings == []


def test_cells_in_other_quotes_are_kept_and_told(take):
    taken = take(b"a,b,c\nx,y,1\n'Ani','Bogor','2'\n's-Gravenhage,z,3\n")

    assert taken.rows[3] == ("'Ani'", "'Bogor'", "'2'")
    assert taken.found("quotes_are_usual").lines == (3,)


@pytest.mark.parametrize("marks", ["“”", "„“", "””", "«»", "\u2018\u2019"])
def test_cells_in_typographic_quotes_are_kept_and_told(take, marks):
    before, behind = marks

    taken = take(f"a,b\nx,1\n{before}Ani{behind},{before}2{behind}\n“Solo” kota,3\n".encode())

    assert taken.rows[3] == (f"{before}Ani{behind}", f"{before}2{behind}")
    assert taken.found("quotes_are_usual").lines == (3,)


def test_rows_that_typographic_quotes_hold_together_are_told_of_their_quotes(take):
    taken = take("nama,nilai\n“Ani”,“1,5”\nBudi,2\nCici,“2,5”\nDodi,1,2\n".encode())

    quotes, ragged = taken.found("quotes_are_usual"), taken.found("rows_fit_the_header")
    assert (quotes.weight, quotes.lines, quotes.count) == (Weight.WARN, (2, 4), 2)
    assert quotes.values["words"] == "“Ani”,“1,5”"
    assert ragged.lines == (2, 4, 5)


@pytest.mark.parametrize("place", [0, 3000])
def test_backslashes_before_quotation_marks_are_found_wherever_they_stand(take, place):
    rows = '"x","y"\n' * place + '"say \\"hi\\" to","z"\n' + '"x","y"\n' * 3000

    taken = take(('"a","b"\n' + rows).encode())

    assert taken.rows[place + 2] == ('say "hi" to', "z")
    assert len(taken.rows) == place + 3001
    assert taken.found("quotes_are_usual").weight is Weight.WARN


def test_what_stands_above_the_table_is_told_once_where_backslashes_are_found_late(take):
    rows = '"x","y"\n' * 3000 + '"say \\"hi\\" to","z"\n'

    taken = take(('Data Desa\n\n"a","b"\n' + rows).encode())

    assert taken.rows[3004] == ('say "hi" to', "z")
    assert taken.found("header_comes_first").lines == (1,)


def test_a_dialect_that_the_whole_file_does_not_keep_stops_at_the_row(take):
    rows = "'x','y'\n" * 9000 + "'it's','z'\n"

    taken = take(("'a','b'\n" + rows).encode())

    finding = taken.found("quotes_enclose_cells")
    assert (finding.weight, finding.lines) == (Weight.STOP, (9002,))


@pytest.mark.parametrize("mark", ["~", "\x1f", "§"])
def test_a_file_of_another_delimiter_keeps_its_numbers_and_cells(take, mark):
    text = f'a{mark}b\n1{mark}"x, ""y""\nz"\n\n2{mark}w\n'

    taken = take(text.encode(), delimiter=mark)

    assert taken.rows == {2: ("1", 'x, "y"\nz'), 4: ("2", "w")}


def test_a_row_without_an_end_in_another_dialect_stops(take):
    taken = take(("a§b\n1§2\n3§" + "x" * (9 << 20) + "\n").encode(), delimiter="§")

    assert taken.stops == ["rows_have_an_end"]


def test_a_file_of_two_tables_is_not_opened(take):
    taken = take(b"desa,jiwa\nNgasem,1\nGayam,2\n\nkode,nilai\nA,1\nB,2\n")

    assert taken.stops == ["file_has_one_table"]
    assert taken.rows == {}


def test_a_file_of_two_tables_side_by_side_is_not_opened(take):
    taken = take(b"desa,jiwa,,desa,jiwa\nNgasem,1,,Gayam,2\nMojo,3,,Wadang,4\n")

    assert taken.stops == ["file_has_one_table"]
    assert taken.header == ()


@pytest.mark.parametrize(("option", "value"), [("delimiter", "koma"), ("quote", "''")])
def test_a_delimiter_of_more_than_one_character_is_told(take, option, value):
    taken = take(b"a,b\n1,2\n", **{option: value})

    finding = taken.found("delimiter_is_one_character")
    assert finding.values["option"] == f"--{option}"
    assert taken.stops == ["delimiter_is_one_character"]


@pytest.mark.parametrize(
    ("header", "name", "found"),
    [
        ("nama\u200b,b", "nama", "[U+200B]"),
        ("\u202enama,b", "nama", "[U+202E]"),
        ("\ufeff\ufeffnama,b", "nama", "[U+FEFF]"),
    ],
)
def test_what_nobody_sees_in_a_name_is_left_out_and_told(take, header, name, found):
    taken = take(f"{header}\nx,1\ny,2\n".encode())

    assert taken.header == (name, "b")
    assert taken.found("column_names_show_all_they_hold").values["found"] == found


def test_a_joiner_that_a_script_needs_stays_in_a_name(take):
    taken = take("\u0645\u06cc\u200c\u062e,b\nx,1\ny,2\n".encode())

    assert taken.header[0] == "\u0645\u06cc\u200c\u062e"
    assert taken.findings == []


def test_names_that_look_the_same_are_told(take):
    taken = take("desa,d\u0435sa\n1,2\n3,4\n".encode())

    assert {one.rule for one in taken.findings} == {"column_names_look_different"}
    assert taken.findings[-1].values["columns"] == "A, B"


@pytest.mark.parametrize("other", ["jumlah\u200b", "JUMLAH", "\u200ejumlah "])
def test_names_that_are_the_same_but_for_what_nobody_sees_stop(take, other):
    assert take(f"jumlah,{other}\n1,2\n".encode()).stops == ["column_names_differ"]


def test_one_name_composed_in_two_ways_stops(take):
    assert take("caf\u00e9,cafe\u0301\n1,2\n".encode()).stops == ["column_names_differ"]


@pytest.mark.parametrize("name", ["\u0434\u0435\u0441\u0430", "\u03b2-karoten", "caf\u00e9"])
def test_a_name_in_letters_of_one_script_is_left_alone(take, name):
    assert take(f"{name},b\nx,1\ny,2\n".encode()).findings == []


def test_a_number_of_very_many_digits_is_read(take):
    taken = take(b"a,b,c\n1," + b"7" * 150_000 + b",2\n3,4,5\n6,7,8\n")

    assert (taken.stops, len(taken.rows)) == ([], 3)


def test_a_column_that_holds_something_after_all_is_not_called_empty(take):
    rows = b"1,2,,\n" * 400 + b"1,2,,x\n"

    taken = take(b"a,b,,\n" + rows)

    assert taken.found("columns_have_names").values["column"] == "D"
    assert taken.found("columns_hold_something").values["columns"] == "C"


def test_a_carriage_return_within_a_cell_of_another_dialect_ends_no_row(take):
    taken = take(b"a,b\n'x\ry',1\nz,2\n", quote="'")

    assert taken.rows == {2: ("x\ry", "1"), 3: ("z", "2")}

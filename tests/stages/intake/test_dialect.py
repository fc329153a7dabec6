"""By which character cells are told apart, and how they are quoted: what is unusual is told."""

import pytest

from pendopo.stages.intake.dialect import Dialect, find, name_of
from pendopo.terms.finding import Finding, Weight

CELLS = [["nama", "umur", "kota"], ["Ani", "12", "Bogor"], ["Budi", "13", "Solo"]]


def found(sample, said="", quote=""):
    told: list[Finding] = []
    return find(sample, said, quote, told.append), told


def written(delimiter, quote=""):
    return "".join(delimiter.join(quote + c + quote for c in row) + "\n" for row in CELLS)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_the_usual_delimiters_are_taken_without_a_word(mark, quote):
    dialect, told = found(written(mark, quote))

    assert dialect == Dialect(mark)
    assert dialect.plain
    assert told == []


@pytest.mark.parametrize(
    "sample",
    ["a;b\n1,5;2,5\n3,5;4,5\n", "0,1;0,2\n1,5;2,5\n1.000,5;2,5\n"],
)
def test_commas_within_numbers_stand_between_no_cells(sample):
    dialect, _ = found(sample)

    assert dialect.delimiter == ";"


def test_of_two_that_fit_the_one_with_more_cells_is_taken_and_told():
    dialect, told = found("a;b,c,d\n1;x,y,z\n")

    assert dialect.delimiter == ","
    assert told[0].weight is Weight.WARN


@pytest.mark.parametrize("mark", ["^", "~", "\x1f", "§", "¦"])
def test_marks_that_no_text_has_are_taken_and_told(mark):
    dialect, told = found(written(mark))

    assert dialect == Dialect(mark)
    assert [(one.rule, one.weight) for one in told] == [("delimiter_is_clear", Weight.WARN)]


@pytest.mark.parametrize("mark", [" ", ":", "#", "="])
def test_marks_that_texts_have_are_taken_between_quoted_cells(mark):
    dialect, told = found(written(mark, '"'))

    assert dialect == Dialect(mark)
    assert [one.weight for one in told] == [Weight.WARN]


@pytest.mark.parametrize("mark", [" ", ":", "#", "="])
def test_marks_that_texts_have_stop_the_file_where_cells_are_not_quoted(mark):
    _, told = found(written(mark))

    assert [one.weight for one in told] == [Weight.STOP]
    assert told[0].values["mark"] == mark
    assert "--delimiter" in told[0].write


@pytest.mark.parametrize(
    "sample",
    [
        "nama lengkap\nAni Putri\nBudi Santoso\n",
        "alamat\nJalan 1\nJalan 2\n",
        "jam\n08:30\n09:15\n",
        "jam:menit\n08:30\n09:15\n",
        "tahun-bulan\n2026-01\n2026-02\n",
        "nama\n",
        "nama depan dan belakang",
    ],
)
def test_a_column_of_text_is_one_column(sample):
    dialect, told = found(sample)

    assert dialect == Dialect(",")
    assert told == []


def test_what_a_person_names_is_taken_without_a_word():
    assert found(written(":"), said=":") == (Dialect(":"), [])
    assert found(written(",", "'"), quote="'") == (Dialect(",", "'"), [])


@pytest.mark.parametrize("mark", [",", ";", "|"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_space_behind_every_delimiter_is_none_of_the_cells(mark, quote):
    dialect, told = found(written(mark + " ", quote))

    assert dialect == Dialect(mark, spaced=True)
    assert list(dialect.rows(written(mark + " ", quote).splitlines())) == CELLS
    assert [one.rule for one in told] == ["cells_follow_the_delimiter"]


@pytest.mark.parametrize(
    "sample", ["a,b\n1, 2\n3,4\n", "a, b\n1,2\n3,4\n", 'a,b\n"x, ""y""",1\n2,3\n', "a, b\n"]
)
def test_a_space_behind_some_delimiters_is_the_cells_own(sample):
    dialect, told = found(sample)

    assert not dialect.spaced
    assert told == []


def test_delimiters_within_cells_are_seen_where_a_space_stands_before_their_quotes():
    dialect, _ = found('"a", "b"\n"1", "2, 3"\n"4, 5", "6"\n')

    assert dialect.spaced


def test_single_quotes_around_all_cells_are_taken_and_told():
    dialect, told = found("'nama','kota'\n'Ani, P','Bogor'\n'Budi','Solo'\n")

    assert dialect == Dialect(",", "'")
    assert [(one.rule, one.weight) for one in told] == [("quotes_are_usual", Weight.WARN)]


def test_apostrophes_in_some_cells_are_letters():
    dialect, told = found("nama,kota\n'Ani',Bogor\nBudi,Solo\nNur'aini,Jum'at\n")

    assert dialect == Dialect(",")
    assert told == []


def test_rows_that_stand_in_quotes_as_a_whole_are_unwrapped():
    sample = '"nama,kota"\n"Ani,""So, lo"""\n"Budi,Solo"\n'

    dialect, told = found(sample)

    assert dialect == Dialect(",", wrapped=True)
    assert list(dialect.rows(sample.splitlines())) == [
        ["nama", "kota"],
        ["Ani", "So, lo"],
        ["Budi", "Solo"],
    ]
    assert [one.rule for one in told] == ["quotes_enclose_cells"]


def test_a_delimiter_that_a_person_names_is_taken_within_such_rows_too():
    sample = '"nama;kota,desa"\n"Ani;Solo,Laweyan"\n"Budi;Kediri,Pare"\n'

    assert found(sample, ";")[0] == Dialect(";", wrapped=True)
    assert found(sample, ",")[0] == Dialect(",", wrapped=True)
    assert found('"nama,kota"\n"Ani,Solo"\n"Budi,Pare"\n', "~")[0] == Dialect("~")


def test_one_column_in_quotes_is_not_wrapped():
    dialect, told = found('"nama"\n"Ani"\n"Budi, S"\n')

    assert (dialect, told) == (Dialect(","), [])


def test_backslashes_before_quotation_marks_are_taken_off_and_no_others():
    sample = '"a","b"\n"say \\"hi\\" to","C:\\dir"\n"x","y"\n'

    dialect, told = found(sample)

    assert dialect.escapes
    assert list(dialect.rows(sample.splitlines()))[1] == ['say "hi" to', "C:\\dir"]
    assert [one.rule for one in told] == ["quotes_are_usual"]


def test_a_backslash_at_the_end_of_a_cell_is_a_letter():
    dialect, told = found('"a","b"\n"C:\\dir\\","x"\n"y","z"\n')

    assert (dialect, told) == (Dialect(","), [])


def test_delimiters_have_names():
    assert name_of("\t") == "tab"
    assert name_of("§") == "§"

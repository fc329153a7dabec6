"""A mapping applied to a sheet: our columns, every row's line, and nothing lost without a word."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.stages.intake.mapping import fitting, mapped, reading_with
from pendopo.stages.intake.mapping_cells import made
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.mapping import ColumnRule, Replace, parse_toml
from pendopo.terms.reading import Reading
from pendopo.terms.register import Sheet, Source


def sheet(header, *rows, batch=2):
    """A sheet whose rows come in small batches, so that what passes between them is tested."""

    def batches():
        for first in range(0, len(rows), batch):
            some = rows[first : first + batch]
            lines = pa.array(range(first + 2, first + 2 + len(some)), pa.int64())
            cells = [pa.array([row[i] for row in some], pa.string()) for i in range(len(header))]
            yield pa.record_batch([lines, *cells], ["line", *map(str, range(len(header)))])

    return Sheet("", tuple(header), batches())


def apply(text, one, name="file.csv"):
    """Apply a mapping; give the rows with their lines, and the findings."""
    told: list[Finding] = []
    source = mapped(Source(name, (one,)), parse_toml(text), told.append)
    if source is None:
        return None, told
    rows = [tuple(row.values()) for batch in source.sheets[0].batches for row in batch.to_pylist()]
    return rows, told


def test_columns_are_renamed_and_a_value_stands_in_every_row():
    text = (
        '[[column]]\nname = "year"\nvalue = "2026"\n'
        '[[column]]\nname = "village"\nfrom = "NAMA desa"'
    )
    one = sheet(["Nama  Desa "], ["Rejo"], ["Sari"], ["Tani"])

    rows, told = apply(text, one)

    assert rows == [(2, "2026", "Rejo"), (3, "2026", "Sari"), (4, "2026", "Tani")]
    assert told == []


def test_a_column_that_goes_nowhere_is_a_warning_unless_it_is_ignored():
    text = '[[column]]\nname = "a"\nfrom = "a"\n'
    row = ["1", "2"]

    _, told = apply(text, sheet(["a", "b"], row))
    _, ignored = apply('ignore = ["b"]\n' + text, sheet(["a", "b"], row))
    _, all_ignored = apply('ignore = ["*"]\n' + text, sheet(["a", "b"], row))

    [finding] = told
    assert (finding.rule, finding.weight) == ("columns_are_mapped", Weight.WARN)
    assert finding.values["columns"] == "b"
    assert ignored == all_ignored == []


def test_a_column_that_the_file_has_not_stops_it_and_the_nearest_is_named():
    rows, [finding] = apply('[[column]]\nname = "a"\nfrom = "Jumlh"', sheet(["Jumlah"], ["1"]))

    assert rows is None
    assert (finding.rule, finding.weight) == ("mapping_fits", Weight.STOP)
    assert finding.values["near"] == "Jumlh → Jumlah"


def test_the_sheet_that_has_the_columns_is_taken_and_the_others_stay_behind_it():
    text = '[[column]]\nname = "a"\nfrom = "a"'
    source = Source("x.xlsx", (sheet(["notes"], ["x"]), sheet(["a"], ["1"])))

    found = mapped(source, parse_toml(text), print)

    assert found is not None
    assert [one.header for one in found.sheets] == [("a",), ("notes",)]


def test_codes_are_mapped_and_one_that_is_on_no_list_stops_the_file():
    text = (
        '[[column]]\nname = "sex"\nfrom = "jk"\n[column.codes]\nL = "male"\nP = "female"\n"-" = ""'
    )
    one = sheet(["jk"], ["L"], [" P "], ["X"], ["-"], [None])

    rows, [finding] = apply(text, one)

    assert [row[1] for row in rows] == ["male", "female", "X", "", ""]
    assert (finding.rule, finding.weight) == ("codes_are_mapped", Weight.STOP)
    assert (finding.lines, finding.cells, finding.count) == ((4,), ("X",), 1)


def test_a_code_that_is_on_no_list_is_kept_where_the_mapping_says_so():
    text = '[[column]]\nname = "s"\nfrom = "s"\nothers = "keep"\n[column.codes]\nL = "male"'

    rows, [finding] = apply(text, sheet(["s"], ["L"], ["X"]))

    assert [row[1] for row in rows] == ["male", "X"]
    assert finding.weight is Weight.NOTE


def test_a_number_with_other_marks_stops_and_is_left_as_it_was_found():
    text = '[[column]]\nname = "n"\nfrom = "n"\ndecimal = ","\ngroup = "."\nparentheses = true'
    one = sheet(["n"], ["1.250.000,50"], ["(3,5)"], ["1.5"], ["12"], [""])

    rows, [finding] = apply(text, one)

    assert [row[1] for row in rows] == ["1250000.50", "-3.5", "1.5", "12", ""]
    assert (finding.rule, finding.lines, finding.cells) == (
        "numbers_have_the_marks",
        (4,),
        ("1.5",),
    )


@pytest.mark.parametrize("factor", ["", "factor = 1000\n"])
def test_points_between_thousands_are_never_read_as_decimals_too(factor):
    text = f'[[column]]\nname = "n"\nfrom = "n"\ngroup = "."\n{factor}'

    rows, [finding] = apply(text, sheet(["n"], ["1.25"], ["12500.50"], ["1.250"]))

    zeros = "000" if factor else ""
    assert [row[1] for row in rows] == ["1.25", "12500.50", f"1250{zeros}"]
    assert (finding.rule, finding.weight, finding.lines) == (
        "numbers_have_the_marks",
        Weight.STOP,
        (2, 3),
    )


def test_dates_of_two_forms_are_read_and_another_stops():
    months = (
        "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
    )
    names = ", ".join(f'"{name}"' for name in months.split())
    text = (
        f'[[column]]\nname = "d"\nfrom = "d"\ndate = ["%d/%m/%Y", "%d %B %Y"]\nmonths = [{names}]'
    )
    one = sheet(["d"], ["1/12/2026"], ["17 agustus 2026"], ["31/02/2026"], ["2026"], [""])

    rows, [finding] = apply(text, one)

    # Whether a day exists is for typing to say; here it is only put in order.
    assert [row[1] for row in rows] == ["2026-12-01", "2026-08-17", "2026-02-31", "2026", ""]
    assert (finding.rule, finding.cells) == ("dates_have_the_form", ("2026",))


def test_columns_are_joined_and_cut_and_what_cannot_be_cut_stops():
    text = (
        '[[column]]\nname = "name"\nfrom = ["first", "last"]\njoin = "-"\n'
        '[[column]]\nname = "code"\nfrom = "unit"\ntake = "^([0-9.]+) - "\nremove = " "'
    ).replace('remove = " "', "")
    one = sheet(
        ["first", "last", "unit"], ["A", "B", "1.02 - Health"], ["A", "", "Health"], ["", "B", ""]
    )

    rows, [finding] = apply(text, one)

    assert rows == [(2, "A-B", "1.02"), (3, "A", "Health"), (4, "B", "")]
    assert (finding.rule, finding.lines, finding.cells) == ("parts_are_found", (3,), ("Health",))


def test_empty_cells_are_filled_from_above_over_batches_but_not_from_a_total():
    text = (
        'fill_down = ["unit"]\n[[skip]]\ncolumn = "unit"\nmatches = "^Total"\n'
        '[[column]]\nname = "unit"\nfrom = "unit"\n[[column]]\nname = "n"\nfrom = "n"'
    )
    one = sheet(["unit", "n"], ["A", "1"], ["", "2"], [None, "3"], ["Total A", "6"], ["", "4"])

    rows, [finding] = apply(text, one)

    assert rows == [(2, "A", "1"), (3, "A", "2"), (4, "A", "3"), (6, "A", "4")]
    assert (finding.rule, finding.weight) == ("rows_are_skipped", Weight.NOTE)
    assert (finding.lines, finding.cells) == ((5,), ("Total A",))


def test_a_groups_heading_is_filled_down_and_left_out():
    text = (
        'fill_down = ["unit"]\n[[skip]]\ncolumn = "n"\nempty = true\n'
        '[[column]]\nname = "unit"\nfrom = "unit"\n[[column]]\nname = "n"\nfrom = "n"'
    )
    one = sheet(["unit", "n"], ["A", ""], ["", "1"], ["B", ""], ["", "2"])

    rows, _ = apply(text, one)

    assert rows == [(3, "A", "1"), (5, "B", "2")]


def test_months_that_stand_side_by_side_become_rows_of_the_same_line():
    text = (
        '[unpivot]\nmatches = "^m([0-9]+)$"\nname = "month"\nvalue = "amount"\n'
        '[[column]]\nname = "unit"\nfrom = "unit"\n[[column]]\nname = "month"\nfrom = "month"\n'
        '[[column]]\nname = "amount"\nfrom = "amount"\nfactor = "1000"'
    )
    one = sheet(["m1", "unit", "m2"], ["1.5", "A", "2"], ["3", "B", ""])

    rows, told = apply(text, one)

    assert rows == [
        (2, "A", "1", "1500"),
        (2, "A", "2", "2000"),
        (3, "B", "1", "3000"),
        (3, "B", "2", ""),
    ]
    assert told == []


def test_an_empty_cell_makes_no_row_where_the_mapping_says_so():
    text = (
        '[unpivot]\ncolumns = ["m1", "m2"]\nname = "month"\nvalue = "n"\nskip_empty = true\n'
        '[[column]]\nname = "month"\nfrom = "month"\n[[column]]\nname = "n"\nfrom = "n"'
    )

    rows, _ = apply(text, sheet(["m1", "m2"], ["1", ""], [None, "2"]))

    assert rows == [(2, "m1", "1"), (3, "m2", "2")]


def test_a_column_that_becomes_rows_is_none_that_a_column_is_made_from():
    text = (
        '[unpivot]\ncolumns = ["m1", "m2"]\nname = "month"\nvalue = "n"\n'
        '[[column]]\nname = "first"\nfrom = "m1"\n[[column]]\nname = "n"\nfrom = "n"'
    )

    rows, [finding] = apply(text, sheet(["m1", "unit", "m2"], ["1", "A", "2"]))

    assert rows is None
    assert (finding.rule, finding.weight) == ("mapping_fits", Weight.STOP)
    assert finding.values["columns"] == "m1"


@pytest.mark.parametrize(
    "setting", ['[[skip]]\ncolumn = "month"\nwords = "m2"', 'fill_down = "n"'], ids=["skip", "fill"]
)
def test_rows_are_skipped_and_filled_by_columns_of_the_file_not_by_those_made_of_them(setting):
    unpivot = '[unpivot]\ncolumns = ["m1", "m2"]\nname = "month"\nvalue = "n"\n'
    column = '[[column]]\nname = "n"\nfrom = "n"'
    top = setting if setting.startswith("fill") else ""
    text = f"{top}\n{unpivot}{'' if top else setting}\n{column}"

    rows, [finding] = apply(text, sheet(["m1", "m2"], ["1", "2"]))

    assert rows is None
    assert (finding.rule, finding.weight) == ("mapping_fits", Weight.STOP)


def test_a_column_of_the_file_that_is_called_as_one_made_is_told_as_left_out():
    text = (
        '[unpivot]\ncolumns = ["m1", "m2"]\nname = "month"\nvalue = "n"\n'
        '[[column]]\nname = "month"\nfrom = "month"\n[[column]]\nname = "n"\nfrom = "n"'
    )

    rows, [finding] = apply(text, sheet(["Month", "m1", "m2"], ["x", "1", "2"]))

    assert rows == [(2, "m1", "1"), (2, "m2", "2")]
    assert (finding.rule, finding.values["columns"]) == ("columns_are_mapped", "Month")


@pytest.mark.parametrize(
    ("unpivot", "words"),
    [('matches = "^x"', "No column's name matches"), ('columns = ["m9"]', "no column")],
)
def test_columns_to_turn_that_are_not_there_stop_the_file(unpivot, words):
    text = f'[unpivot]\n{unpivot}\nname = "m"\nvalue = "n"\n[[column]]\nname = "n"\nfrom = "n"'

    rows, [finding] = apply(text, sheet(["m1"], ["1"]))

    assert rows is None
    assert words in finding.message


def test_a_value_is_taken_from_the_files_name():
    text = (
        '[[column]]\nname = "year"\nfrom_file_name = "_([0-9]{4})_"\n'
        '[[column]]\nname = "a"\nfrom = "a"'
    )

    rows, _ = apply(text, sheet(["a"], ["1"]), "sleman_2015_belanja.csv")
    none, [finding] = apply(text, sheet(["a"], ["1"]), "sleman.csv")

    assert rows == [(2, "2015", "1")]
    assert none is None
    assert finding.values["file"] == "sleman.csv"


def test_a_mapping_says_how_its_source_is_read_but_a_person_goes_before_it():
    text = (
        '[source]\nencoding = "windows-1252"\ndelimiter = ";"\nheader = 7\nsheet = "A"\n'
        '[[column]]\nname = "a"\nfrom = "a"'
    )

    reading = reading_with(Reading(sheet="B", mapping=parse_toml(text)))

    assert isinstance(reading, Reading)
    assert (reading.encoding, reading.delimiter, reading.header) == ("windows-1252", ";", 7)
    assert reading.sheet == "B"


def test_a_mapping_that_cannot_be_followed_is_a_finding():
    finding = reading_with(Reading(mapping={"column": []}))

    assert isinstance(finding, Finding)
    assert (finding.rule, finding.weight) == ("mapping_is_readable", Weight.STOP)


def test_json_has_no_columns_to_map():
    told: list[Finding] = []

    found = mapped(Source("x.json"), parse_toml('[[column]]\nname="a"\nfrom="a"'), told.append)

    assert found is None
    assert [one.rule for one in told] == ["mapping_is_for_tables"]


def test_a_saved_mapping_that_fits_is_told_and_not_applied():
    source = Source("x.csv", (sheet(["Nama Desa", "Tahun"], ["a", "1"]),))
    saved = [
        {"name": "other", "columns": ["Nama Desa"]},
        {"name": "villages", "columns": ["tahun", "nama  desa"]},
    ]

    [finding] = fitting(source, saved)

    assert finding.weight is Weight.NOTE
    assert finding.values["names"] == "villages"
    assert list(fitting(source, saved[:1])) == []


def test_a_thousand_rows_of_one_doubt_are_one_finding_with_the_first_twenty():
    text = '[[column]]\nname = "n"\nfrom = "n"\ndecimal = ","'

    _, [finding] = apply(text, sheet(["n"], *[[f"x{i}"] for i in range(1000)], batch=300))

    assert finding.count == 1000
    assert len(finding.lines) == len(finding.cells) == 20


@given(
    st.lists(st.decimals(-(10**15), 10**15, places=3), min_size=1, max_size=30),
    st.decimals("0.001", 1000, places=3),
)
def test_multiplying_is_exact(numbers, factor):
    cells = pa.array([f"{number:,f}".translate(str.maketrans(",.", ".,")) for number in numbers])
    rule = ColumnRule("n", ("n",), decimal=",", group=".", factor=f"{factor:f}")

    found = made(rule, [cells])

    assert [Decimal(text) for text in found.made.to_pylist()] == [n * factor for n in numbers]
    assert not any("e" in text.lower() for text in found.made.to_pylist())


def test_a_value_stays_one_where_a_replacement_found_nothing_in_it():
    rule = ColumnRule(
        "n", ("n",), decimal=",", group=".", remove=(".-",), replace=(Replace("n", "^Rp *", ""),)
    )
    cells = pa.array(["234.567", "Rp 234.567", "234.567", "Rp 1"])

    found = made(rule, [cells], pa.array([True, False, False, True]))

    assert found.made.to_pylist() == ["234.567", "234567", "234567", "1"]


DATED = (
    '[[column]]\nname = "tgl"\nfrom = "tgl"\ndate = "%d %B %Y"\nmonths = ["Januari", "Februari", '
    '"Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", '
    '"Desember"]\n'
)


def test_months_that_are_written_in_two_ways_are_read_in_both():
    rows, told = apply(DATED, sheet(["tgl"], ["2 Februari 2025"], ["2 Pebruari 2025"]))

    assert [row[1] for row in rows] == ["2025-02-02", "2025-02-02"]
    assert told == []


def test_a_month_that_the_mapping_does_not_name_is_told_as_such():
    _, [finding] = apply(DATED, sheet(["tgl"], ["2 Peb 2025"], ["3 Maret 2025"]))

    assert (finding.rule, finding.values["found"]) == ("dates_have_the_form", "2 Peb 2025")
    assert "months" in finding.write


def test_columns_that_the_schema_describes_and_the_mapping_does_not_make_stop_it():
    told: list[Finding] = []
    schema = {"fields": [{"name": "a"}, {"name": "b"}]}
    text = '[[column]]\nname = "a"\nfrom = "a"\n[[column]]\nname = "c"\nfrom = "a"\n'

    source = mapped(
        Source("f.csv", (sheet(["a"], ["1"]),), schema=schema), parse_toml(text), told.append
    )

    assert source is None
    assert [(f.rule, f.weight, f.values["columns"]) for f in told] == [
        ("columns_are_declared", Weight.STOP, "b"),
        ("columns_are_declared", Weight.STOP, "c"),
    ]
    assert "[[column]]" in told[0].write

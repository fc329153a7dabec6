"""What a mapping can say of budget sheets: cells written anew, marks once, columns replaced."""

import pyarrow as pa
import pytest

from pendopo.programme.mappings import read_mapping
from pendopo.registers.budgets.amounts import rounded, written_out
from pendopo.registers.budgets.outline import clean, is_total, split
from pendopo.stages.intake.mapping import mapped
from pendopo.terms.mapping import MappingError, mapping_of, parse_toml
from pendopo.terms.register import Sheet, Source

BASE = """
[numbers]
decimal = ","
group = "."
[[replace]]
column = "kode"
pattern = '^([45])([0-9])$'
with = '\\1.\\2'
[[column]]
name = "code"
from = "kode"
[[column]]
name = "direction"
from = "kode"
replace = [['^4.*$', "revenue"], ['^5.*$', "expenditure"]]
[[column]]
name = "amount"
from = "jumlah"
number = true
"""


def rows(text, cells):
    columns = [pa.array([2]), *(pa.array([cell]) for cell in cells)]
    batch = pa.record_batch(columns, ["line", "0", "1"])
    sheet = Sheet("", ("kode", "jumlah"), iter([batch]))
    source = mapped(Source("f.csv", (sheet,)), parse_toml(text), lambda _: None)
    assert source is not None
    [made] = source.sheets[0].batches
    return [column[0].as_py() for column in made.columns[1:]]


def test_cells_are_written_anew_before_columns_are_made():
    assert rows(BASE, ["51", "1.250,50"]) == ["5.1", "expenditure", "1250.50"]


@pytest.mark.parametrize("wrong", ['with = "\\\\2"', "with = 1", "with = '\\\\x'"])
def test_what_is_written_names_groups_that_there_are(wrong):
    text = BASE.replace("with = '\\1.\\2'", wrong).replace("([45])([0-9])", "([45])[0-9]")

    with pytest.raises(MappingError):
        mapping_of(parse_toml(text))


def test_a_column_takes_the_place_of_that_of_the_mapping_extended(tmp_path):
    (tmp_path / "base.toml").write_text(BASE)
    own = tmp_path / "own.toml"
    own.write_text(
        'extends = "base"\n[[column]]\nname = "code"\nvalue = "x"\n'
        '[[column]]\nname = "phase"\nvalue = "approved"\n'
    )

    columns = read_mapping(own).mapping.columns

    assert [one.name for one in columns] == ["code", "direction", "amount", "phase"]
    assert columns[0].value == "x"


def test_a_shortened_amount_is_written_out_with_what_may_be_lost():
    amounts, lost = written_out(pa.array(["5.35993E+11", "7", "1,5e3"]))

    assert amounts.to_pylist() == ["535993000000", "7", "1500"]
    assert lost.to_pylist() == ["500000", None, "50"]


def test_fractions_of_a_cent_are_rounded_to_even():
    amounts, longer = rounded(pa.array(["0.125", "0.12", "-7"]))

    assert amounts.to_pylist() == ["0.12", "0.12", "-7"]
    assert longer.to_pylist() == [True, False, False]


def test_a_code_that_others_go_on_from_is_a_total():
    codes = clean(pa.array([" 5 ", "5 . 1 .", "5.1.02", "51", ""]))

    assert codes.to_pylist() == ["5", "5.1", "5.1.02", "51", ""]
    assert is_total(codes).to_pylist() == [True, True, False, False, False]
    assert [level[2].as_py() for level in split(codes, 8)] == ["5", "5.1", "5.1.02"]

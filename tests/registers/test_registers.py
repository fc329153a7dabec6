"""The list of registers: one line each, and what stands on it is there."""

import re
from pathlib import Path

import pytest

import pendopo.registers
from pendopo.registers import NAMES, register, registers

ROOMS = Path(pendopo.registers.__file__).parent


def test_each_folder_has_its_line_and_each_line_its_folder():
    folders = {face.parent.name for face in ROOMS.glob("*/__init__.py")}

    assert set(NAMES) == folders
    assert list(NAMES) == sorted(NAMES)


def test_each_name_stands_on_a_line_of_its_own():
    text = (ROOMS / "__init__.py").read_text()

    assert [name for name in NAMES if not re.search(f'^    "{name}",$', text, re.MULTILINE)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_register_is_called_like_its_folder(name):
    assert register(name).name == name
    assert registers()[name] is register(name)


def test_an_unknown_register_is_answered_with_those_there_are():
    with pytest.raises(KeyError, match="'budget'; there are answers, budgets, contracts"):
        register("budget")


def test_a_folder_that_declares_another_name_is_refused(monkeypatch):
    monkeypatch.setattr("pendopo.registers.NAMES", (*NAMES, "contracts.read"))

    with pytest.raises((TypeError, AttributeError), match="REGISTER"):
        register("contracts.read")


@pytest.mark.parametrize("name", NAMES)
def test_a_register_says_what_it_holds_and_what_is_left_out(name):
    text = (ROOMS / name / "README.md").read_text()

    assert text.startswith(f"# {name}\n")
    for part in ("Law and standard", "Who publishes, how often", "Left out"):
        assert f"## {part}" in text, f"registers/{name}/README.md has no part {part!r}"


def test_a_fold_in_pieces_has_its_column_first_in_every_key():
    for one in registers().values():
        if one.pieces:
            assert {table.key[0] for table in one.folded} == {one.pieces.column}
            names = {table.name for table in one.tables}
            assert {one.pieces.table, *one.pieces.whole} <= names


@pytest.mark.parametrize("name", NAMES)
def test_no_sheet_speaks_of_a_currency_that_does_not_stand_in_it(name):
    one = register(name)

    tables = [*one.tables, *(one.sheets() if one.sheets else ())]

    for table in tables:
        said = " ".join(f"{column.meaning} {column.unit}" for column in table.columns)
        names = {column.name.rpartition("_")[2] for column in table.columns}
        assert "currency beside it" not in said or "currency" in names, table.name

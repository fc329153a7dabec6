"""Every indicator room is whole, its method is portable, and its example comes out.

The SQL runs on DuckDB here. Spark is an optional extra and is not run: for it the text is only
translated, and a construct that Spark lacks fails the translation.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import sqlglot

import pendopo.indicators
from pendopo.indicators import NAMES, indicator, indicators
from pendopo.registers import register
from pendopo.stages.measure import MeasureFacts, measure
from pendopo.standards.sql.portable import agree, check
from pendopo.terms.column import Kind, Table

ROOMS = Path(pendopo.indicators.__file__).parent
HEADINGS = ("Question", "Method", "Unit", "Left out", "Why it matters", "Example")
TYPES = {
    Kind.TEXT: "varchar",
    Kind.CODE: "varchar",
    Kind.JSON: "varchar",
    Kind.INTEGER: "bigint",
    Kind.MONEY: "decimal(18, 2)",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.DATETIME: "timestamp",
    Kind.YEAR: "smallint",
}


def sql_of(name: str) -> str:
    return (ROOMS / name / "measure.sql").read_text("utf-8")


def table_of(reads: str) -> Table:
    """Find a current table by its ``register.table``."""
    register_name, _, table_name = reads.partition(".")
    declared = register(register_name)
    [table] = [one for one in declared.folded or declared.tables if one.name == table_name]
    return table


def tables_of(name: str) -> dict[str, Table]:
    found = [table_of(reads) for reads in indicator(name).reads]
    return {table.name: table for table in found}


def fill(database: duckdb.DuckDBPyConnection, table: Table, rows: list[dict[str, object]]) -> None:
    columns = ", ".join(f'"{column.name}" {TYPES[column.kind]}' for column in table.columns)
    database.execute(f'create table "{table.name}" (entry bigint, line bigint, {columns})')
    names = [column.name for column in table.columns]
    marks = ", ".join("?" * (len(names) + 2))
    for line, row in enumerate(rows, start=1):
        assert row.keys() <= set(names)
        values = [0, line, *(row.get(name) for name in names)]
        database.execute(f'insert into "{table.name}" values ({marks})', values)  # noqa: S608


def answer(name: str, rows: dict[str, list[dict[str, object]]], as_of: str) -> str | None:
    facts = MeasureFacts(1, date.fromisoformat(as_of), {}, "pendopo", "duckdb")
    with duckdb.connect() as database:
        for table_name, table in tables_of(name).items():
            fill(database, table, rows.get(table_name, []))

        def run(sql, values):
            return database.execute(sql, values).fetchall()

        return measure(indicator(name), sql_of(name), run, facts).value


def test_the_list_names_every_folder():
    folders = {path.parent.name for path in ROOMS.glob("*/__init__.py")}

    assert folders == set(NAMES)
    assert list(NAMES) == sorted(NAMES)
    assert list(indicators()) == list(NAMES)


def test_an_indicator_that_is_not_listed_is_refused_with_those_that_are():
    with pytest.raises(KeyError, match=r"no indicator is called 'x'; there are .*single_bid_share"):
        indicator("x")


def test_a_room_must_declare_the_indicator_of_its_name(monkeypatch):
    import pendopo.indicators.single_bid_share as room  # noqa: PLC0415

    for wrong in (None, indicator("contract_value_covered")):
        monkeypatch.setattr(room, "INDICATOR", wrong)
        with pytest.raises(TypeError, match="INDICATOR is no Indicator named 'single_bid_share'"):
            indicator("single_bid_share")


@pytest.mark.parametrize("name", NAMES)
def test_the_room_has_its_files(name):
    files = {str(path.relative_to(ROOMS / name)) for path in (ROOMS / name).rglob("*.*")}

    assert files - {path for path in files if path.endswith(".pyc")} == {
        "README.md",
        "__init__.py",
        "measure.sql",
        "example/tables.json",
        "example/expected.json",
    }


@pytest.mark.parametrize("name", NAMES)
def test_its_page_answers_what_a_reader_asks(name):
    lines = (ROOMS / name / "README.md").read_text("utf-8").splitlines()

    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]

    assert tuple(headings) == HEADINGS
    assert indicator(name).question in lines


@pytest.mark.parametrize("name", NAMES)
def test_the_head_of_its_method_says_question_row_tables_and_parameters(name):
    question, row, reads = sql_of(name).splitlines()[:3]

    assert question == f"-- {indicator(name).question}"
    assert row.startswith("-- One row: value (")
    tables = ", ".join(indicator(name).reads)
    assert reads == f"-- Reads: {tables} (published). Parameters: $as_of."


@pytest.mark.parametrize("name", NAMES)
def test_its_method_is_within_the_portable_subset(name):
    tables = tables_of(name)
    columns = {one.name: [column.name for column in one.columns] for one in tables.values()}
    keys = {one.name: one.key for one in tables.values()}

    problems = check(sql_of(name), columns, keys)

    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("name", NAMES)
def test_its_method_translates_to_the_engine_for_more_than_one_machine(name):
    level = sqlglot.ErrorLevel.RAISE

    translated = sqlglot.transpile(
        sql_of(name), read="duckdb", write="spark", unsupported_level=level
    )

    assert len(translated) == 1


@pytest.mark.parametrize("name", NAMES)
def test_its_example_gives_the_expected_value(name):
    rows = json.loads((ROOMS / name / "example" / "tables.json").read_text("utf-8"))
    expected = json.loads((ROOMS / name / "example" / "expected.json").read_text("utf-8"))

    value = answer(name, rows, expected["as_of"])

    assert value is not None
    assert agree(Decimal(value), Decimal(expected["value"]))


@pytest.mark.parametrize("name", NAMES)
def test_its_example_holds_a_row_that_counts_only_later(name):
    """Without one the example would not notice a method that forgets the day."""
    rows = json.loads((ROOMS / name / "example" / "tables.json").read_text("utf-8"))
    expected = json.loads((ROOMS / name / "example" / "expected.json").read_text("utf-8"))

    later = answer(name, rows, "2027-01-01")

    assert later is not None
    assert not agree(Decimal(later), Decimal(expected["value"]))


@pytest.mark.parametrize("name", NAMES)
def test_without_rows_the_answer_is_unknown_and_not_zero(name):
    assert answer(name, {}, "2026-06-30") is None

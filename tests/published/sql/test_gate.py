"""The first gate lets one SELECT over published tables pass, and says of all else why not."""

import pytest

from pendopo.published.errors import SqlError
from pendopo.published.sql.functions import NAMES as FUNCTIONS
from pendopo.published.sql.gate import check
from pendopo.published.sql.spelling import LETTERS_MOST, spelled
from tests.published.sql.hostile import BOMBS, GOOD, HOSTILE

TABLES = (("s", "roads"), ("datasets", "village-budgets"), ("contracts", "processes"))


@pytest.mark.parametrize("sql", GOOD)
def test_a_select_over_published_tables_passes(sql):
    assert set(check(sql, TABLES)) <= set(TABLES)


@pytest.mark.parametrize("sql", BOMBS)
def test_a_question_that_is_only_large_passes(sql):
    assert check(sql, TABLES) == ()


@pytest.mark.parametrize("sql", HOSTILE)
def test_everything_else_is_refused_in_words(sql):
    with pytest.raises(SqlError) as refused:
        check(sql, TABLES)

    assert refused.value.message
    assert "\x1b" not in str(refused.value)


def test_the_tables_that_are_named_are_told_once_as_they_are_published():
    found = check("select * from S.ROADS a, s.roads b, contracts.processes c", TABLES)

    assert found == (("s", "roads"), ("contracts", "processes"))


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("", "The question is empty; write a SELECT"),
        (" \n", "The question is empty; write a SELECT"),
        ("select 1; select 2", "There are 2 statements; write exactly one SELECT"),
        ("-- only a comment", "There are 0 statements; write exactly one SELECT"),
        ("select (", "This is no SQL that can be read: "),
        ("select 'a", "This is no SQL that can be read: "),
        ("select " + "(" * 2000 + "1" + ")" * 2000, "The question is nested too deep"),
        ("select '" + "a" * LETTERS_MOST + "'", f"letters; write at most {LETTERS_MOST}"),
        ("drop table x", "DROP TABLE x: only a SELECT is answered"),
        ("select * from roads", "roads is no published table; write one of s.roads"),
        (
            "select * from s.lanes",
            's.lanes is no published table; write one of contracts.processes, datasets."village-',
        ),
        ("select * from c.s.roads", "c.s.roads is no published table"),
        ("select pg_sleep(1)", "pg_sleep() is no function that is answered here"),
        ("select now()", "now() is no function that is answered here"),
        ("select current_date", "CURRENT_DATE is not answered here"),
        ("select $1", "$1 is not answered here"),
        ("with pg_class as (select 1) select 1", "pg_class is a name of the engine's own"),
    ],
)
def test_a_refusal_says_what_was_found_and_what_to_write(sql, words):
    with pytest.raises(SqlError) as refused:
        check(sql, TABLES)

    assert words in str(refused.value)


def test_a_name_that_a_question_gives_itself_is_known_only_inside_it():
    with pytest.raises(SqlError, match="z is no published table"):
        check("select * from (with z as (select 1) select * from z), z", TABLES)


def test_of_many_tables_a_few_are_named():
    many = [("s", f"t{number:03}") for number in range(100)]

    with pytest.raises(SqlError) as refused:
        check("select * from nothing", many)

    assert str(refused.value).endswith("s.t011 …")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (("s", "roads"), "s.roads"),
        (("datasets", "roads-2026"), 'datasets."roads-2026"'),
        (("datasets", "2026"), 'datasets."2026"'),
        (("s", "Roads"), 's."Roads"'),
        (("s", 'a"b'), 's."a""b"'),
    ],
)
def test_a_name_is_written_as_sql_takes_it(name, written):
    assert spelled(name) == written


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_on_the_list_passes_with_any_number_of_values(name):
    for values in ("", "road", "road, cost", "road, cost, line"):
        try:
            check(f"select {name}({values}) from s.roads", TABLES)  # noqa: S608  our own
        except SqlError as refused:
            # The parser knows how many values some functions take.
            assert "no SQL that can be read" in str(refused)  # noqa: PT017

"""What stands already where a file would be published."""

import json

import pytest

from pendopo.programme.programme import Programme

pytestmark = pytest.mark.usefixtures("home")

SCHEMA = {
    "fields": [
        {"name": "village", "type": "string"},
        {"name": "year", "type": "year"},
        {"name": "households", "type": "integer"},
    ]
}


def standing(home):
    programme = Programme.open(home)
    return [(one, programme.metadata(one)) for one in programme.state().current()]


def indexes(home):
    return [publication.index for publication, _ in standing(home)]


def contracts(path, *ocids):
    made = [
        {"ocid": ocid, "id": "1", "date": "2026-01-02T00:00:00Z", "tag": ["planning"]}
        for ocid in ocids
    ]
    path.write_text(json.dumps({"releases": made}))
    return path


def test_bytes_that_stand_already_are_published_once(publish, villages, home):
    publish(villages)

    again = publish(villages)

    assert again.exit_code == 0, again.output
    assert "villages.csv: these bytes stand already as entry 1; nothing to do." in again.stdout
    assert "replaces" not in again.stdout
    assert indexes(home) == [1]


def test_the_same_bytes_in_another_scope_are_another_dataset(publish, villages, home):
    publish(villages)

    publish(villages, "other")

    assert indexes(home) == [1, 2]


@pytest.mark.parametrize(
    "more",
    [
        ("--title", "Another"),
        ("--description", "Another"),
        ("--publisher", "Another"),
        ("--licence", "CC0-1.0"),
        ("--note", "Another"),
    ],
)
def test_the_same_bytes_of_which_something_else_is_said_replace_what_stands(
    more, publish, villages, home
):
    publish(villages)

    publish(villages, "villages", *more)
    again = publish(villages, "villages", *more)

    assert "these bytes stand already as entry 2" in again.stdout
    assert indexes(home) == [2]


def test_the_same_bytes_under_another_schema_replace_what_stands(publish, villages, home):
    schema = home.parent / "schema.json"
    schema.write_text(json.dumps(SCHEMA))
    publish(villages)

    publish(villages, "villages", "--schema", schema)
    again = publish(villages, "villages", "--schema", schema)

    assert "these bytes stand already as entry 2" in again.stdout
    assert indexes(home) == [2]


def test_a_schema_that_cannot_be_followed_is_told_though_the_bytes_stand(publish, villages, home):
    schema = home.parent / "schema.json"
    schema.write_text('{"fields": []}')
    publish(villages)

    result = publish(villages, "villages", "--schema", schema)

    assert result.exit_code == 1
    assert "The Table Schema cannot be followed" in result.stdout
    assert indexes(home) == [1]


def test_only_the_files_that_stand_already_are_left_out(run, villages, tmp_path, home):
    roads = tmp_path / "roads.csv"
    roads.write_text("road,km\nA,3\n")
    told = ("--register", "datasets", "--scope", "dataset={name}")
    run("publish", villages, *told)

    result = run("publish", villages, roads, *told)

    assert "villages.csv: these bytes stand already as entry 1" in result.stdout
    assert "Files published: 1." in result.stdout
    assert indexes(home) == [1, 2]


def test_in_a_merging_register_the_same_bytes_are_a_repetition_whatever_is_said(
    run, home, tmp_path
):
    path = contracts(tmp_path / "a.json", "ocds-213czf-1")
    run("publish", path, "--register", "contracts")

    again = run("publish", path, "--register", "contracts", "--title", "Another")

    assert again.exit_code == 0, again.output
    assert "a.json: these bytes stand already as entry 1; nothing to do." in again.stdout
    assert indexes(home) == [1]


def test_in_a_merging_register_the_same_bytes_replace_what_is_named(run, home, tmp_path):
    path = contracts(tmp_path / "a.json", "ocds-213czf-1")
    run("publish", path, "--register", "contracts", "--title", "First")
    [(first, _)] = standing(home)

    named = ("--replaces", first.id)
    result = run("publish", path, "--register", "contracts", *named, "--description", "All")

    [(_, metadata)] = standing(home)
    assert "replaces entry 1 (First of " in result.stdout
    assert (metadata.title, metadata.description) == ("First", "All")
    assert indexes(home) == [2]


def test_in_a_merging_register_the_same_bytes_handed_in_twice_are_published_once(
    run, home, tmp_path
):
    one = contracts(tmp_path / "a.json", "ocds-213czf-1")
    other = contracts(tmp_path / "b.json", "ocds-213czf-1")

    result = run("publish", one, other, "--register", "contracts")

    assert "b.json: the same bytes as a.json; they are published once." in result.stdout
    assert indexes(home) == [1]


def test_a_correction_says_what_it_replaces(publish, villages, home):
    first = publish(villages, "villages", "--title", "Villages by year")
    villages.write_text(villages.read_text() + "Tani,2026,90\n")

    second = publish(villages)

    programme = Programme.open(home)
    day = programme.state().publication(1).time[:10]
    assert "replaces entry" not in first.stdout
    assert f"  replaces entry 1 (Villages by year of {day})" in second.stdout
    assert "columns differ" not in second.stdout


def test_a_correction_keeps_what_is_said_of_the_dataset(publish, villages, home, tmp_path):
    said = ("--title", "Villages", "--description", "All", "--publisher", "Office of Villages")
    publish(villages, "villages", *said)
    other = tmp_path / "final_v2.csv"
    other.write_text(villages.read_text() + "Tani,2026,90\n")

    publish(other)

    [(publication, metadata)] = standing(home)
    assert publication.index == 2
    assert (metadata.title, metadata.description) == ("Villages", "All")
    assert metadata.publisher == "Office of Villages"


def test_what_a_correction_says_of_the_dataset_wins(publish, villages, home):
    publish(villages, "villages", "--title", "Villages", "--description", "All")
    villages.write_text(villages.read_text() + "Tani,2026,90\n")

    publish(villages, "villages", "--title", "Settlements", "--description", "Some")

    [(_, metadata)] = standing(home)
    assert (metadata.title, metadata.description) == ("Settlements", "Some")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("village,year,homes\nRejo,2026,412\n", "its columns differ: households gone, homes new"),
        ("village,year\nRejo,2026\n", "its columns differ: households gone"),
        ("village,year,households,a\nRejo,2026,412,1\n", "its columns differ: a new"),
    ],
)
def test_columns_that_came_or_went_with_a_correction_are_named(text, line, publish, villages):
    publish(villages)
    villages.write_text(text)

    result = publish(villages)

    assert result.exit_code == 0, result.output
    assert f"  {line}\n" in result.stdout

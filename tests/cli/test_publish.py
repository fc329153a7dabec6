"""``pendopo publish``: files become entries, or are told why not."""

import json

import pytest

from pendopo.programme.programme import Programme

pytestmark = pytest.mark.usefixtures("home")


def published(home):
    programme = Programme.open(home)
    return [
        (publication, programme.metadata(publication))
        for publication in programme.state().current()
    ]


def test_a_good_file_becomes_an_entry(publish, villages, home):
    result = publish(villages, "villages", "--title", "Villages", "--note", "First")

    [(publication, metadata)] = published(home)
    assert result.exit_code == 0, result.output
    assert f"published as {publication.id}, entry 1 of the log" in result.stdout
    assert "Files published: 1." in result.stdout
    assert publication.scope == {"dataset": "villages"}
    assert (metadata.title, metadata.note, metadata.licence) == ("Villages", "First", "CC-BY-4.0")
    assert metadata.filename == "villages.csv"


def test_what_was_checked_is_byte_for_byte_what_is_published(publish, villages, home):
    publish(villages)

    programme = Programme.open(home)
    [publication] = programme.state().current()
    original = programme.object_path(publication.object("original").c)
    assert original.read_bytes() == villages.read_bytes()


def test_a_file_without_a_title_is_named_after_itself(publish, tmp_path, home):
    path = tmp_path / "road_repairs 2026.csv"
    path.write_text("a,b\n1,2\n")

    publish(path)

    [(_, metadata)] = published(home)
    assert metadata.title == "road repairs 2026"


def test_a_stop_publishes_nothing(publish, broken, home):
    result = publish(broken)

    assert result.exit_code == 1
    assert "not published" in result.stdout
    assert "Files published: 0." in result.stdout
    assert published(home) == []


def test_a_missing_licence_is_a_stop(publish, villages, home):
    path = home / "pendopo.toml"
    path.write_text(path.read_text().replace('licence = "CC-BY-4.0"', 'licence = ""'))

    refused = publish(villages)
    taken = publish(villages, "villages", "--licence", "cc0-1.0")

    [(_, metadata)] = published(home)
    assert refused.exit_code == 1
    assert "--licence" in refused.stdout
    assert taken.exit_code == 0, taken.output
    assert metadata.licence == "CC0-1.0"


def test_a_licence_that_does_not_let_anyone_reuse_is_refused(publish, villages, home):
    result = publish(villages, "villages", "--licence", "CC-BY-NC-4.0")

    assert result.exit_code == 2
    assert "--licence is 'CC-BY-NC-4.0'; write one of CC0-1.0" in result.stderr
    assert published(home) == []


def test_a_missing_scope_is_told_with_an_example(run, villages, home):
    result = run("publish", villages, "--register", "datasets")

    assert result.exit_code == 1
    assert "--scope dataset=" in result.stdout
    assert published(home) == []


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("datset=villages", "Did you mean dataset?"),
        ("villages", "register datasets takes --scope dataset="),
    ],
)
def test_a_wrong_scope_is_refused_with_the_right_one(scope, words, run, villages):
    result = run("publish", villages, "--register", "datasets", "--scope", scope)

    assert result.exit_code == 2
    assert words in result.stderr


def test_a_scope_for_a_register_without_one_is_refused(run, villages):
    result = run("publish", villages, "--register", "contracts", "--scope", "year=2026")

    assert result.exit_code == 2
    assert "register contracts has no scope; leave it out" in result.stderr


def test_a_missing_file_is_named_before_anything_is_published(run, villages, home):
    result = run(
        "publish", villages, "gone.csv", "--register", "datasets", "--scope", "dataset={name}"
    )

    assert result.exit_code == 2
    assert "gone.csv: there is no such file" in result.stderr
    assert published(home) == []


def several(run, *files, more=()):
    return run("publish", *files, "--register", "datasets", "--scope", "dataset={name}", *more)


def test_several_files_are_one_commit(run, home, villages, tmp_path):
    other = tmp_path / "roads.csv"
    other.write_text("road,km\nA,3\n")

    result = several(run, villages, other)

    names = [publication.scope["dataset"] for publication, _ in published(home)]
    assert result.exit_code == 0, result.output
    assert names == ["villages", "roads"]
    assert "Files published: 2." in result.stdout


def test_one_stop_holds_back_all(run, home, villages, broken):
    result = several(run, villages, broken)

    assert result.exit_code == 1
    assert published(home) == []


def test_the_others_go_on_when_they_are_told_to(run, home, villages, broken):
    result = several(run, broken, villages, more=["--keep-going"])

    names = [publication.scope["dataset"] for publication, _ in published(home)]
    assert result.exit_code == 1
    assert names == ["villages"]


def test_several_files_for_one_scope_are_refused(villages, tmp_path, home, run):
    other = tmp_path / "roads.csv"
    other.write_text("road,km\nA,3\n")

    result = run("publish", villages, other, "--register", "datasets", "--scope", "dataset=one")

    assert result.exit_code == 2
    assert "would replace each other" in result.stderr
    assert "--scope dataset={name}" in result.stderr
    assert published(home) == []


def test_a_second_publication_of_a_scope_replaces_the_first(publish, villages, home):
    publish(villages)
    villages.write_text(villages.read_text() + "Tani,2026,90\n")
    publish(villages)

    [(publication, metadata)] = published(home)
    assert publication.index == 2
    assert publication.prev == 1
    assert metadata.rows == 3


def releases(path, *ocids):
    made = [
        {
            "ocid": ocid,
            "id": "1",
            "date": "2026-01-02T00:00:00Z",
            "tag": ["planning"],
            "initiationType": "tender",
            "language": "en",
        }
        for ocid in ocids
    ]
    path.write_text(json.dumps({"releases": made}))
    return path


def test_a_merging_register_replaces_what_is_named(run, home, tmp_path):
    path = releases(tmp_path / "a.json", "ocds-213czf-1")
    first = run("publish", path, "--register", "contracts")
    [(publication, _)] = published(home)
    releases(path, "ocds-213czf-1", "ocds-213czf-2")

    second = run("publish", path, "--register", "contracts", "--replaces", publication.id)

    [(now, _)] = published(home)
    assert (first.exit_code, second.exit_code) == (0, 0), second.output
    assert now.prev == publication.index


def test_a_publication_that_there_is_not_cannot_be_replaced(run, home, tmp_path):
    path = releases(tmp_path / "a.json", "ocds-213czf-1")

    result = run("publish", path, "--register", "contracts", "--replaces", "0" * 26)

    assert result.exit_code == 2
    assert "0" * 26 in result.stderr
    assert published(home) == []

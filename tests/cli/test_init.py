"""``pendopo init``: a programme begins."""

import stat

import pytest

from pendopo.programme.config import load
from tests.cli.conftest import options


def test_a_programme_begins_with_everything_it_needs(run, tmp_path):
    folder = tmp_path / "home"

    result = run("init", folder, *options(timezone="Asia/Jakarta"))

    config = load(folder / "pendopo.toml")
    assert result.exit_code == 0, result.output
    assert config.government.name == "Regency of Example"
    assert config.government.languages == ("en", "id")
    assert config.government.timezone == "Asia/Jakarta"
    assert config.log.origin == "data.example.org/log"
    assert config.publishing.licence == "CC-BY-4.0"
    assert (
        (folder / "public" / "log" / "checkpoint").read_text().startswith("data.example.org/log\n")
    )


def test_the_key_is_for_its_owner_alone(run, tmp_path):
    folder = tmp_path / "home"

    run("init", folder, *options())

    key = folder / "private" / "keys" / "log.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "private").stat().st_mode) == 0o700
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_it_says_what_was_made_and_what_comes_next(run, tmp_path):
    folder = tmp_path / "home"

    result = run("init", folder, *options())

    policy = (folder / "public" / "policy.txt").read_text()
    vkey = next(line.split()[1] for line in policy.splitlines() if line.startswith("log "))
    assert f"public key: {vkey}" in result.stdout
    assert "pendopo check FILE" in result.stdout


@pytest.mark.parametrize(("zone", "told"), [(None, True), ("Asia/Jakarta", False)])
def test_a_time_zone_that_nobody_chose_is_pointed_out(zone, told, run, tmp_path):
    result = run("init", tmp_path / "home", *options(timezone=zone))

    assert ("Days begin in UTC" in result.stdout) is told


def test_an_empty_folder_that_is_there_will_do(run, tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()

    result = run("init", folder, *options())

    assert result.exit_code == 0
    assert (folder / "pendopo.toml").exists()


def test_a_folder_that_holds_anything_is_left_alone(run, tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "diary.txt").write_text("mine")

    result = run("init", folder, *options())

    assert result.exit_code == 2
    assert "the folder is not empty; write a new or an empty one" in result.stderr
    assert [path.name for path in folder.iterdir()] == ["diary.txt"]


def test_a_file_is_no_folder(run, tmp_path):
    path = tmp_path / "home"
    path.write_text("mine")

    result = run("init", path, *options())

    assert result.exit_code == 2
    assert "this is a file; write a folder" in result.stderr


def test_what_is_not_given_is_asked(run, tmp_path):
    folder = tmp_path / "home"
    answers = "Regency of Example\nregency\nID\nid, en\nIDR\nAsia/Jakarta\ndata.example.org/log\n\n"

    result = run("init", folder, answers=answers)

    config = load(folder / "pendopo.toml")
    assert result.exit_code == 0, result.output
    assert config.government.name == "Regency of Example"
    assert config.government.languages == ("id", "en")
    assert config.government.timezone == "Asia/Jakarta"
    assert config.publishing.licence == ""


def test_only_what_is_not_given_is_asked(run, tmp_path):
    folder = tmp_path / "home"

    result = run("init", folder, *options(country=None, timezone="UTC"), answers="PH\n")

    assert result.exit_code == 0, result.output
    assert load(folder / "pendopo.toml").government.country == "PH"


def test_an_answer_that_will_not_do_is_asked_again(run, tmp_path):
    folder = tmp_path / "home"

    result = run(
        "init", folder, *options(level=None, timezone="UTC"), answers="kabupaten\nregency\n"
    )

    assert result.exit_code == 0, result.output
    assert "level is 'kabupaten'; write one of village" in result.stderr


def test_nobody_who_answers_is_told_which_option_is_missing(run, tmp_path):
    folder = tmp_path / "home"

    result = run("init", folder, *options(origin=None, timezone="UTC"), answers="")

    assert result.exit_code == 2
    assert "--origin is missing" in result.stderr
    assert not folder.exists()


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("country", "Indonesia", "--country is 'Indonesia'; write two capital letters"),
        ("level", "regncy", "Did you mean regency?"),
        ("languages", "id,fr", "--languages is 'id,fr'; write one or more of"),
        ("currency", "rupiah", "--currency is 'rupiah'; write three capital letters"),
        ("origin", "https://data.example.org/", "--origin is 'https://data.example.org/'"),
        ("timezone", "WIB", "--timezone is 'WIB'; write a zone of the IANA database"),
        ("licence", "CC-BY", "Did you mean CC-BY-4.0?"),
        ("name", "", "--name is ''; write a name"),
    ],
)
def test_an_option_that_will_not_do_is_refused_before_anything_is_made(
    option, value, words, run, tmp_path
):
    folder = tmp_path / "home"

    result = run("init", folder, *options(**{option: value}))

    assert result.exit_code == 2
    assert words in result.stderr
    assert not folder.exists()


def test_an_observer_says_whom_it_observes(run, tmp_path):
    folder = tmp_path / "home"
    observer = ["--as", "observer", "--observes", "Regency of Example"]

    result = run("init", folder, *options(name="Data Watch"), *observer)

    government = load(folder / "pendopo.toml").government
    assert result.exit_code == 0, result.output
    assert (government.role, government.observes) == ("observer", "Regency of Example")
    assert government.name == "Data Watch"


def test_an_observer_who_does_not_say_whom_is_asked(run, tmp_path):
    folder = tmp_path / "home"

    result = run(
        "init",
        folder,
        *options(name="Data Watch", timezone="UTC"),
        "--as",
        "observer",
        answers="Regency of Example\n",
    )

    assert result.exit_code == 0, result.output
    assert load(folder / "pendopo.toml").government.observes == "Regency of Example"


def test_a_government_does_not_observe(run, tmp_path):
    folder = tmp_path / "home"

    result = run("init", folder, *options(), "--observes", "Regency of Example")

    assert result.exit_code == 2
    assert 'write role = "observer", or leave observes out' in result.stderr
    assert not folder.exists()


def test_an_invented_government_says_so(run, tmp_path):
    folder = tmp_path / "home"

    run("init", folder, *options(), "--invented")

    assert load(folder / "pendopo.toml").government.invented

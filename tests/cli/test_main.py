"""The command line as a whole: verbs, languages, faults in words."""

import subprocess
import sys

import click
import pytest

import pendopo
from pendopo.cli import VERBS, main
from pendopo.cli.verb import fault
from pendopo.cli.words import number, speak, word


def test_help_lists_the_verbs_in_the_order_of_the_journey(run):
    result = run("--help")

    places = [result.output.index(f"\n  {verb} ") for verb in VERBS]
    assert result.exit_code == 0
    assert places == sorted(places)
    assert "Exit codes: 0 done" in result.output


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb, run):
    result = run(verb, "--help")

    assert result.exit_code == 0
    assert "Usage: " in result.output
    assert len(result.output.splitlines()) > 4


def test_the_version_is_told(run):
    result = run("--version")

    assert result.output == f"pendopo {pendopo.__version__}\n"


def test_it_runs_as_a_module_too():
    command = [sys.executable, "-m", "pendopo", "--version"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, f"pendopo {pendopo.__version__}\n")


def test_a_verb_that_there_is_not_is_refused_with_the_one_that_was_meant(run):
    result = run("pubish", "a.csv")

    assert result.exit_code == 2
    assert "there is no verb pubish" in result.output
    assert "Did you mean publish?" in result.output


def test_an_option_that_there_is_not_is_refused(run):
    result = run("--hom", ".")

    assert result.exit_code == 2
    assert "--home" in result.output


@pytest.mark.parametrize(
    "verb", [["log"], ["state"], ["measure"], ["rebuild"], ["serve"], ["verify"]]
)
def test_a_folder_without_a_programme_is_refused_with_what_to_do(verb, run, tmp_path):
    result = run("--home", tmp_path / "nowhere", *verb)

    assert result.exit_code == 2
    assert f"{tmp_path / 'nowhere' / 'pendopo.toml'}: cannot be read" in result.stderr
    assert "pendopo init" in result.stderr


def test_the_folder_may_come_from_the_environment(run, home, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PENDOPO_HOME", str(home))

    result = run("log")

    assert result.exit_code == 0
    assert "data.example.org/log has 1 entries" in result.output


def test_a_broken_configuration_is_refused_with_file_key_and_what_to_write(run, home):
    path = home / "pendopo.toml"
    path.write_text(path.read_text().replace('level = "regency"', 'level = "regncy"'))

    result = run("log")

    assert result.exit_code == 2
    assert f"{path}: government.level is 'regncy'; write one of village" in result.stderr
    assert "Did you mean regency?" in result.stderr


def test_an_unreadable_key_is_refused_in_words(home, publish, villages):
    (home / "private" / "keys" / "log.key").chmod(0o644)

    result = publish(villages)

    assert result.exit_code == 2
    assert "chmod 600" in result.stderr
    assert "Traceback" not in result.output


class HallError(Exception):
    """A fault of a module that is none of Pendopo's."""


@pytest.mark.usefixtures("home")
def test_a_fault_that_nobody_expected_keeps_its_traceback(run, monkeypatch):
    def fall(*_words):
        raise HallError("unexpected")

    monkeypatch.setattr("pendopo.programme.programme.Programme.state", fall)

    result = run("log")

    assert isinstance(result.exception, HallError)
    assert fault(HallError("unexpected")) is None


def test_a_fault_of_the_disk_is_told_with_its_file():
    told = fault(OSError(28, "No space left on device", "/data/x"))

    assert told is not None
    assert told.message == "/data/x: No space left on device"
    assert told.exit_code == 2


def test_a_fault_of_the_system_without_a_file_is_told_too():
    told = fault(OSError(28, "No space left on device"))

    assert told is not None
    assert told.message == "No space left on device"


def test_a_fault_with_a_sentence_and_values_is_filled():
    class EndedError(Exception):
        message, write, values = "Reading {file} was stopped.", "Split it.", {"file": "a.csv"}

    told = fault(EndedError())

    assert told is not None
    assert told.message == "Reading a.csv was stopped. Split it."


@pytest.mark.parametrize(
    ("variables", "configured", "expected"),
    [
        ({"LANG": "id_ID.UTF-8"}, ["en"], "id"),
        ({"LANG": "en_GB.UTF-8"}, ["id"], "en"),
        ({"LC_ALL": "id", "LANG": "en"}, ["en"], "id"),
        ({"LC_MESSAGES": "id_ID", "LANG": "en"}, ["en"], "id"),
        ({"LANG": "C.UTF-8"}, ["id", "en"], "id"),
        ({"LANG": "fr_FR"}, ["id"], "id"),
        ({}, ["id"], "id"),
        ({}, [], "en"),
    ],
)
def test_the_language_is_that_of_the_environment_else_the_governments(
    variables, configured, expected, monkeypatch
):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    chosen = speak("", configured)

    assert chosen == expected


def test_a_language_that_is_asked_for_wins(monkeypatch):
    monkeypatch.setenv("LANG", "en")

    assert speak("id", ["en"]) == "id"


def test_a_language_that_there_is_not_is_refused(run):
    result = run("--language", "fr", "log")

    assert result.exit_code == 2
    assert "'en', 'id'" in result.output


@pytest.mark.usefixtures("home")
def test_texts_are_in_the_language_in_use(run):
    english = run("--language", "en", "log", "--help").output
    indonesian = run("--language", "id", "log", "--help").output

    assert "How many entries to list; 0 for all." in english
    assert "How many entries to list; 0 for all." not in indonesian
    assert "--heartbeat" in indonesian


def test_values_are_put_in_as_they_are():
    speak("en")

    assert word("{a} and {b}", a="{b}", b=3) in {"{b} and 3", "3 and 3"}
    assert word("") == ""


def test_the_verbs_are_commands():
    context = click.Context(main)

    assert all(isinstance(main.get_command(context, verb), click.Command) for verb in VERBS)
    assert main.get_command(context, "os") is None


@pytest.mark.parametrize(
    ("words", "text", "values"),
    [
        (["pubish"], " Did you mean {word}?", {"word": "publish"}),
        (["state", "--att", "3"], "there is no option {name}.", {"name": "--att"}),
        (["state", "--att", "3"], " Did you mean {word}?", {"word": "--at"}),
        (["check", "a.csv"], "{what} is missing; write it.", {"what": "--register NAME"}),
        (["check", "--register", "datasets"], "{what} is missing; write it.", {"what": "FILE"}),
        (
            ["state", "x"],
            "{words}: {verb} takes no such words; leave them out.",
            {"words": "x", "verb": "state"},
        ),
    ],
)
def test_a_wrong_command_is_told_in_the_language_chosen(words, text, values, run):
    result = run("--language", "id", *words)

    told = word(text, **values)
    speak("en")
    assert result.exit_code == 2
    assert told != word(text, **values)
    assert told in result.output


@pytest.mark.parametrize("at", ["3", "2026-01-31"])
def test_a_point_in_time_without_its_option_is_told_with_it(at, run, home):  # noqa: ARG001
    result = run("state", at)

    assert result.exit_code == 2
    assert f"Did you mean --at {at}?" in result.output


def test_a_misuse_of_another_kind_is_told_as_click_does(run):
    result = run("serve", "--port", "x")

    assert result.exit_code == 2
    assert "--port" in result.output


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "1,234,567 2.50"), ("id", "1.234.567 2,50")]
)
def test_numbers_have_the_marks_of_the_language(language, shown):
    speak(language)

    written = f"{number(1_234_567)} {number(2.5, 2)}"

    speak("en")
    assert written == shown


@pytest.mark.parametrize("verb", ["check", "publish"])
def test_a_scope_in_other_letters_is_told_with_those_allowed(verb, run, villages, home):  # noqa: ARG001
    code = 'a b "q"'

    result = run(verb, villages, "--register", "datasets", "--scope", f"dataset={code}")

    assert result.exit_code == 2
    assert "the small letters a to z, digits and hyphens" in result.stderr
    assert "--scope dataset=a-b-q" in result.stderr


def test_a_scope_that_no_letters_can_be_taken_from_is_told_with_the_example(run, villages, home):  # noqa: ARG001
    result = run("check", villages, "--register", "datasets", "--scope", "dataset=???")

    assert "--scope dataset=road-repairs" in result.stderr


@pytest.mark.parametrize("verb", ["check", "publish"])
def test_another_scheme_than_http_is_refused_by_its_name(verb, run, home):  # noqa: ARG001
    result = run(verb, "ftp://x/x.csv", "--register", "datasets")

    assert result.exit_code == 2
    assert "ftp://x/x.csv: addresses are fetched by publish" in result.stderr
    assert "https:// or http://" in result.stderr

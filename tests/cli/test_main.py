"""The command line as a whole: verbs, languages, faults in words."""

import errno
import os
import subprocess
import sys

import click
import pytest

import pendopo
from pendopo.cli import VERBS, main
from pendopo.cli.verb import fault, write_whole
from pendopo.cli.words import number, speak, speaking, word
from pendopo.standards.statement import Statement

# What files and disks are refused with.
SYSTEM = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOENT,
    errno.EEXIST,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.ENAMETOOLONG,
    errno.EFBIG,
    errno.EIO,
)


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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("desk", "--help"), "Perintah:"),
        (("desk", "invit"), "tidak ada perintah invit; tulis salah satu dari clear, code"),
        (("desk", "invit"), "Maksudnya invite?"),
        (("desk",), "Perintah:"),
    ],
)
def test_what_stands_around_a_verbs_own_words_is_in_the_language_too(run, words, told):
    result = run("--language", "id", *words)

    assert told in result.output
    assert "Commands:" not in result.output
    assert "No such command" not in result.output


def test_help_that_is_asked_for_first_is_in_the_language_of_the_environment(run, monkeypatch):
    monkeypatch.setenv("LC_ALL", "id_ID.UTF-8")

    told = run("--help").output
    assert "Pendopo suatu pemerintah" in told
    for text in (
        "Folder program",
        "Bahasa yang dipakai",
        "Tampilkan versi",
        "Tampilkan keterangan",
    ):
        assert text in told
    assert "tidak ada pilihan --hom." in run("--hom", ".").output


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
    assert (
        told.message
        == "/data/x: the disk is full; make room, or write to another disk, and say it again"
    )
    assert told.exit_code == 2


def test_a_fault_of_the_system_without_a_file_is_told_too():
    told = fault(OSError(28, "No space left on device"))

    assert told is not None
    assert told.message.startswith("the disk is full; make room")


def test_what_the_system_says_is_told_in_the_language_in_use():
    with speaking("id"):
        told = [fault(OSError(code, os.strerror(code), "/data/x")) for code in SYSTEM]

    messages = [one.message for one in told if one]
    assert len(messages) == len(SYSTEM)
    assert all(one.startswith("/data/x: ") for one in messages)
    said = {os.strerror(code) for code in SYSTEM} | {"the disk is full"}
    assert not [one for one in messages if any(english in one for english in said)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["archive", "a.csv"], "OUT: 'a.csv' is a file; write the path of a folder"),
        (["restore", "none", "x"], "FROM: 'none' is not there; write a path that is"),
        (["handover", "briefing", "."], "FILE: '.' is a folder; write the path of a file"),
        (
            ["roles", "add", "k", "--role", "king", "--unit", "a", "--office", "A"],
            "--role is 'king'; write one of publisher, officer,",
        ),
    ],
)
def test_a_path_or_a_choice_that_will_not_do_is_told_with_what_to_write(run, tmp_path, words, told):
    (tmp_path / "a.csv").write_text("a\n")

    english = run(*words)
    other = run("--language", "id", *words)

    assert (english.exit_code, other.exit_code) == (2, 2)
    assert told in english.stderr
    assert told not in other.stderr
    assert words[1] in other.stderr or "king" in other.stderr
    assert "Invalid value" not in other.stderr


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["sign", "--new-key", "a.key"], "a.key"),
        (["sign", "b.txt", "--key", "b.key", "--yes", "--out", "b.sig"], "b.sig"),
    ],
)
def test_a_file_that_the_disk_refuses_is_named_and_nothing_is_left(run, tmp_path, words, left):
    assert run("sign", "--new-key", "b.key").exit_code == 0
    (tmp_path / "b.txt").write_text(Statement("a/log", "rating", "2026-01-01T00:00:00Z").text())
    # A limit of no bytes a file: the system refuses each write, as a full disk does.
    command = 'ulimit -f 0; exec "$0" -m pendopo "$@"'

    done = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable, *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )

    assert done.returncode == 2, done.stderr
    assert f"{left}: larger than a file may be there" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.key", "b.key.pub", "b.txt"]


def test_a_paper_that_cannot_be_written_leaves_the_one_before(tmp_path):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"the one before")
    (tmp_path / f".pendopo-{os.getpid()}.part").mkdir()  # nothing can be written under this name

    with pytest.raises(OSError, match=str(paper)):
        write_whole(paper, [b"the new one"])

    assert paper.read_bytes() == b"the one before"


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
    assert "--language is 'fr'; write one of en, id." in result.output


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

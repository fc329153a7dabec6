"""``pendopo backup`` and ``restore``: one command each, and no second past comes of them."""

import re
import shlex
import shutil

import pytest

from pendopo.peers.preflight import TooFewError
from pendopo.programme.programme import Programme
from tests.cli.drill import record_a_number


def test_what_is_backed_up_is_brought_back_and_verifies(run, home, publish, villages, tmp_path):
    assert publish(villages).exit_code == 0

    made = run("--home", home, "backup", tmp_path / "b")
    checked = run("backup", "--check", tmp_path / "b")
    done = run("restore", tmp_path / "b", tmp_path / "new")

    assert (made.exit_code, checked.exit_code, done.exit_code) == (0, 0, 0), made.output
    assert "whoever gets it can sign in your name" in made.stderr
    assert "all of it verified" in done.output
    assert run("--home", tmp_path / "new", "verify").exit_code == 0
    tables = run("--home", tmp_path / "new", "rebuild")
    assert "Tables made again: 1." in tables.output


def test_where_nobody_can_be_asked_it_signs_only_on_the_operators_word(run, home, tmp_path):
    new = tmp_path / "new"
    run("--home", home, "backup", tmp_path / "b.tar")
    run("restore", tmp_path / "b.tar", new)

    refused = run("--home", new, "log", "--heartbeat")
    word = run("--home", new, "recover", "--nothing-newer")
    again = run("--home", new, "recover", "--nothing-newer")
    record_a_number(new, 1)

    assert refused.exit_code == 2
    assert "pendopo recover --nothing-newer" in refused.stderr
    assert (word.exit_code, again.exit_code) == (0, 2)
    assert Programme.open(new).verify().size == 2


def test_a_copy_elsewhere_is_enough_to_go_on(run, home, tmp_path):
    new = tmp_path / "new"
    run("--home", home, "backup", tmp_path / "b")
    record_a_number(home, 1)
    shutil.copytree(home / "public", tmp_path / "kept")
    run("restore", tmp_path / "b", new)

    recovered = run("--home", new, "recover", "--from", tmp_path / "kept")
    record_a_number(new, 2)

    assert "The log has 2 entries again; 1 of them were not known here." in recovered.output
    assert Programme.open(new).verify().size == 3


@pytest.mark.timeout(300)
def test_an_old_backup_is_only_read_until_the_mirror_gave_back_what_it_had_seen(drill, tmp_path):
    drill.append(1)
    drill.seen_by_all()
    made = drill.run("--home", drill.home, "backup", tmp_path / "b")
    assert made.exit_code == 0, made.output
    drill.append(2)
    drill.seen_by_all()
    all_of_it = drill.ids()
    drill.home = tmp_path / "new"
    assert drill.run("restore", tmp_path / "b", drill.home).exit_code == 0
    promised = drill.promised()

    refused = drill.run("--home", drill.home, "log", "--heartbeat")
    word = drill.run("--home", drill.home, "recover", "--nothing-newer")

    assert (refused.exit_code, word.exit_code) == (2, 2)
    assert "has seen 3 entries that this log signed; here are 2" in refused.stderr
    assert drill.promised() == promised

    recovered = drill.run("--home", drill.home, "recover", "--from", drill.copy)

    assert "The log has 3 entries again; 1 of them were not known here." in recovered.output
    assert drill.ids() == all_of_it
    drill.append(3)
    assert Programme.open(drill.home).verify().ok


def test_a_copy_signs_when_all_have_answered_and_not_before(drill, tmp_path):
    drill.append(1)
    drill.seen_by_all()
    drill.run("--home", drill.home, "backup", tmp_path / "b")
    drill.home = tmp_path / "new"
    drill.run("restore", tmp_path / "b", drill.home)
    settings = drill.home / "pendopo.toml"
    whole = settings.read_text()
    # The mirror is silent; the policy's quorum, the witness alone, answers.
    settings.write_text(
        whole.replace(drill.copy, "http://127.0.0.1:9").replace("needed = 1", "needed = 0")
    )

    with pytest.raises(TooFewError, match="all must, for it was brought back from a backup"):
        drill.append(2)
    settings.write_text(whole)
    drill.append(2)

    assert not (drill.home / "private/restored.json").exists()
    settings.write_text(
        whole.replace(drill.copy, "http://127.0.0.1:9").replace("needed = 1", "needed = 0")
    )
    drill.append(3)
    assert len(drill.ids()) == 4


def test_a_command_that_is_shown_can_be_typed_whatever_a_folder_is_called(run, home, tmp_path):
    new = tmp_path / "dua kata" / "it's"

    made = run("--home", home, "backup", tmp_path / "cadangan kita")
    done = run("restore", tmp_path / "cadangan kita", new)
    copied = run("--home", home, "archive", tmp_path / "salinan kita")

    [check] = re.findall("pendopo (backup --check .*)", made.stderr)
    [rebuild] = re.findall("pendopo (--home .* rebuild)", done.output)
    [look] = re.findall("python3 (-m http.server .*)", copied.output)
    assert run(*shlex.split(check)).exit_code == 0
    assert run(*shlex.split(rebuild)).exit_code == 0
    assert shlex.split(look)[-1] == str(tmp_path / "salinan kita")

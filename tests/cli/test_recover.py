"""The drill: a whole old copy of a log is restored, refuses to sign, and is brought back."""

import json
import shutil

import pytest

from pendopo.peers.preflight import TooFewError
from pendopo.programme.programme import Programme
from tests.cli.drill import ORIGIN


@pytest.mark.timeout(600)
def test_a_restored_copy_signs_nothing_and_is_brought_back_whole(  # noqa: PLR0915  a drill
    drill, publish, villages, tmp_path, monkeypatch
):
    home = drill.home
    drill.append(1)
    drill.seen_by_all()
    shutil.copytree(home, tmp_path / "old")
    drill.append(2)
    drill.append(3)
    drill.seen_by_all()
    all_of_it = drill.ids()
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "old", home)
    monkeypatch.chdir(home)
    promised = drill.promised()

    beat = drill.process("log", "--heartbeat")
    refused = publish(villages)

    assert (beat.returncode, refused.exit_code) == (2, 2)
    assert "has seen 4 entries that this log signed; here are 2" in beat.stderr
    assert f"pendopo recover --from {drill.copy}" in refused.stderr
    assert drill.promised() == promised
    assert (home / "public/log/checkpoint").read_text().startswith(promised)
    halt = json.loads((home / "public/halted/halt.json").read_bytes())
    assert sorted(halt["evidence"]) == ["halted/ours.checkpoint", "halted/theirs-4.checkpoint"]

    recovered = drill.process("recover", "--from", drill.copy)

    assert recovered.returncode == 0, recovered.stderr
    assert "The log has 4 entries again; 2 of them were not known here." in recovered.stdout
    assert drill.ids() == all_of_it
    drill.append(4)
    verdict = Programme.open(home).verify(kept=drill.witness.latest(ORIGIN).note.encode())
    assert verdict.problems == ()
    assert (verdict.size, drill.ids()[:4]) == (5, all_of_it)


def test_too_few_answers_sign_nothing_and_say_who_is_silent(drill):
    settings = drill.home / "pendopo.toml"
    settings.write_text(settings.read_text().replace("needed = 1", "needed = 2"))
    promised = drill.promised()

    result = drill.run("--home", drill.home, "log", "--heartbeat")
    with pytest.raises(TooFewError, match="1 of 2 witnesses and mirrors"):
        drill.append(1)

    assert result.output
    assert drill.promised() == promised
    assert not (drill.home / "public/halted").exists()

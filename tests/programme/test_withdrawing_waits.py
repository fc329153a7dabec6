"""A hold that waits for witnesses hides as soon as they have signed, whoever asked them."""

from datetime import timedelta

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.programme.withdrawing import Withdrawing
from pendopo.terms.journey import Declaration
from tests.peers.serving import policy_of, witnesses
from tests.portal.hall import settings
from tests.programme.conftest import BEGINNING


def at(minutes):
    return BEGINNING + timedelta(minutes=minutes)


@pytest.fixture
def waiting(tmp_path):
    """A programme whose hold waits, its object's path, the witness, and a later policy."""
    programme = Programme.create(tmp_path / "hall", settings(), BEGINNING)
    file = tmp_path / "roads.csv"
    file.write_text("road\nR1\n")
    asked = Request(file, "datasets", at(1), Declaration(scope={"dataset": "roads"}))
    [entry] = programme.publish([asked]).entries
    path = programme.object_path(entry.leaf.own[0].c)
    with witnesses(tmp_path, programme.vkey, 1) as found:
        policy = policy_of(programme.vkey, found, 1).encode()
        programme.change_witnesses(policy, at(2))
        found[0].up = False
        programme.withdrawing.hold([entry.leaf.id], "ID-PDP-43", (), lambda: at(3))
        assert path.exists()
        found[0].up = True
        yield programme, path, policy


def test_a_hold_that_anothers_commit_publishes_hides_with_that_commit(waiting):
    programme, path, policy = waiting

    programme.change_witnesses(policy + b"\n", at(4))

    assert programme.witnesses.waiting() is None
    assert not path.exists()


def test_a_disk_that_refuses_to_hide_does_not_undo_the_commit(waiting, monkeypatch, caplog):
    programme, path, policy = waiting

    def refuse(_self):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Withdrawing, "carry_out", refuse)
        entry = programme.change_witnesses(policy + b"\n", at(4))
    served = path.exists()
    programme.heartbeat(at(60 * 24))

    assert (served, path.exists()) == (True, False)
    assert entry.index < programme.state().size
    assert "not carried out yet" in caplog.text

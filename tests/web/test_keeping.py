"""What keeps members alive is called for each as it is due, few at once."""

import sys

import pytest

from pendopo.programme.hub.settings import FILE_NAME, load
from pendopo.web import keeping
from pendopo.web.keeping import AT_ONCE, Keeper
from tests.programme.hub.small import whole


@pytest.fixture
def called(monkeypatch):
    """Run an empty program in place of each verb, and note what was to be run."""
    calls = []

    def note(folder, *words):
        calls.append((folder.name, *words))
        return [sys.executable, "-c", "pass"]

    monkeypatch.setattr(keeping, "command", note)
    return calls


def end(keeper):
    for process in keeper.running.values():
        process.wait()


def test_each_member_gets_what_its_kind_needs(called):
    hub, keeper = load(whole() / FILE_NAME), Keeper(whole(), heartbeat=True)

    for now in range(4):
        keeper.step(hub, now)
        assert len(keeper.running) <= AT_ONCE
        end(keeper)

    # What is broken has no log to write to; what is listed has nothing.
    assert sorted(called) == [
        ("contoh", "log", "--heartbeat"),
        ("misal", "follow"),
        ("umpama", "log", "--heartbeat"),
    ]


def test_it_is_called_again_when_it_is_due_and_not_before(called):
    hub, keeper = load(whole() / FILE_NAME), Keeper(whole(), heartbeat=False)

    for now in (0, 1, 3599, 3600, 3601):
        keeper.step(hub, now)
        end(keeper)

    assert called == [("misal", "follow")] * 2

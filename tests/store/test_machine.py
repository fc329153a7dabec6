"""Whatever happens in whatever order, what was acknowledged stays and no past is another one."""

import errno
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pendopo.published.verify import FolderShelf, Given, verify
from pendopo.store.files import Disk
from pendopo.store.log import open_writer
from pendopo.store.memory import FailingDisk
from pendopo.store.place import LogError, LogPlace
from tests.make import append_with, log_place


class Log(RuleBasedStateMachine):
    """A log that is published to, breaks, is opened again, copied and restored."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.place, self.signer = log_place(self.folder / "log")
        self.number = 0
        self.acknowledged: list[int] = []  # the sizes that were returned
        self.notes: list[bytes] = []  # every checkpoint that a reader saw
        self.backup: Path | None = None
        self.forked = False  # an old copy was put back: the log must refuse from then on

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        self.publish(1)

    @rule(count=st.integers(1, 4))
    def publish(self, count: int) -> None:
        """Publish one after the other, each its own commit of one writer."""
        if self.forked:
            return
        with open_writer(self.place, self.signer, Disk(self.place.scratch)) as writer:
            for _ in range(count):
                self._append(writer, Disk(self.place.scratch))
        self._look()

    @rule(at=st.integers(1, 45), error=st.sampled_from([errno.EIO, errno.ENOSPC]))
    def break_off(self, at: int, error: int) -> None:
        """Fail at a step of the next publication; a reader looks in between."""
        if self.forked:
            return
        disk = FailingDisk(self.place.scratch, at, error)
        try:
            with open_writer(self.place, self.signer, disk) as writer:
                self._append(writer, disk)
        except OSError:
            self.number += 1
        self._look()

    @rule()
    def open_again(self) -> None:
        """Recover."""
        if self.forked:
            return
        with open_writer(self.place, self.signer, Disk(self.place.scratch)) as writer:
            assert writer.size >= max(self.acknowledged)
        self._look()

    @rule()
    def back_up(self) -> None:
        """Copy the database alone, as a careless backup does."""
        if self.forked:
            return
        self.open_again()
        self.backup = self.folder / "backup"
        self.backup.mkdir(exist_ok=True)
        for file in self.place.private.glob("log.sqlite*"):
            shutil.copy(file, self.backup)
        self.backed_up_at = len(self.acknowledged)

    @precondition(lambda self: self.backup is not None and not self.forked)
    @rule()
    def restore(self) -> None:
        """Put the old database back: nothing may be signed once others have seen more."""
        assert self.backup is not None
        if len(self.acknowledged) == self.backed_up_at:
            return
        for file in self.place.private.glob("log.sqlite*"):
            file.unlink()
        for file in self.backup.iterdir():
            shutil.copy(file, self.place.private)
        self.forked = True
        with (
            pytest.raises(LogError),
            open_writer(self.place, self.signer, Disk(self.place.scratch)),
        ):
            pass

    @invariant()
    def nothing_that_was_seen_is_taken_back(self) -> None:
        if not self.notes:
            return
        verdict = verify(FolderShelf(self.place.public), Given(self.signer.vkey, self.notes[-1]))
        assert {p.what for p in verdict.problems} <= {"stray", "rolled-back"}, verdict.problems
        assert not [p for p in verdict.problems if "kept" in p.where]

    def _append(self, writer, disk: Disk) -> None:
        number, self.number = self.number, self.number + 1
        append_with(writer, LogPlace(self.place.public, self.place.private), number, disk)
        self.acknowledged.append(writer.size)

    def _look(self) -> None:
        path = self.place.prefix / "checkpoint"
        if path.exists():
            self.notes.append(path.read_bytes())


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Log,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_order_of_events_takes_back_what_was_acknowledged():
    run(examples=6, steps=8)


@pytest.mark.campaign
def test_no_order_of_many_events_takes_back_what_was_acknowledged():
    run(examples=150, steps=40)

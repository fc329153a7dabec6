"""Whatever is published, superseded, crashed and restarted: no past state changes."""

import errno
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from pendopo.published.state import Record, State
from pendopo.published.verify import FolderShelf, verify
from pendopo.store.files import Disk
from pendopo.store.log import open_writer
from pendopo.store.memory import FailingDisk
from pendopo.terms.journey import Entry
from tests.make import append, append_with, log_place

Seen = tuple[tuple[int, int | None, tuple[bytes, ...]], ...]


class History(RuleBasedStateMachine):
    """A government that publishes, corrects itself, crashes and starts again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.place, self.signer = log_place(self.folder)
        self.number = 0
        self.seen: dict[int, Seen] = {}

    @rule()
    def publish(self) -> None:
        self.number += 1
        append(self.place, self.signer, self.number)

    @rule(which=st.integers(0, 10))
    def supersede(self, which: int) -> None:
        self.number += 1
        disk = Disk(self.place.scratch)
        with open_writer(self.place, self.signer, disk) as writer:
            standing = [Entry(p.index, p.leaf) for p in Record(self.place.public).state().current()]
            over = standing[which % len(standing)] if standing else None
            append_with(writer, self.place, self.number, disk, over)

    @rule(many=st.integers(2, 5))
    def publish_several_at_once(self, many: int) -> None:
        disk = Disk(self.place.scratch)
        with open_writer(self.place, self.signer, disk) as writer:
            for _ in range(many):
                self.number += 1
                append_with(writer, self.place, self.number, disk)

    @rule(at=st.integers(1, 60), error=st.sampled_from([errno.EIO, errno.ENOSPC]))
    def crash(self, at: int, error: int) -> None:
        self.number += 1
        with suppress(OSError):
            append(self.place, self.signer, self.number, FailingDisk(self.place.scratch, at, error))

    @rule()
    def restart(self) -> None:
        with open_writer(self.place, self.signer, Disk(self.place.scratch)) as writer:
            assert writer.size == Record(self.place.public).state().size

    @invariant()
    def no_past_state_changes(self) -> None:
        record = Record(self.place.public)
        newest = record.state().size
        for size, before in self.seen.items():
            assert self._look(record.state(size)) == before
        self.seen.setdefault(newest, self._look(record.state()))
        assert max(self.seen) == newest, "the log became smaller"

    def teardown(self) -> None:
        with open_writer(self.place, self.signer, Disk(self.place.scratch)) as writer:
            size = writer.size
        if size:
            verdict = verify(FolderShelf(self.place.public), self.signer.vkey)
            assert verdict.problems == ()
            assert verdict.size == size
        shutil.rmtree(self.folder)

    def _look(self, state: State) -> Seen:
        objects = self.place.public / "objects"
        return tuple(
            (
                publication.index,
                publication.replaced_by,
                tuple((objects / o.c[:2] / o.c).read_bytes() for o in publication.objects),
            )
            for publication in state.publications
        )


# Explaining a failure traces every line, which takes longer than the test may.
UNTRACED = [phase for phase in Phase if phase is not Phase.explain]
TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=8, stateful_step_count=15, deadline=None, phases=UNTRACED
)


@pytest.mark.campaign
def test_no_past_state_changes_over_many_histories():
    run_state_machine_as_test(
        History,
        settings=settings(max_examples=300, stateful_step_count=40, deadline=None, phases=UNTRACED),
    )

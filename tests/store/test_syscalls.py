"""Each system call of a publication is made to fail, and each time the record is whole."""

import os
import random
import shutil
from pathlib import Path

import pytest

from pendopo.published.verify import FolderShelf, verify
from pendopo.standards.tlog.note import Signer
from pendopo.store.files import Disk
from pendopo.store.log import open_writer
from pendopo.store.place import LogPlace
from tests.make import append, append_with, log_place
from tests.store.syscalls import Fault, counted, faults, publish

BEFORE = 3
SLICE = 12


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Signer, list[Fault]]:
    """A log of three entries, and every fault that its next publication can meet."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed; on Debian: apt-get install strace")
    folder = tmp_path_factory.mktemp("calls")
    place, signer = log_place(folder / "whole")
    for number in range(BEFORE):
        append(place, signer, number)
    trial = LogPlace(folder / "trial/public", folder / "trial/private")
    shutil.copytree(folder / "whole", folder / "trial")
    assert publish(trial, signer, BEFORE, folder / "told") == 0
    return folder, signer, list(faults(counted(folder / "told")))


def break_with(folder: Path, signer: Signer, fault: Fault) -> int:
    """Publish with a fault, look as a reader does, start anew, publish again; how it ended."""
    after = folder / "after"
    shutil.copytree(folder / "whole", after)
    place = LogPlace(after / "public", after / "private")
    ended = publish(place, signer, BEFORE, folder / "told", fault)
    seen = verify(FolderShelf(place.public), signer.vkey)
    # What is on its way shows as files not yet accounted for, or as a signed checkpoint not yet
    # published; nothing that was published is ever wrong.
    assert {p.what for p in seen.problems} <= {"stray", "rolled-back"}, (fault, seen.problems)
    with open_writer(place, signer, Disk(place.scratch)) as writer:
        size = writer.size
        assert size in ((BEFORE + 1,) if ended == 0 else (BEFORE, BEFORE + 1)), fault
        assert seen.size <= size, f"{fault}: what a reader saw was taken back"
        append_with(writer, place, 9, Disk(place.scratch))
    verdict = verify(FolderShelf(place.public), signer.vkey)
    assert (verdict.problems, verdict.size) == ((), size + 1), fault
    shutil.rmtree(after)
    return ended


def test_a_failing_call_leaves_all_of_a_publication_or_none(whole):
    folder, signer, known = whole
    chosen = random.Random(5).sample(known, SLICE)  # noqa: S311  to be the same again

    ended = [break_with(folder, signer, fault) for fault in chosen]

    assert len(known) >= 200
    assert -9 in ended
    assert 1 in ended


@pytest.mark.campaign
def test_every_failing_call_leaves_all_of_a_publication_or_none(whole):
    folder, signer, known = whole

    ended = [break_with(folder, signer, fault) for fault in known]

    print(f"{len(ended)} faults, {ended.count(0)} survived")  # noqa: T201
    assert len(ended) >= 200


def test_a_publication_that_does_not_wait_for_the_disk_is_seen(whole, monkeypatch):
    """A mutant: without its syncs there is no call left that could fail."""
    folder, signer, known = whole
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    after = folder / "unsynced"
    shutil.copytree(folder / "whole", after)

    publish(LogPlace(after / "public", after / "private"), signer, BEFORE, folder / "told")

    synced = {fault.at for fault in known if fault.call == "fsync"}
    assert len(synced) > 10
    assert counted(folder / "told")["fsync"] < len(synced)

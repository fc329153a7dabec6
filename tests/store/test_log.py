"""The log is broken at each of its steps, and each time the record is whole afterwards."""

import errno
import os
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from pendopo.published.verify import FolderShelf, verify
from pendopo.standards.tlog.checkpoint import parse_checkpoint
from pendopo.standards.tlog.note import Signer, Verifier, open_note
from pendopo.store.files import Disk
from pendopo.store.keys import Keyring
from pendopo.store.log import create_log, open_writer
from pendopo.store.memory import FailingDisk
from pendopo.store.place import LogBusyError, LogError, LogPlace, Staging, try_lock
from pendopo.terms.entry import EntryType, Leaf
from tests.make import append, append_with, log_place, publication_id

FAULTS = {"SIGKILL": 0, "ENOSPC": errno.ENOSPC, "EIO": errno.EIO}
BEFORE = 3


def published_size(place: LogPlace, signer: Signer) -> int:
    note = (place.prefix / "checkpoint").read_text("utf-8")
    return parse_checkpoint(open_note(note, [Verifier.parse(signer.vkey)]).text).size


def verified_size(place: LogPlace, signer: Signer) -> int:
    """The size of a folder in which verification finds nothing wrong."""
    verdict = verify(FolderShelf(place.public), signer.vkey)
    assert verdict.problems == ()
    return verdict.size


def in_child(place: LogPlace, signer: Signer, disk: Disk) -> int:
    """Append in a forked process, as the death of the process is part of the test."""
    child = os.fork()
    if child == 0:
        try:
            append(place, signer, BEFORE, disk)
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The steps of one publication, as the disk saw them."""
    place, signer = log_place(tmp_path_factory.mktemp("steps"))
    for number in range(BEFORE):
        append(place, signer, number)
    disk = FailingDisk(place.scratch)
    append(place, signer, BEFORE, disk)
    return disk.steps


def test_a_publication_has_every_kind_of_step(steps: list[str]):
    kinds = {step.split()[0] for step in steps}

    assert kinds == {"write", "sync", "rename", "folder", "commit", "committed", "remove"}
    assert len(steps) > 25


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_step_leaves_all_of_a_publication_or_none(
    fault: str, steps: list[str], tmp_path: Path
):
    place, signer = log_place(tmp_path / "whole")
    for number in range(BEFORE):
        append(place, signer, number)
    outcomes = []

    for at in range(1, len(steps) + 1):
        copy = LogPlace(tmp_path / str(at) / "public", tmp_path / str(at) / "private")
        shutil.copytree(tmp_path / "whole", tmp_path / str(at))
        code = in_child(copy, signer, FailingDisk(copy.scratch, at, FAULTS[fault]))
        assert code == (-9 if fault == "SIGKILL" else 1), steps[at - 1]
        seen = published_size(copy, signer)
        with open_writer(copy, signer, Disk(copy.scratch)) as writer:
            size = writer.size
        assert verified_size(copy, signer) == size, steps[at - 1]
        assert size in (BEFORE, BEFORE + 1)
        assert seen <= size, "what a reader saw was taken back"
        with open_writer(copy, signer, Disk(copy.scratch)) as writer:
            append_with(writer, copy, 9, Disk(copy.scratch))
        assert verified_size(copy, signer) == size + 1
        assert not list(copy.held.iterdir())
        outcomes.append(size)
        shutil.rmtree(tmp_path / str(at))

    assert set(outcomes) == {BEFORE, BEFORE + 1}
    assert outcomes == sorted(outcomes), "it happens at one step and stays happened"


def test_what_a_reader_sees_of_an_interrupted_publication_is_right(
    tmp_path: Path, steps: list[str]
):
    place, signer = log_place(tmp_path / "whole")
    for number in range(BEFORE):
        append(place, signer, number)

    for at in range(1, len(steps) + 1):
        copy = LogPlace(tmp_path / str(at) / "public", tmp_path / str(at) / "private")
        shutil.copytree(tmp_path / "whole", tmp_path / str(at))
        in_child(copy, signer, FailingDisk(copy.scratch, at))
        verdict = verify(FolderShelf(copy.public), signer.vkey)
        # What is on its way shows as files not yet accounted for, or as a signed checkpoint not yet
        # published; nothing that was published is ever wrong.
        assert {p.what for p in verdict.problems} <= {"stray", "rolled-back"}, steps[at - 1]
        assert verdict.size == published_size(copy, signer)
        shutil.rmtree(tmp_path / str(at))


def test_keys_are_read_once_nobody_else_can_make_one(tmp_path: Path):
    place, signer = log_place(tmp_path)
    held = []

    def keys() -> Keyring:
        held.append(try_lock(place.private / "log.lock") is None)
        return Keyring((signer,))

    with open_writer(place, keys, Disk(place.scratch)) as writer:
        assert writer.size == 0

    assert held == [True]


def test_a_second_writer_waits_and_is_then_told_who_holds_the_log(tmp_path: Path):
    place, signer = log_place(tmp_path)

    with (
        open_writer(place, signer, Disk(place.scratch)),
        pytest.raises(LogBusyError) as caught,
        open_writer(place, signer, Disk(place.scratch), wait_s=0.2),
    ):
        pass

    assert f"process {os.getpid()} is publishing" in str(caught.value)


def test_a_restored_database_signs_nothing(tmp_path: Path):
    place, signer = log_place(tmp_path)
    append(place, signer, 0)
    old = place.database.read_bytes()
    append(place, signer, 1)
    note = (place.prefix / "checkpoint").read_bytes()
    place.database.write_bytes(old)

    with pytest.raises(LogError) as caught:
        append(place, signer, 2)

    assert "an old copy of it was restored" in str(caught.value)
    assert (place.prefix / "checkpoint").read_bytes() == note


def test_a_missing_database_begins_no_second_log(tmp_path: Path):
    place, signer = log_place(tmp_path)
    append(place, signer, 0)
    place.database.unlink()

    with pytest.raises(LogError, match="no log can be continued without it"):
        append(place, signer, 1)
    with pytest.raises(LogError, match="a log is here already"):
        create_log(place)


def test_a_flipped_bit_in_a_tile_stops_the_next_signature(tmp_path: Path):
    place, signer = log_place(tmp_path)
    for number in range(3):
        append(place, signer, number)
    tile = place.prefix / "tile/0/000.p/3"
    tile.chmod(0o644)
    tile.write_bytes(bytes([tile.read_bytes()[0] ^ 1]) + tile.read_bytes()[1:])

    with pytest.raises(LogError, match="nothing was signed"):
        append(place, signer, 3)

    assert published_size(place, signer) == 3


def test_a_clock_that_went_backwards_is_refused(tmp_path: Path):
    place, signer = log_place(tmp_path)
    append(place, signer, 5)

    with pytest.raises(LogError, match="set the clock"):
        append(place, signer, 4)


def test_a_promise_made_meanwhile_by_another_process_is_not_overwritten(tmp_path: Path):
    place, signer = log_place(tmp_path)
    append(place, signer, 0)
    disk = _Interloper(place)

    with pytest.raises(LogError, match="another process promised a checkpoint"):
        append(place, signer, 1, disk)

    assert published_size(place, signer) == 1


class _Interloper(Disk):
    """A disk during whose work somebody else moves the promise, lock or no lock."""

    def __init__(self, place: LogPlace) -> None:
        super().__init__(place.scratch)
        self._place = place
        self._done = False

    def step(self, what: str, path: Path) -> None:
        if path.name == "2" and what == "rename" and not self._done:
            self._done = True
            with sqlite3.connect(self._place.database) as database:
                database.execute("update promise set size = 2, note = 'other'")


def test_an_abandoned_staging_folder_is_swept_and_one_at_work_is_left(tmp_path: Path):
    place, signer = log_place(tmp_path)
    Staging(place, "abandoned", Disk(place.scratch)).close()
    working = Staging(place, "working", Disk(place.scratch))

    append(place, signer, 0)

    assert [folder.name for folder in place.held.iterdir()] == ["working"]
    working.close()


def test_a_log_grows_over_full_tiles_and_forgets_the_partial_ones(tmp_path: Path):
    place, signer = log_place(tmp_path)
    disk = Disk(place.scratch)
    with open_writer(place, signer, disk) as writer:
        for number in range(258):
            append_with(writer, place, number, disk)

    assert verified_size(place, signer) == 258
    assert not (place.prefix / "tile/0/000.p").exists()
    assert not (place.prefix / "tile/entries/000.p").exists()
    assert (place.prefix / "tile/1/000.p/1").is_file()


def test_a_writer_that_failed_writes_no_more(tmp_path: Path, steps: list[str]):
    place, signer = log_place(tmp_path)
    append(place, signer, 0)
    disk = FailingDisk(place.scratch, steps.index("committed entries log.sqlite") + 1, errno.EIO)

    with open_writer(place, signer, disk) as writer:
        with pytest.raises(OSError, match="Input/output"):
            append_with(writer, place, 1, disk)
        with pytest.raises(LogError, match="open the log again"):
            append_with(writer, place, 2, Disk(place.scratch))

    with open_writer(place, signer, Disk(place.scratch)) as writer:
        assert verified_size(place, signer) == writer.size


def test_nothing_to_append_changes_nothing(tmp_path: Path):
    place, signer = log_place(tmp_path)

    with open_writer(place, signer, Disk(place.scratch)) as writer:
        assert writer.commit(None, []) == ()
        append_with(writer, place, 0, Disk(place.scratch))

    assert verified_size(place, signer) == 1


def test_times_that_run_backwards_inside_a_batch_are_refused(tmp_path: Path):
    place, signer = log_place(tmp_path)
    leaves = [
        Leaf(EntryType.HEARTBEAT, publication_id(day), f"2026-01-0{day}T00:00:00Z")
        for day in (5, 3)
    ]

    with open_writer(place, signer, Disk(place.scratch)) as writer:
        with pytest.raises(LogError, match="set the clock"):
            writer.commit(None, leaves)
        assert writer.size == 0


@pytest.mark.parametrize("gone", ["checkpoint", "nothing"])
def test_a_restored_database_is_told_by_the_history_alone(tmp_path: Path, gone: str):
    place, signer = log_place(tmp_path)
    append(place, signer, 0)
    old = place.database.read_bytes()
    append(place, signer, 1)
    place.database.write_bytes(old)
    (place.prefix / "checkpoint").unlink()
    if gone == "nothing":
        (place.prefix / "checkpoint").write_bytes(
            (place.prefix / "history/1.checkpoint").read_bytes()
        )

    with pytest.raises(LogError, match="an old copy of it was restored"):
        append(place, signer, 2)

    assert len(list((place.prefix / "history").iterdir())) == 2


def test_a_promise_over_the_files_of_another_past_is_not_published(tmp_path: Path):
    one, signer = log_place(tmp_path / "one")
    other = LogPlace(tmp_path / "other" / "public", tmp_path / "other" / "private")
    shutil.copytree(tmp_path / "one", tmp_path / "other")
    for number in (1, 2):
        append(one, signer, number)
    for number in (11, 12, 13):
        append(other, signer, number)
    for file in one.private.glob("log.sqlite*"):
        file.unlink()
    for file in other.private.glob("log.sqlite*"):
        shutil.copy(file, one.private)

    with pytest.raises(LogError, match=r"promised (log|root)"):
        append(one, signer, 20)

    assert published_size(one, signer) == 2


def test_a_flipped_bit_in_the_database_reaches_no_bundle(tmp_path: Path):
    place, signer = log_place(tmp_path)
    for number in range(2):
        append(place, signer, number)
    with sqlite3.connect(place.database) as database:
        [(leaf,)] = database.execute("select leaf from entries where seq = 0").fetchall()
        changed = leaf.replace(b"datasets", b"dataseta")
        database.execute("update entries set leaf = ? where seq = 0", (changed,))

    with pytest.raises(LogError, match="not those that were signed"):
        append(place, signer, 2)

    assert verified_size(place, signer) == 2


def test_a_staged_file_that_is_gone_is_missed_before_anything_is_signed(
    tmp_path: Path, steps: list[str]
):
    place, signer = log_place(tmp_path)
    append(place, signer, 0)
    at = steps.index("committed entries log.sqlite") + 1
    with pytest.raises(OSError, match="Input/output"):
        append(place, signer, 1, FailingDisk(place.scratch, at, errno.EIO))
    for file in place.held.glob("*/tree/objects/*/*"):
        file.unlink()

    with pytest.raises(LogError, match="was staged and is gone"):
        append(place, signer, 2)

    assert published_size(place, signer) == 1


def test_what_is_published_can_be_read_by_others_whatever_the_umask(tmp_path: Path):
    before = os.umask(0o077)
    try:
        place, signer = log_place(tmp_path)
        append(place, signer, 0)
    finally:
        os.umask(before)

    below = [place.public, *place.public.rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in below if path.is_dir()} == {0o755}
    assert {stat.S_IMODE(path.stat().st_mode) for path in below if path.is_file()} == {0o444}
    assert stat.S_IMODE(place.private.stat().st_mode) == 0o700


def test_a_file_that_is_kept_back_lies_in_private_and_only_its_owner_reads_it(tmp_path: Path):
    place, signer = log_place(tmp_path)
    umask = os.umask(0)
    try:
        append(place, signer, 0, withheld=b"kept back")
    finally:
        os.umask(umask)

    folder = place.withheld / publication_id(0)
    assert (folder / "original").read_bytes() == b"kept back"
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    for kept in (folder, place.withheld):
        assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert not list(place.held.iterdir())

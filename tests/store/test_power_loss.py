"""The power is cut at every step, and the disk keeps no more than it promised."""

import random
import shutil
from pathlib import Path

import pytest

from pendopo.published.verify import FolderShelf, verify
from pendopo.standards.tlog.note import Signer
from pendopo.store.files import Disk
from pendopo.store.log import Writer, open_writer
from pendopo.store.place import LogError, LogPlace
from tests.make import append, append_with, log_place
from tests.store.power import Moment, RememberingDisk

BEFORE = 3
# A bounded slice; the campaign cuts more often.
CUTS, CAMPAIGN_CUTS = 2, 260


class UnrecoveredError(AssertionError):
    """A state after a power cut that the log does not recover from."""


def record(
    folder: Path, disk_class: type[RememberingDisk] = RememberingDisk, withheld: bytes = b""
) -> tuple[Signer, list[Moment]]:
    """Publish once on a remembering disk; ``folder/before`` is kept as it was."""
    place, signer = log_place(folder / "now")
    for number in range(BEFORE):
        append(place, signer, number)
    shutil.copytree(folder / "now", folder / "before")
    disk = disk_class(folder / "now", place.scratch, place.database)
    append(place, signer, BEFORE, disk, withheld)
    disk.step("end", place.public)
    return signer, disk.moments


def recover(folder: Path, signer: Signer) -> int:
    """Start after the cut, verify, go on publishing, verify again; the size after the start."""
    place = LogPlace(folder / "public", folder / "private")
    with open_writer(place, signer, Disk(place.scratch)) as writer:
        size = writer.size
    _verify(place, signer, size)
    with open_writer(place, signer, Disk(place.scratch)) as writer:
        append_with(writer, place, 9, Disk(place.scratch))
    _verify(place, signer, size + 1)
    return size


def _verify(place: LogPlace, signer: Signer, size: int) -> None:
    verdict = verify(FolderShelf(place.public), signer.vkey)
    if verdict.problems or verdict.size != size:
        raise UnrecoveredError(str(verdict.problems))


def cut_everywhere(
    folder: Path, signer: Signer, moments: list[Moment], cuts: int, withheld: bytes = b""
) -> int:
    """Cut the power at every moment several times; give the number of states tried."""
    tried = 0
    for at, moment in enumerate(moments):
        for seed in range(cuts):
            after = folder / f"after-{at}-{seed}"
            chance = random.Random(at * 1000 + seed)  # noqa: S311  to be the same again
            moment.cut(folder / "before", after, folder / "now", chance)
            size = recover(after, signer)
            if size not in (BEFORE, BEFORE + 1):
                raise UnrecoveredError(f"{size} entries after a cut at step {at}")
            kept = sorted((after / "private" / "withheld").glob("*/*"))
            if withheld and [file.name for file in kept] != ["original", "salt.json"] * (
                size - BEFORE
            ):
                raise UnrecoveredError(f"{kept} after a cut at step {at}")
            if kept and kept[0].read_bytes() != withheld:
                raise UnrecoveredError(f"{kept[0]} is torn after a cut at step {at}")
            shutil.rmtree(after)
            tried += 1
    return tried


def test_a_power_cut_at_any_step_loses_nothing_that_was_promised(tmp_path: Path):
    signer, moments = record(tmp_path)

    tried = cut_everywhere(tmp_path, signer, moments, CUTS)

    assert tried == len(moments) * CUTS
    assert len(moments) > 30


def test_a_power_cut_at_any_step_loses_no_file_that_is_kept_back(tmp_path: Path):
    signer, moments = record(tmp_path, withheld=b"kept back")

    tried = cut_everywhere(tmp_path, signer, moments, CUTS, b"kept back")

    assert tried == len(moments) * CUTS


@pytest.mark.campaign
def test_ten_thousand_power_cuts_lose_nothing_that_was_promised(tmp_path: Path):
    signer, moments = record(tmp_path)

    tried = cut_everywhere(tmp_path, signer, moments, CAMPAIGN_CUTS)

    assert tried >= 10_000


def test_a_power_cut_after_a_recovery_loses_nothing_either(tmp_path: Path):
    place, signer = log_place(tmp_path / "now")
    for number in range(BEFORE):
        append(place, signer, number)
    shutil.copytree(tmp_path / "now", tmp_path / "before")
    disk = RememberingDisk(tmp_path / "now", place.scratch, place.database)
    disk.dies_after = "rename 01J"  # the last file is placed, and no folder is synced yet
    with pytest.raises(InterruptedError):
        append(place, signer, BEFORE, disk)
    disk.dies_after = ""
    with open_writer(place, signer, disk):
        disk.step("end", place.public)

    tried = cut_everywhere(tmp_path, signer, disk.moments, CUTS)

    assert tried > 2 * len(disk.moments) - 1


class NoFolderSync(RememberingDisk):
    """A mutant: names are never synced."""

    def sync_file(self, path: Path) -> None:
        if not path.is_dir():
            super().sync_file(path)


class NoFileSync(RememberingDisk):
    """A mutant: bytes are never synced."""

    def sync_file(self, path: Path) -> None:
        if path.is_dir():
            super().sync_file(path)


@pytest.mark.parametrize("mutant", [NoFolderSync, NoFileSync])
def test_a_disk_that_does_not_sync_is_caught(mutant: type[RememberingDisk], tmp_path: Path):
    signer, moments = record(tmp_path, mutant)

    with pytest.raises((UnrecoveredError, LogError, OSError, ValueError)):
        cut_everywhere(tmp_path, signer, moments, 2 * CUTS)


def test_a_checkpoint_published_before_it_is_promised_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    swap = Writer._swap

    def publish_first(self: Writer, note: str, size: int) -> None:
        self._disk.put_many({self._place.prefix / "checkpoint": note.encode()})
        swap(self, note, size)

    monkeypatch.setattr(Writer, "_swap", publish_first)
    signer, moments = record(tmp_path)
    monkeypatch.undo()

    with pytest.raises((UnrecoveredError, LogError)):
        cut_everywhere(tmp_path, signer, moments, 2 * CUTS)

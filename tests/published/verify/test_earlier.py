"""A log that was longer, or another, on an earlier day is found out."""

import shutil
from pathlib import Path

import pytest

from pendopo.published.verify import FolderShelf, Given, verify
from pendopo.standards.tlog.note import Signer
from pendopo.store.place import LogPlace
from tests.make import append, log_place


@pytest.fixture
def log(tmp_path: Path) -> tuple[LogPlace, Signer]:
    place, signer = log_place(tmp_path / "here")
    for number in range(4):
        append(place, signer, number)
    return place, signer


def whats(place: LogPlace, given: Given | str) -> list[str]:
    return [problem.what for problem in verify(FolderShelf(place.public), given).problems]


def roll_back(place: LogPlace, size: int) -> None:
    old = (place.prefix / f"history/{size}.checkpoint").read_bytes()
    (place.prefix / "checkpoint").unlink()
    (place.prefix / "checkpoint").write_bytes(old)


def test_a_kept_checkpoint_that_the_log_continues_is_no_problem(log: tuple[LogPlace, Signer]):
    place, signer = log
    kept = (place.prefix / "history/2.checkpoint").read_bytes()

    verdict = verify(FolderShelf(place.public), Given(signer.vkey, kept))

    assert verdict.problems == ()
    assert "longer on an earlier day" not in str(verdict.unchecked)


def test_without_a_kept_checkpoint_it_is_said_that_none_was_compared(
    log: tuple[LogPlace, Signer],
):
    place, signer = log

    verdict = verify(FolderShelf(place.public), signer.vkey)

    assert verdict.ok
    assert "longer on an earlier day" in str(verdict.unchecked)


def test_a_log_cut_short_with_its_history_is_told_by_the_kept_checkpoint(
    log: tuple[LogPlace, Signer], tmp_path: Path
):
    place, signer = log
    kept = (place.prefix / "checkpoint").read_bytes()
    shorter, same = log_place(tmp_path / "other")
    shutil.copy(place.private / "keys/log.key", shorter.private / "keys/log.key")
    append(shorter, signer, 0)

    [problem] = verify(FolderShelf(shorter.public), Given(signer.vkey, kept)).problems

    assert problem.what == "rolled-back"
    assert "signs 4 entries, that of the log 1" in problem.sentence()
    assert same.name == signer.name


def test_another_past_of_the_same_length_is_told_by_the_kept_checkpoint(
    log: tuple[LogPlace, Signer], tmp_path: Path
):
    place, signer = log
    kept = (place.prefix / "history/2.checkpoint").read_bytes()
    other, _ = log_place(tmp_path / "other")
    for number in range(10, 14):
        append(other, signer, number)

    assert whats(other, Given(signer.vkey, kept)) == ["rewritten"]


def test_a_kept_file_that_is_no_checkpoint_of_this_log_is_named(log: tuple[LogPlace, Signer]):
    place, signer = log

    assert whats(place, Given(signer.vkey, b"not a note")) == ["kept-wrong"]


def test_a_rollback_in_a_folder_is_one_sentence_and_not_a_list_of_strays(
    log: tuple[LogPlace, Signer],
):
    place, signer = log
    roll_back(place, 2)

    [problem] = verify(FolderShelf(place.public), signer.vkey).problems

    assert problem.what == "rolled-back"
    assert "A checkpoint for 4 entries" in problem.sentence()
    assert "the present one says 2" in problem.sentence()


def test_a_longer_checkpoint_by_another_key_says_nothing_of_this_log(
    log: tuple[LogPlace, Signer], tmp_path: Path
):
    place, signer = log
    other, stranger = log_place(tmp_path / "stranger")
    for number in range(6):
        append(other, stranger, number)
    shutil.copy(other.prefix / "history/6.checkpoint", place.prefix / "history/6.checkpoint")

    assert whats(place, signer.vkey) == ["stray"]

"""A backup is a moment that a crash could have left: whole, private, brought back as it was."""

import gc
import io
import os
import shutil
import signal
import sqlite3
import stat
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest

from pendopo.exports.backup.errors import BackupError
from pendopo.exports.backup.looking import newest
from pendopo.exports.backup.making import into_file, into_folder, into_stream
from pendopo.exports.backup.moment import Moment
from pendopo.exports.backup.restoring import Wanted, look, restore
from pendopo.exports.backup.sealed import identities, recipients
from pendopo.published.verify import FolderShelf, verify
from pendopo.store.acknowledged import row_of
from pendopo.store.files import Disk
from pendopo.store.keys import load_key
from pendopo.store.log import Cosigned, open_writer
from pendopo.store.memory import FailingDisk
from pendopo.store.place import LogPlace, lock
from pendopo.store.restored import UnaskedError, clear_mark
from pendopo.terms.entry import EntryType, Leaf, ObjectRef, parse_leaf
from pendopo.terms.journey import Entry
from tests.exports.backup.conftest import AT, asked, quiet
from tests.make import append, publication_id

ALL = Wanted()


def files(root: Path) -> dict[str, bytes]:
    """What a programme holds, by its paths."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def brought_back(source, into: Path) -> LogPlace:
    """Restore, and look at it by the program that judges any record."""
    restore(source, into, ALL, quiet)
    verdict = verify(FolderShelf(into / "public"))
    assert verdict.problems == ()
    return LogPlace(into / "public", into / "private")


def go_on(place: LogPlace, number: int) -> int:
    """Publish in a place that was brought back, once others were asked; give the log's size."""
    clear_mark(place, Disk(place.scratch))
    signer = load_key(place.private / "keys" / "log.key")
    append(place, signer, number)
    verdict = verify(FolderShelf(place.public))
    assert verdict.problems == ()
    return verdict.size


@pytest.mark.parametrize("packed", [False, True])
def test_a_programme_is_brought_back_as_it_was(packed, root, tmp_path):
    if packed:
        where = into_file(tmp_path / "b.tar", asked(root), quiet).where
    else:
        where = into_folder(tmp_path / "b", asked(root), quiet).where
    before, new = files(root), tmp_path / "new"

    place = brought_back(where, new)

    after = files(new)
    assert after["private/secrets/pseudonyms.key"] == b"secrets/pseudonyms.key"
    assert after["plan/roads.md"] == b"Roads\n"
    assert [path for path in after if "withheld" in path and after[path] == b"a person's"]
    gone = {path.split("/")[1] for path in before.keys() - after.keys()}
    assert gone == {"derived", "withdrawn", "witness", "log.lock", "held.lock"}
    assert after.keys() - before.keys() == {"private/restored.json"}
    assert {p: after[p] for p in after if p.startswith("public/")} == {
        p: before[p] for p in before if p.startswith("public/")
    }
    assert stat.S_IMODE((new / "private/keys/log.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((new / "private/keys").stat().st_mode) == 0o700
    assert go_on(place, 9) == 4


def test_nobody_else_can_read_it(root, tmp_path):
    folder = into_folder(tmp_path / "b", asked(root), quiet).where
    file = into_file(tmp_path / "b.tar", asked(root), quiet).where

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_disk_that_cannot_keep_the_keys_is_refused(root, tmp_path, monkeypatch):
    real = os.fstat

    def readable(descriptor):
        facts = real(descriptor)
        return os.stat_result([facts.st_mode | 0o044, *list(facts)[1:]])

    monkeypatch.setattr("pendopo.exports.backup.shelves.os.fstat", readable)

    for make, name in ((into_folder, "b"), (into_file, "b.tar")):
        with pytest.raises(BackupError, match="cannot keep others from reading the keys"):
            make(tmp_path / name, asked(root), quiet)
        made = make(tmp_path / f"no-{name}", asked(root, keys=False), quiet)
        assert not made.facts.keys
    assert not (tmp_path / "b.tar").exists()


def test_a_copy_signs_nothing_even_where_it_was_copied_by_hand(root, tmp_path):
    where = into_folder(tmp_path / "b", asked(root), quiet).where
    shutil.copytree(where / "programme", tmp_path / "by-hand")
    place = LogPlace(tmp_path / "by-hand/public", tmp_path / "by-hand/private")
    signer = load_key(place.private / "keys" / "log.key")
    note = (place.prefix / "checkpoint").read_bytes()

    with pytest.raises(UnaskedError, match="a backup of 2026-11-26T08:00:00Z"):
        append(place, signer, 9)

    assert (place.prefix / "checkpoint").read_bytes() == note


def test_the_next_backup_shares_what_did_not_change(root, tmp_path):
    first = into_folder(tmp_path / "b", asked(root), quiet).where
    second = into_folder(tmp_path / "b", asked(root, AT + timedelta(days=1)), quiet)

    one = next((first / "programme/public/objects").rglob("*/*"))
    other = second.where / one.relative_to(first)
    assert one.samefile(other)
    assert second.shared == 11  # of three publications three files each; a file kept back, its salt
    look(tmp_path / "b", ALL, quiet)


def test_old_backups_go_when_a_new_one_is_whole(root, tmp_path):
    for days in (0, 20, 31):
        made = into_folder(tmp_path / "b", asked(root, AT + timedelta(days=days)), quiet, 30)

    assert made.removed == ("2026-11-26T080000Z",)
    assert newest(tmp_path / "b") == made.where
    assert len([path for path in (tmp_path / "b").iterdir() if path.is_dir()]) == 2


def test_each_file_that_is_flipped_or_removed_is_noticed(root, tmp_path):
    where = into_folder(tmp_path / "b", asked(root), quiet).where
    unnoticed = []

    for number, name in enumerate(sorted(files(where))):
        file = where / name
        content, mode = file.read_bytes(), file.stat().st_mode
        file.unlink()
        for changed in (None, bytes([content[number % len(content)] ^ 1])):
            if changed is not None:
                at = number % len(content)
                file.write_bytes(content[:at] + changed + content[at + 1 :])
                file.chmod(mode | 0o200)
            try:
                _, problems = look(where, ALL, quiet)
            except BackupError:
                continue
            if not problems:
                unnoticed.append((name, changed))
        file.write_bytes(content)
        file.chmod(mode)

    # What backup.json says of the program and the number of bytes decides nothing.
    assert [name for name, _ in unnoticed if name != "backup.json"] == []
    look(where, ALL, quiet)


def test_a_file_that_was_cut_anywhere_is_no_backup(root, tmp_path):
    where = into_file(tmp_path / "b.tar", asked(root), quiet).where
    whole = where.read_bytes()

    for part in range(1, 14):
        cut = tmp_path / f"cut-{part}.tar"
        cut.write_bytes(whole[: (len(whole) - 10_240) * part // 14])
        with pytest.raises(BackupError):
            restore(cut, tmp_path / "new", ALL, quiet)
        assert not (tmp_path / "new").exists()


def test_nothing_is_restored_over_something(root, tmp_path):
    where = into_folder(tmp_path / "b", asked(root), quiet).where
    before = files(root)

    with pytest.raises(BackupError, match="is not empty"):
        restore(where, root, ALL, quiet)

    assert files(root) == before


@pytest.mark.parametrize(
    "name",
    ["programme/../../evil", "/etc/evil", "programme//x", "elsewhere/x", "programme/a/./b", "link"],
)
def test_what_leads_elsewhere_is_refused(name, tmp_path):
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as tar:
        member = tarfile.TarInfo(name)
        if name == "link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(member, io.BytesIO())

    with pytest.raises(BackupError):
        restore(evil, tmp_path / "deep" / "new", ALL, quiet)

    assert not [path for path in tmp_path.rglob("*") if "evil" in path.name and path != evil]
    assert not (tmp_path / "deep/new").exists()


def test_what_a_later_verification_would_find_is_found_before_it_has_its_name(root, tmp_path):
    one = next((root / "public/objects").rglob("*/*"))
    one.chmod(0o644)
    one.write_bytes(one.read_bytes()[::-1])
    where = into_folder(tmp_path / "b", asked(root), quiet).where

    with pytest.raises(BackupError, match="were when it was made"):
        restore(where, tmp_path / "new", ALL, quiet)

    assert not (tmp_path / "new").exists()
    assert restore(where, tmp_path / "new", Wanted(accept_loss=True), quiet).problems == 1


def test_nothing_of_what_was_redacted_is_in_it(root, tmp_path):
    place = LogPlace(root / "public", root / "private")
    one = next((root / "public/objects").rglob("*/*"))
    digest = sha256(one.read_bytes()).digest()
    leaf = Leaf(
        EntryType.REDACTION,
        publication_id(7),
        "2026-01-02T00:00:00Z",
        objects=(ObjectRef("redacts", one.name, 0),),
    )
    signer = load_key(place.private / "keys" / "log.key")
    with open_writer(place, signer, Disk(place.scratch)) as writer:
        writer.commit(None, [leaf])

    where = into_folder(tmp_path / "b", asked(root), quiet).where

    assert not [path for path in where.rglob("*") if path.name == one.name]
    assert digest not in (where / "programme/private/log.sqlite").read_bytes()


def record(root, leaf, *, enough=True):
    """Append an act to the log; one that has not enough witnesses waits."""
    place = LogPlace(root / "public", root / "private")
    signer = load_key(place.private / "keys" / "log.key")
    waits = None if enough else lambda note: Cosigned(note, enough=False)
    with open_writer(place, signer, Disk(place.scratch), cosign=waits) as writer:
        writer.commit(None, [leaf])


def act(kind, number, day, *names):
    return Leaf(kind, publication_id(number), f"2026-01-{day:02}T00:00:00Z", objects=names)


def test_nothing_is_in_it_of_a_redaction_that_waits_for_its_witnesses(root, tmp_path):
    """Neither what lies in its place, nor what a hold put aside before."""
    first, second = sorted((root / "public/objects").rglob("*/*"))[:2]
    held = root / "private/hidden/objects" / second.name
    held.parent.mkdir(parents=True)
    second.rename(held)
    [salts] = [
        p for p in (root / "public/pub").glob("*/salts.json") if second.name in p.read_text()
    ]
    aside = root / f"private/hidden/salts/{salts.parent.name}.json"
    aside.parent.mkdir()
    shutil.copyfile(salts, aside)
    names = [ObjectRef("redacts", one.name, 0) for one in (first, second)]
    record(root, act(EntryType.REDACTION, 7, 2, *names), enough=False)

    where = into_folder(tmp_path / "b", asked(root), quiet).where

    here = where / "programme"
    salts_here = [*here.rglob("salts.json"), *here.glob("private/hidden/salts/*")]
    assert len(salts_here) == 4
    assert not [p for p in where.rglob("*") if p.name in (first.name, second.name)]
    for one in (first, second):
        assert not [p for p in salts_here if one.name in p.read_text()]


def test_a_file_that_was_kept_back_goes_with_a_redaction_that_waits(root, tmp_path):
    place = LogPlace(root / "public", root / "private")
    kept = next(place.withheld.iterdir())
    leaf = parse_leaf((root / f"public/pub/{kept.name}/entry.json").read_bytes())
    facts = ObjectRef("metadata", "ab" * 32, 1)
    moment = Moment(root, tmp_path, "2026-11-26T08:00:00Z")
    assert [one for one in moment.items() if kept.name in one.path and "withheld" in one.path]

    changed = replace(leaf, objects=(*leaf.objects, facts))
    with sqlite3.connect(place.database) as database:
        database.execute("update entries set leaf = ? where id = ?", (changed.encode(), kept.name))
        redaction = act(EntryType.REDACTION, 7, 2, ObjectRef("redacts", facts.c, 0))
        database.execute(
            "insert into entries values (?, ?, ?, ?, ?, ?, ?, ?)", row_of(Entry(3, redaction))
        )
    moment = Moment(root, tmp_path, "2026-11-26T08:00:00Z")

    assert not [one for one in moment.items() if "withheld" in one.path]


def test_an_object_that_is_missing_after_its_hold_lapsed_is_told(root, tmp_path):
    one = next((root / "public/objects").rglob("*/*"))
    name = ObjectRef("holds", one.name, 0)
    record(root, act(EntryType.HOLD, 7, 2, name))
    one.unlink()
    assert not into_folder(tmp_path / "a", asked(root), quiet).lost
    record(root, act(EntryType.HOLD_LAPSED, 8, 5, name))

    with pytest.raises(BackupError, match="files that the log signed are missing"):
        into_folder(tmp_path / "b", asked(root), quiet)


def test_an_object_that_is_missing_is_told_and_may_be_accepted(root, tmp_path):
    next((root / "public/objects").rglob("*/*")).unlink()

    with pytest.raises(BackupError, match="files that the log signed are missing"):
        into_folder(tmp_path / "b", asked(root), quiet)

    assert not [
        path for path in (tmp_path / "b").iterdir() if path.is_dir() and path.name[0] != "."
    ]
    assert into_folder(tmp_path / "b", asked(root, accept_loss=True), quiet).lost


def test_it_is_encrypted_for_keys_of_age_and_opened_by_them(root, tmp_path):
    key, stranger = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(f"# made by a test\n{key}\n")
    (tmp_path / "other").write_text(f"{stranger}\n")
    to = recipients([str(key.to_public())])

    where = into_file(tmp_path / "b.tar.age", asked(root, to=to), quiet).where

    assert where.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert b"PRIVATE" not in where.read_bytes()
    with pytest.raises(BackupError, match="is encrypted"):
        restore(where, tmp_path / "new", ALL, quiet)
    with pytest.raises(BackupError, match="cannot be decrypted"):
        restore(where, tmp_path / "new", Wanted(tuple(identities(tmp_path / "other"))), quiet)
    for cut in (30, 70_000):
        (tmp_path / "cut.age").write_bytes(where.read_bytes()[:-cut])
        with pytest.raises(BackupError):
            restore(
                tmp_path / "cut.age",
                tmp_path / "new",
                Wanted(tuple(identities(tmp_path / "key"))),
                quiet,
            )
    assert not (tmp_path / "new").exists()
    restore(where, tmp_path / "new", Wanted(tuple(identities(tmp_path / "key"))), quiet)
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(where.read_bytes(), [key]))) as tar:
        assert "programme/private/keys/log.key" in tar.getnames()


def test_a_pipe_takes_it_and_gives_it_back(root, tmp_path):
    pipe = io.BytesIO()

    into_stream(pipe, asked(root), quiet)
    pipe.seek(0)

    brought_back(pipe, tmp_path / "new")


def test_a_pipe_that_nobody_reads_any_more_is_told_once(root, monkeypatch):
    ignored: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", ignored.append)
    reads, writes = os.pipe()
    os.close(reads)

    with os.fdopen(writes, "wb", 0) as pipe, pytest.raises(BrokenPipeError):
        into_stream(pipe, asked(root), quiet)
    gc.collect()

    assert ignored == []


def test_a_backup_that_could_not_end_leaves_no_draft(root, tmp_path):
    lost = next((root / "public" / "objects").rglob("*/*"))
    lost.unlink()

    with pytest.raises(BackupError, match="missing"):
        into_folder(tmp_path / "backups", asked(root), quiet)

    assert [path.name for path in (tmp_path / "backups").iterdir()] == [".pendopo-lock"]


@pytest.mark.parametrize("at", [5, 14, 22, 30, 38, 45])
def test_a_publication_that_died_at_any_step_is_finished_where_it_is_brought_back(
    at, root, tmp_path
):
    place = LogPlace(root / "public", root / "private")
    signer = load_key(place.private / "keys" / "log.key")
    died = os.fork()
    if not died:
        append(place, signer, 3, FailingDisk(place.scratch, at))
        os._exit(0)
    _, status = os.waitpid(died, 0)
    where = into_folder(tmp_path / "b", asked(root), quiet).where

    new = brought_back(where, tmp_path / "new")

    clear_mark(new, Disk(new.scratch))
    with open_writer(new, signer, Disk(new.scratch)) as writer:
        size = writer.size
    with open_writer(place, signer, Disk(place.scratch)) as writer:
        assert writer.size == size
    assert verify(FolderShelf(new.public)).problems == ()
    assert files(new.public) == files(place.public)
    assert status in {0, signal.SIGKILL}


@contextmanager
def in_a_process(work: Callable[[], None]) -> Iterator[int]:
    """Do something in a process of its own, which is killed in the end."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    try:
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def publish_on_and_on(root: Path) -> None:
    place = LogPlace(root / "public", root / "private")
    signer = load_key(place.private / "keys" / "log.key")
    for number in range(3, 100_000):
        append(place, signer, number)
        time.sleep(0.005)


@pytest.mark.parametrize("rounds", [4, pytest.param(200, marks=pytest.mark.campaign)])
@pytest.mark.timeout(900)
def test_while_another_process_publishes_each_backup_is_a_moment(rounds, root, tmp_path):
    sizes = []
    with in_a_process(lambda: publish_on_and_on(root)) as publisher:
        for number in range(rounds):
            made = into_folder(tmp_path / "b", asked(root, AT + timedelta(seconds=number)), quiet)
            place = brought_back(made.where, tmp_path / f"new-{number}")
            sizes.append(go_on(place, 100_001))
            shutil.rmtree(tmp_path / f"new-{number}")
        assert os.waitpid(publisher, os.WNOHANG) == (0, 0)

    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]


@pytest.mark.parametrize("what", ["folder", "file", "restore"])
def test_a_process_that_is_killed_leaves_nothing_that_looks_whole(what, root, tmp_path):
    into, target = tmp_path / "new", tmp_path / "b"
    kept = into_folder(tmp_path / "kept", asked(root), quiet).where
    target.mkdir()

    def work() -> None:
        if what == "folder":
            into_folder(target, asked(root), quiet)
        elif what == "file":
            into_file(target / "b.tar", asked(root), quiet)
        else:
            restore(kept, into, ALL, quiet)

    for wait in (0.001, 0.004, 0.016, 0.064):
        with in_a_process(work):
            time.sleep(wait)
        for path in [one for one in (*target.iterdir(), into) if one.exists()]:
            if path == into:
                assert verify(FolderShelf(into / "public")).problems == ()
                shutil.rmtree(into)
            elif path.name[0] != ".":
                look(path, ALL, quiet)
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    # And the next run is not held up by what the killed ones left.
    work()
    assert [one for one in (*target.iterdir(), into) if one.exists() and one.name[0] != "."]


def test_the_lock_is_held_only_for_a_moment_and_what_follows_is_not_of_it(
    root, tmp_path, monkeypatch
):
    place = LogPlace(root / "public", root / "private")
    signer = load_key(place.private / "keys" / "log.key")
    real, held = os.close, []

    def lock_and_tell(*how):
        held.append(lock(*how))
        return held[0]

    def close_and_publish(descriptor):
        real(descriptor)
        if descriptor in held:
            held.clear()
            append(place, signer, 7)  # would wait for the lock, and say who holds it

    monkeypatch.setattr("pendopo.exports.backup.moment.lock", lock_and_tell)
    monkeypatch.setattr("pendopo.exports.backup.moment.os.close", close_and_publish)

    made = into_folder(tmp_path / "b", asked(root), quiet)

    assert verify(FolderShelf(root / "public")).size == 4
    assert (made.facts.size, made.facts.entries) == (3, 3)
    brought_back(made.where, tmp_path / "new")
    assert verify(FolderShelf(tmp_path / "new/public")).size == 3

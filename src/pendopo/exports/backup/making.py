"""Makes a backup: a moment of the programme, written whole, and only then given its name."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import IO, Any, Final

from pendopo import __version__
from pendopo.exports.backup.errors import BackupError
from pendopo.exports.backup.looking import hashes_of, kept_in
from pendopo.exports.backup.moment import Begun, Moment, nothing_else
from pendopo.exports.backup.sealed import sealing
from pendopo.exports.backup.shape import FACTS, MANIFEST, Facts, encode_manifest
from pendopo.exports.backup.shelves import Folder, Packed, Target, hold_file_private
from pendopo.store.files import PRIVATE_FOLDER, Disk
from pendopo.store.place import try_lock
from pendopo.terms.wording import say

Progress = Callable[[Mapping[str, Any]], None]

_DRAFT: Final = ".pendopo-draft"
_LOCK: Final = ".pendopo-lock"
PIPE: Final = Path("-")
_STAMP: Final = "%Y-%m-%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is backed up, and how.

    :param root: the programme's folder
    :param origin: the log's permanent name
    :param at: what time it is, in UTC
    :param keys: whether the keys are part of it
    :param accept_loss: go on although objects are missing that the log signed
    :param to: encrypt what is one file for these keys, so that any disk will do; see ``sealed``
    :param begun: begins what else is of the same moment, under the log's lock; what it gives
        writes that down, once others may publish again
    """

    root: Path
    origin: str
    at: datetime
    keys: bool = True
    accept_loss: bool = False
    to: Sequence[object] = ()
    begun: Begun = nothing_else


@dataclass(frozen=True, slots=True)
class Made:
    """What was made.

    :param where: the backup
    :param shared: how many files it shares with the one before
    :param lost: objects that the log signed and that are not there
    """

    facts: Facts
    where: Path = PIPE
    shared: int = 0
    lost: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def into_folder(
    folder: Path, asked: Asked, progress: Progress, keep_days: int | None = None
) -> Made:
    """Make one more backup in a folder of backups.

    :param keep_days: remove those that are older, once the new one is whole; None for none
    :raises BackupError: when the folder is in use, holds other things, or the disk cannot keep
        the keys
    """
    with _locked(folder):
        earlier = kept_in(folder, asked.origin)
        before = earlier[-1][0] if earlier else None
        hashes = hashes_of(before) if before else {}
        draft = folder / _DRAFT
        rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=PRIVATE_FOLDER)
        disk = Disk(draft)
        try:
            target = Folder(draft, before, hashes)
            if asked.keys:
                target.hold_private()
            made = _filled(asked, target, progress)
            disk.sync_tree(draft)
            where = _free(folder, asked.at)
            draft.rename(where)
        finally:
            rmtree(draft, ignore_errors=True)  # it would keep full a disk that is
        disk.sync_folders([folder])
        removed = _remove_old(earlier, asked.at, keep_days)
    return replace(made, where=where, shared=target.shared, removed=removed)


def into_file(path: Path, asked: Asked, progress: Progress) -> Made:
    """Make a backup as one file; it has its name only when it is whole.

    :raises BackupError: when it is there already, or the disk cannot keep the keys
    """
    if path.exists():
        raise BackupError(say("{path} is there already; write another name"), path=path)
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if asked.keys and not asked.to:
                hold_file_private(file, path)
            made = into_stream(file, asked, progress)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    Disk(path.parent).sync_folders([path.parent])
    return replace(made, where=path)


def into_stream(file: IO[bytes], asked: Asked, progress: Progress) -> Made:
    """Write a backup to a file that is open, or to a pipe."""
    if asked.to:
        with sealing(file, asked.to) as inner:
            return into_stream(inner, replace(asked, to=()), progress)
    packed = Packed(file, int(asked.at.timestamp()))
    try:
        made = _filled(asked, packed, progress)
    except BaseException:
        packed.leave()
        raise
    packed.close()
    return made


def _filled(asked: Asked, target: Target, progress: Progress) -> Made:
    """Write all of a moment, its end last.

    :raises BackupError: when objects are missing that the log signed
    """
    at = rfc3339(asked.at)
    with _drafts(asked.root) as drafts:
        moment = Moment(asked.root, drafts, at, keys=asked.keys, begun=asked.begun)
        hashes: dict[str, str] = {}
        total = 0
        for item in moment.items():
            try:
                hashes[item.path], size = target.add(item)
            except FileNotFoundError:
                if not item.optional:
                    moment.lost.append(item.path)
                continue
            total += size
            progress({"stage": "backup", "done": len(hashes), "total": 0})
    if moment.lost and not asked.accept_loss:
        raise BackupError(
            say(
                "{count} files that the log signed are missing; the first is {path}. Run pendopo "
                "verify, and pendopo recover, or go on without them with --accept-loss"
            ),
            count=len(moment.lost),
            path=moment.lost[0],
        )
    manifest = encode_manifest(hashes)
    facts = Facts(
        at=at,
        origin=asked.origin,
        size=moment.size,
        entries=moment.entries,
        keys=asked.keys,
        files=len(hashes),
        total=total,
        manifest=hashlib.sha256(manifest).hexdigest(),
        program=__version__,
    )
    target.put(MANIFEST, manifest)
    target.put(FACTS, facts.encode())
    return Made(facts, lost=tuple(moment.lost))


@contextmanager
def _drafts(root: Path) -> Iterator[Path]:
    """Give a folder of the programme's own for copies of its databases: they hold secrets."""
    folder = root / "private" / "derived" / "backup"
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    held = try_lock(folder / _LOCK)
    if held is None:
        raise BackupError(say("another backup of {folder} is being made"), folder=root)
    drafts = folder / "drafts"
    try:
        rmtree(drafts, ignore_errors=True)
        drafts.mkdir(mode=PRIVATE_FOLDER)
        yield drafts
    finally:
        rmtree(drafts, ignore_errors=True)
        os.close(held)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep others from writing into a folder of backups.

    :raises BackupError: when somebody does, or it holds other things
    """
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    strangers = [
        path
        for path in folder.iterdir()
        if path.name not in {_DRAFT, _LOCK} and not (path / FACTS).is_file()
    ]
    if strangers:
        raise BackupError(
            say("{folder} holds {name}, which is no backup; write an empty folder, or a new one"),
            folder=folder,
            name=strangers[0].name,
        )
    held = try_lock(folder / _LOCK)
    if held is None:
        raise BackupError(say("another backup is being written to {folder}"), folder=folder)
    try:
        yield
    finally:
        os.close(held)


def _free(folder: Path, at: datetime) -> Path:
    """Give a name that no backup has."""
    name = at.strftime(_STAMP)
    found = (folder / (name if not n else f"{name}-{n}") for n in range(10_000))
    return next(path for path in found if not path.exists())


def _remove_old(
    earlier: Sequence[tuple[Path, Facts]], at: datetime, days: int | None
) -> tuple[str, ...]:
    """Remove backups that are older than so many days."""
    if days is None:
        return ()
    until = rfc3339(at - timedelta(days=days))
    old = [path for path, facts in earlier if facts.at < until]
    for path in old:
        # Its end first: what is half removed is no backup any more.
        (path / FACTS).unlink()
        rmtree(path)
    return tuple(path.name for path in old)


def rfc3339(at: datetime) -> str:
    """Write a time, to the second, in UTC."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")

"""Sends an archive: what is new first, the checkpoint last, and then removes what is gone.

Nothing is sent that lies there already, by a list that lies there too. A sending that was ended is
finished by the next one: until then the target serves the log as it was.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.archive.holding import Kept, held, listed_in
from pendopo.exports.archive.record import CHECKPOINT
from pendopo.exports.sending.listed import SENT, Listed, parse_listed
from pendopo.exports.sending.target import Outgoing, Target
from pendopo.standards.tlog.checkpoint import Checkpoint, CheckpointError, parse_checkpoint
from pendopo.standards.tlog.note import NoteError, split_note
from pendopo.terms.wording import say

Progress = Callable[[Mapping[str, Any]], None]

# Objects before what names them, pages before the pages that link to them.
_ORDER = ("objects/", "pub/", "log/", "static/", "data/", "")
_BATCH_FILES, _BATCH_BYTES = 200, 64 << 20
_LISTED_EVERY_S = 30.0
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Sent:
    """What a sending did."""

    files: int
    bytes: int
    removed: int
    kept: int


class Sending:
    """One sending of one archive.

    :param folder: the archive, whole
    """

    def __init__(self, folder: Path, target: Target, clock: Callable[[], float]) -> None:
        self._folder, self._target, self._clock = folder, target, clock
        self._ours = _checkpoint((folder / CHECKPOINT).read_bytes(), str(folder))

    def send(self, progress: Progress) -> Sent:
        """Send.

        :raises ArchiveError: when something else lies there, another log or a longer one, or a
            file did not arrive as it was sent
        """
        there = self._there()
        self._hold_ours()
        files = dict(listed_in(self._folder))
        checkpoint = self._outgoing(CHECKPOINT, files.pop(CHECKPOINT))
        new = sorted(
            (path for path, kept in files.items() if not _is_there(there, path, kept)), key=_rank
        )
        total = sum(files[path].size for path in new)
        gone = sorted(there.files.keys() - files.keys() - {CHECKPOINT})
        # What is on its way is listed first: whatever happens, no file of ours lies there unlisted.
        for path in new:
            there.files[path] = (files[path].size, "")
        if new or gone:
            self._list(there)
        self._put_all(new, files, there, lambda done: progress(_told(done, total)))
        self._put_last(checkpoint, there, changed=bool(new or gone))
        if gone:
            self._target.remove(gone)
            for path in gone:
                del there.files[path]
            self._list(there)
        return Sent(len(new), total, len(gone), len(files) - len(new))

    def _there(self) -> Listed:
        """Read what lies there; it must be ours, or nothing."""
        found = self._target.read(SENT)
        if found is None:
            names = [name for name in self._target.names() if not name.startswith(".")]
            if names:
                raise ArchiveError(
                    say(
                        "the target holds files that Pendopo did not send, {name} for one; write "
                        "an empty folder"
                    ),
                    name=min(names),
                )
            return Listed(self._ours.origin)
        there = parse_listed(found)
        if there.origin != self._ours.origin:
            raise _of_another(there.origin, self._ours.origin)
        return there

    def _hold_ours(self) -> None:
        """Hold the log that lies there to be a beginning of ours."""
        found = self._target.read(CHECKPOINT)
        if found is None:
            return
        theirs = _checkpoint(found, CHECKPOINT)
        if theirs.origin != self._ours.origin:
            raise _of_another(theirs.origin, self._ours.origin)
        if theirs.size > self._ours.size:
            raise ArchiveError(
                say(
                    "the target's log has {theirs} entries and this one {ours}; a log never "
                    "shrinks, so find out which is the right one before anything is sent"
                ),
                theirs=theirs.size,
                ours=self._ours.size,
            )
        if not self._began_with(theirs):
            raise ArchiveError(
                say(
                    "the target's log of {size} entries is not the beginning of this one; keep "
                    "both, and find out which is the right one before anything is sent"
                ),
                size=theirs.size,
            )

    def _began_with(self, theirs: Checkpoint) -> bool:
        if theirs.size == self._ours.size:
            return theirs.root == self._ours.root
        past = self._folder / f"log/history/{theirs.size}.checkpoint"
        return past.is_file() and _checkpoint(past.read_bytes(), str(past)).root == theirs.root

    def _put_all(
        self,
        paths: Sequence[str],
        files: Mapping[str, Kept],
        there: Listed,
        told: Callable[[int], None],
    ) -> None:
        done, listed_at = 0, self._clock()

        def arrived(size: int) -> None:
            nonlocal done
            done += size
            told(done)

        for batch in _batches(paths, files):
            outgoing = [self._outgoing(path, files[path]) for path in batch]
            self._target.put(outgoing, arrived)
            for one in outgoing:
                there.files[one.path] = (one.size, one.sha256)
            if self._clock() - listed_at > _LISTED_EVERY_S:
                self._list(there)
                listed_at = self._clock()

    def _put_last(self, checkpoint: Outgoing, there: Listed, *, changed: bool) -> None:
        """Send the checkpoint: everything that it signs has arrived as it was sent."""
        if changed:
            self._list(there)
        if there.files.get(CHECKPOINT) != (checkpoint.size, checkpoint.sha256) or (
            self._target.read(CHECKPOINT) != checkpoint.file.read_bytes()
        ):
            self._target.put([checkpoint], lambda _size: None)
            there.files[CHECKPOINT] = (checkpoint.size, checkpoint.sha256)
            self._list(there)

    def _list(self, there: Listed) -> None:
        with TemporaryDirectory(prefix="pendopo-") as folder:
            file = Path(folder) / SENT
            file.write_bytes(there.encode())
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            self._target.put([Outgoing(SENT, file, file.stat().st_size, digest)], _nobody)

    def _outgoing(self, path: str, kept: Kept) -> Outgoing:
        file = self._folder / path
        return Outgoing(path, file, kept.size, kept.sha256 or _digest(file))


def send(folder: Path, target: Target, progress: Progress) -> Sent:
    """Send an archive to a target; see ``Sending.send``."""
    with held(folder):
        return Sending(folder, target, time.monotonic).send(progress)


def _nobody(_size: int) -> None:
    """Tell nobody."""


def _told(done: int, total: int) -> Mapping[str, Any]:
    return {"stage": "send", "done": done, "total": total}


def _is_there(there: Listed, path: str, kept: Kept) -> bool:
    """Whether a file lies there: an object's name says what is in it, for the rest its SHA-256."""
    size, digest = there.files.get(path, (0, ""))
    return bool(digest) and size == kept.size and kept.sha256 in {"", digest}


def _rank(path: str) -> tuple[int, str]:
    return next(i for i, start in enumerate(_ORDER) if path.startswith(start)), path


def _batches(paths: Sequence[str], files: Mapping[str, Kept]) -> Iterator[list[str]]:
    """Part the files, in their order: those of one kind arrive before the next are begun."""
    for _kind, same in groupby(paths, lambda path: _rank(path)[0]):
        batch: list[str] = []
        size = 0
        for path in same:
            batch.append(path)
            size += files[path].size
            if len(batch) == _BATCH_FILES or size > _BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch


def _digest(file: Path) -> str:
    with file.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").hexdigest()


def _checkpoint(note: bytes, where: str) -> Checkpoint:
    try:
        return parse_checkpoint(split_note(note.decode())[0])
    except (NoteError, CheckpointError, UnicodeDecodeError) as error:
        raise ArchiveError(say("{where} is no checkpoint of a log"), where=where) from error


def _of_another(found: str, ours: str) -> ArchiveError:
    return ArchiveError(
        say("the target holds the record of {found}, and this is {origin}"),
        found=found,
        origin=ours,
    )

"""The folder that is filled, and what we know of every file in it.

``.pendopo-archive`` in it lists each file that we placed, one line a file: a file is touched only
when its content changes, and nothing is ever removed that is not in the list. A line is written
before its file gets its place, so that a run that was ended leaves no file unlisted. Its last line
is the hash of the others, so that ``verify_archive.py`` notices when the list itself was changed.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Final

from pendopo.exports.archive.errors import ArchiveError
from pendopo.store.files import Disk
from pendopo.terms.wording import say

MANIFEST: Final = ".pendopo-archive"
DRAFTS: Final = ".pendopo-drafts"
_HEAD = "pendopo archive"
_VERSION = 1
_PAGE, _RECORD = 0o644, 0o444
_OBJECTS = "objects/"
_BAG = "bagit.txt"
_CHUNK_BYTES = 1 << 20
_COPY_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the folder.

    :param sha256: empty for an object, whose name says what is in it
    :param tag: the entity tag that its answer had
    """

    size: int
    mtime_ns: int
    sha256: str = ""
    tag: str = ""


@dataclass(slots=True)
class Tally:
    """What a run did."""

    files: int = 0
    bytes: int = 0
    written: int = 0
    removed: int = 0


class Holding:
    """An archive's folder, open for one run.

    :param stamp: names what answers are made by; tags given under another stamp are forgotten
    :raises ArchiveError: when the folder holds something else, or the record of another log
    """

    def __init__(self, root: Path, origin: str, stamp: str) -> None:
        self.root = root
        self.tally = Tally()
        self.size = 0
        self._made = ""
        self._origin, self._stamp = origin, stamp
        self._known: dict[str, Kept] = {}
        self._wanted: set[str] = set()
        self.drafts = root / DRAFTS
        self._count = 0
        self._open()

    def _open(self) -> None:
        manifest = self.root / MANIFEST
        if not manifest.is_file():
            if self.root.is_dir() and any(self.root.iterdir()):
                if (self.root / _BAG).is_file():
                    raise ArchiveError(
                        say("{folder} is a bag; say --bag too, or write another folder"),
                        folder=self.root,
                    )
                raise ArchiveError(
                    say(
                        "{folder} holds files and is no archive of Pendopo's; write an empty "
                        "folder, or a new one"
                    ),
                    folder=self.root,
                )
            self.root.mkdir(parents=True, exist_ok=True)
            manifest.write_text(self._line(self._head(0)), "utf-8")
        self._journal = manifest.open("a", encoding="utf-8")
        try:
            _lock(self._journal, self.root)
            self._read(manifest)
        except BaseException:
            self._journal.close()
            raise
        if not manifest.read_bytes().endswith(b"\n"):
            self._journal.write("\n")  # the last line was cut
        shutil.rmtree(self.drafts, ignore_errors=True)
        self.drafts.mkdir()

    def _read(self, manifest: Path) -> None:
        with manifest.open("rb") as lines:
            head = _read_line(next(lines, b""))
            if head.get("what") != _HEAD or head.get("v") != _VERSION:
                raise ArchiveError(
                    say("{file} is none that this version of Pendopo can read"), file=manifest
                )
            if head["origin"] != self._origin:
                raise ArchiveError(
                    say("{folder} holds the record of {found}, and this is {origin}"),
                    folder=self.root,
                    found=head["origin"],
                    origin=self._origin,
                )
            self.size = int(head["size"])
            self._made = head.get("made", "")
            same, ended = head["stamp"] == self._stamp, False
            for line in lines:
                one = _read_line(line)
                ended = "end" in one
                if "path" in one:
                    tag = one.get("tag", "") if same else ""
                    kept = Kept(one["size"], one["mtime_ns"], one.get("sha256", ""), tag)
                    self._known[one["path"]] = kept
            if not ended:
                self._made = ""  # a run was ended on its way to something else

    def close(self) -> None:
        """Leave the folder; what was done so far stays listed."""
        self._journal.close()
        shutil.rmtree(self.drafts, ignore_errors=True)

    def is_of(self, size: int, made: str) -> bool:
        """Whether all of that state lies there untouched: a past state's pages never change.

        :param made: what ``finish`` was told; empty where that says nothing
        """
        if not made or (self.size, self._made) != (size, made):
            return False
        if not all(self._untouched(path, known) for path, known in self._known.items()):
            return False
        for path, known in self._known.items():
            self._want(path, known)
        return True

    def tag(self, path: str) -> str:
        """Give the entity tag of a file that lies there as it was placed; else nothing."""
        known = self._known.get(path)
        return known.tag if known is not None and self._untouched(path, known) else ""

    def keep(self, path: str) -> None:
        """Leave a file as it is."""
        self._want(path, self._known[path])

    def put(self, path: str, content: bytes, tag: str = "") -> None:
        """Place a file unless it is there with just that content."""
        digest = hashlib.sha256(content).hexdigest()
        known = self._known.get(path)
        if known is not None and known.sha256 == digest and self._untouched(path, known):
            self._want(path, replace(known, tag=tag))
            return
        target = self.root / path
        if target.is_file() and _bytes_of(target, len(content)) == content:
            self._adopt(path, digest, tag)
            return
        draft = self._draft()
        draft.write_bytes(content)
        self._place(draft, path, _PAGE, digest, tag)

    def pour(self, path: str, blocks: Iterable[bytes], tag: str = "") -> None:
        """Place a file that is too large to hold, block by block."""
        draft, digest, size = self._draft(), hashlib.sha256(), 0
        with draft.open("wb") as file:
            for block in blocks:
                digest.update(block)
                size += len(block)
                file.write(block)
        known = self._known.get(path)
        same = known is not None and (known.size, known.sha256) == (size, digest.hexdigest())
        if same and known is not None and self._untouched(path, known):
            draft.unlink()
            self._want(path, replace(known, tag=tag))
            return
        self._place(draft, path, _PAGE, digest.hexdigest(), tag)

    def copy(self, path: str, source: Path, *, link: bool) -> None:
        """Place a file of the record unless it is there.

        :param link: share the disk's room with the record; for a folder that is ours, since who
            changes the one then changes the other
        """
        target = self.root / path
        known = self._known.get(path)
        size = source.stat().st_size
        hashed = not path.startswith(_OBJECTS)
        listed = known is not None and known.size == size and bool(known.sha256) is hashed
        if known is not None and listed and self._untouched(path, known):
            self._want(path, known)
            return
        digest = hashlib.sha256(source.read_bytes()).hexdigest() if hashed else ""
        if target.is_file() and (target.samefile(source) or _same(target, source)):
            self._adopt(path, digest)
            return
        draft = self._draft()
        if not link or not _linked(source, draft):
            _copy(source, draft)
            draft.chmod(_RECORD)
        self._place(draft, path, None, digest)

    def settle(self) -> None:
        """Wait until all that was placed is on the disk."""
        self._journal.flush()
        os.fsync(self._journal.fileno())
        Disk(self.drafts).sync_tree(self.root)

    def finish(self, size: int, made: str = "") -> None:
        """Remove what is wanted no more, and write the list anew.

        :param size: how many entries the archive holds now
        :param made: names all that its pages were made by
        """
        self._made = made
        for path in sorted(self._known.keys() - self._wanted, reverse=True):
            self._remove(path)
        draft = self._draft()
        digest = hashlib.sha256()
        with draft.open("wb") as file:
            for line in self._lines(size):
                digest.update(line)
                file.write(line)
            file.write(self._line({"end": digest.hexdigest()}).encode())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.root / MANIFEST)

    def _lines(self, size: int) -> Iterator[bytes]:
        """Give the lines of the list, but the last, in the order of the paths."""
        yield self._line(self._head(size)).encode()
        for path in sorted(self._known):
            yield self._line(self._listed(path, self._known[path])).encode()

    def _remove(self, path: str) -> None:
        (self.root / path).unlink(missing_ok=True)
        self.tally.removed += 1
        del self._known[path]
        for folder in Path(path).parents[:-1]:
            with suppress(OSError):  # another file is in it
                (self.root / folder).rmdir()

    def _place(self, draft: Path, path: str, mode: int | None, digest: str, tag: str = "") -> None:
        if mode is not None:
            draft.chmod(mode)
        facts = draft.stat()
        kept = Kept(facts.st_size, facts.st_mtime_ns, digest, tag)
        self._journal.write(self._line(self._listed(path, kept)))
        self._journal.flush()
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(target)
        self.tally.written += 1
        self._want(path, kept)

    def _adopt(self, path: str, digest: str, tag: str = "") -> None:
        """List a file that lies there already with the right content."""
        facts = (self.root / path).stat()
        kept = Kept(facts.st_size, facts.st_mtime_ns, digest, tag)
        self._journal.write(self._line(self._listed(path, kept)))
        self._want(path, kept)

    def _want(self, path: str, kept: Kept) -> None:
        self._known[path] = kept
        if path not in self._wanted:
            self._wanted.add(path)
            self.tally.files += 1
            self.tally.bytes += kept.size

    def _untouched(self, path: str, known: Kept) -> bool:
        try:
            facts = (self.root / path).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return (facts.st_size, facts.st_mtime_ns) == (known.size, known.mtime_ns)

    def _draft(self) -> Path:
        self._count += 1
        return self.drafts / str(self._count)

    def _head(self, size: int) -> dict[str, Any]:
        return {
            "what": _HEAD,
            "v": _VERSION,
            "origin": self._origin,
            "size": size,
            "stamp": self._stamp,
            "made": self._made,
        }

    @staticmethod
    def _listed(path: str, kept: Kept) -> dict[str, Any]:
        found: dict[str, Any] = {"path": path, "size": kept.size, "mtime_ns": kept.mtime_ns}
        return found | {
            name: text for name, text in (("sha256", kept.sha256), ("tag", kept.tag)) if text
        }

    @staticmethod
    def _line(said: dict[str, Any]) -> str:
        return json.dumps(said, ensure_ascii=False) + "\n"


@contextmanager
def held(root: Path) -> Iterator[None]:
    """Keep others from filling an archive while it is read."""
    with (root / MANIFEST).open("rb") as manifest:
        _lock(manifest, root)
        yield


def _lock(manifest: IO[Any], root: Path) -> None:
    try:
        fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ArchiveError(
            say("{folder} is in use by another process; try again when it ends"), folder=root
        ) from error


def listed_in(root: Path) -> Iterator[tuple[str, Kept]]:
    """Give every file of an archive, by the list that lies in it, and the list itself."""
    whole = (root / MANIFEST).read_bytes()
    yield MANIFEST, Kept(len(whole), 0, hashlib.sha256(whole).hexdigest())
    with (root / MANIFEST).open("rb") as lines:
        for line in lines:
            one = _read_line(line)
            if "path" in one:
                yield one["path"], Kept(one["size"], one["mtime_ns"], one.get("sha256", ""))


def _read_line(line: bytes) -> dict[str, Any]:
    """Read a line; of one that was cut when a run was ended, nothing."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _bytes_of(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)


def _same(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        return all(a == b for a, b in zip(_chunks(first), _chunks(second), strict=True))


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk


def _linked(source: Path, target: Path) -> bool:
    try:
        target.hardlink_to(source)
    except OSError:  # another file system, or one without such links
        return False
    return True


def _copy(source: Path, target: Path) -> None:
    """Copy inside the kernel, which shares the blocks where the file system can."""
    with source.open("rb") as reading, target.open("xb") as writing:
        left = os.fstat(reading.fileno()).st_size
        try:
            while left:
                moved = os.copy_file_range(
                    reading.fileno(), writing.fileno(), min(left, _COPY_BYTES)
                )
                if not moved:
                    break
                left -= moved
        except OSError:  # between two file systems, on some kernels
            reading.seek(0)
            writing.seek(0)
            writing.truncate()
            shutil.copyfileobj(reading, writing, _CHUNK_BYTES)

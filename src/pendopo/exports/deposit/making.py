"""Makes a deposit of an archive: each part a bag, a folder or a file; named when all are whole."""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from shutil import rmtree
from typing import IO, Any, Final, Protocol

from pendopo.exports.archive.bag import PAYLOAD, tags
from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.archive.holding import held, listed_in
from pendopo.exports.deposit.cited import Deposited, citation, datacite
from pendopo.exports.deposit.parts import Part, divided
from pendopo.store.files import PRIVATE_FOLDER, Disk
from pendopo.store.place import try_lock
from pendopo.terms.wording import say

Progress = Callable[[Mapping[str, Any]], None]

SUMS: Final = "SHA256SUMS"
_LOCK: Final = ".deposit-lock"
_CHUNK_BYTES = 1 << 20
_YEAR_FIRST = 1980  # of a file in a zip file


@dataclass(frozen=True, slots=True)
class Shape:
    """How a deposit is divided.

    :param part_bytes: how large a part may be
    :param zipped: whether each part is one file
    """

    part_bytes: int
    zipped: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the parts, how many files they hold, and how large those are together."""

    parts: tuple[Path, ...]
    files: int
    size: int


class _Shelf(Protocol):
    """Takes the files of one part."""

    def pour(self, path: str, source: IO[bytes]) -> str:
        """Take a file; give its SHA-256 in hexadecimal."""

    def put(self, path: str, content: bytes) -> None:
        """Take a small file."""


@contextmanager
def site_in(derived: Path) -> Iterator[Path]:
    """Give a folder of the programme's own for the archive that is divided; it goes at the end.

    :raises ArchiveError: when another deposit of the programme is being made: it has the folder
    """
    derived.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    alone = try_lock(derived / _LOCK)
    if alone is None:
        raise ArchiveError(say("another deposit of this record is being made; wait until it is"))
    site = derived / "deposit"
    try:
        # Left over from a run that was ended, of another state perhaps: no archive goes back.
        rmtree(site, ignore_errors=True)
        yield site
    finally:
        rmtree(site, ignore_errors=True)
        os.close(alone)


def deposit(out: Path, site: Path, one: Deposited, shape: Shape, told: Progress) -> Made:
    """Divide an archive into bags.

    :param out: a new folder
    :param site: the archive
    :raises ArchiveError: when the folder holds something, or a file fits into no part
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ArchiveError(say("{out} is not empty; write a new folder for a deposit"), out=out)
    with held(site):
        sizes = {path: kept.size for path, kept in listed_in(site)}
        parts = divided(sizes.items(), shape.part_bytes)
        draft = out.with_name(f".{out.name}.part")
        rmtree(draft, ignore_errors=True)
        try:
            names = []
            for name in _filled(draft, site, parts, one, shape):
                names.append(name)
                told({"stage": "deposit", "done": len(names), "total": len(parts)})
            draft.rename(out)
        finally:
            # A disk that is full, or a run that was ended, keeps nothing: the next begins anew.
            rmtree(draft, ignore_errors=True)
    return Made(tuple(out / name for name in names), len(sizes), sum(sizes.values()))


def _filled(
    draft: Path, site: Path, parts: Sequence[Part], one: Deposited, shape: Shape
) -> Iterator[str]:
    """Write everything of a deposit into a new folder; give the name of each part when it is."""
    draft.mkdir(parents=True)
    stem = one.identifier.replace("/", "-")
    beside = _beside(one, stem, len(parts))
    for number, part in enumerate(parts, 1):
        name = f"{stem}-part-{number}-of-{len(parts)}"
        told_of = {**one.facts, "Bag-Group-Identifier": one.identifier}
        told_of["Bag-Count"] = f"{number} of {len(parts)}"
        with _shelf(draft, name, one.day, zipped=shape.zipped) as shelf:
            _fill(shelf, site, part, told_of, beside)
        yield f"{name}.zip" if shape.zipped else name
    for name, content in beside.items():
        (draft / name).write_bytes(content)
    (draft / SUMS).write_bytes(_sums(draft))
    Disk(draft).sync_tree(draft)


def _fill(
    shelf: _Shelf, site: Path, part: Part, facts: Mapping[str, str], beside: Mapping[str, bytes]
) -> None:
    hashes, size = {}, 0
    for path in part.paths:
        with (site / path).open("rb") as source:
            hashes[f"{PAYLOAD}/{path}"] = shelf.pour(f"{PAYLOAD}/{path}", source)
            size += source.tell()
    for name, content in tags(hashes, size, facts, beside).items():
        shelf.put(name, content)


def _beside(one: Deposited, stem: str, count: int) -> dict[str, bytes]:
    """Give what whoever receives it reads first."""
    values = {
        "title": one.title,
        "name": one.name,
        "day": one.day,
        "origin": one.origin,
        "size": str(one.size),
        "key": one.key,
        "count": str(count),
        "stem": stem,
        "first": f"{stem}-part-1-of-{count}",
    }
    found = {"CITATION.cff": citation(one), "datacite.json": datacite(one)}
    for language, name in (("en", "README.md"), ("id", "README.id.md")):
        folder = resources.files("pendopo.exports.deposit")
        text = folder.joinpath(f"README.{language}.md").read_text("utf-8")
        for key, value in values.items():
            text = text.replace("{" + key + "}", value)
        found[name] = text.encode()
    return found


@contextmanager
def _shelf(folder: Path, name: str, day: str, *, zipped: bool) -> Iterator[_Shelf]:
    if not zipped:
        yield _Folder(folder / name)
        return
    with zipfile.ZipFile(folder / f"{name}.zip", "x", zipfile.ZIP_STORED) as file:
        yield _Zip(file, name, day)


class _Folder:
    """A part that is a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def pour(self, path: str, source: IO[bytes]) -> str:
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            return _poured(source, file)

    def put(self, path: str, content: bytes) -> None:
        (self._root / path).write_bytes(content)


class _Zip:
    """A part that is one file: its files as they are, below one folder (RFC 8493, 4)."""

    def __init__(self, file: zipfile.ZipFile, name: str, day: str) -> None:
        year, month, date = map(int, day.split("-"))
        self._file, self._name = file, name
        self._time = (max(year, _YEAR_FIRST), month, date, 0, 0, 0)

    def pour(self, path: str, source: IO[bytes]) -> str:
        with self._file.open(self._about(path), "w", force_zip64=True) as file:
            return _poured(source, file)

    def put(self, path: str, content: bytes) -> None:
        self._file.writestr(self._about(path), content)

    def _about(self, path: str) -> zipfile.ZipInfo:
        about = zipfile.ZipInfo(f"{self._name}/{path}", self._time)
        about.external_attr = 0o644 << 16
        return about


def _poured(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK_BYTES):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def _sums(folder: Path) -> bytes:
    """Write the hashes of what stands beside each other; of a part that is a folder, its tags'."""
    lines = []
    for path in sorted(folder.iterdir()):
        file = path / "tagmanifest-sha256.txt" if path.is_dir() else path
        with file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        lines.append(f"{digest}  {file.relative_to(folder).as_posix()}\n")
    return "".join(lines).encode()

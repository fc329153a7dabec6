"""Reads backups: which there are, what is in one, and whether it is as it was written."""

import hashlib
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from pendopo.exports.backup.errors import BackupError
from pendopo.exports.backup.shape import (
    FACTS,
    MANIFEST,
    PROGRAMME,
    Facts,
    parse_facts,
    parse_manifest,
)
from pendopo.terms.wording import say

_CHUNK_BYTES = 1 << 20
_BESIDE_BYTES_MOST = 1 << 30


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup.

    :param path: as it stands there: ``programme/…``, or one of the two beside it
    """

    path: str
    mode: int
    content: IO[bytes]


def kept_in(folder: Path, origin: str) -> list[tuple[Path, Facts]]:
    """Give the whole backups in a folder, the oldest first.

    :raises BackupError: when there are those of another log
    """
    found = [
        (path, parse_facts((path / FACTS).read_bytes(), path))
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".") and (path / FACTS).is_file()
    ]
    for path, facts in found:
        if facts.origin != origin:
            raise BackupError(
                say(
                    "{folder} holds backups of {found}; write another folder for those of {origin}"
                ),
                folder=path.parent,
                found=facts.origin,
                origin=origin,
            )
    return sorted(found, key=lambda one: (one[1].at, one[0].name))


def hashes_of(backup: Path) -> dict[str, str]:
    """Give the hashes of a backup that is a folder, by the paths in the programme."""
    facts = parse_facts((backup / FACTS).read_bytes(), backup)
    return parse_manifest((backup / MANIFEST).read_bytes(), facts, backup)


def newest(where: Path) -> Path:
    """Find a backup: this folder or file, or the newest of a folder of backups.

    :raises BackupError: when none is there
    """
    if where.is_file() or (where / FACTS).is_file():
        return where
    found = [path for path in where.iterdir() if (path / FACTS).is_file()] if where.is_dir() else []
    found = [path for path in found if not path.name.startswith(".")]
    if not found:
        raise BackupError(say("{where}: no backup is here"), where=where)
    return max(found, key=lambda path: parse_facts((path / FACTS).read_bytes(), path).at)


def members_of_folder(backup: Path) -> Iterator[Member]:
    """Give every file of a backup that is a folder, the two beside the programme last.

    :raises BackupError: for what is no file: a backup holds no links
    """
    for folder, folders, names in os.walk(backup / PROGRAMME):
        folders.sort()
        for name in sorted([*names, *(one for one in folders if Path(folder, one).is_symlink())]):
            path = Path(folder, name)
            if path.is_symlink() or not path.is_file():
                raise _no_file(path)
            with path.open("rb") as content:
                mode = path.stat().st_mode & 0o777
                yield Member(path.relative_to(backup).as_posix(), mode, content)
    for name in (MANIFEST, FACTS):
        if (backup / name).is_file():
            with (backup / name).open("rb") as content:
                yield Member(name, 0o600, content)


def members_of_stream(file: IO[bytes], where: object) -> Iterator[Member]:
    """Give every file of a backup that is one file, in its order.

    :raises BackupError: when it is no tar, was cut short, or holds what is no file
    """
    try:
        tar = tarfile.open(fileobj=file, mode="r|")  # noqa: SIM115  a pipe is read once, to its end
        for one in tar:
            content = tar.extractfile(one) if one.isreg() else None
            if content is None:
                raise _no_file(one.name)
            yield Member(one.name, one.mode & 0o777, content)
    except (tarfile.TarError, EOFError) as error:
        raise _cut(where, error) from error


def _cut(where: object, error: Exception) -> BackupError:
    return BackupError(say("{where}: this is no whole backup ({why})"), where=where, why=error)


def _no_file(path: object) -> BackupError:
    return BackupError(say("{path} is no file; a backup holds nothing else"), path=path)


class Looked:
    """What was read of a backup, and in the end held to its own manifest.

    :param where: what to call it
    """

    def __init__(self, where: object) -> None:
        self._where = where
        self._hashes: dict[str, str] = {}
        self._beside: dict[str, bytes] = {}

    def read(self, members: Iterator[Member], into: Path | None = None) -> Facts:
        """Read all, and write the programme into a folder if there is one.

        :raises BackupError: saying what is damaged, missing, or not of the backup
        """
        try:
            for one in members:
                self._read(one, into)
        except tarfile.TarError as error:  # within a file
            raise _cut(self._where, error) from error
        return self._held()

    def _read(self, one: Member, into: Path | None) -> None:
        if FACTS in self._beside:
            raise BackupError(say("{where}: something follows its end"), where=self._where)
        if one.path in {MANIFEST, FACTS}:
            self._beside[one.path] = one.content.read(_BESIDE_BYTES_MOST)
            return
        path = self._inside(one.path)
        target = None if into is None else into / path
        self._hashes[path] = _poured(one, target)

    def _inside(self, name: str) -> str:
        """Give a path below the programme's folder.

        :raises BackupError: for one that leads elsewhere, or stands twice
        """
        path = name.removeprefix(PROGRAMME)
        parts = PurePosixPath(path).parts
        wrong = path == name or path.startswith("/") or ".." in parts or not parts
        if wrong or path != "/".join(parts) or path in self._hashes:
            raise BackupError(
                say("{where}: {path} is no file of a backup"), where=self._where, path=repr(name)
            )
        return path

    def _held(self) -> Facts:
        if FACTS not in self._beside:
            raise BackupError(
                say("{where} is not whole: its end is missing; use another backup"),
                where=self._where,
            )
        facts = parse_facts(self._beside[FACTS], self._where)
        listed = parse_manifest(self._beside.get(MANIFEST, b""), facts, self._where)
        both = {*listed, *self._hashes}
        wrong = sorted(path for path in both if listed.get(path) != self._hashes.get(path))
        if wrong:
            raise BackupError(
                say(
                    "{where}: {count} files are not as they were written, or missing; the first is "
                    "{path}. The backup is damaged; use another one"
                ),
                where=self._where,
                count=len(wrong),
                path=wrong[0],
            )
        return facts


def _poured(one: Member, target: Path | None) -> str:
    """Read a file, write it if it is to be, and give its hash."""
    digest = hashlib.sha256()
    if target is None:
        while chunk := one.content.read(_CHUNK_BYTES):
            digest.update(chunk)
        return digest.hexdigest()
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, one.mode & 0o755)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := one.content.read(_CHUNK_BYTES):
            digest.update(chunk)
            file.write(chunk)
        os.fchmod(file.fileno(), one.mode & 0o755)
    return digest.hexdigest()

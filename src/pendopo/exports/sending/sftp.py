"""A folder of another machine as a target, by SFTP.

A file waits whole in a folder of drafts, is read back, and only then renamed to its place.
"""

import asyncio
import hashlib
import os
import posixpath
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import asyncssh

from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.sending.target import DRAFTS, Outgoing, Place, Told, changed_on_the_way
from pendopo.terms.wording import say

PASSWORD: Final = "PENDOPO_SFTP_PASSWORD"  # noqa: S105  the name of a variable
_AT_ONCE = 8
_CHUNK_BYTES = 4 << 20
_WAIT_S = 30
_MODE = 0o644
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Keys:
    """How both sides are known.

    :param host_key: the host's key, ``ssh-ed25519 AAAA…``, or its fingerprint, ``SHA256:…``; empty
        to look in the user's ``known_hosts``
    :param identity: the file of a private key; None for the agent's and the user's own
    """

    host_key: str = ""
    identity: Path | None = None


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()


class SftpTarget:
    """A folder that SFTP reaches."""

    def __init__(self, place: Place, keys: Keys) -> None:
        self._place = place
        self._root = place.path.rstrip("/") or "/"
        # In a thread of its own: whoever calls may be within a loop already.
        self._runner, self._thread = asyncio.Runner(), ThreadPoolExecutor(1, "sftp")
        self._made: set[str] = set()
        self._guard = asyncio.Lock()
        self._count = 0
        try:
            self._connection, self._client = self._do(self._connect(keys))
            self._do(self._clear_drafts())
        except BaseException:
            self._end()
            raise

    def names(self) -> Sequence[str]:
        """Give the names at the top."""
        return self._do(self._names())

    def read(self, path: str) -> bytes | None:
        """Give a small file."""
        return self._do(self._read(path))

    def put(self, files: Sequence[Outgoing], told: Told) -> None:
        """Send files."""
        self._do(self._put_all(files, told))

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files."""
        self._do(self._remove(paths))

    def close(self) -> None:
        """Let go."""
        try:
            self._do(self._close())
        finally:
            self._end()

    def _end(self) -> None:
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    def _do(self, work: Coroutine[Any, Any, _T]) -> _T:
        try:
            return self._waited(self._thread.submit(self._runner.run, work))
        except ExceptionGroup as group:
            # Of several that were sent at once the first that failed ended the others.
            raise self._refused(group.exceptions[0]) from group
        except (asyncssh.Error, OSError) as error:
            raise self._refused(error) from error

    def _waited(self, work: Future[_T]) -> _T:
        """Wait for some work; whoever is told to end meanwhile ends it too."""
        try:
            return work.result()
        except (KeyboardInterrupt, SystemExit):
            loop = self._runner.get_loop()
            loop.call_soon_threadsafe(_cancel_all, loop)
            work.exception()
            raise

    def _refused(self, error: Exception) -> ArchiveError:
        if isinstance(error, ArchiveError):
            return error
        why = getattr(error, "reason", "") or str(error) or type(error).__name__
        return ArchiveError(say("{target}: {why}"), target=f"sftp://{self._place.host}", why=why)

    async def _connect(
        self, keys: Keys
    ) -> tuple[asyncssh.SSHClientConnection, asyncssh.SFTPClient]:
        seen: list[str] = []
        options: dict[str, Any] = {}
        if self._place.user:
            options["username"] = self._place.user
        if keys.identity is not None:
            options["client_keys"] = [str(keys.identity)]
        if os.environ.get(PASSWORD):
            options["password"] = os.environ[PASSWORD]
        if keys.host_key:
            options["known_hosts"] = _pinned(keys.host_key)
        try:
            connection = await asyncssh.connect(
                self._place.host,
                self._place.port or (),
                client_factory=lambda: _Client(keys.host_key, seen),
                connect_timeout=_WAIT_S,
                login_timeout=_WAIT_S,
                keepalive_interval=_WAIT_S,
                **options,
            )
        except asyncssh.HostKeyNotVerifiable as error:
            raise _unknown_host(self._place.host, keys.host_key, seen) from error
        except asyncssh.PermissionDenied as error:
            raise ArchiveError(
                say(
                    "{host} did not let {user} in; load the key into ssh-agent, name its file "
                    "with --identity, or set PENDOPO_SFTP_PASSWORD"
                ),
                host=self._place.host,
                user=self._place.user or "-",
            ) from error
        return connection, await connection.start_sftp_client()

    async def _close(self) -> None:
        await self._clear_drafts()
        self._client.exit()
        self._connection.close()
        await self._connection.wait_closed()

    async def _names(self) -> list[str]:
        if not await self._client.isdir(self._root):
            return []
        names = [str(name) for name in await self._client.listdir(self._root)]
        return [name for name in names if name not in {".", ".."}]

    async def _read(self, path: str) -> bytes | None:
        try:
            async with self._client.open(self._at(path), "rb") as file:
                return _as_bytes(await file.read())
        except asyncssh.SFTPNoSuchFile:
            return None

    async def _put_all(self, files: Sequence[Outgoing], told: Told) -> None:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one_by_one(one: Outgoing) -> None:
            async with gate:
                await self._put(one)
            told(one.size)

        async with asyncio.TaskGroup() as group:
            for one in files:
                group.create_task(one_by_one(one))

    async def _put(self, one: Outgoing) -> None:
        await self._folder(self._at(DRAFTS))
        self._count += 1
        draft = self._at(f"{DRAFTS}/{os.getpid()}-{self._count}")
        await self._client.put(str(one.file), draft)
        if await self._digest(draft) != one.sha256:
            raise changed_on_the_way(one.path)
        await self._client.chmod(draft, _MODE)
        target = self._at(one.path)
        await self._folder(posixpath.dirname(target))
        await self._rename(draft, target)

    async def _digest(self, path: str) -> str:
        digest = hashlib.sha256()
        async with self._client.open(path, "rb") as file:
            while block := _as_bytes(await file.read(_CHUNK_BYTES)):
                digest.update(block)
        return digest.hexdigest()

    async def _rename(self, draft: str, target: str) -> None:
        """Put a file in the place of an older one at once; old servers know no such renaming."""
        try:
            await self._client.posix_rename(draft, target)
        except asyncssh.SFTPOpUnsupported:
            if await self._client.exists(target):
                await self._client.remove(target)
            await self._client.rename(draft, target)

    async def _folder(self, path: str) -> None:
        async with self._guard:
            if path not in self._made:
                await self._client.makedirs(path, exist_ok=True)
                self._made.add(path)

    async def _remove(self, paths: Sequence[str]) -> None:
        folders = set()
        for path in paths:
            try:
                await self._client.remove(self._at(path))
            except asyncssh.SFTPNoSuchFile:
                continue
            folders |= {str(one) for one in Path(path).parents if str(one) != "."}
        for folder in sorted(folders, key=len, reverse=True):
            try:
                await self._client.rmdir(self._at(folder))
            except asyncssh.SFTPError:  # another file is in it
                continue
            self._made.discard(self._at(folder))

    async def _clear_drafts(self) -> None:
        """Remove the drafts of a sending that was ended."""
        try:
            await self._client.rmtree(self._at(DRAFTS))
        except asyncssh.SFTPNoSuchFile:
            return
        self._made.discard(self._at(DRAFTS))

    def _at(self, path: str) -> str:
        return posixpath.join(self._root, path)


def _as_bytes(found: str | bytes) -> bytes:
    """Take what was read: bytes, of a file that was opened so."""
    return found if isinstance(found, bytes) else found.encode()


class _Client(asyncssh.SSHClient):
    """Looks at the key of a host that is not known yet."""

    def __init__(self, pinned: str, seen: list[str]) -> None:
        self._pinned, self._seen = pinned, seen

    def validate_host_public_key(
        self,
        host: str,  # noqa: ARG002  the library's own signature
        addr: str,  # noqa: ARG002
        port: int,  # noqa: ARG002
        key: asyncssh.SSHKey,
    ) -> bool:
        """Take it when it has the fingerprint that was handed over."""
        fingerprint = key.get_fingerprint()
        self._seen.append(fingerprint)
        return bool(self._pinned) and fingerprint == self._pinned


def _pinned(text: str) -> tuple[list[Any], list[Any], list[Any]]:
    """Give what is believed of the host besides its fingerprint: the one key, or none."""
    if text.startswith("SHA256:"):
        return [], [], []
    try:
        return [asyncssh.import_public_key(text)], [], []
    except asyncssh.KeyImportError as error:
        raise ArchiveError(
            say(
                "--host-key is {found}; write the host's key as ssh-ed25519 AAAA…, or its "
                "fingerprint as SHA256:…"
            ),
            found=text,
        ) from error


def _unknown_host(host: str, pinned: str, seen: list[str]) -> ArchiveError:
    if pinned:
        return ArchiveError(
            say("{host} shows the key {found}, which is not the one of --host-key"),
            host=host,
            found=", ".join(seen) or "-",
        )
    return ArchiveError(
        say(
            "{host} shows the key {found}, which is not in known_hosts; ask the host for its "
            "fingerprint, and when it is the same, write --host-key {found}"
        ),
        host=host,
        found=", ".join(seen) or "-",
    )

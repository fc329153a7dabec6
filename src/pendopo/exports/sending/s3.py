"""An S3-compatible store as a target, with the AWS_* variables of its environment.

A file becomes visible whole or not at all, so that it needs no name to wait under.
"""

import hashlib
import mimetypes
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.sending.target import Outgoing, Place, Told, changed_on_the_way
from pendopo.terms.wording import say

_AT_ONCE = 8
_SMALL_BYTES = 64 << 20
_CONFIG: Final = {
    "access_key_id": ("AWS_ACCESS_KEY_ID",),
    "secret_access_key": ("AWS_SECRET_ACCESS_KEY",),
    "session_token": ("AWS_SESSION_TOKEN",),
    "region": ("AWS_REGION", "AWS_DEFAULT_REGION"),
    "endpoint": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"),
}
_RETRY: Final[Any] = {"max_retries": 5}
# What browsers and programs are told of a file; all else is bytes to keep.
_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_BYTES = "application/octet-stream"
_ATTACHED = "objects/"


class S3Target:
    """A bucket, or what lies below a prefix in it."""

    def __init__(self, place: Place) -> None:
        self._shown = f"s3://{place.host}/{place.path}".rstrip("/")
        config: dict[str, Any] = {
            key: found
            for key, names in _CONFIG.items()
            for found in [next((os.environ[n] for n in names if os.environ.get(n)), "")]
            if found
        }
        if not {"access_key_id", "secret_access_key"} <= config.keys():
            raise ArchiveError(
                say(
                    "{target} needs keys; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and "
                    "AWS_ENDPOINT_URL where the store is not Amazon's"
                ),
                target=self._shown,
            )
        plain = str(config.get("endpoint", "")).startswith("http://")
        # The store holds what arrives to this, and refuses what differs.
        config["checksum_algorithm"] = "sha256"
        self._store = S3Store(
            place.host,
            prefix=place.path or None,
            config=config,  # type: ignore[arg-type]  # exactly the keys it knows
            client_options={"allow_http": plain},
            retry_config=_RETRY,
        )
        self._pool = ThreadPoolExecutor(_AT_ONCE)

    def names(self) -> Sequence[str]:
        """Give the names at the top."""
        found = self._asked(lambda: obstore.list_with_delimiter(self._store))
        paths = [*found["common_prefixes"], *(one["path"] for one in found["objects"])]
        return [path.rstrip("/").rpartition("/")[2] for path in paths]

    def read(self, path: str) -> bytes | None:
        """Give a small file."""
        try:
            return bytes(obstore.get(self._store, path).bytes())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise self._refused(error) from error

    def put(self, files: Sequence[Outgoing], told: Told) -> None:
        """Send files."""
        for size in self._pool.map(self._put, files):
            told(size)

    def _put(self, one: Outgoing) -> int:
        small = one.size <= _SMALL_BYTES
        attributes = {"Content-Type": _type(one.path)}
        if one.path.startswith(_ATTACHED):
            attributes["Content-Disposition"] = "attachment"
        try:
            sent = obstore.put(
                self._store,
                one.path,
                one.file,
                attributes=attributes,
                use_multipart=not small,
            )
        except (BaseError, OSError) as error:
            raise self._refused(error) from error
        if not (small and _is_md5_of(one, sent["e_tag"] or "")):
            self._hold(one)
        return one.size

    def _hold(self, one: Outgoing) -> None:
        """Read back what a store has no checksum of that we can compute."""
        digest = hashlib.sha256()
        try:
            for block in obstore.get(self._store, one.path).stream():
                digest.update(block)
        except (BaseError, OSError) as error:
            raise self._refused(error) from error
        if digest.hexdigest() != one.sha256:
            raise changed_on_the_way(one.path)

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files; folders there are none."""
        for path in paths:
            try:
                obstore.delete(self._store, path)
            except FileNotFoundError:
                continue
            except (BaseError, OSError) as error:
                raise self._refused(error) from error

    def close(self) -> None:
        """Let go."""
        self._pool.shutdown()

    def _asked(self, ask: Any) -> Any:  # noqa: ANN401  as the library has it
        try:
            return ask()
        except (BaseError, OSError) as error:
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> ArchiveError:
        # Behind the first line stands how the library is built, which helps nobody.
        why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return ArchiveError(say("{target}: the store refused ({why})"), target=self._shown, why=why)


def _type(path: str) -> str:
    ending = os.path.splitext(path)[1]  # noqa: PTH122  the path is another machine's
    if ending in _TYPES:
        return _TYPES[ending]
    return mimetypes.guess_type(path)[0] or _BYTES


def _is_md5_of(one: Outgoing, tag: str) -> bool:
    """Whether an entity tag is the MD5 of a file: what most stores give it."""
    with one.file.open("rb") as reading:
        digest = hashlib.file_digest(reading, lambda: hashlib.md5(usedforsecurity=False))
    return tag.strip('"').lower() == digest.hexdigest()

"""Packages written around releases and records that are JSON already: not a digit of them changes.

Source: OCDS 1.1, packaging releases and records; guidance, data files and APIs; the extension
pagination, for ``links``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pendopo.standards.ocds.exact import dump

VERSION: Final = "1.1"
PAGINATION: Final = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_pagination_extension"
    "/master/extension.json"
)
# A NUL as JSON writes it; before it an even number of backslashes, which write themselves.
_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in a package beside its releases or records.

    :param uri: the address of exactly this package
    :param published: when what is in it last changed, RFC 3339
    :param license: the address of the licence; empty where its parts have several
    :param policy: the address of the page that says how data are published
    """

    uri: str
    published: str
    publisher: str
    license: str = ""
    policy: str = ""
    extensions: tuple[str, ...] = ()


def release_package(
    head: Head, releases: Sequence[bytes], links: Mapping[str, str] | None = None
) -> bytes:
    """Write a release package; what stands twice in it stands once.

    :param releases: each as JSON
    :param links: the packages after and before it, of a list that goes over several
    """
    return _package(head, "releases", releases, links)


def record_package(
    head: Head, records: Sequence[bytes], links: Mapping[str, str] | None = None
) -> bytes:
    """Write a record package.

    :param records: each as JSON
    """
    return _package(head, "records", records, links)


def record(
    ocid: str, releases: Sequence[bytes], compiled: bytes = b"", versioned: bytes = b""
) -> bytes:
    """Write a record.

    :param releases: each as JSON, embedded or linked; oldest first
    :param compiled: empty where the releases cannot be merged
    """
    parts = [b'{"ocid":' + dump(ocid).encode(), b'"releases":[' + _joined(releases) + b"]"]
    if compiled:
        parts.append(b'"compiledRelease":' + compiled)
    if versioned:
        parts.append(b'"versionedRelease":' + versioned)
    return b",".join(parts) + b"}"


def linked(url: str, date: object, tag: object) -> bytes:
    """Write what stands in a record in place of a release that is elsewhere."""
    said: dict[str, Any] = {"url": url, "date": date, "tag": tag}
    return dump({name: one for name, one in said.items() if one is not None}).encode()


def without_nul(text: bytes) -> bytes:
    """Take NUL characters out of JSON, which some databases cannot hold.

    Source: OCDS, guidance, data files and APIs, "response format".
    """
    return _NUL.sub(rb"\1", text) if b"\\u0000" in text else text


def _package(
    head: Head, name: str, parts: Sequence[bytes], links: Mapping[str, str] | None
) -> bytes:
    extensions = [*head.extensions]
    if links is not None and PAGINATION not in extensions:
        extensions.append(PAGINATION)
    said: dict[str, Any] = {
        "uri": head.uri,
        "version": VERSION,
        "extensions": extensions or None,
        "publishedDate": head.published,
        "publisher": {"name": head.publisher},
        "license": head.license or None,
        "publicationPolicy": head.policy or None,
        "links": dict(links) if links else None,
    }
    front = dump({key: one for key, one in said.items() if one is not None}).encode()[:-1]
    return front + b',"' + name.encode() + b'":[' + _joined(parts) + b"]}\n"


def _joined(parts: Sequence[bytes]) -> bytes:
    return b",\n".join(dict.fromkeys(map(without_nul, parts)))

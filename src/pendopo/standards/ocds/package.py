"""Where the releases of a document lie: release packages, record packages, lists, one release."""

from collections.abc import Iterator
from typing import Any

_PARTS = ("releases", "records")
_MERGED = ("compiledRelease", "versionedRelease")
_RELEASE_SIGNS = ("ocid", "tag", "initiationType")


def releases_in(document: Any) -> Iterator[Any]:  # noqa: ANN401 - JSON holds anything
    """Give what stands where releases belong, in the document's order; not always objects.

    A record gives the releases embedded in it; its compiledRelease is left aside, since it is
    made from them. A record without any, and a linked release (``{"url": …}``), are given as they
    stand.

    Source: OCDS 1.1, packaging releases and records.
    """
    if isinstance(document, list):
        for part in document:
            yield from releases_in(part) if _is_package(part) else (part,)
    elif _is_package(document):
        for name in _PARTS:
            part = document.get(name)
            yield from releases_in(part if isinstance(part, list) else [])
    elif isinstance(document, dict) and any(sign in document for sign in _RELEASE_SIGNS):
        yield document


def is_linked(release: dict[str, Any]) -> bool:
    """Whether only an address stands where a release belongs: it is never fetched."""
    return "url" in release and "ocid" not in release


def is_bare_record(release: dict[str, Any]) -> bool:
    """Whether a record stands there that was merged already, without the releases it came from."""
    return any(name in release for name in _MERGED)


def _is_package(value: object) -> bool:
    return isinstance(value, dict) and any(isinstance(value.get(name), list) for name in _PARTS)

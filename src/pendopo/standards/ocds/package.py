"""Where the releases of a document lie: release packages, record packages, lists, one release."""

from collections.abc import Iterator
from typing import Any

PARTS = ("releases", "records")
COMPILED = "compiledRelease"
VERSIONED = "versionedRelease"
MERGED = (COMPILED, VERSIONED)
_RELEASE_SIGNS = ("ocid", "tag", "initiationType")


def releases_in(document: Any) -> Iterator[Any]:  # noqa: ANN401 - JSON holds anything
    """Give what stands where releases belong, in the document's order; not always objects.

    A record gives the releases embedded in it; its compiledRelease is left aside, since it is
    made from them. A record without any, and a linked release (``{"url": …}``), are given as they
    stand.

    Source: OCDS 1.1, packaging releases and records.
    """
    return (part for _, part in parts_of(document))


def parts_of(document: Any, at: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Give the same, each with its JSON pointer: ``/releases/3``.

    :param at: the pointer of the document
    """
    if isinstance(document, list):
        for number, part in enumerate(document):
            pointer = f"{at}/{number}"
            yield from parts_of(part, pointer) if is_package(part) else ((pointer, part),)
    elif is_package(document):
        for name in PARTS:
            part = document.get(name)
            yield from parts_of(part if isinstance(part, list) else [], f"{at}/{name}")
    elif isinstance(document, dict) and any(sign in document for sign in _RELEASE_SIGNS):
        yield at, document


def records_in(document: dict[str, Any], at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the records of a package, or the one that a document is, which hold releases.

    :param at: the pointer of the document
    """
    if isinstance(document.get("releases"), list):
        yield at, document
    records = document.get("records")
    for number, record in enumerate(records if isinstance(records, list) else ()):
        if is_package(record):
            yield from records_in(record, f"{at}/records/{number}")


def is_linked(release: dict[str, Any]) -> bool:
    """Whether only an address stands where a release belongs: it is never fetched."""
    return "url" in release and "ocid" not in release


def is_bare_record(release: dict[str, Any]) -> bool:
    """Whether a record stands there that was merged already, without the releases it came from."""
    return any(name in release for name in MERGED)


def is_package(value: object) -> bool:
    """Whether a value holds a list of releases or records: a package, or a record.

    A record with an empty list and what was merged stands for itself: nothing came from the list.
    """
    if not isinstance(value, dict) or not any(isinstance(value.get(name), list) for name in PARTS):
        return False
    return any(value.get(name) for name in PARTS) or not is_bare_record(value)

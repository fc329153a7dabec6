"""Releases of one contracting process merged into its present state, by the reference library."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pendopo.standards.ocds.facts import release_schema
from pendopo.standards.ocds.instant import parse_instant

if TYPE_CHECKING:
    from ocdsmerge import Merger

_LISTS_WITH_IDS = ("awards", "contracts", "parties")


class MergeError(ValueError):
    """The releases of one process cannot be merged: they disagree about the shape of a field."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The present state of one process.

    :param release: the compiled release, its ``date`` in UTC
    :param notes: what the merge had to choose, in the library's words
    """

    release: dict[str, Any]
    notes: tuple[str, ...]


def in_order(releases: Sequence[dict[str, Any]]) -> list[int]:
    """Give the releases' places, oldest first.

    Moments are compared, not texts: ``T09:00+09:00`` is before ``T02:00+00:00``. Releases of one
    moment stay as they came; those without a date that can be read come before all others.

    Source: OCDS 1.1, merging, "chronological order".
    """
    return sorted(range(len(releases)), key=lambda place: _moment(releases[place]))


def compile_releases(releases: Sequence[dict[str, Any]]) -> Compiled:
    """Merge the releases of one ocid into a compiled release; touches no network.

    The rules come from our schema, since the library would fetch one. Numbers stay exact. Ids of
    awards, contracts and parties are matched as text: 1 and "1" name one award.

    :raises MergeError: when a field is an object in one release and a list or a literal in another
    """
    dated = [_dated(releases[place]) for place in in_order(releases)]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            merged = _merger().create_compiled_release(dated)
        except (TypeError, ValueError, AttributeError, LookupError, RecursionError) as error:
            raise MergeError(str(error)) from error
    notes = dict.fromkeys(str(warning.message) for warning in caught)
    return Compiled(merged, tuple(notes))


@cache
def _merger() -> "Merger":
    # The library imports an HTTP client, which takes longer than most runs that never merge.
    from ocdsmerge import Merger  # noqa: PLC0415

    return Merger(release_schema())


def _moment(release: dict[str, Any]) -> str:
    date = release.get("date")
    instant = parse_instant(date) if isinstance(date, str) else None
    return instant.iso() if instant else ""


def _dated(release: dict[str, Any]) -> dict[str, Any]:
    """Give the release with a date whose order as text is its order in time."""
    ids = {name: _with_text_ids(release[name]) for name in _LISTS_WITH_IDS if name in release}
    return {**release, "date": _moment(release), **ids}


def _with_text_ids(items: object) -> object:
    if not isinstance(items, list):
        return items
    return [
        {**item, "id": str(item["id"])} if isinstance(item, dict) and _is_whole(item) else item
        for item in items
    ]


def _is_whole(item: dict[str, Any]) -> bool:
    return type(item.get("id")) is int

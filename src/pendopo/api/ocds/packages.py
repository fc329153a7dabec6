"""Packages of one process or release, and how each of its fields came about."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse

from pendopo.api.door import JSON, Call, NotHereError, Operation, answer
from pendopo.api.ocds.asked import RELEASES, VERSIONED, is_linked, is_versioned
from pendopo.api.ocds.written import (
    RECORD_PACKAGE,
    RELEASE_PACKAGE,
    asked,
    record_package,
    release_package,
)
from pendopo.published.contracting.index import Released
from pendopo.published.contracting.process import Process
from pendopo.standards.ocds.exact import dump
from pendopo.standards.ocds.fold import MergeError

_SLASHES_MOST = 32
_TOLD = {
    "type": "array",
    "items": {"type": "object", "required": ["pointer", "value", "since", "until"]},
}


@answer(Operation("A process's releases, or one of them (OCDS)", {JSON: RELEASE_PACKAGE}))
def release(call: Call, named: str) -> HttpResponse:
    """Answer ``/api/ocds/releases/<ocid>`` and ``/api/ocds/releases/<ocid>/<release id>``.

    Both may hold slashes: what is a process's whole name is taken for that.
    """
    found = list(_named(call, named))
    return release_package(call, call.lasting("ocds-release", named=named), found)


@answer(
    Operation(
        "A process's record: its releases and what they come to (OCDS)",
        {JSON: RECORD_PACKAGE},
        (RELEASES, VERSIONED),
    )
)
def record(call: Call, ocid: str) -> HttpResponse:
    """Answer ``/api/ocds/records/<ocid>``."""
    form = is_linked(call), is_versioned(call)
    uri = asked(call, "ocds-record", dict(call.asked), ocid=ocid)
    return record_package(call, uri, [process_of(call, ocid)], form)


@answer(
    Operation("Every value that each field of a process ever had, and since when", {JSON: _TOLD})
)
def timeline(call: Call, ocid: str) -> HttpResponse:
    """Answer ``/api/ocds/timeline/<ocid>``: an array, one value a line."""
    process = process_of(call, ocid)
    try:
        told = [dump(_told(one)) for one in process.timeline()]
    except MergeError as error:
        raise NotHereError(f"the releases of {ocid!r} cannot be merged: {error}") from error
    return HttpResponse("[\n" + ",\n".join(told) + "\n]\n", content_type=JSON)


def process_of(call: Call, ocid: str) -> Process:
    """Give a process of the state asked for.

    :raises NotHereError: when there is none of that name
    """
    found = call.programme.contracting.process(call.state, ocid)
    if found is None:
        raise NotHereError(f"with {call.state.size} entries, no process is called {ocid!r}")
    return found


def _named(call: Call, named: str) -> Iterator[Released]:
    """Find what a name means: a process, or else a release of one."""
    process = call.programme.contracting.process(call.state, named)
    if process:
        yield from process.releases
        return
    if named.count("/") > _SLASHES_MOST:  # each may be where the process's name ends
        raise NotHereError(f"a name has at most {_SLASHES_MOST} slashes; {named[:80]!r}… has more")
    for ocid, release_id in _cut(named):
        process = call.programme.contracting.process(call.state, ocid)
        found = [one for one in process.releases if one.id == release_id] if process else []
        if found:
            yield from found
            return
    raise NotHereError(
        f"with {call.state.size} entries, no process and no release of one is called {named!r}"
    )


def _cut(named: str) -> Iterator[tuple[str, str]]:
    """Cut a name at each slash: the process, and the release."""
    parts = named.split("/")
    for place in range(len(parts) - 1, 0, -1):
        yield "/".join(parts[:place]), "/".join(parts[place:])


def _told(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a value told of
    return {
        "pointer": one.pointer,
        "value": one.value,
        "since": one.since,
        "until": one.until,
        "releaseID": one.release_id,
        "releaseTag": list(one.tag),
    }

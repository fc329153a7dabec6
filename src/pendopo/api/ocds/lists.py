"""All releases and records in packages, one after the other, without a gap and without a repeat.

The order of releases is that of the log, in which nothing ever comes before what stood there. A
list is of one state: ``links.next`` names an address that stays as it is, whatever is published
meanwhile. The last package names, in ``links.since``, where what comes later will be.
"""

from django.http import HttpResponse

from pendopo.api.door import JSON, Call, Operation, answer, as_json
from pendopo.api.ocds.asked import (
    BEHIND,
    CURSOR,
    LIMIT,
    RELEASES,
    SINCE,
    VERSIONED,
    cursor,
    is_linked,
    is_versioned,
    limit,
    since,
)
from pendopo.api.ocds.packages import process_of
from pendopo.api.ocds.written import (
    RECORD_PACKAGE,
    RELEASE_PACKAGE,
    asked,
    policy,
    record_package,
    release_package,
)

_ADDRESSES = {"type": "object", "required": ["releases", "records", "state"]}
_NAMED = {"type": "array", "items": {"type": "object", "required": ["ocid", "id"]}}


@answer(Operation("Where contracting processes are told of (OCDS)", {JSON: _ADDRESSES}))
def about(call: Call) -> HttpResponse:
    """Answer ``/api/ocds``: the addresses, and what all they give shares."""
    publisher, licence = call.programme.contracting.publishers(
        call.state, [one.index for one in call.state.current("contracts")]
    )
    return as_json(
        {
            "standard": "https://standard.open-contracting.org/1.1/en/",
            "publisher": {"name": publisher},
            "license": licence or None,
            "publicationPolicy": policy(call),
            "state": {"size": call.state.size, "time": call.state.time},
            "releases": call.address("ocds-releases"),
            "records": call.address("ocds-records"),
            "withdrawn": call.address("ocds-withdrawn"),
            "bulk": call.address("ocds-bulk"),
            "release": call.address("ocds-releases") + "/{ocid}/{id}",
            "record": call.address("ocds-records") + "/{ocid}",
            "timeline": call.address("ocds") + "/timeline/{ocid}",
        }
    )


@answer(
    Operation(
        "Releases in the order of the log (OCDS)", {JSON: RELEASE_PACKAGE}, (SINCE, CURSOR, LIMIT)
    )
)
def releases(call: Call) -> HttpResponse:
    """Answer ``/api/ocds/releases``."""
    most, first, after = limit(call), since(call), cursor(call)
    found = call.programme.contracting.page(call.state, after, most + 1, first)
    shown = found[:most]
    uri = asked(call, "ocds-releases", dict(call.asked))
    following = None
    if found[most:]:
        begun = {"since": str(first) if first else ""}
        following = {**begun, "cursor": str(shown[-1].cursor), "limit": str(most)}
    return release_package(call, uri, shown, _links(call, "ocds-releases", following))


@answer(
    Operation(
        "Records in the order of ocids (OCDS)",
        {JSON: RECORD_PACKAGE},
        (SINCE, BEHIND, LIMIT, RELEASES, VERSIONED),
    )
)
def records(call: Call) -> HttpResponse:
    """Answer ``/api/ocds/records``."""
    most, first, form = limit(call), since(call), (is_linked(call), is_versioned(call))
    after = call.query.get(BEHIND.name, "")
    found = call.programme.contracting.ocids(call.state, after, most + 1, first)
    shown = found[:most]
    uri = asked(call, "ocds-records", dict(call.asked))
    following = None
    if found[most:]:
        kept = {one.name: call.query.get(one.name, "") for one in (RELEASES, VERSIONED)}
        begun = {"since": str(first) if first else ""}
        following = {**begun, "cursor": shown[-1], "limit": str(most), **kept}
    processes = [process_of(call, ocid) for ocid in shown]
    return record_package(call, uri, processes, form, _links(call, "ocds-records", following))


@answer(
    Operation(
        "Releases that stood at an earlier size of the log and others replaced; of what is hidden "
        "or was taken away the page of withdrawals says which publications they were",
        {JSON: _NAMED},
        (SINCE,),
    )
)
def withdrawn(call: Call) -> HttpResponse:
    """Answer ``/api/ocds/withdrawn``: for who keeps a copy, by ocid and id."""
    found = call.programme.contracting.withdrawn(call.state, since(call))
    return as_json([{"ocid": ocid, "id": release_id} for ocid, release_id in found])


def _links(call: Call, name: str, following: dict[str, str] | None) -> dict[str, str]:
    """Write where the list goes on: with the next package, or else with what comes later."""
    if following:
        return {"next": asked(call, name, following)}
    return {"since": f"{call.today(name)}?since={call.state.size}"}

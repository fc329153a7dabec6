"""All contracting processes in files, by the month of their first release, and a list of them.

They stand below ``/data``, so that a static copy of the site has them too.
"""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import http_date

from pendopo.api import ranges
from pendopo.api.door import JSON, Call, NotHereError, Operation, answer, as_json, is_known
from pendopo.api.ocds.written import policy
from pendopo.programme.bulk import Made
from pendopo.published.contracting.bulk import FILE_BYTES_MOST
from pendopo.published.contracting.forms import FORMS
from pendopo.standards.ocds.packaging import VERSION

_FILE = {
    "type": "object",
    "required": ["name", "month", "form", "path", "bytes", "sha256", "etag", "processes"],
}
_INDEX = {
    "type": "object",
    "required": ["version", "publisher", "state", "files"],
    "properties": {
        "files": {"type": "array", "items": _FILE},
        "notMade": {"type": "array", "items": {"type": "string"}},
    },
}


@answer(Operation("The files of all contracting processes (OCDS)", {JSON: _INDEX}, slow=True))
def index(call: Call) -> HttpResponse:
    """Answer ``/data/contracts/bulk/index.json``: newest month first."""
    files = call.programme.bulk.all(call.state, call.programme.config.serve.seconds)
    entries = [one.index for one in call.state.current("contracts")]
    publisher, licence = call.programme.contracting.publishers(call.state, entries)
    firsts = {one.bundle.stem: one.bundle for one in files}.values()
    return as_json(
        {
            "version": VERSION,
            "publisher": {"name": publisher},
            "license": licence or None,
            "publicationPolicy": policy(call),
            "state": {"size": call.state.size, "time": call.state.time},
            "processes": sum(one.processes for one in firsts),
            "releases": sum(one.releases for one in firsts),
            "files": _files(call, files),
            # Odd data may make one form impossible.
            "notMade": sorted(
                {*call.programme.bulk.names(call.state)} - {one.name for one in files}
            ),
        }
    )


@answer(
    Operation(
        "A file of contracting processes: JSON Lines, CSV, XLSX or Parquet (OCDS)",
        dict.fromkeys(FORMS.values()),
        ranged=True,
        slow=True,
    )
)
def file(call: Call, file: str) -> HttpResponseBase:
    """Answer ``/data/contracts/bulk/<month>[-<part>].<form>``.

    ``Repr-Digest`` holds its hash: RFC 9530.
    """
    made = call.programme.bulk.named(call.state, file)
    if made is None:
        raise NotHereError(
            f"with {call.state.size} entries, no file is called {file!r}; "
            f"{call.address('ocds-bulk')} lists those there are"
        )
    tag = _tag(made)
    if is_known(call, tag):
        return HttpResponseNotModified(headers={"ETag": tag})
    response = ranges.send(made.path.open("rb"), made.bytes, tag, call.headers)
    response.headers["Content-Type"] = FORMS[made.form]
    response.headers["Content-Disposition"] = f'attachment; filename="contracts-{made.name}"'
    digest = base64.b64encode(bytes.fromhex(made.sha256)).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    response.headers["Last-Modified"] = http_date(_changed(call, made).timestamp())
    return response


def _files(call: Call, files: Sequence[Made]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "month": one.bundle.month,
            "part": one.bundle.part,
            "parts": one.bundle.parts,
            "form": one.form,
            "path": call.address("ocds-bulk-file", file=one.name),
            "mediaType": FORMS[one.form],
            "bytes": one.bytes,
            "sha256": one.sha256,
            "etag": _tag(one),
            "lastModified": f"{_changed(call, one):%Y-%m-%dT%H:%M:%SZ}",
            "processes": one.bundle.processes,
            "releases": one.bundle.releases,
            # One process may alone be more than any file is to be.
            **({"large": True} if one.bytes > FILE_BYTES_MOST else {}),
        }
        for one in files
    ]


def _tag(made: Made) -> str:
    return f'"{made.sha256[:32]}"'


def _changed(call: Call, made: Made) -> datetime:
    return datetime.fromisoformat(call.state.publication(made.bundle.newest).time)

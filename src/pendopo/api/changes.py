"""What changed between two versions of a table, whole: as CSV and as JSON.

One line a change: ``change`` is ``changed`` (one cell), ``new`` or ``gone`` (one row, whose cells
are a JSON object in ``after`` or ``before``). ``row`` is the row's key as its address has it, or
empty where the table has none; ``line`` is its place in the newer file, of a row that is gone in
the older.
"""

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import quote

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

from pendopo.api.door import JSON, Call, NotHereError, Operation, answer
from pendopo.published.changes import COLUMNS, Change, Comparison

_BATCH = 1_000
_OF = "What changed between two versions of a table, as"
_CHANGES = {"type": "array", "items": {"type": "object", "required": list(COLUMNS)}}


@answer(Operation(f"{_OF} CSV", {"text/csv": None}))
def as_csv(call: Call, since: str, id: str, name: str) -> HttpResponseBase:  # noqa: A002
    """Answer ``/data/changes/<since>/<id>/<table>.csv``: UTF-8, commas, RFC 4180."""
    found = _compared(call, (since, id), name)
    return _file(_csv(found), "text/csv; charset=utf-8", f"{name}-changes.csv")


@answer(Operation(f"{_OF} JSON", {JSON: _CHANGES}))
def as_json(call: Call, since: str, id: str, name: str) -> HttpResponseBase:  # noqa: A002
    """Answer ``/data/changes/<since>/<id>/<table>.json``: an array, one change a line."""
    found = _compared(call, (since, id), name)
    return _file(_json(found), "application/json", f"{name}-changes.json")


def _compared(call: Call, versions: tuple[str, str], name: str) -> Comparison:
    """Compare a table in two versions.

    :raises NotHereError: when they are no versions of one thing, or have no such table
    """
    try:
        before, after = call.state.two_versions(*versions)
    except KeyError as error:
        raise NotHereError(str(error.args[0])) from error
    old, new = (
        {one.table.name: one for one in call.programme.tables_of(call.state, version)}
        for version in (before, after)
    )
    found = call.programme.compare(old[name], new[name]) if name in old and name in new else None
    if found is None:
        raise NotHereError(f"the two versions have no table {name!r} to compare")
    return found


def _csv(found: Comparison) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number, change in enumerate(found.all(), 1):
        writer.writerow(_cells(change))
        if number % _BATCH == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _json(found: Comparison) -> Iterator[bytes]:
    between = "[\n"
    for change in found.all():
        said = dict(zip(COLUMNS, _cells(change), strict=True))
        yield (between + json.dumps(said, ensure_ascii=False)).encode()
        between = ",\n"
    yield b"[\n]\n" if between == "[\n" else b"\n]\n"


def _cells(change: Change) -> tuple[str | int | None, ...]:
    row = "~".join(quote(name, safe="") for name in change.row)
    return (change.what, row, change.line, change.column, change.before, change.after)


def _file(blocks: Iterator[bytes], content_type: str, filename: str) -> HttpResponseBase:
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return StreamingHttpResponse(blocks, content_type=content_type, headers=headers)

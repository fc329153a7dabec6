"""A table's rows as CSV, JSON and Parquet, and what its columns are (Table Schema).

Rows are filtered and sorted by the same parameters as the table's page: see ``published.asking``.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from pendopo.api.door import Call, NotHereError, answer, refuse_questions
from pendopo.api.door import as_json as json_answer
from pendopo.published.asking import ask
from pendopo.published.reads import Query, Reader
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import Column, Kind

# A smaller answer is gathered first, so that its length stands in its head.
_GATHERED_BYTES = 4 << 20
_TYPES = {
    Kind.TEXT: "string",
    Kind.CODE: "string",
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "number",
    Kind.MONEY: "number",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.DATETIME: "datetime",
    Kind.YEAR: "year",
    Kind.JSON: "any",
}


@answer
def as_csv(call: Call, register: str, name: str) -> HttpResponseBase:
    """Answer ``/data/<register>/<table>.csv``: UTF-8, commas, RFC 4180."""
    reader, query = _asked(call, register, name)
    return _file(reader.csv(query), "text/csv; charset=utf-8", f"{register}-{name}.csv")


@answer
def as_json(call: Call, register: str, name: str) -> HttpResponseBase:
    """Answer ``/data/<register>/<table>.json``: an array of objects, one row a line."""
    reader, query = _asked(call, register, name)
    return _file(reader.json(query), "application/json", f"{register}-{name}.json")


@answer
def as_parquet(call: Call, register: str, name: str) -> HttpResponseBase:
    """Answer ``/data/<register>/<table>.parquet``, typed as published."""
    reader, query = _asked(call, register, name)
    content_type = "application/vnd.apache.parquet"
    return _file(reader.parquet(query), content_type, f"{register}-{name}.parquet")


@answer
def about(call: Call, register: str, name: str) -> HttpResponse:
    """Answer ``/data/<register>/<table>``: what the table is and what its columns mean."""
    refuse_questions(call)
    found = table_of(call, register, name)
    address = {"register": register, "name": name}
    return json_answer(
        {
            "name": name,
            "register": register,
            "title": title_of(call, found),
            "description": found.table.row,
            "rows": call.programme.reader(found).count(),
            "version": found.version,
            "state": {"size": call.state.size, "time": call.state.time},
            "publications": list(found.publications),
            "removed": list(found.removed),
            "path": call.address("table-csv", **address),
            "resources": [call.address(f"table-{form}", **address) for form in FORMS],
            "page": call.address("table", language=call.language, **address),
            "schema": table_schema(found),
        }
    )


# Form of a download to its media type, as IANA registers it.
FORMS = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}


def table_of(call: Call, register: str, name: str) -> PublishedTable:
    """Give a table of the state asked for.

    :raises NotHereError: when it has none of that name
    """
    try:
        return call.programme.table(call.state, register, name)
    except KeyError as error:
        raise NotHereError(
            f"with {call.state.size} entries, register {register!r} has no table {name!r}"
        ) from error


def title_of(call: Call, table: PublishedTable) -> str:
    """Name a table: as declared, else as its newest publication, else as its address."""
    newest = call.programme.metadata(call.state.publication(table.publications[-1]))
    return table.title or (newest.title if newest else "") or table.name


def table_schema(table: PublishedTable) -> dict[str, Any]:
    """Describe a table's columns as a Frictionless Table Schema."""
    return {
        "fields": [_field(column) for column in table.columns],
        "primaryKey": list(table.table.key) if table.folded else ["entry", "line"],
        "missingValues": [""],
    }


def _field(column: Column) -> dict[str, Any]:
    said = {
        "name": column.name,
        "type": _TYPES[column.kind],
        "title": column.title,
        "description": column.meaning,
        "unit": column.unit,
        "source": column.source,
    }
    return {name: text for name, text in said.items() if text}


def _asked(call: Call, register: str, name: str) -> tuple[Reader, Query]:
    """Open the table and read the question; counting asks it once before an answer begins."""
    found = table_of(call, register, name)
    asked = [(key, text) for key, texts in call.query.lists() for text in texts]
    query = ask(found, asked)
    reader = call.programme.reader(found)
    reader.count(query)
    return reader, query


def _file(blocks: Iterator[bytes], content_type: str, filename: str) -> HttpResponseBase:
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    first: list[bytes] = []
    for block in blocks:
        first.append(block)
        if sum(map(len, first)) > _GATHERED_BYTES:
            return StreamingHttpResponse(
                chain(first, blocks), content_type=content_type, headers=headers
            )
    return HttpResponse(b"".join(first), content_type=content_type, headers=headers)

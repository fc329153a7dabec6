"""A table's rows as CSV, JSON, Parquet and XLSX, and what its columns are (Table Schema).

Rows are filtered and sorted by the same parameters as the table's page: see ``published.asking``.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase

from pendopo.api import ranges
from pendopo.api.door import (
    JSON,
    Call,
    NotHereError,
    Operation,
    Parameter,
    Schema,
    answer,
    is_known,
)
from pendopo.api.door import as_json as json_answer
from pendopo.programme.config import NOTICE
from pendopo.published.asking import SEARCH, SORT, ask
from pendopo.published.errors import QueryError
from pendopo.published.reads import ALL, WHOLE, Query, Reader
from pendopo.published.tables import PublishedTable
from pendopo.published.window import ROWS_MOST, Window
from pendopo.published.xlsx import workbook
from pendopo.terms.column import Column, Kind
from pendopo.terms.spoken import TRANSLATIONS, Spoken
from pendopo.terms.wording import fill, say

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
_PARQUET = "application/vnd.apache.parquet"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Form of a download to its media type, as IANA registers it.
FORMS = {"csv": "text/csv", "json": JSON, "parquet": _PARQUET, "xlsx": _XLSX}

_WORDS = Parameter(
    SEARCH, "Words that a row's texts hold, in any order.", {"type": "string"}, "desa"
)
_SORTED = Parameter(
    SORT, "The column to sort by; a - before it sorts from high to low.", {"type": "string"}, "line"
)
_LIMIT = Parameter(
    "limit",
    "At most so many rows. Where there are more, the header Link names the next address, which is "
    "of this state for good: no row is missed or comes twice because something was published.",
    {"type": "integer", "minimum": 1, "maximum": ROWS_MOST},
    "1000",
)
_AFTER = Parameter(
    "after",
    "Go on where another answer ended: the address that its header Link names has this.",
    {"type": "string"},
)
_ROW: Schema = {"type": "array", "items": {"type": "object"}}
_DESCRIBED: Schema = {
    "type": "object",
    "required": ["name", "register", "title", "rows", "version", "state", "path", "schema"],
    "properties": {
        "name": {"type": "string"},
        "register": {"type": "string"},
        "title": {"type": "string"},
        "description": {"type": "string"},
        "notice": {"type": "string"},
        "rows": {"type": "integer", "minimum": 0},
        "version": {"type": "string"},
        "state": {
            "type": "object",
            "required": ["size", "time"],
            "properties": {"size": {"type": "integer"}, "time": {"type": "string"}},
        },
        "publications": {"type": "array", "items": {"type": "integer"}},
        "removed": {"type": "array", "items": {"type": "integer"}},
        "path": {"type": "string", "format": "uri"},
        "resources": {"type": "array", "items": {"type": "string", "format": "uri"}},
        "page": {"type": "string", "format": "uri"},
        "schema": {"type": "object", "required": ["fields"]},
        TRANSLATIONS: {"type": "object"},
    },
}


# Forms of which a part of the rows may be asked for.
_PAGED = frozenset({"csv", "json"})


def _rows(form: str, name: str) -> Operation:
    """Declare a download of a table's rows."""
    parameters = (_WORDS, _SORTED, _LIMIT, _AFTER) if form in _PAGED else (_WORDS, _SORTED)
    return Operation(
        f"A table's rows as {name}",
        {FORMS[form]: _ROW if form == "json" else None},
        parameters,
        filtered=True,
        slow=True,
        ranged=form == "parquet",
    )


@answer(_rows("csv", "CSV"))
def as_csv(call: Call, register: str, name: str) -> HttpResponseBase:
    """Answer ``/data/<register>/<table>.csv``: UTF-8, commas, RFC 4180."""
    asked = _asked(call, register, name, "csv")
    return _file(call, asked, "csv", asked.reader.csv(asked.query, asked.window))


@answer(_rows("json", "JSON"))
def as_json(call: Call, register: str, name: str) -> HttpResponseBase:
    """Answer ``/data/<register>/<table>.json``: an array of objects, one row a line."""
    asked = _asked(call, register, name, "json")
    return _file(call, asked, "json", asked.reader.json(asked.query, asked.window))


@answer(_rows("xlsx", "a workbook for spreadsheets"))
def as_xlsx(call: Call, register: str, name: str) -> HttpResponseBase:
    """Answer ``/data/<register>/<table>.xlsx``: a sheet of rows, and one of what they are."""
    asked = _asked(call, register, name, "xlsx")
    about = [
        ("table", title_of(call, asked.table)),
        *_notice(call),
        ("publisher", call.programme.config.government.name),
        ("address", call.written("table-about", register=register, name=name)),
        ("question", urlencode(call.asked)),
        ("entries in the log", str(call.state.size)),
        ("last entry", call.state.time),
    ]
    return _file(call, asked, "xlsx", workbook(asked.reader, asked.query, about))


@answer(_rows("parquet", "Parquet"))
def as_parquet(call: Call, register: str, name: str) -> HttpResponseBase:
    """Answer ``/data/<register>/<table>.parquet``, typed as published.

    All of a table lies in a file, of which a program may ask for parts.
    """
    asked = _asked(call, register, name, "parquet")
    if asked.query != ALL or is_known(call, asked.tag):
        return _file(call, asked, "parquet", asked.reader.parquet(asked.query))
    file = call.programme.parquet_file(asked.table).open("rb")
    size = file.seek(0, os.SEEK_END)
    return _named(ranges.send(file, size, asked.tag, call.headers), asked, "parquet")


@answer(Operation("What a table is and what its columns mean", {JSON: _DESCRIBED}, slow=True))
def about(call: Call, register: str, name: str) -> HttpResponse:
    """Answer ``/data/<register>/<table>``: what the table is and what its columns mean."""
    found = table_of(call, register, name)
    address = {"register": register, "name": name}
    return json_answer(
        {
            "name": name,
            "register": register,
            "title": title_of(call, found),
            "description": found.table.row,
            **dict(_notice(call)),
            "rows": call.programme.reader(found).count(),
            "version": found.version,
            "state": {"size": call.state.size, "time": call.state.time},
            "publications": list(found.publications),
            "removed": list(found.removed),
            "path": call.address("table-csv", **address),
            "resources": [call.address(f"table-{form}", **address) for form in FORMS],
            "page": call.address("table", language=call.language, **address),
            "schema": table_schema(found),
            **_translations({"title": title_of(call, found)}),
        }
    )


def _notice(call: Call) -> list[tuple[str, str]]:
    government = call.programme.config.government
    return [("notice", fill(NOTICE, government.notice))] if government.observed else []


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
    said = {name: text for name, text in said.items() if text}
    return said | _translations(
        {"title": column.title, "description": column.meaning, "unit": column.unit}
    )


def _translations(texts: Mapping[str, str]) -> dict[str, Any]:
    """Give the wordings of texts in several languages.

    A property of ours: where Table Schema has a title it wants one text.
    """
    found = {name: dict(one.texts) for name, one in texts.items() if isinstance(one, Spoken)}
    return {TRANSLATIONS: found} if found else {}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about a table, read.

    :param tag: names what is answered: the same parts, asked the same
    :param next: the whole address of the rows that follow; empty where none do
    """

    table: PublishedTable
    reader: Reader
    query: Query
    window: Window
    tag: str
    next: str = ""


def _asked(call: Call, register: str, name: str, form: str) -> _Asked:
    """Open the table and read the question; asking it once before an answer begins finds faults."""
    found = table_of(call, register, name)
    paging = {_LIMIT.name, _AFTER.name} if form in _PAGED else set()
    rest = [(key, text) for key, text in call.asked if key not in paging]
    query = ask(found, rest)
    reader = call.programme.reader(found)
    reader.count(query)
    window, next_ = WHOLE, ""
    if len(rest) < len(call.asked):
        after = call.query.get(_AFTER.name, "")
        window = reader.window(query, _limit(call), after)
        if window.next:
            address = call.lasting(f"table-{form}", register=register, name=name)
            limit = (_LIMIT.name, str(_limit(call)))
            next_ = f"{address}?{urlencode([*rest, limit, (_AFTER.name, window.next)])}"
    said = urlencode(call.asked) + (f" {call.site} {call.state.size}" if form == "xlsx" else "")
    tag = f"{found.version[:16]}-{form}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"
    return _Asked(found, reader, query, window, f'"{tag}"', next_)


def _limit(call: Call) -> int:
    text = call.query.get(_LIMIT.name, str(ROWS_MOST))
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(ROWS_MOST))
    if digits and 1 <= int(text) <= ROWS_MOST:
        return int(text)
    raise QueryError(
        say("limit is {found}; write a whole number from 1 to {most}"),
        found=repr(text),
        most=str(ROWS_MOST),
    )


def _file(call: Call, asked: _Asked, form: str, blocks: Iterator[bytes]) -> HttpResponseBase:
    """Send an answer as a file; where it is not large, with its length."""
    if is_known(call, asked.tag):
        return HttpResponseNotModified(headers={"ETag": asked.tag})
    return _named(_gathered(blocks), asked, form)


def _gathered(blocks: Iterator[bytes]) -> HttpResponseBase:
    first: list[bytes] = []
    for block in blocks:
        first.append(block)
        if sum(map(len, first)) > _GATHERED_BYTES:
            return StreamingHttpResponse(chain(first, blocks))
    return HttpResponse(b"".join(first))


def _named(response: HttpResponseBase, asked: _Asked, form: str) -> HttpResponseBase:
    charset = "; charset=utf-8" if form == "csv" else ""
    file = f"{asked.table.register}-{asked.table.name}.{form}"
    response.headers["Content-Type"] = FORMS[form] + charset
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    response.headers["ETag"] = asked.tag
    if asked.next:
        response.headers["Link"] = f'<{asked.next}>; rel="next"'
    return response

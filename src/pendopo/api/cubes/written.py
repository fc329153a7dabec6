"""How answers of cubes are written: babbage's JSON with every digit, JSONP, CSV and Parquet."""

import csv
import io
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from pendopo.api.door import JSON

if TYPE_CHECKING:
    import pyarrow as pa

_Response = TypeVar("_Response", bound=HttpResponseBase)
_BLOCK: Final = 1 << 16
CSV: Final = "text/csv"
PARQUET: Final = "application/vnd.apache.parquet"
SCRIPT: Final = "text/javascript"
# What babbage answers when it refuses: its own form, which its clients read.
REFUSED: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["status", "message", "context"],
    "properties": {
        "status": {"const": "error"},
        "message": {"type": "string"},
        "context": {"type": "object"},
    },
}


def answered(content: Mapping[str, Any], callback: str = "") -> HttpResponse:
    """Answer with JSON, or with a call of a function.

    :param callback: its name; empty for JSON
    """
    text = _json(content)
    if callback:
        return HttpResponse(f"{callback} && {callback}({text})\n", content_type=SCRIPT)
    return HttpResponse(text + "\n", content_type=JSON)


def refused(status: int, title: str, detail: str) -> HttpResponse:
    """Say what was found, and what to write, as babbage does."""
    said = {"status": "error", "message": detail, "context": {"title": title, "status": status}}
    response = answered(said)
    response.status_code = status
    return response


def as_csv(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> HttpResponse:
    """Answer with the rows of a page as CSV (RFC 4180), columns by the alphabet as babbage's."""
    found = sorted(names)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(found)
    writer.writerows([_cell(row[name]) for name in found] for row in rows)
    return _csv_file(HttpResponse(text.getvalue()))


def whole_csv(rows: "pa.RecordBatchReader") -> HttpResponseBase:
    """Answer with all rows as CSV."""
    return _csv_file(StreamingHttpResponse(_csv_blocks(rows)))


def whole_parquet(rows: "pa.RecordBatchReader") -> HttpResponseBase:
    """Answer with all rows as Parquet."""
    response = StreamingHttpResponse(_parquet_blocks(rows), content_type=PARQUET)
    response.headers["Content-Disposition"] = 'attachment; filename="data.parquet"'
    return response


def _csv_file(response: _Response) -> _Response:
    response.headers["Content-Type"] = f"{CSV}; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="data.csv"'
    return response


def _csv_blocks(rows: "pa.RecordBatchReader") -> Iterator[bytes]:
    names = sorted(rows.schema.names)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    for batch in rows:
        columns = [map(_cell, batch.column(name).to_pylist()) for name in names]
        writer.writerows(zip(*columns, strict=True))
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def _parquet_blocks(rows: "pa.RecordBatchReader") -> Iterator[bytes]:
    import pyarrow.parquet as pa_parquet  # noqa: PLC0415  only to write

    with tempfile.TemporaryFile() as file:
        with pa_parquet.ParquetWriter(file, rows.schema, compression="zstd") as writer:
            for batch in rows:
                writer.write_batch(batch)
        file.seek(0)
        while block := file.read(_BLOCK):
            yield block


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
    return str(value)


def _json(value: object) -> str:
    """Write a value; a number with all its digits, which what reads it may not keep."""
    match value:
        case Mapping():
            pairs = (f"{json.dumps(str(key))}: {_json(one)}" for key, one in value.items())
            return "{" + ", ".join(pairs) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_json, value)) + "]"
        case Decimal():
            return format(value, "f")
        case date():
            return f'"{value.isoformat()}"'
    return json.dumps(value, ensure_ascii=False)

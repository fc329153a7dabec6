"""A question in SQL over the published tables, from anyone: ``/api/sql?q=select …``.

The answer belongs to the state of the log that the address names; ``cite`` is its address for good.
"""

import csv
import io
import json
from urllib.parse import urlencode

from django.http import HttpResponse

from pendopo.api.door import JSON, Call, Operation, Parameter, Schema, answer
from pendopo.published.errors import QueryError
from pendopo.published.sql import kinds
from pendopo.published.sql.pool import ROWS_MOST, SqlAnswer
from pendopo.terms.wording import say

_Q = Parameter(
    "q",
    "One SELECT over the published tables, each written as register and name: "
    'datasets."village-budgets".',
    {"type": "string", "minLength": 1},
    "select 1 as one",
    required=True,
)
_ANSWER: Schema = {
    "type": "object",
    "required": ["sql", "state", "cite", "tables", "columns", "rows", "more"],
    "properties": {
        "sql": {"type": "string"},
        "state": {
            "type": "object",
            "required": ["size", "time"],
            "properties": {"size": {"type": "integer"}, "time": {"type": "string"}},
        },
        "cite": {"type": "string", "format": "uri"},
        "tables": {"type": "array", "items": {"type": "object", "required": ["table", "entries"]}},
        "columns": {"type": "array", "items": {"type": "object", "required": ["name", "type"]}},
        "rows": {"type": "array", "items": {"type": "array"}},
        "more": {"type": "boolean", "description": f"Whether there are more than {ROWS_MOST} rows"},
    },
}


@answer(Operation("An answer to a question in SQL, as JSON", {JSON: _ANSWER}, (_Q,), slow=True))
def sql_json(call: Call) -> HttpResponse:
    """Answer ``/api/sql``: columns, rows, and what they were made from."""
    found = _ask(call)
    address = call.lasting("sql_answer")
    said = {
        "sql": found.sql,
        "state": {"size": call.state.size, "time": call.state.time},
        "cite": f"{address}?{urlencode({_Q.name: found.sql})}",
        "tables": [
            {"table": f"{table.register}.{table.name}", "entries": list(table.publications)}
            for table in found.tables
        ],
        "columns": [{"name": name, "type": kind} for name, kind in found.columns],
        "more": found.more,
    }
    head = json.dumps(said, ensure_ascii=False, indent=2).rstrip("\n}")
    return HttpResponse(f'{head},\n  "rows": [{_rows(found)}\n  ]\n}}\n', content_type=JSON)


@answer(Operation("An answer to a question in SQL, as CSV", {"text/csv": None}, (_Q,), slow=True))
def sql_csv(call: Call) -> HttpResponse:
    """Answer ``/api/sql.csv``: UTF-8, commas, RFC 4180.

    A file has no place to say that rows are missing, so that none is sent with rows missing.
    """
    found = _ask(call)
    if found.more:
        raise QueryError(
            say("The answer has more than {most} rows; write limit {most} at its end, or sum up"),
            most=str(ROWS_MOST),
        )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([name for name, _ in found.columns])
    writer.writerows(found.rows)
    headers = {"Content-Disposition": 'attachment; filename="answer.csv"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _ask(call: Call) -> SqlAnswer:
    return call.programme.questions.ask(call.state, call.query.get(_Q.name, ""))


def _rows(found: SqlAnswer) -> str:
    """Write the rows as JSON, one a line."""
    types = [kind for _, kind in found.columns]
    return ",".join(
        "\n    [" + ", ".join(map(kinds.as_json, types, row)) + "]" for row in found.rows
    )

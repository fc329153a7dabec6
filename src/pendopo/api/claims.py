"""All claims of a state for programs: as JSON with what conflicts or was refused, and as CSV."""

import csv
import io

from django.http import HttpResponse

from pendopo.api.door import JSON, Call, Operation, answer
from pendopo.api.door import as_json as json_answer
from pendopo.published.claims.facts import COLUMNS, facts_of

_ROWS = {"type": "array", "items": {"type": "object"}}
_NAMES = ("claims", "conflicts", "gone", "refused", "missing", "waiting")
_SCHEMA = {
    "type": "object",
    "required": list(_NAMES),
    "properties": dict.fromkeys(_NAMES, _ROWS),
}
_OF = "What people say of promises: every claim, the oldest first, as"


@answer(Operation(f"{_OF} JSON", {JSON: _SCHEMA}))
def claims_json(call: Call) -> HttpResponse:
    """Answer ``/data/claims.json``; where voices differ, what was refused, missing or waits."""
    waiting = call.programme.claiming.waiting_facts() if call.size is None else []
    return json_answer(facts_of(call.programme.claiming.claims(call.state), waiting))


@answer(Operation(f"{_OF} CSV", {"text/csv": None}))
def claims_csv(call: Call) -> HttpResponse:
    """Answer ``/data/claims.csv``: one row a claim; its sources stand in one cell, one a line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for one in facts_of(call.programme.claiming.claims(call.state))["claims"]:
        writer.writerow(one | {"sources": "\n".join(one["sources"])})
    headers = {"Content-Disposition": 'attachment; filename="claims.csv"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)

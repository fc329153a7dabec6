"""Where every milestone stands, for programs: one row a milestone, as JSON, CSV and Parquet."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.http import HttpResponse

from pendopo.api.door import JSON, Call, Operation, answer
from pendopo.api.door import as_json as json_answer
from pendopo.published.standings import that_counts
from pendopo.terms.standing import MilestoneKey

# A name to its type, as Arrow calls it.
_COLUMNS: Final = {
    "plan": "string",
    "commitment": "string",
    "milestone": "string",
    "title": "string",
    "lead": "string",
    "due": "string",
    "due_by": "date32",
    "checks": "int64",
    "passed": "int64",
    "unknown": "int64",
    "standing": "string",
    "as_of": "date32",
    "entry": "int64",
    "disputed": "bool",
}
_PARQUET: Final = "application/vnd.apache.parquet"
_OF: Final = "Where every milestone stands, one row a milestone, as"
Row = dict[str, Any]


@answer(Operation(f"{_OF} JSON", {JSON: {"type": "array", "items": {"type": "object"}}}))
def standings_json(call: Call) -> HttpResponse:
    """Answer ``/data/standings.json``."""
    return json_answer(
        [row | {name: _plain(row[name]) for name in ("due_by", "as_of")} for row in _rows(call)]
    )


@answer(Operation(f"{_OF} CSV", {"text/csv": None}))
def standings_csv(call: Call) -> HttpResponse:
    """Answer ``/data/standings.csv``: UTF-8, commas, RFC 4180; an empty cell is unknown."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS)
    writer.writeheader()
    for row in _rows(call):
        writer.writerow(row | {"disputed": str(row["disputed"]).lower()})
    return _file(text.getvalue().encode(), "text/csv; charset=utf-8", "csv")


@answer(Operation(f"{_OF} Parquet", {_PARQUET: None}))
def standings_parquet(call: Call) -> HttpResponse:
    """Answer ``/data/standings.parquet``."""
    import pyarrow as pa  # noqa: PLC0415  40 MB, only to write
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = pa.schema((name, pa.type_for_alias(kind)) for name, kind in _COLUMNS.items())
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(_rows(call)), schema), out)
    return _file(out.getvalue(), _PARQUET, "parquet")


def _rows(call: Call) -> Iterator[Row]:
    """Give the milestones of every plan that stands; what nothing has looked at is unknown."""
    promising = call.programme.promising
    known = promising.standings(call.state)
    disputed = call.programme.claiming.claims(call.state).disputed
    for one in promising.plans(call.state):
        for commitment in one.plan.commitments:
            for step in commitment.milestones:
                key = MilestoneKey(one.plan.id, commitment.id, step.id)
                entry, evaluation = that_counts(step, known.get(key)) or (None, None)
                standing = evaluation.standing if evaluation else None
                results = [each.passed for each in standing.results] if standing else []
                yield {
                    **key.scope,
                    "title": step.title,
                    "lead": step.lead or commitment.lead or None,
                    "due": step.due.text if step.due else None,
                    "due_by": step.due.last if step.due else None,
                    "checks": len(step.checks),
                    "passed": results.count(True) if standing else None,
                    "unknown": results.count(None) if standing else None,
                    "standing": standing.word.value if standing else None,
                    "as_of": date.fromisoformat(standing.as_of) if standing else None,
                    "entry": entry.index if entry else None,
                    "disputed": (one.plan.id, commitment.id) in disputed,
                }


def _plain(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _file(content: bytes, content_type: str, ending: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="standings.{ending}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)

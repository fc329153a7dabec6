"""The budget lines as a Fiscal Data Package 1.0-rc: its descriptor, beside the CSV that it is of.

The path in it is relative, so that a past state's descriptor is of that state's lines. The text
leaves open whether a column may have no ColumnType; those that mean nothing fiscal have none.

Source: Fiscal Data Package 1.0-rc; Data Package, Data Resource.
"""

from typing import Any, Final

from django.http import HttpResponse

from pendopo.api.door import JSON, Call, Operation, Schema, answer, as_json
from pendopo.api.table import table_of, table_schema
from pendopo.programme.config import NOTICE, Government
from pendopo.registers.budgets import REGISTER
from pendopo.registers.budgets.package import package_of
from pendopo.registers.budgets.tables import LINES
from pendopo.terms.licence import licence, licence_ids
from pendopo.terms.wording import fill

_DESCRIBED: Final[Schema] = {
    "type": "object",
    "required": ["profile", "name", "columnTypes", "resources"],
    "properties": {
        "profile": {"const": "fiscal-data-package"},
        "name": {"type": "string"},
        "columnTypes": {"type": "array"},
        "resources": {"type": "array", "minItems": 1, "items": {"type": "object"}},
    },
}


@answer(Operation("The budget lines as a Fiscal Data Package", {JSON: _DESCRIBED}))
def datapackage(call: Call) -> HttpResponse:
    """Answer ``/data/budgets/datapackage.json``.

    :raises NotHereError: when no budget is published
    """
    found = table_of(call, REGISTER.name, LINES.name)
    government = call.programme.config.government
    newest = call.programme.metadata(call.state.publication(found.publications[-1]))
    about: dict[str, Any] = {
        "name": REGISTER.name,
        "title": f"{government.subject}: {REGISTER.title}",
        "description": " ".join(filter(None, (_notice(government), LINES.row))),
        "homepage": call.address("table", language=call.language, **_names()),
        "version": str(call.state.size),
        "created": call.state.time,
        "contributors": [{"title": government.name, "role": "publisher"}],
    }
    if newest and newest.licence in licence_ids():
        of = licence(newest.licence)
        about["licenses"] = [{"path": of.url, "title": newest.licence}]
    fields = table_schema(found)["fields"]
    return as_json(package_of(about, f"{LINES.name}.csv", fields))


def _notice(government: Government) -> str:
    return fill(NOTICE, government.notice) if government.observed else ""


def _names() -> dict[str, str]:
    return {"register": REGISTER.name, "name": LINES.name}

"""A plan as JSON: what another program reads of it, and what is published.

The names are those of the files. A date is ``{"text", "first", "last"}``; where nobody knows one,
its name stands under ``unknown``. What a file leaves out is left out here.
"""

from dataclasses import fields
from typing import Any

from pendopo.registers.plans.written import VERSION, VERSION_KEY
from pendopo.terms.commitment import (
    Check,
    Commitment,
    CoverageCheck,
    DocumentCheck,
    IndicatorCheck,
    Milestone,
    Plan,
)
from pendopo.terms.period import Period

_NEEDED = frozenset({"start", "end", "due", "lead", "level", "government"})


def document_of(plan: Plan) -> dict[str, Any]:
    """Give a plan as JSON values, its commitments within: ``parse_document`` reads it again."""
    return {VERSION_KEY: VERSION} | _facts(plan)


def facts_of_check(check: Check) -> dict[str, Any]:
    """Give a check's fields as its file has them."""
    found: dict[str, Any]
    said = {"written_by": check.written_by, "agreed_with": check.agreed_with}
    match check:
        case IndicatorCheck():
            aim = {"indicator": check.indicator, check.aim.value: str(check.target)}
            found = {"id": check.id, "kind": "indicator", **aim, **said}
        case DocumentCheck():
            what = {"register": check.register, "scope": dict(check.scope)}
            found = {"id": check.id, "kind": "document", **what, **said}
        case CoverageCheck():
            of = {"table": check.table, "column": check.column, "of": list(check.of)}
            found = {"id": check.id, "kind": "coverage", **of, **said}
    return {name: value for name, value in found.items() if value}


def _facts(one: Plan | Commitment | Milestone) -> dict[str, Any]:
    found: dict[str, Any] = {}
    unknown = []
    for field in fields(one):
        value = getattr(one, field.name)
        if field.name == "texts":
            found |= dict(value)
        elif value not in (None, "", (), {}):
            found[field.name] = _plain(value)
        elif field.name in _NEEDED and not (isinstance(one, Milestone) and field.name != "due"):
            unknown.append(field.name)
    return found | ({"unknown": unknown} if unknown else {})


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a plan holds
    match value:
        case Period():
            days = {"first": value.first.isoformat(), "last": value.last.isoformat()}
            return {"text": value.text, **days}
        case Plan() | Commitment() | Milestone():
            return _facts(value)
        case IndicatorCheck() | DocumentCheck() | CoverageCheck():
            return facts_of_check(value)
        case tuple():
            return [_plain(each) for each in value]
        case dict() | int() | str():
            return getattr(value, "value", value)
    return {f.name: text for f in fields(value) if (text := getattr(value, f.name))}

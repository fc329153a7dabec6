"""A plan as JSON: what another program reads of it, and what is published.

The names are those of the files. A date is ``{"text", "first", "last"}``; where nobody knows one,
its name stands under ``unknown``. What a file leaves out is left out here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final

from pendopo.registers.plans.written import VERSION, VERSION_KEY
from pendopo.terms.commitment import (
    Authored,
    Check,
    CombinedCheck,
    Commitment,
    CoverageCheck,
    DocumentCheck,
    FreshnessCheck,
    IndicatorCheck,
    MeasureCheck,
    Milestone,
    Plan,
)
from pendopo.terms.period import Period

_NEEDED = frozenset({"start", "end", "due", "lead", "level", "government"})


def document_of(plan: Plan) -> dict[str, Any]:
    """Give a plan as JSON values, its commitments within: ``parse_document`` reads it again."""
    return {VERSION_KEY: VERSION} | _facts(plan)


def facts_of_check(check: Check) -> dict[str, Any]:
    """Give a check's fields as its file has them; what says nothing is left out.

    Days and spans of days stay what they are, and checks within are lists of such fields.
    """
    kind = check.need.value if isinstance(check, CombinedCheck) else _KINDS[type(check)]
    found: dict[str, Any] = {"id": check.id, "kind": kind}
    if isinstance(check, IndicatorCheck):
        found["indicator"] = check.indicator
    if isinstance(check, IndicatorCheck | MeasureCheck):
        found[check.aim.value] = str(check.target)
    own = [field.name for field in fields(check) if field.name not in _SAID]
    found |= {name: getattr(check, name) for name in own if name not in _TOLD}
    found |= {name: getattr(check, name) for name in _SAID}
    if isinstance(check, FreshnessCheck) and check.table:
        found["table"] = f"{found.pop('register')}.{check.table}"
    if isinstance(check, CombinedCheck):
        found["checks"] = [facts_of_check(one) for one in check.checks]
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in found.items()
        if value not in (None, "", (), {})
    }


_KINDS: Final[Mapping[type, str]] = {
    IndicatorCheck: "indicator",
    MeasureCheck: "measure",
    DocumentCheck: "document",
    CoverageCheck: "coverage",
    FreshnessCheck: "freshness",
}
_SAID: Final = tuple(field.name for field in fields(Authored))
_TOLD: Final = frozenset({"id", "aim", "target", "indicator", "need", "checks"})


def digest_of(check: Check) -> str:
    """Name a check by what it asks of the record: 64 hexadecimal digits over those fields.

    What it is called, by when it must pass, and who wrote and agreed to it are not asked: with
    another title it is the same check.
    """
    facts = _plain(_asked(check))
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _asked(check: Check) -> dict[str, Any]:
    facts = facts_of_check(check)
    found = {name: value for name, value in facts.items() if name not in {"id", *_SAID}}
    if isinstance(check, CombinedCheck):
        found["checks"] = [_asked(one) for one in check.checks]
    return found


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
    plain: Any
    match value:
        case Period():
            days = {"first": value.first.isoformat(), "last": value.last.isoformat()}
            plain = {"text": value.text, **days}
        case Plan() | Commitment() | Milestone():
            plain = _facts(value)
        case _ if type(value) in (*_KINDS, CombinedCheck):
            plain = _plain(facts_of_check(value))
        case date():
            plain = value.isoformat()
        case tuple() | list():
            # A list may name every village: most of what is written is plain already.
            plain = [each if type(each) is str else _plain(each) for each in value]
        case dict():
            plain = {name: _plain(each) for name, each in value.items()}
        case int() | str():
            plain = getattr(value, "value", value)
        case _:
            found = {f.name: getattr(value, f.name) for f in fields(value)}
            plain = {name: _plain(text) for name, text in found.items() if text}
    return plain

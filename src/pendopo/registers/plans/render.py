"""A plan written as its files: what ``parse_plan`` reads again is equal."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pendopo.registers.plans.document import facts_of_check
from pendopo.registers.plans.written import PLAN_FILE
from pendopo.terms.commitment import Commitment, Lineage, Milestone, Plan
from pendopo.terms.period import Period

_MARK = "+++"
_Value = str | int | date | Period | Sequence[str] | Mapping[str, str] | None
_Field = tuple[str, _Value]


def render_plan(plan: Plan) -> dict[str, str]:
    """Write a plan's folder: ``plan.md``, and a file for each commitment, numbered in order."""
    digits = len(str(len(plan.commitments)))
    return {PLAN_FILE: _file(_head(plan), plan.prose)} | {
        f"{number:0{digits}}-{one.id}.md": _file(_commitment(one), one.prose)
        for number, one in enumerate(plan.commitments, start=1)
    }


def _file(lines: Iterable[str], prose: str) -> str:
    return "\n".join([_MARK, *lines, _MARK, prose]).rstrip("\n") + "\n"


def _head(plan: Plan) -> Iterator[str]:
    yield from _fields(
        ("id", plan.id),
        ("title", plan.title),
        ("level", plan.level.value if plan.level else ""),
        ("government", plan.government),
        ("start", plan.start),
        ("end", plan.end),
        (
            "unknown",
            [name for name in ("level", "government", "start", "end") if not getattr(plan, name)],
        ),
        ("template", plan.template),
        ("submitted", plan.submitted),
        ("ogp_id", plan.ogp_id),
        ("number", plan.number),
        ("administration", plan.administration),
        ("follows", plan.follows),
    )
    for line in plan.dropped:
        yield from _table("dropped", *_line_of(line))
    for one in plan.amendments:
        said = (("on", one.on), ("of", one.of), ("what", one.what), ("reason", one.reason))
        yield from _table("amendments", *said)


def _line_of(line: Lineage) -> tuple[_Field, ...]:
    return ("commitment", line.commitment), ("plan", line.plan), ("reason", line.reason)


def _commitment(one: Commitment) -> Iterator[str]:
    yield from _fields(
        ("id", one.id),
        ("title", one.title),
        ("lead", one.lead),
        ("start", one.start),
        ("end", one.end),
        ("unknown", [name for name in ("lead", "start", "end") if not getattr(one, name)]),
        ("ogp_id", one.ogp_id),
        ("number", one.number),
        ("theme", one.theme),
        ("lead_kind", one.lead_kind),
        ("supporting", one.supporting),
        ("civil_society", one.civil_society),
        ("others", one.others),
        *one.texts.items(),
        ("policy_areas", one.policy_areas),
        ("ogp_values", one.ogp_values),
        ("sdg_targets", one.sdg_targets),
        ("budget_lines", one.budget_lines),
        ("used_by", one.used_by),
    )
    for basis in one.legal_basis:
        yield from _table("legal_basis", ("title", basis.title), ("level", basis.level))
    for line in one.continues:
        yield from _table("continues", ("how", line.how), *_line_of(line))
    for milestone in one.milestones:
        yield from _milestone(milestone)
    if one.coded:
        yield from (
            "",
            "[coded]",
            *_fields(*((_key(k), v) for k, v in one.coded.items()), all_=True),
        )


def _milestone(one: Milestone) -> Iterator[str]:
    yield from _table(
        "milestones",
        ("id", one.id),
        ("title", one.title),
        ("due", one.due),
        ("unknown", [] if one.due else ["due"]),
        ("outputs", one.outputs),
        ("start", one.start),
        ("lead", one.lead),
        ("supporting", one.supporting),
    )
    for check in one.checks:
        yield from _check("milestones.checks", facts_of_check(check))


def _check(name: str, facts: Mapping[str, Any]) -> Iterator[str]:
    """Write a check and those within it, each as its own table."""
    yield from _table(name, *((key, value) for key, value in facts.items() if key != "checks"))
    for one in facts.get("checks", ()):
        yield from _check(f"{name}.checks", one)


def _table(name: str, *fields: _Field) -> Iterator[str]:
    yield ""
    yield f"[[{name}]]"
    yield from _fields(*fields)


def _fields(*fields: _Field, all_: bool = False) -> Iterator[str]:
    """Write the fields that say something.

    :param all_: write empty texts too
    """
    for name, value in fields:
        if value or (all_ and value == ""):
            yield f"{name} = {_value(value)}"


def _value(value: _Value) -> str:
    if isinstance(value, Period):
        return (
            value.text
            if value.exact and value.text == value.first.isoformat()
            else _text(value.text)
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_text(v)}" for k, v in value.items()) + " }"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_text, value)) + "]"
    return str(value)


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else _text(name)


def _text(text: str) -> str:
    """Write a text as TOML's basic string: JSON's escapes are TOML's but for one letter."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

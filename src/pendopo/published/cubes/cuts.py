"""A cut as a condition: the columns are those declared, and every value is bound."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from pendopo.published.cubes.grammar import CUT, Among, AnyOf, Between, Cut, Not, Word
from pendopo.published.cubes.model import Field, Model, kind_word
from pendopo.published.errors import QueryError
from pendopo.published.serving import SQL_TYPES
from pendopo.store.engine import quote
from pendopo.terms.column import Kind
from pendopo.terms.wording import say

Value = str | int | Decimal | bool | date | datetime | None
Condition = tuple[str, list[Value]]

_TEXTS: Final = frozenset({Kind.TEXT, Kind.CODE, Kind.JSON})
_INT: Final = re.compile(r"[0-9]+(?:;[0-9]+)*")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:;[0-9]{4}-[0-9]{2}-[0-9]{2})*")
# What lies beyond, the engine could not compare with the column's type.
_INTEGERS: Final = {Kind.YEAR: 9999, Kind.INTEGER: (1 << 63) - 1}
_DECIMAL: Final = re.compile(r"-?[0-9]{1,16}(?:[.][0-9]{1,9})?")
_EXAMPLES: Final = {
    Kind.YEAR: "2015",
    Kind.INTEGER: "1250",
    Kind.DECIMAL: "1250.5",
    Kind.MONEY: "1250000.50",
    Kind.BOOLEAN: "true",
    Kind.DATE: "2015-01-04",
    Kind.DATETIME: "2015-01-04T09:30:00",
}


def condition(model: Model, cuts: Iterable[Cut]) -> Condition:
    """Write cuts that all hold as a condition on the table; ``true`` for none.

    :raises QueryError: for a reference that is none, or a value of another type
    """
    parts = [_one(model, one) for one in cuts]
    values = [value for _, found in parts for value in found]
    return " and ".join(f"({sql})" for sql, _ in parts) or "true", values


def told(model: Model, cuts: Iterable[Cut]) -> list[dict[str, Any]]:
    """Write cuts as an answer tells them: babbage's form, and for what it lacks the like."""
    return [_told(model, one) for one in cuts]


def settled(model: Model, cuts: Iterable[Cut]) -> set[str]:
    """Give the references that cuts leave one value."""
    return {
        model.field(CUT, one.ref).ref
        for one in cuts
        if isinstance(one, Among) and len(_values(model.field(CUT, one.ref), one)) == 1
    }


def _one(model: Model, cut: Cut) -> Condition:
    match cut:
        case Among():
            return _among(model.field(CUT, cut.ref), cut)
        case Between():
            return _between(model.field(CUT, cut.ref), cut)
        case Not():
            sql, values = _one(model, cut.cut)
            # What has no value is not known to match, so that it is left in.
            return f"not coalesce(({sql}), false)", values
        case AnyOf():
            parts = [condition(model, choice) for choice in cut.choices]
            return (
                " or ".join(f"({sql})" for sql, _ in parts),
                [value for _, found in parts for value in found],
            )


def _among(field: Field, cut: Among) -> Condition:
    values = _values(field, cut)
    known = [value for value in values if value is not None]
    name = quote(field.column.name)
    parts = [f"{name} is null"] * (len(known) < len(values))
    if known:
        parts.append(f"{name} in ({', '.join([_bound(field)] * len(known))})")
    return " or ".join(parts), list(known)


def _between(field: Field, cut: Between) -> Condition:
    name = quote(field.column.name)
    ends = [(">=", cut.low), ("<=", cut.high)]
    given = [(sign, _value(field, word)) for sign, word in ends if word is not None]
    if not given or None in [value for _, value in given]:
        raise _wrong(field, "..", _range_example(field))
    return " and ".join(f"{name} {sign} {_bound(field)}" for sign, _ in given), [
        value for _, value in given
    ]


def _bound(field: Field) -> str:
    return f"cast(? as {SQL_TYPES[field.column.kind]})"


def _told(model: Model, cut: Cut) -> dict[str, Any]:
    match cut:
        case Among():
            return {
                "ref": cut.ref,
                "operator": ":",
                "value": _values(model.field(CUT, cut.ref), cut),
            }
        case Between():
            field = model.field(CUT, cut.ref)
            ends = [_value(field, one) if one else None for one in (cut.low, cut.high)]
            return {"ref": cut.ref, "operator": "..", "value": ends}
        case Not():
            return {"operator": "not", "value": _told(model, cut.cut)}
        case AnyOf():
            return {"operator": "or", "value": [told(model, one) for one in cut.choices]}


def _values(field: Field, cut: Among) -> list[Value]:
    """Read the values of a cut as its column is typed.

    Without quotes, several texts are one, as babbage has it; several numbers or days are several.
    """
    words = []
    for word in cut.words:
        several = not word.quoted and field.column.kind not in _TEXTS and word.text
        words += [Word(part) for part in word.text.split(";")] if several else [word]
    return [_value(field, word) for word in words]


def _value(field: Field, word: Word) -> Value:
    if not word.text.strip() and not word.quoted:
        return None
    kind = field.column.kind
    if kind in _TEXTS:
        if not word.quoted and (_INT.fullmatch(word.text) or _DAY.fullmatch(word.text)):
            raise _wrong(field, word.text, f'{field.shown}:"{word.text}"')
        return word.text
    found = None if word.quoted else _typed(kind, word.text.strip())
    if found is None:
        raise _wrong(field, word.text, f"{field.shown}:{_EXAMPLES[kind]}")
    return found


def _typed(kind: Kind, text: str) -> Value:
    """Read a text as a kind has it; None for what is not."""
    try:
        match kind:
            case Kind.YEAR | Kind.INTEGER:
                most = _INTEGERS[kind]
                known = re.fullmatch(r"-?[0-9]{1,19}", text)
                return int(text) if known and abs(int(text)) <= most else None
            case Kind.DECIMAL | Kind.MONEY:
                return Decimal(text) if _DECIMAL.fullmatch(text) else None
            case Kind.BOOLEAN:
                return {"true": True, "false": False}.get(text.lower())
            case Kind.DATETIME:
                return datetime.fromisoformat(text).replace(tzinfo=None)
            case _:
                return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _range_example(field: Field) -> str:
    if field.column.kind in _TEXTS:
        return f'{field.shown}:"a".."b"'
    return f"{field.shown}:{_EXAMPLES[field.column.kind]}.."


def _wrong(field: Field, found: str, example: str) -> QueryError:
    return QueryError(
        say("cut: {found} is no value of {ref}, which is of type {kind}; write it like {example}"),
        found=repr(found[:80]),
        ref=field.shown or field.ref,
        kind=kind_word(field.column.kind),
        example=example,
    )

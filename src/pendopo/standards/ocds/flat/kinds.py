"""What kind of value a column holds: by the schema, and by what was found."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from pendopo.standards.ocds.rules import Schema, resolver

TEXT, INTEGER, NUMBER, BOOLEAN = "string", "integer", "number", "boolean"
# Lists of plain values stand in one cell, a semicolon between them.
TEXTS, NUMBERS = "strings", "numbers"
OBJECTS, OBJECT = "objects", "object"
SEPARATOR: Final = ";"
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
# An exponent of more digits is nobody's number, and beyond what is calculated with.
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_WORDS: Final = {"true": True, "false": False, "1": True, "0": False}
_LONGEST_INTEGER: Final = 18  # digits, as exact.py reads them
_DEEPEST: Final = 12

Kinds = Mapping[str, str]


class Texts(str):
    """The cell of a list of texts, none of them empty or with a semicolon in it."""

    __slots__ = ()


class Numbers(str):
    """The cell of a list of numbers."""

    __slots__ = ()


class Drawn(str):
    """The cell of a workbook's number, which has no digits of its own: 10.0 for 10."""

    __slots__ = ()


# What each kind of column gives back as it was given.
HELD: Final[Mapping[str, frozenset[type]]] = {
    TEXT: frozenset({str}),
    INTEGER: frozenset({int}),
    NUMBER: frozenset({int, float, Decimal}),
    BOOLEAN: frozenset({bool}),
    TEXTS: frozenset({Texts}),
    NUMBERS: frozenset({Numbers}),
}
_FOUND: Final = {
    str: TEXT,
    int: INTEGER,
    float: NUMBER,
    Decimal: NUMBER,
    bool: BOOLEAN,
    Texts: TEXTS,
    Numbers: NUMBERS,
}


@lru_cache(maxsize=65_536)
def path_of(column: str) -> str:
    """Give a column's path, without numbers: ``tender/items/0/id`` is ``tender/items/id``."""
    return "/".join(step for step in column.split("/") if not step.isdigit())


def kinds_of(schema: Schema) -> dict[str, str]:
    """Give the kind of each field of a release schema by its path."""
    kinds: dict[str, str] = {}
    follow = resolver(schema)

    def walk(properties: Schema, above: str, depth: int) -> None:
        for name, given in properties.items():
            field = follow(given)
            kind = _kind(field, follow)
            path = f"{above}{name}"
            if kind:
                kinds[path] = kind
            below = follow(field.get("items", {})) if kind == OBJECTS else field
            if kind in {OBJECTS, OBJECT} and depth < _DEEPEST:
                walk(below.get("properties", {}), f"{path}/", depth + 1)

    walk(schema.get("properties", {}), "", 0)
    return kinds


def _kind(field: Schema, follow: Any) -> str:  # noqa: ANN401 - resolver's own
    types = _types(field)
    if "array" in types:
        items = _types(follow(field.get("items", {})))
        if "object" in items:
            return OBJECTS
        return NUMBERS if items and items <= {"number", "integer"} else TEXTS
    for name, kind in (("string", TEXT), ("object", OBJECT), ("number", NUMBER)):
        if name in types:
            return kind
    return INTEGER if "integer" in types else BOOLEAN if "boolean" in types else ""


def _types(field: Schema) -> set[str]:
    given = field.get("type", [])
    return {given} if isinstance(given, str) else set(given)


def found_kind(types: Iterable[type], expected: str) -> str:
    """Give the kind under which the values found in a column are read back as they are.

    :param types: of the values
    :param expected: the schema's kind; empty where it has none
    """
    found = set(types)
    if found <= HELD.get(expected, frozenset()):
        return expected
    kinds = {_FOUND[one] for one in found}
    if len(kinds) == 1:
        return kinds.pop()
    return NUMBER if kinds == {INTEGER, NUMBER} else expected or TEXT


def value_of(text: str, kind: str) -> Any:  # noqa: ANN401 - JSON holds anything
    """Read a cell; one that is not of its column's kind is read as text."""
    if kind in {NUMBER, INTEGER}:
        return _number(text)
    if kind == BOOLEAN:
        return _WORDS.get(text.strip().lower(), text)
    if kind in {TEXTS, NUMBERS}:
        parts = text.split(SEPARATOR)
        return parts if kind == TEXTS else [_number(part) for part in parts]
    return text


def _number(text: str) -> int | Decimal | str:
    given = text.removesuffix(".0") if type(text) is Drawn else text.strip()
    if _INTEGER.fullmatch(given):
        return int(given) if len(given) <= _LONGEST_INTEGER else Decimal(given)
    return Decimal(given) if _NUMBER.fullmatch(given) else text


def cell_of(value: Any) -> str:  # noqa: ANN401 - JSON holds anything
    """Write a value into a cell."""
    if type(value) is bool:
        return "true" if value else "false"
    return str(value)


def list_cell(values: list[Any]) -> str | None:
    """Write a list of plain values into a cell; None when it is none, or is empty."""
    if not values:
        return None
    if all(type(one) is str for one in values):
        joined = SEPARATOR.join(values)
        whole = all(values) and joined.count(SEPARATOR) == len(values) - 1
        return Texts(joined) if whole else joined
    if all(type(one) in HELD[NUMBER] for one in values):
        return Numbers(SEPARATOR.join(map(str, values)))
    return None

"""What is wrong in a release, or to be told of it, in words that can be counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind

from pendopo.standards.ocds.exact import dump
from pendopo.standards.ocds.facts import Schema
from pendopo.standards.ocds.look import OPEN_CODE, Path, Seen

_SHOWN = 80  # characters of a value that are quoted
_CODES_SHOWN = 6
_TYPE_NAMES = {bool: "boolean", str: "string", list: "array", dict: "object", type(None): "null"}


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """One error of one release, or one thing to be told of it.

    :param pointer: the JSON pointer of the field, indexes replaced by ``*``: ``/awards/*/id``
    :param keyword: the schema's word that it breaks: ``type``, ``required``, ``enum`` …; or of
        what the schema does not forbid ``additional``, ``deprecated``, ``empty``, ``openCodelist``
        and ``sameId``
    :param expected: what the schema wants there, in its own words: ``string, null``
    :param found: what stands there, cut at eighty characters (under ``type`` the name of its
        type); empty where nothing does
    :param at: the JSON pointer with its indexes
    """

    pointer: str
    keyword: str
    expected: str
    found: str
    at: str = field(default="", compare=False)


def fault_of_seen(seen: Seen) -> SchemaFault:
    """Tell of what was seen."""
    keyword, path, expected, found = seen
    wanted = _codes(expected) if keyword == OPEN_CODE else str(expected)
    return SchemaFault(
        pointer_of(path), keyword, wanted, _quoted(found), pointer_of(path, exact=True)
    )


def fault_of_error(error: jsonschema_rs.ValidationError, schema: Schema) -> SchemaFault:
    """Tell of what a schema found."""
    path: list[str | int] = list(error.instance_path)
    keyword = str(error.schema_path[-1])
    expected, found = _facts(error, schema)
    if keyword == "required":
        path.append(expected)
    return SchemaFault(pointer_of(path), keyword, expected, found, pointer_of(path, exact=True))


def pointer_of(path: Path | Sequence[str | int], *, exact: bool = False) -> str:
    """Write a path as a JSON pointer, with stars for places in lists unless it is to be exact."""
    return "".join(
        [
            "/" + _escaped(step) if isinstance(step, str) else f"/{step}" if exact else "/*"
            for step in path
        ]
    )


def _escaped(step: str) -> str:
    # RFC 6901, section 3.
    return step.replace("~", "~0").replace("/", "~1") if "~" in step or "/" in step else step


def _facts(error: jsonschema_rs.ValidationError, schema: Schema) -> tuple[str, str]:
    """Give what was expected and what was found."""
    match error.kind:
        case ValidationErrorKind.Type(types=types):
            return ", ".join(sorted(types)), type_name(error.instance)
        case ValidationErrorKind.Required(property=name):
            return str(name), ""
        case ValidationErrorKind.Enum(options=options):
            return _codes(options), _quoted(error.instance)
        case ValidationErrorKind.Format(format=name):
            return name, _quoted(error.instance)
        case _:
            return _limit(error.schema_path, schema), _quoted(error.instance)


def _limit(schema_path: list[str | int], schema: Schema) -> str:
    """Give the schema's own value at a path: the least length, the pattern."""
    value: Any = schema
    for step in schema_path:
        value = value[step]
    return _quoted(value)


def type_name(value: object) -> str:
    """Name the type of a value as JSON Schema does."""
    return _TYPE_NAMES.get(type(value), "number")


def _codes(options: Sequence[Any]) -> str:
    shown = ", ".join(str(code) for code in options[:_CODES_SHOWN] if code is not None)
    return shown + (" …" if len(options) > _CODES_SHOWN else "")


def _quoted(value: object) -> str:
    text = value if isinstance(value, str) else dump(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

"""What the release schema says of a release: every error, in a form that can be counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind

from pendopo.standards.ocds.exact import dump
from pendopo.standards.ocds.facts import release_schema

_SHOWN = 80  # characters of a value that are quoted
_CODES_SHOWN = 6
_TYPE_NAMES = {bool: "boolean", str: "string", list: "array", dict: "object", type(None): "null"}


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """One error of one release.

    :param pointer: the JSON pointer of the field, indexes replaced by ``*``: ``/awards/*/id``
    :param keyword: the schema's word that it breaks: ``type``, ``required``, ``enum`` …
    :param expected: what the schema wants there, in its own words: ``string, null``
    :param found: what stands there, cut at eighty characters (under ``type`` the name of its
        type); empty where nothing does
    """

    pointer: str
    keyword: str
    expected: str
    found: str


def schema_faults(release: dict[str, Any]) -> Iterator[SchemaFault]:
    """Give every error that the release schema finds, in the schema's order."""
    for error in _validator().iter_errors(release):
        path: list[str | int] = list(error.instance_path)
        keyword = str(error.schema_path[-1])
        expected, found = _facts(error)
        if keyword == "required":
            path.append(expected)
        yield SchemaFault(_pointer(path), keyword, expected, found)


@cache
def _validator() -> jsonschema_rs.Draft4Validator:
    # Offline: an address in a schema is never fetched.
    return jsonschema_rs.Draft4Validator(release_schema(), validate_formats=True, offline=True)


def _pointer(path: list[str | int]) -> str:
    steps = ("*" if isinstance(step, int) else _escaped(step) for step in path)
    return "".join("/" + step for step in steps)


def _escaped(step: str) -> str:
    # RFC 6901, section 3.
    return step.replace("~", "~0").replace("/", "~1")


def _facts(error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    """Give what was expected and what was found."""
    match error.kind:
        case ValidationErrorKind.Type(types=types):
            return ", ".join(sorted(types)), _type_name(error.instance)
        case ValidationErrorKind.Required(property=name):
            return str(name), ""
        case ValidationErrorKind.Enum(options=options):
            return _codes(options), _quoted(error.instance)
        case ValidationErrorKind.Format(format=name):
            return name, _quoted(error.instance)
        case _:
            return _limit(error.schema_path), _quoted(error.instance)


def _limit(schema_path: list[str | int]) -> str:
    """Give the schema's own value at a path: the least length, the pattern."""
    value: Any = release_schema()
    for step in schema_path:
        value = value[step]
    return _quoted(value)


def _type_name(value: object) -> str:
    return _TYPE_NAMES.get(type(value), "number")


def _codes(options: list[Any]) -> str:
    shown = ", ".join(str(code) for code in options[:_CODES_SHOWN] if code is not None)
    return shown + (" …" if len(options) > _CODES_SHOWN else "")


def _quoted(value: object) -> str:
    text = value if isinstance(value, str) else dump(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

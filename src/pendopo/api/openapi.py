"""The description of all answers to programs: OpenAPI 3.1, made of what each answer declares.

Source: OpenAPI Specification 3.1.1.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, converters, get_resolver

import pendopo
from pendopo.api.door import JSON, PROBLEM, Call, Operation, answer, as_json

_DOCUMENT = {"type": "object", "required": ["openapi", "info", "paths"]}
_PART = re.compile(r"<(?P<converter>\w+):(?P<name>\w+)>")
_TEXT = "text/plain"
_PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["status", "title", "detail"],
    "properties": {
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
    },
}
_REFUSED = {"$ref": "#/components/responses/Refused"}
_PAST = {
    "name": "size",
    "in": "path",
    "required": True,
    "description": "A number of entries of the log: the answer is as it was then, for good.",
    "schema": {"type": "integer", "minimum": 0, "maximum": 999_999_999_999_999},
}
_NAMES = {
    "register": "A kind of public record: datasets, contracts.",
    "name": "A table of the register, as the catalogue lists it.",
    "since": "The publication that is compared with.",
    "id": "A publication, by its permanent name.",
    "file": "A file of contracting processes, as their list names it: 2026-03.csv.zip.",
    "cube": "A cube, as their list names it.",
    "ref": "A dimension of a cube, or one of its attributes: function, function.label.",
    "ocid": "A contracting process, by its open contracting identifier.",
    "named": "A contracting process, by its open contracting identifier; behind it perhaps a slash "
    "and the id of one of its releases.",
}


@answer(Operation("This description", {JSON: _DOCUMENT}))
def openapi(call: Call) -> HttpResponse:
    """Answer ``/openapi.json``."""
    return as_json(document(call.programme.config.government.name, call.site))


def document(government: str, base: str) -> dict[str, Any]:
    """Describe every answer, at the present and at a past state."""
    paths = {}
    # By name: the list of answers itself imports this one.
    for pattern in get_resolver("pendopo.api.urls").url_patterns:
        if not isinstance(pattern, URLPattern) or not pattern.name:
            continue  # one without a name is the same answer at another spelling
        path, operation = _path(pattern), pattern.callback.operation  # type: ignore[attr-defined]
        parameters = list(_of_path(pattern))
        paths[path] = {"get": _operation(pattern, operation, parameters, "")}
        paths[f"/at/{{size}}{path}"] = {
            "get": _operation(pattern, operation, [_PAST, *parameters], "-at")
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"What {government} published",
            "version": pendopo.__version__,
            "description": "Everything here is public and needs no key. An address that begins "
            "with /at/ and a size of the log gives the same answer for good.",
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"responses": _refusals()},
    }


def _path(pattern: URLPattern) -> str:
    return "/" + _PART.sub(r"{\g<name>}", str(pattern.pattern))


def _of_path(pattern: URLPattern) -> Iterator[dict[str, Any]]:
    known = converters.get_converters()
    for found in _PART.finditer(str(pattern.pattern)):
        yield {
            "name": found["name"],
            "in": "path",
            "required": True,
            "description": _NAMES[found["name"]],
            "schema": {"type": "string", "pattern": f"^{known[found['converter']].regex}$"},
        }


def _operation(
    pattern: URLPattern, operation: Operation, parameters: list[dict[str, Any]], suffix: str
) -> dict[str, Any]:
    return {
        "operationId": f"{pattern.name}{suffix}",
        "summary": operation.summary + (", at a past state" if suffix else ""),
        "parameters": [*parameters, *_of_query(operation)],
        "responses": dict(_responses(operation)),
    }


def _of_query(operation: Operation) -> Iterator[dict[str, Any]]:
    for one in operation.parameters:
        said = {
            "name": one.name,
            "in": "query",
            "description": one.meaning,
            "required": one.required,
            "schema": dict(one.schema),
        }
        yield {**said, "example": one.example} if one.example else said
    if operation.filtered:
        yield {
            "name": "filters",
            "in": "query",
            "description": "Columns of the table: column=value, or column__operator=value with "
            "one of eq, ne, gte, lte, contains, empty.",
            "style": "form",
            "explode": True,
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        }


def _responses(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    content = {
        form: {"schema": dict(schema)} if schema is not None else {}
        for form, schema in operation.gives.items()
    }
    yield "200", {"description": "The answer", "content": content}
    if operation.ranged:
        yield "206", {"description": "The part that was asked for", "content": content}
        yield "416", {"description": "The part asked for lies outside the file"}
    yield "304", {"description": "It is as it was when it was asked for before"}
    refused = {
        "description": "What was found, and what to write",
        "content": {form: {"schema": dict(one)} for form, one in operation.refused.items()},
    }
    for status in ("400", "404", *(["503"] if operation.slow else [])):
        yield status, refused if operation.refused else _REFUSED
    for status, words in (
        ("405", "Only GET and HEAD are answered"),
        ("414", "The address is too long"),
        ("429", "Too many answers in a minute; Retry-After says when to ask again"),
    ):
        yield status, {"description": words, "content": {_TEXT: {}}}


def _refusals() -> dict[str, Any]:
    return {
        "Refused": {
            "description": "What was found, and what to write (RFC 9457)",
            "content": {PROBLEM: {"schema": _PROBLEM_SCHEMA}},
        }
    }

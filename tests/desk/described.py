"""The desk's addresses as an OpenAPI description, made of ``urls.py`` and its pages' forms.

Nobody is served it: programs have the public doors. By it schemathesis asks the desk what its pages
never ask.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tests.desk.crawler import TOKEN, Form

_FORM, _FILES = "application/x-www-form-urlencoded", "multipart/form-data"
_TEXT = {"type": "string"}
_FILE = {"type": "string", "format": "binary"}
_ANSWERS = {"default": {"description": "A page, a file, or where it goes on."}}


def description(addresses: Iterable[str], forms: Iterable[Form]) -> dict[str, Any]:
    """Describe every address of the desk.

    :param addresses: those that pages led to: what stands in them is there
    :param forms: those that pages hold
    """
    from django.urls import get_resolver

    known, fields = _known(addresses), _fields(forms)
    paths = {}
    patterns: Any = get_resolver("pendopo.desk.urls").url_patterns
    for one in patterns:
        route, parts = _route(one.pattern)
        paths[route] = {
            "parameters": [_part(name, kind, known) for name, kind in parts.items()],
            "get": _asked(fields[one.name, "get"]),
            "post": _asked(fields[one.name, "get"]) | _sent(fields[one.name, "post"]),
        }
    return {"openapi": "3.1.0", "info": {"title": "desk", "version": "1"}, "paths": paths}


def _known(addresses: Iterable[str]) -> dict[str, set[str]]:
    """Give what the parts of some addresses are, by the names that ``urls.py`` gives them."""
    from django.urls import resolve

    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in addresses:
        for name, value in resolve(one.partition("?")[0], "pendopo.desk.urls").kwargs.items():
            found[name].add(str(value))
    return found


def _fields(forms: Iterable[Form]) -> dict[tuple[str, str], list[Form]]:
    from django.urls import resolve

    found: defaultdict[tuple[str, str], list[Form]] = defaultdict(list)
    for one in forms:
        name = resolve(one.action.partition("?")[0], "pendopo.desk.urls").url_name or ""
        found[name, one.method].append(one)
    return found


def _route(pattern: Any) -> tuple[str, dict[str, str]]:
    """Give an address as OpenAPI writes it, and of each of its parts what it is made of."""
    if not pattern.converters:
        shown = re.sub(r"\(\?P<(\w+)>.*?\)(?=[/$])", r"{\1}", str(pattern)).strip("^$")
        return f"/{shown}", dict.fromkeys(re.findall(r"{(\w+)}", shown), ".+")
    shown = re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern))
    return f"/{shown}", {name: kind.regex for name, kind in pattern.converters.items()}


def _part(name: str, kind: str, known: dict[str, set[str]]) -> dict[str, Any]:
    """Describe a part of an address: what is there, or anything of its kind."""
    if kind == "[0-9]+":
        there: list[Any] = sorted(int(one) for one in known[name] if one.isdigit())
        schema: dict[str, Any] = {"anyOf": [{"enum": there}, {"type": "integer", "minimum": 0}]}
    else:
        there = sorted(known[name])
        schema = {"anyOf": [{"enum": there}, {"type": "string", "pattern": f"^{kind}$"}]}
    schema["anyOf"] = schema["anyOf"][not there :]
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _asked(forms: list[Form]) -> dict[str, Any]:
    names = sorted({field.name for one in forms for field in one.fields})
    names += [name for one in forms for name, _ in one.buttons if name]
    given = [{"name": one, "in": "query", "schema": _TEXT} for one in {*names, "next", "row"}]
    return {"parameters": given, "responses": _ANSWERS}


def _sent(forms: list[Form]) -> dict[str, Any]:
    """Describe what a form's fields hold, in each form that goes to an address."""
    bodies = [_body(one) for one in forms] or [{"type": "object"}]
    files = any(one.files for one in forms)
    return {"requestBody": {"content": {_FILES if files else _FORM: {"schema": {"anyOf": bodies}}}}}


def _body(form: Form) -> dict[str, Any]:
    kinds = {one.name: _field(one.kind, one.choices) for one in form.fields if one.name != TOKEN}
    kinds |= {name: {"enum": [value]} for name, value in form.buttons if name}
    return {"type": "object", "properties": kinds, "additionalProperties": False}


def _field(kind: str, choices: tuple[str, ...]) -> dict[str, Any]:
    if kind == "file":
        return _FILE
    return {"anyOf": [{"enum": list(choices)}, _TEXT]} if choices else _TEXT

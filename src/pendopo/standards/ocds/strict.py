"""A schema that only a release passes of which nothing is to be told.

Most releases pass it, at the speed of compiled code; of the others one looks what it is.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from pendopo.standards.ocds.facts import Schema

_NAMED: Final = ("properties", "patternProperties", "definitions")
_KEPT: Final = frozenset(
    {
        *("type", "required", "enum", "format", "pattern", "minLength", "minItems", "minimum"),
        *("maximum", "uniqueItems", "$ref", "oneOf", "anyOf", "additionalProperties", "maxLength"),
    }
)
_TEXT: Final[Schema] = {"minLength": 1, "pattern": "[^\\s\\x1c-\\x1f]"}
# What holds something, however deep.
_SOMETHING: Final = "something"
_REFERENCE: Final[Schema] = {"$ref": f"#/definitions/{_SOMETHING}"}
_HOLDS: Final[Schema] = {
    **_TEXT,
    "minItems": 1,
    "minProperties": 1,
    "additionalProperties": _REFERENCE,
    "items": _REFERENCE,
}

Steps = tuple[str, ...]


def strict_schema(
    schema: Schema, lists: Mapping[str, Sequence[str]], allowed: Collection[Steps] = ()
) -> Schema:
    """Make a release schema strict.

    :param lists: the codes of every list by its file's name
    :param allowed: fields that it does not know and lets pass: ``("tender", "items", "*", "x")``
    """
    strict = _Strict(schema, lists)
    made = strict.of({name: one for name, one in schema.items() if name != "definitions"})
    made["definitions"] = strict.definitions | {_SOMETHING: _HOLDS}
    for steps in allowed:
        strict.allow(made, steps)
    return made


class _Strict:
    def __init__(self, schema: Schema, lists: Mapping[str, Sequence[str]]) -> None:
        self._lists = lists
        self.definitions: dict[str, Schema] = {}
        self.definitions = {
            name: self.of(one) for name, one in schema.get("definitions", {}).items()
        }

    def of(self, schema: Schema) -> Schema:
        made: Schema = {name: one for name, one in schema.items() if name in _KEPT}
        for name in _NAMED:
            if name in schema:
                made[name] = {field: self.of(one) for field, one in schema[name].items()}
        if isinstance(schema.get("items"), dict):
            made["items"] = self.of(schema["items"])
        if "properties" in made:
            made.setdefault("additionalProperties", False)
        more = self._more(schema)
        return self._with(made, more) if more else made

    def allow(self, made: Schema, steps: Steps) -> None:
        """Let a field pass, which holds something, in the kind of object that has it."""
        for step in steps[:-1]:
            made = self._inside(made, step)
        made.get("properties", {})[steps[-1]] = _REFERENCE

    def _inside(self, made: Schema, step: str) -> Schema:
        for part in (made, *made.get("allOf", ())):
            found = part.get("items") if step == "*" else part.get("properties", {}).get(step)
            if found is not None:
                return self._target(found)
        return {}

    def _target(self, found: Schema) -> Schema:
        for part in (found, *found.get("allOf", ())):
            if "$ref" in part:
                name = part["$ref"].removeprefix("#/definitions/")
                target: Schema = self.definitions.get(name, {})
                return target
        return found

    def _with(self, made: Schema, more: list[Schema]) -> Schema:
        # Beside a reference nothing else counts: JSON Reference, section 3.
        if "$ref" in made:
            return {"allOf": [{"$ref": made["$ref"]}, *more]}
        return made | {"allOf": more}

    def _more(self, schema: Schema) -> list[Schema]:
        more: list[Schema] = []
        if schema.get("deprecated"):
            more.append({"not": {}})
        codes = self._lists.get(str(schema.get("codelist"))) if schema.get("openCodelist") else None
        if codes is not None:
            listed = {"enum": [*codes, None]}
            more.append({"items": listed} if "items" in schema else listed)
        more += self._holding(schema)
        return more

    def _holding(self, schema: Schema) -> list[Schema]:
        found = schema.get("type", [])
        types = [found] if isinstance(found, str) else found
        holding: dict[str, Any] = {}
        if "string" in types and "enum" not in schema and "format" not in schema:
            holding |= _TEXT
        if "array" in types:
            holding["minItems"] = 1
        if "object" in types:
            holding["minProperties"] = 1
        free = "object" in types and "properties" not in schema
        free = free or ("array" in types and "items" not in schema)
        return [holding] * bool(holding) + [_REFERENCE] * free

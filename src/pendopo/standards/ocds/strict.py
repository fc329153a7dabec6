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
# What makes no difference to what the schema does not forbid and is told all the same.
_VALUES: Final = frozenset(
    {"required", "enum", "format", "pattern", "minLength", "minimum", "maximum", "uniqueItems"}
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
    schema: Schema,
    lists: Mapping[str, Sequence[str]],
    allowed: Collection[Steps] = (),
    *,
    values: bool = True,
) -> Schema:
    """Make a release schema strict.

    :param lists: the codes of every list by its file's name
    :param allowed: fields that it does not know and lets pass: ``("tender", "items", "*", "x")``
    :param values: whether the schema's own demands on values count, and not only what it does not
        forbid
    """
    strict = _Strict(schema, lists, _KEPT if values else _KEPT - _VALUES)
    made = strict.of({name: one for name, one in schema.items() if name != "definitions"})
    made["definitions"] = strict.definitions | {_SOMETHING: _HOLDS}
    for steps in allowed:
        strict.allow(made, steps)
    return made


class _Strict:
    def __init__(
        self, schema: Schema, lists: Mapping[str, Sequence[str]], kept: frozenset[str]
    ) -> None:
        self._lists = lists
        self._kept = kept
        self.definitions: dict[str, Schema] = {}
        self.definitions = {
            name: self.of(one) for name, one in schema.get("definitions", {}).items()
        }

    def of(self, schema: Schema) -> Schema:
        made: Schema = {name: one for name, one in schema.items() if name in self._kept}
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
        """Let a field pass, which holds something, in one place."""
        for step in steps[:-1]:
            made = self._inside(made, step)
        made.get("properties", {})[steps[-1]] = _REFERENCE

    def _inside(self, made: Schema, step: str) -> Schema:
        """Go into a field, whose schema is this place's own from then on."""
        for part in (made, *made.get("allOf", ())):
            holder, name = (part, "items") if step == "*" else (part.get("properties", {}), step)
            if name in holder:
                holder[name], target = self._own(holder[name])
                return target
        return {}

    def _own(self, found: Schema) -> tuple[Schema, Schema]:
        """Give a copy of a schema without references, and the part of it that has the fields."""
        if "$ref" in found:
            name = found["$ref"].removeprefix("#/definitions/")
            return self._own(self.definitions.get(name, {}))
        copied = dict(found)
        if "properties" in found:
            copied["properties"] = dict(found["properties"])
        target = copied
        if "allOf" in found:
            parts = [self._own(one)[0] if "$ref" in one else dict(one) for one in found["allOf"]]
            copied["allOf"] = parts
            if "$ref" in found["allOf"][0]:
                target = parts[0]
        return copied, target

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
        if "string" in types and not self._kept & schema.keys() & {"enum", "format"}:
            holding |= _TEXT
        if "array" in types:
            holding["minItems"] = 1
        if "object" in types:
            holding["minProperties"] = 1
        free = "object" in types and "properties" not in schema
        free = free or ("array" in types and "items" not in schema)
        return [holding] * bool(holding) + [_REFERENCE] * free

"""The merge rules of a release schema, compiled once into a tree of fields."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from pendopo.standards.ocds.facts import release_schema

Schema = dict[str, Any]


class SchemaError(ValueError):
    """A schema from which no merge rules can be read: where, and what to write."""


@dataclass(slots=True, eq=False)
class Rules:
    """What merging does with a field, and with the fields below it.

    :param omit: the field is discarded: ``omitWhenMerged``
    :param whole: the field's value replaces what was there: whole list merge
    :param children: the rules of the fields below, through objects and lists of objects alike
    :param omits: the names of the children that are discarded
    """

    omit: bool = False
    whole: bool = False
    children: "dict[str, Rules]" = field(default_factory=dict)
    omits: frozenset[str] = frozenset()


# A field that the schema does not have: its value's own shape says how it merges.
UNKNOWN: Final = Rules()


@cache
def core_rules() -> Rules:
    """Give the rules of the release schema 1.1.5."""
    return rules_of(release_schema())


def rules_of(schema: Schema) -> Rules:
    """Compile the merge rules of a release schema; ``$ref`` is followed inside the schema only.

    A definition that is used twice is compiled once, so that a schema may also refer to itself.

    :raises SchemaError: when a reference leads out of the schema or nowhere

    Source: OCDS 1.1, merging, discarded fields and whole list merge; OCDS 1.0 for
    ``mergeStrategy``.
    """
    return _Compiler(schema).root()


def alike(one: Rules, other: Rules) -> bool:
    """Whether two trees of rules merge all releases alike; one may lead back into itself."""
    seen: set[tuple[int, int]] = set()
    left = [(one, other)]
    while left:
        a, b = left.pop()
        if (id(a), id(b)) in seen:
            continue
        seen.add((id(a), id(b)))
        if (a.omit, a.whole) != (b.omit, b.whole):
            return False
        names = a.children.keys() | b.children.keys()
        left += [(a.children.get(n, UNKNOWN), b.children.get(n, UNKNOWN)) for n in names]
    return True


def resolver(schema: Schema) -> Callable[[Any], Schema]:
    """Give what follows the references of a schema, inside it only.

    :raises SchemaError: (when called) for a reference that leads out of it or nowhere
    """
    return _Compiler(schema).followed


class _Compiler:
    """One schema, and the objects of it that were compiled already."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        # By the identity of the ``properties``: a definition is one object however often used.
        self._objects: dict[int, Rules] = {}

    def root(self) -> Rules:
        properties = self._schema.get("properties")
        if not isinstance(properties, dict):
            raise SchemaError(
                "the schema has no properties; write the release schema, or a patched copy of it"
            )
        return self._object(properties)

    def _object(self, properties: Schema) -> Rules:
        known = self._objects.get(id(properties))
        if known is not None:
            return known
        rules = self._objects[id(properties)] = Rules()
        for name, given in properties.items():
            rules.children[name] = self._field(self.followed(given))
        rules.omits = frozenset(name for name, rule in rules.children.items() if rule.omit)
        return rules

    def _field(self, given: Schema) -> Rules:
        types = _types(given)
        # A discarded field is discarded whatever else is said of it: merging, discarded fields.
        if given.get("omitWhenMerged") or given.get("mergeStrategy") == "ocdsOmit":
            return Rules(omit=True)
        if "array" in types and (
            given.get("wholeListMerge") or given.get("mergeStrategy") == "ocdsVersion"
        ):
            return Rules(whole=True)
        if "object" in types and "properties" in given:
            return self._object(given["properties"])
        if "array" in types and "items" in given:
            return self._list(self.followed(given["items"]))
        return UNKNOWN

    def _list(self, items: Schema) -> Rules:
        """Give the rules of a list: whole where its items need not be objects, or have no id."""
        types = _types(items)
        if any(name != "object" for name in types):
            return Rules(whole=True)
        if "object" in types and "properties" in items:
            properties = items["properties"]
            return self._object(properties) if "id" in properties else Rules(whole=True)
        return UNKNOWN

    def followed(self, given: Any) -> Schema:  # noqa: ANN401 - JSON holds anything
        """Give what stands at the end of a chain of references; what stands beside one is void."""
        seen: set[str] = set()
        while isinstance(given, dict) and isinstance(given.get("$ref"), str):
            reference: str = given["$ref"]
            if reference in seen:
                raise SchemaError(f"$ref {reference!r} leads back to itself; write what it means")
            seen.add(reference)
            given = self._at(reference)
        return given if isinstance(given, dict) else {}

    def _at(self, reference: str) -> Any:  # noqa: ANN401 - JSON holds anything
        base, _, pointer = reference.partition("#")
        own = str(self._schema.get("id") or self._schema.get("$id") or "")
        if base and base != own.partition("#")[0]:
            raise SchemaError(
                f"$ref {reference!r} leads out of the schema, and addresses are not fetched; "
                "write a schema that holds what it refers to"
            )
        found: Any = self._schema
        for step in pointer.split("/")[1:]:
            # RFC 6901, section 4: ~1 before ~0.
            name = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(found, dict) or name not in found:
                raise SchemaError(f"$ref {reference!r}: the schema has nothing there; write it")
            found = found[name]
        return found


def _types(given: Schema) -> list[Any]:
    types = given.get("type", [])
    return types if isinstance(types, list) else [types]

"""What a schema does not forbid and a publisher still wants to know.

Fields that are in no schema, fields that were given up, codes outside an open list, fields that
hold nothing, ids that stand twice in one list.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pendopo.standards.ocds.facts import Schema

ADDITIONAL: Final = "additional"
DEPRECATED: Final = "deprecated"
EMPTY: Final = "empty"
OPEN_CODE: Final = "openCodelist"
SAME_ID: Final = "sameId"

Path = tuple[str | int, ...]
# A keyword, where, what the schema has there, what was found.
Seen = tuple[str, Path, Any, Any]


@dataclass(slots=True)
class Node:
    """One kind of object: what its fields are.

    :param nested: those of its fields with lists of objects in them whose ids must differ, and
        whether the field is such a list itself
    """

    fields: dict[str, "Field"] = field(default_factory=dict)
    patterns: tuple["re.Pattern[str]", ...] = ()
    nested: list[tuple[str, "Node", bool]] = field(default_factory=list)


@dataclass(slots=True)
class Field:
    """One field.

    :param node: of the object, or the objects of the list, that it holds; None where the schema
        says nothing of what is in them
    :param codes: those of its open list; None where it has none
    """

    node: Node | None = None
    codes: Sequence[str] | None = None
    deprecated: str = ""


def node_of(schema: Schema, lists: Mapping[str, Sequence[str]]) -> Node:
    """Compile a release schema.

    :param lists: the codes of every list by its file's name
    """
    made = _Compiler(schema, lists).node(schema)
    _prune(made, {})
    return made


def seen_in(release: dict[str, Any], node: Node) -> list[Seen]:
    """Give everything that is to be told of a release; ids that stand twice are not looked for."""
    told: list[Seen] = []
    _walk(release, node, (), told)
    return told


def same_ids(release: dict[str, Any], node: Node) -> Sequence[Seen]:
    """Give each id that stands twice in one list of a release."""
    return list(_same_ids(release, node, ())) if _has_same_ids(release, node) else ()


def _has_same_ids(value: dict[str, Any], node: Node) -> bool:
    """Tell whether there are any: asked of every release, while few have some."""
    for name, inner, ids_differ in node.nested:
        found = value.get(name)
        if not found:
            continue
        if type(found) is list:
            if ids_differ and len(found) > 1 and _repeats(found):
                return True
            if inner.nested and _any_has(found, inner):
                return True
        elif inner.nested and type(found) is dict and _has_same_ids(found, inner):
            return True
    return False


def _any_has(items: list[Any], node: Node) -> bool:
    return any([type(one) is dict and _has_same_ids(one, node) for one in items])  # noqa: C419


def _repeats(items: list[Any]) -> bool:
    try:
        ids = {one["id"] for one in items}
    except (KeyError, TypeError):
        return any(_twice(items, ()))
    return len(ids) < len(items) or (len(set(map(type, ids))) > 1 and any(_twice(items, ())))


def _same_ids(value: dict[str, Any], node: Node, path: Path) -> Iterator[Seen]:
    for name, inner, ids_differ in node.nested:
        found = value.get(name)
        if type(found) is dict:
            yield from _same_ids(found, inner, (*path, name))
        elif type(found) is list:
            if ids_differ:
                yield from _twice(found, (*path, name))
            for number, one in enumerate(found):
                if type(one) is dict:
                    yield from _same_ids(one, inner, (*path, name, number))


def _twice(items: list[Any], path: Path) -> Iterator[Seen]:
    # As text: 1 and "1" are one when releases are merged.
    known = set()
    for number, one in enumerate(items):
        if type(one) is dict and one.get("id") is not None:
            name = str(one["id"])
            if name in known:
                yield SAME_ID, (*path, number, "id"), "", one["id"]
            known.add(name)


def _walk(value: dict[str, Any], node: Node, path: Path, told: list[Seen]) -> None:
    fields = node.fields
    for name, one in value.items():
        known = fields.get(name)
        if known is None:
            at = (*path, name)
            if not any(pattern.search(name) for pattern in node.patterns):
                told.append((ADDITIONAL, at, "", one))
            told += _of_nothing(one, at)
            continue
        if known.deprecated:
            told.append((DEPRECATED, (*path, name), known.deprecated, one))
        # A path is put together only where something is to be told: most fields are plain.
        kind = type(one)
        if kind is list or kind is dict:
            _in_field(one, known, (*path, name), told)
        elif kind is str and (known.codes is not None or not one or one.isspace()):
            _in_text(one, known, (*path, name), told)


def _in_field(value: Any, known: Field, path: Path, told: list[Seen]) -> None:  # noqa: ANN401
    kind = type(value)
    if kind is str:
        _in_text(value, known, path, told)
    elif kind is list and value:
        for number, one in enumerate(value):
            if type(one) is not dict or one:  # an object without fields in a list is no field
                _in_field(one, known, (*path, number), told)
    elif kind is dict and value and known.node is not None:
        _walk(value, known.node, path, told)
    else:
        told += _of_nothing(value, path)


def _in_text(text: str, known: Field, path: Path, told: list[Seen]) -> None:
    if not text or text.isspace():
        told.append((EMPTY, path, "", text))
    elif known.codes is not None and text not in known.codes:
        told.append((OPEN_CODE, path, known.codes, text))


def _of_nothing(value: Any, path: Path) -> Iterator[Seen]:  # noqa: ANN401 - JSON holds anything
    """Find what holds nothing, in parts of which no schema says anything; as deep as they go."""
    left: list[tuple[Any, Path]] = [(value, path)]
    while left:
        one, at = left.pop()
        if (type(one) is str and not one.strip()) or (type(one) in {dict, list} and not one):
            yield EMPTY, at, "", one
        elif type(one) is dict:
            left += [(inner, (*at, name)) for name, inner in one.items()]
        elif type(one) is list:
            left += [(x, (*at, number)) for number, x in enumerate(one) if x != {}]


def _prune(node: Node, pruned: dict[int, bool]) -> bool:
    """Leave out of ``nested`` what leads to no list; say whether anything is left."""
    if id(node) not in pruned:
        pruned[id(node)] = True  # while it is looked at: it may hold itself
        node.nested = [one for one in node.nested if _prune(one[1], pruned) or one[2]]
        pruned[id(node)] = bool(node.nested)
    return pruned[id(node)]


class _Compiler:
    def __init__(self, schema: Schema, lists: Mapping[str, Sequence[str]]) -> None:
        self._definitions = schema.get("definitions", {})
        self._lists = lists
        self._known: dict[str, Node] = {}

    def node(self, schema: Schema) -> Node:
        made = Node()
        self._fill(made, schema)
        return made

    def _fill(self, made: Node, schema: Schema) -> None:
        patterns = schema.get("patternProperties", {})
        made.patterns = tuple(re.compile(pattern) for pattern in patterns)
        for name, one in schema.get("properties", {}).items():
            found = made.fields[name] = self._field(one)
            if found.node is not None:
                items = self._resolved(one).get("items")
                merges = items is not None and not self._resolved(one).get("wholeListMerge")
                made.nested.append((name, found.node, merges))

    def _field(self, given: Schema) -> Field:
        schema = self._resolved(given)
        deprecated = given.get("deprecated") or schema.get("deprecated") or {}
        inner = schema.get("items", given)
        codes = None
        if schema.get("openCodelist") is True:
            codes = self._lists.get(str(schema.get("codelist")))
        return Field(self._inner(inner), codes, str(deprecated.get("deprecatedVersion", "")))

    def _inner(self, given: Schema) -> Node | None:
        """Give the node of an object, or of the objects of a list."""
        name = str(given.get("$ref", "")).removeprefix("#/definitions/")
        schema = self._resolved(given)
        if "properties" not in schema:
            return None
        if not name:
            return self.node(schema)
        if name not in self._known:
            self._known[name] = Node()  # before it is filled: it may hold itself
            self._fill(self._known[name], schema)
        return self._known[name]

    def _resolved(self, schema: Schema) -> Schema:
        name = str(schema.get("$ref", ""))
        if not name.startswith("#/definitions/"):
            return schema
        found: Schema = self._definitions.get(name.removeprefix("#/definitions/"), {})
        return found

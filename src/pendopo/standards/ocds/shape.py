"""The fields that releases were seen to have, and types that only what is whole so fits.

What a type cannot say is kept aside while a release is gone through: texts of a format, how often
a field stands that is let pass.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Annotated, Any, Final, Literal, Union

import msgspec

from pendopo.standards.ocds.facts import Schema
from pendopo.standards.ocds.strict import Steps
from pendopo.standards.ocds.walk import Fields, Items, Keep, Step, Unlike, Walk, walk_of

_LEVELS_MOST: Final = 24
_SHAPES_MOST: Final = 2000
# What is in a schema and no type here says: a release with such a field is gone through in full.
_UNSAID: Final = frozenset({"pattern", "minimum", "maximum", "maxLength", "oneOf", "anyOf"})
_TEXT: Final = Annotated[str, msgspec.Meta(min_length=1)]
# Whole numbers beyond these are doubles, or none at all, to those who read them otherwise.
_WHOLE: Final = Annotated[int, msgspec.Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
_NUMBERS: Final[tuple[Any, ...]] = (_WHOLE, float)
_SCALARS: Final[tuple[Any, ...]] = (_TEXT, *_NUMBERS, bool, None)


class _Unsaid(Exception):  # noqa: N818 - says that a field is left out of the types
    """A schema demands what no type here says."""


@dataclass(slots=True)
class Shape:
    """What was seen at one place.

    :param fields: of the objects there, by name
    :param item: of what the lists there hold; None when there were none
    :param always: the fields that every object there had; None when there were none
    """

    fields: dict[str, "Shape"] = field(default_factory=dict)
    item: "Shape | None" = None
    always: set[str] | None = None


class Shapes:
    """The shape of the releases of one profile."""

    def __init__(self) -> None:
        self.root = Shape()
        self._many = 1

    def learn(self, release: dict[str, Any]) -> bool:
        """Take a release in; say whether it had anything that none had before."""
        return self._learn(self.root, release, 0)

    def _learn(self, shape: Shape, value: Any, level: int) -> bool:  # noqa: ANN401 - JSON
        new = False
        if level > _LEVELS_MOST:
            return new
        if type(value) is dict:
            new = self._learn_fields(shape, value, level)
        elif type(value) is list and value:
            item, new = self._inner(shape.item)
            shape.item = item
            if item:
                for one in value:
                    new |= self._learn(item, one, level + 1)
        return new

    def _learn_fields(self, shape: Shape, value: Mapping[str, Any], level: int) -> bool:
        always = shape.always
        shape.always = set(value) if always is None else always & value.keys()
        new = always is None or len(always) != len(shape.always)
        before = ""
        for name, one in value.items():
            inner, first = self._inner(shape.fields.get(name))
            if inner:
                if first:
                    shape.fields = _behind(before, shape.fields, name, inner)
                new |= self._learn(inner, one, level + 1) or first
                before = name
        return new

    def _inner(self, known: Shape | None) -> tuple[Shape | None, bool]:
        """Give a shape that is known, or a new one, as long as there are not too many."""
        if known is None and self._many < _SHAPES_MOST:
            self._many += 1
            return Shape(), True
        return known, False


def _behind(before: str, fields: Mapping[str, Shape], name: str, shape: Shape) -> dict[str, Shape]:
    """Put a field behind the one that it was seen behind: first where it was behind none."""
    names = list(fields)
    names.insert(names.index(before) + 1 if before in fields else 0, name)
    return {one: fields.get(one, shape) for one in names}


@dataclass(slots=True)
class Types:
    """Types of releases.

    :param decoder: gives what fits, refuses the rest; what it gives is written in the order in
        which the fields were seen, without those that are null
    :param walk: goes through what fits, keeping values aside
    :param formats: of the texts that are kept aside, in their order
    :param allowed: the fields whose values are kept aside behind those, in their order
    :param loose: whether an object without fields fits somewhere
    :param known: gives ocid, id, date and tag
    """

    decoder: "msgspec.json.Decoder[Any]"
    walk: Walk
    formats: tuple[str, ...]
    allowed: tuple[Steps, ...]
    loose: bool
    known: Callable[[Any], tuple[Any, ...]]


def types_of(
    shape: Shape,
    schema: Schema,
    lists: Mapping[str, Sequence[str]],
    allowed: Collection[Steps],
) -> Types | None:
    """Make types of the fields that were seen; None when the schema's releases fit none.

    What fits is what ``strict_schema`` passes, as long as no text in it is blank, and the texts
    that are kept aside have their formats.

    :param lists: the codes of every list by its file's name
    :param allowed: fields that the schema does not know and lets pass
    """
    return _Compiler(schema, lists, allowed).types(shape)


_KNOWN: Final = ("ocid", "id", "date", "tag")
# Packages and records are told apart from releases by these.
_OF_OTHERS: Final = frozenset({"releases", "records", "compiledRelease", "versionedRelease"})


class _Compiler:
    def __init__(
        self, schema: Schema, lists: Mapping[str, Sequence[str]], allowed: Collection[Steps]
    ) -> None:
        self._schema = schema
        self._definitions = schema.get("definitions", {})
        self._lists = lists
        self._allowed = tuple(allowed)
        self._formats = _formats_in(schema)
        self._loose = False

    def types(self, shape: Shape) -> Types | None:
        root = Shape(
            {name: one for name, one in shape.fields.items() if name not in _OF_OTHERS},
            always=shape.always,
        )
        try:
            made, visit, names = self._object(root, self._schema, ())
            decoder = msgspec.json.Decoder(made)
        except (_Unsaid, TypeError, ValueError, RecursionError):
            return None
        if any(name not in names for name in _KNOWN):
            return None
        known = attrgetter(*(names[name] for name in _KNOWN))
        walk = walk_of(visit, len(self._formats) + len(self._allowed))
        return Types(decoder, walk, self._formats, self._allowed, self._loose, known)

    def _object(
        self, shape: Shape, schema: Schema, steps: Steps
    ) -> tuple[Any, Step | None, dict[str, str]]:
        """Give the type of an object, what goes through it, its fields' names in the type."""
        found: dict[str, Any] = {}
        visits: list[tuple[str, Step]] = []
        for name, seen in shape.fields.items():
            try:
                found[name], visit = self._member(name, seen, schema, (*steps, name))
            except _Unsaid:
                continue
            if visit:
                visits.append((f"f{len(found) - 1}", visit))
        required = set(schema.get("required", ()))
        if not required <= found.keys():
            raise _Unsaid
        names = {name: f"f{number}" for number, name in enumerate(found)}
        return (
            self._struct(shape, found, required),
            Fields(tuple(visits)) if visits else None,
            names,
        )

    def _struct(self, shape: Shape, found: Mapping[str, Any], required: Collection[str]) -> Any:  # noqa: ANN401
        """Give the type of an object of these fields, which one without any does not fit."""
        if not required and shape.always:
            required = sorted(shape.always & found.keys())[:1]
        self._loose |= not required
        fields = [(f"f{number}", name, one) for number, (name, one) in enumerate(found.items())]
        return msgspec.defstruct(
            "Seen",
            [(at, one) if name in required else (at, one, None) for at, name, one in fields],
            rename={at: name for at, name, _ in fields},
            forbid_unknown_fields=True,
            kw_only=True,
            omit_defaults=True,
            gc=False,
            eq=False,
        )

    def _member(
        self, name: str, shape: Shape, schema: Schema, steps: Steps
    ) -> tuple[Any, Step | None]:
        patterns = schema.get("patternProperties", {})
        said = [one for pattern, one in patterns.items() if re.search(pattern, name)]
        said += [one for known, one in schema.get("properties", {}).items() if known == name]
        if len(said) == 1 and _is_plain(name):
            return self._field(shape, said[0], steps)
        if said or steps not in self._allowed or not _is_plain(name):
            raise _Unsaid
        place = len(self._formats) + self._allowed.index(steps)
        return self._free(shape, null=False), Keep(place)

    def _field(self, shape: Shape, given: Schema, steps: Steps) -> tuple[Any, Step | None]:
        schema = given
        if "$ref" in given:
            name = str(given["$ref"]).removeprefix("#/definitions/")
            schema = self._definitions.get(name, {"oneOf": ()})
            if given.get("openCodelist") or "$ref" in schema:
                raise _Unsaid
        if given.get("deprecated") or schema.get("deprecated") or _UNSAID & schema.keys():
            raise _Unsaid
        types = schema.get("type", ())
        types = (types,) if isinstance(types, str) else tuple(types)
        found: list[Any] = []
        visit: Step | None = None
        for kind in types:
            more, visiting = self._kind(kind, shape, schema, (types, steps))
            found += more
            if visit and visiting:
                raise _Unsaid
            visit = visit or visiting
        if not found:
            raise _Unsaid
        if visit and len(found) > 1 + (None in found):
            raise _Unsaid
        return _union(found), visit

    def _kind(
        self, kind: str, shape: Shape, schema: Schema, about: tuple[tuple[str, ...], Steps]
    ) -> tuple[list[Any], Step | None]:
        types, steps = about
        codes = self._lists.get(str(schema.get("codelist"))) if schema.get("openCodelist") else None
        if codes is not None and set(types) - {"array" if "items" in schema else "string", "null"}:
            raise _Unsaid
        if kind == "string":
            return self._text(schema, codes)
        if "enum" in schema and kind != "null":
            raise _Unsaid
        if kind == "array":
            return self._list(shape, schema, codes, steps)
        if kind == "object":
            return self._found_object(shape, schema, steps)
        if kind == "null":
            return ([None] if None in schema.get("enum", (None,)) else []), None
        return {
            "integer": [_WHOLE],
            "number": list(_NUMBERS),
            "boolean": [bool],
        }.get(kind, []), None

    def _found_object(
        self, shape: Shape, schema: Schema, steps: Steps
    ) -> tuple[list[Any], Step | None]:
        if shape.always is None:
            return [], None
        if "properties" in schema:
            made, visit, _ = self._object(shape, schema, steps)
            return [made], visit
        if {"required", "patternProperties", "additionalProperties"} & schema.keys():
            raise _Unsaid
        return [self._free_object(shape)], None

    def _text(self, schema: Schema, codes: Sequence[str] | None) -> tuple[list[Any], Step | None]:
        if "enum" in schema or codes is not None:
            listed = [one for one in schema.get("enum", codes or ()) if one is not None]
            if codes is not None and "enum" in schema:
                listed = [one for one in listed if one in codes]
            told = not listed or any(type(one) is not str or not one.strip() for one in listed)
            if told or {"minLength", "format"} & schema.keys():
                raise _Unsaid
            return [Literal[tuple(listed)]], None
        least = schema.get("minLength", 0)
        if "format" in schema:
            place = self._formats.index(schema["format"])
            return [Annotated[str, msgspec.Meta(min_length=least)]], Keep(place)
        return [Annotated[str, msgspec.Meta(min_length=max(least, 1))]], None

    def _list(
        self, shape: Shape, schema: Schema, codes: Sequence[str] | None, steps: Steps
    ) -> tuple[list[Any], Step | None]:
        if shape.item is None:
            return [], None
        least = msgspec.Meta(min_length=max(schema.get("minItems", 1), 1))
        items, unique = schema.get("items"), bool(schema.get("uniqueItems"))
        if items is None and not unique:
            return [_list_of(self._free(shape.item), least)], None
        if not isinstance(items, dict):
            raise _Unsaid
        if codes is not None:
            items = _of_codes(items, codes)
        inner = self._definitions.get(str(items.get("$ref")).removeprefix("#/definitions/"), items)
        if "properties" in inner:
            if {"deprecated", "openCodelist"} & items.keys():
                raise _Unsaid
            made, visit, names = self._item(shape.item, inner, (*steps, "*"))
            differ = not schema.get("wholeListMerge")
            return [_list_of(made, least)], Items(visit, names.get("id", ""), differ, unique)
        one, visit = self._field(shape.item, items, (*steps, "*"))
        if visit:
            raise _Unsaid
        return [_list_of(one, least)], Unlike() if unique else None

    def _item(
        self, shape: Shape, schema: Schema, steps: Steps
    ) -> tuple[Any, Step | None, dict[str, str]]:
        odd = _UNSAID | {"deprecated", "openCodelist"}
        if odd & schema.keys() or schema.get("type") != "object" or shape.always is None:
            raise _Unsaid
        return self._object(shape, schema, steps)

    def _free(self, shape: Shape, *, null: bool = True) -> Any:  # noqa: ANN401 - a type
        """Give the type of what holds something, of whatever kind."""
        found = [one for one in _SCALARS if null or one is not None]
        if shape.item is not None:
            found.append(_list_of(self._free(shape.item), msgspec.Meta(min_length=1)))
        if shape.always is not None:
            found.append(self._free_object(shape))
        return _union(found)

    def _free_object(self, shape: Shape) -> Any:  # noqa: ANN401 - a type
        found = {name: self._free(one) for name, one in shape.fields.items() if _is_plain(name)}
        return self._struct(shape, found, ())


def _union(found: Sequence[Any]) -> Any:  # noqa: ANN401 - a type
    return Union[tuple(found)]  # noqa: UP007 - of as many as there are


def _list_of(one: Any, least: msgspec.Meta) -> Any:  # noqa: ANN401 - a type
    return Annotated[list[one], least]


def _of_codes(items: Schema, codes: Sequence[str]) -> Schema:
    """Give the schema of the texts of a list that has an open list of codes."""
    if items.get("type") != "string" or {"enum", "format", "$ref"} & items.keys():
        raise _Unsaid
    return items | {"enum": list(codes)}


def _is_plain(name: str) -> bool:
    """Whether a name is written in JSON as it is."""
    return name.isprintable() and '"' not in name and "\\" not in name


def _formats_in(schema: Any) -> tuple[str, ...]:  # noqa: ANN401 - JSON holds anything
    """Give every format that is named in a schema, each once."""
    found: dict[str, None] = {}
    left = [schema]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            if isinstance(one.get("format"), str):
                found[one["format"]] = None
            left += one.values()
        elif isinstance(one, list):
            left += one
    return tuple(found)

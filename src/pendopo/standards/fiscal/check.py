"""A check of a descriptor against Fiscal Data Package 1.0-rc, of which no other tool is known.

The JSON profile that was published beside the text still asks for the ``model`` of 0.3; this is
held to the text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pendopo.standards.fiscal.column_types import ColumnType, type_of, with_own
from pendopo.standards.fiscal.fault import NOTE, WARNING, Fault, say, wrong

DATA_TYPES: Final = frozenset(
    (
        "string", "number", "integer", "boolean", "object", "array", "date", "time", "datetime",
        "year", "yearmonth", "duration", "geopoint", "geojson", "any",
    )
)  # fmt: skip

_STANDARD: Final = "https://specs.frictionlessdata.io/taxonomies/fiscal/"


def check(descriptor: object) -> list[Fault]:
    """Give what is wrong with the content of a ``datapackage.json``."""
    if not isinstance(descriptor, Mapping):
        return [wrong("", "Data Package", say("The descriptor is no JSON object."))]
    return list(_package(descriptor))


def own_types(descriptor: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the types that a package defines inline; addresses are not followed."""
    found = []
    given = descriptor.get("columnTypes")
    for item in given if isinstance(given, list) else ():
        several = item if isinstance(item, list) else [item]
        found += [one for one in several if isinstance(one, Mapping) and _named(one)]
    return found


def _points(descriptor: Mapping[str, Any]) -> bool:
    """Whether types stand at an address that is not the standard's own."""
    given = descriptor.get("columnTypes")
    items = given if isinstance(given, list) else ()
    return any(isinstance(one, str) and not one.startswith(_STANDARD) for one in items)


def _named(one: Mapping[str, Any]) -> bool:
    return isinstance(one.get("name"), str) and bool(one["name"])


def _is_type(given: object) -> bool:
    return isinstance(given, str) and given in DATA_TYPES


def _package(descriptor: Mapping[str, Any]) -> Iterator[Fault]:
    if "model" in descriptor:
        text = say("It has a model, which is of version 0.3; in 1.0 each field has its columnType.")
        yield wrong("/model", "Changelog", text)
    yield from _definitions(descriptor.get("columnTypes", []))
    types = with_own(own_types(descriptor))
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not resources:
        yield wrong("/resources", "Data Package", say("A package has at least one resource."))
        return
    values = 0
    for place, resource in enumerate(resources):
        pointer = f"/resources/{place}"
        if not isinstance(resource, Mapping):
            yield wrong(pointer, "Data Package", say("A resource is an object."))
            continue
        yield from _resource(pointer, resource)
        schema = resource.get("schema")
        if isinstance(schema, Mapping):
            checked = _Schema(f"{pointer}/schema", schema, types, whole=not _points(descriptor))
            yield from checked.faults()
            values += checked.values
    if not values:
        text = say("No column has the columnType value: there is no amount.")
        yield wrong("/resources", "What is Fiscal Data?", text)


def _resource(pointer: str, resource: Mapping[str, Any]) -> Iterator[Fault]:
    if not _named(resource):
        yield wrong(f"{pointer}/name", "Data Package", say("A resource has a name."))
    if "path" not in resource and "data" not in resource:
        yield wrong(pointer, "Data Package", say("A resource has a path or data."))
    if not isinstance(resource.get("schema"), Mapping):
        yield wrong(f"{pointer}/schema", "Tabular Data Resource", say("A table has a schema."))


def _definitions(given: object) -> Iterator[Fault]:
    clause = "Explicit typing"
    if not isinstance(given, list):
        yield wrong("/columnTypes", clause, say("columnTypes is a list."))
        return
    for place, item in enumerate(given):
        pointer = f"/columnTypes/{place}"
        if isinstance(item, str):
            continue
        for one in item if isinstance(item, list) else [item]:
            yield from _definition(pointer, one)
    yield from _relations(with_own(own_types({"columnTypes": given})))


def _definition(pointer: str, one: object) -> Iterator[Fault]:
    clause = "Explicit typing"
    if not isinstance(one, Mapping) or not _named(one):
        yield wrong(pointer, clause, say("A ColumnType has a name."))
        return
    if not _is_type(one.get("dataType", "any")):
        text = say("{found} is no type of Table Schema.")
        yield wrong(pointer, clause, text, found=one["dataType"])
    for name in ("labelOf", "prior"):
        if not isinstance(one.get(name, ""), str):
            text = say("{name} is {found}, not the name of a type.")
            yield wrong(pointer, clause, text, name=name, found=one[name])


def _relations(types: Mapping[str, ColumnType]) -> Iterator[Fault]:
    """Follow what own types say of each other."""
    for name, one in types.items():
        if one.taxonomy != "own":
            continue
        of = one.label_of
        if of == name:
            text = say("{name} is labelOf itself.")
            yield replace(wrong("/columnTypes", "labelOf", text, name=name), level=WARNING)
        elif of and of not in types:
            text = say("{name} is labelOf {of}, which is no type.")
            yield wrong("/columnTypes", "labelOf", text, name=name, of=of)
        elif of and not types[of].unique:
            text = say("{name} is labelOf {of}, which is not unique.")
            yield wrong("/columnTypes", "labelOf", text, name=name, of=of)
        seen = {name}
        before = one.prior
        while before in types and before not in seen:
            seen.add(before)
            before = types[before].prior
        if before in seen:
            text = say("{name} comes before itself.")
            yield wrong("/columnTypes", "Composite Column Types", text, name=name)


class _Schema:
    """The fields of one resource, those of its file and those beside it.

    :param whole: whether ``types`` are all that there are: none stand at another address
    """

    def __init__(
        self,
        pointer: str,
        schema: Mapping[str, Any],
        types: Mapping[str, ColumnType],
        *,
        whole: bool,
    ) -> None:
        self._pointer = pointer
        self._types = types
        self._whole = whole
        self._fields = _listed(schema.get("fields"))
        self._extra = _listed(schema.get("extraFields", []))
        self._lists = all(isinstance(schema.get(n, []), list) for n in ("fields", "extraFields"))
        self.values = sum(one.get("columnType") == "value" for one in (*self._fields, *self._extra))

    def faults(self) -> Iterator[Fault]:
        """Give what is wrong with the fields."""
        if not self._lists or not self._fields:
            text = say("A schema has a list of fields.")
            yield wrong(f"{self._pointer}/fields", "Table Schema", text)
        yield from self._names()
        used: dict[str, str] = {}
        for pointer, one in self._all():
            yield from self._typed(pointer, one, used)
        yield from self._labels(used)
        yield from self._normalized()
        yield from self._beside()

    def _all(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for what, fields in (("fields", self._fields), ("extraFields", self._extra)):
            for place, one in enumerate(fields):
                yield f"{self._pointer}/{what}/{place}", one

    def _names(self) -> Iterator[Fault]:
        seen: set[str] = set()
        for pointer, one in self._all():
            if not _named(one):
                yield wrong(pointer, "Table Schema", say("A field has a name."))
            elif one["name"] in seen:
                text = say("Two fields are named {name}.")
                yield wrong(pointer, "Extra Fields", text, name=one["name"])
            else:
                seen.add(one["name"])

    def _typed(self, pointer: str, one: Mapping[str, Any], used: dict[str, str]) -> Iterator[Fault]:
        name = one.get("columnType")
        if name is None:
            return
        clause = "ColumnTypes"
        if not isinstance(name, str) or not all(name.split(":")):
            yield wrong(f"{pointer}/columnType", clause, say("{name} is no columnType."), name=name)
            return
        kind = type_of(name, self._types)
        if self._whole and kind.name not in self._types:
            text = say("No taxonomy has the columnType {name}, and the package does not define it.")
            fault = wrong(f"{pointer}/columnType", "Implicit typing", text, name=name)
            yield replace(fault, level=NOTE)
        if kind.name in used:
            text = say("{other} has the columnType {name} already.")
            where = f"{pointer}/columnType"
            yield wrong(where, clause, text, other=used[kind.name], name=name)
        used[kind.name] = str(one.get("name"))
        found = one.get("type", "string")
        if kind.data_type and found != kind.data_type:
            text = say("A column of {name} is of type {type}, not {found}.")
            where, of = f"{pointer}/type", "ColumnType Basic Properties"
            yield wrong(where, of, text, name=name, type=kind.data_type, found=found)

    def _labels(self, used: Mapping[str, str]) -> Iterator[Fault]:
        for name, column in used.items():
            of = type_of(name, self._types).label_of
            if of and of != name and of not in used:
                text = say("{column} names codes of {of}, which no column holds.")
                fault = wrong(self._pointer, "labelOf", text, column=column, of=of)
                yield replace(fault, level=WARNING)

    def _normalized(self) -> Iterator[Fault]:
        clause = "Normalizing"
        measures = [(p, one) for p, one in self._all() if "normalize" in one]
        targets = [(p, one) for p, one in self._all() if one.get("normalizationTarget") is True]
        if measures and len(targets) != 1:
            text = say("One extra field is the normalizationTarget; here are {number}.")
            yield wrong(f"{self._pointer}/extraFields", clause, text, number=len(targets))
        if targets and not measures:
            yield wrong(targets[0][0], clause, say("No field has normalize."))
        extra = {one["name"] for one in self._extra if _named(one)}
        reduced = {key for _, one in measures for key in _keys(one["normalize"])}
        for pointer, one in measures:
            keys = _keys(one["normalize"])
            for key in sorted(reduced - keys):
                yield wrong(
                    f"{pointer}/normalize", clause, say("{name} has no value here."), name=key
                )
            for key in sorted(keys - extra):
                yield wrong(
                    f"{pointer}/normalize", clause, say("No extra field is {name}."), name=key
                )

    def _beside(self) -> Iterator[Fault]:
        reduced = {key for one in self._fields for key in _keys(one.get("normalize"))}
        for place, one in enumerate(self._extra):
            pointer = f"{self._pointer}/extraFields/{place}"
            if "constant" in one:
                if not _fits(one["constant"], one):
                    text = say("{found} is not of type {type}.")
                    found, kind = one["constant"], one.get("type", "string")
                    where = f"{pointer}/constant"
                    yield wrong(where, "Constant Fields", text, found=found, type=kind)
            elif not one.get("normalizationTarget") and not (
                _named(one) and one["name"] in reduced
            ):
                text = say("An extra field has a constant, or is made by normalize.")
                yield wrong(pointer, "Extra Fields", text)


def _listed(given: object) -> list[Mapping[str, Any]]:
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []


def _keys(normalize: object) -> set[str]:
    return set(normalize) if isinstance(normalize, Mapping) else set()


def _fits(value: object, one: Mapping[str, Any]) -> bool:
    """Tell whether a constant, as it is or as text, is of a field's type."""
    kind = one.get("type", "string")
    if not isinstance(kind, str) or kind not in {"number", "integer", "year", "date"}:
        return True
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    text = str(value).replace(str(one.get("groupChar", "")), "")
    if kind == "date":
        return bool(one.get("format")) or _is_date(text)
    try:
        number = Decimal(text.replace(str(one.get("decimalChar", ".")), "."))
    except InvalidOperation:
        return False
    return number.is_finite() and (kind == "number" or number == number.to_integral_value())


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

"""Packages of 0.3 and of 1.0-rc in; rows of amounts out, each cell by the ColumnType it is of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pendopo.standards.fiscal.amount import VALUE, Amounts, Row, number
from pendopo.standards.fiscal.check import own_types
from pendopo.standards.fiscal.column_types import ColumnType, type_of, with_own
from pendopo.standards.fiscal.fault import say
from pendopo.standards.fiscal.model import of_model
from pendopo.standards.fiscal.table import (
    Open,
    PackageError,
    codes_in,
    filled,
    missing_of,
    one_field,
    resource_named,
    table,
)


def version_of(descriptor: Mapping[str, Any]) -> str:
    """Tell 0.3 from 1.0: the one has a model, the other ColumnTypes."""
    return "0.3" if isinstance(descriptor.get("model"), Mapping) else "1.0"


def read(descriptor: Mapping[str, Any], opened: Open, *, as_written: bool = False) -> Iterator[Row]:
    """Give every amount of a package; columns side by side are told apart as it says.

    :param opened: gives the text of a resource's file
    :param as_written: whether an amount that is none is given as it stands, for others to tell
    :raises PackageError: when a resource or a column that it names is not there, its descriptor is
        of another form, or an amount is none
    """
    version = version_of(descriptor)
    amounts = _as_written if as_written else _exactly
    try:
        if version == "0.3":
            yield from of_model(descriptor, opened, amounts)
        else:
            yield from _of_types(descriptor, opened, amounts)
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        text = say("the descriptor is not of the form of {version} ({why})")
        why = f"{type(error).__name__}: {error}"
        raise PackageError(text, version=version, why=why) from error


def _exactly(text: str, marks: Mapping[str, Any]) -> tuple[str, bool]:
    return number(text, marks), True


def _as_written(text: str, marks: Mapping[str, Any]) -> tuple[str, bool]:
    try:
        return number(text, marks), True
    except PackageError:
        return text, False


def _of_types(descriptor: Mapping[str, Any], opened: Open, amounts: Amounts) -> Iterator[Row]:
    types = with_own(own_types(descriptor))
    for resource in descriptor.get("resources", ()):
        schema = resource.get("schema", {})
        every = [*schema.get("fields", ()), *schema.get("extraFields", ())]
        named = {
            one["name"]: type_of(one["columnType"], types).name
            for one in every
            if "columnType" in one
        }
        if VALUE not in named.values():
            continue  # a list of codes, which others point to
        lists = _lists_of(descriptor, resource, types, opened)
        yield from _of_resource(resource, named, lists, opened, amounts)


def _of_resource(
    resource: Mapping[str, Any],
    named: Mapping[str, str],
    lists: Sequence["Codes"],
    opened: Open,
    amounts: Amounts,
) -> Iterator[Row]:
    name, missing = str(resource.get("name", "")), missing_of(resource)
    header, rows = table(resource, opened)
    places = {column: at for at, column in enumerate(header)}
    plain = [(kind, places[one]) for one, kind in named.items() if one in places]
    measures = _measures(resource["schema"], named, places)
    pointing = [(places[codes.column], codes) for codes in lists if codes.column in places]
    for line, row in rows:
        if len(row) < len(header):
            row = [*row, *[""] * (len(header) - len(row))]  # noqa: PLW2901
        shared = {kind: filled(row[at], missing) for kind, at in plain}
        for at, codes in pointing:
            shared |= codes.kinds.get(row[at], {})
        for one in measures:
            cell = row[one.at]
            if cell.strip() and cell not in missing:
                of_list = {
                    kind: text
                    for codes in lists
                    for kind, text in codes.kinds.get(one.beside.get(codes.column, ""), {}).items()
                }
                value, exact = amounts(cell, one.marks)
                yield Row(name, line, {**shared, **one.kinds, **of_list, VALUE: value}, exact)


@dataclass(frozen=True, slots=True)
class _Measure:
    """A column of amounts.

    :param beside: what stands in the extra fields for each of its amounts, by their names
    :param kinds: the same by their ColumnTypes
    """

    at: int
    marks: Mapping[str, Any]
    beside: Mapping[str, str]
    kinds: Mapping[str, str]


def _measures(
    schema: Mapping[str, Any], named: Mapping[str, str], places: Mapping[str, int]
) -> list[_Measure]:
    """Give the columns of amounts, in their order; one alone unless they say ``normalize``."""
    fields, extra = schema.get("fields", ()), schema.get("extraFields", ())
    constants = {one["name"]: str(one["constant"]) for one in extra if "constant" in one}
    side_by_side = [one for one in fields if "normalize" in one]
    whole = side_by_side or [one for one in fields if named.get(one["name"]) == VALUE]
    found = []
    for one in whole:
        if one["name"] not in places:
            raise PackageError(say("its file has no column {name}"), name=repr(one["name"]))
        reduced = {key: str(value) for key, value in one.get("normalize", {}).items()}
        beside = constants | reduced
        kinds = {named[key]: cell for key, cell in beside.items() if key in named}
        found.append(_Measure(places[one["name"]], one, beside, kinds))
    return found


@dataclass(frozen=True, slots=True)
class Codes:
    """A list of codes that a column points to.

    :param kinds: a code to what stands in its row, by ColumnType
    """

    column: str
    kinds: Mapping[str, Mapping[str, str]]


def _lists_of(
    descriptor: Mapping[str, Any],
    resource: Mapping[str, Any],
    types: Mapping[str, ColumnType],
    opened: Open,
) -> list[Codes]:
    found = []
    keys = [*resource.get("schema", {}).get("foreignKeys", ()), *resource.get("foreignKeys", ())]
    for key in keys:
        column, to = one_field(key.get("fields")), key.get("reference", {})
        other = resource_named(descriptor, str(to.get("resource", "")))
        named = {
            one["name"]: type_of(one["columnType"], types).name
            for one in other.get("schema", {}).get("fields", ())
            if "columnType" in one
        }
        found.append(Codes(column, codes_in(other, one_field(to.get("fields")), named, opened)))
    return found

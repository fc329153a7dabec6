"""Packages of 0.3, whose ``model`` says what columns mean: measures, and attributes of dimensions.

Source: Fiscal Data Package 0.3, Mapping.
"""

from collections.abc import Iterator, Mapping
from decimal import Context, Decimal
from typing import Any, Final

from pendopo.standards.fiscal.amount import VALUE, Amounts, Row, number
from pendopo.standards.fiscal.table import (
    Open,
    codes_in,
    filled,
    missing_of,
    one_field,
    resource_named,
    table,
    without_column,
)

# What 0.3 said of a measure, and in which column 1.0 says it.
_OF_MEASURE: Final = {
    "currency": "value-currency:code",
    "phase": "phase:id",
    "direction": "direction",
}
_OF_DIMENSION: Final = {
    "datetime": "date",
    "classification": "generic-classification",
    "entity": "recipient:generic",
    "location": "geo:target",
    "activity": "activity:generic",
    "program": "activity:generic",
    "project": "activity:generic",
}
_LEVELLED: Final = ("activity:generic", "geo:target")
_CODES: Final = frozenset({"id", "code"})
_LABELS: Final = frozenset({"title", "label", "name"})
_TO_THE_LAST_DIGIT: Final = Context(prec=200)
_YEAR: Final = "date:fiscal-year"


def of_model(descriptor: Mapping[str, Any], opened: Open, amounts: Amounts) -> Iterator[Row]:
    """Give the amounts: one row for each measure; levels of a dimension by their ``parent``."""
    model = descriptor["model"]
    first = str(descriptor["resources"][0].get("name", ""))
    dimensions = model.get("dimensions", {})
    sources, constants = _sources(dimensions)
    period = {_YEAR: year} if (year := _fiscal_year(descriptor)) else {}
    for said in model.get("measures", {}).values():
        resource = resource_named(descriptor, str(said.get("resource", first)))
        name, missing = str(resource["name"]), missing_of(resource)
        header, rows = table(resource, opened)
        # In one example the source of the measure is its resource's name, not its column's.
        column = said.get("source", "")
        at = next((header.index(one) for one in (column, name) if one in header), None)
        if at is None:
            raise without_column(resource, column)
        plain = [(kind, header.index(one)) for kind, one in sources.items() if one in header]
        lists = _lists(resource, descriptor, dimensions, (header, opened))
        fixed = period | constants | {
            kind: str(said[one]) for one, kind in _OF_MEASURE.items() if one in said
        }  # fmt: skip
        factor = Decimal(number(str(said.get("factor", 1)), {}))
        for line, row in rows:
            cell = row[at] if at < len(row) else ""
            if not cell.strip() or cell in missing:
                continue
            cells = fixed | {
                kind: filled(row[place], missing) for kind, place in plain if place < len(row)
            }
            for place, codes in lists:
                cells |= codes.get(row[place] if place < len(row) else "", {})
            amount, exact = _times(amounts(cell, said), factor)
            yield Row(name, line, {**cells, VALUE: amount}, exact)


def _times(amount: tuple[str, bool], factor: Decimal) -> tuple[str, bool]:
    """Multiply to the last digit; what is no amount stays as it stands, for others to tell."""
    text, exact = amount
    if not exact or factor == 1:
        return amount
    return f"{_TO_THE_LAST_DIGIT.multiply(Decimal(text), factor):f}", True


def _fiscal_year(descriptor: Mapping[str, Any]) -> str:
    """Give the year that the package is of, where its period lies in one."""
    period = descriptor.get("fiscalPeriod")
    if not isinstance(period, Mapping):
        return ""
    start, end = (str(period.get(name, ""))[:4] for name in ("start", "end"))
    return start if start.isdecimal() and end in {"", start} else ""


def _kind(name: str, dimension: Mapping[str, Any]) -> str:
    """Give what a dimension's ColumnTypes begin with."""
    if dimension.get("classificationType"):
        return f"{dimension['classificationType']}-classification:generic"
    return _OF_DIMENSION.get(str(dimension.get("dimensionType", "")), name)


def _kinds(name: str, dimension: Mapping[str, Any]) -> dict[str, str]:
    """Give the ColumnType of each attribute of a dimension."""
    base, attributes = _kind(name, dimension), dimension.get("attributes", {})
    levelled = base.endswith("-classification:generic") or base in _LEVELLED
    if not levelled:
        return {one: _YEAR if f"{base}:{one}" == "date:year" else f"{base}:{one}"
                for one in attributes}  # fmt: skip
    label = "title" if base.startswith("geo:") else "label"
    chained = any(said.get("parent") for said in attributes.values())
    found = {}
    for one, said in attributes.items():
        of = said.get("labelfor", one)
        at = f":level{_depth(of, attributes)}" if chained else ""
        if of != one or one in _LABELS:
            found[one] = f"{base}{at}:{label}"
        elif chained or one in _CODES or of in _named_by(attributes) or len(attributes) == 1:
            found[one] = f"{base}{at}:code"
        else:
            found[one] = f"{base}:{one}"
    return found


def _named_by(attributes: Mapping[str, Mapping[str, Any]]) -> set[str]:
    return {str(said["labelfor"]) for said in attributes.values() if "labelfor" in said}


def _depth(name: str, attributes: Mapping[str, Mapping[str, Any]]) -> int:
    """Count from the top: an attribute without ``parent`` is of the first level."""
    depth, seen = 1, {name}
    above = attributes.get(name, {}).get("parent")
    while above and above not in seen:
        depth += 1
        seen.add(above)
        above = attributes.get(above, {}).get("parent")
    return depth


def _sources(dimensions: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Give the column of each ColumnType, and the constants; those of other resources apart."""
    columns, constants = {}, {}
    for name, dimension in dimensions.items():
        kinds = _kinds(name, dimension)
        for attribute, said in dimension.get("attributes", {}).items():
            if "constant" in said:
                constants[kinds[attribute]] = str(said["constant"])
            elif "resource" not in said:
                columns[kinds[attribute]] = str(said.get("source", attribute))
    return columns, constants


def _lists(
    resource: Mapping[str, Any],
    descriptor: Mapping[str, Any],
    dimensions: Mapping[str, Any],
    given: tuple[list[str], Open],
) -> list[tuple[int, dict[str, dict[str, str]]]]:
    """Give the lists of codes that a resource points to, each with the place of its column."""
    header, opened = given
    schema = resource.get("schema", {})
    found = []
    for name, dimension in dimensions.items():
        attributes, kinds = dimension.get("attributes", {}), _kinds(name, dimension)
        others = {one["resource"] for one in attributes.values() if "resource" in one}
        for key in (*resource.get("foreignKeys", ()), *schema.get("foreignKeys", ())):
            to = key.get("reference", {})
            column = one_field(key.get("fields"))
            if to.get("resource") not in others or column not in header:
                continue
            named = {str(said.get("source", one)): kinds[one] for one, said in attributes.items()}
            other = resource_named(descriptor, to["resource"])
            codes = codes_in(other, one_field(to.get("fields")), named, opened)
            found.append((header.index(column), codes))
    return found

"""A descriptor of Fiscal Data Package 1.0-rc for a table of amounts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pendopo.standards.fiscal.check import own_types
from pendopo.standards.fiscal.column_types import ColumnType, known, type_of, with_own

BUDGETS: Final = "https://specs.frictionlessdata.io/taxonomies/fiscal/budgets.json"
SPENDING: Final = "https://specs.frictionlessdata.io/taxonomies/fiscal/spending.json"
PROFILE: Final = "fiscal-data-package"
_PUBLISHED: Final = {"budget": BUDGETS, "spending": SPENDING}


def descriptor(
    about: Mapping[str, Any],
    path: str,
    fields: Sequence[Mapping[str, Any]],
    column_types: Mapping[str, str],
) -> dict[str, Any]:
    """Describe one CSV file of amounts.

    It names no primary key: which columns would make one follows from their ColumnTypes, and two
    lines of a budget may share all of them.

    :param about: ``name``, and what else is said of the package: title, licenses, sources
    :param path: where the file lies, from the descriptor
    :param fields: the file's columns as Table Schema has them, in their order
    :param column_types: the ColumnType of a column, by its name; the others mean nothing fiscal
    :raises KeyError: for a type of no taxonomy
    """
    typed = [_typed(one, column_types.get(str(one["name"]), "")) for one in fields]
    used = [known()[one["columnType"]] for one in typed if "columnType" in one]
    taxonomies = [_PUBLISHED[name] for name in _PUBLISHED if any(o.taxonomy == name for o in used)]
    own = [_defined(one) for one in used if one.taxonomy == "extension"]
    return {
        "profile": PROFILE,
        **about,
        "columnTypes": [*taxonomies, *([own] if own else [])],
        "resources": [
            {
                "name": about["name"],
                "path": path,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": typed, "missingValues": [""]},
            }
        ],
    }


def _typed(one: Mapping[str, Any], name: str) -> dict[str, Any]:
    if not name:
        return dict(one)
    return {**one, "type": known()[name].data_type or one["type"], "columnType": name}


def _defined(one: ColumnType) -> dict[str, Any]:
    """Define a type that no published taxonomy has, so that others can read it."""
    found: dict[str, Any] = {"name": one.name, "dataType": one.data_type or "string"}
    if one.unique:
        found["unique"] = True
    if one.label_of:
        found["labelOf"] = one.label_of
    if one.prior:
        found["prior"] = one.prior
    return found


# What is said of a whole package, and stays true when it is written anew.
_ABOUT: Final = ("name", "title", "description", "homepage", "version", "created", "licenses",
                 "sources", "contributors", "keywords", "countryCode")  # fmt: skip


def column_name(column_type: str) -> str:
    """Name a column after its ColumnType: ``date:fiscal-year`` is ``date_fiscal_year``."""
    return column_type.replace(":", "_").replace("-", "_")


def rewritten(package: Mapping[str, Any], path: str, types: Sequence[str]) -> dict[str, Any]:
    """Describe the amounts of a package in one file, a row for each.

    :param package: the descriptor that it had
    :param types: the ColumnTypes of the file's columns, in their order
    """
    about = {name: package[name] for name in _ABOUT if name in package}
    about.setdefault("name", "package")
    every = with_own(own_types(package))
    fields = []
    for name in types:
        kind = type_of(name, every)
        fields.append({"name": column_name(name), "type": kind.data_type or "string"})
    named = dict(zip(map(column_name, types), types, strict=True))
    known_here = {column: kind for column, kind in named.items() if kind in known()}
    found = descriptor(about, path, fields, known_here)
    schema = found["resources"][0]["schema"]
    for one in schema["fields"]:
        one.setdefault("columnType", named[one["name"]])
    own = {one["name"]: one for one in own_types(package)}
    given = [
        own.get(name) or _defined(type_of(name, every))
        for name in types
        if name in own or name not in known()
    ]
    if given:
        found["columnTypes"].append(given)
    return found

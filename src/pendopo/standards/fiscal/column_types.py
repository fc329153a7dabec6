"""ColumnTypes: what a column of a fiscal package means, and how one follows from another.

Source: Fiscal Data Package 1.0-rc, ColumnTypes; its budget and spending taxonomies. Beside them
stand those of os-types that it lacks (economic levels 5 to 8, months), as an extension.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

# os-types calls ``geo-source:`` what the specification calls ``geo:``.
_OTHER_NAMES: Final = {"geo-source:": "geo:"}
_PROPERTIES: Final = {
    "dataType": "data_type",
    "unique": "unique",
    "labelOf": "label_of",
    "prior": "prior",
}


@dataclass(frozen=True, slots=True)
class ColumnType:
    """One concept.

    :param data_type: a type of Table Schema; empty where any will do
    :param unique: whether it is a part of the table's key
    :param label_of: the type whose codes it names
    :param prior: the type that stands before it in its composite
    :param taxonomy: ``budget``, ``spending``, ``extension``, or ``own`` where a package defines it
    """

    name: str
    data_type: str = ""
    unique: bool = False
    label_of: str = ""
    prior: str = ""
    taxonomy: str = "own"


@cache
def known() -> Mapping[str, ColumnType]:
    """Give the types of the taxonomies by their names."""
    text = (files(__package__) / "facts" / "column_types.csv").read_text("utf-8")
    return {
        row["name"]: ColumnType(
            row["name"],
            row["data_type"],
            row["unique"] == "yes",
            row["label_of"],
            row["prior"],
            row["taxonomy"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def with_own(defined: Iterable[Mapping[str, Any]]) -> dict[str, ColumnType]:
    """Give the types known, and those that a package defines itself, which go before."""
    types = dict(known())
    for one in defined:
        said = {
            ours: one[theirs]
            for theirs, ours in _PROPERTIES.items()
            if isinstance(one.get(theirs), bool if ours == "unique" else str)
        }
        types[one["name"]] = ColumnType(one["name"], **said)
    return types


def type_of(name: str, types: Mapping[str, ColumnType]) -> ColumnType:
    """Give a type by its name; one that nobody defined has the properties of what it begins with.

    Of several the longer goes before (1.0-rc, implicit typing).
    """
    for theirs, ours in _OTHER_NAMES.items():
        if name.startswith(theirs):
            name = ours + name.removeprefix(theirs)
    if name in types:
        return types[name]
    found = ColumnType(name)
    pieces = name.split(":")
    for end in range(1, len(pieces)):
        shorter = types.get(":".join(pieces[:end]))
        if shorter:
            found = replace(
                found,
                data_type=shorter.data_type or found.data_type,
                unique=shorter.unique or found.unique,
                label_of=shorter.label_of or found.label_of,
                prior=shorter.prior or found.prior,
            )
    return found

"""The tables of a package: a header and rows of each resource, and the lists of codes in them."""

import csv
import io
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from pendopo.standards.fiscal.fault import fill, say

Open = Callable[[str], str]  # the path of a resource to its text
Rows = Iterator[tuple[int, list[str]]]  # each with its row in the file, the header being 1
_CELL_MOST: Final = 1 << 20  # characters


class PackageError(ValueError):
    """A package that cannot be read: where in it, and why.

    :param message: English, marked with ``say``, its values in ``{placeholders}``
    """

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = {name: str(one) for name, one in values.items()}
        super().__init__(fill(message, self.values))

    def told(self) -> dict[str, str]:
        """Give the values of a sentence with an ``{error}`` in it: its message, and those of it."""
        return {"error": self.message, **self.values}


def table(resource: Mapping[str, Any], opened: Open) -> tuple[list[str], Rows]:
    """Open a resource: the names of its columns, and its rows, those without a cell left out.

    :raises PackageError: when its file is not there, or cannot be told into cells
    """
    if "path" not in resource and isinstance(resource.get("data"), list):
        return _inline(resource["data"])
    path = resource.get("path")
    if not isinstance(path, str) or not path:
        text = say("resource {resource} has no path to one file: {path}")
        raise PackageError(text, resource=repr(resource.get("name")), path=repr(path))
    dialect = resource.get("dialect")
    said = dialect if isinstance(dialect, Mapping) else {}
    rows = _told_apart(opened(path).removeprefix("\ufeff"), said, path)
    if said.get("header") is False:
        fields = resource.get("schema", {}).get("fields", ())
        return [str(one["name"]) for one in fields], _filled(1, rows)
    header = next(rows, None)
    if header is None:
        raise PackageError(say("{path} is empty"), path=path)
    return [name.strip() for name in header], _filled(2, rows)


def _told_apart(text: str, dialect: Mapping[str, Any], path: str) -> Iterator[list[str]]:
    marks = {name: str(dialect.get(name, usual)) for name, usual in _USUAL.items()}
    if any(len(mark) != 1 for mark in marks.values()):
        text = say("{path}: a mark of its dialect is not one character: {marks}")
        raise PackageError(text, path=path, marks=marks)
    csv.field_size_limit(_CELL_MOST)
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=marks["delimiter"],
        quotechar=marks["quoteChar"],
        skipinitialspace=dialect.get("skipInitialSpace") is True,
    )
    try:
        yield from rows
    except csv.Error as error:
        text = say("{path}, row {row}: {why}")
        raise PackageError(text, path=path, row=rows.line_num, why=error) from error


# CSV Dialect, and what stands where a package says nothing.
_USUAL: Final[Mapping[str, str]] = {"delimiter": ",", "quoteChar": '"'}


def _filled(first: int, rows: Iterator[list[str]]) -> Rows:
    return ((line, row) for line, row in enumerate(rows, first) if row)


def _inline(data: Sequence[Any]) -> tuple[list[str], Rows]:
    """Read rows that stand in the descriptor: objects, or lists with the header first."""
    if all(isinstance(one, Mapping) for one in data):
        header = list(dict.fromkeys(chain.from_iterable(data)))
        rows: list[list[Any]] = [[one.get(name) for name in header] for one in data]
    elif data and all(isinstance(one, list) for one in data):
        header, rows = [str(name) for name in data[0]], list(data[1:])
    else:
        raise PackageError(say("data is neither a list of objects nor of lists"))
    cells = ([("" if cell is None else str(cell)) for cell in row] for row in rows)
    return header, _filled(2, cells)


def missing_of(resource: Mapping[str, Any]) -> frozenset[str]:
    """Give what stands in a file where a cell is empty."""
    schema = resource.get("schema")
    given = schema.get("missingValues") if isinstance(schema, Mapping) else None
    return frozenset(map(str, given)) if isinstance(given, list) else frozenset(("",))


def filled(cell: str, missing: Container[str]) -> str:
    """Give a cell as it stands, and nothing for what its resource writes where it has none."""
    return "" if cell in missing else cell


def resource_named(descriptor: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Give a resource.

    :raises PackageError: when there is none of that name
    """
    for resource in descriptor.get("resources", ()):
        if resource.get("name") == name:
            found: Mapping[str, Any] = resource
            return found
    raise PackageError(say("there is no resource {resource}"), resource=repr(name))


def without_column(resource: Mapping[str, Any], name: object) -> PackageError:
    """Give the error of a resource whose file lacks a column."""
    text = say("resource {resource} has no column {name}")
    return PackageError(text, resource=repr(resource.get("name")), name=repr(name))


def one_field(fields: object) -> str:
    """Give the field of a foreign key.

    :raises PackageError: when it has several
    """
    if isinstance(fields, list) and len(fields) == 1:
        return str(fields[0])
    if isinstance(fields, str):
        return fields
    text = say("a foreign key of several fields is not read: {fields}")
    raise PackageError(text, fields=repr(fields))


def codes_in(
    resource: Mapping[str, Any], at: str, named: Mapping[str, str], opened: Open
) -> dict[str, dict[str, str]]:
    """Read a list of codes.

    :param at: the column of the codes
    :param named: other columns to their ColumnTypes
    :returns: a code to what stands in its row, by ColumnType
    :raises PackageError: when there is no such column
    """
    header, rows = table(resource, opened)
    if at not in header:
        raise without_column(resource, at)
    places = {kind: header.index(name) for name, kind in named.items() if name in header}
    key, missing = header.index(at), missing_of(resource)
    return {
        row[key]: {
            kind: filled(row[place], missing) for kind, place in places.items() if place < len(row)
        }
        for _, row in rows
        if key < len(row)
    }

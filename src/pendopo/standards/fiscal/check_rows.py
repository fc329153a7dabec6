"""A check of a package's files against what its descriptor says of their columns and cells.

What Table Schema says of types, constraints and keys, as far as amounts and codes need it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.standards.fiscal.amount import number
from pendopo.standards.fiscal.fault import LINES_KEPT, WARNING, Fault, say, wrong
from pendopo.standards.fiscal.table import Open, PackageError, table, without_column

_AT_ONCE: Final = 50_000  # rows
_SCHEMA: Final = "Table Schema"
_NUMBERS: Final = frozenset({"number", "integer", "year"})
_LEAST_MOST: Final = frozenset({"minimum", "maximum"})


def check_rows(descriptor: Mapping[str, Any], opened: Open) -> Iterator[Fault]:
    """Give what is wrong in the files of a package whose descriptor has been checked.

    :param opened: gives the text of a resource's file
    """
    resources = [one for one in _list(descriptor.get("resources")) if isinstance(one, Mapping)]
    keys: dict[tuple[str, str], set[str]] = {}
    for place, resource in enumerate(resources):
        if isinstance(resource.get("schema"), Mapping) and "path" in resource:
            yield from _Resource(f"/resources/{place}", resource, opened).faults()
    for place, resource in enumerate(resources):
        yield from _foreign(f"/resources/{place}", resource, resources, (opened, keys))


@dataclass
class _Found:
    """Cells of a column that are not as they should be."""

    fault: Fault
    lines: list[int] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, cell: str) -> None:
        self.count += 1
        if len(self.lines) < LINES_KEPT:
            self.lines.append(line)
            self.cells.append(cell)

    def told(self) -> Fault:
        cells = tuple(self.cells) if self.fault.column else ()
        return replace(self.fault, lines=tuple(self.lines), cells=cells, count=self.count)


class _Resource:
    """One file beside its schema."""

    def __init__(self, pointer: str, resource: Mapping[str, Any], opened: Open) -> None:
        self._pointer = pointer
        self._resource = resource
        self._opened = opened
        self._name = str(resource.get("name", ""))
        schema = resource["schema"]
        self._fields = {
            str(one["name"]): one
            for one in _list(schema.get("fields"))
            if isinstance(one, Mapping) and "name" in one
        }
        given = schema.get("primaryKey", [])
        self._key = [given] if isinstance(given, str) else [str(one) for one in _list(given)]
        self._missing = {str(one) for one in _list(schema.get("missingValues", [""]))}
        self._found: dict[tuple[str, str], _Found] = {}

    def faults(self) -> Iterator[Fault]:
        """Give what is wrong with the header and the rows."""
        try:
            header, rows = table(self._resource, self._opened)
        except PackageError as error:
            text = say("Its file cannot be read: {error}")
            yield self._of(wrong(f"{self._pointer}/path", "Data Resource", text, **error.told()))
            return
        yield from self._headed(header)
        checks = {
            at: _Column(self._fields[name], self._missing)
            for at, name in enumerate(header)
            if name in self._fields
        }
        seen: set[tuple[str, ...]] = set()
        keyed = [header.index(name) for name in self._key if name in header]
        while batch := list(islice(rows, _AT_ONCE)):
            self._ragged(header, batch)
            for at, check in checks.items():
                self._column(header[at], check, batch, at)
            if keyed and len(keyed) == len(self._key):
                self._keys(batch, keyed, seen)
        yield from (one.told() for one in self._found.values())

    def _of(self, fault: Fault) -> Fault:
        return replace(fault, resource=self._name)

    def _headed(self, header: Sequence[str]) -> Iterator[Fault]:
        for name in self._fields:
            if name not in header:
                text = say("The file has no column {name}.")
                yield self._of(wrong(f"{self._pointer}/schema/fields", _SCHEMA, text, name=name))
        for name in header:
            if name not in self._fields:
                text = say("The file has a column {name}, which no field describes.")
                fault = wrong(f"{self._pointer}/schema/fields", _SCHEMA, text, name=name)
                yield self._of(replace(fault, level=WARNING))
        for name in self._key:
            if name not in self._fields:
                text = say("The primary key names {name}, which is no field.")
                yield self._of(
                    wrong(f"{self._pointer}/schema/primaryKey", _SCHEMA, text, name=name)
                )

    def _ragged(self, header: Sequence[str], batch: Sequence[tuple[int, Sequence[str]]]) -> None:
        for line, row in batch:
            if len(row) != len(header):
                text = say("Rows have more or fewer cells than the header has columns.")
                self._add(wrong(self._pointer, "Tabular Data Resource", text), "", line, "")

    def _column(
        self, name: str, check: "_Column", batch: Sequence[tuple[int, Sequence[str]]], at: int
    ) -> None:
        """Look at each distinct cell once, and at rows only where one of them is wrong."""
        odd = {
            cell: found
            for cell in {row[at] if at < len(row) else "" for _, row in batch}
            if (found := check.wrong(cell)) is not None
        }
        repeated = check.repeated((line, row[at]) for line, row in batch if at < len(row))
        for line, row in batch if odd or repeated else ():
            cell = row[at] if at < len(row) else ""
            if cell in odd:
                text, values = odd[cell]
                self._add(wrong(self._pointer, _SCHEMA, text, **values), name, line, cell)
            if line in repeated:
                text = say("Values that should be there once stand twice.")
                self._add(wrong(self._pointer, _SCHEMA, text), name, line, cell)

    def _keys(
        self,
        batch: Sequence[tuple[int, Sequence[str]]],
        keyed: Sequence[int],
        seen: set[tuple[str, ...]],
    ) -> None:
        for line, row in batch:
            key = tuple(row[at] if at < len(row) else "" for at in keyed)
            if key in seen:
                text = say("Rows have the primary key of another: {columns}.")
                columns = ", ".join(self._key)
                fault = wrong(self._pointer, _SCHEMA, text, columns=columns)
                self._add(fault, "", line, ", ".join(key))
            seen.add(key)

    def _add(self, fault: Fault, column: str, line: int, cell: str) -> None:
        found = self._found.setdefault(
            (fault.message, column),
            _Found(replace(fault, resource=self._name, column=column)),
        )
        found.add(line, cell)


class _Column:
    """What a field says of its cells."""

    def __init__(self, said: Mapping[str, Any], missing: set[str]) -> None:
        self._said = said
        self._kind = str(said.get("type", "string"))
        self._missing = missing
        limits = said.get("constraints")
        self._limits: Mapping[str, Any] = limits if isinstance(limits, Mapping) else {}
        self._seen: set[str] = set()

    def wrong(self, cell: str) -> tuple[str, dict[str, str]] | None:
        """Give the message and its values for a cell that should not stand there."""
        if cell in self._missing:
            if self._limits.get("required") is True:
                return say("Cells are empty that should not be."), {}
            return None
        if not self._fits(cell):
            return say("Cells are not of type {type}."), {"type": self._kind}
        for name, told in self._limits.items():
            if not _kept(name, told, cell, self._number(cell)):
                return say("Cells break the constraint {name}: {told}."), {
                    "name": str(name),
                    "told": str(told),
                }
        return None

    def repeated(self, cells: Iterator[tuple[int, str]]) -> set[int]:
        """Give the lines of cells that were there before, where each may be there once."""
        if self._limits.get("unique") is not True:
            return set()
        twice = set()
        for line, cell in cells:
            if cell in self._seen and cell not in self._missing:
                twice.add(line)
            self._seen.add(cell)
        return twice

    def _fits(self, cell: str) -> bool:
        test = _FITS.get(self._kind)
        return test is None or test(cell, self._said)

    def _number(self, cell: str) -> Decimal | None:
        if self._kind not in _NUMBERS:
            return None
        return Decimal(number(cell, self._said))


def _is_number(cell: str, said: Mapping[str, Any]) -> bool:
    try:
        number(cell, said)
    except PackageError:
        return False
    return True


def _is_integer(cell: str, said: Mapping[str, Any]) -> bool:
    return _is_number(cell, said) and Decimal(number(cell, said)) % 1 == 0


def _is_boolean(cell: str, said: Mapping[str, Any]) -> bool:
    true = said.get("trueValues", ["true", "True", "TRUE", "1"])
    false = said.get("falseValues", ["false", "False", "FALSE", "0"])
    return cell in [*_list(true), *_list(false)]


def _is_date(cell: str, said: Mapping[str, Any]) -> bool:
    form = str(said.get("format", "default"))
    if form == "any":
        return True
    try:
        datetime.strptime(cell, "%Y-%m-%d" if form == "default" else form)  # noqa: DTZ007
    except (ValueError, re.error):  # a format may name one part twice: %Y-%Y
        return False
    return True


def _is_month(cell: str, said: Mapping[str, Any]) -> bool:  # noqa: ARG001  as the others
    return re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])", cell) is not None


# The types that a cell can fail to be of; texts of any other are taken as they are.
_FITS: Final[Mapping[str, Callable[[str, Mapping[str, Any]], bool]]] = {
    "number": _is_number,
    "integer": _is_integer,
    "year": _is_integer,
    "boolean": _is_boolean,
    "date": _is_date,
    "yearmonth": _is_month,
}


def _kept(name: str, told: object, cell: str, amount: Decimal | None) -> bool:
    """Tell whether a cell keeps a constraint; one that is not known is kept."""
    if name == "enum" and isinstance(told, list):
        return cell in [str(one) for one in told]
    if name == "pattern" and isinstance(told, str):
        return _matches(told, cell)
    if name in {"minLength", "maxLength"} and isinstance(told, int):
        return len(cell) >= told if name == "minLength" else len(cell) <= told
    if name in _LEAST_MOST and amount is not None and _is_number(str(told), {}):
        limit = Decimal(number(str(told), {}))
        return amount >= limit if name == "minimum" else amount <= limit
    return True


def _matches(pattern: str, cell: str) -> bool:
    """Hold a cell to a pattern of strangers: this engine takes time by its length alone."""
    try:
        found = pc.match_substring_regex(pa.scalar(cell), f"^(?:{pattern})$")
    except pa.ArrowInvalid:
        return True  # of another dialect
    return bool(found.as_py())


def _foreign(
    pointer: str,
    resource: Mapping[str, Any],
    resources: Sequence[Mapping[str, Any]],
    files: tuple[Open, dict[tuple[str, str], set[str]]],
) -> Iterator[Fault]:
    """Follow the foreign keys of one field to the lists that they point to."""
    schema = resource.get("schema")
    given = [
        *_list(schema.get("foreignKeys") if isinstance(schema, Mapping) else None),
        *_list(resource.get("foreignKeys")),
    ]
    for place, key in enumerate(given):
        where = f"{pointer}/schema/foreignKeys/{place}"
        to = key.get("reference") if isinstance(key, Mapping) else None
        if not isinstance(to, Mapping):
            yield wrong(where, _SCHEMA, say("A foreign key has fields and a reference."))
            continue
        name = str(to.get("resource", ""))
        other = resource if not name else next(
            (one for one in resources if one.get("name") == name), None
        )  # fmt: skip
        if other is None:
            yield wrong(where, _SCHEMA, say("There is no resource {name}."), name=name)
            continue
        yield from _pointed(where, (resource, key.get("fields")), (other, to.get("fields")), files)


def _pointed(
    where: str,
    one: tuple[Mapping[str, Any], object],
    other: tuple[Mapping[str, Any], object],
    files: tuple[Open, dict[tuple[str, str], set[str]]],
) -> Iterator[Fault]:
    column, at = _single(one[1]), _single(other[1])
    if not column or not at:
        text = say("A foreign key of several fields is not read here.")
        yield replace(wrong(where, _SCHEMA, text), level=WARNING)
        return
    opened, known = files
    try:
        listed = (str(other[0].get("name", "")), at)
        if listed not in known:
            known[listed] = {cell for _, cell in _cells(other[0], at, opened)}
        text = say("Codes stand in no row of {resource}.")
        fault = wrong(where, _SCHEMA, text, resource=listed[0])
        found = _Found(replace(fault, resource=str(one[0].get("name", "")), column=column))
        for line, cell in _cells(one[0], column, opened):
            if cell and cell not in known[listed]:
                found.add(line, cell)
    except PackageError as error:
        yield wrong(where, _SCHEMA, say("It cannot be followed: {error}"), **error.told())
        return
    if found.count:
        yield found.told()


def _cells(resource: Mapping[str, Any], column: str, opened: Open) -> Iterator[tuple[int, str]]:
    header, rows = table(resource, opened)
    if column not in header:
        raise without_column(resource, column)
    at = header.index(column)
    return ((line, row[at] if at < len(row) else "") for line, row in rows)


def _single(fields: object) -> str:
    if isinstance(fields, list) and len(fields) == 1:
        return str(fields[0])
    return fields if isinstance(fields, str) else ""


def _list(given: object) -> list[Any]:
    return given if isinstance(given, list) else []

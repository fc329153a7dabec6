"""What a cube has: its model in babbage's words, and which column a reference means."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from pendopo.published.errors import QueryError
from pendopo.published.tables import ENTRY, LINE, PublishedTable
from pendopo.terms.column import Column, Kind
from pendopo.terms.cube import Attribute, Cube, Dimension, Measure
from pendopo.terms.wording import say

COUNT: Final = "_count"
# Every fact names the publication and the row of the submitted file that it comes from.
RECORD: Final = Dimension(
    "record",
    "Where it stands",
    (Attribute("entry", ENTRY.name), Attribute("line", LINE.name)),
    "The publication's place in the log, and the row in the file that was submitted.",
)
_TYPES: Final = {
    Kind.TEXT: "string",
    Kind.CODE: "string",
    Kind.JSON: "string",
    Kind.INTEGER: "integer",
    Kind.YEAR: "integer",
    Kind.DECIMAL: "number",
    Kind.MONEY: "number",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.DATETIME: "datetime",
}
_NAMED_MOST: Final = 40


@dataclass(frozen=True, slots=True)
class Field:
    """A column by the name that an answer gives it.

    :param ref: as the model names it
    :param shown: as it was asked for, which may be the name of its hierarchy
    """

    ref: str
    column: Column
    shown: str


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What cells hold: a function of a measure, or the count of facts.

    :param measure: None for the count of facts
    """

    ref: str
    function: str
    measure: Measure | None = None


class Model:
    """The model of one cube of one published table."""

    def __init__(self, table: PublishedTable, cube: Cube) -> None:
        self.table = table
        self.cube = cube
        self._columns = {column.name: column for column in table.columns}

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Those declared, and where a fact stands."""
        return (*self.cube.dimensions, RECORD)

    @cached_property
    def aggregates(self) -> dict[str, Aggregate]:
        """By reference, in the order of the model."""
        found = [Aggregate(COUNT, "count")]
        for one in self.cube.measures:
            found += [
                Aggregate(f"{one.name}.{function}", function, one) for function in one.aggregates
            ]
        return {one.ref: one for one in found}

    @cached_property
    def measures(self) -> dict[str, Field]:
        """By reference."""
        return {
            one.name: Field(one.name, self._columns[one.column], one.name)
            for one in self.cube.measures
        }

    @cached_property
    def attributes(self) -> dict[str, Field]:
        """By reference, a dimension's key before its others."""
        return {
            one.ref: one for dimension in self.dimensions for one in self._attributes_of(dimension)
        }

    def grouped(self, parameter: str, refs: Iterable[str]) -> tuple[Field, ...]:
        """Give what references of dimensions and attributes mean, each once.

        :raises QueryError: for any other
        """
        found: dict[str, Field] = {}
        for ref in refs:
            for one in self._said(ref) or self._unknown(parameter, ref, self._grouping):
                found.setdefault(one.ref, one)
        return tuple(found.values())

    def fields(self, parameter: str, refs: Iterable[str]) -> tuple[Field, ...]:
        """Give what references mean, measures too; everything for none.

        :raises QueryError: for one that is neither measure, dimension nor attribute
        """
        found: dict[str, Field] = {}
        for ref in refs:
            measure = self.measures.get(ref)
            for one in (
                [measure]
                if measure
                else self._said(ref)
                or self._unknown(parameter, ref, [*self.measures, *self._grouping])
            ):
                found.setdefault(one.ref, one)
        return tuple(found.values()) or (*self.attributes.values(), *self.measures.values())

    def field(self, parameter: str, ref: str) -> Field:
        """Give the one column that a reference means: of a dimension its key.

        :raises QueryError: for one that is neither measure, dimension nor attribute
        """
        return self.fields(parameter, (ref,))[0]

    def chosen(self, refs: Iterable[str]) -> tuple[Aggregate, ...]:
        """Give aggregates; all for none.

        :raises QueryError: for a reference that is none
        """
        refs = list(refs)
        for ref in refs:
            if ref not in self.aggregates:
                self._unknown("aggregates", ref, self.aggregates)
        return tuple(self.aggregates[ref] for ref in refs) or tuple(self.aggregates.values())

    def described(self) -> dict[str, Any]:
        """Write the model as babbage does."""
        return {
            "fact_table": self.table.table.name,
            "measures": {one.name: self._measure(one) for one in self.cube.measures},
            "dimensions": {one.name: self._dimension(one) for one in self.dimensions},
            "hierarchies": {
                one.name: {"ref": one.name, "label": one.title, "levels": list(one.levels)}
                for one in self.cube.hierarchies
            },
            "aggregates": {one.ref: self._aggregate(one) for one in self.aggregates.values()},
        }

    @cached_property
    def _hierarchies(self) -> dict[str, str]:
        """The dimensions that are levels, each to its hierarchy."""
        return {level: one.name for one in self.cube.hierarchies for level in one.levels}

    @cached_property
    def _grouping(self) -> list[str]:
        return [*(one.name for one in self.dimensions), *self.attributes]

    def _attributes_of(self, dimension: Dimension) -> list[Field]:
        return [
            Field(ref, self._columns[one.column], ref)
            for one in dimension.attributes
            for ref in [f"{dimension.name}.{one.name}"]
        ]

    def _said(self, ref: str) -> list[Field]:
        """Give what a reference of a dimension or attribute means; nothing for another."""
        attribute = self.attributes.get(ref)
        if attribute:
            return [attribute]
        for dimension in self.dimensions:
            if dimension.name == ref:
                return self._attributes_of(dimension)
        return self._by_hierarchy(ref)

    def _by_hierarchy(self, ref: str) -> list[Field]:
        """Give an attribute named by its hierarchy, as babbage lets it be; where it is one."""
        hierarchy, _, name = ref.partition(".")
        found = [
            self.attributes[f"{level}.{name}"]
            for level, of in self._hierarchies.items()
            if of == hierarchy and f"{level}.{name}" in self.attributes
        ]
        return [replace(found[0], shown=ref)] if len(found) == 1 else []

    def _unknown(self, parameter: str, ref: str, known: Iterable[str]) -> list[Field]:
        names = list(known)
        likely = [one for one in names if one.partition(".")[0] == ref.partition(".")[0]] or names
        more = " …" if len(likely) > _NAMED_MOST else ""
        raise QueryError(
            say("{parameter} is {found}; write one of {names}"),
            parameter=parameter,
            found=repr(ref),
            names=", ".join(likely[:_NAMED_MOST]) + more,
        )

    def _measure(self, one: Measure) -> dict[str, Any]:
        column = self._columns[one.column]
        return {
            "ref": one.name,
            "label": str(column.title or one.name),
            "description": str(column.meaning),
            "column": one.column,
            "type": _TYPES[column.kind],
            "aggregates": list(one.aggregates),
        }

    def _aggregate(self, one: Aggregate) -> dict[str, Any]:
        if one.measure is None:
            return {"ref": one.ref, "label": "Facts", "function": one.function}
        label = str(self._columns[one.measure.column].title or one.measure.name)
        said = {"ref": one.ref, "label": label, "function": one.function}
        return said | {"measure": one.measure.name}

    def _dimension(self, one: Dimension) -> dict[str, Any]:
        label = one.label or one.key.name
        return {
            "ref": one.name,
            "label": one.title,
            "description": one.meaning,
            "attributes": {
                attribute.name: self._attribute(f"{one.name}.{attribute.name}", attribute)
                for attribute in one.attributes
            },
            "key_attribute": one.key.name,
            "key_ref": f"{one.name}.{one.key.name}",
            "label_attribute": label,
            "label_ref": f"{one.name}.{label}",
            "hierarchy": self._hierarchies.get(one.name, one.name),
            "cardinality_class": None,
        }

    def _attribute(self, ref: str, one: Attribute) -> dict[str, Any]:
        column = self._columns[one.column]
        return {
            "ref": ref,
            "label": str(column.title or one.name),
            "column": one.column,
            "type": _TYPES[column.kind],
        }


def kind_word(kind: Kind) -> str:
    """Give babbage's word for a kind."""
    return _TYPES[kind]

"""The answers of a cube: cells, facts and members, from its table's serving file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import duckdb

from pendopo.published.cubes import plan
from pendopo.published.cubes.asked import Question
from pendopo.published.cubes.cuts import settled, told
from pendopo.published.cubes.model import Field, Model
from pendopo.published.cubes.readings import Pair, Reading, columns_of, factors
from pendopo.published.deadline import within
from pendopo.published.errors import QueryError
from pendopo.published.known import Known
from pendopo.terms.cube import Dimension
from pendopo.terms.wording import say

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS: Final = 20_000
_MEMBERS_SHOWN: Final = 100
_MEMBERS_NAMED: Final = 8
Answer = dict[str, Any]


class CubeReader:
    """A cube, opened for questions.

    :param cursor: gives a fresh cursor on the serving file for each question
    :param known: keeps what was found out, for every reader of this version of the table
    :param seconds: how long one question may take; past it, every method raises ``SlowError``
    """

    def __init__(
        self,
        model: Model,
        cursor: Callable[[], duckdb.DuckDBPyConnection],
        known: Known,
        seconds: float,
    ) -> None:
        self.model = model
        self._cursor = cursor
        self._known = known
        self._seconds = seconds

    def aggregate(self, asked: Question) -> Answer:
        """Add up facts by drilldowns, in one scan.

        :returns: babbage's ``total_cell_count``, ``cells``, ``summary``, ``cell``, ``aggregates``,
            ``attributes``, ``order``, ``page`` and ``page_size``; ``mixed`` where a cell adds up
            what is not to be added; ``real`` and ``per`` of a reading
        :raises QueryError: for what the cube does not have
        """
        mixed = self._mixed(asked)
        # What the whole table has several of, the facts that are cut need not.
        apart = list(mixed) if asked.cuts else []
        made, said = self._planned(asked, [self.model.attributes[one].column.name for one in apart])
        heads, whole = self._heads(asked, made.groups), made.summary()
        besides = [heads, *whole, *(f"min(l{n}) is distinct from max(m{n})"
                                    for n in range(len(apart)))]  # fmt: skip
        rows = self._page(asked, made, besides)
        _, several, *summary = rows[0][: 2 + len(whole)]
        differ = dict(zip(apart, rows[0][2 + len(whole) : 1 + len(besides)], strict=True))
        mixed = {ref: members for ref, members in mixed.items() if differ.get(ref, True)}
        refs = [one.ref for one in made.aggregates]
        # Amounts per head of several places are told apart, never added.
        summed = [None] * len(refs) if several > 1 else summary
        return {
            "total_cell_count": rows[0][0],
            "cells": _dicts(made.names, rows, 1 + len(besides)),
            "summary": dict(zip(refs, summed, strict=True)),
            "cell": told(self.model, asked.cuts),
            "aggregates": refs,
            "attributes": [one.ref for one in made.groups],
            **_paged(asked),
            **said,
            **({"mixed": mixed} if mixed else {}),
        }

    def facts(self, asked: Question) -> Answer:
        """List facts.

        :returns: babbage's ``total_fact_count``, ``data``, ``cell``, ``fields``, ``order``,
            ``page`` and ``page_size``
        :raises QueryError: for what the cube does not have
        """
        fields, sql, values = plan.facts(self.model, asked)
        counting, counted = plan.count(self.model, asked)
        [[total]] = self._rows(counting, counted)
        rows = []
        if asked.page.offset < total and asked.page.size:
            limits = [asked.page.size, asked.page.offset]
            rows = self._rows(f"{sql} limit ? offset ?", [*values, *limits])
        names = [one.shown for one in fields]
        return {
            "total_fact_count": total,
            "data": [dict(zip(names, row, strict=True)) for row in rows],
            "cell": told(self.model, asked.cuts),
            "fields": [one.ref for one in fields],
            **_paged(asked),
        }

    def members(self, asked: Question) -> Answer:
        """List the members of a dimension, or the values of an attribute.

        :returns: babbage's ``total_member_count``, ``data``, ``cell``, ``fields``, ``order``,
            ``page`` and ``page_size``
        :raises QueryError: for what the cube does not have
        """
        made = plan.members(self.model, asked)
        rows = self._page(asked, made, [])
        return {
            "total_member_count": rows[0][0],
            "data": _dicts(made.names, rows, 1),
            "cell": told(self.model, asked.cuts),
            "fields": [one.ref for one in made.groups],
            **_paged(asked),
        }

    def all_cells(self, asked: Question) -> "pa.RecordBatchReader":
        """Stream every cell, its columns named as in ``cells``.

        A file has no other place for what ``aggregate`` says of its cells: what a reading is of,
        and what is missing, stand in columns behind them.

        :raises QueryError: when amounts would be added up that are not to be added
        """
        made, said = self._planned(asked)
        self.hold_apart(asked)
        rows = self._arrow(made.all(asked, self.model), made.values)
        return _with(rows, columns_of(said)) if said else rows

    def all_facts(self, asked: Question) -> "pa.RecordBatchReader":
        """Stream every fact."""
        _, sql, values = plan.facts(self.model, asked)
        return self._arrow(sql, values)

    def all_members(self, asked: Question) -> "pa.RecordBatchReader":
        """Stream every member."""
        made = plan.members(self.model, asked)
        return self._arrow(made.all(asked, self.model), made.values)

    def filled(self, asked: Question) -> dict[str, bool]:
        """Give those of some dimensions in which facts that are cut have a member.

        :returns: for each whether there are several
        """
        [found] = self._rows(*plan.filled(self.model, asked))
        pairs = zip(asked.refs, found[::2], found[1::2], strict=True)
        return {ref: least != most for ref, least, most in pairs if least is not None}

    def places(self) -> list[str]:
        """Give the codes of the places whose facts they are."""
        place = self.model.cube.dimension(self.model.cube.place)
        return [row[0] for row in self._different((place.key.column,)) if row[0] is not None]

    def hold_apart(self, asked: Question) -> None:
        """Refuse amounts of several members that are not to be added, as of two currencies.

        :raises QueryError: naming the dimension
        """
        chosen = self.model.chosen(asked.aggregates)
        if all(one.measure is None or one.function == "count" for one in chosen):
            return
        mixed = self._mixed(asked)
        if mixed and asked.cuts:
            several = self.filled(replace(asked, refs=tuple(mixed)))
            mixed = {ref: members for ref, members in mixed.items() if several.get(ref)}
        for ref, members in mixed.items():
            raise QueryError(
                say(
                    "drilldown: amounts of several {ref} are not to be added, and a file cannot "
                    "say that they were; write {ref} in drilldown, or cut to one of {members}"
                ),
                ref=ref.partition(".")[0],
                members=", ".join(map(str, members[:_MEMBERS_NAMED])),
            )

    def _planned(self, asked: Question, apart: Sequence[str] = ()) -> tuple[plan.Plan, Answer]:
        """Plan an aggregation, and say what its reading is."""
        if asked.reading.plain:
            return plan.cells(self.model, asked, None, apart), {}
        self._hold_to_one_place(asked)
        made = factors(asked.reading, self._pairs(asked.reading))
        return plan.cells(self.model, asked, made, apart), dict(made.said)

    def _pairs(self, reading: Reading) -> list[Pair]:
        """Give the years, and the places where people are asked for, that the facts have."""
        cube = self.model.cube
        place = cube.dimension(cube.place).key.column if reading.people is not None else ""
        year = cube.dimension(cube.year).key.column
        return [(row[0], row[1]) for row in self._different((year, place))]

    def _hold_to_one_place(self, asked: Question) -> None:
        """Refuse amounts per head that would add up heads of several places.

        :raises QueryError: when neither a cut nor a drilldown tells places apart
        """
        if asked.reading.people is None or len(self.places()) <= 1:
            return
        place = self.model.cube.place
        groups = self.model.grouped("drilldown", asked.refs)
        if self._place_ref() not in self._fixed(asked, groups):
            raise QueryError(
                say("per: the facts are of several places; write {place} in cut or drilldown"),
                place=place,
            )

    def _heads(self, asked: Question, groups: Sequence[Field]) -> str:
        """Write of how many places heads would be added up in a summary."""
        found = [n for n, one in enumerate(groups) if one.ref == self._place_ref()]
        return f"count(distinct c{found[0]})" if asked.reading.people and found else "1"

    def _place_ref(self) -> str:
        place = self.model.cube.place
        return f"{place}.{self.model.cube.dimension(place).key.name}" if place else ""

    def _mixed(self, asked: Question) -> dict[str, list[Any]]:
        """Give the dimensions that would be added up although their members are not to be added.

        :returns: each with the members that the whole table has
        """
        fixed = self._fixed(asked, self.model.grouped("drilldown", asked.refs))
        found = {}
        for one in self.model.cube.dimensions:
            ref = f"{one.name}.{one.key.name}"
            members = self._members_of(one) if one.apart and ref not in fixed else []
            if len(members) > 1:
                found[ref] = members
        return found

    def _fixed(self, asked: Question, groups: Sequence[Field]) -> set[str]:
        return {one.ref for one in groups} | settled(self.model, asked.cuts)

    def _members_of(self, one: Dimension) -> list[Any]:
        return [row[0] for row in self._different((one.key.column,))[:_MEMBERS_SHOWN]]

    def _different(self, columns: tuple[str, ...]) -> list[Any]:
        """Give the different values of columns of the whole table, found out once."""
        question = (self.model.table.version, "different", columns)
        return self._known.get(question, lambda: self._rows(plan.distinct(self.model, columns), []))

    def _page(self, asked: Question, made: plan.Plan, besides: Sequence[str]) -> list[Any]:
        limits = [asked.page.size, asked.page.offset]
        return self._rows(made.page(asked, self.model, besides), [*made.values, *limits])

    def _rows(self, sql: str, values: Sequence[object]) -> list[Any]:
        cursor = self._cursor()
        with within(cursor, self._seconds):
            return cursor.execute(sql, list(values)).fetchall()

    def _arrow(self, sql: str, values: Sequence[object]) -> "pa.RecordBatchReader":
        cursor = self._cursor()
        # What takes long is adding up and sorting; the rows then come as fast as they are read.
        with within(cursor, self._seconds):
            return cursor.execute(sql, list(values)).to_arrow_reader(_BATCH_ROWS)


def _with(rows: "pa.RecordBatchReader", constant: Mapping[str, str]) -> "pa.RecordBatchReader":
    """Put columns that hold one text behind others."""
    import pyarrow as pa  # noqa: PLC0415  only to write files

    schema = rows.schema
    for name in constant:
        schema = schema.append(pa.field(name, pa.string()))

    def batches() -> Iterator["pa.RecordBatch"]:
        for batch in rows:
            cells = [pa.repeat(text, batch.num_rows) for text in constant.values()]
            yield pa.RecordBatch.from_arrays([*batch.columns, *cells], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _dicts(names: Sequence[str], rows: Sequence[Any], nth: int) -> list[Answer]:
    """Give the rows of a page, each by name.

    :param nth: which cell is the row's number, null where the page is empty
    """
    return [dict(zip(names, row[nth + 1 :], strict=True)) for row in rows if row[nth] is not None]


def _paged(asked: Question) -> Answer:
    return {
        "order": [[one.ref, one.direction] for one in asked.order],
        "page": asked.page.number,
        "page_size": asked.page.size,
    }

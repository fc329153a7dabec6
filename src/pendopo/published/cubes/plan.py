"""The SQL of a question: of columns that are declared and values that are bound, nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pendopo.published.cubes.asked import Question
from pendopo.published.cubes.cuts import condition
from pendopo.published.cubes.grammar import ORDER
from pendopo.published.cubes.model import Aggregate, Field, Model
from pendopo.published.cubes.readings import FACTOR_DIGITS, Factors
from pendopo.published.errors import QueryError
from pendopo.store.engine import quote
from pendopo.terms.wording import say

# What an aggregate of all facts is to those of the cells, since each fact is in one cell.
_OVER: Final = {"sum": "sum", "count": "sum", "min": "min", "max": "max"}


@dataclass(frozen=True, slots=True)
class Plan:
    """A list that is counted, sorted and cut into pages.

    :param sql: the whole list: ``c0`` … what it is told apart by, ``a0`` … aggregates, and
        ``u0`` … how many amounts an aggregate has no reading of
    :param rounded: whether amounts were multiplied, and are rounded when they are given
    """

    sql: str
    values: Sequence[Any]
    groups: tuple[Field, ...]
    aggregates: tuple[Aggregate, ...] = ()
    rounded: bool = False

    @property
    def names(self) -> list[str]:
        """What the columns of an answer are called."""
        return [*(one.shown for one in self.groups), *(one.ref for one in self.aggregates)]

    @property
    def given(self) -> list[str]:
        """The columns of an answer."""
        return [
            *(f"c{n}" for n in range(len(self.groups))),
            *(self._rounded(f"a{n}", one) for n, one in enumerate(self.aggregates)),
        ]

    def page(self, asked: Question, model: Model, besides: Iterable[str] = ()) -> str:
        """Write one page; its values are those of the plan, then how many rows and how many before.

        Each row begins with the count of all and ``besides``, then its number, null where a page
        is empty, then what is given.

        :param besides: aggregates over the whole list
        """
        whole = ["count(*)", *besides]
        heads = [f"w{n}" for n in range(len(whole))]
        told = ", ".join(f"{one} as {name}" for one, name in zip(whole, heads, strict=True))
        return (
            f"with list as ({self.sql}), whole as (select {told} from list),"
            f" page as (select *, row_number() over () as nth from (select * from list"
            f"{self.sorting(asked, model)} limit ? offset ?))"
            f" select {', '.join([*heads, 'nth', *self.given])} from whole left join page on true"
            " order by nth"
        )

    def all(self, asked: Question, model: Model) -> str:
        """Write all of it, the columns by their names."""
        named = zip(self.given, self.names, strict=True)
        columns = ", ".join(f"{column} as {quote(name)}" for column, name in named)
        return f"with list as ({self.sql}) select {columns} from list{self.sorting(asked, model)}"

    def summary(self) -> list[str]:
        """Write the aggregates of all facts."""
        found = []
        for n, one in enumerate(self.aggregates):
            whole = self._rounded(f"{_OVER[one.function]}(a{n})", one)
            # Where there is no cell there is no fact: a count of none is known.
            whole = f"coalesce({whole}, 0)" if one.function == "count" else whole
            unread = self.rounded and _is_read(one)
            found.append(f"case when sum(u{n}) = 0 then {whole} end" if unread else whole)
        return found

    def sorting(self, asked: Question, model: Model) -> str:
        """Write by what is sorted, to the last tie.

        :raises QueryError: for what is not in the answer
        """
        places = {one.ref: f"a{n}" for n, one in enumerate(self.aggregates)}
        for n, field in enumerate(self.groups):
            places |= {field.ref: f"c{n}", field.shown: f"c{n}"}
        found = []
        for one in asked.order:
            known = one.ref in places or one.ref in model.aggregates
            ref = one.ref if known else model.field(ORDER, one.ref).ref
            if ref not in places:
                raise QueryError(
                    say("order is {found}, which is not in the answer; write one of {names}"),
                    found=repr(one.ref),
                    names=", ".join(places),
                )
            found.append(f"{places[ref]} {one.direction} nulls last")
        found += [f"c{n} nulls last" for n in range(len(self.groups))]
        return " order by " + ", ".join(found) if found else ""

    def _rounded(self, sql: str, one: Aggregate) -> str:
        return f"round({sql}, 2)" if self.rounded and _is_read(one) else sql


def cells(
    model: Model, asked: Question, factors: Factors | None, apart: Sequence[str] = ()
) -> Plan:
    """Plan an aggregation.

    :param factors: None where amounts stay as they are
    :param apart: columns of which each cell has the first and the last value, ``l0`` and ``m0`` …
    :raises QueryError: for what the cube does not have
    """
    groups = model.grouped("drilldown", asked.refs)
    aggregates = model.chosen(asked.aggregates)
    where, values = condition(model, asked.cuts)
    columns = [f"{quote(one.column.name)} as c{n}" for n, one in enumerate(groups)]
    for n, one in enumerate(aggregates):
        columns += _aggregated(n, one, read=factors is not None)
    for n, name in enumerate(apart):
        columns += [f"min({quote(name)}) as l{n}", f"max({quote(name)}) as m{n}"]
    join, joined = _join(model, asked, factors) if factors else ("", [])
    grouped = ", ".join(quote(one.column.name) for one in groups)
    sql = f"select {', '.join(columns)} from {_table(model)}{join} where {where}"
    sql += f" group by {grouped}" if grouped else ""
    return Plan(sql, [*joined, *values], groups, aggregates, rounded=factors is not None)


def members(model: Model, asked: Question) -> Plan:
    """Plan a list of members.

    :raises QueryError: for what the cube does not have
    """
    fields = model.fields("members", asked.refs)
    where, values = condition(model, asked.cuts)
    key, *others = (quote(one.column.name) for one in fields)
    # Of a member with several labels the last by the alphabet is given, as babbage does.
    columns = [f"{key} as c0", *(f"max({one}) as c{n}" for n, one in enumerate(others, 1))]
    sql = f"select {', '.join(columns)} from {_table(model)} where {where} group by {key}"
    return Plan(sql, values, fields)


def facts(model: Model, asked: Question) -> tuple[tuple[Field, ...], str, list[Any]]:
    """Plan a list of facts: the fields, the SELECT of all in their order, its values.

    :raises QueryError: for what the cube does not have
    """
    fields = model.fields("fields", asked.refs)
    where, values = condition(model, asked.cuts)
    columns = ", ".join(f"{quote(one.column.name)} as {quote(one.shown)}" for one in fields)
    order = [
        f"{quote(model.field(ORDER, one.ref).column.name)} {one.direction} nulls last"
        for one in asked.order
    ]
    sorting = ", ".join([*order, "rowid"])
    return fields, f"select {columns} from {_table(model)} where {where} order by {sorting}", values


def count(model: Model, asked: Question) -> tuple[str, list[Any]]:
    """Plan the count of facts."""
    where, values = condition(model, asked.cuts)
    return f"select count(*) from {_table(model)} where {where}", values


def filled(model: Model, asked: Question) -> tuple[str, list[Any]]:
    """Plan the first and last member of each of some dimensions; null for none."""
    where, values = condition(model, asked.cuts)
    keys = [model.field("fields", ref).column.name for ref in asked.refs]
    ends = ", ".join(f"min({quote(key)}), max({quote(key)})" for key in keys)
    return f"select {ends} from {_table(model)} where {where}", values


def distinct(model: Model, columns: Sequence[str]) -> str:
    """Write the SELECT of the different values of columns; an empty name is no column."""
    names = ", ".join(quote(one) if one else "null" for one in columns)
    return f"select distinct {names} from {_table(model)} order by all nulls last"


def _aggregated(n: int, one: Aggregate, *, read: bool) -> list[str]:
    """Write an aggregate as ``a<n>``, and how many amounts have no reading as ``u<n>``."""
    if one.measure is None:
        return [f"count(*) as a{n}"]
    name = quote(one.measure.column)
    if not read or not _is_read(one):
        return [f"{one.function}({name}) as a{n}"]
    amount = f"{name}::decimal(38, 2) * factor"
    known = f"count({name}) - count(factor) filter (where {name} is not null)"
    # Where one amount has no reading, that of the others would pass for all.
    whole = f"case when {known} = 0 then {one.function}({amount}) end"
    return [f"{whole} as a{n}", f"{known} as u{n}"]


def _is_read(one: Aggregate) -> bool:
    """Whether an aggregate is of amounts, which have readings; a count has none."""
    return one.measure is not None and one.function != "count"


def _join(model: Model, asked: Question, factors: Factors) -> tuple[str, list[Any]]:
    cube = model.cube
    years, places, rows = ([row[n] for row in factors.rows] for n in range(3))
    on = [f"of_year = {quote(cube.dimension(cube.year).key.column)}"]
    if asked.reading.people is not None:
        on.append(f"of_place = {quote(cube.dimension(cube.place).key.column)}")
    sql = (
        " left join (select unnest(?::bigint[]) as of_year, unnest(?::varchar[]) as of_place,"
        f" unnest(?::decimal(38, {FACTOR_DIGITS})[]) as factor) on {' and '.join(on)}"
    )
    return sql, [years, places, [str(one) for one in rows]]


def _table(model: Model) -> str:
    return quote(model.table.table.name)

"""A table file in; its rows as declared, or as guessed, out."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.datasets.cells import Cells
from pendopo.registers.datasets.doubled import doubled
from pendopo.registers.datasets.doubtful import (
    days_guessed,
    doubtful,
    marks_guessed,
    may_mean_thousands,
)
from pendopo.registers.datasets.infer import ROWS_LOOKED_AT, infer
from pendopo.registers.datasets.later import Later, looked_through
from pendopo.registers.datasets.schema import TABLE_NAME, SchemaError, fields_match, table_of
from pendopo.registers.datasets.values import as_declared
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Rows, Sheet, Source
from pendopo.terms.values import values_of
from pendopo.terms.wording import say

# Every published table has these columns of its own.
_OURS = frozenset({"line", "entry"})
_FACETS_MOST = 6
_FACET_VALUES_MOST = 50
_FACET_ROWS_A_VALUE = 3


def read(source: Source) -> Iterator[Rows | Finding]:
    """Give the rows of the first sheet; what else the file holds is told."""
    if not source.sheets:
        yield _no_sheet()
        return
    sheet, *others = source.sheets
    if others:
        yield _other_sheets(sheet, others)
    first = next(sheet.batches, None)
    try:
        looked_at = _Head.of(_empty(sheet) if first is None else first)
        plan = (
            _inferred(sheet, looked_at)
            if source.schema is None
            else _declared(source.schema, sheet, looked_at)
        )
    except SchemaError as error:
        yield error.finding()
        return
    yield from plan.findings
    if plan.table is None:
        return
    table = replace(plan.table, facets=_facets(plan, first))
    opened = _empty(sheet) if first is None else first
    for batch in looked_through(plan.decimals, opened, sheet.batches):
        if isinstance(batch, Finding):
            yield batch
        else:
            yield Rows(table, _picked(batch, plan.places, table))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which column of the file is which of the table.

    :param table: None when the header is not the declared one
    :param places: for each column of the table, its place in the file
    """

    table: Table | None
    places: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    decimals: tuple[Later, ...] = ()


@dataclass(frozen=True, slots=True)
class _Head:
    """The first rows, which are looked at, and which of their cells were values in the file."""

    rows: pa.RecordBatch
    values: Mapping[int, pa.BooleanArray]

    @classmethod
    def of(cls, first: pa.RecordBatch) -> "_Head":
        return cls(first.slice(0, ROWS_LOOKED_AT), values_of(first))

    def cells(self, column: Column, place: int) -> Cells:
        """Give the cells of a column."""
        lines, cells = self.rows.column(0), self.rows.column(place + 1)
        if place not in self.values:
            return Cells(column, lines, cells)
        values = self.values[place].slice(0, ROWS_LOOKED_AT)
        if values.null_count:
            # Nothing more is said of cells that are told to be wrong already.
            cells = pc.if_else(values, cells, cells)
        return Cells(column, lines, cells, tuple(values.to_pylist()))


def _declared(schema: Mapping[str, Any], sheet: Sheet, head: _Head) -> _Plan:
    table, match = table_of(schema), fields_match(schema)
    named = {column.name: column for column in table.columns}
    found = {name.strip(): place for place, name in enumerate(sheet.header)}
    missing = [name for name in named if name not in found]
    extra = [name for name in found if name not in named]
    if missing or (extra and match != "subset"):
        return _Plan(None, findings=_other_columns(missing, extra if match != "subset" else []))
    order = found if match == "subset" else named
    columns = tuple(named.get(name) or _guess(head, name, found[name]) for name in order)
    places = tuple(found[name] for name in order)
    in_order = match != "exact" or places == tuple(sorted(places))
    told = [] if in_order else [_other_order()]
    if guessed := [column for column in columns if column.inferred]:
        told.append(_guessed(guessed, _UNDESCRIBED))
    marked = {f["name"].strip() for f in schema["fields"] if "decimalChar" in f}
    return _planned(replace(table, columns=columns), places, head, ((*told,), marked))


def _inferred(sheet: Sheet, head: _Head) -> _Plan:
    columns = tuple(_guess(head, name.strip(), at) for at, name in enumerate(sheet.header))
    table = Table(TABLE_NAME, "", say("One row for each row of the file"), columns)
    told = (_guessed(columns, _NO_SCHEMA),)
    return _planned(table, tuple(range(len(columns))), head, (told, frozenset()))


def _guess(head: _Head, name: str, place: int) -> Column:
    cells = head.cells(Column(name, Kind.TEXT), place)
    return infer(name, cells.texts, cells.values)


def _planned(
    table: Table,
    places: tuple[int, ...],
    head: _Head,
    known: tuple[tuple[Finding, ...], Set[str]],
) -> _Plan:
    """Say what is doubtful of the columns that nobody described, and of numbers in any.

    :param known: what is told already, and the columns whose mark before decimals was declared
    """
    told, marked = known
    renamed, notes = _beside_ours(table)
    named = zip(table.columns, renamed.columns, places, strict=True)
    cells = [(old.name, head.cells(new, place), place) for old, new, place in named]
    guessed = [one for _, one, _ in cells if one.column.inferred]
    unmarked = [
        (one, place)
        for name, one, place in cells
        if one.column.kind in {Kind.DECIMAL, Kind.MONEY} and not one.column.group_mark
        if name not in marked
    ]
    marks = (
        marks_guessed(one)
        for one in guessed
        if one.column.group_mark or one.column.decimal_mark != "."
    )
    days = (days_guessed(one) for one in guessed if one.column.date_format)
    declared = (one for one, _ in unmarked if not one.column.inferred)
    doubts = filter(None, map(may_mean_thousands, declared))
    odd = (finding for one in guessed for finding in doubtful(one))
    twice = filter(None, (doubled(head.rows, renamed),)) if guessed and not table.key else ()
    findings = (*told, *marks, *days, *notes, *doubts, *odd, *twice)
    return _Plan(renamed, places, findings, tuple(Later(*one) for one in unmarked))


def _beside_ours(table: Table) -> tuple[Table, tuple[Finding, ...]]:
    """Give way to the columns that every published table has."""
    taken = {column.name.casefold() for column in table.columns} | _OURS
    renamed: dict[str, str] = {}
    for column in table.columns:
        if column.name.casefold() in _OURS:
            free = column.name + "_"
            while free.casefold() in taken:
                free += "_"
            renamed[column.name] = free
            taken.add(free.casefold())
    columns = tuple(replace(c, name=renamed.get(c.name, c.name)) for c in table.columns)

    def new(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(renamed.get(name, name) for name in names)

    foreign = tuple(
        replace(key, columns=new(key.columns), to=key.to if key.table else new(key.to))
        for key in table.foreign
    )
    notes = tuple(_renamed(old, name) for old, name in renamed.items())
    table = replace(table, columns=columns, key=new(table.key), foreign=foreign)
    return replace(table, unique=tuple(new(names) for names in table.unique)), notes


def _picked(batch: pa.RecordBatch, places: Sequence[int], table: Table) -> pa.RecordBatch:
    """Put a batch's columns in the table's order, under the table's names."""
    values = values_of(batch)
    cells = [
        as_declared(column, batch.column(place + 1), values[place])
        if place in values
        else batch.column(place + 1)
        for column, place in zip(table.columns, places, strict=True)
    ]
    return pa.record_batch([batch.column(0), *cells], ["line", *(c.name for c in table.columns)])


def _empty(sheet: Sheet) -> pa.RecordBatch:
    cells = [pa.array([], pa.string())] * len(sheet.header)
    names = [str(place) for place in range(len(sheet.header))]
    return pa.record_batch([pa.array([], pa.int64()), *cells], ["line", *names])


def _facets(plan: _Plan, first: pa.RecordBatch | None) -> tuple[str, ...]:
    """Choose the columns whose few values are worth counting: districts, states, years."""
    if plan.table is None or first is None:
        return ()
    named = zip(plan.table.columns, plan.places, strict=True)
    few = [c.name for c, place in named if _has_few_values(c, first.column(place + 1))]
    return tuple(few[:_FACETS_MOST])


def _has_few_values(column: Column, cells: pa.Array) -> bool:
    if column.personal or column.kind in {Kind.MONEY, Kind.DECIMAL, Kind.JSON, Kind.DATETIME}:
        return False
    values: int = pc.count_distinct(cells).as_py()
    return 1 < values <= min(_FACET_VALUES_MOST, len(cells) // _FACET_ROWS_A_VALUE)


def _no_sheet() -> Finding:
    return Finding(
        "file_is_a_table",
        Weight.STOP,
        say("The file holds no table."),
        write=say("Hand in a table: CSV or XLSX, with a header row."),
    )


def _other_sheets(sheet: Sheet, others: Sequence[Sheet]) -> Finding:
    return Finding(
        "workbook_has_one_table",
        Weight.WARN,
        say("Only sheet {sheet} was read; these were not: {others}."),
        {"sheet": sheet.name, "others": ", ".join(other.name for other in others)},
        say("Save each sheet as a file of its own, and hand in each as a dataset of its own."),
    )


def _other_columns(missing: list[str], extra: list[str]) -> tuple[Finding, ...]:
    findings = []
    if missing:
        findings.append(
            Finding(
                "columns_are_declared",
                Weight.STOP,
                say("The file has no column {columns}, which its Table Schema describes."),
                {"columns": ", ".join(missing)},
                say("Write the names in the header as they stand in the schema, letter by letter."),
            )
        )
    if extra:
        findings.append(
            Finding(
                "columns_are_declared",
                Weight.STOP,
                say("The file has the column {columns}, which its Table Schema does not describe."),
                {"columns": ", ".join(extra)},
                say("Describe the column in the schema, or take it out of the file."),
            )
        )
    return tuple(findings)


def _other_order() -> Finding:
    return Finding(
        "columns_stand_in_order",
        Weight.WARN,
        say("The columns stand in another order than in the Table Schema; each went by its name."),
        write=say("Put the columns, or the fields of the schema, in one order."),
    )


_NO_SCHEMA: Final = say(
    "No Table Schema came with the file, so the kinds of its columns are a guess: {kinds}."
)
_UNDESCRIBED: Final = say(
    "The Table Schema does not describe these columns, so their kinds are a guess: {kinds}."
)


def _guessed(columns: Sequence[Column], message: str) -> Finding:
    kinds = ", ".join(f"{column.name} ({column.kind})" for column in columns)
    return Finding(
        "columns_are_described",
        Weight.NOTE,
        message,
        {"kinds": kinds},
        say(
            "Hand in a Table Schema to say what each column is; the guess can be taken as a start."
        ),
    )


def _renamed(old: str, new: str) -> Finding:
    return Finding(
        "names_are_free",
        Weight.NOTE,
        say("Column {old} is published as {new}: every table here has a column {old} of its own."),
        {"old": old, "new": new},
        column=new,
    )

"""All current files in, what stands of each village out: the newest file of a budget holds."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.villages.columns import DIRECTIONS
from pendopo.registers.villages.folded import FOLDED, REPLACED_TOGETHER
from pendopo.terms.column import Kind, Table
from pendopo.terms.register import REPLACED

_BETWEEN: Final = "\x1f"
KINDS: Final = {
    Kind.TEXT: pa.string(),
    Kind.CODE: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.DECIMAL: pa.decimal128(38, 9),
    Kind.MONEY: pa.decimal128(18, 2),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.YEAR: pa.int16(),
}
_ONE_DAY: Final = pa.scalar(timedelta(days=1), pa.duration("s"))
_OF_THE_LINES: Final = ("carried_out_until", "stated_balance")
_KEPT: Final = ("regulation", "decided_on", "run_by", "complaints_to", "note", *_OF_THE_LINES)
_SUMS: Final = dict(
    zip(DIRECTIONS, ("revenue", "expenditure", "financing_in", "financing_out"), strict=True)
)


def merge(tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    """Give of each budget the rows of the file that came in last, and add up what they hold.

    :param tables: the tables of the current publications in log order, with ``entry`` and ``line``,
        and the budgets of those that they took the place of
    :returns: the folded tables, sorted by key
    """
    kept = {
        name: _newest(tables[name], by) for name, by in REPLACED_TOGETHER.items() if name in tables
    }
    books = kept.get("books")
    if books is not None:
        every = _ever(tables["books"], tables.get(REPLACED.format("books")))
        books = _said_before(books, tables["books"], kept.get("lines"))
        books = _first_received(books, every)
        kept["books"] = _added_up(books, kept.get("lines"))
    return {table.name: _as_declared(table, kept.get(table.name)) for table in FOLDED}


def _newest(rows: pa.Table, by: Sequence[str]) -> pa.Table:
    """Keep of the rows that agree in some columns those of the newest entry."""
    group = _groups(rows, by)
    newest = pa.table({"group": group, "entry": rows["entry"]})
    newest = newest.group_by("group").aggregate([("entry", "max")]).sort_by("group")
    # Groups are numbered from 0 without a gap: a group's number is its place.
    return rows.filter(pc.equal(rows["entry"], newest["entry_max"].take(group)))


def _groups(rows: pa.Table, by: Sequence[str]) -> pa.Array:
    """Give each row the number of its group, by what stands in some columns."""
    return _named(rows, by).dictionary_encode().indices


def _named(rows: pa.Table, by: Sequence[str]) -> pa.Array:
    parts = [pc.fill_null(rows[name].combine_chunks().cast(pa.string()), "") for name in by]
    return pc.binary_join_element_wise(*parts, _BETWEEN)


def _ever(books: pa.Table, replaced: pa.Table | None) -> pa.Table:
    """Give the budgets of all files, also of those that a file took the place of.

    What a file was handed in anew without counts no more: it was taken back.
    """
    if replaced is None:
        return books
    by = ("entry", *REPLACED_TOGETHER["books"])
    stands = pc.is_in(_named(replaced, by), _named(books, by))
    return pa.concat_tables([replaced.filter(stands), books], promote_options="permissive")


def _said_before(books: pa.Table, every: pa.Table, lines: pa.Table | None) -> pa.Table:
    """Fill in what earlier files say of a budget and the newest does not say anew.

    Until when it was carried out and what is left are facts of its lines: they go with them.
    """
    by = REPLACED_TOGETHER["books"]
    names, all_names = _named(books, by), _named(every, by)
    since = pa.nulls(every.num_rows, pa.int64())
    if lines is not None:
        of_lines = pa.table({"book": _named(lines, by), "entry": lines["entry"].combine_chunks()})
        of_lines = of_lines.group_by("book").aggregate([("entry", "max")])
        place = pc.index_in(all_names, of_lines["book"].combine_chunks())
        since = of_lines["entry_max"].combine_chunks().take(place)
    at = pa.array(range(every.num_rows), pa.int64())
    of_these_lines = pc.greater_equal(every["entry"].combine_chunks(), pc.fill_null(since, 0))
    for column in _KEPT:
        if column not in every.column_names:
            continue
        told = every[column].combine_chunks()
        if column in _OF_THE_LINES:
            told = pc.if_else(of_these_lines, told, pa.scalar(None, told.type))
        # In log order: of the rows that say something the last one of each budget.
        rows = pa.table({"book": all_names, "at": at}).filter(pc.is_valid(told))
        last = rows.group_by("book").aggregate([("at", "max")])
        place = pc.index_in(names, last["book"].combine_chunks())
        found = told.take(last["at_max"].combine_chunks().take(place))
        filled = pc.coalesce(books[column].combine_chunks(), found)
        books = books.set_column(books.column_names.index(column), column, filled)
    return books


def _first_received(books: pa.Table, every: pa.Table) -> pa.Table:
    """Add the day of the first file of each budget, and of the first one of its whole year."""
    day = every["received_on"].combine_chunks()
    named = pa.table({"book": _named(every, REPLACED_TOGETHER["books"]), "day": day})
    books = _with_first(books, named, "first_received_on")
    until = pc.coalesce(every["carried_out_until"].combine_chunks(), day)
    # The last of December, or later: the day after it lies in another year.
    ended = pc.greater(pc.year(pc.add(until, _ONE_DAY)), every["year"].combine_chunks())
    whole = pc.and_(ended, pc.equal(every["phase"].combine_chunks(), "executed"))
    return _with_first(books, named.filter(whole), "year_received_on")


def _with_first(books: pa.Table, days: pa.Table, column: str) -> pa.Table:
    first = days.group_by("book").aggregate([("day", "min")])
    place = pc.index_in(_named(books, REPLACED_TOGETHER["books"]), first["book"].combine_chunks())
    return books.append_column(column, first["day_min"].combine_chunks().take(place))


def _added_up(books: pa.Table, lines: pa.Table | None) -> pa.Table:
    """Add to each budget its sums; a budget without lines has none, which is not zero."""
    by = REPLACED_TOGETHER["books"]
    sums: dict[tuple[str, str], Decimal] = {}
    if lines is not None:
        rows = pa.table(
            {
                "book": _named(lines, by),
                "direction": lines["direction"].combine_chunks(),
                "amount": lines["amount"].combine_chunks(),
            }
        )
        added = rows.group_by(["book", "direction"]).aggregate([("amount", "sum")])
        for book, direction, amount in zip(
            *(added[name].to_pylist() for name in ("book", "direction", "amount_sum")), strict=True
        ):
            sums[book, direction] = amount
    names = _named(books, by).to_pylist()
    known = {book for book, _ in sums}
    columns: dict[str, list[Decimal | None]] = {name: [] for name in (*_SUMS.values(), "balance")}
    for book in names:
        if book not in known:
            for column in columns.values():
                column.append(None)
            continue
        found = [sums.get((book, one), Decimal(0)) for one in DIRECTIONS]
        for name, amount in zip(_SUMS.values(), found, strict=True):
            columns[name].append(amount)
        columns["balance"].append(balance(*found))
    for name, amounts in columns.items():
        books = books.append_column(name, pa.array(amounts, pa.decimal128(18, 2)))
    return books


def balance(revenue: Decimal, expenditure: Decimal, came: Decimal, went: Decimal) -> Decimal:
    """Give what is left: Permendagri 20/2018, revenue - spending + financing."""
    return revenue - expenditure + came - went


def _as_declared(table: Table, rows: pa.Table | None) -> pa.Table:
    """Lay the rows out as declared; columns that an earlier version of a table lacks are empty."""
    kinds = {"entry": pa.int64(), "line": pa.int64()}
    kinds |= {column.name: KINDS[column.kind] for column in table.columns}
    if rows is None:
        return pa.table({name: pa.array([], kind) for name, kind in kinds.items()})
    size = rows.num_rows
    columns = {
        name: rows[name].cast(kind) if name in rows.column_names else pa.nulls(size, kind)
        for name, kind in kinds.items()
    }
    order = [(name, "ascending") for name in (*table.key, "entry", "line")]
    return pa.table(columns).sort_by(order)

"""All current releases in, the present state of each contracting process out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from pendopo.registers.contracts.merged.about import (
    party_rows,
    planning_rows,
    process_row,
    quarantined_row,
    related_rows,
    undated_rows,
)
from pendopo.registers.contracts.merged.beside import (
    amendment_rows,
    document_rows,
    item_rows,
    milestone_rows,
)
from pendopo.registers.contracts.merged.competition import (
    bid_rows,
    lot_rows,
    tender_rows,
    tenderer_rows,
)
from pendopo.registers.contracts.merged.outcome import (
    award_rows,
    contract_rows,
    supplier_rows,
    transaction_rows,
)
from pendopo.registers.contracts.merged.process import Process, Row, Told
from pendopo.registers.contracts.rates import Rates
from pendopo.registers.contracts.tables import FOLDED, RATES
from pendopo.registers.contracts.values import instant_of
from pendopo.standards.ocds.double import parse_double
from pendopo.standards.ocds.merge import MergeError, compile_in_order
from pendopo.standards.ocds.rules import Rules
from pendopo.standards.ocds.told import rules_told
from pendopo.terms.column import Kind, Table

_TYPES: Final = {
    Kind.TEXT: pa.string(),
    Kind.CODE: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.DECIMAL: pa.decimal128(38, 9),
    Kind.MONEY: pa.decimal128(18, 2),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.DATETIME: pa.timestamp("us"),
}
_PLACED: Final = 2  # entry and line stand before the declared columns
_BEFORE_ALL: Final = datetime.min  # noqa: DTZ901 - instants are in UTC, without a zone


def merge(tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    """Merge releases by ocid; a process whose releases contradict each other is set apart by name.

    :param tables: ``releases`` and ``exchange_rates`` of the current publications in log order,
        with ``entry`` and ``line``; the others are left aside, since the releases hold all that
        they do
    :returns: the folded tables, sorted by key; ``entry`` and ``line`` are those of the newest
        release that tells of the row

    Source: OCDS 1.1, merging.
    """
    rates = _rates(tables.get(RATES.name))
    rows: dict[str, list[Row]] = {table.name: [] for table in FOLDED}
    for ocid, releases, rules in _processes(tables["releases"]):
        for name, found in _fold(ocid, releases, rates, rules).items():
            rows[name].extend(found)
    # Those of several processes stand in the order of the ocid already, which begins each key.
    for name, found in rows.items():
        found.sort(key=_KEYS[name])
    return {table.name: _arrow(table, rows[table.name]) for table in FOLDED}


def _processes(releases: pa.Table) -> Iterator[tuple[str, list[Told], Rules]]:
    """Give each ocid with its releases in log order, and the rules by which they merge.

    The extensions that their packages name, and that are at hand, have a say in how lists merge,
    and so have those that the government hands along.
    """
    columns = [releases.column(name).to_pylist() for name in ("ocid", "entry", "line", "json")]
    for name in ("zone", "home_currency", "extensions"):  # earlier versions published none
        told = name in releases.column_names
        columns.append(_same(releases.column(name)) if told else [None] * len(columns[0]))
    ordered = sorted(zip(*columns, strict=True), key=itemgetter(0))
    for ocid, group in groupby(ordered, key=itemgetter(0)):
        rows = list(group)
        told_with = dict.fromkeys(addresses for *_, addresses in rows if addresses)
        rules = rules_told(" ".join(told_with).split())
        yield ocid, [_told(*rest) for _, *rest, _ in rows], rules


def _same(column: pa.ChunkedArray) -> list[str | None]:
    """Give texts of which nearly all are alike, each once in memory."""
    found: list[str | None] = []
    for chunk in column.cast(pa.string()).dictionary_encode().chunks:
        words = chunk.dictionary.to_pylist()
        found += [None if at is None else words[at] for at in chunk.indices.to_pylist()]
    return found


def _rates(rows: pa.Table | None) -> Rates:
    names = ("currency", "home_currency", "day", "rate")
    columns = [rows.column(name).to_pylist() for name in names] if rows is not None else []
    return Rates(zip(*columns, strict=True))


def _told(entry: int, line: int, json: str, zone: str | None, home: str | None) -> Told:
    content, there = parse_double(json), _zone(zone)
    date = content.get("date")
    instant = instant_of(date, there)
    moment = instant.utc if instant else None
    return Told(entry, line, content, there, home or "", moment, instant or instant_of(date))


@cache
def _zone(name: str | None) -> tzinfo | None:
    return ZoneInfo(name) if name else None


def _fold(ocid: str, releases: Sequence[Told], rates: Rates, rules: Rules) -> dict[str, list[Row]]:
    ordered = sorted(releases, key=_moment) if len(releases) > 1 else releases
    undated = undated_rows(ocid, releases)
    try:
        compiled, notes, last = compile_in_order([told.content for told in ordered], rules)
    except MergeError as error:
        row = quarantined_row(ocid, ordered, len(undated), str(error))
        return {"processes": [row], "undated": undated}
    process = Process(ocid, compiled, ordered, rates, last=last)
    parts = list(process.parts())
    rows = {
        "planning": planning_rows(process),
        "tenders": tender_rows(process),
        "lots": lot_rows(process),
        "items": item_rows(process, parts),
        "bids": bid_rows(process),
        "tenderers": tenderer_rows(process),
        "awards": award_rows(process),
        "suppliers": supplier_rows(process),
        "contracts": contract_rows(process),
        "amendments": amendment_rows(process, parts),
        "transactions": transaction_rows(process),
        "milestones": milestone_rows(process, parts),
        "documents": document_rows(process, parts),
        "parties": party_rows(process),
        "related_processes": related_rows(process),
        "undated": undated,
    }
    rows["processes"] = [process_row(process, len(undated), "; ".join(notes.told()) or None)]
    return rows


def _moment(told: Told) -> datetime:
    return told.moment or _BEFORE_ALL


_KEYS: Final = {
    table.name: itemgetter(
        *(_PLACED + [one.name for one in table.columns].index(name) for name in table.key)
    )
    for table in FOLDED
}


def _arrow(table: Table, rows: Sequence[Row]) -> pa.Table:
    """Lay the rows out in columns."""
    names = ["entry", "line", *(column.name for column in table.columns)]
    kinds = [Kind.INTEGER, Kind.INTEGER, *(column.kind for column in table.columns)]
    cells: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = [pa.array(one, _TYPES[kind]) for one, kind in zip(cells, kinds, strict=True)]
    return pa.table(arrays, names=names)

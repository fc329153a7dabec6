"""All current releases in, the present state of each contracting process out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa

from pendopo.registers.contracts.tables import FOLDED
from pendopo.registers.contracts.values import (
    count_of,
    day_of,
    instant_of,
    money_of,
    object_at,
    objects_at,
    text_of,
)
from pendopo.standards.ocds.exact import dump, parse
from pendopo.standards.ocds.merge import MergeError, compile_releases, in_order
from pendopo.terms.column import Kind, Table

_NOT_STANDING = frozenset({"cancelled", "unsuccessful"})
_ARROW_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.CODE: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.MONEY: pa.decimal128(18, 2),
    Kind.DATE: pa.date32(),
    Kind.DATETIME: pa.timestamp("us"),
}

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Release:
    """One release and where it was published: the log's index and the position in the file."""

    entry: int
    line: int
    content: dict[str, Any]


def merge(tables: Mapping[str, pa.Table]) -> Mapping[str, pa.Table]:
    """Merge releases by ocid; a process whose releases contradict each other is set apart by name.

    :param tables: ``releases`` of the current publications in log order, with ``entry`` and
        ``line``; the others are left aside, since the releases hold all that they do
    :returns: the folded tables, sorted by key; ``entry`` and ``line`` are those of the newest
        release that tells of the row

    Source: OCDS 1.1, merging.
    """
    rows: dict[str, list[Record]] = {table.name: [] for table in FOLDED}
    for ocid, releases in _processes(tables["releases"]):
        for name, records in _fold(ocid, releases).items():
            rows[name].extend(records)
    return {table.name: _arrow(table, rows[table.name]) for table in FOLDED}


def _processes(releases: pa.Table) -> Iterator[tuple[str, list[_Release]]]:
    """Give each ocid with its releases in log order."""
    columns = (releases.column(name).to_pylist() for name in ("ocid", "entry", "line", "json"))
    ordered = sorted(zip(*columns, strict=True), key=itemgetter(0))
    for ocid, group in groupby(ordered, key=itemgetter(0)):
        yield ocid, [_Release(entry, line, parse(text.encode())) for _, entry, line, text in group]


def _fold(ocid: str, releases: Sequence[_Release]) -> dict[str, list[Record]]:
    contents = [release.content for release in releases]
    ordered = [releases[place] for place in in_order(contents)]
    facts = {
        "ocid": ocid,
        "entry": ordered[-1].entry,
        "line": ordered[-1].line,
        "releases": len(ordered),
        "last_release": _last_moment(ordered),
    }
    try:
        compiled = compile_releases(contents)
    except MergeError as error:
        return {"processes": [{**facts, "quarantined": str(error)}]}
    process = _Process(ocid, compiled.release, ordered)
    facts["notes"] = "; ".join(compiled.notes.told()) or None
    return {
        "processes": [facts | process.summary()],
        "awards": process.awards(),
        "suppliers": process.suppliers(),
        "contracts": process.contracts(),
    }


def _last_moment(ordered: Sequence[_Release]) -> object:
    instant = instant_of(ordered[-1].content.get("date"))
    return instant.utc if instant else None


class _Process:
    """One process: its compiled release, and the releases it was made from, oldest first."""

    def __init__(self, ocid: str, compiled: dict[str, Any], ordered: Sequence[_Release]) -> None:
        self._ocid = ocid
        self._compiled = compiled
        self._told = {part: _told(ordered, part) for part in ("awards", "contracts")}
        self._names = {
            text_of(party.get("id")): text_of(party.get("name"))
            for party in objects_at(compiled, "parties")
        }

    def summary(self) -> Record:
        """Give the process's own row."""
        tender = object_at(self._compiled, "tender")
        period = object_at(tender, "tenderPeriod")
        buyer = object_at(self._compiled, "buyer")
        awards = _standing(self._compiled, "awards")
        contracts = _standing(self._compiled, "contracts")
        award_amount, award_currency = _sum(awards)
        contract_amount, contract_currency = _sum(contracts)
        return {
            "title": text_of(tender.get("title")) or text_of(self._compiled.get("title")),
            "buyer": self._name(buyer),
            "buyer_id": text_of(buyer.get("id")),
            "status": text_of(tender.get("status")),
            "method": text_of(tender.get("procurementMethod")),
            "category": text_of(tender.get("mainProcurementCategory")),
            **_value(tender, "tender_amount", "tender_currency"),
            "tender_opened": day_of(period.get("startDate")),
            "tender_closed": day_of(period.get("endDate")),
            "tenderers": _tenderers(tender),
            "awards": len(awards),
            "award_date": _first_day(awards),
            "award_amount": award_amount,
            "award_currency": award_currency,
            "contracts": len(contracts),
            "contract_amount": contract_amount,
            "contract_currency": contract_currency,
        }

    def awards(self) -> list[Record]:
        """Give one row per award."""
        return [
            {
                **self._found("awards", award),
                "award_id": award_id,
                "title": text_of(award.get("title")),
                "status": text_of(award.get("status")),
                "date": day_of(award.get("date")),
                **_value(award, "amount", "currency"),
                "suppliers": "; ".join(self._supplier_names(award)) or None,
            }
            for award_id, award in _named(objects_at(self._compiled, "awards"))
        ]

    def suppliers(self) -> list[Record]:
        """Give one row per supplier of an award."""
        return [
            {
                **self._found("awards", award),
                "award_id": award_id,
                "supplier_id": supplier_id,
                "supplier": self._name(supplier),
            }
            for award_id, award in _named(objects_at(self._compiled, "awards"))
            for supplier_id, supplier in _named(objects_at(award, "suppliers"))
        ]

    def contracts(self) -> list[Record]:
        """Give one row per contract."""
        return [
            {
                **self._found("contracts", contract),
                "contract_id": contract_id,
                "award_id": text_of(contract.get("awardID")),
                "title": text_of(contract.get("title")),
                "status": text_of(contract.get("status")),
                "signed": day_of(contract.get("dateSigned")),
                "starts": day_of(object_at(contract, "period").get("startDate")),
                "ends": day_of(object_at(contract, "period").get("endDate")),
                **_value(contract, "amount", "currency"),
            }
            for contract_id, contract in _named(objects_at(self._compiled, "contracts"))
        ]

    def _name(self, party: dict[str, Any]) -> str | None:
        """Give the name in a reference, or that of the party it refers to."""
        return text_of(party.get("name")) or self._names.get(text_of(party.get("id")))

    def _supplier_names(self, award: dict[str, Any]) -> list[str]:
        names = (self._name(supplier) for supplier in objects_at(award, "suppliers"))
        return list(dict.fromkeys(name for name in names if name))

    def _found(self, part: str, item: dict[str, Any]) -> Record:
        """Say which release tells last of an award or a contract."""
        release = self._told[part][text_of(item.get("id"))]
        return {"ocid": self._ocid, "entry": release.entry, "line": release.line}


def _told(ordered: Sequence[_Release], part: str) -> dict[str | None, _Release]:
    """Give the newest release that tells of each id; under None that of any without one."""
    return {
        text_of(item.get("id")): release
        for release in ordered
        for item in objects_at(release.content, part)
    }


def _standing(compiled: dict[str, Any], part: str) -> list[dict[str, Any]]:
    items = (item for _, item in _named(objects_at(compiled, part)))
    return [item for item in items if item.get("status") not in _NOT_STANDING]


def _named(items: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Give each item under its id, or under its place where it has none; ids are unique.

    The merge repeats an item without an id in every release; one equal to another is counted once.
    """
    named: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    for place, item in enumerate(items, start=1):
        item_id = text_of(item.get("id"))
        if item_id is None:
            content = dump(item)
            if content in seen:
                continue
            seen.add(content)
        named[item_id or f"no-id-{place}"] = item
    return list(named.items())


def _tenderers(tender: dict[str, Any]) -> int | None:
    count = count_of(tender.get("numberOfTenderers"))
    if count is None:
        return len(_named(objects_at(tender, "tenderers"))) or None
    return count


def _first_day(awards: list[dict[str, Any]]) -> date | None:
    days = (day_of(award.get("date")) for award in awards)
    return min((day for day in days if day), default=None)


def _value(part: dict[str, Any], amount: str, currency: str) -> Record:
    value = object_at(part, "value")
    return {amount: money_of(value.get("amount")), currency: text_of(value.get("currency"))}


def _sum(parts: list[dict[str, Any]]) -> tuple[Decimal | None, str | None]:
    """Add values of one currency; a sum with an unknown part is unknown, not smaller."""
    values = [_value(part, "amount", "currency") for part in parts]
    currencies = {value["currency"] for value in values}
    amounts = [value["amount"] for value in values]
    if len(currencies) != 1:
        return None, None
    [currency] = currencies
    if None in amounts:
        return None, currency
    return money_of(sum(amounts, Decimal(0))), currency


def _arrow(table: Table, records: list[Record]) -> pa.Table:
    """Lay the rows out in columns, sorted by the table's key."""
    ordered = sorted(records, key=itemgetter(*table.key))
    columns = {
        "entry": pa.array([record["entry"] for record in ordered], pa.int64()),
        "line": pa.array([record["line"] for record in ordered], pa.int64()),
    }
    for column in table.columns:
        cells = [record.get(column.name) for record in ordered]
        columns[column.name] = pa.array(cells, _ARROW_TYPES[column.kind])
    return pa.table(columns)

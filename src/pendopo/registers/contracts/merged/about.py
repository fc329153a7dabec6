"""Rows of what is said of a process as a whole: its state, plan, parties and relations."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pendopo.registers.contracts.merged.process import (
    NO_ID,
    Item,
    Process,
    Row,
    Told,
    named,
    value_of,
)
from pendopo.registers.contracts.values import (
    amount_of,
    count_of,
    day_of,
    joined,
    money_of,
    object_at,
    objects_at,
    text_of,
    texts_of,
)
from pendopo.standards.ocds.exact import dump
from pendopo.standards.ocds.instant import parse_instant

# As a system without a date writes it, whose month and day are right or not: 1-01-01.
_YEAR_1 = re.compile(r"0{0,3}1-\d", re.ASCII)
_NOT_STANDING = frozenset({"cancelled", "unsuccessful"})


def process_row(process: Process, undated: int, notes: str | None) -> Row:
    """Give the process's own row; asked for last, since it counts the dates of the others."""
    tender = process.tender
    buyer = object_at(process.compiled, "buyer")
    awards = [one for _, one in process.awards if one.get("status") not in _NOT_STANDING]
    contracts = [one for _, one in process.contracts if one.get("status") not in _NOT_STANDING]
    opened, closed = _period(tender)
    estimate = value_of(tender)
    compared = process.compare(
        amount_of(estimate.get("amount")), text_of(estimate.get("currency")), opened, "tender"
    )
    return (
        *_newest(process.ordered, process.ocid),
        text_of(tender.get("title")) or text_of(process.compiled.get("title")),
        process.name(buyer),
        text_of(buyer.get("id")),
        text_of(tender.get("status")),
        text_of(tender.get("procurementMethod")),
        text_of(tender.get("mainProcurementCategory")),
        money_of(estimate.get("amount")),
        text_of(estimate.get("currency")),
        money_of(compared.amount),
        opened,
        closed,
        _tenderers(tender),
        len(awards),
        min((day for day in (day_of(one.get("date")) for one in awards) if day), default=None),
        *_sum(process, awards, ("awards", "date")),
        len(contracts),
        *_sum(process, contracts, ("contracts", "dateSigned")),
        process.home,
        *_released(process.ordered),
        len(process.ordered),
        undated,
        process.zoneless + _zoneless(process.ordered),
        None,
        notes,
    )


def quarantined_row(ocid: str, ordered: Sequence[Told], undated: int, reason: str) -> Row:
    """Give the row of a process that cannot be merged."""
    unknown = (None,) * 22
    counts = (len(ordered), undated, None, reason, None)
    return (*_newest(ordered, ocid), *unknown, *_released(ordered), *counts)


def undated_rows(ocid: str, ordered: Sequence[Told]) -> list[Row]:
    """Give the releases that have no date, or one in year 1, in the order of the log."""
    found: list[Row] = []
    for told in ordered:
        if told.written is not None:
            continue
        written = told.content.get("date")
        release_id = text_of(told.content.get("id"))
        place = told.entry, told.line, ocid, len(found) + 1
        found.append((*place, release_id, *_undated(written)))
    return found


def planning_rows(process: Process) -> list[Row]:
    """Give one row where the process tells of its plan."""
    planning = object_at(process.compiled, "planning")
    if not planning:
        return []
    budget = object_at(planning, "budget")
    worth = process.worth(object_at(budget, "amount"), None, "planning")
    return [
        (
            *process.begin("planning"),
            text_of(budget.get("id")),
            text_of(budget.get("description")),
            *worth.value,
            text_of(budget.get("project")),
            text_of(planning.get("rationale")),
            text_of(budget.get("projectID")),
            *worth.compared,
        )
    ]


def party_rows(process: Process) -> list[Row]:
    """Give one row per organisation; its contact point stays in the releases."""
    rows: list[Row] = []
    for party_id, party in process.organisations(
        objects_at(process.compiled, "parties"), "parties"
    ):
        identifier, address = object_at(party, "identifier"), object_at(party, "address")
        rows.append(
            (
                *process.begin("parties", party),
                party_id,
                text_of(party.get("name")),
                texts_of(party.get("roles")),
                text_of(identifier.get("scheme")),
                text_of(identifier.get("id")),
                text_of(identifier.get("legalName")),
                coded(objects_at(party, "additionalIdentifiers")),
                text_of(address.get("streetAddress")),
                text_of(address.get("locality")),
                text_of(address.get("region")),
                text_of(address.get("postalCode")),
                text_of(address.get("countryName")),
            )
        )
    return rows


def related_rows(process: Process) -> list[Row]:
    """Give one row per process that this one, or one of its contracts, refers to."""
    rows: list[Row] = []
    whole = (process.begin("process"), "process", NO_ID, process.compiled)
    contracts = [
        (process.begin("contracts", contract), "contract", name, contract)
        for name, contract in process.contracts
    ]
    for begun, part, part_id, content in (whole, *contracts):
        for related_id, related in named(objects_at(content, "relatedProcesses")):
            rows.append(
                (
                    *(*begun, part, part_id, related_id),
                    texts_of(related.get("relationship")),
                    text_of(related.get("scheme")),
                    text_of(related.get("identifier")),
                    text_of(related.get("title")),
                    text_of(related.get("uri")),
                )
            )
    return rows


def coded(codes: list[Item]) -> str | None:
    """Join codes, each with its scheme: ``CPV 45000000; UNSPSC 72000000``."""
    pairs = ((text_of(one.get("scheme")), text_of(one.get("id"))) for one in codes)
    return joined([" ".join(word for word in pair if word) for pair in pairs])


def _newest(ordered: Sequence[Told], ocid: str) -> Row:
    return ordered[-1].entry, ordered[-1].line, ocid


def _period(tender: Item) -> tuple[date | None, date | None]:
    period = object_at(tender, "tenderPeriod")
    return day_of(period.get("startDate")), day_of(period.get("endDate"))


def _released(ordered: Sequence[Told]) -> Row:
    """Give the moments of the oldest release with a date and of the newest."""
    first = next((told.moment for told in ordered if told.moment), None)
    return first, ordered[-1].moment


def _zoneless(ordered: Sequence[Told]) -> int:
    dates = (told.written for told in ordered)
    return sum(written is not None and not written.exact for written in dates)


def _tenderers(tender: Item) -> int | None:
    count = count_of(tender.get("numberOfTenderers"))
    if count is None:
        return len(named(objects_at(tender, "tenderers"))) or None
    return count


def _sum(process: Process, parts: list[Item], about: tuple[str, str]) -> Row:
    """Add values of one currency; a sum with an unknown part is unknown, not smaller.

    Values of several currencies are added where each has its rate, and only so.

    :param about: the name of the list, and of the field that holds the day of a value
    :returns: the sum, its currency, and the sum in the home currency
    """
    name, dated = about
    values = [(one, value_of(one)) for one in parts]
    currencies = {text_of(value.get("currency")) for _, value in values}
    amounts = [amount_of(value.get("amount")) for _, value in values]
    if process.home and currencies == {process.home}:  # as nearly all are
        total = _added(amounts)
        return total, process.home, total
    compared = [
        process.compare(
            amount,
            text_of(value.get("currency")),
            day_of(one.get(dated)),
            (name, text_of(one.get("id"))),
        ).amount
        for (one, value), amount in zip(values, amounts, strict=True)
    ]
    if len(currencies) != 1:
        return None, None, _added(compared or [None])
    return _added(amounts), currencies.pop(), _added(compared)


def _added(amounts: Sequence[Decimal | None]) -> Decimal | None:
    rounded = [money_of(amount) for amount in amounts]
    known = [amount for amount in rounded if amount is not None]
    return money_of(sum(known, Decimal(0))) if len(known) == len(rounded) else None


def _undated(written: object) -> tuple[str | None, str]:
    if written is None or written == "":
        return None, "missing"
    shown = written if isinstance(written, str) else dump(written)
    return shown, "year-1" if parse_instant(shown) or _YEAR_1.match(shown) else "unreadable"

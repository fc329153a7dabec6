"""Rows of what follows the competition: awards, suppliers, contracts, payments."""

from datetime import date

from pendopo.registers.contracts.merged.competition import days
from pendopo.registers.contracts.merged.process import Item, Process, Row, named, value_of
from pendopo.registers.contracts.values import (
    amount_of,
    day_of,
    money_of,
    object_at,
    objects_at,
    text_of,
    texts_of,
)


def award_rows(process: Process) -> list[Row]:
    """Give one row per award."""
    rows: list[Row] = []
    for award_id, award in process.awards:
        day, moment = process.both(award.get("date"))
        worth = process.worth(value_of(award), day, ("awards", text_of(award.get("id"))))
        rows.append(
            (
                *process.begin("awards", award),
                award_id,
                text_of(award.get("title")),
                text_of(award.get("status")),
                day,
                *worth.value,
                process.people(award, "suppliers"),
                moment,
                *worth.compared,
                *days(process, object_at(award, "contractPeriod")),
                texts_of(award.get("relatedBids")) or text_of(award.get("relatedBid")),
                texts_of(award.get("relatedLots")),
            )
        )
    return rows


def supplier_rows(process: Process) -> list[Row]:
    """Give one row per supplier of an award."""
    return [
        (*process.begin("awards", award), award_id, supplier_id, process.name(supplier))
        for award_id, award in process.awards
        for supplier_id, supplier in process.organisations(objects_at(award, "suppliers"), award_id)
    ]


def contract_rows(process: Process) -> list[Row]:
    """Give one row per contract."""
    if not process.contracts:
        return []
    first = _First(process)
    rows: list[Row] = []
    for contract_id, contract in process.contracts:
        signed, signed_at = process.both(contract.get("dateSigned"))
        own = text_of(contract.get("id"))
        worth = process.worth(value_of(contract), signed, ("contracts", own))
        rows.append(
            (
                *process.begin("contracts", contract),
                contract_id,
                text_of(contract.get("awardID")),
                text_of(contract.get("title")),
                text_of(contract.get("status")),
                signed,
                *worth.value,
                *days(process, object_at(contract, "period")),
                signed_at,
                *worth.compared,
                *first.of(own),
                texts_of(contract.get("relatedLots")),
            )
        )
    return rows


def transaction_rows(process: Process) -> list[Row]:
    """Give one row per payment for a contract."""
    rows: list[Row] = []
    for contract_id, contract in process.contracts:
        begun = process.begin("contracts", contract)
        about = "contracts", text_of(contract.get("id"))
        done = object_at(contract, "implementation")
        for transaction_id, one in named(objects_at(done, "transactions")):
            day = process.day(one.get("date"))
            worth = process.worth(value_of(one), day, about)
            payer, payee = object_at(one, "payer"), object_at(one, "payee")
            rows.append(
                (
                    *(*begun, contract_id, transaction_id, day),
                    process.name(payee),
                    *worth.value,
                    process.name(payer),
                    *worth.compared,
                    text_of(payer.get("id")),
                    text_of(payee.get("id")),
                    text_of(one.get("uri")),
                )
            )
    return rows


class _First:
    """What the oldest release that gives it says of each contract's value and last day."""

    def __init__(self, process: Process) -> None:
        self._values: dict[str | None, Item] = {}
        self._ends: dict[str | None, date] = {}
        for told in process.ordered:
            for contract in objects_at(told.content, "contracts"):
                own = text_of(contract.get("id"))
                if own not in self._values and _has_amount(contract):
                    self._values[own] = value_of(contract)
                ends = day_of(object_at(contract, "period").get("endDate"))
                if ends and own not in self._ends:
                    self._ends[own] = ends

    def of(self, own: str | None) -> Row:
        """Give amount, currency and last day; nothing for a contract without an id."""
        value = self._values.get(own, {}) if own else {}
        return (
            money_of(value.get("amount")),
            text_of(value.get("currency")),
            self._ends.get(own) if own else None,
        )


def _has_amount(contract: Item) -> bool:
    return amount_of(value_of(contract).get("amount")) is not None

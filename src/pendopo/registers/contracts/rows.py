"""One release as rows of text: what the rules and the merge read."""

from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from pendopo.registers.contracts.tables import AWARDS, CONTRACTS, TENDERS
from pendopo.registers.contracts.values import (
    amount_of,
    amount_text,
    count_of,
    day_of,
    instant_of,
    object_at,
    objects_at,
    text_of,
)

Row = tuple[str | None, ...]
_AMOUNT_OF_TENDER, _AMOUNT_OF_AWARD, _AMOUNT_OF_CONTRACT = (
    [column.name for column in table.columns].index("amount")
    for table in (TENDERS, AWARDS, CONTRACTS)
)


@dataclass(frozen=True)
class Locale:
    """Where releases are published.

    :param zone: in which dates without one were written: ``Asia/Jakarta``; empty for UTC
    :param currency: in which amounts are compared; empty where none is
    """

    zone: str = ""
    currency: str = ""

    @cached_property
    def tzinfo(self) -> tzinfo | None:
        """The zone; None for UTC."""
        return ZoneInfo(self.zone) if self.zone else None


def release_row(release: dict[str, Any], json: str, there: Locale, extensions: str = "") -> Row:
    """Give the release's row, in the order of the columns of ``tables.RELEASES``.

    :param extensions: what is told with its package: addresses with spaces between
    """
    buyer = object_at(release, "buyer")
    return (
        *_ids(release),
        _moment(release.get("date"), there),
        _tags(release.get("tag")),
        text_of(buyer.get("id")),
        text_of(buyer.get("name")),
        json,
        there.zone or None,
        there.currency or None,
        extensions or None,
    )


def tender_rows(release: dict[str, Any], there: Locale) -> list[Row]:
    """Give one row where the release has a tender."""
    tender = object_at(release, "tender")
    if not tender:
        return []
    period = object_at(tender, "tenderPeriod")
    count = count_of(tender.get("numberOfTenderers"))
    return [
        (
            *_ids(release),
            text_of(tender.get("id")),
            text_of(tender.get("title")),
            text_of(tender.get("status")),
            text_of(tender.get("procurementMethod")),
            text_of(tender.get("mainProcurementCategory")),
            *_value(tender),
            _day(period.get("startDate")),
            _moment(period.get("startDate"), there),
            _moment(period.get("endDate"), there),
            None if count is None else str(count),
        )
    ]


def award_rows(release: dict[str, Any]) -> list[Row]:
    """Give one row per award of the release."""
    return [
        (
            *_ids(release),
            text_of(award.get("id")),
            text_of(award.get("status")),
            _day(award.get("date")),
            *_value(award),
            str(len(objects_at(award, "suppliers"))),
        )
        for award in objects_at(release, "awards")
    ]


def contract_rows(release: dict[str, Any], there: Locale) -> list[Row]:
    """Give one row per contract of the release."""
    return [
        (
            *_ids(release),
            text_of(contract.get("id")),
            text_of(contract.get("awardID")),
            text_of(contract.get("status")),
            _day(contract.get("dateSigned")),
            _moment(object_at(contract, "period").get("startDate"), there),
            _moment(object_at(contract, "period").get("endDate"), there),
            *_value(contract),
        )
        for contract in objects_at(release, "contracts")
    ]


def lacks_amount(tenders: list[Row], awards: list[Row], contracts: list[Row]) -> bool:
    """Whether any row of a release has no amount: there is none, or one out of reach."""
    return (
        any(row[_AMOUNT_OF_TENDER] is None for row in tenders)
        or any(row[_AMOUNT_OF_AWARD] is None for row in awards)
        or any(row[_AMOUNT_OF_CONTRACT] is None for row in contracts)
    )


def amounts_out_of_reach(release: dict[str, Any]) -> list[str]:
    """Name the amounts that the columns cannot hold: ``/tender/value/amount``."""
    parts = [("/tender", object_at(release, "tender"))]
    parts += [("/awards/*", award) for award in objects_at(release, "awards")]
    parts += [("/contracts/*", contract) for contract in objects_at(release, "contracts")]
    found = []
    for where, part in parts:
        amount = amount_of(object_at(part, "value").get("amount"))
        if amount is not None and amount_text(amount) is None:
            found.append(f"{where}/value/amount")
    return found


def _ids(release: dict[str, Any]) -> Row:
    return text_of(release.get("ocid")), text_of(release.get("id"))


def _value(part: dict[str, Any]) -> Row:
    value = object_at(part, "value")
    return amount_text(value.get("amount")), text_of(value.get("currency"))


def _day(value: object) -> str | None:
    day = day_of(value)
    return day.isoformat() if day else None


def _moment(value: object, there: Locale) -> str | None:
    instant = instant_of(value, there.tzinfo)
    return instant.utc.isoformat() + "Z" if instant else None


def _tags(value: object) -> str | None:
    return ", ".join(map(str, value)) or None if isinstance(value, list) else text_of(value)

"""One release as rows of text: what the rules and the merge read."""

import re
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from functools import cached_property, lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from pendopo.registers.contracts.brief import Award, Brief, Contract, Tender
from pendopo.registers.contracts.tables import AWARDS, CONTRACTS, TENDERS
from pendopo.registers.contracts.values import (
    amount_of,
    amount_text,
    count_of,
    day_of,
    instant_of,
    text_of,
)

Row = tuple[str | bytes | None, ...]
_AMOUNT_OF_TENDER, _AMOUNT_OF_AWARD, _AMOUNT_OF_CONTRACT = (
    [column.name for column in table.columns].index("amount")
    for table in (TENDERS, AWARDS, CONTRACTS)
)
# What nearly all moments look like; so many days apart is the same hour in UTC, by "02+07".
_USUAL: Final = re.compile(
    r"[12]\d{3}-\d\d-\d\dT(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:Z|[+-][01]\d:00)", re.ASCII
)
_HOURS: Final = {
    f"{hour:02d}{sign}{off:02d}": (there // 24, f"{there % 24:02d}")
    for hour in range(24)
    for sign, east in (("+", 1), ("-", -1))
    for off in range(20)
    for there in (hour - east * off,)
}
_DAY: Final = slice(10)


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


def release_row(release: Brief, json: str | bytes, there: Locale, extensions: str = "") -> Row:
    """Give the release's row, in the order of the columns of ``tables.RELEASES``.

    :param json: bytes are UTF-8
    :param extensions: what is told with its package: addresses with spaces between
    """
    buyer = release.buyer
    return (
        text_of(release.ocid),
        text_of(release.id),
        _moment(release.date, there.tzinfo),
        _tags(release.tag),
        text_of(buyer.id) if buyer else None,
        text_of(buyer.name) if buyer else None,
        json,
        there.zone or None,
        there.currency or None,
        extensions or None,
    )


def tender_rows(release: Brief, there: Locale) -> list[Row]:
    """Give one row where the release has a tender."""
    tender = release.tender
    if tender is None:
        return []
    period, zone = tender.tenderPeriod, there.tzinfo
    count = count_of(tender.numberOfTenderers)
    return [
        (
            text_of(release.ocid),
            text_of(release.id),
            text_of(tender.id),
            text_of(tender.title),
            text_of(tender.status),
            text_of(tender.procurementMethod),
            text_of(tender.mainProcurementCategory),
            *_value(tender),
            _day(period.startDate) if period else None,
            _moment(period.startDate, zone) if period else None,
            _moment(period.endDate, zone) if period else None,
            None if count is None else str(count),
        )
    ]


def award_rows(release: Brief) -> list[Row]:
    """Give one row per award of the release."""
    if not release.awards:
        return []
    ids = text_of(release.ocid), text_of(release.id)
    return [
        (
            *ids,
            text_of(award.id),
            text_of(award.status),
            _day(award.date),
            *_value(award),
            str(len(award.suppliers or ())),
        )
        for award in release.awards
    ]


def contract_rows(release: Brief, there: Locale) -> list[Row]:
    """Give one row per contract of the release."""
    if not release.contracts:
        return []
    ids, zone = (text_of(release.ocid), text_of(release.id)), there.tzinfo
    return [
        (
            *ids,
            text_of(contract.id),
            text_of(contract.awardID),
            text_of(contract.status),
            _day(contract.dateSigned),
            _moment(contract.period.startDate, zone) if contract.period else None,
            _moment(contract.period.endDate, zone) if contract.period else None,
            *_value(contract),
        )
        for contract in release.contracts
    ]


def lacks_amount(tenders: list[Row], awards: list[Row], contracts: list[Row]) -> bool:
    """Whether any row of a release has no amount: there is none, or one out of reach."""
    for rows, at in (
        (tenders, _AMOUNT_OF_TENDER),
        (awards, _AMOUNT_OF_AWARD),
        (contracts, _AMOUNT_OF_CONTRACT),
    ):
        for row in rows:
            if row[at] is None:
                return True
    return False


def amounts_out_of_reach(release: Brief) -> list[str]:
    """Name the amounts that the columns cannot hold: ``/tender/value/amount``."""
    parts: list[tuple[str, Tender | Award | Contract]] = []
    parts += [("/tender", release.tender)] if release.tender else []
    parts += [("/awards/*", award) for award in release.awards or ()]
    parts += [("/contracts/*", contract) for contract in release.contracts or ()]
    found = []
    for where, part in parts:
        amount = amount_of(part.value.amount) if part.value else None
        if amount is not None and amount_text(amount) is None:
            found.append(f"{where}/value/amount")
    return found


def _value(part: Tender | Award | Contract) -> tuple[str | None, str | None]:
    value = part.value
    return (amount_text(value.amount), text_of(value.currency)) if value else (None, None)


def _day(value: object) -> str | None:
    if type(value) is str and _USUAL.fullmatch(value) and (day := _days_from(value[_DAY], 0)):
        return day
    found = day_of(value)
    return found.isoformat() if found else None


def _moment(value: object, zone: tzinfo | None) -> str | None:
    if type(value) is str and _USUAL.fullmatch(value):
        if value[-1] == "Z":
            days, hour = 0, value[11:13]
        else:
            days, hour = _HOURS[value[11:13] + value[19:22]]
        if day := _days_from(value[_DAY], days):
            return f"{day}T{hour}{value[13:19]}Z"
    instant = instant_of(value, zone)
    return instant.utc.isoformat() + "Z" if instant else None


@lru_cache(maxsize=4096)
def _days_from(day: str, days: int) -> str:
    """Give the day before or behind one of the years 1000 to 2999; nothing where it is none."""
    try:
        return (date.fromisoformat(day) + timedelta(days)).isoformat()
    except ValueError:
        return ""


def _tags(value: object) -> str | None:
    return ", ".join(map(str, value)) or None if isinstance(value, list) else text_of(value)

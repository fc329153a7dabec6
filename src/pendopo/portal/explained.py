"""A purchase told in plain sentences, made from its record alone: nothing is guessed or judged."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.portal import writing
from pendopo.terms.wording import fill

Row = dict[str, Any]
Record = dict[str, list[Row]]


def explained(record: Record, paid: list[Row]) -> list[str]:
    """Tell a purchase in sentences, in the order in which things happen.

    :param paid: all its payments, added up for each currency: ``currency``, ``amount``, ``number``,
        and how many are ``unknown``
    """
    [process] = record["processes"]
    return [
        *_planned(record),
        *_asked(process, record),
        *_bid(process),
        *_awarded(process, record),
        *_contracted(process, record),
        *_paid(record, paid),
        *_lacking(process),
    ]


def _planned(record: Record) -> Iterator[str]:
    for plan in record["planning"]:
        if plan["amount"] is not None:
            yield fill(
                _("The plan sets {amount} aside for it."),
                {"amount": money(plan["amount"], plan["currency"])},
            )


def _asked(process: Row, record: Record) -> Iterator[str]:
    named = {
        "buyer": process["buyer"] or process["buyer_id"] or _("A buyer that is not named"),
        "title": process["title"] or process["ocid"],
    }
    if process["method"] in ("open", "selective"):
        yield fill(_("{buyer} asked firms to bid for “{title}”."), named)
    elif process["method"] in ("limited", "direct"):
        yield fill(_("{buyer} bought “{title}” without an open competition."), named)
    else:
        yield fill(_("{buyer} buys “{title}”; how is not told."), named)
    opened, closed = process["tender_opened"], process["tender_closed"]
    if opened and closed:
        days = (closed - opened).days
        told = ngettext(
            "Firms had {days} day, from {opened} to {closed}.",
            "Firms had {days} days, from {opened} to {closed}.",
            days,
        )
        values = {"days": writing.number(days), "opened": day(opened), "closed": day(closed)}
        yield fill(told, values)
    for tender in record["tenders"]:
        if tender["amount"] is not None:
            yield fill(
                _("The estimate was {amount}."),
                {"amount": money(tender["amount"], tender["currency"])},
            )


def _bid(process: Row) -> Iterator[str]:
    if process["tenderers"] is not None:
        told = ngettext("{number} firm bid.", "{number} firms bid.", process["tenderers"])
        yield fill(told, {"number": writing.number(process["tenderers"])})


def _awarded(process: Row, record: Record) -> Iterator[str]:
    for award in record["awards"]:
        values = {
            "day": day(award["date"]) if award["date"] else _("a day that is not told"),
            "suppliers": award["suppliers"] or _("a supplier that is not named"),
            "amount": money(award["amount"], award["currency"]),
        }
        if award["status"] in ("cancelled", "unsuccessful"):
            yield fill(_("An award of {day} did not stand."), values)
        else:
            yield fill(_granted(award), values)
    if process["status"] in ("cancelled", "unsuccessful", "withdrawn"):
        yield _("It ended without a result.")


def _granted(award: Row) -> str:
    """Give what became of an award; OCDS calls one ``pending`` that is proposed, not in force."""
    if award["status"] == "pending":
        if award["amount"] is None:
            return _("An award to {suppliers} is proposed; it is not yet in force.")
        return _("An award to {suppliers} for {amount} is proposed; it is not yet in force.")
    if award["amount"] is None:
        return _("On {day} it was awarded to {suppliers}; for how much is not told.")
    return _("On {day} it was awarded to {suppliers} for {amount}.")


def _contracted(process: Row, record: Record) -> Iterator[str]:
    for contract in record["contracts"]:
        if contract["amount"] is None:
            continue
        values = {
            "amount": money(contract["amount"], contract["currency"]),
            "day": day(contract["signed"]) if contract["signed"] else "",
            "first": money(contract["first_amount"], contract["first_currency"]),
        }
        yield fill(_signed(contract), values)
        if contract["first_amount"] not in (None, contract["amount"]):
            yield fill(_("At first it was of {first}."), values)
    if process["awards"] and not record["contracts"]:
        yield _("No contract has been published.")


def _signed(contract: Row) -> str:
    """Give what became of a contract; OCDS calls one ``cancelled`` that was never signed."""
    if contract["status"] == "cancelled":
        return _("A contract of {amount} was cancelled.")
    if contract["status"] == "pending":
        if contract["signed"]:
            return _("A contract of {amount} was signed on {day}; it is not yet in force.")
        return _("A contract of {amount} is proposed; it is not yet in force.")
    if contract["signed"]:
        return _("A contract of {amount} was signed on {day}.")
    return _("A contract of {amount} has been published; when it was signed is not told.")


def _paid(record: Record, paid: list[Row]) -> Iterator[str]:
    if paid and not any(one["unknown"] for one in paid):
        for one in paid:
            told = ngettext(
                "{amount} was paid in {number} payment.",
                "{amount} was paid in {number} payments.",
                one["number"],
            )
            total = money(one["amount"], one["currency"])
            yield fill(told, {"amount": total, "number": writing.number(one["number"])})
    elif record["contracts"]:
        yield _("No payment has been published, or its amount is not told.")


def _lacking(process: Row) -> Iterator[str]:
    if process["quarantined"]:
        yield _("Its releases contradict each other, so that they could not be merged.")


def day(value: date) -> str:
    """Write a day."""
    return writing.day(value)


def money(amount: Decimal | None, currency: str | None) -> str:
    """Write an amount with its currency; empty where it is unknown."""
    if amount is None:
        return ""
    whole = amount == amount.to_integral_value()
    written = writing.number(int(amount)) if whole else writing.rounded(amount, 2)
    return f"{written} {currency or ''}".strip()

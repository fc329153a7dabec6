"""Twelve checks of whether what a process says can be so: dates in order, states, amounts."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final

from pendopo.standards.ocds.process.limits import Limits
from pendopo.standards.ocds.process.values import (
    Found,
    Process,
    amount,
    at,
    day,
    name_of,
    number,
    object_of,
)

Doubts = Iterator[tuple[str, dict[str, str]]]

_MILESTONES: Final = (
    ("planning", "milestones"),
    ("tender", "milestones"),
    ("contracts", "milestones"),
    ("contracts", "implementation", "milestones"),
)
_DOCUMENTS: Final = tuple(
    (*path, "documents")
    for path in (
        ("planning",),
        ("tender",),
        ("awards",),
        ("contracts",),
        ("contracts", "implementation"),
    )
)
_AMENDED: Final = (
    (("tender", "tenderPeriod", "startDate"), ("tender", "amendments", "date")),
    (("awards", "date"), ("awards", "amendments", "date")),
    (("contracts", "dateSigned"), ("contracts", "amendments", "date")),
)
PERIODS: Final = (
    *(("tender", f"{name}Period") for name in ("tender", "enquiry", "award", "contract")),
    ("awards", "contractPeriod"),
    ("contracts", "period"),
)
_AMOUNTS: Final = (
    ("tender", "value"),
    ("tender", "minValue"),
    ("awards", "value"),
    ("contracts", "value"),
    ("planning", "budget", "amount"),
    ("contracts", "implementation", "transactions", "value"),
)
_OF_AWARDS: Final = (("awards", "date"), ("contracts", "dateSigned"))
_PAID: Final = ("contracts", "implementation", "transactions", "date")
_DONE: Final[tuple[tuple[str, ...], ...]] = (*_OF_AWARDS, _PAID)
_OF_MILESTONES: Final = tuple(
    (*path, name) for path in _MILESTONES for name in ("dateModified", "dateMet")
)
_DATED: Final[tuple[tuple[str, ...], ...]] = (
    *(second for _, second in _AMENDED),
    *_DONE,
    *_OF_MILESTONES,
    *((*path, name) for path in _DOCUMENTS for name in ("datePublished", "dateModified")),
)
_BEFORE_AWARD: Final = frozenset(
    {"planning", "planned", "active", "cancelled", "unsuccessful", "withdrawn"}
)


def _order(before: list[Found], after: list[Found], *, same: int = 0) -> Doubts:
    """Compare days, each of the first with each of the second.

    One of both is a single day, as the schema has it; other shapes give nothing.

    :param same: how many steps of their pointers must be the same
    """
    if not same:
        yield from _compared(before, after)
        return
    beside: dict[tuple[str, ...], tuple[list[Found], list[Found]]] = {}
    for side, found in enumerate((before, after)):
        for one in found:
            steps = tuple(one[0].split("/", same + 1)[1 : same + 1])
            beside.setdefault(steps, ([], []))[side].append(one)
    for firsts, seconds in beside.values():
        yield from _compared(firsts, seconds)


def _compared(before: list[Found], after: list[Found]) -> Doubts:
    if len(before) > 1 and len(after) > 1:
        return
    for (where, first), (there, second) in product(before, after):
        # The days of two dates are in order when their texts are.
        if type(first) is not str or type(second) is not str or first[:10] <= second[:10]:
            continue
        early, late = day(first), day(second)
        if early and late and early > late:
            yield where, {"date": first, "other": there, "later": second}


def _by(process: Process, paths: tuple[tuple[str, ...], ...], end: list[Found]) -> Doubts:
    """Find what is dated after a moment."""
    for path in paths if end else ():
        found = process.at(path)
        if found:
            yield from _compared(found, end)


def _period(process: Process, _: Limits) -> Doubts:
    for path in PERIODS:
        for where, period in process.at(path):
            found = object_of(period)
            first, last = found.get("startDate"), found.get("endDate")
            if first and last:
                start, end = (f"{where}/startDate", first), (f"{where}/endDate", last)
                yield from _compared([start], [end])


def _dates(process: Process, _: Limits) -> Doubts:
    closed = process.at(("tender", "tenderPeriod", "endDate"))
    following: tuple[tuple[str, ...], ...] = (("tender", "contractPeriod", "startDate"),)
    for path in (*following, *_OF_AWARDS) if closed else ():
        yield from _compared(closed, process.at(path))
    yield from _by(process, _DONE, process.at(("date",)))
    yield from _order(process.at(("contracts", "dateSigned")), process.at(_PAID), same=2)
    awarded = {name_of(object_of(one).get("id")): (w, one) for w, one in process.at(("awards",))}
    for where, contract in process.at(("contracts",)):
        told = object_of(contract)
        at_award = awarded.get(name_of(told.get("awardID")))
        if at_award and told.get("awardID") is not None:
            place, award = at_award
            signed = [(f"{where}/dateSigned", told.get("dateSigned"))]
            yield from _order([(f"{place}/date", award.get("date"))], signed)


def _amendments_dates(process: Process, _: Limits) -> Doubts:
    published = process.at(("date",))
    for first, second in _AMENDED:
        amended = process.at(second)
        if not amended:
            continue
        yield from _order(process.at(first), amended, same=0 if first[0] == "tender" else 2)
        yield from _order(amended, published)


def _documents_dates(process: Process, _: Limits) -> Doubts:
    published = process.at(("date",))
    for path in _DOCUMENTS:
        for where, one in process.at(path):
            document = object_of(one)
            if "datePublished" not in document and "dateModified" not in document:
                continue
            made = [(f"{where}/datePublished", document.get("datePublished"))]
            changed = [(f"{where}/dateModified", document.get("dateModified"))]
            yield from _compared(made, changed)
            yield from _compared(made + changed, published)


def _milestones_dates(process: Process, _: Limits) -> Doubts:
    yield from _by(process, _OF_MILESTONES, process.at(("date",)))


def _release_date(process: Process, _: Limits) -> Doubts:
    yield from _by(process, _DATED, process.at(("date",)))


def _awards_status(process: Process, _: Limits) -> Doubts:
    named = {name_of(one) for _, one in process.at(("contracts", "awardID"))}
    for where, one in process.at(("awards",)):
        award = object_of(one)
        name = name_of(award.get("id"))
        status = award.get("status")
        if status in ("pending", "cancelled", "unsuccessful") and name and name in named:
            yield f"{where}/status", {"status": str(status), "id": name}


def _contracts_status(process: Process, _: Limits) -> Doubts:
    for where, one in process.at(("contracts",)):
        status = object_of(one).get("status")
        paid = at(one, "implementation", "transactions")
        if status in ("pending", "cancelled") and paid:
            yield f"{where}/status", {"status": str(status), "many": str(len(paid))}


def _tender_status(process: Process, _: Limits) -> Doubts:
    status = object_of(process.get("tender")).get("status")
    many = len(process.at(("awards",))) + len(process.at(("contracts",)))
    if isinstance(status, str) and status in _BEFORE_AWARD and many:
        yield "/tender/status", {"status": status, "many": str(many)}


def _milestone_status(process: Process, _: Limits) -> Doubts:
    for path in _MILESTONES:
        for where, one in process.at(path):
            milestone = object_of(one)
            if milestone.get("status") in ("scheduled", "notMet") and milestone.get("dateMet"):
                told = {"status": str(milestone["status"]), "date": str(milestone["dateMet"])}
                yield f"{where}/status", told


def _direct(process: Process, _: Limits) -> Doubts:
    tender = object_of(process.get("tender"))
    many = number(tender.get("numberOfTenderers"))
    if tender.get("procurementMethod") == "direct" and many is not None and many not in (0, 1):
        yield "/tender/numberOfTenderers", {"many": str(tender["numberOfTenderers"])}


def _realistic(process: Process, limits: Limits) -> Doubts:
    for path in _AMOUNTS:
        for where, one in process.at(path):
            if _is_small(one, limits):
                continue
            money = amount(one)
            most = limits.realistic.get(money.currency) if money else None
            if money and most is not None and abs(money.amount) > most:
                told = {"amount": f"{money.amount:f}", "currency": money.currency}
                yield f"{where}/amount", told | {"most": f"{most:f}"}


def _is_small(money: Any, limits: Limits) -> bool:  # noqa: ANN401 - JSON holds anything
    """Whether an amount is far below its limit: nearly all are, and need no decimal to tell."""
    if type(money) is not dict:
        return True
    found, currency = money.get("amount"), money.get("currency")
    if type(currency) is not str or not (type(found) is int or type(found) is float):
        return False
    most = limits.realistic.get(currency)
    return most is None or abs(found) * 2 < most


CHECKS: Final[Mapping[str, Any]] = {
    "amendments_dates": _amendments_dates,
    "awards_status": _awards_status,
    "contracts_status": _contracts_status,
    "dates": _dates,
    "documents_dates": _documents_dates,
    "milestone_status": _milestone_status,
    "milestones_dates": _milestones_dates,
    "period": _period,
    "procurement_method_vs_number_of_tenderers": _direct,
    "release_date": _release_date,
    "tender_status": _tender_status,
    "value_realistic": _realistic,
}

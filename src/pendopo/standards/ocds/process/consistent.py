"""Eighteen checks of whether what is said in two places is the same: counts, sums, roles, names."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final

from pendopo.standards.ocds.process.coherent import PERIODS
from pendopo.standards.ocds.process.limits import Limits
from pendopo.standards.ocds.process.referring import ORGANISATIONS, parties_of
from pendopo.standards.ocds.process.values import (
    Amount,
    Process,
    amount,
    at,
    moment,
    name_of,
    number,
    object_of,
)

Doubts = Iterator[tuple[str, dict[str, str]]]

_DAY_S: Final = 86_400
# The primary buyer is one, while several parties may be buyers.
_ROLES: Final = {role: path for role, path in ORGANISATIONS.values() if role != "buyer"}


def _number_of_tenderers(process: Process, _: Limits) -> Doubts:
    tender = object_of(process.get("tender"))
    said, listed = number(tender.get("numberOfTenderers")), tender.get("tenderers")
    if said is not None and isinstance(listed, list) and said != len(listed):
        told = {"said": str(tender["numberOfTenderers"]), "many": str(len(listed))}
        yield "/tender/numberOfTenderers", told


def _tender_value(process: Process, limits: Limits) -> Doubts:
    budget = amount(object_of(object_of(process.get("planning")).get("budget")).get("amount"))
    value = amount(object_of(process.get("tender")).get("value"))
    if budget and value and _apart(value, budget, limits.budget_share):
        yield "/planning/budget/amount", _compared(budget.amount, value)


def _contracts_value(process: Process, limits: Limits) -> Doubts:
    contracts = defaultdict(list)
    for _, one in process.at(("contracts",)):
        contracts[name_of(object_of(one).get("awardID"))].append(
            amount(object_of(one).get("value"))
        )
    awards = process.at(("awards",))
    if not contracts or not awards:
        return
    many = Counter(name_of(object_of(one).get("id")) for _, one in awards)
    for where, one in awards:
        name = name_of(object_of(one).get("id"))
        award, values = amount(object_of(one).get("value")), contracts.get(name)
        if name is None or many[name] != 1 or award is None or not values:
            continue
        total = _sum(values, award.currency)
        alike = all(value and value.amount * award.amount > 0 for value in values)
        if total is not None and alike and _apart(award, total, limits.contract_share):
            yield f"{where}/value", _compared(total.amount, award)


def _transactions_value(process: Process, _: Limits) -> Doubts:
    for where, one in process.at(("contracts",)):
        value = amount(object_of(one).get("value"))
        paid = [amount(money) for _, money in at(one, "implementation", "transactions", "value")]
        if not value or len(paid) != len(at(one, "implementation", "transactions")):
            continue
        total = _sum(paid, value.currency) if paid else None
        if total and total.amount > value.amount:
            yield f"{where}/implementation/transactions", _compared(total.amount, value)


def _duration(process: Process, _: Limits) -> Doubts:
    for path in PERIODS:
        for where, one in process.at(path):
            period = object_of(one)
            if period.get("durationInDays") is None:
                continue
            start = moment(period.get("startDate"))
            end = moment(period.get("endDate")) or moment(period.get("maxExtentDate"))
            said = number(period.get("durationInDays"))
            if start is None or end is None or said is None:
                continue
            days = (end.utc - start.utc).total_seconds() / _DAY_S
            if not math.floor(days) <= said <= math.ceil(days):
                told = {"said": str(period["durationInDays"]), "days": f"{days:.1f}"}
                yield f"{where}/durationInDays", told


def _parties_roles(process: Process, _: Limits) -> Doubts:
    referred = {
        role: {name_of(i) for _, i in process.at((*path, "id"))} for role, path in _ROLES.items()
    }
    for where, one in process.at(("parties",)):
        party = object_of(one)
        name = name_of(party.get("id"))
        for role in _roles(party) if name is not None else ():
            if isinstance(role, str) and name not in referred.get(role, {name}):
                yield f"{where}/roles", {"role": role, "id": str(name)}


def _in_roles(process: Process, _: Limits, *, role: str, path: tuple[str, ...]) -> Doubts:
    if not process.at(path):
        return
    parties = parties_of(process)
    for where, name, _reference in _references(process, path):
        if name in parties:
            there, party = parties[name]
            if role not in _roles(party):
                yield where, {"role": role, "id": name, "other": there}


def _roles(party: dict[str, Any]) -> list[Any]:
    found = party.get("roles")
    if type(found) is list and all([type(one) is str for one in found]):  # noqa: C419
        return found
    return [one for _, one in at(party, "roles")]


def _same_name(process: Process, _: Limits, *, path: tuple[str, ...]) -> Doubts:
    if not process.at(path):
        return
    parties = parties_of(process)
    for where, name, reference in _references(process, path):
        if name not in parties:
            continue
        there, party = parties[name]
        if "name" in reference and "name" in party and reference["name"] != party["name"]:
            yield f"{where}/name", {"id": name, "other": f"{there}/name"}


def _references(
    process: Process, path: tuple[str, ...]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for where, one in process.at(path):
        reference = object_of(one)
        name = name_of(reference.get("id"))
        if name is not None:
            yield where, name, reference


def _sum(values: list[Amount | None], currency: str) -> Amount | None:
    """Add amounts of one currency; a sum with an unknown part or another currency is unknown."""
    total = Decimal(0)
    for value in values:
        if value is None or value.currency != currency:
            return None
        total += value.amount
    return Amount(total, currency)


def _apart(base: Amount, other: Amount, share: Decimal) -> bool:
    if base.currency != other.currency or base.amount * other.amount <= 0:
        return False
    return abs(base.amount - other.amount) > share * abs(base.amount)


def _compared(found: Decimal, other: Amount) -> dict[str, str]:
    return {"amount": f"{found:f}", "other": f"{other.amount:f}", "currency": other.currency}


CHECKS: Final[Mapping[str, Any]] = {
    "number_of_tenderers": _number_of_tenderers,
    "tender_value": _tender_value,
    "contracts_value": _contracts_value,
    "parties_roles": _parties_roles,
    **{
        f"{name}_in_parties_roles": partial(_in_roles, role=role, path=path)
        for name, (role, path) in ORGANISATIONS.items()
    },
    "contracts_implementation_transactions_value": _transactions_value,
    "period_duration_in_days": _duration,
    **{
        f"{name}_name_in_parties": partial(_same_name, path=path)
        for name, (_, path) in ORGANISATIONS.items()
    },
}

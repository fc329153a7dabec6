"""Rows of what several parts of a process have: items, milestones, documents, amendments."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from pendopo.registers.contracts.merged.about import coded
from pendopo.registers.contracts.merged.process import Item, Part, Process, Row, named, value_of
from pendopo.registers.contracts.values import amount_of, day_of, object_at, objects_at, text_of

_LISTS: Final = {"tender": "tender", "award": "awards", "contract": "contracts"}
# What a column of DECIMAL(38,9) is given: 27 digits are exact in Python without asking for more.
_NANO: Final = Decimal("0.000000001")
_DECIMAL_MOST: Final = Decimal(10) ** 18


def item_rows(process: Process, parts: Sequence[Part]) -> list[Row]:
    """Give one row per item of the tender, of an award or of a contract."""
    rows: list[Row] = []
    for part in parts:
        items = objects_at(part.content, "items")
        if items and part.name in _LISTS:
            on = _day_of(part)
            rows += [_item(process, part, one, on) for one in named(items)]
    return rows


def _item(process: Process, part: Part, one: tuple[str, Item], on: date | None) -> Row:
    item_id, item = one
    classed, unit = object_at(item, "classification"), object_at(item, "unit")
    others, price = objects_at(item, "additionalClassifications"), value_of(unit)
    currency, amount = text_of(price.get("currency")), amount_of(price.get("amount"))
    compared = process.compare(amount, currency, on, _key(part))
    return (
        *(*part.begun, part.name, part.id, item_id),
        text_of(item.get("description")),
        _decimal(amount),
        currency,
        _decimal(amount_of(item.get("quantity"))),
        text_of(unit.get("name")),
        text_of(unit.get("id")),
        text_of(classed.get("scheme")),
        text_of(classed.get("id")),
        text_of(classed.get("description")),
        coded(others) if others else None,
        _decimal(compared.amount),
        *compared.how,
        text_of(item.get("relatedLot")),
    )


def milestone_rows(process: Process, parts: Sequence[Part]) -> list[Row]:
    """Give one row per milestone of a plan, the tender, a contract or its implementation."""
    return _each(
        parts,
        "milestones",
        lambda one: (
            text_of(one.get("title")),
            process.day(one.get("dueDate")),
            process.day(one.get("dateMet")),
            text_of(one.get("status")),
            process.day(one.get("dateModified")),
            text_of(one.get("type")),
            text_of(one.get("description")),
            text_of(one.get("code")),
        ),
    )


def document_rows(process: Process, parts: Sequence[Part]) -> list[Row]:
    """Give one row per document of any part."""
    return _each(
        parts,
        "documents",
        lambda one: (
            text_of(one.get("documentType")),
            text_of(one.get("title")),
            text_of(one.get("url")),
            process.day(one.get("datePublished")),
            process.day(one.get("dateModified")),
            text_of(one.get("description")),
            text_of(one.get("format")),
            text_of(one.get("language")),
        ),
    )


def amendment_rows(process: Process, parts: Sequence[Part]) -> list[Row]:
    """Give one row per amendment of the tender, an award or a contract."""
    return _each(
        parts,
        "amendments",
        lambda one: (
            process.day(one.get("date")),
            text_of(one.get("description")),
            text_of(one.get("rationale")),
            text_of(one.get("amendsReleaseID")),
            text_of(one.get("releaseID")),
        ),
    )


def _each(parts: Sequence[Part], name: str, cells: Callable[[Item], Row]) -> list[Row]:
    return [
        (*part.begun, part.name, part.id, one_id, *cells(one))
        for part in parts
        if name in part.content
        for one_id, one in named(objects_at(part.content, name))
    ]


def _day_of(part: Part) -> date | None:
    """Give the day of a part, by whose rate its prices are compared."""
    if part.name == "tender":
        return day_of(object_at(part.content, "tenderPeriod").get("startDate"))
    return day_of(part.content.get("date" if part.name == "award" else "dateSigned"))


def _key(part: Part) -> object:
    own = text_of(part.content.get("id"))
    return "tender" if part.name == "tender" else (_LISTS[part.name], own)


def _decimal(amount: Decimal | None) -> Decimal | None:
    if amount is None or abs(amount) >= _DECIMAL_MOST:
        return None
    return amount.quantize(_NANO, ROUND_HALF_UP)

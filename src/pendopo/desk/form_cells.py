"""What is typed into a form's field: a person's way of writing in, the file's way out.

Whatever was typed is kept; what cannot be read is told beside the field, and stops nothing before
the file is checked.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from pendopo.exports.sample import sample
from pendopo.terms.column import Column, Kind
from pendopo.terms.wording import say

_MOST = 4_000
# No group of thousands begins with 0: 0.250 is a quarter, or a slip, and never 250.
_DOTS = re.compile(r"-?[1-9][0-9]{0,2}([.][0-9]{3})+(,[0-9]{1,2})?")
_COMMAS = re.compile(r"-?[1-9][0-9]{0,2}(,[0-9]{3})+([.][0-9]{1,2})?")
_SPACES = re.compile(r"-?[1-9][0-9]{0,2}( [0-9]{3})+([.,][0-9]{1,2})?")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(([.][0-9]{3})+|(,[0-9]{3})+)")
_AMOUNT = re.compile(r"-?[0-9]{1,16}([.,][0-9]{1,2})?")
_NUMBER = re.compile(r"-?[0-9]{1,18}([.,][0-9]{1,18})?")
_QUARTER = re.compile(r"-?0+[.,][0-9]{3}")
_TWO_WAYS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
_YEAR = re.compile(r"[0-9]{4}")

# Columns in which somebody writes more than a line.
LONG: Final = frozenset({"note", "says", "seen"})
NEEDED: Final = say("This has to be filled.")
_NO_AMOUNT: Final = say("Write an amount such as 1.250.000 or 1250000,50.")
NO_WHOLE: Final = say("Write a whole number, such as 1250.")
_NO_NUMBER: Final = say("Write a number such as 12,5.")
_EITHER: Final = say("This may be two numbers. Write it without a mark, or with other decimals.")
_NO_YEAR: Final = say("Write the year with four digits, such as 2026.")
_NO_DAY: Final = say("Write a day such as 2026-03-31.")
_NOT_LISTED: Final = say("Choose one of the list.")
_NO_PATTERN: Final = say("Write it as in the example: {example}.")
_TOO_SMALL: Final = say("Write {least} or more.")
_TOO_LARGE: Final = say("Write {most} or less.")


@dataclass(frozen=True, slots=True)
class Told:
    """What is wrong with a field: a sentence marked with ``say``, and its values."""

    message: str
    values: Mapping[str, str]


def tidy(column: Column, text: str) -> str:
    """Give what was typed as the file is to hold it; unread, as it was typed."""
    text = " ".join(text.split()) if column.name not in LONG else text.strip()
    text = text.replace("\x00", "")[:_MOST]
    write = _WRITTEN.get(column.kind)
    return write(text) if write and text else text


def fault_of(column: Column, text: str) -> Told | None:
    """Say what is wrong with what a field holds, as ``tidy`` gave it."""
    if not text:
        return Told(NEEDED, {}) if column.required else None
    if column.one_of:
        return None if text in column.one_of else Told(_NOT_LISTED, {})
    message = _FAULTS[column.kind](text) if column.kind in _FAULTS else ""
    if message:
        return Told(message, {})
    if column.pattern and not re.fullmatch(column.pattern, text):
        return Told(_NO_PATTERN, {"example": sample(column).text})
    return _outside(column, text)


def amount_of(text: str) -> Decimal | None:
    """Give a field's amount; None for what is none."""
    return Decimal(text) if re.fullmatch(r"-?[0-9]{1,18}([.][0-9]{1,18})?", text) else None


def _outside(column: Column, text: str) -> Told | None:
    value = amount_of(text)
    if value is None or column.kind not in _WRITTEN:
        return None
    if column.minimum and value < Decimal(column.minimum):
        return Told(_TOO_SMALL, {"least": column.minimum})
    if column.maximum and value > Decimal(column.maximum):
        return Told(_TOO_LARGE, {"most": column.maximum})
    return None


def _amount(text: str) -> str:
    bare = re.sub(r"^(-?) ?(?:Rp[.]?)? ?", r"\1", text)
    bare = bare.replace(" ", "") if _SPACES.fullmatch(bare) else bare
    if _DOTS.fullmatch(bare):
        return bare.replace(".", "").replace(",", ".")
    if _COMMAS.fullmatch(bare):
        return bare.replace(",", "")
    return bare.replace(",", ".") if _AMOUNT.fullmatch(bare) else text


def _whole(text: str) -> str:
    return re.sub(r"[.,]", "", text) if _GROUPED.fullmatch(text) else text


def _decimal(text: str) -> str:
    plain = _NUMBER.fullmatch(text) and not _TWO_WAYS.fullmatch(text)
    return text.replace(",", ".") if plain else text


def _no_day(text: str) -> str:
    try:
        return "" if date.fromisoformat(text).isoformat() == text else _NO_DAY
    except ValueError:
        return _NO_DAY


def _no_amount(text: str) -> str:
    if _QUARTER.fullmatch(text):
        return _EITHER
    return "" if amount_of(text) is not None else _NO_AMOUNT


def _no_decimal(text: str) -> str:
    if amount_of(text) is None:
        return _EITHER if _TWO_WAYS.fullmatch(text) else _NO_NUMBER
    return _EITHER if _TWO_WAYS.fullmatch(text) else ""


_WRITTEN: Final[Mapping[Kind, Callable[[str], str]]] = {
    Kind.MONEY: _amount,
    Kind.INTEGER: _whole,
    Kind.DECIMAL: _decimal,
}
_FAULTS: Final[Mapping[Kind, Callable[[str], str]]] = {
    Kind.MONEY: _no_amount,
    Kind.INTEGER: lambda text: "" if re.fullmatch(r"-?[0-9]{1,18}", text) else NO_WHOLE,
    Kind.DECIMAL: _no_decimal,
    Kind.YEAR: lambda text: "" if _YEAR.fullmatch(text) else _NO_YEAR,
    Kind.DATE: _no_day,
}

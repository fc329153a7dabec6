"""What a plan's fields say in words, one on a line: as its file has it."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date

from pendopo.terms.period import Period


def said(value: object) -> str:
    """Give what a field says; empty where it says nothing."""
    if value is None or isinstance(value, Period | date):
        return str(value or "")
    if isinstance(value, tuple | list):
        return "; ".join(map(said, value))
    if isinstance(value, Mapping):
        return "; ".join(f"{name} = {said(text)}" for name, text in value.items())
    if is_dataclass(value):
        return ", ".join(filter(None, (said(getattr(value, one.name)) for one in fields(value))))
    return str(value)

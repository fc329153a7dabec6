"""Rows and the scope that they are published under: what it gives them, and what they must be."""

from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.registers.budgets import told
from pendopo.terms.finding import Finding
from pendopo.terms.register import Source

_EXECUTED: Final = "executed"
_NAMED: Final = ("year", "phase", "direction", "publisher")

Cells = dict[str, pa.Array]


def with_scope(cells: Cells, source: Source) -> Iterator[Finding]:
    """Give every row what its scope and publisher say where the sheet does not, and hold it to it.

    An empty cell is filled where the scope leaves no choice. A column that is not there is that of
    the publisher's currency too.
    """
    if "currency" not in cells and source.currency:
        cells["currency"] = pa.repeat(source.currency, len(cells["line"]))
    codes = {name: source.scope.get(name, "").split(".") for name in ("year", "direction")}
    codes["publisher"] = [source.scope.get("publisher", "")]
    codes["phase"], months = _phases(source.scope.get("phase", ""))
    for name in _NAMED:
        values = [code for code in codes[name] if code]
        if not values:
            continue
        if len(values) == 1:
            _fill(cells, name, values[0])
        if name in cells:
            yield from _held(cells, name, ["", *values], ", ".join(values))
    if months:
        yield from _with_months(cells, months)


def _phases(text: str) -> tuple[list[str], list[str]]:
    """Give the phases of a scope once each, and the months of what was executed.

    :returns: no months where a whole year was executed, whose rows may be of any month
    """
    pairs = [one.partition("-") if one.startswith(f"{_EXECUTED}-") else (one, "", "")
             for one in text.split(".")]  # fmt: skip
    months = [month.lstrip("0") for name, _, month in pairs if name == _EXECUTED]
    return list(dict.fromkeys(name for name, _, _ in pairs)), months if all(months) else []


def _fill(cells: Cells, name: str, value: str) -> None:
    found = cells.get(name)
    if found is None:
        cells[name] = pa.repeat(pa.scalar(value, pa.string()), len(cells["line"]))
    else:
        cells[name] = pc.if_else(pc.equal(found, ""), value, found)


def _held(cells: Cells, name: str, values: list[str], said: str) -> Iterator[Finding]:
    other = pc.invert(pc.is_in(cells[name], pa.array(values)))
    if pc.any(other).as_py():
        yield told.outside_scope(name, said, cells["line"].filter(other), cells[name].filter(other))


def _with_months(cells: Cells, months: list[str]) -> Iterator[Finding]:
    """Hold the executed rows to the scope's months; without one a row would be of a whole year."""
    if "phase" not in cells:
        return
    nothing = pa.repeat(pa.scalar("", pa.string()), len(cells["line"]))
    found = cells.get("month", nothing)
    executed = pc.equal(cells["phase"], _EXECUTED)
    if len(months) == 1:
        found = pc.if_else(pc.and_(executed, pc.equal(found, "")), months[0], found)
    cells["month"] = found
    number = pc.replace_substring_regex(found, "^0+([0-9])", r"\1")
    other = pc.and_(executed, pc.invert(pc.is_in(number, pa.array(months))))
    if pc.any(other).as_py():
        said = ", ".join(months)
        yield told.outside_scope("month", said, cells["line"].filter(other), found.filter(other))

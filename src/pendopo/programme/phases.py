"""The phases of a budget: what counts as the plan, what as carried out, and what adds up."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Final, TypeVar

PHASES: Final = ("pre-budget", "proposal", "approved", "revised", "executed", "audited")
# Where a government plans twice, what it changed its plan to is the plan.
PLANS: Final = ("revised", "approved", "proposal", "pre-budget")
SPENT: Final = ("audited", "executed")

Key = TypeVar("Key")
# By phase: None is not known, and a phase that says nothing of a member is not there.
Amounts = dict[str, Decimal | None]
Cell = dict[str, Any]


def counted(cells: Iterable[Cell], key: Callable[[Cell], Key]) -> Iterator[tuple[Key, Cell]]:
    """Give the cells that add up, each with what it is of.

    What was executed is told by month or for the whole year; where both are published the whole
    year counts, since the months are in it.
    """
    found = list(cells)
    whole = {
        (key(cell), cell.get("year.year"), cell["phase.phase"])
        for cell in found
        if cell["month.month"] is None
    }
    for cell in found:
        of, phase = key(cell), cell["phase.phase"]
        if cell["month.month"] is None or (of, cell.get("year.year"), phase) not in whole:
            yield of, cell


def by_phase(cells: Iterable[Cell], key: Callable[[Cell], Key]) -> dict[Key, Amounts]:
    """Give for each key its amount of each phase; not known where one of its cells is not."""
    sums: dict[Key, Amounts] = {}
    for of, cell in counted(cells, key):
        amounts, phase = sums.setdefault(of, {}), cell["phase.phase"]
        before, amount = amounts.get(phase, Decimal(0)), cell["amount.sum"]
        unknown = before is None or amount is None
        amounts[phase] = None if unknown else before + amount
    return sums


def months(cells: Iterable[Cell]) -> int:
    """Give the last month that was executed, where only months are published; 0 for none."""
    executed = [cell["month.month"] for cell in cells if cell["phase.phase"] == "executed"]
    return 0 if not executed or None in executed else max(executed)

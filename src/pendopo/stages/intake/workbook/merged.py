"""Merged cells: one value that is true of all the rows it spans."""

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.looks import is_year
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.stages.intake.workbook.grid import Area, Kind, named
from pendopo.stages.intake.workbook.table import Table
from pendopo.terms.finding import LINES_SHOWN, Finding, Weight
from pendopo.terms.wording import say

_MONEY = re.compile(r"\s*(?:rp\.?|idr)\s*\d", re.IGNORECASE)
_DIGITS_LEAST = 3


def write_out(table: Table, tell: Tell) -> bool:
    """Have merged cells of a table written into each of their rows.

    Officers merge what is true of several rows: the district of its villages, the ministry of its
    programmes. A cell merged across columns is most often a heading among the rows; its value
    stays in the first of them.

    :returns: False when merged areas overlap, which no spreadsheet program writes
    """
    inside = sorted(area for area in table.grid.merged if _within(area, table))
    down: dict[int, list[Area]] = defaultdict(list)
    for area in inside:
        if area.bottom > area.top:
            down[area.left].append(area)
    if any(
        upper.bottom >= lower.top for areas in down.values() for upper, lower in pairwise(areas)
    ):
        tell(_overlapping(table))
        return False
    table.down = dict(down)
    across = [area for area in inside if area.right > area.left]
    filled = [area for area in inside if area.right == area.left]
    amounts = _amounts(table, filled)
    if amounts:
        tell(_counted_again(table, amounts))
    others = [area for area in filled if area not in amounts]
    if others:
        tell(_filled(table, others))
    if across:
        tell(_across(table, across))
    return True


def _within(area: Area, table: Table) -> bool:
    # What begins in the header or above it is a name or a title, and the layout's business.
    place = bisect_left(table.places, area.left)
    reached = place < len(table.places) and table.places[place] <= area.right
    return reached and table.first <= area.top <= table.last


def _amounts(table: Table, areas: list[Area]) -> list[Area]:
    """Give the areas that show an amount: written into each row, it counts once for each."""
    found = []
    for chunk in table.grid.chunks:
        lines = chunk.lines.to_pylist() if areas else []
        for area in areas:
            at = bisect_left(lines, area.top)
            if lines[at : at + 1] == [area.top] and area.left < len(chunk.texts):
                look = table.grid.looks[chunk.looks[area.left][at].as_py()]
                if look and _is_amount(chunk.texts[area.left][at].as_py(), look.kind):
                    found.append(area)
    return found


def _is_amount(text: str, kind: Kind) -> bool:
    """Tell whether a cell holds a number that is neither a year nor counts rows up."""
    if kind is Kind.TEXT:
        return _MONEY.match(text) is not None
    if kind not in {Kind.NUMBER, Kind.UNIT, Kind.SCALED}:
        return False
    return "." in text or (len(text) >= _DIGITS_LEAST and not is_year(text))


def _counted_again(table: Table, areas: list[Area]) -> Finding:
    return Finding(
        "amounts_stand_once",
        Weight.WARN,
        say(
            "Sheet {sheet} has amounts in cells merged over several rows; each was written into "
            "all of its rows, and whoever adds the column up counts it more than once: {cells}."
        ),
        {"sheet": table.grid.name, "cells": named(areas)},
        say(
            "Unmerge the cells, and write to each row its own share, or the amount to one of them."
        ),
        lines=tuple(_rows(areas).lines),
        count=_rows(areas).count,
    )


def _filled(table: Table, areas: list[Area]) -> Finding:
    return Finding(
        "cells_stand_alone",
        Weight.WARN,
        say(
            "Sheet {sheet} has merged cells; what each shows was written into all of its rows: "
            "{cells}."
        ),
        {"sheet": table.grid.name, "cells": named(areas)},
        say("Look at whether it is true of each row; better, unmerge the cells and write it in."),
        lines=tuple(_rows(areas).lines),
        count=_rows(areas).count,
    )


def _rows(areas: list[Area]) -> SomeRows:
    """Give the rows that areas span, each once."""
    found, reached = SomeRows(), 0
    for area in sorted(areas):
        found.add_range(range(max(area.top, reached + 1), area.bottom + 1))
        reached = max(reached, area.bottom)
    return found


def _across(table: Table, areas: list[Area]) -> Finding:
    return Finding(
        "cells_stand_alone",
        Weight.WARN,
        say(
            "Sheet {sheet} has cells merged across columns; what each shows was written into the "
            "first of its columns alone: {cells}."
        ),
        {"sheet": table.grid.name, "cells": named(areas)},
        say(
            "Unmerge the cells. If they are headings among the rows, give what they say a column "
            "of its own."
        ),
        lines=tuple(dict.fromkeys(area.top for area in areas))[:LINES_SHOWN],
        count=len(areas),
    )


def _overlapping(table: Table) -> Finding:
    return Finding(
        "cells_stand_alone",
        Weight.STOP,
        say("Merged cells of sheet {sheet} overlap: {cells}."),
        {"sheet": table.grid.name, "cells": named(sorted(table.grid.merged))},
        say("Unmerge them, and write the value into each row it is true of."),
    )

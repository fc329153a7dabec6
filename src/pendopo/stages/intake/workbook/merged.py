"""Merged cells: one value that is true of all the rows it spans."""

from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.some_rows import LINES_SHOWN
from pendopo.stages.intake.workbook.grid import Area, named
from pendopo.stages.intake.workbook.table import Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say


def write_out(table: Table, tell: Tell) -> bool:
    """Have merged cells of a table written into each of their rows.

    Officers merge what is true of several rows: the district of its villages, the ministry of its
    programmes. A cell merged across columns is most often a heading among the rows; its value
    stays in the first of them.

    :returns: False when merged areas overlap, which no spreadsheet program writes
    """
    inside = [area for area in table.grid.merged if _within(area, table)]
    down: dict[int, list[Area]] = defaultdict(list)
    for area in sorted(inside):
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
    if filled:
        tell(_filled(table, filled))
    if across:
        tell(_across(table, across))
    return True


def _within(area: Area, table: Table) -> bool:
    # What begins in the header or above it is a name or a title, and the layout's business.
    place = bisect_left(table.places, area.left)
    reached = place < len(table.places) and table.places[place] <= area.right
    return reached and table.first <= area.top <= table.last


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
        lines=tuple(dict.fromkeys(area.top for area in areas))[:LINES_SHOWN],
        count=sum(area.bottom - area.top + 1 for area in areas),
    )


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

"""The sheets that a clerk fills in: what a code already says is not asked."""

from dataclasses import replace
from typing import Final

from pendopo.registers.villages.beside import DOCUMENTS, EVENTS, SCORES
from pendopo.registers.villages.tables import ACTIVITIES, BOOKS, LINES
from pendopo.terms.column import Table

# Asked of a line in this order; direction, field, names and currency follow from codes.
_LINE: Final = (
    "village", "year", "phase", "activity_code", "account_code", "account", "source", "amount",
    "note",
)  # fmt: skip
# A budget that adds up, as the rules want it: the example of the template passes its own check.
_PLAN: Final = ("35.22.01.2001", "2026", "approved")
_LINES_SHOWN: Final = (
    (*_PLAN, "", "4.2.1", "", "DDS", "800000000", ""),
    (*_PLAN, "02.02.02", "5.2.7", "", "DDS", "300000000", ""),
    (*_PLAN, "02.03.10", "5.3.5", "", "DDS", "500000000", ""),
)
_OF_THE_YEAR: Final = _PLAN[:2]
_SCORES_SHOWN: Final = tuple(
    (*_OF_THE_YEAR, criterion, points, "Tim penilai", "2026-10-05", "")
    for criterion, points in (
        ("transparency", "36.5"),
        ("accountability", "15"),
        ("participation", "20"),
        ("innovation", "9"),
    )
)


def sheets() -> tuple[Table, ...]:
    """Give the budget's lines with the codes alone, and what stands beside them."""
    lines = replace(
        LINES,
        columns=tuple(LINES.column(name) for name in _LINE),
        facets=(),
        shown=_LINES_SHOWN,
    )
    books = replace(BOOKS, columns=tuple(one for one in BOOKS.columns if one.name != "received_on"))
    told = {
        "regulation": "Perdes 6/2025",
        "decided_on": "2025-12-20",
        "stated_balance": "0",
        "run_by": "Sekretaris Desa, Kaur Keuangan, Kasi Kesejahteraan",
        "complaints_to": "Balai Desa, Jl. Raya 1",
    } | dict(zip(("village", "year", "phase"), _PLAN, strict=True))
    books = replace(books, shown=(tuple(told.get(one.name, "") for one in books.columns),))
    return (lines, books, ACTIVITIES, EVENTS, DOCUMENTS, replace(SCORES, shown=_SCORES_SHOWN))

"""Which ColumnType of a Fiscal Data Package each column of the budget lines is, both ways."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pendopo.registers.budgets.levels import CLASSIFICATIONS, LEVELS, code_of, label_of
from pendopo.standards.fiscal.amount import Row
from pendopo.standards.fiscal.write import descriptor

_LEVELS_OF: Final = {
    "administrative": ("administrative-classification:generic", "label"),
    "functional": ("functional-classification:generic", "label"),
    "economic": ("economic-classification:generic", "label"),
    "programme": ("activity:generic", "label"),
    "source": ("fin-source:generic", "label"),
    "geography": ("geo:target", "title"),
}
COLUMN_TYPES: Final[Mapping[str, str]] = {
    "year": "date:fiscal-year",
    "phase": "phase:id",
    "month": "date:fiscal-month",
    "direction": "direction",
    "amount": "value",
    "currency": "value-currency:code",
    "publisher": "administrator:generic:id",
    "line_id": "budget-line-id",
    "code": "line:code",
    "label": "line:label",
    "chart": "chart-of-accounts:code",
    "cofog": "functional-classification:cofog:code",
    "gfsm": "economic-classification:gfsm:code",
    "note": "line:note",
    "lost": "value:lost",
    **{
        column: f"{_LEVELS_OF[name][0]}:level{level}:{what}"
        for name in CLASSIFICATIONS
        for level in range(1, LEVELS + 1)
        for column, what in (
            (code_of(name, level), "code"),
            (label_of(name, level), _LEVELS_OF[name][1]),
        )
    },
}
_OF_COFOG: Final = ("division", "group", "class")
# Where other publishers say the same with fewer words; the deepest of one column is last.
_ALSO: Final = {
    f"{_LEVELS_OF[name][0]}:{what}": f"{name}_{'code' if what == 'code' else 'label'}"
    for name in CLASSIFICATIONS
    for what in ("code", _LEVELS_OF[name][1])
} | {
    **{f"functional-classification:cofog:{one}:code": "cofog" for one in _OF_COFOG},
    **{f"economic-classification:gfsm:level{one}:code": "gfsm" for one in range(1, 5)},
    "activity:generic:program:code": code_of("programme", 1),
    "activity:generic:program:label": label_of("programme", 1),
    "activity:generic:subprogram:code": code_of("programme", 2),
    "activity:generic:subprogram:label": label_of("programme", 2),
    "activity:generic:project:code": code_of("programme", 3),
    "activity:generic:project:label": label_of("programme", 3),
}
_COLUMNS: Final = {name: column for column, name in COLUMN_TYPES.items()} | _ALSO


def package_of(
    about: Mapping[str, Any], path: str, fields: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Describe the lines of a publication, in the file at ``path``, as a Fiscal Data Package.

    :param fields: the file's columns as Table Schema has them
    """
    return descriptor(about, path, list(fields), COLUMN_TYPES)


def columns_of(column_types: Iterable[str]) -> list[tuple[str, str]]:
    """Give those of some ColumnTypes that mean a column of this register, each with its name.

    Of several that mean one column the deepest is last.
    """
    given = set(column_types)
    return [(name, column) for name, column in _COLUMNS.items() if name in given]


def lines_of(rows: Iterable[Row]) -> Iterator[dict[str, str]]:
    """Give the rows of a package by the columns of this register, and leave the others out."""
    for row in rows:
        yield {_COLUMNS[name]: cell for name, cell in row.cells.items() if name in _COLUMNS}

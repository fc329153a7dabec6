"""What stands below the rows a kind is guessed from may change what its numbers mean."""

import pyarrow as pa
import pytest

from pendopo.registers.datasets.cells import Cells
from pendopo.registers.datasets.infer import ROWS_LOOKED_AT, infer
from pendopo.registers.datasets.later import Later, looked_through
from pendopo.terms.column import Column, Kind
from pendopo.terms.finding import Finding
from pendopo.terms.values import with_values


def told(head, *later, declared=False, values=None):
    """Look through a column whose first rows are all alike but for a few, and others follow."""
    cells = [*head, *[head[-1]] * (ROWS_LOOKED_AT - len(head)), *later]
    column = Column("x", Kind.DECIMAL) if declared else infer("x", cells[:ROWS_LOOKED_AT])
    lines, texts = pa.array(range(2, 2 + len(cells)), pa.int64()), pa.array(cells, pa.string())
    first = pa.record_batch([lines, texts], ["line", "0"])
    if values is not None:
        first = with_values(first, {0: pa.array([False] * ROWS_LOOKED_AT + values)})
    whole = Cells(column, lines.slice(0, ROWS_LOOKED_AT), texts.slice(0, ROWS_LOOKED_AT))
    items = [
        *looked_through(
            [Later(whole, 0)], first, iter([first.slice(0, 3).replace_schema_metadata(None)])
        )
    ]
    return [item for item in items if isinstance(item, Finding)]


@pytest.mark.parametrize(
    ("head", "later", "found", "line"),
    [
        (["12.5", "3"], ["980", "1.250"], "1.250", ROWS_LOOKED_AT + 3),
        (["12,5", "3"], ["1,250"], "1,250", ROWS_LOOKED_AT + 2),
        (["0.125", "1.255"], ["1500"], "1.255", None),
    ],
)
def test_thousands_below_the_first_rows_are_doubted(head, later, found, line):
    [finding] = told(head, *later)

    assert finding.values["found"] == found
    assert finding.lines == ((line,) if line else ())


@pytest.mark.parametrize(
    ("head", "later"),
    [
        (["12.5", "3"], ["4.75", "1.255", "77"]),
        (["12.5", "3"], ["1.25", "0.500"]),
        (["0.125", "1.250"], ["3.500"]),
        (["1.250.000,5", "3"], ["1.500"]),
    ],
)
def test_decimals_below_the_first_rows_are_left_alone(head, later):
    assert told(head, *later) == []


def test_declared_numbers_are_doubted_by_all_their_rows_too():
    assert told(["950"], "1.250", declared=True)[0].values["found"] == "1.250"
    assert told(["950"], "1.250", "1.5", declared=True) == []


def test_the_numbers_of_a_workbook_are_what_they_are():
    assert told(["12.5", "3"], "1.250", values=[True]) == []

"""A cube of spending on functions, in a file like those that pages are read from."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pendopo.published.cubes.model import Model
from pendopo.published.cubes.reader import CubeReader
from pendopo.published.known import Known
from pendopo.published.serving import Serving
from pendopo.published.tables import Part, PublishedTable
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.cube import Attribute, Cube, Dimension, Hierarchy, Measure

CUBE = Cube(
    name="spending",
    measures=(
        Measure("amount", "amount", ("sum", "min", "max", "count")),
        Measure("pieces", "pieces"),
    ),
    dimensions=(
        Dimension("year", "Year", (Attribute("year", "year"),)),
        Dimension("phase", "Phase", (Attribute("phase", "phase"),), apart=True),
        Dimension("place", "Place", (Attribute("code", "place"),)),
        Dimension(
            "function",
            "Function",
            (Attribute("code", "function_code"), Attribute("label", "function_label")),
            label="label",
        ),
        Dimension("paid", "Paid on", (Attribute("day", "paid_on"),)),
    ),
    hierarchies=(Hierarchy("functional", "What for", ("function",)),),
    year="year",
    place="place",
)
TABLE = Table(
    name="spending",
    title="Spending",
    row="One row a line",
    columns=(
        Column("year", Kind.YEAR),
        Column("phase", Kind.CODE),
        Column("place", Kind.CODE),
        Column("function_code", Kind.CODE, title="Code"),
        Column("function_label", Kind.TEXT, title="Function"),
        Column("paid_on", Kind.DATE),
        Column("amount", Kind.MONEY, title="Amount"),
        Column("pieces", Kind.INTEGER),
    ),
    cube=CUBE,
)
SCHEMA = pa.schema(
    [
        ("line", pa.int64()),
        ("year", pa.int16()),
        ("phase", pa.string()),
        ("place", pa.string()),
        ("function_code", pa.string()),
        ("function_label", pa.string()),
        ("paid_on", pa.date32()),
        ("amount", pa.decimal128(18, 2)),
        ("pieces", pa.int64()),
    ]
)
Row = tuple[object, ...]


def cube_of(folder: Path, rows: list[Row], version: str = "v1") -> CubeReader:
    """Open a cube of rows, each a cell for each column of ``TABLE``."""
    file = folder / f"{version}.parquet"
    cells = [[row[n] for row in rows] for n in range(len(TABLE.columns))]
    pq.write_table(pa.table([range(2, len(rows) + 2), *cells], schema=SCHEMA), file)
    part = Part(7, "spending", "c", file, len(rows))
    made = PublishedTable("s", "spending", "Spending", TABLE, (7,), (part,), version)
    serving = Serving(folder / "serving")
    return CubeReader(Model(made, CUBE), lambda: serving.cursor(made), Known(), 5.0)


@pytest.fixture(scope="session")
def make_cube(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Row]], CubeReader]:
    return lambda rows: cube_of(tmp_path_factory.mktemp("cube"), rows)

"""A published table with its serving file, beside a file that nobody published."""

from pathlib import Path

import duckdb
import pytest

from pendopo.published.sql.gate import check
from pendopo.published.sql.pool import Pool, SqlAnswer
from pendopo.published.tables import PublishedTable
from pendopo.terms.column import Column, Kind, Table

ROADS = PublishedTable(
    register="s",
    name="roads",
    title="Roads",
    table=Table(
        name="data",
        title="Roads",
        row="One row per road",
        columns=(Column("road", Kind.CODE), Column("cost", Kind.MONEY)),
        key=("road",),
    ),
    publications=(7,),
    parts=(),
    version="v1",
)
NAMES = ((ROADS.register, ROADS.name),)


class Asked:
    """Asks as the programme does: past the gate, of the pool."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self.file = folder / "serving" / "roads.duckdb"
        self.outside = folder / "outside.csv"
        self.out = folder / "out"
        self.pool = Pool(self.file.parent, seconds)

    def __call__(self, sql: str, *, gate: bool = True) -> SqlAnswer:
        tables = check(sql, NAMES) if gate else NAMES
        return self.pool.ask(sql, [(ROADS, self.file) for _ in tables])

    def spelled(self, sql: str) -> str:
        return sql.replace("{outside}", str(self.outside)).replace("{out}", str(self.out))


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sql")
    (folder / "serving").mkdir()
    (folder / "outside.csv").write_text("secret\nnobody published this\n", "utf-8")
    with duckdb.connect(str(folder / "serving" / "roads.duckdb")) as database:
        database.execute(
            "create table data as select 7::bigint as entry, range + 2 as line,"
            " 'R' || lpad(range::varchar, 5, '0') as road,"
            " (range * 1.5)::decimal(18, 2) as cost from range(20000)"
        )
    return folder


@pytest.fixture(scope="session")
def asked(place: Path):
    made = Asked(place, seconds=10)
    yield made
    made.pool.close()

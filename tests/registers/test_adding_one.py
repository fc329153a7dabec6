"""Adding a register is one folder and one line: a copy of the package is given a toy one.

What follows from its declaration alone is asked for in a process of its own, which sees the copy.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pendopo

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("adding_one")

SOURCE = Path(pendopo.__file__).parent

FACE = '''"""Toys: what the children's library lends out."""

from pendopo.registers.toys.read import read
from pendopo.registers.toys.tables import TOYS
from pendopo.terms.register import Fold, Register, ScopePart

REGISTER = Register(
    name="toys",
    title="Toys",
    summary="What the children's library lends out.",
    standard="none",
    fold=Fold.REPLACE,
    forms=("csv", "xlsx"),
    read=read,
    tables=(TOYS,),
    scope=(ScopePart("year", "Year", "[0-9]{4}", "2026"),),
)
'''
TABLES = '''"""The table of toys."""

from pendopo.terms.column import Column, Kind, Table

TOYS = Table(
    name="toys",
    title="Toys",
    row="One row per toy",
    columns=(
        Column("code", Kind.CODE, title="Code", required=True),
        Column("name", Kind.TEXT, title="Name"),
        Column("kind", Kind.TEXT, title="Kind", one_of=("ball", "kite", "top")),
        Column("price", Kind.MONEY, title="Price", unit="rupiah"),
        Column("bought", Kind.DATE, title="Bought on"),
    ),
    key=("code",),
    facets=("kind",),
)
'''
READ = '''"""A sheet whose columns stand as declared."""

import pyarrow as pa

from pendopo.registers.toys.tables import TOYS
from pendopo.terms.register import Rows


def read(source):
    """Give the rows of the first sheet."""
    names = ["line", *(column.name for column in TOYS.columns)]
    for batch in source.sheets[0].batches:
        yield Rows(TOYS, pa.record_batch(batch.columns, names))
'''
RULE = """-- {name} was bought on {bought} for nothing.
-- weight: warn   table: toys   column: price   write: Write what was paid.
select line, name, bought
from toys
where price = 0
"""
SUBMITTED = """code,name,kind,price,bought
T2,Red kite,kite,25000.50,2026-02-01
T1,Blue ball,ball,0,2026-01-31
"""
ASK_FOR_FINDINGS_AND_TABLES = """
import json, sys
from pathlib import Path
from pendopo.programme.limited import check_files
from pendopo.registers import registers
from pendopo.store.child import Limits
from pendopo.store.engine import connect

path, work = Path(sys.argv[1]), Path(sys.argv[2])
assert "toys" in registers()
file = {"path": str(path), "filename": path.name, "sender": "library",
        "received_at": "2026-03-01T08:00:00Z", "came_from": "", "work": str(work)}
spec = {"register": "toys", "files": [file], "memory_mb": 2048, "threads": 1}
[report] = check_files(spec, Limits(memory_mb=2048))
with connect() as engine:
    tables = {
        table.table.name: engine.sql(
            f"select columns(*)::varchar from read_parquet('{table.path}')"
        ).fetchall()
        for table in report.tables
    }
print(json.dumps({
    "findings": [[f.rule, f.weight, f.sentence(), f.lines] for f in report.findings],
    "tables": tables,
    "rules": report.rules,
}))
"""

ASK_FOR_PAGES = """
import json, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from wsgiref.util import setup_testing_defaults
from pendopo.programme.checking import Request
from pendopo.programme.config import Config, Government, LogSettings, Publishing, render
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from pendopo.web.wsgi import make_application

config = Config(
    government=Government("Uji", "regency", "ID", ("en",), "IDR", "Asia/Jakarta"),
    log=LogSettings("uji.example/log"),
    publishing=Publishing("CC-BY-4.0", "Children's library"),
)
at = datetime(2026, 3, 1, tzinfo=UTC)
programme = Programme.create(Path(sys.argv[2]) / "uji", render(config), at)
declared = Declaration(title="Toys of 2026", scope={"year": "2026"})
request = Request(Path(sys.argv[1]), "toys", at + timedelta(minutes=1), declared)
[entry] = programme.publish([request]).entries
application = make_application(programme)

def get(path):
    heard, environ = [], {"PATH_INFO": path}
    setup_testing_defaults(environ)
    body = b"".join(application(environ, lambda *all: heard.extend(all)))
    return [heard[0], body.decode("utf-8", "replace")]

print(json.dumps({
    "entry": entry.index,
    "page": get("/en/registers/toys/toys/"),
    "row": get(f"/en/registers/toys/toys/{entry.index}.2/"),
    "csv": get("/data/toys/toys.csv"),
    "json": get("/data/toys/toys.json"),
    "parquet": get("/data/toys/toys.parquet"),
    "catalogue": get("/catalog.jsonld"),
}))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The package's copy with a toy register: one folder, and one line in the list."""
    root = tmp_path_factory.mktemp("copy")
    shutil.copytree(SOURCE, root / "pendopo", ignore=shutil.ignore_patterns("__pycache__"))
    folder = root / "pendopo" / "registers" / "toys"
    (folder / "rules").mkdir(parents=True)
    for name, text in {
        "__init__.py": FACE,
        "tables.py": TABLES,
        "read.py": READ,
        "rules/price_is_known.sql": RULE,
    }.items():
        (folder / name).write_text(text)
    listed = root / "pendopo" / "registers" / "__init__.py"
    before = listed.read_text()
    after = before.replace('    "datasets",\n', '    "datasets",\n    "toys",\n')
    assert len(after.splitlines()) == len(before.splitlines()) + 1
    listed.write_text(after)
    (root / "toys.csv").write_text(SUBMITTED)
    return root


@pytest.fixture(scope="module")
def ask(copy, tmp_path_factory):
    """Run a script that sees the copy, and read the JSON it prints."""

    def asked(script):
        work = tmp_path_factory.mktemp("work")
        done = subprocess.run(
            [sys.executable, "-c", script, str(copy / "toys.csv"), str(work)],
            env={**os.environ, "PYTHONPATH": str(copy)},
            cwd=work,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return asked


@pytest.fixture(scope="module")
def checked(ask):
    return ask(ASK_FOR_FINDINGS_AND_TABLES)


def test_its_rules_give_findings(checked):
    assert checked["rules"] == 1
    assert checked["findings"] == [
        ["price_is_known", "warn", "Blue ball was bought on 2026-01-31 for nothing.", [3]]
    ]


def test_its_rows_become_a_typed_table_in_the_order_of_its_key(checked):
    assert checked["tables"] == {
        "toys": [
            ["3", "T1", "Blue ball", "ball", "0.00", "2026-01-31"],
            ["2", "T2", "Red kite", "kite", "25000.50", "2026-02-01"],
        ]
    }


@pytest.fixture(scope="module")
def shown(ask):
    return ask(ASK_FOR_PAGES)


def test_its_table_has_a_page_with_its_columns_and_a_filter(shown):
    status, page = shown["page"]

    assert status == "200 OK"
    for text in ("Toys", "One row per toy", "Red kite", "25,000.50", "Bought on", "kind=ball"):
        assert text in page, text


def test_its_rows_have_pages_that_lead_back_to_the_file(shown):
    status, page = shown["row"]

    assert status == "200 OK"
    for text in ("Red kite", "toys.csv", "rupiah"):
        assert text in page, text


def test_its_downloads_are_there_as_csv_json_and_parquet(shown):
    entry = shown["entry"]

    assert shown["csv"][0] == shown["json"][0] == shown["parquet"][0] == "200 OK"
    assert shown["csv"][1].split("\r\n", 1)[1].splitlines() == [
        f"{entry},2,T2,Red kite,kite,25000.50,2026-02-01",
        f"{entry},3,T1,Blue ball,ball,0.00,2026-01-31",
    ]
    assert [row["code"] for row in json.loads(shown["json"][1])] == ["T2", "T1"]
    assert shown["parquet"][1].startswith("PAR1")


def test_its_table_has_an_entry_in_the_catalogue(shown):
    status, text = shown["catalogue"]

    assert status == "200 OK"
    [dataset] = json.loads(text)["dcat:dataset"]
    assert "toys" in json.dumps(dataset)
    assert len(dataset["dcat:distribution"]) == 4

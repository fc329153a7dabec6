"""What people and programs say in texts of their own form: statements, cuts, mappings."""

import json
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from pendopo.published.cubes.cuts import condition, told
from pendopo.published.cubes.grammar import parse_cuts, parse_order, parse_refs, refs_of
from pendopo.published.cubes.model import Model
from pendopo.published.errors import QueryError
from pendopo.published.metadata import parse_metadata
from pendopo.published.tables import Part, PublishedTable
from pendopo.stages.intake.mapping import mapped
from pendopo.standards.statement import StatementError, parse_statement
from pendopo.standards.tlog.witness import AddCheckpoint, RequestError, parse_add_checkpoint
from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.cube import Attribute, Cube, Dimension, Measure
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.mapping import MappingError, mapping_of, parse_toml
from pendopo.terms.register import Sheet, Source

_KINDS = {
    "year": Kind.YEAR,
    "phase": Kind.CODE,
    "label": Kind.TEXT,
    "paid": Kind.DATE,
    "at": Kind.DATETIME,
    "amount": Kind.MONEY,
    "pieces": Kind.INTEGER,
    "share": Kind.DECIMAL,
    "done": Kind.BOOLEAN,
}
_CUBE = Cube(
    "spending",
    (Measure("amount", "amount", ("sum",)),),
    tuple(Dimension(f"by_{name}", name, (Attribute("it", name),)) for name in _KINDS),
)
_TABLE = Table(
    "spending", "", "rows", tuple(Column(name, kind) for name, kind in _KINDS.items()), cube=_CUBE
)
_PART = Part(7, "spending", "c", Path(), 1)
_MODEL = Model(PublishedTable("s", "spending", "", _TABLE, (7,), (_PART,), "v"), _CUBE)
_HEADER = ("desa", "jumlah", "tgl", "kode")
_ROWS = (
    ("Ngasem", "1.250,50", "31/12/2026", "5.1"),
    ("", "JUMLAH", "", ""),
    ("Gayam", "980", "1/2/2026", "5.10"),
)


def statement(data: bytes) -> None:
    """A statement: what is read is written again letter for letter."""
    with suppress(StatementError, UnicodeDecodeError):
        text = data.decode()
        assert parse_statement(text).text() == text


def request(data: bytes) -> None:
    """What a log asks of a witness: written again byte for byte, but for misspelt signatures."""
    with suppress(RequestError):
        asked = parse_add_checkpoint(data)
        note = data.decode().partition("\n\n")[2]
        if not asked.misspelt:
            assert AddCheckpoint(asked.old, asked.proof, note).encode() == data
        assert asked.text in note


def cuts(data: bytes) -> None:
    """What is asked of a cube: every value is bound, and the answer tells each of the cuts."""
    text = data.decode("utf-8", "ignore")
    with suppress(QueryError):
        parse_order(text)
    with suppress(QueryError):
        parse_refs("drilldown", text, "|")
    with suppress(QueryError):
        found = parse_cuts(text)
        assert all(ref for ref in refs_of(found))
        sql, values = condition(_MODEL, found)
        assert sql.count("?") == len(values)
        assert len(told(_MODEL, found)) == len(found)
        json.dumps(told(_MODEL, found), default=str).encode()


def metadata(data: bytes) -> None:
    """What a publication says of itself: read, or no such object."""
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        parse_metadata(data)


def mapping(data: bytes) -> None:
    """A mapping, followed over a small table: rows, or a finding that says why not."""
    try:
        raw = parse_toml(data.decode("utf-8", "ignore"))
        rule = mapping_of(raw)
    except MappingError as error:
        error.finding().sentence()
        return
    findings: list[Finding] = []
    names = ["line", *(str(place) for place in range(len(_HEADER)))]
    columns = [pa.array(cells, pa.string()) for cells in zip(*_ROWS, strict=True)]
    batch = pa.record_batch([pa.array(range(2, 2 + len(_ROWS)), pa.int64()), *columns], names)
    source = Source("belanja-2026.csv", (Sheet("", _HEADER, iter([batch])),))
    made = mapped(source, raw, findings.append)
    rows = list(made.sheets[0].batches) if made else []
    assert made or any(one.weight is Weight.STOP for one in findings)
    for found in rows:
        assert found.num_columns == 1 + len(rule.columns)

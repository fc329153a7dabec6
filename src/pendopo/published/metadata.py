"""What a publication says of itself: its metadata object, read back into typed values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from pendopo.terms.column import Column, ForeignKey, Kind, Table
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Measurement
from pendopo.terms.personal import Fate, Treated
from pendopo.terms.spoken import with_translations


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A table of a publication: its declaration, and how many rows it has."""

    table: Table
    rows: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who published what, under which licence, and what the rules said of it.

    :param bytes: the size of the submitted file
    :param came_from: the address it was pulled from; empty when it was handed in
    :param withheld: the commitment to the submitted file where it is kept back; else empty
    :param made_from: the name of what was handed in, where the submitted file was made of it
    :param personal: what was done with columns that hold personal data
    :param mapping: how the file's columns became these, as its mapping was written; or None
    """

    register: str
    title: str
    description: str
    publisher: str
    licence: str
    note: str
    sender: str
    received_at: str
    filename: str
    bytes: int
    came_from: str
    tables: tuple[TableFacts, ...]
    findings: tuple[Finding, ...]
    rules: int
    program: str
    engine: str
    mapping: Mapping[str, Any] | None = None
    withheld: str = ""
    made_from: str = ""
    personal: tuple[Treated, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows all its tables have."""
        return sum(facts.rows for facts in self.tables)


def parse_metadata(data: bytes) -> Metadata:
    """Read a metadata object as a publication wrote it."""
    raw = with_translations(json.loads(data))
    source = raw["source"]
    return Metadata(
        **{name: raw[name] for name in _PLAIN},
        filename=source["filename"],
        bytes=source["bytes"],
        came_from=source["came_from"],
        tables=tuple(TableFacts(parse_table(one), one["rows"]) for one in raw["tables"]),
        findings=tuple(_finding(one) for one in raw["findings"]),
        mapping=raw.get("mapping"),
        withheld=source.get("withheld", {}).get("c", ""),
        made_from=source.get("made_from", {}).get("filename", ""),
        personal=tuple(
            Treated(**{**one, "fate": Fate(one["fate"])}) for one in raw.get("personal", ())
        ),
    )


def parse_table(raw: Mapping[str, Any]) -> Table:
    """Read a table's declaration back."""
    raw = with_translations(raw)
    return Table(
        name=raw["name"],
        title=raw["title"],
        row=raw["row"],
        version=raw["version"],
        key=tuple(raw["key"]),
        facets=tuple(raw["facets"]),
        source=raw["source"],
        columns=tuple(_column(one) for one in raw["columns"]),
        unique=tuple(tuple(names) for names in raw.get("unique", ())),
        foreign=tuple(
            ForeignKey(tuple(key["columns"]), key["table"], tuple(key["to"]))
            for key in raw.get("foreign", ())
        ),
    )


def parse_measurement(data: bytes) -> Measurement:
    """Read a measurement object back."""
    raw = json.loads(data)
    del raw["v"]
    raw["tables"] = {name: tuple(digests) for name, digests in raw["tables"].items()}
    return Measurement(**raw)


_PLAIN = (
    "register",
    "title",
    "description",
    "publisher",
    "licence",
    "note",
    "sender",
    "received_at",
    "rules",
    "program",
    "engine",
)
_COLUMN_FIELDS = frozenset(field.name for field in fields(Column))


def _column(raw: Mapping[str, Any]) -> Column:
    # A later version of the program may say more of a column than this one knows.
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in with_translations(raw).items()
        if name in _COLUMN_FIELDS
    }
    return Column(**(known | {"kind": Kind(raw["kind"])}))


def _finding(raw: Mapping[str, Any]) -> Finding:
    listed = {name: tuple(value) for name, value in raw.items() if isinstance(value, list)}
    return Finding(**{**raw, **listed, "weight": Weight(raw["weight"])})

"""A source's rows, a mapping of it, and the releases that they become."""

import io
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pendopo.programme.mappings import read_mapping
from pendopo.registers.contracts.sources.care import Care
from pendopo.registers.contracts.sources.convert import Converted, Given, convert
from pendopo.stages.validate.masking import pseudonyms
from pendopo.stages.validate.scrubbing import Scrubber
from pendopo.standards.identity import patterns
from pendopo.store.engine import connect
from pendopo.terms.register import Sheet
from pendopo.terms.release_mapping import release_mapping_of
from pendopo.terms.values import with_values

SHIPPED = Path(str(files("pendopo.registers.contracts.sources")))
RECEIVED = "2026-03-01T02:00:00Z"
PREFIX = "ocds-abc123"


@dataclass(frozen=True)
class Made:
    """What became of a source."""

    done: Converted
    text: str

    @property
    def releases(self) -> list[dict[str, Any]]:
        releases: list[dict[str, Any]] = json.loads(self.text)["releases"]
        return releases

    @property
    def told(self) -> dict[tuple[str, str], int]:
        """How often each rule was told, by the field."""
        return {(one.rule, one.column): one.count or 1 for one in self.done.findings}


def sheet_of(rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """Lay out objects as intake does: numbers are values, lists are JSON."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns, values = [], {}
    for place, name in enumerate(names):
        cells = [row.get(name) for row in rows]
        values[place] = pa.array([isinstance(cell, (int, float)) for cell in cells], pa.bool_())
        columns.append(pa.array([_cell(cell) for cell in cells], pa.string()))
    lines = pa.array(range(1, len(rows) + 1), pa.int64())
    batch = pa.record_batch([lines, *columns], ["line", *map(str, range(len(names)))])
    return Sheet("", tuple(names), iter([with_values(batch, values)]))


def _cell(cell: object) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else json.dumps(cell)


@pytest.fixture(scope="session")
def care() -> Iterator[Callable[[bytes], Care]]:
    """What takes persons out, with a key."""
    with connect() as engine:
        scrubber = Scrubber(engine, patterns("ID"))

        def made(key: bytes) -> Care:
            named = pseudonyms(key, "contracts", "npwp")
            return Care(scrubber.text, scrubber.tells, named, RECEIVED, "Dinas Uji")

        yield made


@pytest.fixture(scope="session")
def make(care):
    """Make releases of rows, by a mapping: its text, or its name among those shipped."""

    def made(
        mapping: str, rows: Sequence[Mapping[str, Any]] | Sheet, key: bytes = b"k" * 32
    ) -> Made:
        if "\n" in mapping:
            raw = tomllib.loads(mapping)
        else:
            path = Path(mapping) if mapping.endswith(".toml") else SHIPPED / f"{mapping}.toml"
            raw = dict(read_mapping(path).content)
        raw["release"] = {"prefix": PREFIX, **raw["release"]}
        sheet = rows if isinstance(rows, Sheet) else sheet_of(rows)
        out = io.BytesIO()
        given = Given(sheet, release_mapping_of(raw), care(key), patterns("ID"))
        return Made(convert(given, out), out.getvalue().decode())

    return made

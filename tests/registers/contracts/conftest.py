"""Builders: releases, and what the register makes of them."""

import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pytest

from pendopo.registers.contracts import REGISTER
from pendopo.terms.finding import Finding
from pendopo.terms.register import Rows, Source

MARCH = "2026-03-02T09:00:00+07:00"


def release(**fields: object) -> dict[str, object]:
    """A release that fits the schema, with what a test is about."""
    sound = {
        "ocid": "ocds-abc123-1",
        "id": "1",
        "date": MARCH,
        "tag": ["tender"],
        "initiationType": "tender",
    }
    return sound | fields


class Reading:
    """What ``read`` gave: rows of each table, and findings."""

    def __init__(self, given: Sequence[Rows | Finding]) -> None:
        self.findings = [one for one in given if isinstance(one, Finding)]
        self.batches = [one for one in given if isinstance(one, Rows)]

    def rows(self, table: str) -> list[dict[str, object]]:
        return [
            row for one in self.batches if one.table.name == table for row in one.batch.to_pylist()
        ]

    def rules(self) -> list[str]:
        return [finding.rule for finding in self.findings]


def read(document: object, name: str = "releases.json", **besides: Any) -> Reading:
    """Read bytes as they are, anything else as JSON."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    source = Source(name, document=io.BytesIO(data), besides=besides)
    return Reading(list(REGISTER.read(source)))


def merged(*releases: object, **besides: Any) -> dict[str, list[dict[str, object]]]:
    """Publish each release as an entry of its own, and merge."""
    rows = []
    for entry, one in enumerate(releases):
        rows += [
            {"entry": entry, **row}
            for row in read([one], "releases.json", **besides).rows("releases")
        ]
    columns = ["entry", "line", *(column.name for column in REGISTER.tables[0].columns)]
    table = pa.table({name: [row[name] for row in rows] for name in columns})
    assert REGISTER.merge is not None
    return {name: found.to_pylist() for name, found in REGISTER.merge({"releases": table}).items()}


@pytest.fixture
def reading() -> Callable[..., Reading]:
    return read


@pytest.fixture
def merging() -> Callable[..., dict[str, list[dict[str, object]]]]:
    return merged


@pytest.fixture
def a_release() -> Callable[..., dict[str, object]]:
    return release

"""Whatever is asked of whatever facts, a cube answers what counting them one by one gives."""

from collections import defaultdict
from datetime import date
from itertools import count
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pendopo.published.cubes.model import Model
from pendopo.published.cubes.reader import CubeReader
from pendopo.published.known import Known
from pendopo.published.tables import Part, PublishedTable
from tests.published.cubes.asking import asked
from tests.published.cubes.conftest import CUBE, SCHEMA, TABLE

NAMES = [column.name for column in TABLE.columns]
CODES = ["01", "02", '"q"', "a|b", "x or y)", "Ü;1"]
ROW = st.tuples(
    st.sampled_from([2022, 2023, 2024, None]),
    st.sampled_from(["approved", "executed", None]),
    st.sampled_from(["A", "B", None]),
    st.sampled_from([*CODES, None]),
    st.sampled_from(["Satu", "Dua, tiga", None]),
    st.sampled_from([date(2023, 1, 1), date(2023, 6, 1), None]),
    st.one_of(st.none(), st.decimals(-(10**13), 10**13, places=2)),
    st.one_of(st.none(), st.integers(-(2**62), 2**62)),
)
COLUMNS = {
    "year": "year",
    "phase": "phase",
    "place": "place",
    "function.code": "function_code",
    "function.label": "function_label",
    "paid": "paid_on",
}


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@st.composite
def cuts(draw, depth=2):
    """A cut as it is written, and what it says of a fact."""
    kind = draw(st.sampled_from(["year", "code", "range", "none", *(["not", "any"] * (depth > 0))]))
    if kind == "year":
        years = draw(st.lists(st.integers(2021, 2025), min_size=1, max_size=3))
        return f"year:{';'.join(map(str, years))}", lambda fact: fact["year"] in years
    if kind == "code":
        codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=2))
        written = ";".join(map(quoted, codes))
        return f"function:{written}", lambda fact: fact["function_code"] in codes
    if kind == "range":
        low, high = draw(st.tuples(st.integers(2021, 2025), st.integers(2021, 2025)))
        return (
            f"year:{low}..{high}",
            lambda fact: fact["year"] is not None and low <= fact["year"] <= high,
        )
    if kind == "none":
        return "place:", lambda fact: fact["place"] is None
    if kind == "not":
        written, holds = draw(cuts(depth - 1))
        return f"!{written}", lambda fact: not holds(fact)
    choices = draw(st.lists(both(depth - 1), min_size=1, max_size=2))
    written = " or ".join(text for text, _ in choices)
    return f"({written})", lambda fact: any(holds(fact) for _, holds in choices)


@st.composite
def both(draw, depth=2):
    """Some cuts that all hold."""
    found = draw(st.lists(cuts(depth), min_size=1, max_size=3))
    return "|".join(text for text, _ in found), lambda fact: all(holds(fact) for _, holds in found)


def total(values, of):
    known = [value for value in values if value is not None]
    return of(known) if known else None


def expected(facts, refs):
    """Group facts in the plainest way."""
    groups = defaultdict(list)
    for fact in facts:
        groups[tuple(fact[COLUMNS[ref]] for ref in refs)].append(fact)
    return {
        key: (
            len(found),
            total([fact["amount"] for fact in found], sum),
            total([fact["amount"] for fact in found], min),
            total([fact["pieces"] for fact in found], sum),
        )
        for key, found in groups.items()
    }


def _sort_key(cell, refs):
    return [(cell[ref] is None, str(cell[ref])) for ref in refs]


@pytest.fixture(scope="module")
def make():
    """Make cubes in memory: a serving file for each would take most of the time."""
    with duckdb.connect(config={"threads": "1"}) as database:
        versions = count(1)

        def make(rows):
            cells = [[row[n] for row in rows] for n in range(len(NAMES))]
            lines = list(range(2, len(rows) + 2))
            facts = pa.table([lines, *cells], schema=SCHEMA)
            database.execute(
                "create or replace table spending as select 7::bigint as entry, * from facts"
            )
            assert facts.num_rows == len(rows)
            part = Part(7, "spending", "c", Path(), len(rows))
            made = PublishedTable("s", "spending", "", TABLE, (7,), (part,), f"v{next(versions)}")
            return CubeReader(Model(made, CUBE), database.cursor, Known(), 5.0)

        yield make


# To shrink a failure would take minutes.
@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    rows=st.lists(ROW, max_size=25),
    cut=st.one_of(st.just(("", lambda _fact: True)), both()),
    refs=st.lists(st.sampled_from(sorted(COLUMNS)), max_size=3, unique=True),
)
def test_cells_and_summary_are_those_of_counting(make, rows, cut, refs):
    written, holds = cut
    facts = [dict(zip(NAMES, row, strict=True)) for row in rows]

    answer = make(rows).aggregate(
        asked(
            written,
            "|".join(refs),
            aggregates="_count|amount.sum|amount.min|pieces.sum",
            size=10_000,
        )
    )

    kept = [fact for fact in facts if holds(fact)]
    shown = answer["attributes"]
    found = {
        tuple(cell[ref] for ref in shown): tuple(
            cell[name] for name in ("_count", "amount.sum", "amount.min", "pieces.sum")
        )
        for cell in answer["cells"]
    }
    wanted = expected(kept, refs) if refs or kept else {(): (0, None, None, None)}
    assert found == wanted
    assert answer["total_cell_count"] == len(answer["cells"]) == len(wanted)
    assert answer["summary"]["_count"] == len(kept)
    assert answer["summary"]["amount.sum"] == total([fact["amount"] for fact in kept], sum)
    assert [*answer["cells"]] == sorted(answer["cells"], key=lambda cell: _sort_key(cell, shown))

"""The logical digest, computed again in plain Python from its description."""

import hashlib
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pendopo.store.digest import digest
from pendopo.store.engine import connect

SCHEMA = pa.schema(
    [
        ("line", pa.int64()),
        ("name", pa.string()),
        ("count", pa.int64()),
        ("year", pa.int16()),
        ("price", pa.decimal128(18, 2)),
        ("share", pa.decimal128(38, 10)),
        ("done", pa.bool_()),
        ("day", pa.date32()),
        ("at", pa.timestamp("us")),
    ]
)


def again(rows):
    """The digest as a stranger would compute it from the rows."""
    escapes = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}

    def time(value):
        fraction = f".{value.microsecond:06}".rstrip("0") if value.microsecond else ""
        return f"{day(value)} {value.hour:02}:{value.minute:02}:{value.second:02}{fraction}"

    def day(value):
        return f"{value.year:04}-{value.month:02}-{value.day:02}"

    def text(value):
        return "".join(escapes.get(letter, letter) for letter in value)

    writers: dict[type, Any] = {
        type(None): lambda _: "\\N",
        str: text,
        bool: lambda value: str(value).lower(),
        int: str,
        Decimal: lambda value: format(value, "f"),
        datetime: time,
        date: day,
    }

    def cell(value):
        return writers[type(value)](value)

    texts = sorted((row[0], ("\t".join(map(cell, row)) + "\n").encode()) for row in rows)
    return hashlib.sha256(b"".join(text for _, text in texts)).hexdigest()


_numbers = count()


def written(folder, rows, **options):
    # A new name each time: the engine remembers what it read of a file by its name and time.
    path = folder / f"{next(_numbers)}.parquet"
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(list(c), f.type) for c, f in zip(columns, SCHEMA, strict=True)]
    pq.write_table(pa.table(arrays, schema=SCHEMA), path, **options)
    return path


ROWS = [
    (2, "a", 1, 2026, Decimal("0.50"), Decimal("-1.0000000001"), True, date(2026, 3, 1), None),
    (
        3,
        "b\t\\N\r\n",
        -7,
        None,
        None,
        None,
        False,
        None,
        datetime.fromisoformat("2026-03-01T09:30"),
    ),
    (
        4,
        None,
        None,
        1,
        Decimal("-12.00"),
        Decimal(0),
        None,
        date(1, 1, 1),
        datetime.fromisoformat("9999-12-31T23:59:59.999999"),
    ),
]


@pytest.fixture
def engine():
    with connect() as connection:
        yield connection


def test_a_stranger_computes_the_same(tmp_path, engine):
    path = written(tmp_path, ROWS)

    assert digest(engine, path) == again(
        [tuple(row.values()) for row in pq.read_table(path).to_pylist()]
    )


def test_the_digest_is_pinned(tmp_path, engine):
    path = written(tmp_path, ROWS[:1])

    expected = hashlib.sha256(
        b"2\ta\t1\t2026\t0.50\t-1.0000000001\ttrue\t2026-03-01\t\\N\n"
    ).hexdigest()
    assert digest(engine, path) == expected


def test_other_bytes_of_the_same_rows_have_the_same_digest(tmp_path, engine):
    one = written(tmp_path, ROWS, compression="zstd")
    other = written(tmp_path, ROWS[::-1], compression="none", row_group_size=1)

    assert one.read_bytes() != other.read_bytes()
    assert digest(engine, one) == digest(engine, other)


def test_rows_of_one_line_count_in_the_order_of_their_text(tmp_path, engine):
    twins = [(2, name, 1, *ROWS[0][3:]) for name in ("b", "a", "é", "Z")]

    digests = {digest(engine, written(tmp_path, r)) for r in (twins, twins[::-1])}

    assert digests == {again(twins)}


def test_an_empty_table_has_the_digest_of_nothing(tmp_path, engine):
    path = written(tmp_path, [])

    assert digest(engine, path) == hashlib.sha256(b"").hexdigest()


def test_a_table_of_numbers_alone_has_a_digest(tmp_path, engine):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"line": [2, 1]}), path)

    assert digest(engine, path) == hashlib.sha256(b"1\n2\n").hexdigest()


_TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=6)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 50),
            st.none() | _TEXT | st.sampled_from(["\\", "\\N", "\t", "\n", "\\n"]),
            st.none() | st.integers(-(2**63), 2**63 - 1),
            st.none() | st.integers(1, 9999),
            st.none() | st.decimals(-(10**15), 10**15, places=2),
            st.none() | st.decimals(-1, 1, places=10),
            st.none() | st.booleans(),
            st.none() | st.dates(),
            st.none() | st.datetimes(),
        ),
        max_size=12,
    )
)
def test_any_rows_have_the_digest_that_is_described(tmp_path, engine, rows):
    path = written(tmp_path, rows)

    assert digest(engine, path) == again(
        [tuple(row.values()) for row in pq.read_table(path).to_pylist()]
    )


@pytest.mark.parametrize("place", [1, 2])
def test_long_texts_are_hashed_as_short_ones_are(tmp_path, engine, place):
    long = [f"{n}\\ \t{n}\n\r\\N{'é' * 300}" if n % 3 else None for n in range(2_500)]
    columns = {"line": range(1, 2_501), "name": [None, "\t"] * 1_250}
    names = [*columns]
    names[place:place] = ["long", "longer"]
    columns |= {"long": long, "longer": ["z" * 400 + text if text else "" for text in long]}
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({name: columns[name] for name in names}), path, use_dictionary=False)

    told = digest(engine, path)

    assert told == again([tuple(row.values()) for row in pq.read_table(path).to_pylist()])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process held")
def test_long_texts_are_not_made_ahead_of_the_hash_by_the_hundred(tmp_path):
    path = tmp_path / "long.parquet"
    rows = {"line": range(1, 60_001), "name": [f"{n:05}" * 800 for n in range(60_000)]}
    pq.write_table(pa.table(rows), path, row_group_size=2_000, use_dictionary=False)
    program = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from pendopo.store.digest import digest\n"
        "from pendopo.store.engine import connect\n"
        "digest(connect(), Path(sys.argv[1]))\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
    )

    told = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True
    )

    assert int(told.stdout) < 230 << 10

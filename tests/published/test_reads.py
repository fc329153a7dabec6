"""A published table is read as it was published: exact, filtered, sorted, and written out."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pendopo.published.errors import QueryError
from pendopo.published.reads import ALL, Filter, Query, Reader
from pendopo.published.serving import Serving
from pendopo.published.tables import Part, PublishedTable
from pendopo.terms.column import Column, Kind, Table

ROADS = Table(
    name="roads",
    title="Roads",
    row="One row per road",
    columns=(
        Column("code", Kind.CODE),
        Column("name", Kind.TEXT),
        Column("paid", Kind.MONEY),
        Column("opened", Kind.DATE),
        Column("lanes", Kind.INTEGER),
        Column("paved", Kind.BOOLEAN),
    ),
    key=("code",),
)
SCHEMA = pa.schema(
    [
        ("line", pa.int64()),
        ("code", pa.string()),
        ("name", pa.string()),
        ("paid", pa.decimal128(18, 2)),
        ("opened", pa.date32()),
        ("lanes", pa.int64()),
        ("paved", pa.bool_()),
    ]
)
OLD = [
    (2, "007", 'Jalan "Poros", utara', Decimal("1250000.50"), date(2026, 3, 1), 2, True),
    (3, "0164A", "Jalan Umpama", None, None, None, None),
    (4, "012", "jembatan Misal", Decimal("9007199254740993.01"), date(2025, 12, 31), 1, False),
]
NEW = [
    (2, "007", 'Jalan "Poros", utara', Decimal("1250000.50"), date(2026, 3, 2), 2, True),
    (3, "012", "jembatan Misal", Decimal("9007199254740993.02"), date(2025, 12, 31), None, False),
    (4, "013", "Jalan Baru", Decimal("0.00"), None, 1, True),
]
ROW = tuple[int, str, str, Decimal | None, date | None, int | None, bool | None]


def published(folder: Path, entry: int, *rows: ROW) -> PublishedTable:
    path = folder / f"{entry}.parquet"
    columns = zip(*rows, strict=True)
    pq.write_table(
        pa.table(
            [pa.array(v, f.type) for v, f in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
        ),
        path,
    )
    part = Part(entry, "roads", f"{entry:064x}", path, len(rows))
    return PublishedTable("datasets", "roads", "Roads", ROADS, (entry,), (part,), f"version{entry}")


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    serving = Serving(tmp_path / "serving")
    table = published(tmp_path, 7, *OLD)
    return Reader(table, lambda: serving.cursor(table))


def codes(rows: Sequence[Mapping[str, object]]) -> list[object]:
    return [row["code"] for row in rows]


def test_values_come_back_exactly(reader: Reader):
    [row] = reader.page(Query((Filter("code", "eq", "012"),)), 0, 10)

    assert row == {
        "entry": 7,
        "line": 4,
        "code": "012",
        "name": "jembatan Misal",
        "paid": Decimal("9007199254740993.01"),
        "opened": date(2025, 12, 31),
        "lanes": 1,
        "paved": False,
    }


@pytest.mark.parametrize(
    ("op", "column", "value", "expected"),
    [
        ("eq", "paid", "1250000.50", ["007"]),
        ("ne", "lanes", "2", ["0164A", "012"]),
        ("gte", "opened", "2026-01-01", ["007"]),
        ("lte", "lanes", "1", ["012"]),
        ("contains", "name", "JALAN", ["007", "0164A"]),
        ("empty", "paid", "yes", ["0164A"]),
        ("empty", "paid", "no", ["007", "012"]),
        ("eq", "paved", "false", ["012"]),
    ],
)
def test_a_filter_keeps_the_rows_it_names(
    reader: Reader, op: str, column: str, value: str, expected: list[str]
):
    query = Query((Filter(column, op, value),))

    rows = reader.page(query, 0, 10)

    assert codes(rows) == expected
    assert reader.count(query) == len(expected)


@pytest.mark.parametrize(
    ("column", "op", "value", "words"),
    [
        ("paid", "gte", "1.250,50", "paid__gte is '1.250,50'; write it like 1250000.50"),
        ("paid", "eq", "NaN", "write it like 1250000.50"),
        ("lanes", "eq", "9" * 30, "write it like 1250"),
        ("opened", "eq", "3/1/2026", "write it like 2026-11-25"),
        ("paved", "eq", "perhaps", "write it like true"),
        ("paid", "empty", "maybe", "write yes or no"),
        ("paid", "like", "1", "write one of eq"),
        ("height", "eq", "1", "no column 'height'"),
    ],
)
def test_a_filter_that_cannot_be_asked_says_what_to_write(
    reader: Reader, column: str, op: str, value: str, words: str
):
    with pytest.raises(QueryError) as caught:
        reader.count(Query((Filter(column, op, value),)))

    assert words in str(caught.value)


def test_search_looks_in_every_text_column_for_every_word(reader: Reader):
    assert codes(reader.page(Query(search="jalan 0164a"), 0, 9)) == ["0164A"]
    assert reader.count(Query(search="50%' or 1=1 --")) == 0


def test_sorting_puts_what_is_unknown_last_both_ways(reader: Reader):
    up = reader.page(Query(sort="paid"), 0, 9)
    down = reader.page(Query(sort="paid", descending=True), 0, 9)

    assert codes(up) == ["007", "012", "0164A"]
    assert codes(down) == ["012", "007", "0164A"]


def test_facets_count_and_sums_are_exact(reader: Reader):
    assert reader.facet(ALL, "paved", 9) == [(False, 1), (True, 1), (None, 1)]
    assert reader.sum(ALL, "paid") == Decimal("9007199255990993.51")
    assert reader.sum(Query((Filter("code", "eq", "0164A"),)), "paid") is None
    assert reader.distinct("name") == 3


@pytest.mark.parametrize("value", ["012", "nothing"])
def test_a_facet_that_a_filter_settles_counts_as_the_others_do(reader: Reader, value: str):
    query = Query((Filter("code", "eq", value),))
    counted = Query((Filter("code", "gte", value), Filter("code", "lte", value)))

    found = reader.facets(query, ["code", "paved"], 9)

    assert found == reader.facets(counted, ["code", "paved"], 9)
    assert list(found) == ["code", "paved"]
    assert reader.facet(query, "code", 9) == found["code"]
    assert found["code"] == [("012", 1)][: value == "012"]


def test_a_column_is_added_up_by_the_values_of_another(reader: Reader):
    found = reader.totals(ALL, "paved", "paid", 9)

    assert found == [
        (False, Decimal("9007199254740993.01"), 0),
        (True, Decimal("1250000.50"), 0),
        (None, None, 1),
    ]
    assert reader.totals(ALL, "paved", "paid", 1) == found[:1]
    only = Query((Filter("code", "eq", "0164A"),))
    assert reader.totals(only, "paved", "paid", 9) == found[2:]
    for by, column in (("height", "paid"), ("paved", "height")):
        with pytest.raises(QueryError, match="no column 'height'"):
            reader.totals(ALL, by, column, 9)


def test_a_sum_of_a_group_is_not_known_where_a_row_of_it_has_no_amount(reader: Reader):
    assert reader.sums(ALL, ["paved"], "paid") == [
        ({"paved": False}, Decimal("9007199254740993.01")),
        ({"paved": True}, Decimal("1250000.50")),
        ({"paved": None}, None),
    ]
    assert reader.sums(ALL, ["entry"], "paid") == [({"entry": 7}, None)]
    with pytest.raises(QueryError, match="no column 'height'"):
        reader.sums(ALL, ["height"], "paid")


def test_a_row_is_found_by_its_name_and_nothing_else_is(reader: Reader):
    [row] = reader.page(Query((Filter("code", "eq", "0164A"),)), 0, 1)

    assert reader.row_id(row) == "7.3"
    assert reader.row("7.3") == row
    for name in ("7.9", "7", "7.3.1", "seven.three", "", "7.3'; drop"):
        assert reader.row(name) is None


def test_csv_gives_back_what_was_published(reader: Reader):
    text = b"".join(reader.csv()).decode()

    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["code"] for row in rows] == ["007", "0164A", "012"]
    assert rows[0]["name"] == 'Jalan "Poros", utara'
    assert rows[2]["paid"] == "9007199254740993.01"
    assert rows[1]["paid"] == rows[1]["opened"] == ""
    assert rows[0]["paved"] == "true"
    assert text.splitlines()[0] == "entry,line,code,name,paid,opened,lanes,paved"


def test_json_gives_numbers_with_all_their_digits(reader: Reader):
    text = b"".join(reader.json())

    rows = json.loads(text, parse_float=Decimal)
    assert rows[2]["paid"] == Decimal("9007199254740993.01")
    assert rows[1]["paid"] is None
    assert json.loads(b"".join(reader.json(Query(search="nothing of the sort")))) == []


def test_parquet_gives_the_filtered_rows(reader: Reader):
    data = b"".join(reader.parquet(Query((Filter("paved", "eq", "true"),))))

    table = pq.read_table(io.BytesIO(data))
    assert table.column("code").to_pylist() == ["007"]
    assert table.schema.field("paid").type == pa.decimal128(18, 2)


def test_parts_of_several_publications_stand_together(tmp_path: Path):
    one, two = published(tmp_path, 3, OLD[0]), published(tmp_path, 5, OLD[1], OLD[2])
    both = PublishedTable(
        "r", "roads", "Roads", ROADS, (3, 5), (*one.parts, *two.parts), "versionboth"
    )
    serving = Serving(tmp_path / "serving")

    rows = Reader(both, lambda: serving.cursor(both)).page(ALL, 0, 9)

    assert [(row["entry"], row["code"]) for row in rows] == [(3, "007"), (5, "0164A"), (5, "012")]


def test_a_serving_file_is_read_only_and_reaches_no_file(tmp_path: Path):
    table = published(tmp_path, 7, *OLD)
    serving = Serving(tmp_path / "serving")
    cursor = serving.cursor(table)

    for sql in (
        "delete from roads",
        "create table x as select 1",
        f"from '{tmp_path}/7.parquet'",
        "select * from read_text('/etc/passwd')",
        f"copy roads to '{tmp_path}/out.csv'",
        "set enable_external_access = true",
        "install excel",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(sql)

    assert not (tmp_path / "out.csv").exists()


def test_serving_files_are_made_again_after_they_are_dropped(tmp_path: Path):
    table = published(tmp_path, 7, *OLD)
    serving = Serving(tmp_path / "serving")
    path = serving.build(table)

    serving.drop_all()

    assert not path.exists()
    assert Reader(table, lambda: serving.cursor(table)).count() == 3


def test_a_question_of_hundreds_of_words_or_filters_is_refused(reader: Reader):
    many = Query(search=" ".join(f"word{i}" for i in range(11)))
    filters = Query(tuple(Filter("lanes", "gte", str(i)) for i in range(21)))

    for query in (many, filters):
        with pytest.raises(QueryError, match="at most 10 words and 20 filters"):
            reader.count(query)
    assert reader.count(Query(search="jalan " * 50)) == 2


def test_serving_files_longest_unused_are_dropped_and_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("pendopo.published.serving.FILES_MOST", 2)
    serving = Serving(tmp_path / "serving")
    tables = [published(tmp_path, entry, *OLD) for entry in (1, 2, 3)]

    paths = [serving.build(table) for table in tables]

    assert [path.exists() for path in paths] == [False, True, True]
    assert Reader(tables[0], lambda: serving.cursor(tables[0])).count() == 3


@pytest.fixture
def unpivoted(tmp_path: Path) -> Reader:
    """Three rows of line 2, one of line 3, two of line 4, as a mapping makes them of columns."""
    serving = Serving(tmp_path / "serving")
    lines = (2, 2, 2, 3, 4, 4)
    rows = [(line, f"{n:03}", f"y{n}", None, None, n, None) for n, line in enumerate(lines)]
    table = published(tmp_path, 7, *rows)
    return Reader(table, lambda: serving.cursor(table))


def test_rows_of_one_line_have_names_of_their_own(unpivoted: Reader):
    rows = unpivoted.page(ALL, 0, 9)

    names = [unpivoted.row_id(row) for row in rows]
    assert names == ["7.2", "7.2.2", "7.2.3", "7.3", "7.4", "7.4.2"]
    assert [unpivoted.row(name) for name in names] == rows
    assert [unpivoted.position(name) for name in names] == list(range(6))
    backwards = unpivoted.page(Query(sort="name", descending=True), 1, 4)
    assert [unpivoted.row_id(row) for row in backwards] == names[4:0:-1]
    for name in ("7.2.1", "7.2.4", "7.3.2", "7.2.02", "7.2.x", "7.2.2.2", "7.2.0"):
        assert unpivoted.row(name) is None
        assert unpivoted.position(name) is None

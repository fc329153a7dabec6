"""What a schema asks of cells and rows, asked of the typed values."""

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pendopo.terms.column import FORMS, Column, ForeignKey, Kind
from pendopo.terms.finding import Weight


@pytest.mark.parametrize(
    ("kind", "more", "cells", "rule", "lines"),
    [
        (Kind.TEXT, {"one_of": ("new", "done")}, ["new", "old", ""], "cell_is_in_the_list", (3,)),
        (Kind.INTEGER, {"one_of": ("1", "2")}, ["1", "+1", "3"], "cell_is_in_the_list", (4,)),
        (Kind.BOOLEAN, {"one_of": ("true",)}, ["1", "0"], "cell_is_in_the_list", (3,)),
        (Kind.INTEGER, {"minimum": "0"}, ["-1", "0", "1"], "cell_reaches_the_minimum", (2,)),
        (Kind.DECIMAL, {"maximum": "1.5"}, ["1.5", "1.51"], "cell_keeps_to_the_maximum", (3,)),
        (Kind.MONEY, {"minimum": "0.001"}, ["0.00", "0.01"], "cell_reaches_the_minimum", (2,)),
        (
            Kind.MONEY,
            {"minimum": "2,5", "decimal_mark": ","},
            ["2,49", "2,5"],
            "cell_reaches_the_minimum",
            (2,),
        ),
        (Kind.YEAR, {"minimum": "2020"}, ["2019", "2020"], "cell_reaches_the_minimum", (2,)),
        (
            Kind.DATE,
            {"maximum": "2026-12-31"},
            ["2027-01-01", "2026-12-31"],
            "cell_keeps_to_the_maximum",
            (2,),
        ),
        (
            Kind.DATE,
            {"minimum": "31/12/2026", "date_format": "%d/%m/%Y"},
            ["30/12/2026", "31/12/2026"],
            "cell_reaches_the_minimum",
            (2,),
        ),
        (
            Kind.DATETIME,
            {"minimum": "2026-01-01T00:00:00Z"},
            ["2026-01-01T06:59:00+07:00", "2026-01-01T07:00:00+07:00"],
            "cell_reaches_the_minimum",
            (2,),
        ),
        (Kind.INTEGER, {"above": "0"}, ["0", "1"], "cell_reaches_the_minimum", (2,)),
        (Kind.DECIMAL, {"below": "1.5"}, ["1.5", "1.49"], "cell_keeps_to_the_maximum", (2,)),
        (
            Kind.MONEY,
            {"minimum": "2", "factor": 1000},
            ["1.999", "2"],
            "cell_reaches_the_minimum",
            (2,),
        ),
        (Kind.TEXT, {"shortest": 2}, ["a", "ab", ""], "cell_is_long_enough", (2,)),
        (Kind.TEXT, {"longest": 2}, ["ab", "a\u0061b"], "cell_is_short_enough", (3,)),
        (Kind.CODE, {"pattern": "[0-9]{3}"}, ["0123", "012"], "cell_matches_the_pattern", (2,)),
        (Kind.TEXT, {"unique": True}, ["a", "b", "a", "", ""], "cell_is_unique", (2, 4)),
    ],
)
def test_a_cell_that_breaks_its_constraint_stops_the_file(
    type_cells, kind, more, cells, rule, lines
):
    checked = type_cells(kind, cells, **more)

    [finding] = [one for one in checked.findings if one.weight is not Weight.NOTE]
    assert (finding.rule, finding.weight, finding.column) == (rule, Weight.STOP, "x")
    assert (finding.lines, finding.count) == (lines, len(lines))
    assert len(finding.cells) == len(lines)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (Kind.TEXT, {"minimum": "a"}),
        (Kind.TEXT, {"below": "a"}),
        (Kind.INTEGER, {"maximum": "many"}),
        (Kind.DATE, {"minimum": "2026-02-30"}),
        (Kind.INTEGER, {"one_of": ("1", "x")}),
        (Kind.TEXT, {"pattern": "(?<=a)b"}),
    ],
)
def test_a_constraint_that_no_value_could_keep_is_not_passed_over(type_cells, kind, more):
    checked = type_cells(kind, [""], **more)

    [finding] = checked.findings
    assert (finding.rule, finding.weight, finding.column) == (
        "schema_is_readable",
        Weight.STOP,
        "x",
    )


def test_rows_of_one_key_stop_the_file(check):
    columns = (Column("village", Kind.CODE), Column("year", Kind.YEAR))

    checked = check(
        columns,
        [("01", "2026"), ("02", "2026"), ("01", "2026"), ("01", "2025")],
        key=("village", "year"),
    )

    finding = checked.found("key_names_one_row")
    assert (finding.weight, finding.lines) == (Weight.STOP, (2, 4))
    assert finding.values == {"column": "village, year", "found": "01 / 2026"}


def test_a_key_with_an_empty_part_stops_the_file(check):
    checked = check((Column("village", Kind.CODE),), [("01",), ("",)], key=("village",))

    assert checked.found("cell_is_filled").lines == (3,)


def test_a_column_that_is_the_key_and_unique_is_told_once(check):
    checked = check((Column("x", Kind.CODE, unique=True),), [("1",), ("1",)], key=("x",))

    assert [finding.rule for finding in checked.findings] == ["key_names_one_row"]


@pytest.mark.parametrize(
    ("form", "kind", "right", "wrong"),
    [
        ("time", Kind.TEXT, ["09:30:00", "23:59:59"], ["24:00:00", "9:30", "09:30"]),
        ("yearmonth", Kind.TEXT, ["2026-12"], ["2026-13", "2026"]),
        ("duration", Kind.TEXT, ["P1D", "PT0.5S", "P1Y2M3W4DT5H6M7S"], ["P", "PT", "1D", "P1"]),
        ("geopoint", Kind.TEXT, ["111.88, -7.15", "180,90"], ["181, 1", "1, 91", "1 2", "1,"]),
        ("email", Kind.TEXT, ["a.b+c@contoh.go.id"], ["a@b", "a b@c.id", "@c.id", "a@"]),
        ("uri", Kind.TEXT, ["https://a.id/x?y=1#z", "urn:isbn:1"], ["a.id", "http://a b", "://x"]),
        ("uuid", Kind.TEXT, ["123E4567-e89b-12d3-a456-426614174000"], ["123e4567e89b", "x"]),
        ("binary", Kind.TEXT, ["U2VtdWE=", "YQ=="], ["U2VtdWE", "a", "ab=c"]),
        ("object", Kind.JSON, ['{"a": 1}'], ["[1]", '"a"', "1"]),
        ("array", Kind.JSON, ["[1, 2]"], ['{"a": 1}', "null"]),
        ("geojson", Kind.JSON, ['{"type": "Point"}'], ['{"type": "Topology"}', '{"a": 1}', "[]"]),
    ],
)
def test_a_text_is_held_to_its_form(type_cells, form, kind, right, wrong):
    checked = type_cells(kind, [*right, "", *wrong], form=form)

    [finding] = checked.findings
    assert (finding.rule, finding.weight) == ("cell_has_its_form", Weight.STOP)
    assert finding.count == len(wrong)
    assert finding.lines[0] == 2 + len(right) + 1
    assert finding.values["asked"] == FORMS[form]


@pytest.mark.parametrize("form", FORMS)
def test_the_example_of_a_form_has_it(type_cells, form):
    kind = Kind.JSON if form in {"object", "array", "geojson"} else Kind.TEXT

    assert type_cells(kind, [FORMS[form]], form=form).findings == ()


def test_rows_of_one_unique_key_stop_the_file(check):
    columns = (Column("a", Kind.CODE), Column("b", Kind.CODE))

    checked = check(columns, [("1", "x"), ("1", "y"), ("1", "x")], unique=(("a", "b"),))

    finding = checked.found("rows_are_unique")
    assert (finding.weight, finding.lines) == (Weight.STOP, (2, 4))


@pytest.fixture
def villages(tmp_path):
    """A published table in two parts."""
    paths = []
    parts: list[list[str | None]] = [["01", "02"], ["03", None]]
    for number, codes in enumerate(parts):
        path = tmp_path / f"villages{number}.parquet"
        years = [2025] * len(codes)
        pq.write_table(pa.table({"code": codes, "year": pa.array(years, pa.int16())}), path)
        paths.append(str(path))
    return {"villages/villages": paths}


def test_a_value_that_another_table_does_not_have_stops_the_file(check, villages):
    key = ForeignKey(("desa",), "villages/villages", ("code",))

    checked = check(
        (Column("desa", Kind.CODE),),
        [("01",), ("3",), ("03",), ("",), ("3",)],
        foreign=(key,),
        references=villages,
    )

    finding = checked.found("cell_refers_to_a_row")
    assert (finding.weight, finding.lines, finding.count) == (Weight.STOP, (3, 6), 2)
    assert finding.cells == ("3", "3")
    assert "villages/villages" in finding.sentence()


def test_a_foreign_key_of_several_columns_is_held_as_one(check, villages):
    key = ForeignKey(("desa", "tahun"), "villages/villages", ("code", "year"))
    columns = (Column("desa", Kind.CODE), Column("tahun", Kind.YEAR))

    checked = check(
        columns,
        [("01", "2025"), ("01", "2024"), ("", "2024")],
        foreign=(key,),
        references=villages,
    )

    finding = checked.found("cell_refers_to_a_row")
    assert (finding.lines, finding.column) == ((3,), "")
    assert finding.values["found"] == "01 / 2024"


def test_a_foreign_key_may_be_to_the_table_itself(check):
    columns = (Column("kode", Kind.CODE), Column("induk", Kind.CODE))

    checked = check(
        columns,
        [("1", ""), ("2", "1"), ("3", "9")],
        foreign=(ForeignKey(("induk",), "", ("kode",)),),
    )

    assert checked.found("cell_refers_to_a_row").lines == (4,)


@pytest.mark.parametrize(
    ("kind", "cells", "lines"),
    [
        (Kind.DECIMAL, ["1.0", "1", "12.500", "10", "0.0", "12.51", "100"], (7, 8)),
        (Kind.INTEGER, ["1", "10", "0", "12"], (5,)),
        (Kind.TEXT, ["1.00", "12.50", "1"], (4,)),
    ],
)
def test_equal_numbers_are_the_same_however_many_decimals_they_have(
    check, tmp_path, kind, cells, lines
):
    path = tmp_path / "rates.parquet"
    amounts = [Decimal(text) for text in ("1.00", "12.50", "10.00", "0.00")]
    pq.write_table(pa.table({"rate": pa.array(amounts, pa.decimal128(18, 2))}), path)

    checked = check(
        (Column("rate", kind),),
        [(cell,) for cell in cells],
        foreign=(ForeignKey(("rate",), "rates/rates", ("rate",)),),
        references={"rates/rates": [str(path)]},
    )

    assert checked.found("cell_refers_to_a_row").lines == lines


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (ForeignKey(("desa",), "villages/hamlets", ("code",)), "villages/hamlets"),
        (ForeignKey(("desa",), "villages/villages", ("name",)), "no such column"),
    ],
)
def test_a_foreign_key_that_cannot_be_looked_into_is_refused(check, villages, key, words):
    checked = check((Column("desa", Kind.CODE),), [("01",)], foreign=(key,), references=villages)

    finding = checked.found("schema_is_readable")
    assert finding.weight is Weight.STOP
    assert words in finding.sentence()


def test_a_pattern_is_told_with_a_text_that_fits(type_cells):
    checked = type_cells(Kind.TEXT, ["1", "002"], pattern="[0-9]{3}")

    finding = checked.found("cell_matches_the_pattern")
    assert finding.values["example"] == "001"
    assert "{example}" in finding.write

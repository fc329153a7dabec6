"""A sheet in, rows as declared or as guessed out."""

import pyarrow as pa
import pytest

from pendopo.registers.datasets import REGISTER
from pendopo.registers.datasets.read import read
from pendopo.terms.column import Kind
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Sheet, Source
from pendopo.terms.values import with_values


def sheet(header, *batches, name=""):
    def given():
        line = 2
        for rows in batches:
            columns = list(zip(*rows, strict=True))
            lines = pa.array(range(line, line + len(rows)), pa.int64())
            cells = [pa.array(list(column), pa.string()) for column in columns]
            yield pa.record_batch([lines, *cells], ["line", *map(str, range(len(header)))])
            line += len(rows)

    return Sheet(name, header, given())


def taken(*sheets, schema=None):
    items = list(read(Source("t.csv", sheets, schema=schema)))
    findings = [item for item in items if isinstance(item, Finding)]
    return findings, [item for item in items if not isinstance(item, Finding)]


def test_columns_are_guessed_from_the_first_rows_and_told():
    findings, rows = taken(sheet(("id", " name "), [("1", "a"), ("2", "b")], [("3", "c")]))

    [note] = findings
    assert (note.weight, note.values["kinds"]) == (Weight.NOTE, "id (integer), name (text)")
    assert [c.name for c in rows[0].table.columns] == ["id", "name"]
    assert [row.batch.num_rows for row in rows] == [2, 1]
    assert rows[0].batch.schema.names == ["line", "id", "name"]


def test_every_batch_carries_the_same_table():
    _, rows = taken(sheet(("id",), [("1",)], [("x",)]))

    assert rows[0].table == rows[1].table


def test_declared_columns_are_taken_by_their_name_and_another_order_is_told():
    schema = {"fields": [{"name": "b", "type": "integer"}, {"name": "a"}]}

    findings, rows = taken(sheet(("a", "b"), [("x", "1")]), schema=schema)

    assert [(f.rule, f.weight) for f in findings] == [("columns_stand_in_order", Weight.WARN)]
    assert rows[0].batch.to_pylist() == [{"line": 2, "b": "1", "a": "x"}]
    assert not rows[0].table.columns[0].inferred


@pytest.mark.parametrize(
    ("header", "found"),
    [(("a",), ["b"]), (("a", "b", "c"), ["c"]), (("A", "b"), ["a", "A"])],
)
def test_columns_that_are_missing_or_too_many_stop_the_file(header, found):
    schema = {"fields": [{"name": "a"}, {"name": "b"}]}

    findings, rows = taken(sheet(header, [("1",) * len(header)]), schema=schema)

    assert [f.values["columns"] for f in findings] == found
    assert {f.weight for f in findings} == {Weight.STOP}
    assert rows == []


def test_a_broken_schema_stops_the_file():
    findings, rows = taken(sheet(("a",), [("1",)]), schema={"fields": 3})

    assert [(f.rule, f.weight) for f in findings] == [("schema_is_readable", Weight.STOP)]
    assert rows == []


@pytest.mark.parametrize("schema", [None, {"fields": [{"name": "Line"}, {"name": "line_"}]}])
def test_a_column_named_like_one_of_ours_gives_way(schema):
    findings, rows = taken(sheet(("Line", "line_"), [("1", "2")]), schema=schema)

    note = findings[-1]
    assert note.values == {"old": "Line", "new": "Line__"}
    assert rows[0].batch.to_pylist() == [{"line": 2, "Line__": "1", "line_": "2"}]


def test_a_key_named_like_one_of_ours_gives_way_too():
    schema = {"fields": [{"name": "entry"}], "primaryKey": "entry"}

    _, rows = taken(sheet(("entry",), [("1",)]), schema=schema)

    assert rows[0].table.key == ("entry_",)


def test_a_header_without_rows_is_an_empty_table():
    _, rows = taken(sheet(("a", "b")))

    assert rows[0].batch.num_rows == 0
    assert [c.kind for c in rows[0].table.columns] == [Kind.TEXT, Kind.TEXT]


def test_an_empty_table_that_was_declared_keeps_its_kinds():
    schema = {"fields": [{"name": "a", "type": "integer"}]}

    _, rows = taken(sheet(("a",)), schema=schema)

    assert rows[0].table.columns[0].kind is Kind.INTEGER


def test_columns_of_few_values_are_worth_counting():
    rows_given = [(str(n), f"district {n % 3}", "same", f"{n % 2}.5") for n in range(60)]

    _, rows = taken(sheet(("id", "district", "one", "price"), rows_given))

    assert rows[0].table.facets == ("district",)


def test_a_personal_column_is_not_counted_by():
    schema = {"fields": [{"name": "a", "personal": True}]}

    _, rows = taken(sheet(("a",), [(str(n % 2),) for n in range(60)]), schema=schema)

    assert rows[0].table.facets == ()


def test_other_sheets_are_named():
    findings, rows = taken(
        sheet(("a",), [("1",)], name="2025"), sheet(("a",), [("2",)], name="2024")
    )

    assert (findings[0].weight, findings[0].values) == (
        Weight.WARN,
        {"sheet": "2025", "others": "2024"},
    )
    assert len(rows) == 1


def test_a_source_without_a_table_stops():
    findings, _ = taken()

    assert [(f.rule, f.weight) for f in findings] == [("file_is_a_table", Weight.STOP)]


def test_the_scope_of_a_dataset_is_an_opaque_name():
    [part] = REGISTER.scope

    assert (part.name, part.pattern) == ("dataset", "[a-z0-9-]{1,64}")


def of_rule(findings, rule):
    return [finding for finding in findings if finding.rule == rule]


def test_cells_by_which_a_column_became_text_are_told_with_their_rows():
    cells = [("1",), ("2",), ("",), ("n/a",), *[(str(number),) for number in range(6)], ("n/a",)]

    findings, rows = taken(sheet(("many",), cells))

    [told] = of_rule(findings, "cells_are_of_one_kind")
    assert (told.weight, told.column, told.lines, told.count) == (Weight.WARN, "many", (5, 12), 2)
    assert told.cells == ("n/a", "n/a")
    assert "whole numbers" in told.message
    assert told.values == {"column": "many", "found": "n/a", "example": "1"}
    assert rows[0].table.columns[0].kind is Kind.TEXT


def test_a_code_among_numbers_is_a_note():
    findings, _ = taken(sheet(("rumah",), [(str(n),) for n in range(9)] + [("12A",)]))

    [told] = of_rule(findings, "cells_are_of_one_kind")
    assert (told.weight, told.values["found"]) == (Weight.NOTE, "12A")


def test_numbers_that_can_be_read_in_two_ways_are_kept_as_text_and_told():
    findings, rows = taken(sheet(("jiwa",), [("1.500",), ("2.750",), ("987",)]))

    [told] = of_rule(findings, "cells_are_of_one_kind")
    assert (told.weight, told.lines) == (Weight.WARN, (2, 3, 4))
    assert "two ways" in told.message
    assert rows[0].table.columns[0].kind is Kind.TEXT


def test_marks_that_leave_no_doubt_are_read_and_noted():
    findings, rows = taken(sheet(("pagu",), [("1.250.000,50",), ("300",)]))

    [told] = of_rule(findings, "marks_are_guessed")
    assert told.weight is Weight.NOTE
    assert told.values == {
        "column": "pagu",
        "found": "1.250.000,50",
        "row": "2",
        "value": "1250000.50",
    }
    column = rows[0].table.columns[0]
    assert (column.kind, column.decimal_mark, column.group_mark) == (Kind.DECIMAL, ",", ".")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("1,5 juta", "2 M", "750 ribu"), "words or signs"),
        (("Rp 1.500.000,50", "Rp 750.000,-", "Rp (250.000,00)"), "words or signs"),
        (("1 250 000", "980 000"), "spaces"),
        (("(1.500.000)", "1.000.000", "250.000-"), "several forms"),
    ],
)
def test_numbers_in_several_forms_are_told_by_what_keeps_them_from_being_numbers(cells, said):
    [finding] = column(*cells)

    assert (finding.rule, finding.weight) == ("cells_are_of_one_kind", Weight.WARN)
    assert said in finding.message


def declared(form):
    return {"declared": f'"type": "date", "format": "{form}"'}


def column(*cells, name="x", schema=None):
    """Give what is told of a column above the note that its kind is a guess."""
    findings, _ = taken(sheet((name,), [(cell,) for cell in cells]), schema=schema)
    return [finding for finding in findings if finding.rule != "columns_are_described"]


@pytest.mark.parametrize(
    ("name", "cells", "rule", "weight", "values"),
    [
        (
            "penduduk",
            ("1.204", "2.310", "3.100", "10.5"),
            "cells_are_of_one_kind",
            Weight.WARN,
            {"found": "2.310", "row": "3", "beside": "10.5", "other": "5"},
        ),
        ("pasal", ("5.1", "5.2", "5.10"), "texts_stay_apart", Weight.NOTE, {"beside": "5.10"}),
        ("tanggal", ("45720", "45811"), "day_is_written_out", Weight.WARN, {"found": "45720"}),
        (
            "tgl",
            ("04/13/2025", "25/04/2025", "06/12/2025"),
            "dates_have_one_form",
            Weight.WARN,
            {"found": "04/13/2025", "row": "2", "beside": "25/04/2025", "other": "3"},
        ),
        (
            "tgl",
            ("04/03/2025",),
            "days_are_typed",
            Weight.WARN,
            declared("%d/%m/%Y"),
        ),
        (
            "tgl",
            ("4/13/2025", "04/14/2025"),
            "days_are_typed",
            Weight.WARN,
            declared("%m/%d/%Y"),
        ),
        ("tgl", ("04-03-25",), "days_are_typed", Weight.WARN, {"found": "04-03-25"}),
        ("umur", ("0-4", "5-Sep", "Oct-14"), "ranges_are_no_days", Weight.WARN, {"row": "3"}),
        (
            "kode_pos",
            ("62182", "0101", "102"),
            "codes_keep_their_zeros",
            Weight.WARN,
            {"found": "102", "row": "4", "beside": "0101"},
        ),
        (
            "rp",
            ("Rp 1.500", "Rp 2.000", "Rp (250)"),
            "cells_are_of_one_kind",
            Weight.WARN,
            {"found": "Rp (250)", "row": "4"},
        ),
        (
            "rp",
            ("(1,500.00)", "(2,000.00)", "250.50"),
            "cells_are_of_one_kind",
            Weight.WARN,
            {"found": "(1,500.00)", "row": "2"},
        ),
        ("kk", ("10", "-", "30"), "cells_are_of_one_kind", Weight.WARN, {"found": "-"}),
    ],
)
def test_what_is_doubtful_of_a_column_is_told_by_the_cell_and_its_row(
    name, cells, rule, weight, values
):
    [finding] = column(*cells, name=name)

    assert (finding.rule, finding.weight, finding.column) == (rule, weight, name)
    assert {key: finding.values[key] for key in values} == values
    assert finding.lines


@pytest.mark.parametrize(
    "cells",
    [
        ("Jan-24", "Feb-24", "2024"),
        ("00", "1"),
        ("35.22.01", "35.13.22"),
        ("01.01.02",),
        ("01", "02", "10"),
        ("5-9", "10-14"),
        ("1.204", "10.5"),
    ],
)
def test_nothing_is_told_of_months_codes_ranges_and_decimals(cells):
    assert column(*cells) == []


@pytest.mark.parametrize(
    ("cells", "marks", "told"),
    [
        (("1.500", "950"), {}, ["numbers_have_one_reading"]),
        (("1.500", "950"), {"decimalChar": "."}, []),
        (("1.500", "950"), {"decimalChar": ",", "groupChar": "."}, []),
        (("1.500", "12.5"), {}, []),
        (("1.500", "0.125"), {}, []),
    ],
)
def test_a_declared_number_that_may_be_meant_for_thousands_is_told(cells, marks, told):
    schema = {"fields": [{"name": "x", "type": "number", **marks}]}

    assert [finding.rule for finding in column(*cells, schema=schema)] == told


def test_cells_that_were_values_are_written_as_they_are_declared():
    fields = [
        {"name": "a", "type": "number", "decimalChar": ",", "groupChar": "."},
        {"name": "b", "type": "date", "format": "%d %B %Y"},
        {"name": "c", "type": "boolean", "trueValues": ["Ya"], "falseValues": ["Tidak"]},
        {"name": "d", "type": "datetime", "format": "%d/%m/%Y %H:%M"},
    ]
    found = [
        ["1.125", "1.125", "2.5"],
        ["2026-08-17", "17 August 2026", "2026-08-17"],
        ["TRUE", "Ya", "FALSE"],
        ["2026-03-01", "01/03/2026 09:30", "2026-03-01T09:30:00"],
    ]
    batch = pa.record_batch(
        [pa.array([2, 3, 4]), *map(pa.array, found)], ["line", *map(str, range(4))]
    )
    values = pa.array([True, False, None])
    given = with_values(batch, dict.fromkeys(range(4), values))

    _, [rows] = taken(Sheet("", ("a", "b", "c", "d"), iter([given])), schema={"fields": fields})

    assert [column.to_pylist() for column in rows.batch.columns[1:]] == [
        ["1,125", "1.125", None],
        ["17 August 2026", "17 August 2026", None],
        ["Ya", "Ya", None],
        ["01/03/2026 00:00", "01/03/2026 09:30", None],
    ]


def test_another_order_is_not_told_where_the_schema_lets_it_be():
    schema = {"fields": [{"name": "b"}, {"name": "a"}], "fieldsMatch": ["equal"]}

    findings, rows = taken(sheet(("a", "b"), [("x", "y")]), schema=schema)

    assert findings == []
    assert rows[0].batch.to_pylist() == [{"line": 2, "b": "y", "a": "x"}]


def test_columns_that_a_schema_leaves_out_are_guessed_where_it_says_so():
    schema = {
        "fields": [{"name": "nilai", "type": "number", "decimalChar": ",", "groupChar": "."}],
        "fieldsMatch": ["subset"],
    }
    header = ("kode", "nilai", "luas")

    findings, [rows] = taken(
        sheet(header, [("001", "1.250", "2.310"), ("002", "950", "10.5")]), schema=schema
    )

    kinds = [(c.name, c.kind, c.inferred) for c in rows.table.columns]
    assert kinds == [
        ("kode", Kind.TEXT, True),
        ("nilai", Kind.DECIMAL, False),
        ("luas", Kind.TEXT, True),
    ]
    assert rows.batch.to_pylist()[0] == {
        "line": 2, "kode": "001", "nilai": "1.250", "luas": "2.310",
    }  # fmt: skip
    assert [(one.weight, one.column) for one in findings] == [
        (Weight.NOTE, ""),
        (Weight.WARN, "luas"),
    ]
    assert findings[0].values == {"kinds": "kode (text), luas (text)"}


def test_a_column_that_a_schema_of_some_describes_and_the_file_lacks_stops_it():
    schema = {"fields": [{"name": "nilai"}], "fieldsMatch": "subset"}

    [finding], rows = taken(sheet(("a",), [("x",)]), schema=schema)

    assert (finding.weight, finding.values) == (Weight.STOP, {"columns": "nilai"})
    assert rows == []


def test_other_keys_named_like_one_of_ours_give_way_too():
    schema = {
        "fields": [{"name": "line"}, {"name": "b"}],
        "uniqueKeys": [["line", "b"]],
        "foreignKeys": [
            {"fields": "line", "reference": {"resource": "", "fields": "line"}},
            {"fields": "line", "reference": {"resource": "datasets/x", "fields": "line"}},
        ],
    }

    _, rows = taken(sheet(("line", "b"), [("1", "2")]), schema=schema)

    table = rows[0].table
    assert table.unique == (("line_", "b"),)
    assert [(key.columns, key.to) for key in table.foreign] == [
        (("line_",), ("line_",)),
        (("line_",), ("line",)),
    ]


def test_a_column_of_text_is_not_told_of():
    findings, _ = taken(sheet(("name",), [("a",), ("1",), ("b",)]))

    assert of_rule(findings, "cells_are_of_one_kind") == []


def test_another_sheet_is_told_with_what_works():
    findings, _ = taken(sheet(("a",), [("x",)], name="One"), sheet(("a",), [("x",)], name="Two"))

    [warning] = of_rule(findings, "workbook_has_one_table")
    assert "Save each sheet as a file of its own" in warning.write

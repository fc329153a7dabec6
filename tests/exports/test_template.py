"""A template: what a person fills in, and rows that pass the check as they are."""

import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pendopo.exports.sample import sample, sample_rows
from pendopo.exports.template import TemplateWords, write_template
from pendopo.programme.child import check
from pendopo.registers import registers
from pendopo.registers.datasets.schema import table_of
from pendopo.stages.validate import Bench, validate
from pendopo.terms.column import Column, ForeignKey, Kind, Table
from pendopo.terms.finding import Weight
from pendopo.terms.journey import Submission
from pendopo.terms.patterned import from_pattern
from pendopo.terms.reading import OUR_SHEETS
from pendopo.terms.register import Rows
from pendopo.terms.report_json import report_from_json

WORDS = TemplateWords(
    columns="Columns",
    example="Example",
    lists="Lists",
    heads=(
        "Table",
        "Column",
        "Title",
        "How",
        "Unit",
        "Needed",
        "Meaning",
        "Allowed",
        "Example",
        "Source",
    ),
    kinds={kind: kind.value for kind in Kind},
    required="must be filled",
    optional="may be empty",
    unit="Unit",
    such_as="Example",
    one_of="One of",
    between="Between",
    not_so="This column takes:",
    said=str,
)
EVERY_KIND: dict[str, Any] = {
    "primaryKey": ["number", "year"],
    "fields": [
        {
            "name": "number",
            "type": "string",
            "kind": "code",
            "title": "Number",
            "description": "Of the book.",
            "constraints": {"required": True, "pattern": "[0-9]{3}"},
        },
        {"name": "year", "type": "year"},
        {"name": "kind", "type": "string", "constraints": {"enum": ["farm, fish", "=art"]}},
        {"name": "agreed_on", "type": "date", "constraints": {"minimum": "2026-06-01"}},
        {"name": "paid_on", "type": "date", "format": "%d/%m/%Y"},
        {"name": "done", "type": "boolean", "trueValues": ["ya"], "falseValues": ["tidak"]},
        {"name": "homes", "type": "integer", "constraints": {"minimum": 5, "maximum": 6}},
        {"name": "share", "type": "number", "constraints": {"maximum": 1}},
        {"name": "price", "type": "number", "kind": "money", "unit": "IDR"},
        {
            "name": "amount",
            "type": "number",
            "kind": "money",
            "groupChar": ".",
            "decimalChar": ",",
        },
        {"name": "at", "type": "datetime"},
        {"name": "month", "type": "yearmonth"},
        {"name": "clock", "type": "time"},
        {"name": "span", "type": "duration"},
        {"name": "where", "type": "geopoint"},
        {"name": "more", "type": "object"},
        {"name": "name", "type": "string", "constraints": {"minLength": 2, "maxLength": 9}},
    ],
}


def schemas(root, folder):
    """The Table Schemas of the example regency; of those that differ in nothing one."""
    program = root / "examples" / "kabupaten-contoh" / "make.py"
    subprocess.run([sys.executable, program, "--out", folder], check=True, capture_output=True)
    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.schema.json")):
        schema = json.loads(path.read_text("utf-8"))
        found.setdefault(json.dumps(schema["fields"], sort_keys=True), schema)
    return list(found.values())


def handed(path, schema, work):
    return {
        "path": str(path),
        "filename": path.name,
        "sender": "office",
        "received_at": "2026-03-01T08:00:00Z",
        "work": str(work),
        "reading": {"schema": schema},
    }


def findings_of(path, schema, work, register="datasets"):
    [report] = reports_of([handed(path, schema, work)], register)
    return report


def reports_of(files, register="datasets"):
    spec = {"register": register, "files": files, "memory_mb": 1024, "threads": 1}
    return [report_from_json(one) for one in check(spec, lambda _: None)["reports"]]


def graver(report):
    return [one for one in report.findings if one.weight is not Weight.NOTE]


def test_a_filled_template_passes_with_a_column_of_every_kind(tmp_path):
    path = tmp_path / "t.xlsx"
    table = table_of(EVERY_KIND)

    write_template([table], WORDS, path, filled=True)

    report = findings_of(path, EVERY_KIND, tmp_path)
    assert graver(report) == []
    assert report.tables[0].rows == 3


@pytest.mark.parametrize("nth", [3, pytest.param(1, marks=pytest.mark.campaign)])
def test_a_filled_template_of_a_schema_of_the_example_passes(root, tmp_path, nth):
    files = []
    for number, schema in enumerate(schemas(root, tmp_path / "submissions")[::nth]):
        work = tmp_path / str(number)
        work.mkdir()

        write_template([table_of(schema)], WORDS, work / "t.xlsx", filled=True)

        files.append(handed(work / "t.xlsx", schema, work))
    reports = reports_of(files)
    assert len(reports) > 10 // nth
    assert [graver(report) for report in reports] == [[]] * len(reports)
    assert all(report.tables[0].rows for report in reports)


@pytest.mark.parametrize("name", [n for n, r in registers().items() if "xlsx" in r.forms])
def test_a_filled_template_of_every_register_that_takes_one_passes(name, tmp_path):
    declared = registers()[name]
    path = tmp_path / "t.xlsx"

    if declared.sheets:
        write_template(declared.sheets(), WORDS, path, filled=True)
        assert graver(findings_of(path, None, tmp_path, name)) == []
    elif declared.tables:
        # A file holds one list: what one of several tables asks for is a template of its own.
        write_template(declared.tables[:1], WORDS, path, filled=True)
        told = graver(findings_of(path, None, tmp_path, name))
        # Invented cells say nothing of each other: a parent in no list, a day that is each date.
        assert {one.rule for one in told} <= {"parent_is_listed", "place_ends_after_it_begins"}
    else:
        # Each file declares its own columns; tested above with many schemas.
        assert name == "datasets"


def test_an_empty_template_holds_the_exact_names_and_no_row(tmp_path):
    path = tmp_path / "t.xlsx"
    table = table_of(EVERY_KIND)

    write_template([table], WORDS, path)

    sheet = openpyxl.load_workbook(path)["data"]
    assert [cell.value for cell in sheet[1]] == [column.name for column in table.columns]
    assert sheet.max_row == 1
    assert sheet.freeze_panes == "A2"
    assert "Of the book." in sheet["A1"].comment.text


def test_a_column_knows_what_may_be_written_into_it(tmp_path):
    path = tmp_path / "t.xlsx"

    write_template([table_of(EVERY_KIND)], WORDS, path)

    sheet = openpyxl.load_workbook(path)["data"]
    kinds = {
        str(rule.sqref).rstrip("0123456789:"): rule
        for rule in sheet.data_validations.dataValidation
    }
    rules = {key[0]: (rule.type, rule.formula1, rule.formula2) for key, rule in kinds.items()}
    assert rules["A"][0] is None
    assert rules["B"] == ("whole", "0", "9999")
    assert rules["C"] == ("list", f"'{OUR_SHEETS}Lists'!$A$2:$A$3", None)
    assert rules["D"] == ("date", "DATE(2026,6,1)", "2958465")
    assert rules["F"][0] == "list"
    assert rules["G"] == ("whole", "5", "6")
    assert rules["J"][0] is None
    assert kinds["D2:D"].prompt


def test_codes_keep_their_zeros_and_days_are_days(tmp_path):
    path = tmp_path / "t.xlsx"

    write_template([table_of(EVERY_KIND)], WORDS, path, filled=True)

    sheet = openpyxl.load_workbook(path)["data"]
    assert sheet.column_dimensions["A"].number_format == "@"
    assert (sheet["A2"].value, sheet["A2"].number_format) == ("001", "@")
    assert sheet["D2"].value.date() == date(2026, 6, 1)
    assert (sheet["C3"].value, sheet["C3"].data_type) == ("=art", "s")


def test_sheets_that_explain_are_never_read_as_a_table(tmp_path):
    path = tmp_path / "t.xlsx"

    write_template([table_of(EVERY_KIND)], WORDS, path, filled=True)

    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "data",
        f"{OUR_SHEETS}Columns",
        f"{OUR_SHEETS}Example",
        f"{OUR_SHEETS}Lists",
    ]
    found = findings_of(path, EVERY_KIND, tmp_path).findings
    [note] = [one for one in found if one.rule == "sheets_of_ours_are_left_out"]
    assert note.weight is Weight.NOTE


def test_the_second_sheet_explains_each_column(tmp_path):
    path = tmp_path / "t.xlsx"

    write_template([table_of(EVERY_KIND)], WORDS, path)

    sheet = openpyxl.load_workbook(path)[f"{OUR_SHEETS}Columns"]
    rows = [[cell.value or "" for cell in row] for row in sheet.rows]
    assert rows[1][:6] == ["data", "number", "Number", "code", "", "must be filled"]
    assert rows[3][7] == "One of: farm, fish, =art"
    assert len(rows) == 1 + len(EVERY_KIND["fields"])


def test_no_template_holds_a_formula(tmp_path):
    path = tmp_path / "t.xlsx"

    write_template([table_of(EVERY_KIND)], WORDS, path, filled=True)

    with zipfile.ZipFile(path) as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        assert all(b"<f>" not in packed.read(name) for name in sheets)


def test_several_tables_are_several_sheets_with_an_example_each(tmp_path):
    path = tmp_path / "t.xlsx"
    tables = [Table(name, "", "", (Column("a", Kind.TEXT),)) for name in ("one", "two")]

    write_template(tables, WORDS, path)

    names = openpyxl.load_workbook(path).sheetnames
    assert names == [
        "one",
        "two",
        f"{OUR_SHEETS}Columns",
        f"{OUR_SHEETS}Example one",
        f"{OUR_SHEETS}Example two",
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        "[0-9]{3}",
        r"35\.22\.[0-9]{2}\.[12][0-9]{3}",
        "(RS|PKM)-[A-Z]{2}",
        r"\d{2}-\w+",
        "[^0-9]{3}",
        "a?b*c+",
        "x.y",
        "[0-9]{4}-(0[1-9]|1[0-2])",
        "(?i)[a-c]",
    ],
)
def test_an_example_is_made_from_a_pattern_and_another_from_another_number(pattern):
    made = [from_pattern(pattern, number) for number in range(3)]

    assert all(re.fullmatch(pattern, text) for text in made)
    assert len(set(made)) > 1 or pattern == "a?b*c+"


@pytest.mark.parametrize("pattern", ["(?=x)y", "[0-9]{70}", "(", r"(a)\1"])
def test_a_pattern_that_no_example_can_be_made_for_leaves_the_cell_empty(pattern):
    made = from_pattern(pattern, 0)

    assert made == ""


def test_a_column_that_is_unique_has_only_as_many_examples_as_it_has_values():
    table = Table("t", "", "", (Column("a", Kind.TEXT, unique=True, one_of=("x", "y")),))

    rows = sample_rows(table)

    assert [[cell.text for cell in row] for row in rows] == [["x"], ["y"]]


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (Column("a", Kind.INTEGER, minimum="10", maximum="11"), ["10", "11", "10"]),
        (Column("a", Kind.INTEGER, maximum="-3"), ["-3", "-3", "-3"]),
        (Column("a", Kind.MONEY, decimal_mark=",", group_mark="."), ["1.250.000,50"]),
        (Column("a", Kind.YEAR), ["2025"]),
        (Column("a", Kind.BOOLEAN), ["true", "false"]),
        (Column("a", Kind.DATE, maximum="2020-01-01"), ["2020-01-01"]),
        (Column("a", Kind.DATETIME), ["2026-01-15T08:30:00Z"]),
    ],
    ids=str,
)
def test_examples_stay_within_what_a_column_allows(column, texts):
    made = [sample(column, number).text for number in range(len(texts))]

    assert made == texts


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (Column("a", Kind.DATE, above="2026-12-30", below="2027-01-01"), ["2026-12-31"]),
        (Column("a", Kind.DATE, minimum="31/12/2026", date_format="%d/%m/%Y"), ["31/12/2026"]),
        (Column("a", Kind.DATETIME, minimum="2027-01-01T00:00:00+07:00"), ["2026-12-31T17:00:00Z"]),
        (Column("a", Kind.DATETIME, above="2027-01-01", date_format="%Y-%m-%d"), ["2027-01-02"]),
        (Column("a", Kind.DECIMAL, above="0", below="0.01"), ["0.009", "0.001"]),
        (Column("a", Kind.INTEGER, minimum="2.5", below="4"), ["3"]),
        (Column("a", Kind.INTEGER, maximum="-2.5", above="-4"), ["-3"]),
        (Column("a", Kind.MONEY, maximum="2,5", decimal_mark=","), ["2,50"]),
        (
            Column("a", Kind.MONEY, one_of=("1000.5", "2"), decimal_mark=",", group_mark="."),
            ["1.000,50", "2,00"],
        ),
        (Column("a", Kind.INTEGER, one_of=("1", "20"), minimum="10"), ["20"]),
        (Column("a", Kind.YEAR, maximum="900"), ["0900"]),
        (Column("a", Kind.CODE, pattern="[a-c]+", shortest=5), ["aaaab"]),
        (Column("a", Kind.CODE, pattern="x[0-9]*", longest=1), ["x"]),
        (Column("a", Kind.BOOLEAN, true_words=(), false_words=("tidak",)), ["tidak"]),
        (Column("a", Kind.INTEGER, minimum="5", maximum="4", missing=("-",)), ["-"]),
    ],
    ids=str,
)
def test_an_example_keeps_to_what_its_column_asks(column, texts):
    found = dict.fromkeys(sample(column, number).text for number in range(2))

    assert set(texts) >= set(list(found)[: len(texts)])


def test_rows_have_no_key_twice_and_refer_to_what_there_is():
    table = Table(
        "t",
        "",
        "",
        (
            Column("code", Kind.CODE, required=True),
            Column("in", Kind.CODE, required=True),
            Column("of", Kind.CODE),
            Column("a", Kind.TEXT, one_of=("x",)),
            Column("b", Kind.TEXT, one_of=("y",)),
        ),
        key=("code",),
        unique=(("a", "b"),),
        foreign=(ForeignKey(("in",), "", ("code",)), ForeignKey(("of",), "o/o", ("code",))),
    )

    rows = sample_rows(table)

    assert [[cell.text for cell in row] for row in rows] == [["001", "001", "", "x", "y"]]


_DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31)).map(str)
_AMOUNTS = st.one_of(
    st.integers(-(10**9), 10**9),
    st.decimals("-99999", "99999", places=3).map(float),
)
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_MOMENTS = st.datetimes().map(lambda at: f"{at.isoformat()}Z")


def _bounded(values):
    return st.dictionaries(st.sampled_from(_BOUNDS), values, max_size=2)


_NUMBERED = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number"]), "constraints": _bounded(_AMOUNTS)},
    optional={"decimalChar": st.just(","), "groupChar": st.just(" ")},
)
_FIELDS = st.one_of(
    _NUMBERED,
    st.fixed_dictionaries({"type": st.just("year"), "constraints": _bounded(st.integers(1, 9999))}),
    st.fixed_dictionaries(
        {"type": st.just("date"), "constraints": _bounded(_DAYS)},
        optional={"format": st.sampled_from(["%d/%m/%Y", "%d %B %Y"])},
    ),
    st.fixed_dictionaries(
        {"type": st.just("datetime"), "constraints": _bounded(_MOMENTS)},
        optional={"format": st.sampled_from(["%d/%m/%Y %H:%M", "%Y-%m-%d"])},
    ),
    st.fixed_dictionaries(
        {
            "type": st.just("string"),
            "constraints": st.dictionaries(
                st.sampled_from(["minLength", "maxLength"]), st.integers(1, 30)
            ),
        },
        optional={"format": st.sampled_from(["email", "uri", "uuid"])},
    ),
    st.fixed_dictionaries({"type": st.sampled_from(["boolean", "object", "duration", "time"])}),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_FIELDS, min_size=1, max_size=6), st.booleans())
def test_examples_of_any_schema_pass_its_check(tmp_path, fields, unique):
    named = [{"name": f"c{place}", **field} for place, field in enumerate(fields)]
    keys = [[one["name"] for one in named]] if unique else []
    table = table_of({"fields": named, "uniqueKeys": keys})
    rows = sample_rows(table)
    names = [column.name for column in table.columns]
    texts = [[row[place].text for row in rows] for place in range(len(names))]
    batch = pa.record_batch([list(range(2, 2 + len(rows))), *texts], ["line", *names])

    report = validate(
        Submission(os.devnull, "t.csv", "", 0, "", ""),
        registers()["datasets"],
        (),
        iter([Rows(table, batch)]),
        Bench(tmp_path, memory_mb=256, threads=1),
    )

    assert [(one.rule, one.values) for one in report.findings if one.weight is Weight.STOP] == []

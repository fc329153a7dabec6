"""What reading makes of a sheet of budget lines, before a rule is asked."""

import pyarrow as pa
import pytest

from pendopo.registers.budgets.read import read
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.register import Sheet, Source
from pendopo.terms.values import with_values

SCOPE = {"year": "2026", "phase": "approved", "publisher": "35.22"}


def tables_of(header, *rows, values=None, **scope):
    """Read rows: the cells of ``lines`` and ``totals`` by their columns, and the findings."""
    names = header.split()
    columns = [
        pa.array(range(2, len(rows) + 2)),
        *(pa.array(one) for one in zip(*rows, strict=True)),
    ]
    batch = pa.record_batch(columns, ["line", *map(str, range(len(names)))])
    if values:
        batch = with_values(batch, {names.index(name): pa.array(which) for name, which in values})
    sheet = Sheet("", tuple(names), iter([batch]))
    found: dict[str, list[dict[str, str]]] = {"lines": [], "totals": []}
    findings: list[Finding] = []
    for one in read(Source("f.csv", (sheet,), currency="IDR", scope=SCOPE | scope)):
        if isinstance(one, Finding):
            findings.append(one)
        else:
            found[one.table.name] += one.batch.to_pylist()
    return found["lines"], found["totals"], findings


def test_a_text_of_three_decimals_stops_since_it_may_be_thousands():
    rows = [["500.000"], ["750.000"], ["0.125"], ["1234.5678"]]

    _, _, [stop, note] = tables_of("amount", *rows)

    assert (stop.rule, stop.weight, stop.lines) == ("amounts_have_one_reading", Weight.STOP, (2, 3))
    assert (note.rule, note.lines) == ("amounts_have_two_decimals", (4, 5))


def test_a_value_of_three_decimals_is_rounded():
    lines, _, [note] = tables_of("amount", ["500.125"], values=[("amount", [True])])

    assert note.weight is Weight.NOTE
    assert [one["amount"] for one in lines] == ["500.12"]


@pytest.mark.parametrize("phase", ["executed-03", "approved.executed-03", "executed-03.approved"])
def test_the_month_of_a_scope_is_that_of_its_executed_rows(phase):
    rows = [["executed", "", "1"], ["executed", "03", "2"], ["approved", "", "3"]]

    lines, _, findings = tables_of(
        "phase month amount", *rows[: 3 if "." in phase else 2], phase=phase
    )

    assert findings == []
    assert [one["month"] for one in lines] == ["3", "03", ""][: len(lines)]


def test_a_row_of_another_month_than_its_scope_stops():
    rows = [["4", "1"], ["3", "2"]]

    _, _, [stop] = tables_of("month amount", *rows, phase="executed-03")

    assert (stop.weight, stop.column, stop.lines) == (Weight.STOP, "month", (2,))


def test_a_row_without_a_month_stops_where_the_scope_has_two():
    _, _, [stop] = tables_of("phase amount", ["executed", "1"], phase="executed-03.executed-04")

    assert (stop.column, stop.values["said"]) == ("month", "3, 4")


def test_empty_cells_are_filled_from_the_scope():
    [line], _, findings = tables_of("year phase amount", ["", "", "1"], direction="revenue")

    assert findings == []
    assert (line["year"], line["phase"], line["direction"]) == ("2026", "approved", "revenue")


def test_a_row_of_another_direction_than_its_scope_stops():
    rows = [["revenue", "1"], ["expenditure", "2"]]

    _, _, [stop] = tables_of("direction amount", *rows, direction="revenue.financing-in")

    assert (stop.weight, stop.column, stop.lines) == (Weight.STOP, "direction", (3,))


@pytest.mark.parametrize("no", ["FALSE", "false", "0", "tidak", "No", "-", ""])
def test_a_row_that_is_said_to_be_no_total_is_a_line(no):
    lines, totals, findings = tables_of("total amount", [no, "1"], ["yes", "1"])

    assert findings == []
    assert [len(lines), len(totals)] == [1, 1]


def test_a_file_of_totals_alone_stops():
    _, _, [stop] = tables_of("total amount", ["ya", "1"], ["TRUE", "1"])

    assert (stop.rule, stop.weight, stop.lines) == ("budget_has_lines", Weight.STOP, (2, 3))


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("year", "2019", "2020"),
        ("phase", "approved", "revised"),
        ("direction", "revenue", "expenditure"),
        ("administrative_code", "1.01", "1.02"),
    ],
)
def test_a_code_is_a_total_only_of_its_own_budget(column, one, other):
    rows = [[one, "5.1", "500"], [other, "5.1", "750"], [other, "5.1.01", "750"]]
    scope = {"year": "2019.2020", "phase": "approved.revised"}

    lines, totals, _ = tables_of(f"{column} code amount", *rows, **scope)

    assert [line["amount"] for line in lines] == ["500", "750"]
    assert [total["line"] for total in totals] == [3]


def test_a_total_of_no_office_or_of_a_wider_one_is_of_all_under_it():
    rows = [["", "5", "3"], ["1", "5.1", "3"], ["1.01", "5.1.01", "1"], ["1.02", "5.1.02", "2"]]

    lines, totals, _ = tables_of("administrative_code code amount", *rows)

    assert [line["line"] for line in lines] == [4, 5]
    assert [total["line"] for total in totals] == [2, 3]


def ids(header, *rows):
    return [line["line_id"] for line in tables_of(f"{header} direction amount", *rows)[0]]


def test_a_line_is_named_by_each_classification_in_its_place():
    row = ["1.01", "5.1", "expenditure", "1"]

    assert ids("functional_code economic_code", row) == ["expenditure::1.01:5.1"]
    assert ids("administrative_code economic_code", row) == ["expenditure:1.01::5.1"]


def test_a_column_that_another_line_fills_changes_no_name():
    rows = [["5.1", "", "expenditure", "1"], ["5.1", "02", "expenditure", "1"]]

    assert ids("economic_code source_code", *rows) == ["expenditure:::5.1", "expenditure:::5.1::02"]


def test_a_line_without_codes_has_no_name():
    assert ids("economic_code", ["", "revenue", "1"], ["4", "revenue", "1"]) == [
        None,
        "revenue:::4",
    ]


def labels(header, column, *rows):
    return [line[column] for line in tables_of(f"{header} amount", *rows)[0]]


def test_a_rows_own_label_is_kept_where_another_office_has_its_code():
    header = "administrative_code programme_code programme_label"
    rows = [["A", "01", "Health", "1"], ["B", "01", "Irrigation", "1"], ["B", "01", "", "1"]]

    assert labels(header, "programme_1_label", *rows) == ["Health", "Irrigation", "Irrigation"]


def test_labels_of_programmes_above_are_those_of_the_same_office():
    header = "administrative_code total programme_code programme_label"
    rows = [
        ["A", "yes", "01", "Health", "1"], ["A", "", "01.1", "Clinics", "1"],
        ["B", "", "01.1", "Canals", "1"], ["", "yes", "02", "All offices", "2"],
        ["B", "", "02.1", "Roads", "2"],
    ]  # fmt: skip

    assert labels(header, "programme_1_label", *rows) == ["Health", None, "All offices"]
    assert labels(header, "programme_2_label", *rows) == ["Clinics", "Canals", "Roads"]


def test_labels_of_accounts_are_those_of_the_same_chart():
    header = "chart total economic_code economic_label"
    rows = [
        ["a", "yes", "5", "Belanja", "1"], ["b", "yes", "5", "Beban", "1"],
        ["a", "", "5.1", "Pegawai", "1"], ["b", "", "5.1", "Operasi", "1"],
    ]  # fmt: skip

    assert labels(header, "economic_1_label", *rows) == ["Belanja", "Beban"]
    assert labels(header, "economic_2_label", *rows) == ["Pegawai", "Operasi"]


@pytest.mark.parametrize("code", ["4.1.04", "4.2.02", "4.3.01", "4.3.02", "4.3.03"])
def test_every_kind_of_revenue_of_a_regency_has_a_name(code):
    lines, _, _ = tables_of(
        "chart economic_code amount", ["permendagri-90-2019", code, "1"], direction="revenue"
    )

    assert lines[0]["economic_3_label"]


@pytest.mark.parametrize(
    ("code", "eighth"),
    [("5.1.02.01.01.0001.7", ""), ("5.1.02.01.01.0001.7.8", "5.1.02.01.01.0001.7.8"),
     ("5.1.02.01.01.0001.7.8.9", "5.1.02.01.01.0001.7.8.9")],
)  # fmt: skip
def test_a_code_has_up_to_eight_levels_and_nothing_of_a_longer_one_is_lost(code, eighth):
    lines, _, _ = tables_of("economic_code amount", [code, "1"], direction="expenditure")

    found = [lines[0].get(f"economic_{level}_code") or "" for level in range(1, 9)]
    assert found[:7] == [
        "5", "5.1", "5.1.02", "5.1.02.01", "5.1.02.01.01", "5.1.02.01.01.0001",
        "5.1.02.01.01.0001.7",
    ]  # fmt: skip
    assert found[7] == eighth
    assert lines[0]["line_id"].endswith(code)

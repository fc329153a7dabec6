"""What is told of amounts in two units, and how a row without a label is called."""

import json

import pytest

from pendopo.programme.child import check
from pendopo.terms.report_json import report_from_json

HEAD = "administrative_code,economic_code,phase,month,amount,label"


@pytest.fixture
def findings(tmp_path):
    """Give the findings of a file of lines, by their rules."""

    def found(rows):
        path = tmp_path / "budget.csv"
        path.write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
        scope = {"year": "2026", "phase": "approved.revised.executed", "publisher": "35.22",
                 "direction": "expenditure"}  # fmt: skip
        file = {"path": str(path), "filename": path.name, "sender": "", "came_from": "",
                "received_at": "2026-03-01T08:00:00Z", "work": str(tmp_path), "reading": {},
                "scope": json.dumps(scope)}  # fmt: skip
        spec = {"register": "budgets", "files": [file], "country": "ID", "currency": "IDR"}
        [report] = check(spec, lambda _: None)["reports"]
        return {one.rule: one for one in report_from_json(report).findings}

    return found


def lines(phase, amounts, *, office="U1", month=""):
    return [
        f"{office},5.1.{number:02},{phase},{month},{amount},Belanja {number}"
        for number, amount in enumerate(amounts, 1)
    ]


PLANNED = [1_001_234, 2_001_234, 3_001_234, 4_001_234, 5_001_234, 6_001_234]


@pytest.mark.parametrize(
    "executed",
    [
        lines("executed", [one * 9 // 10_000 for one in PLANNED]),
        [
            *lines("executed", [one // 12_000 for one in PLANNED], month="1"),
            *lines("executed", [one // 12_000 for one in PLANNED], month="2"),
        ],
    ],
    ids=["year", "months"],
)
def test_what_was_executed_in_thousands_stops_beside_a_plan_in_ones(findings, executed):
    found = findings([*lines("approved", PLANNED), *executed])

    sentence = found["phases_are_in_one_unit"].sentence()
    assert "6 of 6 lines" in sentence
    assert "1000 times apart" in sentence


@pytest.mark.parametrize("share", [1, 12, 120])
def test_what_was_executed_in_a_month_is_no_other_unit(findings, share):
    executed = lines("executed", [one // share for one in PLANNED], month="1")

    assert "phases_are_in_one_unit" not in findings([*lines("approved", PLANNED), *executed])


def test_one_office_of_many_in_thousands_stops(findings):
    rows = []
    for number in range(1, 9):
        unit = 1000 if number == 3 else 1
        rows += lines("approved", PLANNED, office=f"U{number}")
        rows += lines("revised", [one // unit for one in PLANNED], office=f"U{number}")

    found = findings(rows)["phases_are_in_one_unit"]

    assert "6 of 6 lines" in found.sentence()
    assert min(found.lines) == 2 + 2 * 2 * len(PLANNED)


def test_a_row_without_a_label_is_called_by_what_it_has(findings):
    found = findings(["U1,5.1,approved,,-7,", ",,approved,,5,"])

    assert found["negative_amounts_have_a_reason"].sentence().startswith("expenditure:U1::5.1 is")
    assert found["codes_are_of_a_named_chart"].sentence().startswith("expenditure:U1::5.1 has")
    assert found["lines_have_a_code"].sentence().startswith("#3 (5.00) has no code")

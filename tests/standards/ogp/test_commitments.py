"""OGP's commitments data: all of it kept, what is unusable told, the stars reproduced."""

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pendopo.standards.ogp.codebook import Sentinel
from pendopo.standards.ogp.commitments import (
    Commitments,
    CommitmentsError,
    columns,
    read_commitments,
    write_commitments,
)


def data(*rows: dict[str, str]) -> list[str]:
    """Write rows as CSV with the columns that they name; each has an id of its own."""
    out = io.StringIO()
    named = ["Commitment Unique Identifier", *dict.fromkeys(name for row in rows for name in row)]
    writer = csv.DictWriter(out, named, restval="")
    writer.writeheader()
    for number, row in enumerate(rows, start=1):
        writer.writerow({"Commitment Unique Identifier": f"XX{number:04}"} | row)
    return out.getvalue().splitlines(keepends=True)


@pytest.fixture(scope="module")
def real(shared_data: Path) -> Commitments:
    path = shared_data / "ogp" / "g0v_ogp-commitments" / "open_parliament_0703.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return read_commitments(file)


def test_every_real_row_is_read_with_every_column(real: Commitments) -> None:
    assert len(real.rows) == 558
    assert len(real.columns) == 171
    assert real.columns == tuple(columns())
    assert (real.unknown, real.missing) == ((), ())


def test_the_old_star_is_reproduced_on_every_coded_row(real: Commitments) -> None:
    for column, completion in (
        ("Starred (2015 Only)", None),
        ("Starred (Current Formula) Progress Report", "Completion (Progress Report)"),
        ("Starred (Current Formula) End of Term", "Completion (End Of Term)"),
    ):
        coded = [row for row in real.rows if row.cells[column] in {"0", "1"}]
        stars = [
            row.star_since_2015(completion) if completion else row.star_until_2015 for row in coded
        ]

        assert len(coded) == {"Starred (Current Formula) End of Term": 170}.get(column, 213)
        assert [star.given for star in stars] == [row.cells[column] == "1" for row in coded]


def test_each_unusable_date_of_the_real_rows_is_told(real: Commitments) -> None:
    told = Counter(one.column for one in real.unusable)
    found = {one.found for one in real.unusable if one.column == "Start Date"}

    assert (told["Start Date"], told["End Date"]) == (13, 9)
    assert {"Underway", "In progress", "1/12/2014"} <= found
    assert sum(row.start is None for row in real.rows) == 146 + 13
    assert sum(row.end is None for row in real.rows) == 76 + 9


def test_ordinals_that_contradict_their_code_are_told(real: Commitments) -> None:
    told = {(one.row, one.column) for one in real.unusable if one.column.startswith("_")}

    assert ("JO0050", "_DIOGATI") in told
    assert len(told) == 12


def test_the_real_rows_are_written_back_as_they_were(real: Commitments) -> None:
    out = io.StringIO()

    write_commitments(real, out)

    again = read_commitments(out.getvalue().splitlines(keepends=True))
    assert [row.cells for row in again.rows] == [row.cells for row in real.rows]


def test_what_is_not_coded_stays_apart() -> None:
    found = read_commitments(
        data({"Specificity": "ND"}, {"Specificity": "NR"}, {"Specificity": "None"})
    )

    codes = [row.codes["Specificity"] for row in found.rows]
    assert codes == [Sentinel.ND, Sentinel.NR, "None"]


def test_a_date_that_can_be_two_days_is_read_as_its_plan_shows() -> None:
    rows = data(
        {"Action Plan ID": "A", "Start Date": "1/12/2014", "End Date": "by 31/12/2014"},
        {"Action Plan ID": "B", "Start Date": "1/12/2014", "End Date": "12/31/2014"},
        {"Action Plan ID": "C", "Start Date": "1/12/2014", "End Date": "2014"},
    )

    found = read_commitments(rows)

    starts = [row.start.first if row.start else None for row in found.rows]
    assert starts == [date(2014, 12, 1), date(2014, 1, 12), None]
    [told] = found.unusable
    assert (told.row, told.line, told.column, told.found) == (
        "XX0003",
        4,
        "Start Date",
        "1/12/2014",
    )


def test_unknown_columns_are_kept_and_missing_ones_named() -> None:
    found = read_commitments(data({"Warna": "biru"}))

    assert found.unknown == ("Warna",)
    assert found.rows[0].cells["Warna"] == "biru"
    assert "Full Text" in found.missing


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("a,b\n1,2\n", "line 1 has no column"),
        ("Commitment Unique Identifier\nXX1\nXX1\n", "the id 'XX1' of line 2"),
        ("Commitment Unique Identifier\n\nXX1,2\n", "line 3: 2 cells for 1 columns"),
        ("Commitment Unique Identifier,a,a\n1,2,3\n", "'a' twice"),
        ('Commitment Unique Identifier\n"XX1" x\n', "line 2: not CSV"),
    ],
)
def test_another_file_is_refused_with_what_to_write(text: str, message: str) -> None:
    with pytest.raises(CommitmentsError, match=message) as caught:
        read_commitments(text.splitlines(keepends=True))

    assert "write" in str(caught.value) or "put quotes" in str(caught.value)

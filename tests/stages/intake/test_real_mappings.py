"""Real files of nine governments become two tables of ours, by the files of ``mappings/`` alone."""

import csv
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pendopo.programme.child import check
from pendopo.programme.mappings import read_mapping
from pendopo.terms.finding import Weight
from pendopo.terms.report_json import report_from_json

MAPPINGS = Path(__file__).parent / "mappings"
SPENDING = {
    "madrid": "budget/madrid/2025_gastos.csv",
    "navarra": "budget/navarra/2025_gastos.csv",
    "sleman": "budget/diy_apbd/sleman_2015_realisasi_1.01.01.00_5.csv",
    "gunungkidul": "budget/diy_apbd/gunungkidul_2014_realisasi_2.06.02._2.csv",
    "kulonprogo": "budget/diy_apbd/kulonprogo_2016_anggaran_1.03.01_2.csv",
    "bantul": "budget/diy_apbd/bantul_2014_perubahan_1.02.01_3.csv",
}
STEPS = {
    "steps-canada": "ogp/derived/canada_nap6_indicators.csv",
    "steps-usa": "ogp/derived/us_nap5_subcommitments.csv",
    "steps-worldwide": "ogp/g0v_ogp-commitments/open_parliament_0703.csv",
}
# Rules of the mapping itself; other rooms say more of these files.
OURS = {
    "mapping_is_readable",
    "mapping_fits",
    "columns_are_mapped",
    "codes_are_mapped",
    "numbers_have_the_marks",
}


@pytest.fixture(scope="module")
def reports(shared_data, tmp_path_factory):
    """Every file, read by its mapping."""
    work = tmp_path_factory.mktemp("work")
    named = list((SPENDING | STEPS).items())
    files = []
    for name, path in named:
        saved = read_mapping(MAPPINGS / f"{name}.toml")
        (work / name).mkdir()
        files.append(
            {
                "path": str(shared_data / path),
                "filename": Path(path).name,
                "sender": "office",
                "received_at": "2026-03-01T08:00:00Z",
                "work": str(work / name),
                "reading": {"schema": saved.schema, "mapping": saved.content},
            }
        )
    spec = {"register": "datasets", "files": files, "memory_mb": 1024, "threads": 2}
    found = check(spec, lambda _: None)["reports"]
    return {name: report_from_json(one) for (name, _), one in zip(named, found, strict=True)}


def rows(report):
    [typed] = report.tables
    return pq.read_table(typed.path).to_pylist()


def total(report, column="approved"):
    return sum(row[column] or Decimal(0) for row in rows(report))


@pytest.mark.parametrize("name", [*SPENDING, *STEPS])
def test_a_source_becomes_our_table_and_nothing_of_it_is_unknown(name, reports):
    report = reports[name]

    found = [one for one in report.findings if one.rule in OURS and one.weight is not Weight.NOTE]

    group = STEPS if name in STEPS else SPENDING
    headers = {tuple(c.name for c in reports[one].tables[0].table.columns) for one in group}
    assert len(headers) == 1
    assert rows(report)
    # Excel had cut two totals of Bantul to three digits; they stop the file, as they must.
    cut = ["1.32E+11", "1.36E+11"] if name == "bantul" else []
    assert [one.cells[0] for one in found] == cut


def test_the_sum_of_madrid_is_that_of_its_file(reports, shared_data):
    with (shared_data / SPENDING["madrid"]).open(encoding="windows-1252", newline="") as file:
        cells = [row["CRED_INICIAL"] for row in csv.DictReader(file, delimiter=";")]

    found = total(reports["madrid"])

    assert found == sum(Decimal(cell.replace(",", ".")) for cell in cells)
    assert len(rows(reports["madrid"])) == len(cells)


def test_the_sum_of_navarra_whose_points_group_thousands_is_that_of_its_file(reports, shared_data):
    with (shared_data / SPENDING["navarra"]).open(encoding="utf-8", newline="") as file:
        cells = [row[6] for row in csv.reader(file)]

    found = total(reports["navarra"])

    assert found == sum(Decimal(cell.replace(".", "")) for cell in cells)
    assert rows(reports["navarra"])[0]["line"] == 1


def test_amounts_in_parentheses_are_below_zero(reports):
    found = rows(reports["gunungkidul"])

    first = found[0]
    assert (first["line"], first["approved"]) == (8, Decimal("2278781488.52"))
    assert {row["unit"] for row in found} == {"2.06.02"}
    assert {row["year"] for row in found} == {2014}


def test_sums_below_an_account_book_are_no_rows(reports):
    for name in ("sleman", "gunungkidul", "kulonprogo"):
        assert all(row["account"] for row in rows(reports[name])), name


def test_states_of_another_government_are_ours(reports):
    found = {row["state"] for row in rows(reports["steps-usa"])}

    assert found <= {"complete", "ongoing", "not started"}
    assert len(found) > 1

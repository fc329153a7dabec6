"""The invented regency is invented, is the same each time, and its figures add up."""

import csv
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from pendopo.standards.geo.polygon import km2_of, read_area

MARKERS = ("contoh", "misal", "umpama", "reka", "andai", "ibarat")
Rows = Callable[[str], list[dict[str, str]]]


def number(text: str) -> Decimal:
    """Read an amount, with Indonesian marks where the file has them."""
    if re.fullmatch(r"-?[\d.]+,\d\d", text):
        text = text.replace(".", "").replace(",", ".")
    return Decimal(text or 0)


def left_over(rows: list[dict[str, str]], column: str) -> dict[str, Decimal]:
    """Give revenue - spending + financing of each village."""
    left: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        comes_in = row["section"] == "revenue" or row["account"] == "6.1.1"
        left[row["village_code"]] += number(row[column]) * (1 if comes_in else -1)
    return left


def releases_of(folder: Path, name: str) -> list[dict[str, Any]]:
    releases: list[dict[str, Any]] = json.loads((folder / name).read_text())["releases"]
    return releases


def packages(manifest: list[dict[str, Any]]) -> list[str]:
    return [
        one["file"]
        for one in manifest
        if one["file"].startswith("contracts-") and one["expect"] != "stop"
    ]


def quarterly(manifest: list[dict[str, Any]]) -> list[str]:
    return [name for name in packages(manifest) if re.fullmatch(r"contracts-\d{4}-q\d.json", name)]


# Invented, and small


def test_there_are_28_districts_430_villages_and_74_units(rows_of: Rows) -> None:
    places = [row for row in rows_of("places.csv") if not row["until"]]

    kinds = [row["kind"] for row in places]

    assert kinds.count("kecamatan") == 28
    assert (kinds.count("desa"), kinds.count("kelurahan")) == (419, 11)
    assert len(rows_of("units.csv")) == 74


def test_every_name_of_a_place_says_that_it_is_an_example(rows_of: Rows) -> None:
    names = [row["name"].lower() for row in rows_of("places.csv")]

    plain = [name for name in names if not any(marker in name for marker in MARKERS)]

    assert plain == []
    assert len(set(names)) == len(names)


def test_no_name_or_code_is_one_of_a_real_regency(rows_of: Rows, shared_data: Path) -> None:
    with (shared_data / "budget" / "bojonegoro_villages.csv").open() as file:
        real = {row["name"].lower() for row in csv.DictReader(file)}

    places = rows_of("places.csv")

    assert real.isdisjoint(row["name"].lower() for row in places)
    assert all(row["code"].startswith("99.01") for row in places)


def test_people_add_up_from_village_to_district_to_regency(rows_of: Rows) -> None:
    parents = {row["code"]: row["parent"] for row in rows_of("places.csv")}
    people = {(r["code"], r["year"]): int(r["people"]) for r in rows_of("people-by-year.csv")}

    sums: dict[tuple[str, str], int] = {}
    for (code, year), count in people.items():
        sums[parents[code], year] = sums.get((parents[code], year), 0) + count

    assert {key: count for key, count in sums.items() if key[0]} == {
        key: people[key] for key in sums if key[0]
    }
    assert len(sums) == 3 * (28 + 1 + 1)


def test_the_land_is_parted_among_the_villages_without_a_gap(handed_in: Path) -> None:
    features = json.loads((handed_in / "borders.geojson").read_text())["features"]

    km2 = {one["properties"]["code"]: km2_of(read_area(one["geometry"])) for one in features}
    by_level = [sum(km2[code] for code in km2 if code.count(".") == dots) for dots in (1, 2, 3)]

    assert len(km2) == 1 + 28 + 430
    assert by_level[1] == pytest.approx(by_level[0], rel=1e-9)
    assert by_level[2] == pytest.approx(by_level[0], rel=1e-9)


def test_every_company_is_an_example_too(rows_of: Rows) -> None:
    holders = {row["holder"].lower() for row in rows_of("licences-issued.csv")}

    plain = [name for name in holders if not any(marker in name for marker in MARKERS)]

    assert plain == []


def test_the_same_seed_gives_the_same_bytes(
    make_example: Callable[..., str], handed_in: Path, tmp_path: Path
) -> None:
    make_example(tmp_path / "again", hash_seed="7")

    assert _bytes_in(handed_in) == _bytes_in(tmp_path / "again")


def _bytes_in(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_another_seed_gives_another_regency(
    make_example: Callable[..., str], handed_in: Path, tmp_path: Path
) -> None:
    make_example(tmp_path / "other", "--seed", "8")

    first = (handed_in / "places.csv").read_bytes()
    other = (tmp_path / "other" / "places.csv").read_bytes()

    assert first != other


def test_a_folder_with_other_files_is_left_alone(
    make_example: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text("dear")

    said = make_example(tmp_path)

    assert "holds other files" in said
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_made_before_is_made_anew(
    make_example: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").write_text("[]")
    (tmp_path / "old.csv").write_text("old")

    said = make_example(tmp_path)

    assert "107 submissions, 13 of them to be refused" in said
    assert not (tmp_path / "old.csv").exists()


def test_all_of_it_is_under_20_megabytes(handed_in: Path) -> None:
    assert sum(map(len, _bytes_in(handed_in).values())) < 20_000_000


# What is handed in


def test_the_manifest_names_every_file_oldest_first(
    handed_in: Path, manifest: list[dict[str, Any]]
) -> None:
    named = {one["file"] for one in manifest} | {one["sidecar"] for one in manifest}

    times = [one["received_at"] for one in manifest]
    others = {path.name for path in handed_in.iterdir() if path.is_file()} - named
    others -= {"manifest.json"}

    assert times == sorted(times)
    assert (times[0][:7], times[-1][:7]) == ("2024-10", "2026-11")
    assert all(name.endswith(".schema.json") for name in others)


def test_every_sidecar_says_what_its_file_needs(
    handed_in: Path, manifest: list[dict[str, Any]]
) -> None:
    for one in manifest:
        said = json.loads((handed_in / one["sidecar"]).read_text())

        needed = {"register", "title", "description", "publisher", "received_at"}

        assert needed <= said.keys(), one["file"]
        assert said["received_at"] == one["received_at"]
        assert ("licence" in said) == ("no-licence" not in one["file"])
        assert "schema" not in said or (handed_in / said["schema"]).exists()
        assert (said["register"] in ("contracts", "villages")) != ("scope" in said)


def test_every_schema_describes_the_header_of_its_file(
    handed_in: Path, manifest: list[dict[str, Any]]
) -> None:
    for one in manifest:
        schema = handed_in / f"{one['file'].rsplit('.', 1)[0]}.schema.json"
        if not schema.exists() or not one["file"].endswith(".csv"):
            continue

        header = (handed_in / one["file"]).read_text().partition("\n")[0]

        fields = [field["name"] for field in json.loads(schema.read_text())["fields"]]
        named = re.split("[,;]", header)
        assert sorted(named) == sorted(fields), one["file"]
        assert (named == fields) == ("columns_stand_in_order" not in one["rules"]), one["file"]


def test_what_replaces_an_earlier_file_comes_after_it(
    handed_in: Path, manifest: list[dict[str, Any]]
) -> None:
    order = [one["file"] for one in manifest]

    replacing = {
        one["file"]: said["replaces"]
        for one in manifest
        if "replaces" in (said := json.loads((handed_in / one["sidecar"]).read_text()))
    }

    assert replacing == {"contracts-2025-q2-corrected.json": "contracts-2025-q2.json"}
    assert all(order.index(old) < order.index(new) for new, old in replacing.items())


def test_the_workbook_can_be_read(handed_in: Path) -> None:
    workbook = CalamineWorkbook.from_path(handed_in / "regency-budget-2025.xlsx")

    rows = workbook.get_sheet_by_index(0).to_python()

    assert rows[0][:3] == ["fiscal_year", "unit_code", "unit"]
    assert len(rows) > 900


def test_another_program_reads_the_same_from_the_workbook(handed_in: Path) -> None:
    path = handed_in / "rice-harvest.xlsx"

    sheet = openpyxl.load_workbook(path).worksheets[0]

    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows == CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


# Village budgets


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("village-budgets-2024-corrected.csv", 0),
        ("village-budgets-2025.csv", 5),
        ("village-budgets-2026-october.csv", 0),
    ],
)
def test_planned_budgets_add_up_but_for_five_in_2025(rows_of: Rows, name: str, broken: int) -> None:
    left = left_over(rows_of(name), "planned")

    wrong = [code for code, amount in left.items() if amount != 0]

    assert len(wrong) == broken


@pytest.mark.parametrize(
    ("ended", "opened"),
    [
        ("village-budgets-2024-corrected.csv", "village-budgets-2025.csv"),
        ("village-budgets-2025.csv", "village-budgets-2026-october.csv"),
    ],
)
def test_what_is_left_of_a_year_opens_the_next(rows_of: Rows, ended: str, opened: str) -> None:
    left = left_over(rows_of(ended), "realised")

    opening = {
        row["village_code"]: number(row["realised"])
        for row in rows_of(opened)
        if row["account"] == "6.1.1"
    }

    assert min(left.values()) >= 0
    assert opening == {code: left[code] for code in opening}


def test_nothing_is_spent_before_it_is_received(rows_of: Rows) -> None:
    for name in ("village-budgets-2026-june.csv", "village-budgets-2026-october.csv"):
        left = left_over(rows_of(name), "realised")

        assert min(left.values()) >= 0, name


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_tranches_are_the_village_fund_that_was_received(rows_of: Rows, year: int) -> None:
    budget = {
        2024: "village-budgets-2024-corrected.csv",
        2025: "village-budgets-2025.csv",
        2026: "village-budgets-2026-october.csv",
    }[year]
    sent: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows_of(f"village-fund-tranches-{year}.csv"):
        sent[row["village_code"]] += number(row["amount"])

    received = {
        row["village_code"]: number(row["realised"])
        for row in rows_of(budget)
        if row["account"] == "4.2.1"
    }

    assert received == {code: sent[code] for code in received}


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("village-budgets-2026-plan.csv", 31),
        ("village-budgets-2026-june.csv", 14),
        ("village-budgets-2026-october.csv", 6),
        ("village-budgets-2025.csv", 0),
    ],
)
def test_some_villages_are_late_in_2026(rows_of: Rows, name: str, missing: int) -> None:
    all_villages = {
        row["code"] for row in rows_of("places.csv") if row["level"] == "4" and not row["until"]
    }

    published = {row["village_code"] for row in rows_of(name)}

    assert len(all_villages - published) == missing


def test_no_village_plans_less_than_nothing(rows_of: Rows) -> None:
    rows = rows_of("village-budgets-2025.csv") + rows_of("village-budgets-2026-october.csv")

    negative = [row for row in rows if min(number(row["planned"]), number(row["realised"])) < 0]

    assert negative == []


def test_what_was_not_yet_known_is_empty_and_not_nought(rows_of: Rows) -> None:
    realised = {row["realised"] for row in rows_of("village-budgets-2026-plan.csv")}

    assert realised == {""}


# The regency's own budget


@pytest.mark.parametrize(
    ("year", "name"),
    [(2024, "regency-budget-2024.csv"), (2026, "regency-budget-2026-october.csv")],
)
def test_the_regency_plans_to_spend_what_it_plans_to_have(
    rows_of: Rows, year: int, name: str
) -> None:
    spending = sum(number(row["budget"]) for row in rows_of(name))

    purses = [row for row in rows_of("regency-revenue-2026.csv") if row["fiscal_year"] == str(year)]

    received = sum(
        number(row["budget"]) * (-1 if row["account"].startswith("6.2") else 1) for row in purses
    )
    assert received == spending


def test_the_regency_hands_down_what_the_villages_plan_to_receive(rows_of: Rows) -> None:
    handed_down = sum(
        number(row["budget"])
        for row in rows_of("regency-budget-2024.csv")
        if row["account"] == "5.4.05"
    )

    planned = sum(
        number(row["planned"])
        for row in rows_of("village-budgets-2024-corrected.csv")
        if row["account"] in {"4.2.1", "4.2.2", "4.2.3", "4.2.5"}
    )

    assert handed_down == planned


def test_the_months_of_2026_lead_to_what_the_budget_file_says(rows_of: Rows) -> None:
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows_of("regency-budget-2026-october.csv"):
        paid[row["unit_code"]] += number(row["realised"])

    months = rows_of("spending-by-month-2026-10.csv")

    october = {row["unit_code"]: number(row["paid"]) for row in months if row["month"] == "2026-10"}
    assert october == paid


# Corrections


@pytest.mark.parametrize(
    ("first", "second", "cells"),
    [
        ("village-budgets-2024.csv", "village-budgets-2024-corrected.csv", 7),
        ("water-points-2026.csv", "water-points-2026-corrected.csv", 5),
    ],
)
def test_a_correction_changes_a_handful_of_cells(
    rows_of: Rows, first: str, second: str, cells: int
) -> None:
    before, after = rows_of(first), rows_of(second)

    changed = [
        (old, new)
        for row, other in zip(before, after, strict=True)
        for old, new in zip(row.values(), other.values(), strict=True)
        if old != new
    ]

    assert len(changed) == cells


def test_the_corrected_contracts_differ_in_three_values(handed_in: Path) -> None:
    before = releases_of(handed_in, "contracts-2025-q2.json")

    after = releases_of(handed_in, "contracts-2025-q2-corrected.json")

    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 3
    assert all(
        new["contracts"][0]["value"]["amount"] // 10 == old["contracts"][0]["value"]["amount"]
        for old, new in changed
    )


# Contracts


def test_every_release_is_valid_ocds(
    handed_in: Path, manifest: list[dict[str, Any]], shared_data: Path
) -> None:
    folder = shared_data / "ocds" / "standard" / "schema-1__1__5" / "schema"
    schema = json.loads((folder / "dereferenced-release-schema.json").read_text())
    validator = jsonschema_rs.Draft4Validator(schema, validate_formats=True)

    errors = [
        f"{name} {release['id']}: {error.message}"
        for name in packages(manifest)
        for release in releases_of(handed_in, name)
        for error in validator.iter_errors(release)
    ]

    assert errors == []


def test_there_are_1500_processes_over_twelve_quarters(
    handed_in: Path, manifest: list[dict[str, Any]]
) -> None:
    quarters = quarterly(manifest)

    ocids = {release["ocid"] for name in quarters for release in releases_of(handed_in, name)}

    assert len(quarters) == 12
    assert len(ocids) == 1_500
    assert all(ocid.startswith("ocds-c0nt0h-") for ocid in ocids)


def test_no_two_releases_of_a_process_share_an_id_or_a_date(
    handed_in: Path, manifest: list[dict[str, Any]]
) -> None:
    quarters = quarterly(manifest)

    told = [release for name in quarters for release in releases_of(handed_in, name)]

    assert len({(one["ocid"], one["id"]) for one in told}) == len(told)
    assert len({(one["ocid"], one["date"]) for one in told}) == len(told)


def test_payments_never_exceed_the_contract(
    handed_in: Path, manifest: list[dict[str, Any]]
) -> None:
    worth: dict[str, int] = {}
    paid: dict[str, int] = defaultdict(int)
    quarters = [name for name in packages(manifest) if name != "contracts-2025-q2.json"]

    for release in sorted(
        (release for name in quarters for release in releases_of(handed_in, name)),
        key=lambda release: release["date"],
    ):
        for contract in release.get("contracts", []):
            worth[release["ocid"]] = contract.get("value", {}).get(
                "amount", worth.get(release["ocid"], 0)
            )
            for payment in contract.get("implementation", {}).get("transactions", []):
                paid[release["ocid"]] += payment["value"]["amount"]

    assert all(paid[ocid] <= worth[ocid] for ocid in paid)


def test_about_one_open_tender_in_five_has_a_single_bidder(
    handed_in: Path, manifest: list[dict[str, Any]]
) -> None:
    opened: set[str] = set()
    bidders: dict[str, int] = {}
    for name in packages(manifest):
        for release in releases_of(handed_in, name):
            tender = release.get("tender", {})
            if tender.get("procurementMethod") == "open":
                opened.add(release["ocid"])
            bidders[release["ocid"]] = tender.get(
                "numberOfTenderers", bidders.get(release["ocid"], 0)
            )

    counts = [bidders[ocid] for ocid in opened if bidders[ocid]]

    assert 0.14 < counts.count(1) / len(counts) < 0.24


# Faulty files


def test_thirteen_files_are_to_be_refused(manifest: list[dict[str, Any]]) -> None:
    refused = [one["file"] for one in manifest if one["expect"] == "stop"]

    villages = [name for name in refused if name.startswith("apbdes-2025-99.01.")]
    assert len(villages) == 5
    assert sorted({*refused} - {*villages}) == [
        "bus-passengers-ragged.csv",
        "cafes-windows-1252.csv",
        "contracts-2026-november-no-ocid.json",
        "identity-papers-no-licence.csv",
        "licences-issued-february.csv",
        "regency-budget-2026-from-excel.csv",
        "village-fund-tranches-2026-twice.csv",
        "waste-by-week-comma.csv",
    ]


def test_the_file_from_a_spreadsheet_has_lost_digits(handed_in: Path) -> None:
    text = (handed_in / "regency-budget-2026-from-excel.csv").read_text()

    mangled = re.findall(r",\d\.\d\dE\+1\d,", text)

    assert len(mangled) == 9


def test_the_cafes_are_not_utf_8(handed_in: Path) -> None:
    data = (handed_in / "cafes-windows-1252.csv").read_bytes()

    with pytest.raises(UnicodeDecodeError):
        data.decode()


# The register of villages


def test_31_villages_hand_in_their_budget_of_2026_after_the_year_began(
    handed_in: Path, manifest: list[dict[str, Any]]
) -> None:
    every = {row["code"] for row in _villages(handed_in)}
    in_time: set[str] = set()
    for one in manifest:
        file = handed_in / one["file"]
        if one["file"].startswith("siskeudes-2026-"):
            with zipfile.ZipFile(file) as packed:
                text = packed.read("Ta_Anggaran.csv").decode()
            in_time |= {f"99.01.{row['Kd_Desa'][:-1]}" for row in csv.DictReader(text.splitlines())}
        elif one["file"] == "kelurahan-2026.csv":
            in_time |= {row["village"] for row in csv.DictReader(file.read_text().splitlines())}

    assert in_time <= every
    assert len(every - in_time) == 31


def test_three_photos_of_boards_are_another_villages(rows_of: Rows) -> None:
    photos = [row["sha256"] for row in rows_of("boards-2026.csv")]

    assert len(photos) - len(set(photos)) == 3


def _villages(handed_in: Path) -> list[dict[str, str]]:
    text = (handed_in / "places.csv").read_text()
    rows = csv.DictReader(text.splitlines())
    return [row for row in rows if row["level"] == "4" and not row["until"]]

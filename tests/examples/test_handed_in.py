"""Each file of the invented regency is published, warned of or refused as its manifest expects."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pendopo.programme.checking import Request
from pendopo.programme.mappings import load_mapping
from pendopo.programme.programme import Programme
from pendopo.store.engine import connect
from pendopo.terms.finding import Weight
from pendopo.terms.journey import Declaration, Report
from pendopo.terms.reading import Reading

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = [pytest.mark.xdist_group("handed_in"), pytest.mark.timeout(300)]

CAMPAIGN = [pytest.mark.campaign, pytest.mark.timeout(600)]
SAID = ("title", "description", "publisher", "licence", "note")


def request_of(folder: Path, one: dict[str, Any]) -> Request:
    said = json.loads((folder / one["sidecar"]).read_text())
    schema = json.loads((folder / said["schema"]).read_text()) if "schema" in said else None
    mapping = (
        load_mapping(folder, Path(said["mapping"]).stem).content if "mapping" in said else None
    )
    words = {name: said.get(name, "") for name in SAID}
    return Request(
        file=folder / one["file"],
        register=said["register"],
        received_at=datetime.fromisoformat(one["received_at"]),
        declaration=Declaration(scope=said.get("scope", {}), **words),
        reading=Reading(schema=schema, mapping=mapping),
    )


def smallest_of_each_kind(folder: Path, manifest: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of files that fare alike, and differ in what their names say from the year on: the smallest.

    All that are warned of or refused are of a kind of their own, but for the village they are of.
    """
    found: dict[Any, dict[str, Any]] = {}
    for one in sorted(manifest, key=lambda one: (folder / one["file"]).stat().st_size):
        name = Path(one["file"])
        told = re.split(r"\d", name.stem)[0] if one["expect"] == "publish" else name.stem
        kind = re.sub(r"[\d.]+", "", told), name.suffix, one["expect"], *one["rules"]
        found.setdefault(kind, one)
    return [one for one in manifest if one in found.values()]


@pytest.fixture(scope="module", params=["kinds", pytest.param("all", marks=CAMPAIGN)])
def sent(
    request: pytest.FixtureRequest, handed_in: Path, manifest: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What is handed in: one of each kind, and in the campaign every file."""
    return manifest if request.param == "all" else smallest_of_each_kind(handed_in, manifest)


@pytest.fixture(scope="module")
def reports(
    root: Path,
    handed_in: Path,
    sent: list[dict[str, Any]],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Report]:
    folder = tmp_path_factory.mktemp("checked")
    settings = (root / "examples" / "kabupaten-contoh" / "pendopo.toml").read_text()
    begun = datetime.fromisoformat(sent[0]["received_at"])
    programme = Programme.create(folder / "programme", settings, begun)
    requests = [request_of(handed_in, one) for one in sent]
    (folder / "work").mkdir()
    found = programme.check(requests, folder / "work")
    return {report.submission.filename: report for report in found}


def outcome(report: Report) -> str:
    weights = {finding.weight for finding in report.findings}
    if Weight.STOP in weights:
        return "stop"
    return "warn" if Weight.WARN in weights else "publish"


def test_every_file_fares_as_the_manifest_expects(
    reports: dict[str, Report], sent: list[dict[str, Any]]
) -> None:
    expected = {one["file"]: one["expect"] for one in sent}

    fared = {name: outcome(report) for name, report in reports.items()}

    assert fared == expected


def test_the_rules_that_speak_are_those_that_the_manifest_names(
    reports: dict[str, Report], sent: list[dict[str, Any]]
) -> None:
    expected = {one["file"]: set(one["rules"]) for one in sent}

    spoken = {
        name: {finding.rule for finding in report.findings if finding.weight is not Weight.NOTE}
        for name, report in reports.items()
    }

    assert spoken == expected


def test_every_row_of_a_file_that_is_published_is_in_its_table(
    reports: dict[str, Report], handed_in: Path
) -> None:
    plain = [name for name in reports if name.startswith(("units", "village-budgets", "market-"))]
    assert len(plain) >= 3
    for name in plain:
        [table] = reports[name].tables

        lines = (handed_in / name).read_text().count("\n")

        assert table.rows == lines - 1, name


def test_all_that_the_regency_spends_has_a_function_so_that_it_is_known_per_head(
    reports: dict[str, Report],
) -> None:
    for name in ("apbd-", "realisasi-bulanan-"):
        report = next(one for file, one in reports.items() if file.startswith(name))
        [lines] = [one for one in report.tables if one.table.name == "lines"]

        with connect() as engine:
            [found] = engine.sql(
                "select count(*), count(cofog) from read_parquet($file)"
                " where direction = 'expenditure' and functional_2_code is not null",
                params={"file": str(lines.path)},
            ).fetchall()

        assert found[0] == found[1] > 0

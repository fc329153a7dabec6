"""The 430 units of a real regency: its list and its borders, read by a mapping of a few lines."""

import gzip
import json

import pytest

from pendopo.programme.child import check
from pendopo.standards.geo.outline import outlines
from pendopo.store.engine import connect
from pendopo.terms.mapping import parse_toml
from pendopo.terms.report_json import report_from_json

SAID = '[[column]]\nname = "{}"\n{} = "{}"\n'
SCHEME = SAID.format("scheme", "value", "kemendagri")
DISTRICTS = (
    SCHEME
    + SAID.format("code", "from", "code")
    + SAID.format("level", "value", "3")
    + SAID.format("kind", "value", "kecamatan")
    + SAID.format("name", "from", "name")
)
VILLAGES = (
    SCHEME
    + SAID.format("code", "from", "code")
    + SAID.format("level", "value", "4")
    + SAID.format("kind", "from", "type")
    + SAID.format("parent", "from", "district_code")
    + SAID.format("name", "from", "name")
)
BORDERS = (
    'ignore = ["*"]\n'
    + SCHEME
    + SAID.format("code", "from", "code")
    + SAID.format("geometry", "from", "geometry")
)


@pytest.fixture(scope="module")
def real(shared_data, tmp_path_factory):
    """Check the three files in turn, each beside the lists before it; an engine on all tables."""
    lists: list[str] = []
    with connect() as engine:
        reports = {}
        for name, mapping in {
            "budget/bojonegoro_districts.csv": DISTRICTS,
            "budget/bojonegoro_villages.csv": VILLAGES,
            "geo/bojonegoro_villages.geojson": BORDERS,
        }.items():
            file = shared_data / name
            spec = {
                "path": str(file),
                "filename": file.name,
                "sender": "statistics office",
                "received_at": "2026-03-01T08:00:00Z",
                "work": str(tmp_path_factory.mktemp("work")),
                "reading": {"mapping": parse_toml(mapping)},
                "references": {"places/places": list(lists)},
            }
            told = check({"register": "places", "files": [spec], "threads": 1}, lambda _: None)
            report = reports[file.name] = report_from_json(told["reports"][0])
            lists += [one.path for one in report.tables if one.table.name == "places"]
        [borders] = reports["bojonegoro_villages.geojson"].tables
        engine.from_parquet(lists).create_view("places")
        engine.from_parquet(borders.path).create_view("borders")
        yield engine, reports


def test_nothing_stops_the_real_files_or_is_doubtful(real):
    _engine, reports = real

    found = [f.rule for report in reports.values() for f in report.findings]

    assert found == ["borders_are_simplified"]


def test_the_28_districts_hold_419_desa_and_11_kelurahan(real):
    engine, _ = real

    kinds = engine.sql("select kind, count(*) from places group by kind order by kind").fetchall()
    lost = engine.sql(
        "select code from places where level = 4 and parent not in"
        " (select code from places where level = 3)"
    ).fetchall()

    assert kinds == [("desa", 419), ("kecamatan", 28), ("kelurahan", 11)]
    assert lost == []


def test_every_unit_has_its_border_and_together_they_are_the_regency(real):
    engine, _ = real

    [[count, km2]] = engine.sql(
        "select count(distinct code), sum(area_km2) from borders"
    ).fetchall()

    assert count == 430
    assert float(km2) == pytest.approx(2330, abs=5)


def test_neighbours_still_have_the_same_corners(real):
    engine, _ = real

    corners: dict[tuple[float, ...], set[str]] = {}
    for code, text in engine.sql("select code, geometry from borders").fetchall():
        found = json.loads(text)
        parts = found["coordinates"]
        for part in parts if found["type"] == "MultiPolygon" else [parts]:
            for ring in part:
                for corner in ring:
                    corners.setdefault(tuple(corner), set()).add(code)

    shared = sum(len(codes) > 1 for codes in corners.values())
    # The rest is the outer border of the regency; in the file itself it is as large a part.
    assert shared / len(corners) > 0.7


def test_a_map_of_all_430_is_light(real):
    engine, _ = real

    rows = engine.sql("select code, geometry from borders order by code").fetchall()
    features = [{"properties": {"code": code}, "geometry": json.loads(text)} for code, text in rows]
    paths = outlines({"features": features}).paths
    drawn = "".join(f'<path d="{path}"/>' for path in paths.values())

    assert len(paths) == 430
    assert len(gzip.compress(drawn.encode())) < 60_000

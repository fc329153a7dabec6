"""A small real programme for the doors' tests: two datasets, one corrected, contracts, measures."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pendopo.programme.checking import Request
from pendopo.programme.config import Config, Government, LogSettings, Publishing, render
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from tests.portal.once import once

FIRST = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
ROADS_SCHEMA = {
    "title": "Roads mended in 2026",
    "description": "One row per road.",
    "primaryKey": ["road"],
    "fields": [
        {
            "name": "road",
            "type": "string",
            "title": "Road",
            "description": "The road's number.",
            "constraints": {"required": True, "unique": True},
        },
        {"name": "place", "type": "string", "title": "Place", "description": "Where it lies."},
        {"name": "method", "type": "string", "title": "Method"},
        {
            "name": "begun",
            "type": "date",
            "title": "Begun",
            "description": "The first day of work.",
        },
        {
            "name": "cost",
            "type": "number",
            "kind": "money",
            "unit": "rupiah",
            "title": "Cost",
            "description": "What was paid.",
        },
        {"name": "done", "type": "boolean", "title": "Done"},
    ],
}


def roads(count: int, *, third_cost: str = "") -> str:
    """A CSV of roads: every seventh has no method."""
    lines = ["road,place,method,begun,cost,done"]
    for i in range(count):
        method = "" if i % 7 == 3 else ("tender", "direct")[i % 2]
        cost = third_cost if third_cost and i == 2 else f"{i * 1250000}.50"
        begun = date(2026, 1, 1) + timedelta(days=i)
        lines.append(
            f'R{i:03},"Desa Misal, RT {i % 5}",{method},{begun},{cost},{i % 3 == 0}'.lower()
        )
    return "\n".join(lines).replace("r0", "R0").replace("r1", "R1") + "\n"


def releases() -> str:
    """An OCDS release package: an open tender with its award, and a contract before its award."""

    def release(number: int, signed: str, bids: int) -> dict[str, Any]:
        return {
            "ocid": f"ocds-abc123-{number}",
            "id": f"{number}-1",
            "date": "2026-11-10T00:00:00Z",
            "tag": ["contract"],
            "initiationType": "tender",
            "language": "id",
            "buyer": {"id": "ID-1", "name": "Dinas Pekerjaan Umum"},
            "tender": {
                "id": f"T{number}",
                "title": f"Jembatan {number}",
                "status": "complete",
                "procurementMethod": "open",
                "numberOfTenderers": bids,
                "tenderPeriod": {
                    "startDate": "2026-10-01T00:00:00Z",
                    "endDate": "2026-10-20T00:00:00Z",
                },
            },
            "awards": [
                {
                    "id": "A1",
                    "status": "active",
                    "date": "2026-11-05T00:00:00Z",
                    "value": {"amount": 1250000000 + number, "currency": "IDR"},
                    "suppliers": [{"id": "S1", "name": "CV Contoh Karya"}],
                }
            ],
            "contracts": [
                {
                    "id": "C1",
                    "awardID": "A1",
                    "status": "active",
                    "dateSigned": signed,
                    "value": {"amount": 1250000000 + number, "currency": "IDR"},
                }
            ],
        }

    return json.dumps(
        {
            "uri": "https://contoh.example/releases/1",
            "version": "1.1",
            "publishedDate": "2026-11-11T00:00:00Z",
            "publisher": {"name": "Kabupaten Contoh"},
            "releases": [
                release(1, "2026-11-09T00:00:00Z", 3),
                release(2, "2026-11-01T00:00:00Z", 1),
            ],
        }
    )


def squares(count: int, first: int = 1) -> str:
    """A GeoJSON list of a district and its villages, squares in a row, each with its border."""
    district = ("99.01.01", 3, "kecamatan", None, "Contoh Kota", 0, count)
    villages = [
        (f"99.01.01.{2000 + n}", 4, "desa", "99.01.01", f"Desa Misal {n}", n - first, 1)
        for n in range(first, first + count)
    ]
    return json.dumps(
        {"type": "FeatureCollection", "features": [_square(*one) for one in (district, *villages)]}
    )


def _square(code: str, level: int, kind: str, parent: str | None, *rest: Any) -> dict[str, Any]:
    name, place, wide = rest
    west, east = 109 + place / 10, 109 + (place + wide) / 10
    ring = [[west, -12.0], [east, -12.0], [east, -11.9], [west, -11.9], [west, -12.0]]
    names = {"scheme": "contoh", "code": code, "level": level, "kind": kind, "parent": parent}
    return {
        "type": "Feature",
        "properties": names | {"name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def settings(**government: Any) -> str:
    """The text of a ``pendopo.toml``."""
    said: dict[str, Any] = {
        "name": "Kabupaten Contoh",
        "level": "regency",
        "country": "ID",
        "languages": ("id", "en"),
        "currency": "IDR",
        "timezone": "Asia/Jakarta",
        "accent_hue": 352,
        "invented": True,
        "contact": "data@contoh.example",
    }
    return render(
        Config(
            Government(**said | government),
            LogSettings("contoh.example/log"),
            Publishing("CC-BY-4.0", "Dinas Kominfo"),
        )
    )


def build(root: Path) -> Programme:
    """Make the programme: entries 0 to 5 or more, see the module's first line."""
    return once(root, "hall-of-the-doors", _build)


def _build(root: Path) -> Programme:
    programme = Programme.create(root / "hall", settings(), FIRST)
    files = root / "files"
    files.mkdir()
    publish(programme, files / "roads.csv", roads(60), title="Roads mended in 2026", hours=1)
    publish(
        programme,
        files / "roads.csv",
        roads(61, third_cost="7.25"),
        title="Roads mended in 2026, corrected",
        hours=26,
    )
    (files / "wells.csv").write_text("well;depth\nW1;12\nW2;9\n", "utf-8")
    wells = Declaration(title="Wells", scope={"dataset": "wells"}, description="One row a well.")
    contracts = Declaration(title="Contracts of November 2026")
    (files / "contracts.json").write_text(releases(), "utf-8")
    at = FIRST + timedelta(hours=50)
    outcome = programme.publish(
        [
            Request(files / "wells.csv", "datasets", at, wells),
            Request(files / "contracts.json", "contracts", at, contracts),
        ]
    )
    assert not outcome.stopped, [report.findings for report in outcome.reports]
    programme.measure((), at + timedelta(hours=1), date(2026, 11, 20))
    return programme


def publish(programme: Programme, file: Path, text: str, *, title: str, hours: int) -> None:
    """Publish a CSV of roads."""
    file.write_text(text, "utf-8")
    said = Declaration(title=title, scope={"dataset": "roads"}, description="Roads of the regency.")
    request = Request(
        file, "datasets", FIRST + timedelta(hours=hours), said, reading=Reading(schema=ROADS_SCHEMA)
    )
    outcome = programme.publish([request])
    assert not outcome.stopped, outcome.reports[0].findings


def publish_table(programme: Programme, file: Path, text: str, hours: int, **said: Any) -> None:
    """Publish a CSV of anything.

    :param said: of a declaration; ``dataset`` is its scope
    """
    file.write_text(text, "utf-8")
    declaration = Declaration(scope={"dataset": said.pop("dataset")}, **said)
    at = FIRST + timedelta(hours=hours)
    outcome = programme.publish([Request(file, "datasets", at, declaration)])
    assert not outcome.stopped, outcome.reports[0].findings


def publish_places(programme: Programme, file: Path) -> None:
    """Publish a district and its three villages, with their borders."""
    file.write_text(squares(3), "utf-8")
    said = Declaration(title="Places of the regency", scope={"list": "places"})
    at = FIRST + timedelta(hours=60)
    outcome = programme.publish([Request(file, "places", at, said)])
    assert not outcome.stopped, outcome.reports[0].findings


VILLAGE_BUDGET = """village,year,phase,activity_code,account_code,amount
99.01.01.2001,2026,approved,,4.2.1,900000000
99.01.01.2001,2026,approved,01.01.02,5.1.2,300000000
99.01.01.2001,2026,approved,02.03.10,5.3.5,600000000
99.01.01.2001,2026,executed,,4.2.1,850000000
99.01.01.2001,2026,executed,02.03.10,5.3.5,410000000
"""


def publish_village(programme: Programme, file: Path) -> None:
    """Publish the budget of one of three villages, and what was carried out."""
    file.write_text(VILLAGE_BUDGET, "utf-8")
    at = FIRST + timedelta(hours=65)
    outcome = programme.publish([Request(file, "villages", at, Declaration(title="APBDes"))])
    assert not outcome.stopped, outcome.reports[0].findings

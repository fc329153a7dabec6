"""Purchases of two buyers, some just below a ceiling, with items, bids and documents of some."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.terms.journey import Declaration
from tests.portal.hall import FIRST, publish_places, publish_table
from tests.portal.promise import publish_plan

# Estimate in millions, unit price, who bids; the first of them wins.
TOLD: Final = (
    (399, 100, ("S1", "S2")),
    (400, 110, ("S1", "S2")),
    (390, 120, ("S2", "S1")),
    (401, 900, ("S3", "S1", "S2")),
    (150, 130, ("S1",)),
    (395, None, ("S2", "S3")),
)
UNITS: Final = "id;name\nBU-1;Dinas Satu\nBU-2;Dinas Dua\nBU-3;Dinas Tiga\nBU-4;Dinas Empat\n"
BUDGET: Final = (
    "year,phase,direction,publisher,currency,chart,code,label,economic_code,amount\n"
    "2026,approved,expenditure,99.01,IDR,permendagri-90-2019,5.2.04.01,Jalan,5.2.04.01,900000000\n"
)
SHUT_OUT: Final = (
    "id,name,scheme,identifier,since,until,lifted,authority\n"
    "SK-1,CV S1,X-NIB,9901,2026-10-01,2027-09-30,,Inspektorat\n"
    "SK-0,CV S1,X-NIB,9901,2020-01-01,,2021-01-01,Inspektorat\n"
    "SK-2,Of another list,Y-NIB,9901,2026-01-01,,,Inspektorat\n"
)
_BID: Final = (
    "https://raw.githubusercontent.com/open-contracting-extensions/"
    "ocds_bid_extension/v1.1.5/extension.json"
)


def rupiah(millions: float) -> dict[str, Any]:
    return {"amount": int(millions * 1_000_000), "currency": "IDR"}


def package() -> dict[str, Any]:
    """An OCDS release package of six purchases: the first is told whole, the last hardly."""
    return {
        "uri": "https://contoh.example/releases/bought",
        "version": "1.1",
        "publishedDate": "2026-11-11T00:00:00Z",
        "publisher": {"name": "Kabupaten Contoh"},
        "extensions": [_BID],
        "releases": [_release(number, *told) for number, told in enumerate(TOLD, 1)],
    }


def _release(number: int, estimate: int, price: int | None, firms: tuple[str, ...]) -> Any:
    named = [{"id": firm, "name": f"CV {firm}"} for firm in firms]
    unit = {"name": "m2"} | ({"value": {"amount": price, "currency": "IDR"}} if price else {})
    item = {
        "id": "1",
        "description": "Pekerjaan jalan",
        "classification": {"scheme": "CPV", "id": "45233000", "description": "Pekerjaan jalan"},
        "quantity": 40 + number,
        "unit": unit,
    }
    told = {
        "ocid": f"ocds-abc123-b{number}",
        "id": f"b{number}-1",
        "date": f"2026-11-{number:02}T00:00:00Z",
        "tag": ["award"],
        "initiationType": "tender",
        "language": "id",
        "buyer": {"id": f"BU-{1 + number % 2}", "name": f"Dinas {('Dua', 'Satu')[number % 2]}"},
        "tender": {
            "id": f"T{number}",
            "title": f"Jalan {number}",
            "status": "complete",
            "procurementMethod": "direct" if estimate <= 400 else "open",
            "mainProcurementCategory": "works",
            "value": rupiah(estimate),
            "tenderPeriod": {
                "startDate": "2026-09-01T00:00:00Z",
                "endDate": "2026-09-20T00:00:00Z",
            },
            "tenderers": named,
            "numberOfTenderers": len(named),
            "items": [item],
        },
        "bids": {
            "details": [
                {
                    "id": firm["id"],
                    "status": "valid",
                    "date": "2026-09-19T00:00:00Z",
                    "tenderers": [firm],
                    "value": rupiah(estimate + place),
                }
                for place, firm in enumerate(named)
            ]
        },
        "awards": [
            {
                "id": "A1",
                "status": "active",
                "date": "2026-10-05T00:00:00Z",
                "value": rupiah(estimate),
                "suppliers": named[:1],
            }
        ],
    }
    return told | (_whole(told, estimate) if number == 1 else {})


def _whole(told: dict[str, Any], estimate: int) -> dict[str, Any]:
    """Give what a purchase tells that hides nothing."""
    papers = [
        {"id": kind, "documentType": kind, "title": kind}
        for kind in ("procurementPlan", "technicalSpecifications", "contractSchedule")
    ]
    paid = {"id": "P1", "date": "2026-11-01T00:00:00Z", "value": rupiah(estimate)}
    return {
        "planning": {
            "budget": {"id": "5.2.04.01", "projectID": "contoh/roads", "amount": rupiah(estimate)}
        },
        "parties": [
            {"id": "V1", "name": "Desa", "identifier": {"scheme": "contoh", "id": "99.01.01.2002"}},
            {
                "id": "S1",
                "name": "CV S1",
                "identifier": {"scheme": "X-NIB", "id": "9901"},
                "beneficialOwners": [
                    {
                        "id": "1",
                        "name": "Misal Andai",
                        "nationalities": ["ID"],
                        "email": "m@x.example",
                    }
                ],
            },
        ],
        "tender": told["tender"] | {"documents": papers},
        "contracts": [
            {
                "id": "C1",
                "awardID": "A1",
                "status": "active",
                "dateSigned": "2026-10-09T00:00:00Z",
                "value": rupiah(estimate),
                "implementation": {"transactions": [paid]},
            }
        ],
    }


def _later() -> dict[str, Any]:
    """A later release of the second purchase, whose estimate is another."""
    told = package()
    [second] = [one for one in told["releases"] if one["ocid"].endswith("b2")]
    tender = {"id": "T2", "value": rupiah(400), "title": "Jalan 2, diperbaiki"}
    later = {
        **{name: second[name] for name in ("ocid", "initiationType", "language", "buyer")},
        "id": "b2-2",
        "date": "2026-11-12T00:00:00Z",
        "tag": ["tenderUpdate"],
        "tender": tender,
    }
    return told | {"releases": [later]}


def publish_bought(programme: Programme, folder: Path) -> None:
    """Publish them, and the list of who should publish."""
    (folder / "bought.json").write_text(json.dumps(package()), "utf-8")
    at = FIRST + timedelta(hours=80)
    said = Declaration(title="Purchases of two buyers")
    (folder / "later.json").write_text(json.dumps(_later()), "utf-8")
    later = Declaration(title="A value that changed")
    outcome = programme.publish(
        [
            Request(folder / "bought.json", "contracts", at, said),
            Request(folder / "later.json", "contracts", at, later),
        ]
    )
    assert not outcome.stopped, outcome.reports[0].findings
    publish_table(
        programme, folder / "units.csv", UNITS, 81, dataset="publishing-units", title="Units"
    )


def publish_linked(programme: Programme, folder: Path) -> None:
    """Publish what the first purchase names: its budget line, its place and its promise."""
    publish_places(programme, folder / "places.geojson")
    publish_plan(programme, folder / "plan.json")
    (folder / "budget.csv").write_text(BUDGET, "utf-8")
    at = FIRST + timedelta(hours=72)
    (folder / "shut-out.csv").write_text(SHUT_OUT, "utf-8")
    of_list = Declaration(title="Shut out", scope={"list": "daftar-hitam"})
    scope = {"year": "2026", "phase": "approved", "direction": "expenditure", "publisher": "99.01"}
    said = Declaration(title="Budget", scope=scope)
    outcome = programme.publish(
        [
            Request(folder / "budget.csv", "budgets", at, said),
            Request(folder / "shut-out.csv", "debarments", at, of_list),
        ]
    )
    assert not outcome.stopped, outcome.reports[0].findings

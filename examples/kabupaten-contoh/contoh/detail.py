"""What open tenders tell at length since 2026: lots, items, bids, documents and milestones."""

from datetime import date, timedelta
from typing import Any

from contoh.dice import Dice

_REGISTRY = "https://raw.githubusercontent.com/open-contracting-extensions"
EXTENSIONS = (
    f"{_REGISTRY}/ocds_bid_extension/v1.1.5/extension.json",
    f"{_REGISTRY}/ocds_lots_extension/v1.1.5/extension.json",
)
# Category: class of the Common Procurement Vocabulary, what it is, what is counted, most of it.
_THINGS = {
    "works": (
        ("45233000", "Pekerjaan jalan", "m2", 4_000),
        ("45262300", "Pekerjaan beton", "m3", 260),
    ),
    "goods": (
        ("30213000", "Komputer", "unit", 60),
        ("39130000", "Meubel kantor", "set", 45),
    ),
    "services": (
        ("71300000", "Jasa rekayasa", "orang-bulan", 14),
        ("90910000", "Jasa kebersihan", "bulan", 12),
    ),
}
_PAPERS = ("tenderNotice", "biddingDocuments")
_LARGE = 1_500_000_000


def _stamp(day: date, hour: int) -> str:
    return f"{day.isoformat()}T{hour:02}:00:00+07:00"


def _idr(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "IDR"}


def of_tender(ocid: str, category: str, estimate: int, opens: date) -> dict[str, Any]:
    """Tell of a tender's items and documents, and of two lots where it is large."""
    dice = Dice(0, f"tender {ocid}")
    lots = [f"{number}" for number in (1, 2)] if estimate > _LARGE else []
    items = []
    for number, (cpv, words, unit, most) in enumerate(_THINGS[category], 1):
        quantity = dice.integer(most // 8 + 1, most)
        item = {
            "id": str(number),
            "description": words,
            "classification": {"scheme": "CPV", "id": cpv, "description": words},
            "quantity": quantity,
            "unit": {"name": unit, "value": _idr(estimate // 2 // quantity // 100 * 100)},
        }
        items.append(item | ({"relatedLot": lots[number - 1]} if lots else {}))
    told: dict[str, Any] = {
        "awardCriteria": "priceOnly" if dice.chance(0.8) else "ratedCriteria",
        "submissionMethod": ["electronicSubmission"],
        "items": items,
        "documents": [_document(ocid, kind, opens) for kind in _PAPERS],
    }
    if lots:
        words = [item["description"] for item in items]
        told["lots"] = [
            {"id": lot, "title": words[number], "status": "active", "value": _idr(estimate // 2)}
            for number, lot in enumerate(lots)
        ]
    return told


def bids(
    ocid: str, firms: list[dict[str, str]], winner: int, amount: int, closes: date
) -> list[dict[str, Any]]:
    """Tell of a bid of each tenderer; the winner's is worth what is awarded."""
    dice = Dice(0, f"bids {ocid}")
    told = []
    for place, firm in enumerate(firms):
        day = closes - timedelta(days=dice.integer(0, 3))
        won = place == winner
        told.append(
            {
                "id": str(place + 1),
                "date": _stamp(day, dice.integer(8, 14)),
                "status": "valid" if won or dice.chance(0.8) else "disqualified",
                "tenderers": [firm],
                "value": _idr(amount if won else dice.near(amount * 21 // 20, 0.07, 1_000)),
            }
        )
    return told


def of_contract(ocid: str, category: str, signed: date, ends: date) -> dict[str, Any]:
    """Tell of the signed contract, and of the step that a building is half done by."""
    told: dict[str, Any] = {"documents": [_document(ocid, "contractSigned", signed)]}
    if category == "works":
        half = signed + (ends - signed) // 2
        told["milestones"] = [
            {
                "id": "1",
                "title": "Pekerjaan selesai 50%",
                "type": "delivery",
                "dueDate": _stamp(half, 17),
                "status": "scheduled",
            }
        ]
    return told


def _document(ocid: str, kind: str, day: date) -> dict[str, Any]:
    return {
        "id": kind,
        "documentType": kind,
        "url": f"https://contoh.example/dokumen/{ocid}/{kind}.pdf",
        "datePublished": _stamp(day, 9),
        "format": "application/pdf",
        "language": "id",
    }

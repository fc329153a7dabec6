"""Open contracting data to measure with: the same bytes for everyone, some of it broken.

    python benchmarks/ocds_data.py releases.jsonl     # 100,000 releases, 20,000 processes, 368 MB
    python benchmarks/ocds_data.py small.json --releases 10000 --form package --defects 0

Five releases a process, from its plan to its payments; all plans come first, then all tenders and
so on, so that the releases of one process are far apart. A release in fifty has one defect, in
turn of sixteen kinds (``DEFECTS``). Texts, names and amounts are drawn; nothing here is of a real
person or firm.
"""

import argparse
import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

RELEASES = 100_000
STAGES = ("planning", "tender", "bids", "award", "implementation")
TAGS = (["planning"], ["tender"], ["tenderUpdate"], ["award"], ["contract", "implementation"])
BEGIN = datetime(2024, 1, 1, 2, tzinfo=UTC)
WORDS = (  # noqa: SIM905  thirty words are read more easily as words
    "pembangunan peningkatan rehabilitasi pengadaan pemeliharaan jalan jembatan irigasi gedung "
    "sekolah puskesmas kendaraan komputer meubelair alat kesehatan obat listrik air bersih "
    "drainase kecamatan desa kelurahan tahap lanjutan perencanaan pengawasan teknis belanja modal "
    "barang jasa"
).split()
METHODS = ("open", "selective", "limited", "direct")
CATEGORIES = ("goods", "works", "services")
ZONES = ("+07:00", "+07:00", "+07:00", "+08:00", "+09:00", "Z")

Release = dict[str, Any]


def _no_id(release: Release) -> None:
    del release["id"]


def _no_date(release: Release) -> None:
    del release["date"]


def _zoneless(release: Release) -> None:
    release["date"] = release["date"][:19]


def _year_one(release: Release) -> None:
    release["date"] = "1-01-01"


def _no_tag(release: Release) -> None:
    release["tag"] = []


def _text_amount(release: Release) -> None:
    release["planning"]["budget"]["amount"]["amount"] = "1.250.000"


def _negative(release: Release) -> None:
    release["planning"]["budget"]["amount"]["amount"] = -1


def _no_currency(release: Release) -> None:
    del release["planning"]["budget"]["amount"]["currency"]


def _unknown_code(release: Release) -> None:
    release["initiationType"] = "auction"


def _open_code(release: Release) -> None:
    release["parties"][0]["roles"] = ["buyer", "penyelenggara"]


def _additional(release: Release) -> None:
    release["kodeSatker"] = "1.02.01"


def _empty(release: Release) -> None:
    release["planning"]["rationale"] = ""


def _bad_prefix(release: Release) -> None:
    release["ocid"] = "OCDS-" + release["ocid"][5:]


def _strange_buyer(release: Release) -> None:
    release["buyer"]["id"] = "ID-nobody"


def _same_party(release: Release) -> None:
    release["parties"].append(release["parties"][0])


def _integer_title(release: Release) -> None:
    release["planning"]["budget"]["description"] = 2026


DEFECTS: tuple[Callable[[Release], None], ...] = (
    *(_no_id, _no_date, _zoneless, _year_one, _no_tag, _text_amount, _negative, _no_currency),
    *(_unknown_code, _open_code, _additional, _empty, _bad_prefix, _strange_buyer, _same_party),
    _integer_title,
)


def releases(count: int = RELEASES, defects: float = 0.02, seed: int = 7) -> Iterator[Release]:
    """Give releases, the oldest first.

    :param count: how many; a fifth as many processes
    :param defects: the share of releases that have one
    """
    processes = max(1, count // len(STAGES))
    broken = 0
    for place in range(count):
        stage, number = divmod(place, processes)
        release = _release(random.Random(seed * 1_000_003 + number), number, min(stage, 4), place)
        if defects and place % round(1 / defects) == 0:
            DEFECTS[broken % len(DEFECTS)](release)
            broken += 1
        yield release


def _release(chance: random.Random, number: int, stage: int, place: int) -> Release:
    """Give one release; all draws of a process are the same in each of its releases."""
    ocid = f"ocds-abc123-{number:06d}"
    day = BEGIN + timedelta(hours=number % 9000)
    zone = ZONES[number % len(ZONES)]
    parties, firms = _parties(chance, number)
    buyer = {"id": parties[0]["id"], "name": parties[0]["name"]}
    release: Release = {
        "ocid": ocid,
        "id": f"{ocid}-{place}",
        "date": _date(day + timedelta(days=30 * stage), zone),
        "tag": TAGS[stage],
        "initiationType": "tender",
        "language": "id",
        "parties": parties if stage > 1 else parties[:1],
        "buyer": buyer,
        "planning": _planning(chance, number),
    }
    amount = release["planning"]["budget"]["amount"]["amount"]
    if stage:
        release["tender"] = _tender(chance, (number, amount, day, zone), buyer)
    if stage > 1:
        release["tender"]["tenderers"] = firms
        release["tender"]["numberOfTenderers"] = len(firms)
        release["bids"] = {"details": _bids(chance, number, amount, (firms, day, zone))}
    if stage > 2:
        release["tender"]["status"] = "complete"
        release["awards"] = [_award(number, amount, firms[0], (day, zone))]
    if stage > 3:
        release["contracts"] = [_contract(chance, number, amount, (firms[0], buyer, day, zone))]
    return release


def _parties(chance: random.Random, number: int) -> tuple[list[Release], list[Release]]:
    unit = number % 300
    buyer = {
        "id": f"ID-LPSE-{unit:03d}",
        "name": f"Dinas {WORDS[unit % len(WORDS)].title()} {unit}",
        "identifier": {"scheme": "ID-LPSE", "id": f"{unit:03d}", "legalName": f"Dinas {unit}"},
        "address": {"locality": "Contoh", "region": "Jawa Timur", "countryName": "Indonesia"},
        "roles": ["buyer", "procuringEntity"],
    }
    firms = [
        {"id": f"ID-NPWP-{one:015d}", "name": f"CV {WORDS[one % len(WORDS)].title()} {one}"}
        for one in sorted(chance.sample(range(4000), chance.randint(1, 5)))
    ]
    suppliers = [
        firm
        | {
            "identifier": {"scheme": "ID-NPWP", "id": firm["id"][8:], "legalName": firm["name"]},
            "address": {"locality": "Contoh", "countryName": "Indonesia"},
            "roles": ["tenderer", "supplier"] if firm is firms[0] else ["tenderer"],
        }
        for firm in firms
    ]
    return [buyer, *suppliers], firms


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize()


def _date(when: datetime, zone: str) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S") + zone


def _money(amount: float) -> Release:
    return {"amount": amount, "currency": "IDR"}


def _planning(chance: random.Random, number: int) -> Release:
    amount = chance.randint(50, 20_000) * 1_000_000
    return {
        "rationale": _text(chance, 18),
        "budget": {
            "id": f"{number:08d}",
            "description": _text(chance, 8),
            "amount": _money(amount),
            "project": _text(chance, 5),
            "projectID": f"P{number % 997:04d}",
        },
    }


def _tender(
    chance: random.Random, about: tuple[int, int, datetime, str], buyer: Release
) -> Release:
    number, amount, day, zone = about
    return {
        "id": f"T{number:06d}",
        "title": _text(chance, 9),
        "description": _text(chance, 40),
        "status": "active",
        "procuringEntity": buyer,
        "items": [_item(chance, place) for place in range(chance.randint(1, 4))],
        "value": _money(amount * 0.98),
        "procurementMethod": METHODS[number % len(METHODS)],
        "procurementMethodDetails": "Tender Cepat" if number % 3 else "Tender",
        "mainProcurementCategory": CATEGORIES[number % len(CATEGORIES)],
        "awardCriteria": "priceOnly",
        "submissionMethod": ["electronicSubmission"],
        "tenderPeriod": {
            "startDate": _date(day + timedelta(days=32), zone),
            "endDate": _date(day + timedelta(days=45), zone),
        },
        "documents": [
            {
                "id": f"{number}-{place}",
                "documentType": ("tenderNotice", "biddingDocuments", "technicalSpecifications")[
                    place
                ],
                "title": _text(chance, 6),
                "url": f"https://data.example.org/documents/{number}/{place}.pdf",
                "datePublished": _date(day + timedelta(days=31), zone),
                "format": "application/pdf",
                "language": "id",
            }
            for place in range(chance.randint(1, 3))
        ],
    }


def _item(chance: random.Random, place: int) -> Release:
    return {
        "id": str(place + 1),
        "description": _text(chance, 6),
        "classification": {
            "scheme": "CPV",
            "id": f"{chance.randint(3, 98):02d}{chance.randint(0, 999_999):06d}",
            "description": _text(chance, 4),
        },
        "quantity": chance.randint(1, 400),
        "unit": {"name": "unit", "value": _money(chance.randint(10, 90_000) * 1_000)},
    }


def _bids(
    chance: random.Random, number: int, amount: int, about: tuple[list[Release], datetime, str]
) -> list[Release]:
    firms, day, zone = about
    return [
        {
            "id": f"B{number:06d}-{place}",
            "date": _date(day + timedelta(days=40, hours=place), zone),
            "status": "valid" if place == 0 or chance.random() < 0.8 else "disqualified",
            "tenderers": [firm],
            "value": _money(round(amount * (0.88 + 0.02 * place), 2)),
        }
        for place, firm in enumerate(firms)
    ]


def _award(number: int, amount: int, firm: Release, when: tuple[datetime, str]) -> Release:
    day, zone = when
    return {
        "id": f"A{number:06d}",
        "title": f"Pemenang paket {number}",
        "status": "active",
        "date": _date(day + timedelta(days=60), zone),
        "value": _money(round(amount * 0.88, 2)),
        "suppliers": [firm],
    }


def _contract(
    chance: random.Random, number: int, amount: int, about: tuple[Release, Release, datetime, str]
) -> Release:
    firm, buyer, day, zone = about
    value = round(amount * 0.88, 2)
    return {
        "id": f"C{number:06d}",
        "awardID": f"A{number:06d}",
        "title": _text(chance, 9),
        "status": "active",
        "period": {
            "startDate": _date(day + timedelta(days=75), zone),
            "endDate": _date(day + timedelta(days=75 + chance.randint(30, 300)), zone),
        },
        "value": _money(value),
        "dateSigned": _date(day + timedelta(days=70), zone),
        "implementation": {
            "transactions": [
                {
                    "id": f"{number}-{place}",
                    "date": _date(day + timedelta(days=80 + 3 * place), zone),
                    "value": _money(round(value / 5, 2)),
                    "payer": buyer,
                    "payee": firm,
                }
                for place in range(chance.randint(1, 4))
            ]
        },
    }


def write(to: IO[str], given: Iterator[Release], form: str) -> None:
    """Write releases.

    :param form: ``jsonl``, one a line; ``package``, one release package on one line; ``pretty``,
        one with two spaces a level
    """
    if form == "jsonl":
        for release in given:
            to.write(json.dumps(release, ensure_ascii=False, separators=(",", ":")) + "\n")
        return
    pretty = form == "pretty"
    to.write(json.dumps(PACKAGE, indent=2 if pretty else None).rstrip("\n}") + ', "releases": [')
    for place, release in enumerate(given):
        to.write("," * bool(place) + "\n" * pretty)
        to.write(json.dumps(release, ensure_ascii=False, indent=2 if pretty else None))
    to.write("]}\n")


PACKAGE = {
    "uri": "https://data.example.org/package",
    "publishedDate": "2026-01-01T00:00:00Z",
    "publisher": {"name": "Kabupaten Contoh"},
    "version": "1.1",
}


def main() -> None:
    """Write the file that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("out", type=Path)
    parser.add_argument("--releases", type=int, default=RELEASES)
    parser.add_argument("--form", choices=("jsonl", "package", "pretty"), default="jsonl")
    parser.add_argument("--defects", type=float, default=0.02, help="the share of broken releases")
    given = parser.parse_args()
    with given.out.open("w", encoding="utf-8") as file:
        write(file, releases(given.releases, given.defects), given.form)


if __name__ == "__main__":
    main()

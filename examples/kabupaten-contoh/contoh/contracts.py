"""Contracts as OCDS 1.1 releases: planning, tender, award, contract, payments, by quarter.

The prefix ``ocds-c0nt0h`` is registered by nobody.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from contoh import detail, names
from contoh.dice import Dice
from contoh.files import SCHEME, Submission
from contoh.regency import Regency, Unit, Village

PREFIX = "ocds-c0nt0h"
PROCESSES = 1_500
LAST_DAY = date(2026, 11, 13)
_COMPANIES = 220
_SCHEME = "X-CONTOH"  # org-id.guide leaves X- to those who have no list there
_MILLION = 1_000_000
# What each kind of purchase is paid from: roads and buildings, equipment, and what is used up.
_ACCOUNTS = {"works": "5.2.04", "goods": "5.2.02", "services": "5.1.02"}
# Purchases that carry out a promise of the action plan say so, by a word of their title.
_PROMISES = {"Puskesmas": "contoh-2025-2027/better-services"}

# Method, the words of Indonesian procurement law for it, its share in hundredths, value in millions
_METHODS = (
    ("open", "Tender", 44, (220, 9_500)),
    ("selective", "E-purchasing", 16, (60, 1_400)),
    ("limited", "Pengadaan langsung", 32, (15, 200)),
    ("direct", "Penunjukan langsung", 8, (80, 900)),
)
_WORK = {
    "works": ("Pembangunan jalan poros Desa {village}", "Rehabilitasi gedung SDN {village} 1",
              "Peningkatan jaringan irigasi {village}", "Pembangunan jembatan {village}",
              "Pembangunan sumur bor Desa {village}", "Rehabilitasi Puskesmas {district}"),
    "goods": ("Pengadaan alat kesehatan Puskesmas {district}", "Pengadaan meubel {unit}",
              "Pengadaan bibit padi Kecamatan {district}", "Pengadaan komputer {unit}",
              "Pengadaan lampu jalan Kecamatan {district}"),
    "services": ("Perencanaan jalan Kecamatan {district}", "Jasa kebersihan {unit}",
                 "Pengawasan pembangunan jembatan {village}", "Jasa kajian air bersih {district}"),
}  # fmt: skip


@dataclass(slots=True)
class Process:
    """One contracting process while it is told, release by release.

    :param stop: the day after which nothing is told yet
    :param line: the budget line that pays for it; empty where the regency's budget does not
    :param village: where it is done, if it is done in one
    """

    ocid: str
    buyer: Unit
    title: str
    category: str
    method: tuple[str, str]
    estimate: int
    stop: date
    line: str = ""
    village: Village | None = None
    releases: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, day: date, tag: str, parties: list[dict[str, Any]], **sections: Any) -> bool:  # noqa: ANN401
        """Add a release, unless the day has not come; say whether it was added.

        A party is described once, where it first appears: later releases name it by its id.
        """
        if day > self.stop:
            return False
        number = len(self.releases) + 1
        self.releases.append(
            {
                "ocid": self.ocid,
                "id": f"{self.ocid}-{number:02}-{tag}",
                "date": stamp(day, 9 + number % 7),
                "tag": [tag],
                "initiationType": "tender",
                "language": "id",
                **({"parties": parties} if parties else {}),
                "buyer": {"id": _office_id(self.buyer), "name": self.buyer.name},
                **sections,
            }
        )
        return True


def stamp(day: date, hour: int) -> str:
    """Give a moment of a day in western Indonesian time."""
    return f"{day.isoformat()}T{hour:02}:00:00+07:00"


def money(amount: int) -> dict[str, Any]:
    """Give a value in rupiah."""
    return {"amount": amount, "currency": "IDR"}


def _office_id(unit: Unit) -> str:
    return f"{_SCHEME}-UNIT-{unit.code}"


def office(unit: Unit) -> dict[str, Any]:
    """Describe an office as a party."""
    return {
        "id": _office_id(unit),
        "name": unit.name,
        "identifier": {"scheme": f"{_SCHEME}-UNIT", "id": unit.code, "legalName": unit.name},
        "roles": ["buyer", "procuringEntity"],
    }


def place(village: Village) -> dict[str, Any]:
    """Describe the village where something is done as a party, by its code as a place."""
    return {
        "id": f"{_SCHEME}-PLACE-{village.code}",
        "name": village.name,
        "identifier": {"scheme": SCHEME, "id": village.code, "legalName": village.name},
        "roles": ["interestedParty"],
    }


@dataclass(frozen=True, slots=True)
class Company:
    """An invented company."""

    number: str
    name: str

    @property
    def reference(self) -> dict[str, str]:
        """How a release names it."""
        return {"id": f"{_SCHEME}-NIB-{self.number}", "name": self.name}

    def party(self, *roles: str) -> dict[str, Any]:
        """Describe it as a party."""
        return {
            **self.reference,
            "identifier": {
                "scheme": f"{_SCHEME}-NIB", "id": self.number, "legalName": self.name,
            },
            "roles": list(roles),
        }  # fmt: skip


def processes(
    seed: int, regency: Regency, lines: Mapping[tuple[str, str], list[str]]
) -> list[Process]:
    """Tell 1,500 processes that began between January 2024 and November 2026.

    :param lines: the budget's lines by unit and account
    """
    dice = Dice(seed, "contracts")
    companies = [
        Company(f"99{number:011}", name)
        for number, name in enumerate(names.company_names(_COMPANIES), 1)
    ]
    begun = sorted(dice.day(date(2024, 1, 3), date(2026, 11, 3)) for _ in range(PROCESSES))
    told = []
    for number, day in enumerate(begun, 1):
        process = _begin(dice, regency, number, day)
        if of_unit := lines.get((process.buyer.code, _ACCOUNTS[process.category])):
            process.line = of_unit[number % len(of_unit)]
        _tell(dice, process, day, companies)
        told.append(process)
    return told


def _begin(dice: Dice, regency: Regency, number: int, day: date) -> Process:
    method, words, _, millions = dice.pick([each for each in _METHODS for _ in range(each[2])])
    category = dice.pick(("works", "works", "goods", "goods", "services"))
    village = dice.pick(regency.villages)
    buyer = dice.pick(regency.units)
    work = dice.pick(_WORK[category])
    title = work.format(village=village.name, district=village.district, unit=buyer.name)
    low, high = millions
    reach = dice.fraction() * dice.fraction() * (1.0 if category == "works" else 0.4)
    return Process(
        ocid=f"{PREFIX}-{day.year}-{number:04}",
        buyer=buyer,
        title=title,
        category=category,
        method=(method, words),
        estimate=int(low + (high - low) * reach) * _MILLION + dice.integer(0, 999) * 1_000,
        stop=LAST_DAY,
        village=village if "{village}" in work else None,
    )


def _tell(dice: Dice, process: Process, day: date, companies: list[Company]) -> None:
    """Tell a process from its plan to its last payment, as far as it has come."""
    plan = {"rationale": process.title, "budget": _budget(dice, process, day)}
    parties = [office(process.buyer)]
    if process.village:
        parties.append(place(process.village))
    process.tell(day, "planning", parties, planning=plan)
    opens = day + timedelta(days=dice.integer(9, 60))
    closes = opens + timedelta(days=dice.integer(7, 24))
    tender = _tender(process, opens, closes)
    if _at_length(process):
        tender |= detail.of_tender(process.ocid, process.category, process.estimate, opens)
    if not process.tell(opens, "tender", [], tender=tender):
        return
    if dice.chance(0.04):
        process.tell(closes, "tenderCancellation", [],
                     tender={"id": tender["id"], "status": "cancelled"})  # fmt: skip
        return
    _award(dice, process, closes, companies)


def _budget(dice: Dice, process: Process, day: date) -> dict[str, Any]:
    """Tell what pays: a line of the regency's budget, or what a public company earns itself."""
    budget: dict[str, Any] = {
        "id": process.line or f"RKAP-{day.year}-{process.buyer.code}",
        "description": f"{'APBD' if process.line else 'RKAP'}, {process.buyer.name}",
        "amount": money(dice.near(process.estimate * 105 // 100, 0.04, 1_000)),
    }
    for word, promise in _PROMISES.items():
        if word in process.title:
            budget["projectID"] = promise
    return budget


def _at_length(process: Process) -> bool:
    """Say whether its lots, items, bids and documents are told: since 2026, where it is open."""
    return process.method[0] == "open" and process.ocid.split("-")[2] >= "2026"


def _tender(process: Process, opens: date, closes: date) -> dict[str, Any]:
    method, words = process.method
    return {
        "id": f"{process.ocid}-tender",
        "title": process.title,
        "status": "active",
        "procuringEntity": {"id": _office_id(process.buyer), "name": process.buyer.name},
        "value": money(process.estimate),
        "procurementMethod": method,
        "procurementMethodDetails": words,
        "mainProcurementCategory": process.category,
        "tenderPeriod": {"startDate": stamp(opens, 8), "endDate": stamp(closes, 15)},
    }


def _award(dice: Dice, process: Process, closes: date, companies: list[Company]) -> None:
    tenderers = dice.some(companies, _bidders(dice, process.method[0]))
    winner = dice.pick(tenderers)
    day = closes + timedelta(days=dice.integer(4, 30))
    value = money(dice.near(process.estimate * 955 // 1_000, 0.045, 1_000))
    parties = [
        one.party("tenderer", "supplier", "payee") if one == winner else one.party("tenderer")
        for one in tenderers
    ]
    details: dict[str, Any] = {}
    if _at_length(process):
        firms = [one.reference for one in tenderers]
        bids = detail.bids(process.ocid, firms, tenderers.index(winner), value["amount"], closes)
        details = {"bids": {"details": bids}}
    told = process.tell(
        day,
        "award",
        parties,
        tender={
            "id": f"{process.ocid}-tender",
            "status": "complete",
            "numberOfTenderers": len(tenderers),
            "tenderers": [one.reference for one in tenderers],
        },
        awards=[
            {
                "id": f"{process.ocid}-award-1",
                "title": process.title,
                "status": "active",
                "date": stamp(day, 10),
                "value": value,
                "suppliers": [winner.reference],
            }
        ],
        **details,
    )
    if told:
        _contract(dice, process, day, winner)


def _bidders(dice: Dice, method: str) -> int:
    """Say how many bid; nearly one open tender in five has a single bidder."""
    if method in {"direct", "limited"}:
        return 1
    return 1 if dice.chance(0.19) else dice.integer(2, 7)


def _contract(dice: Dice, process: Process, awarded: date, winner: Company) -> None:
    signed = awarded + timedelta(days=dice.integer(3, 15))
    ends = signed + timedelta(days=dice.integer(30, 170))
    amount = process.releases[-1]["awards"][0]["value"]["amount"]
    contract = {
        "id": f"{process.ocid}-contract-1",
        "awardID": f"{process.ocid}-award-1",
        "title": process.title,
        "status": "active",
        "value": money(amount),
        "dateSigned": stamp(signed, 10),
        "period": {"startDate": stamp(signed, 10), "endDate": stamp(ends, 17)},
    }
    if _at_length(process):
        contract |= detail.of_contract(process.ocid, process.category, signed, ends)
    told = process.tell(signed, "contract", [], contracts=[contract])
    if not told:
        return
    if dice.chance(0.09):
        amount, ends = _amend(dice, process, (signed, ends), amount)
    _pay(dice, process, (signed, ends), winner, amount)


def _amend(
    dice: Dice, process: Process, period: tuple[date, date], amount: int
) -> tuple[int, date]:
    """Raise a contract's value by at most a tenth and give it more time, as the law allows."""
    signed, ends = period
    day = signed + (ends - signed) * 2 // 3
    raised = amount + amount * dice.integer(1, 10) // 100
    later = ends + timedelta(days=dice.integer(10, 45))
    told = process.tell(
        day,
        "contractAmendment",
        [],
        contracts=[
            {
                "id": f"{process.ocid}-contract-1",
                "awardID": f"{process.ocid}-award-1",
                "value": money(raised),
                "period": {"endDate": stamp(later, 17)},
                "amendments": [
                    {
                        "id": "1",
                        "date": stamp(day, 10),
                        "description": "Tambahan volume pekerjaan dan perpanjangan waktu.",
                        "rationale": "Kondisi lapangan berbeda dari rencana.",
                    }
                ],
            }
        ],
    )
    return (raised, later) if told else (amount, ends)


def _pay(
    dice: Dice, process: Process, period: tuple[date, date], winner: Company, amount: int
) -> None:
    """Pay a part half-way and the remainder at the end, which ends the contract."""
    signed, ends = period
    first = amount * dice.integer(30, 60) // 100 // 1_000 * 1_000
    half = signed + (ends - signed) * 3 // 4
    last = ends + timedelta(days=dice.integer(3, 28))
    for number, (day, part) in enumerate(((half, first), (last, amount - first)), 1):
        contract: dict[str, Any] = {
            "id": f"{process.ocid}-contract-1",
            "awardID": f"{process.ocid}-award-1",
            "implementation": {
                "transactions": [
                    {
                        "id": f"{process.ocid}-payment-{number}",
                        "date": stamp(day, 10),
                        "value": money(part),
                        "payer": {"id": _office_id(process.buyer), "name": process.buyer.name},
                        "payee": winner.reference,
                    }
                ]
            },
        }
        if day == last:
            contract["status"] = "terminated"
        tag = "contractTermination" if day == last else "implementation"
        if not process.tell(day, tag, [], contracts=[contract]):
            return


def package(quarter: str, published: str, releases: Iterable[dict[str, Any]]) -> bytes:
    """Write a release package, one release a line, oldest first."""
    head = {
        "uri": f"https://contoh.example/ocds/{quarter}.json",
        "version": "1.1",
        "publishedDate": published,
        "publisher": {"name": f"{names.REGENCY} (invented)"},
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "extensions": list(detail.EXTENSIONS),
    }
    ordered = sorted(releases, key=lambda release: (release["date"], release["id"]))
    lines = ",\n".join(
        json.dumps(release, ensure_ascii=False, separators=(",", ":")) for release in ordered
    )
    opened = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{opened}, "releases": [\n{lines}\n]}}\n'.encode()


_RECEIVED = {
    "2024-q1": "2025-01-28", "2024-q2": "2025-01-28", "2024-q3": "2025-01-28",
    "2024-q4": "2025-01-28", "2025-q1": "2025-04-15", "2025-q2": "2025-07-15",
    "2025-q3": "2025-10-14", "2025-q4": "2026-01-20", "2026-q1": "2026-04-14",
    "2026-q2": "2026-07-14", "2026-q3": "2026-10-13", "2026-q4": "2026-11-19",
}  # fmt: skip


def quarter_of(release: dict[str, Any]) -> str:
    """Name the quarter that a release is dated in: ``2026-q4``."""
    year, month = release["date"][:4], int(release["date"][5:7])
    return f"{year}-q{(month + 2) // 3}"


def submissions(seed: int, regency: Regency, told: Iterable[Process]) -> list[Submission]:
    """Hand in one package a quarter, the second quarter of 2025 twice."""
    quarters: dict[str, list[dict[str, Any]]] = {}
    for process in told:
        for release in process.releases:
            quarters.setdefault(quarter_of(release), []).append(release)
    found = [
        _package(regency, quarter, quarters[quarter], f"{day}T07:{minute:02}:00Z")
        for minute, (quarter, day) in enumerate(_RECEIVED.items(), 10)
    ]
    wrong = Dice(seed, "contracts handed in").some(
        [one for one in quarters["2025-q2"] if one["tag"] == ["contract"]], 3
    )
    place = list(_RECEIVED).index("2025-q2")
    found[place] = _package(
        regency, "2025-q2", _misstated(quarters["2025-q2"], wrong), found[place].received_at
    )
    return [*found, _corrected(regency, quarters["2025-q2"])]


def _package(
    regency: Regency, quarter: str, releases: list[dict[str, Any]], received_at: str
) -> Submission:
    year, part = quarter.split("-q")
    return Submission(
        name=f"contracts-{quarter}.json",
        data=package(quarter, received_at, releases),
        title=f"Contracts, quarter {part} of {year}",
        description=f"What happened in public procurement in quarter {part} of {year}: plans, "
        "tenders, awards, contracts, changes and payments, as OCDS releases.",
        publisher=regency.unit("Bagian Pengadaan").name,
        received_at=received_at,
        register="contracts",
    )


def _misstated(releases: list[dict[str, Any]], wrong: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give three contracts a value a tenth of the true one."""
    found = []
    for release in releases:
        changed = json.loads(json.dumps(release))
        if release in wrong:
            changed["contracts"][0]["value"]["amount"] //= 10
        found.append(changed)
    return found


def _corrected(regency: Regency, releases: list[dict[str, Any]]) -> Submission:
    received_at = "2025-08-05T02:44:00Z"
    return Submission(
        name="contracts-2025-q2-corrected.json",
        data=package("2025-q2", received_at, releases),
        title="Contracts, quarter 2 of 2025",
        description="What happened in public procurement in quarter 2 of 2025: plans, tenders, "
        "awards, contracts, changes and payments, as OCDS releases.",
        publisher=regency.unit("Bagian Pengadaan").name,
        received_at=received_at,
        register="contracts",
        replaces="contracts-2025-q2.json",
        note="Three contracts had a tenth of their value: the last digit was lost.",
    )

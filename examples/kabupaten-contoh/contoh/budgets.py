"""The budget as its register takes it: approved, revised, and executed month by month.

The finance office's own sheets: a title above the header, amounts as 1.250.000,00, months side by
side, a total at the end. Two mappings say how they are read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from contoh.dice import Dice
from contoh.files import Cell, Submission, csv_bytes, rupiah
from contoh.money import Accounts, Line, Purse
from contoh.regency import YEARS, Regency, Unit

MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"
PUBLISHER = "99.01"  # the regency's own code in the list of places
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_INDEX = ("100.00", "102.40", "105.10")
_RUNNING = 10  # of 2026, until October
# Bidang urusan of Permendagri 90/2019, by what a unit is called, else by its function.
_OF_NAME = {
    "Dinas Ketahanan Pangan dan Pertanian": "3.27", "Dinas Peternakan dan Perikanan": "3.25",
    "Dinas Tenaga Kerja": "2.07", "Dinas Perhubungan": "2.15", "Dinas Komunikasi": "2.16",
    "Dinas Pemberdayaan Masyarakat": "2.13", "Dinas Kependudukan": "2.12",
    "Dinas Pemberdayaan Perempuan": "2.08", "Dinas Penanaman Modal": "2.18",
    "Dinas Kepemudaan": "2.19", "Dinas Perpustakaan": "2.23", "Dinas Pertanahan": "2.10",
    "Badan Perencanaan": "5.01", "Badan Pengelolaan Keuangan": "5.02",
    "Badan Pendapatan": "5.02", "Badan Kepegawaian": "5.03", "Badan Kesatuan Bangsa": "8.01",
    "Sekretariat DPRD": "4.02", "Inspektorat": "6.01", "Kecamatan": "7.01",
}  # fmt: skip
_OF_FUNCTION = {
    "education": "1.01", "health": "1.02", "roads and space": "1.03", "water": "1.03",
    "housing": "1.04", "public order": "1.05", "social protection": "1.06",
    "environment": "2.11", "economy": "2.17", "culture and sport": "2.22",
    "general services": "4.01",
}  # fmt: skip
_OWN = ("Kode Unit", "Unit", "Kode Urusan", "Kode Program", "Program", "Kode Rekening", "Uraian")
_ABOVE = ("PEMERINTAH KABUPATEN CONTOH",)

Row = tuple[tuple[str, ...], int, int, int]  # what names a line; approved, revised, executed


def submissions(seed: int, regency: Regency, kept: Accounts) -> list[Submission]:
    """Hand in each year's budget, and what was executed of it by month."""
    office = regency.unit("Badan Pengelolaan Keuangan")
    dice = Dice(seed, "budgets")
    found = []
    for year in YEARS:
        rows = [*_income(office, kept.purses, year), *_spending(kept.spending[year])]
        found += [_plan(office, year, rows), _run(office, year, rows, dice)]
    return [*found, *_papers(office), _prices(office)]


def urusan(unit: Unit) -> str:
    """Give the code of the field of government that a unit works in."""
    named = (code for name, code in _OF_NAME.items() if unit.name.startswith(name))
    return next(named, _OF_FUNCTION[unit.function])


def _income(office: Unit, purses: Iterable[Purse], year: int) -> Iterable[Row]:
    own = (office.code, office.name, urusan(office), "", "")
    for one in purses:
        if one.year == year:
            yield (*own, one.account, one.description), one.budget, one.budget, one.realised


def _spending(lines: Iterable[Line]) -> Iterable[Row]:
    numbers: dict[tuple[str, str], int] = {}
    for one in lines:
        of_unit = sum(code == one.unit.code for code, _ in numbers)
        number = numbers.setdefault((one.unit.code, one.programme), of_unit + 1)
        field = urusan(one.unit)
        own = (one.unit.code, one.unit.name, field, f"{field}.{number:02}", one.programme)
        yield (*own, one.account, one.description), one.budget, one.revised, one.realised


def line_ids(kept: Accounts) -> dict[tuple[str, str], list[str]]:
    """Name the lines that stand in the budget of every year, by unit and account.

    The name is the one that the register gives a line: its direction and the codes of unit, field,
    account and programme.
    """
    years = [[own for own, *_ in _spending(kept.spending[year])] for year in YEARS]
    standing = set(years[0]).intersection(*years[1:])
    found: dict[tuple[str, str], list[str]] = {}
    for own in (one for one in years[0] if one in standing):
        unit, _, field, programme, _, account, _ = own
        found.setdefault((unit, account), []).append(
            f"expenditure:{unit}:{field}:{account}:{programme}"
        )
    return found


def _sheet(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    width = len(header)
    above: list[Sequence[Cell]] = [
        [text, *[""] * (width - 1)] for text in (*_ABOVE, title.upper(), "")
    ]
    first, *others = [*above, header, *rows]
    return csv_bytes([str(cell) for cell in first], others, delimiter=";")


def _spent(name: str) -> bool:
    return name.startswith("5")


def _plan(office: Unit, year: int, rows: Sequence[Row]) -> Submission:
    cells = [[*own, rupiah(approved), rupiah(revised)] for own, approved, revised, _ in rows]
    sums = [sum(row[place] for row in rows if _spent(row[0][5])) for place in (1, 2)]
    cells.append(["", "", "", "", "", "", "JUMLAH BELANJA", *map(rupiah, sums)])
    return Submission(
        name=f"apbd-{year}.csv",
        data=_sheet(f"APBD tahun anggaran {year}", [*_OWN, "APBD", "Perubahan"], cells),
        title=f"Budget {year}, as approved and as revised",
        description="Every line of the regency's budget by unit, field, programme and account.",
        publisher=office.name,
        received_at=f"{year}-10-09T03:10:00Z",
        register="budgets",
        scope={"year": str(year), "phase": "approved.revised", "publisher": PUBLISHER},
        mapping="apbd.toml",
        expect="warn",
        rules=("table_ends_with_its_rows",),
    )


def _run(office: Unit, year: int, rows: Sequence[Row], dice: Dice) -> Submission:
    last = _RUNNING if year == YEARS[-1] else len(_MONTHS)
    cells = [
        [*own, *map(rupiah, _by_month(dice, executed, last)), *[""] * (len(_MONTHS) - last)]
        for own, _, _, executed in rows
    ]
    received = "2026-11-13T06:05:00Z" if year == YEARS[-1] else f"{year + 1}-03-05T06:05:00Z"
    return Submission(
        name=f"realisasi-bulanan-{year}.csv",
        data=_sheet(f"Realisasi APBD {year} menurut bulan", [*_OWN, *_MONTHS], cells),
        title=f"Budget {year}, as executed by month",
        description="What came in and was paid in each month, by the lines of the budget.",
        publisher=office.name,
        received_at=received,
        register="budgets",
        scope={"year": str(year), "phase": "executed", "publisher": PUBLISHER},
        note="Until October." if year == YEARS[-1] else "",
        mapping="realisasi-bulanan.toml",
    )


def _papers(office: Unit) -> list[Submission]:
    """Hand in the papers of each year: the log began in October 2024, and no audit of 2025 came."""
    found = []
    for year in YEARS:
        decided = f"{year - 1}-11-{28 if year > YEARS[0] else 30}"
        printed = f"{year}-01-{year - YEARS[0] + 9:02}" if year > YEARS[0] else f"{year}-10-11"
        law = _Paper("enacted-budget", year, printed, f"Perda {year - 2015}/{year - 1}")
        found.append(_paper(office, law, decided, ("pdf", "xlsx")))
        found.append(
            _paper(office, _Paper("perda-perubahan", year, f"{year}-10-12"), f"{year}-09-27")
        )
    audit = _Paper("audit-report", YEARS[0], f"{YEARS[0] + 1}-06-20")
    board = _Paper("citizens-budget", YEARS[1], f"{YEARS[1]}-05-04")
    return [
        *found,
        _paper(office, audit, f"{YEARS[0] + 1}-05-28", by="Badan Pemeriksa Keuangan"),
        _paper(office, board, "", ("paper",)),
    ]


def _prices(office: Unit) -> Submission:
    """Hand in what money was worth: an invented index of prices."""
    rows = [[str(year), text, "2024=100"] for year, text in zip(YEARS, _INDEX, strict=True)]
    return Submission(
        name="price-index.csv",
        data=csv_bytes(["year", "index", "base"], rows),
        title="Index of consumer prices",
        description="Invented: what the same basket cost in each year.",
        publisher=office.name,
        received_at="2026-02-02T03:00:00Z",
        register="datasets",
        scope={"dataset": "price-index"},
    )


@dataclass(frozen=True, slots=True)
class _Paper:
    """One document: its code on the shelf, its year, the day it is handed in, its number."""

    code: str
    year: int
    received: str
    number: str = ""


def _paper(
    office: Unit,
    paper: _Paper,
    decided: str,
    forms: Sequence[str] = ("pdf",),
    by: str = "DPRD Kabupaten Contoh dan bupati",
) -> Submission:
    name = f"{paper.code}-{paper.year}"
    header = [
        "title",
        "form",
        "address",
        "sha256",
        "language",
        "number",
        "decided_by",
        "decided_on",
    ]
    rows = []
    for form in forms:
        address = f"https://contoh.example/{name}.{form}"
        known = sha256(address.encode()).hexdigest() if form != "paper" else ""
        place = address if form != "paper" else "Papan di depan pendopo"
        title = f"{paper.code} {paper.year}, {form}"
        rows.append([title, form, place, known, "id", paper.number, by if decided else "", decided])
    return Submission(
        name=f"{name}.csv",
        data=csv_bytes(header, rows),
        title=f"{paper.code}, {paper.year}",
        description="Where the paper stands, and who decided it.",
        publisher=office.name,
        received_at=f"{paper.received}T04:00:00Z",
        register="documents",
        scope={"document": paper.code, "year": str(paper.year), "publisher": PUBLISHER},
    )


def _by_month(dice: Dice, whole: int, months: int) -> list[int]:
    """Spread an amount over months: little at first, much at the end, and nothing is lost."""
    weights = [dice.near(100 + 20 * month, 0.4) for month in range(months)]
    weights[-1] *= 2
    shares = [whole * weight // sum(weights) for weight in weights]
    return [*shares[:-1], whole - sum(shares[:-1])]

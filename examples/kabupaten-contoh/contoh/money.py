"""The regency's own budget (APBD): spending by unit and programme, revenue, and the running year.

Revenue + financing in - financing out = spending, in the plan; what is left of a year opens the
next. What the regency hands down to its villages is what the villages plan to receive.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contoh.dice import Dice
from contoh.files import Cell, Submission, column, csv_bytes, table_schema, xlsx_bytes
from contoh.regency import YEARS, Regency, Unit
from contoh.villages import Books

_BILLION = 1_000_000_000
_SIZE = {
    "office": 62 * _BILLION, "agency": 34 * _BILLION, "council": 48 * _BILLION,
    "inspectorate": 16 * _BILLION, "hospital": 190 * _BILLION, "section": 11 * _BILLION,
    "district office": 6 * _BILLION,
}  # fmt: skip
_LARGE = {
    "Dinas Pendidikan": 14, "Dinas Kesehatan": 6, "Dinas Pekerjaan Umum Bina": 9,
    "Dinas Pekerjaan Umum Sumber": 3, "Dinas Perumahan": 3,
}  # fmt: skip
_PROGRAMMES = (
    "Penunjang urusan pemerintahan",
    "Peningkatan pelayanan",
    "Pengelolaan sarana dan prasarana",
    "Pemberdayaan dan pembinaan",
    "Pengawasan dan pengendalian",
    "Pengembangan sistem dan data",
)
_ACCOUNTS = (
    ("5.1.01", "Belanja pegawai", 38),
    ("5.1.02", "Belanja barang dan jasa", 36),
    ("5.2.02", "Belanja modal peralatan dan mesin", 9),
    ("5.2.04", "Belanja modal jalan, jaringan dan irigasi", 17),
)
_REVENUE = (
    ("4.1.01", "Pajak daerah", 9),
    ("4.1.02", "Retribusi daerah", 3),
    ("4.1.03", "Hasil pengelolaan kekayaan daerah", 2),
    ("4.1.04", "Lain-lain PAD yang sah", 7),
    ("4.2.02", "Pendapatan transfer antar daerah", 8),
    ("4.3.03", "Lain-lain pendapatan", 1),
)
_TRANSFER = ("4.2.01", "Pendapatan transfer pemerintah pusat")
_OPENING = ("6.1.01", "SiLPA tahun sebelumnya")
_INVESTED = ("6.2.02", "Penyertaan modal daerah")
_MONTHS = 10  # of 2026, until October


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a unit's budget, in whole rupiah."""

    unit: Unit
    programme: str
    account: str
    description: str
    budget: int
    revised: int
    realised: int


@dataclass(frozen=True, slots=True)
class Purse:
    """One line of revenue or financing of a year, in whole rupiah."""

    year: int
    account: str
    description: str
    budget: int
    realised: int


@dataclass(frozen=True, slots=True)
class Accounts:
    """The regency's books: spending by year, and revenue and financing of all years."""

    spending: Mapping[int, tuple[Line, ...]]
    purses: tuple[Purse, ...]


def accounts(seed: int, regency: Regency, kept: Books) -> Accounts:
    """Keep three years of books."""
    dice = Dice(seed, "money")
    spending: dict[int, tuple[Line, ...]] = {}
    purses: list[Purse] = []
    opening = 212 * _BILLION
    for year in YEARS:
        spending[year] = tuple(_spending(dice, regency, year, kept.handed_down(year)))
        new = _revenue(dice, year, sum(line.budget for line in spending[year]), opening)
        purses += new
        opening = balance(spending[year], new)
    return Accounts(spending, tuple(purses))


def balance(spending: Iterable[Line], purses: Iterable[Purse]) -> int:
    """Give what is left of a year: revenue + financing in - financing out - spending."""
    signs = {"4": 1, "6.1": 1, "6.2": -1}
    received = sum(
        purse.realised * (signs.get(purse.account[:1]) or signs[purse.account[:3]])
        for purse in purses
    )
    return received - sum(line.realised for line in spending)


def _spending(dice: Dice, regency: Regency, year: int, handed_down: int) -> Iterable[Line]:
    running = year == YEARS[-1]
    for unit in regency.units:
        if unit.kind not in _SIZE:
            continue
        yield from _unit_lines(dice, unit, year, running=running)
    keeper = regency.unit("Badan Pengelolaan Keuangan")
    reserve = dice.near(24 * _BILLION, 0.2, 1_000)
    for account, text, budget, paid in (
        ("5.3.01", "Belanja tidak terduga", reserve, 220 if running else 410),
        ("5.4.05", "Belanja bantuan keuangan kepada desa", handed_down, 790 if running else 985),
    ):
        yield Line(keeper, "Pengelolaan keuangan daerah", account, text, budget, budget,
                   budget * paid // 1_000)  # fmt: skip


def _unit_lines(dice: Dice, unit: Unit, year: int, *, running: bool) -> Iterable[Line]:
    times = next((many for name, many in _LARGE.items() if unit.name.startswith(name)), 1)
    total = dice.near(_SIZE[unit.kind] * times, 0.35) * (100 + 4 * (year - YEARS[0])) // 100
    count = 2 if unit.kind == "district office" else dice.integer(4, len(_PROGRAMMES))
    for programme in _PROGRAMMES[:count]:
        for account, text, share in _ACCOUNTS:
            if programme != _PROGRAMMES[0] and account == _ACCOUNTS[0][0]:
                continue
            budget = dice.near(total * share // (100 * count), 0.5, 1_000)
            revised = dice.near(budget, 0.12, 1_000)
            paid = dice.integer(600, 830) if running else dice.integer(870, 996)
            yield Line(unit, programme, account, text, budget, revised, revised * paid // 1_000)


def _revenue(dice: Dice, year: int, spending: int, opening: int) -> list[Purse]:
    """Plan revenue that just pays for the spending; the centre's transfer takes the remainder."""
    expected = dice.near(opening, 0.1, 1_000)
    invested = dice.near(15 * _BILLION, 0.3, 1_000)
    planned = [
        (account, text, dice.near(spending * share // 100, 0.1, 1_000))
        for account, text, share in _REVENUE
    ]
    rest = spending - expected + invested - sum(amount for _, _, amount in planned)
    share = (770, 860) if year == YEARS[-1] else (965, 1_030)
    received = [
        Purse(year, account, text, amount, amount * dice.integer(*share) // 1_000)
        for account, text, amount in [*planned, (*_TRANSFER, rest)]
    ]
    return [
        *sorted(received, key=lambda purse: purse.account),
        Purse(year, *_OPENING, expected, opening),
        Purse(year, *_INVESTED, invested, invested),
    ]


_HEADER = ("fiscal_year", "unit_code", "unit", "function", "programme", "account", "description",
           "budget", "revised", "realised")  # fmt: skip


def budget_schema() -> dict[str, Any]:
    """Describe the columns of a budget file."""
    columns = [
        column("fiscal_year", "year", "Fiscal year", required=True),
        column("unit_code", "code", "Unit code", required=True, pattern=r"U\d\d"),
        column("unit", "string", "Unit"),
        column("function", "string", "Function"),
        column("programme", "string", "Programme", required=True),
        column("account", "code", "Account", "Chart of accounts for regions, to the third level.",
               required=True, pattern=r"5\.\d\.\d\d"),
        column("description", "string", "What for"),
        column("budget", "money", "Budget", "Rupiah, as first decided.", required=True,
               minimum=0),
        column("revised", "money", "Revised", "Rupiah, as revised during the year.",
               minimum=0),
        column("realised", "money", "Realised", "Rupiah paid until the day that the publication "
               "names."),
    ]  # fmt: skip
    return table_schema(columns, ["unit_code", "programme", "account"])


def budget_rows(
    lines: Iterable[Line], year: int, *, plan_only: bool = False
) -> list[Sequence[Cell]]:
    """Give the rows of a budget file."""
    rows: list[Sequence[Cell]] = []
    for line in lines:
        run = (None, None) if plan_only else (line.revised, line.realised)
        rows.append(
            [year, line.unit.code, line.unit.name, line.unit.function, line.programme,
             line.account, line.description, line.budget, *run]
        )  # fmt: skip
    return rows


def submissions(seed: int, regency: Regency, kept: Accounts) -> list[Submission]:
    """Hand in spending, revenue and the running year month by month."""
    return [
        *_spending_files(regency, kept),
        *_revenue_files(regency, kept),
        *_monthly_files(Dice(seed, "money by month"), regency, kept),
    ]


def _spending_files(regency: Regency, kept: Accounts) -> list[Submission]:
    def spent(year: int, name: str, data: bytes, received_at: str, note: str = "") -> Submission:
        return Submission(
            name=name,
            data=data,
            title=f"Budget of the regency (APBD) {year}: spending",
            description="Spending by unit, programme and account. One row per unit, programme and "
            "account; amounts in rupiah.",
            publisher=regency.unit("Badan Pengelolaan Keuangan").name,
            received_at=received_at,
            scope={"dataset": f"regency-budget-{year}"},
            schema=budget_schema(),
            note=note,
        )

    rows = {year: budget_rows(kept.spending[year], year) for year in YEARS}
    plan = budget_rows(kept.spending[2026], 2026, plan_only=True)
    return [
        spent(2024, "regency-budget-2024.csv", csv_bytes(_HEADER, rows[2024]),
              "2025-02-25T05:00:00Z"),
        spent(2025, "regency-budget-2025.xlsx", xlsx_bytes({"APBD 2025": [_HEADER, *rows[2025]]}),
              "2026-03-03T06:48:00Z"),
        spent(2026, "regency-budget-2026-plan.csv", csv_bytes(_HEADER, plan),
              "2026-01-22T03:33:00Z"),
        spent(2026, "regency-budget-2026-october.csv", csv_bytes(_HEADER, rows[2026]),
              "2026-11-13T03:05:00Z", "Until 31 October 2026, with the revision of September."),
    ]  # fmt: skip


def _revenue_files(regency: Regency, kept: Accounts) -> list[Submission]:
    columns = [
        column("fiscal_year", "year", "Fiscal year", required=True),
        column("account", "code", "Account", required=True, pattern=r"[46]\.\d\.\d\d"),
        column("description", "string", "What it is"),
        column("budget", "money", "Budget", "Rupiah.", minimum=0, required=True),
        column("realised", "money", "Realised", "Rupiah; the running year until 31 October."),
    ]  # fmt: skip

    def received(until: int, received_at: str) -> Submission:
        return Submission(
            name=f"regency-revenue-{until}.csv",
            data=csv_bytes(
                [each["name"] for each in columns],
                (
                    [one.year, one.account, one.description, one.budget, one.realised]
                    for one in kept.purses
                    if one.year <= until
                ),
            ),
            title="Revenue and financing of the regency",
            description="What the regency received, by account: revenue (4), financing in (6.1) "
            "and out (6.2). Revenue + 6.1 - 6.2 = spending, in the plan.",
            publisher=regency.unit("Badan Pendapatan").name,
            received_at=received_at,
            scope={"dataset": "regency-revenue"},
            schema=table_schema(columns, ["fiscal_year", "account"]),
        )

    return [
        received(2024, "2025-02-26T02:20:00Z"),
        received(2025, "2026-02-17T02:20:00Z"),
        received(2026, "2026-11-13T04:44:00Z"),
    ]


def _monthly_files(dice: Dice, regency: Regency, kept: Accounts) -> list[Submission]:
    columns = [
        column("month", "string", "Month", "Year and month.", pattern=r"\d{4}-\d\d", required=True),
        column("unit_code", "code", "Unit code", required=True),
        column("unit", "string", "Unit"),
        column("planned", "money", "Planned so far", "Rupiah, cumulative: the cash plan."),
        column("paid", "money", "Paid so far", "Rupiah, cumulative."),
    ]  # fmt: skip
    rows = sorted(_monthly_rows(dice, kept), key=lambda row: (str(row[0]), str(row[1])))

    def run(until: str, received_at: str) -> Submission:
        return Submission(
            name=f"spending-by-month-{until}.csv",
            data=csv_bytes(
                [each["name"] for each in columns],
                [row for row in rows if str(row[0]) <= until],
            ),
            title="Spending by month 2026",
            description="What each unit planned to pay and has paid since January, at the end of "
            "each month. One row per month and unit; amounts in rupiah.",
            publisher=regency.unit("Badan Pengelolaan Keuangan").name,
            received_at=received_at,
            scope={"dataset": "spending-by-month-2026"},
            schema=table_schema(columns, ["month", "unit_code"]),
        )

    return [run("2026-06", "2026-07-14T08:10:00Z"), run("2026-10", "2026-11-13T05:20:00Z")]


def _monthly_rows(dice: Dice, kept: Accounts) -> Iterable[list[Cell]]:
    """Let payments grow to what the budget file says for October."""
    units: dict[Unit, list[Line]] = {}
    for line in kept.spending[YEARS[-1]]:
        units.setdefault(line.unit, []).append(line)
    for unit, lines in units.items():
        revised, paid = sum(one.revised for one in lines), sum(one.realised for one in lines)
        reached = 0
        for month in range(1, _MONTHS + 1):
            even = paid * month * (month + 6) // (_MONTHS * (_MONTHS + 6))
            reached = max(reached, dice.near(even, 0.06)) if month < _MONTHS else paid
            reached = min(reached, paid)
            yield [f"2026-{month:02}", unit.code, unit.name, revised * (month * 9) // 100, reached]

"""Village budgets (APBDes) and the tranches of the village fund (Dana Desa).

Revenue - spending + financing = balance, in the plan (where it is 0) and in what was carried out;
a year's balance opens the next. Accounts: the village chart of Permendagri 20/2018, as its numbers
stand in the field; the amounts are invented.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contoh.dice import Dice
from contoh.files import Cell, Submission, column, csv_bytes, rupiah, table_schema
from contoh.regency import Regency, Village

REVENUE = (
    ("4.1.2", "Hasil aset desa", 60_000_000, 0.8),
    ("4.2.1", "Dana Desa", 950_000_000, 0.35),
    ("4.2.2", "Bagi hasil pajak dan retribusi", 65_000_000, 0.5),
    ("4.2.3", "Alokasi Dana Desa", 520_000_000, 0.3),
    ("4.2.5", "Bantuan keuangan kabupaten", 180_000_000, 0.9),
)
# Shares of the spending, in hundredths; the last line takes the remainder.
SPENDING = (
    ("government", "5.1.2", "Penghasilan tetap dan tunjangan perangkat desa", 26),
    ("government", "5.2.5", "Operasional perkantoran", 9),
    ("development", "5.3.5", "Belanja modal jalan desa", 26),
    ("development", "5.3.8", "Jaringan air bersih", 11),
    ("development", "5.2.7", "Posyandu dan PAUD", 7),
    ("community", "5.2.2", "Pembinaan kemasyarakatan", 4),
    ("empowerment", "5.2.7", "Pelatihan dan ketahanan pangan", 9),
    ("emergency", "5.4.1", "Penanggulangan bencana dan bantuan langsung tunai", 8),
)
_SWING = 0.08  # less than the last share, so that a remainder is left for it
OPENING = ("financing", "6.1.1", "SiLPA tahun sebelumnya")
INVESTED = ("financing", "6.2.2", "Penyertaan modal BUM Desa")
SECTIONS = ("revenue", "government", "development", "community", "empowerment", "emergency",
            "financing")  # fmt: skip

BROKEN = 5  # villages whose planned budget of 2025 does not add up
LATE = {"plan": 31, "half": 14, "october": 6}  # villages not yet in the file of 2026
_SLIPPED = 25_000_000
_MISTYPED = 9_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a village's budget, in whole rupiah; realised is None before the year has run."""

    village: Village
    section: str
    account: str
    description: str
    planned: int
    realised: int | None


@dataclass(frozen=True, slots=True)
class Tranche:
    """One transfer of the village fund."""

    village: Village
    year: int
    number: int
    amount: int
    transferred_on: date


@dataclass(frozen=True, slots=True)
class Ledger:
    """All villages' budgets of a year at one moment, and the year's tranches until then."""

    year: int
    lines: tuple[Line, ...]
    tranches: tuple[Tranche, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Up to when a year has run.

    :param until: the last day whose transfers count
    :param earned: the share of ordinary revenue received, low and high, in thousandths
    :param spent: the share of the planned spending paid, low and high, in thousandths
    """

    year: int
    until: date
    earned: tuple[int, int]
    spent: tuple[int, int]


def _end(year: int) -> Moment:
    return Moment(year, date(year, 12, 31), (970, 1025), (880, 995))


HALF = Moment(2026, date(2026, 6, 30), (440, 540), (300, 450))
OCTOBER = Moment(2026, date(2026, 10, 31), (760, 860), (620, 850))


@dataclass(frozen=True, slots=True)
class Books:
    """The years that have ended, and the one that runs, seen three times."""

    ended: Mapping[int, Ledger]
    half: Ledger
    october: Ledger
    late: tuple[Village, ...]

    def planned(self, year: int) -> Iterable[Line]:
        """Give a year's lines."""
        return self.october.lines if year == HALF.year else self.ended[year].lines

    def handed_down(self, year: int) -> int:
        """Sum what the regency plans to hand down to its villages in a year, in rupiah."""
        accounts = {"4.2.1", "4.2.2", "4.2.3", "4.2.5"}
        return sum(line.planned for line in self.planned(year) if line.account in accounts)


def books(seed: int, regency: Regency) -> Books:
    """Keep three years of books."""
    dice = Dice(seed, "villages")
    opening = {village.code: dice.near(24_000_000, 0.9) for village in regency.villages}
    ended = {}
    for year in (2024, 2025):
        ended[year] = _ledger(dice, regency, _Year(year, opening), _end(year))
        opening = _balances(ended[year].lines)
    broken = {village.code for village in dice.some(_desa(regency), BROKEN)}
    ended[2025] = replace(ended[2025], lines=tuple(_break(ended[2025].lines, broken)))
    late = dice.some(_desa(regency), LATE["plan"])
    october = _ledger(dice, regency, _Year(2026, opening), OCTOBER)
    return Books(ended, _half(dice, october), october, tuple(late))


@dataclass(frozen=True, slots=True)
class _Year:
    number: int
    opening: Mapping[str, int]


def _desa(regency: Regency) -> list[Village]:
    return [village for village in regency.villages if not village.ward]


def _ledger(dice: Dice, regency: Regency, year: _Year, moment: Moment) -> Ledger:
    lines: list[Line] = []
    tranches: list[Tranche] = []
    for village in regency.villages:
        if village.ward:
            lines += _ward_lines(dice, village, moment)
            continue
        plan = _plan(dice, village, year.opening[village.code])
        sent = _tranches(dice, village, year.number, _amount(plan, "4.2.1"))
        sent = [tranche for tranche in sent if tranche.transferred_on <= moment.until]
        tranches += sent
        lines += _carry_out(dice, plan, moment, year.opening[village.code], sent)
    return Ledger(year.number, tuple(lines), tuple(tranches))


def _amount(lines: Iterable[Line], account: str) -> int:
    return sum(line.planned for line in lines if line.account == account)


def _plan(dice: Dice, village: Village, opening: int) -> list[Line]:
    """Plan a year that adds up to nothing left."""
    lines = [
        Line(village, "revenue", account, text, dice.near(middle, spread, 1_000), None)
        for account, text, middle, spread in REVENUE
    ]
    expected = dice.near(opening, 0.2, 1_000)
    invested = dice.near(40_000_000, 0.5, 1_000) if dice.chance(0.3) else 0
    total = sum(line.planned for line in lines) + expected - invested
    left = total
    for section, account, text, share in SPENDING[:-1]:
        amount = dice.near(total * share // 100, _SWING, 1_000)
        left -= amount
        lines.append(Line(village, section, account, text, amount, None))
    lines.append(Line(village, *SPENDING[-1][:3], left, None))
    lines.append(Line(village, *OPENING, expected, None))
    if invested:
        lines.append(Line(village, *INVESTED, invested, None))
    return lines


def _tranches(dice: Dice, village: Village, year: int, total: int) -> list[Tranche]:
    """Split the fund: three tranches in 2024, two since, the larger one first for the stronger."""
    strong = int(village.code[-2:]) % 5 != 0
    shares = (40, 40, 20) if year == 2024 else ((60, 40) if strong else (40, 60))
    months = ((3, 5), (6, 8), (10, 11)) if len(shares) > 2 else ((3, 6), (7, 11))
    amounts = [total * share // 100 for share in shares[:-1]]
    amounts.append(total - sum(amounts))
    sent = [
        Tranche(village, year, number, amount,
                dice.day(date(year, first, 1), date(year, last, 28)))
        for number, (amount, (first, last)) in enumerate(zip(amounts, months, strict=True), 1)
    ]  # fmt: skip
    withheld = year < HALF.year and dice.chance(0.02)
    return sent[:-1] if withheld else sent


def _carry_out(
    dice: Dice, plan: Sequence[Line], moment: Moment, opening: int, sent: Sequence[Tranche]
) -> list[Line]:
    """Fill in what was received and paid, never paying what is not there."""
    done = []
    for line in plan:
        if line.section == "revenue":
            share = dice.integer(*moment.earned)
            amount = line.planned * share // 1_000
            if line.account == "4.2.1":
                amount = sum(tranche.amount for tranche in sent)
        elif line.account == OPENING[1]:
            amount = opening
        else:
            amount = line.planned * dice.integer(*moment.spent) // 1_000
        done.append(replace(line, realised=amount))
    in_hand, paid = _in_hand(done), _paid(done)
    if paid <= in_hand:
        return done
    return [
        replace(line, realised=(line.realised or 0) * in_hand // paid) if _spends(line) else line
        for line in done
    ]


def _spends(line: Line) -> bool:
    return line.section != "revenue" and line.account != OPENING[1]


def _in_hand(lines: Iterable[Line]) -> int:
    return sum(line.realised or 0 for line in lines if not _spends(line))


def _paid(lines: Iterable[Line]) -> int:
    return sum(line.realised or 0 for line in lines if _spends(line))


def _ward_lines(dice: Dice, village: Village, moment: Moment) -> list[Line]:
    """Plan and carry out a kelurahan's year: the regency pays what it spends, nothing is left."""
    spending = [
        Line(village, section, account, text, dice.near(share * 6_000_000, 0.3, 1_000), None)
        for section, account, text, share in SPENDING
    ]
    paid = [
        replace(line, realised=line.planned * dice.integer(*moment.spent) // 1_000)
        for line in spending
    ]
    revenue = Line(
        village, "revenue", "4.2.5", "Dana kelurahan dari APBD kabupaten",
        sum(line.planned for line in paid), _paid(paid),
    )  # fmt: skip
    return [revenue, *paid]


def _balances(lines: Iterable[Line]) -> dict[str, int]:
    balances: dict[str, int] = {}
    for line in lines:
        amount = -(line.realised or 0) if _spends(line) else (line.realised or 0)
        balances[line.village.code] = balances.get(line.village.code, 0) + amount
    return balances


def _break(lines: Iterable[Line], codes: set[str]) -> Iterable[Line]:
    for line in lines:
        slipped = line.village.code in codes and line.account == "5.3.5"
        yield replace(line, planned=line.planned + _SLIPPED) if slipped else line


def _half(dice: Dice, october: Ledger) -> Ledger:
    """Look at the running year in June: no line further than it is in October."""
    sent = tuple(one for one in october.tranches if one.transferred_on <= HALF.until)
    received = dict.fromkeys((line.village.code for line in october.lines), 0)
    for tranche in sent:
        received[tranche.village.code] += tranche.amount
    lines = []
    for line in october.lines:
        share = dice.integer(*(HALF.spent if _spends(line) else HALF.earned))
        amount = min(line.planned * share // 1_000, line.realised or 0)
        if line.account == "4.2.1":
            amount = received[line.village.code]
        elif line.account == OPENING[1]:
            amount = line.realised or 0
        lines.append(replace(line, realised=amount))
    return Ledger(october.year, tuple(lines), sent)


_HEADER = ("fiscal_year", "village_code", "village", "district", "section", "account",
           "description", "planned", "realised")  # fmt: skip


def budget_schema(*, indonesian_marks: bool = False) -> dict[str, Any]:
    """Describe the columns; with ``indonesian_marks``, amounts look like 1.250.000,00."""
    marks = {"groupChar": ".", "decimalChar": ","} if indonesian_marks else {}
    columns = [
        column("fiscal_year", "year", "Fiscal year", required=True),
        column("village_code", "village", "Village code", "As in the list of places.",
               required=True, pattern=r"99\.01\.\d\d\.\d{4}"),
        column("village", "string", "Village"),
        column("district", "string", "District", "Kecamatan."),
        column("section", "string", "Section", "Revenue, one of five fields of spending, or "
               "financing.", enum=list(SECTIONS), required=True),
        column("account", "code", "Account", "Chart of accounts for villages.",
               pattern=r"[456]\.\d\.\d", required=True),
        column("description", "string", "What for", "In the words of the village's budget."),
        column("planned", "money", "Planned", "Rupiah, as the village decided.",
               required=True, minimum=0, **marks),
        column("realised", "money", "Realised", "Rupiah received or paid until the day the "
               "publication names; empty before the year has run.", **marks),
    ]  # fmt: skip
    return table_schema(columns, ["village_code", "section", "account"])


def budget_rows(lines: Iterable[Line], year: int, *, plan_only: bool = False) -> list[list[Cell]]:
    """Give the rows of a budget file, amounts as whole numbers."""
    return [
        [year, line.village.code, line.village.name, line.village.district, line.section,
         line.account, line.description, line.planned, None if plan_only else line.realised]
        for line in lines
    ]  # fmt: skip


def budget_csv(rows: Iterable[Sequence[Cell]], *, indonesian_marks: bool = False) -> bytes:
    """Write a budget file as Indonesian offices do, with semicolons."""
    if indonesian_marks:
        rows = [
            [*row[:-2], *(rupiah(cell) if isinstance(cell, int) else cell for cell in row[-2:])]
            for row in rows
        ]
    return csv_bytes(_HEADER, rows, delimiter=";")


def submissions(seed: int, regency: Regency, kept: Books) -> list[Submission]:
    """Hand in the budgets of three years as they became known, and the tranches."""
    dice = Dice(seed, "villages handed in")
    return [
        *_budgets_2024(dice, regency, kept),
        *_budgets_2025(regency, kept),
        *_budgets_2026(regency, kept),
        *(_tranche_file(regency, year, kept) for year in (2024, 2025, 2026)),
    ]


def _budget(regency: Regency, year: int, name: str, data: bytes, **more: Any) -> Submission:  # noqa: ANN401
    said: dict[str, Any] = {
        "title": f"Village budgets (APBDes) {year}",
        "description": f"What each village planned to receive and to spend in {year}, and what "
        "became of it, by account. One row per village, section and account; amounts in rupiah.",
        "publisher": regency.unit("Dinas Pemberdayaan Masyarakat").name,
        "scope": {"dataset": f"village-budgets-{year}"},
        "schema": budget_schema(),
    }
    return Submission(name=name, data=data, **(said | more))


def _budgets_2024(dice: Dice, regency: Regency, kept: Books) -> list[Submission]:
    """Hand in 2024 twice: the first time with seven mistyped amounts."""
    right = budget_rows(kept.ended[2024].lines, 2024)
    wrong = [list(row) for row in right]
    for row in dice.some([row for row in wrong if row[5] == "5.3.5"], 7):
        row[-1] = int(row[-1] or 0) + _MISTYPED
    return [
        _budget(regency, 2024, "village-budgets-2024.csv", budget_csv(wrong),
                received_at="2025-02-18T03:40:00Z"),
        _budget(regency, 2024, "village-budgets-2024-corrected.csv", budget_csv(right),
                received_at="2025-04-09T06:05:00Z",
                note="Seven villages had nine million rupiah too much under road works: a digit "
                "was typed twice. The villages' own books were right."),
    ]  # fmt: skip


def _budgets_2025(regency: Regency, kept: Books) -> list[Submission]:
    """Hand in 2025 as a plan, and a year later as it was carried out, with Indonesian marks."""
    lines = kept.ended[2025].lines
    return [
        _budget(regency, 2025, "village-budgets-2025-plan.csv",
                budget_csv(budget_rows(lines, 2025, plan_only=True)),
                received_at="2025-03-04T04:22:00Z"),
        _budget(regency, 2025, "village-budgets-2025.csv",
                budget_csv(budget_rows(lines, 2025), indonesian_marks=True),
                schema=budget_schema(indonesian_marks=True),
                received_at="2026-02-24T02:58:00Z",
                note="The year is over: what was received and paid is filled in."),
    ]  # fmt: skip


def _budgets_2026(regency: Regency, kept: Books) -> list[Submission]:
    """Hand in 2026 three times, each time with more of the late villages."""
    handed: list[tuple[str, Ledger, str, str, str]] = [
        ("plan", kept.october, "village-budgets-2026-plan.csv", "2026-02-26T03:15:00Z", ""),
        ("half", kept.half, "village-budgets-2026-june.csv", "2026-07-21T07:30:00Z",
         "Until 30 June 2026. Seventeen more villages have handed in their budget."),
        ("october", kept.october, "village-budgets-2026-october.csv", "2026-11-12T02:45:00Z",
         "Until 31 October 2026. Eight more villages have handed in their budget; six have not."),
    ]  # fmt: skip
    found = []
    for stage, ledger, name, received_at, note in handed:
        missing = {village.code for village in kept.late[: LATE[stage]]}
        lines = [line for line in ledger.lines if line.village.code not in missing]
        rows = budget_rows(lines, 2026, plan_only=stage == "plan")
        found.append(
            _budget(regency, 2026, name, budget_csv(rows), received_at=received_at, note=note)
        )
    return found


_RECEIVED = {2024: "2025-02-11", 2025: "2026-01-20", 2026: "2026-11-10"}


def tranche_columns() -> list[dict[str, Any]]:
    """Describe the columns of a file of tranches."""
    return [
        column("fiscal_year", "year", "Fiscal year", required=True),
        column("village_code", "village", "Village code", required=True),
        column("village", "string", "Village"),
        column("tranche", "integer", "Tranche", "Three in 2024, two since.", minimum=1, maximum=3),
        column("amount", "money", "Amount", "Rupiah.", minimum=0, required=True),
        column("transferred_on", "date", "Transferred on", required=True),
    ]


def tranche_rows(ledger: Ledger) -> list[list[Cell]]:
    """Give the rows of a file of tranches."""
    return [
        [one.year, one.village.code, one.village.name, one.number, one.amount,
         one.transferred_on.isoformat()]
        for one in ledger.tranches
    ]  # fmt: skip


def _tranche_file(regency: Regency, year: int, kept: Books) -> Submission:
    columns = tranche_columns()
    ledger = kept.october if year == HALF.year else kept.ended[year]
    return Submission(
        name=f"village-fund-tranches-{year}.csv",
        data=csv_bytes([each["name"] for each in columns], tranche_rows(ledger)),
        title=f"Village fund (Dana Desa) transfers {year}",
        description="When each tranche of the village fund reached the village's account, and how "
        "much. One row per village and tranche. Kelurahan have none.",
        publisher=regency.unit("Badan Pengelolaan Keuangan").name,
        received_at=f"{_RECEIVED[year]}T04:10:00Z",
        scope={"dataset": f"village-fund-tranches-{year}"},
        schema=table_schema(columns, ["village_code", "tranche"]),
    )

"""Files as they come in on a bad day: eight are refused, one is published with a warning."""

from datetime import date
from typing import Any

from contoh import contracts, money, services, villages
from contoh.dice import Dice
from contoh.files import Cell, Submission, column, csv_bytes, table_schema
from contoh.regency import Regency

_OPENED = date(2026, 10, 20)
_AWARDED = date(2026, 11, 10)
_SWAPPED = date(2026, 10, 11)
_DASH = chr(0x2013)


def submissions(
    seed: int, regency: Regency, budget: money.Accounts, kept: villages.Books
) -> list[Submission]:
    """Hand in the files to refuse."""
    dice = Dice(seed, "faulty")
    return [
        _mangled_by_excel(regency, budget),
        _comma_decimals(dice, regency),
        _thirtieth_of_february(dice, regency),
        _the_same_village_twice(regency, kept),
        _no_licence(dice, regency),
        _not_utf_8(dice, regency),
        _ragged(dice, regency),
        _without_ocid(regency),
        _awarded_before_its_tender(regency),
    ]


def _mangled_by_excel(regency: Regency, budget: money.Accounts) -> Submission:
    """Hand in amounts that a spreadsheet wrote with a narrow column: 5.36E+11."""
    rows = [list(row) for row in money.budget_rows(budget.spending[2026], 2026)]
    large = sorted(rows, key=lambda row: int(row[7] or 0), reverse=True)[:9]
    for row in large:
        row[7] = f"{int(row[7] or 0):.2E}"
    header = [each["name"] for each in money.budget_schema()["fields"]]
    return Submission(
        name="regency-budget-2026-from-excel.csv",
        data=csv_bytes(header, rows),
        title="Budget of the regency (APBD) 2026: spending",
        description="Spending by unit, programme and account.",
        publisher=regency.unit("Badan Pengelolaan Keuangan").name,
        received_at="2026-01-21T09:12:00Z",
        scope={"dataset": "regency-budget-2026"},
        schema=money.budget_schema(),
        expect="stop",
        rules=("cell_is_written_out",),
    )


def _small(regency: Regency, unit: str, **said: Any) -> Submission:  # noqa: ANN401
    return Submission(publisher=regency.unit(unit).name, **said)


def _comma_decimals(dice: Dice, regency: Regency) -> Submission:
    """Hand in decimals with a comma where the schema says a dot."""
    columns = [
        column("week", "date", "Week that begins on", required=True),
        column("site", "string", "Site", required=True),
        column("tonnes", "number", "Waste", "Tonnes.", minimum=0, unit="t"),
    ]
    rows = [
        [f"2026-09-{day:02}", site, f"{dice.integer(20, 90)},{dice.integer(10, 99)}"]
        for day in (7, 14, 21, 28)
        for site in ("TPA Contoh", "TPA Misal")
    ]
    return _small(
        regency,
        "Dinas Lingkungan Hidup",
        name="waste-by-week-comma.csv",
        data=csv_bytes([each["name"] for each in columns], rows, delimiter=";"),
        title="Waste by week",
        description="Waste weighed at the two landfills, by week, in tonnes.",
        received_at="2026-10-06T03:00:00Z",
        scope={"dataset": "waste-by-week"},
        schema=table_schema(columns, ["week", "site"]),
        expect="stop",
        rules=("marks_are_declared",),
    )


def _thirtieth_of_february(dice: Dice, regency: Regency) -> Submission:
    """Hand in a day that no year has."""
    columns = services.licence_columns()
    rows = services.licence_rows(dice, regency, 120)
    rows[17][5] = "2026-02-30"
    return _small(
        regency,
        "Dinas Penanaman Modal",
        name="licences-issued-february.csv",
        data=csv_bytes([each["name"] for each in columns], rows),
        title="Licences issued to companies",
        description="Licences issued until February 2026.",
        received_at="2026-03-10T04:12:00Z",
        scope={"dataset": "licences-issued"},
        schema=table_schema(columns, ["licence_number"]),
        expect="stop",
        rules=("day_exists",),
    )


def _the_same_village_twice(regency: Regency, kept: villages.Books) -> Submission:
    """Hand in three tranches twice."""
    columns = villages.tranche_columns()
    rows = villages.tranche_rows(kept.half)
    return _small(
        regency,
        "Badan Pengelolaan Keuangan",
        name="village-fund-tranches-2026-twice.csv",
        data=csv_bytes([each["name"] for each in columns], [*rows, *rows[40:43]]),
        title="Village fund (Dana Desa) transfers 2026",
        description="When each tranche reached the village's account until June 2026.",
        received_at="2026-07-07T02:19:00Z",
        scope={"dataset": "village-fund-tranches-2026"},
        schema=table_schema(columns, ["village_code", "tranche"]),
        expect="stop",
        rules=("key_names_one_row",),
    )


def _no_licence(dice: Dice, regency: Regency) -> Submission:
    """Hand in a good file that nobody may reuse."""
    rows: list[list[Cell]] = [
        [f"2026-{month:02}", f"Kantor {district}", dice.near(410, 0.4)]
        for month in range(1, 10)
        for district in regency.districts.values()
    ]
    return _small(
        regency,
        "Dinas Kependudukan",
        name="identity-papers-no-licence.csv",
        data=csv_bytes(["month", "office", "papers_issued"], rows),
        title="Identity papers issued",
        description="Identity papers issued by month and office.",
        received_at="2026-10-08T06:45:00Z",
        scope={"dataset": "identity-papers"},
        licence="",
        expect="stop",
        rules=("publication_has_a_licence",),
    )


def _not_utf_8(dice: Dice, regency: Regency) -> Submission:
    """Hand in what an old spreadsheet saved: dash and accent are Windows-1252."""
    rows: list[list[Cell]] = [
        [f"Kafé {district} {_DASH} Rekaan", district, dice.integer(6, 60)]
        for district in regency.districts.values()
    ]
    return _small(
        regency,
        "Dinas Kebudayaan",
        name="cafes-windows-1252.csv",
        data=csv_bytes(["name", "district", "seats"], rows, encoding="cp1252"),
        title="Cafés with a licence for live music",
        description="Cafés by district, with their seats.",
        received_at="2026-04-22T05:31:00Z",
        scope={"dataset": "cafes"},
        expect="stop",
        rules=("text_is_utf8",),
    )


def _ragged(dice: Dice, regency: Regency) -> Submission:
    """Hand in a name with a comma, unquoted, and a row cut off."""
    lines = ["terminal,month,passengers"]
    lines += [
        f"Terminal {district},2026-{month:02},{dice.near(5_200, 0.7)}"
        for district in list(regency.districts.values())[:6]
        for month in range(1, 9)
    ]
    lines[11] = "Terminal Rekaan, pintu timur,2026-03,4120"
    lines[30] = "Terminal Andaian,2026-06"
    return _small(
        regency,
        "Dinas Perhubungan",
        name="bus-passengers-ragged.csv",
        data="\n".join([*lines, ""]).encode(),
        title="Passengers at bus terminals",
        description="Passengers by terminal and month.",
        received_at="2026-09-15T04:04:00Z",
        scope={"dataset": "bus-passengers"},
        expect="stop",
        rules=("rows_fit_the_header",),
    )


def _awarded(regency: Regency) -> contracts.Process:
    """Tell of one tender of November 2026 and its award, all in order."""
    winner = contracts.Company("9900000000001", "CV Contoh Karya")
    process = contracts.Process(
        ocid=f"{contracts.PREFIX}-2026-9001",
        buyer=regency.unit("Dinas Pendidikan"),
        title="Pengadaan meubel SDN Contohrejo 1",
        category="goods",
        method=("open", "Tender"),
        estimate=240_000_000,
        stop=contracts.LAST_DAY,
    )
    tender = {
        "id": "1",
        "title": process.title,
        "status": "complete",
        "value": contracts.money(process.estimate),
        "procurementMethod": "open",
        "numberOfTenderers": 1,
        "tenderPeriod": {
            "startDate": contracts.stamp(_OPENED, 8),
            "endDate": contracts.stamp(date(2026, 11, 3), 15),
        },
    }
    award = {
        "id": "1",
        "status": "active",
        "date": contracts.stamp(_AWARDED, 10),
        "value": contracts.money(231_500_000),
        "suppliers": [winner.reference],
    }
    process.tell(_OPENED, "tender", [contracts.office(process.buyer)], tender=tender)
    process.tell(_AWARDED, "award", [winner.party("supplier")], awards=[award])
    return process


def _november(
    regency: Regency,
    name: str,
    releases: list[dict[str, Any]],
    **said: Any,  # noqa: ANN401
) -> Submission:
    received_at = said.pop("received_at")
    return _small(
        regency,
        "Bagian Pengadaan",
        name=name,
        data=contracts.package("2026-november", received_at, releases),
        title="Contracts, November 2026",
        description="One tender and its award.",
        received_at=received_at,
        register="contracts",
        **said,
    )


def _without_ocid(regency: Regency) -> Submission:
    """Hand in a release of which nobody can tell what process it belongs to."""
    releases = _awarded(regency).releases
    del releases[1]["ocid"]
    return _november(
        regency,
        "contracts-2026-november-no-ocid.json",
        releases,
        received_at="2026-11-17T08:08:00Z",
        expect="stop",
        rules=("release_has_its_ocid",),
    )


def _awarded_before_its_tender(regency: Regency) -> Submission:
    """Hand in an award of 11 October instead of 10 November: day and month were swapped."""
    releases = _awarded(regency).releases
    releases[1]["awards"][0]["date"] = contracts.stamp(_SWAPPED, 10)
    return _november(
        regency,
        "contracts-2026-november.json",
        releases,
        received_at="2026-11-18T02:11:00Z",
        expect="warn",
        rules=("award_follows_tender",),
    )

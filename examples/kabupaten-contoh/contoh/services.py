"""What the regency's services do: health, schools, roads, water, licences, requests."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from contoh import names
from contoh.dice import Dice
from contoh.files import Cell, Submission, column, csv_bytes, table_schema
from contoh.regency import Regency

_LAST_MONTH = (2026, 10)
_LAST_DAY = date(2026, 10, 31)


def months(first_year: int = 2024) -> list[str]:
    """Give the months from January of a year until October 2026, as ``2026-10``."""
    return [
        f"{year}-{month:02}"
        for year in range(first_year, _LAST_MONTH[0] + 1)
        for month in range(1, 13)
        if (year, month) <= _LAST_MONTH
    ]


def submissions(seed: int, regency: Regency) -> list[Submission]:
    """Hand in one file a service, some of them twice."""
    return [
        *_health_visits(Dice(seed, "health"), regency),
        _schools(Dice(seed, "schools"), regency),
        _roads(Dice(seed, "roads"), regency),
        *_requests(Dice(seed, "requests"), regency),
        *_water_points(Dice(seed, "water"), regency),
        _licences(Dice(seed, "licences"), regency),
    ]


def _file(
    columns: Sequence[Mapping[str, Any]], rows: Iterable[Sequence[Cell]], key: Sequence[str]
) -> dict[str, Any]:
    return {
        "data": csv_bytes([each["name"] for each in columns], rows),
        "schema": table_schema(columns, key),
    }


def _health_visits(dice: Dice, regency: Regency) -> list[Submission]:
    columns = [
        column("month", "string", "Month", pattern=r"\d{4}-\d\d", required=True),
        column("centre", "string", "Health centre (puskesmas)", required=True),
        column("district", "string", "District"),
        column("kind", "string", "Kind", enum=["general", "mother and child", "dental"],
               required=True),
        column("visits", "integer", "Visits", minimum=0),
        column("median_wait_minutes", "integer", "Median wait", "Minutes from the number drawn to "
               "the consultation; empty where it was not measured.", minimum=0),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for district in regency.districts.values():
        for kind, middle in (("general", 2_100), ("mother and child", 640), ("dental", 280)):
            for place, month in enumerate(months()):
                wait = None if dice.chance(0.04) else dice.near(52 - place // 2, 0.4)
                rows.append([month, f"Puskesmas {district}", district, kind,
                             dice.near(middle, 0.4), wait])  # fmt: skip
    rows.sort(key=lambda row: str(row[0]))

    def until(month: str, received_at: str) -> Submission:
        return Submission(
            name=f"health-visits-{month}.csv",
            title="Visits to health centres",
            description="Visits to the 28 health centres by month and kind, and how long people "
            "waited. Counts only; nothing about a patient.",
            publisher=regency.unit("Dinas Kesehatan").name,
            received_at=received_at,
            scope={"dataset": "health-visits"},
            **_file(columns, [row for row in rows if str(row[0]) <= month],
                    ["month", "centre", "kind"]),
        )  # fmt: skip

    return [until("2025-12", "2026-01-27T07:02:00Z"), until("2026-10", "2026-11-17T02:26:00Z")]


def _schools(dice: Dice, regency: Regency) -> Submission:
    columns = [
        column("school_code", "code", "School code", "Invented: begins with 9999.", unique=True,
               required=True, pattern=r"9999\d{4}"),
        column("school", "string", "School", required=True),
        column("level", "string", "Level", enum=["primary", "lower secondary"]),
        column("village_code", "village", "Village code", required=True),
        column("district", "string", "District"),
        column("pupils", "integer", "Pupils", minimum=0),
        column("teachers", "integer", "Teachers", minimum=0),
        column("rooms_in_need_of_repair", "integer", "Rooms in need of repair", minimum=0),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for village in regency.villages:
        levels = ["primary"] * dice.integer(1, 3) + ["lower secondary"] * dice.chance(0.2)
        for number, level in enumerate(levels, 1):
            short = "SDN" if level == "primary" else "SMPN"
            pupils = dice.near(140 if level == "primary" else 380, 0.6)
            rows.append([f"9999{len(rows) + 1:04}", f"{short} {village.name} {number}", level,
                         village.code, village.district, pupils, pupils // 16 + 3,
                         dice.integer(0, 4)])  # fmt: skip
    return Submission(
        name="schools-2026.csv",
        title="Public schools",
        description="Public primary and lower secondary schools with their pupils in the school "
        "year that began in July 2026. One row per school.",
        publisher=regency.unit("Dinas Pendidikan").name,
        received_at="2026-08-25T03:50:00Z",
        scope={"dataset": "schools"},
        **_file(columns, rows, ["school_code"]),
    )


def _roads(dice: Dice, regency: Regency) -> Submission:
    columns = [
        column("segment", "code", "Segment", unique=True, required=True),
        column("from_village", "string", "From"),
        column("to_village", "string", "To"),
        column("district", "string", "District"),
        column("length_km", "number", "Length", "Kilometres.", minimum=0, unit="km"),
        column("surface", "string", "Surface", enum=["asphalt", "concrete", "gravel", "earth"]),
        column("condition", "string", "Condition", enum=["good", "fair", "poor", "bad"]),
        column("surveyed_on", "date", "Surveyed on"),
    ]
    rows: list[list[Cell]] = []
    for start in regency.villages:
        own = [one for one in regency.villages if one.district_code == start.district_code]
        for end in dice.some([one for one in own if one != start], 2):
            length = dice.integer(40, 780)
            rows.append([f"R{len(rows) + 1:04}", start.name, end.name, start.district,
                         f"{length // 100}.{length % 100:02}",
                         dice.pick(("asphalt", "asphalt", "concrete", "gravel", "earth")),
                         dice.pick(("good", "good", "fair", "fair", "poor", "bad")),
                         dice.day(date(2025, 3, 1), date(2025, 9, 30)).isoformat()])  # fmt: skip
    return Submission(
        name="roads-2025.csv",
        title="Regency roads by segment",
        description="The surface and condition of regency roads, as surveyed from March to "
        "September 2025. One row per segment; lengths in kilometres.",
        publisher=regency.unit("Dinas Pekerjaan Umum Bina").name,
        received_at="2025-11-18T06:36:00Z",
        scope={"dataset": "roads"},
        **_file(columns, rows, ["segment"]),
    )


_KINDS = ("roads and lights", "identity papers", "water", "health", "waste", "licences")


def _requests(dice: Dice, regency: Regency) -> list[Submission]:
    columns = [
        column("month", "string", "Month", pattern=r"\d{4}-\d\d", required=True),
        column("unit_code", "code", "Unit code", required=True),
        column("unit", "string", "Unit"),
        column("kind", "string", "About", enum=list(_KINDS), required=True),
        column("received", "integer", "Received", minimum=0),
        column("answered", "integer", "Answered by the end of the month", minimum=0),
        column("median_days", "integer", "Median days to an answer", minimum=0),
    ]
    served = [unit for unit in regency.units if unit.kind in {"office", "public company"}]
    rows: list[list[Cell]] = []
    for place, month in enumerate(months(2025)):
        for unit in served:
            for kind in dice.some(_KINDS, 3):
                received = dice.near(24 + place // 2, 0.9)
                answered = min(received, dice.near(received, 0.35))
                days = dice.near(11 - place // 4, 0.6) if answered else None
                rows.append([month, unit.code, unit.name, kind, received, answered, days])

    def until(month: str, received_at: str) -> Submission:
        return Submission(
            name=f"service-requests-{month}.csv",
            title="What people asked for, by month",
            description="Requests and complaints by month, unit and subject, from every channel "
            "and from the Friday meetings. Counts only; nobody is named.",
            publisher=regency.unit("Dinas Komunikasi").name,
            received_at=received_at,
            scope={"dataset": "service-requests"},
            **_file(columns, [row for row in rows if str(row[0]) <= month],
                    ["month", "unit_code", "kind"]),
        )  # fmt: skip

    return [until("2025-12", "2026-01-29T03:18:00Z"), until("2026-10", "2026-11-18T03:12:00Z")]


def _water_points(dice: Dice, regency: Regency) -> list[Submission]:
    """Hand in the water points twice: the first time five of them had their figures swapped."""
    columns = [
        column("point", "code", "Point", unique=True, required=True),
        column("village_code", "village", "Village code", required=True),
        column("village", "string", "Village"),
        column("kind", "string", "Kind", enum=["borehole", "spring", "public tap", "well"]),
        column("works", "boolean", "Works"),
        column("households", "integer", "Households served", minimum=0),
        column("latitude", "number", "Latitude", "Degrees; open sea, since no such place exists.",
               minimum=-90, maximum=90),
        column("longitude", "number", "Longitude", "Degrees.", minimum=-180, maximum=180),
        column("checked_on", "date", "Checked on"),
    ]  # fmt: skip
    right = list(_water_rows(dice, regency))
    wrong = [list(row) for row in right]
    for row in dice.some(wrong, 5):
        row[5] = int(row[5] or 0) * 10
    said: dict[str, Any] = {
        "title": "Public water points",
        "description": "Boreholes, springs, taps and wells that the public uses, whether they "
        "worked when they were last checked, and where they are. One row per point.",
        "publisher": regency.unit("Perumda Air Minum").name,
        "scope": {"dataset": "water-points"},
    }
    return [
        Submission(name="water-points-2026.csv", received_at="2026-05-12T01:55:00Z", **said,
                   **_file(columns, wrong, ["point"])),
        Submission(name="water-points-2026-corrected.csv", received_at="2026-06-03T08:21:00Z",
                   note="Five points had a nought too many under households served.", **said,
                   **_file(columns, right, ["point"])),
    ]  # fmt: skip


def _water_rows(dice: Dice, regency: Regency) -> Iterable[list[Cell]]:
    number = 0
    for village in regency.villages:
        district = int(village.district_code[-2:])
        for _ in range(dice.integer(3, 8)):
            number += 1
            south = 1_160_000 + district // 7 * 16_000 + dice.integer(0, 15_999)
            east = 10_900_000 + district % 7 * 14_000 + dice.integer(0, 13_999)
            yield [f"W{number:04}", village.code, village.name,
                   dice.pick(("borehole", "spring", "public tap", "well", "well")),
                   "true" if dice.chance(0.87) else "false", dice.integer(4, 95),
                   f"-{_degrees(south)}", _degrees(east),
                   dice.day(date(2025, 8, 1), date(2026, 4, 30)).isoformat()]  # fmt: skip


def _degrees(hundred_thousandths: int) -> str:
    return f"{hundred_thousandths // 100_000}.{hundred_thousandths % 100_000:05}"


def licence_columns() -> list[dict[str, Any]]:
    """Describe the columns of a file of licences."""
    return [
        column("licence_number", "code", "Licence", unique=True, required=True),
        column("holder", "string", "Holder", "Companies only.", required=True),
        column("kind", "string", "Kind", required=True),
        column("district", "string", "District"),
        column("applied_on", "date", "Applied on", required=True),
        column("issued_on", "date", "Issued on", required=True),
        column("valid_until", "date", "Valid until"),
    ]


def licence_rows(dice: Dice, regency: Regency, count: int) -> list[list[Cell]]:
    """Give the rows of a file of licences, oldest first."""
    companies = names.company_names(240)
    districts = list(regency.districts.values())
    kinds = ("building", "business premises", "advertising", "environment", "transport", "parking")
    applied = sorted(dice.day(date(2024, 1, 2), date(2026, 10, 5)) for _ in range(count))
    rows: list[list[Cell]] = []
    for number, day in enumerate(applied, 1):
        issued = min(day + timedelta(days=dice.integer(2, 26)), _LAST_DAY)
        years = dice.integer(1, 5)
        until = date(issued.year + years, issued.month, min(issued.day, 28))
        rows.append([f"99/{issued.year}/{number:05}", dice.pick(companies), dice.pick(kinds),
                     dice.pick(districts), day.isoformat(), issued.isoformat(),
                     until.isoformat()])  # fmt: skip
    return rows


def _licences(dice: Dice, regency: Regency) -> Submission:
    return Submission(
        name="licences-issued.csv",
        title="Licences issued to companies",
        description="Licences issued from January 2024 to October 2026, with the day of the "
        "application. One row per licence; licences of persons are left out.",
        publisher=regency.unit("Dinas Penanaman Modal").name,
        received_at="2026-11-05T02:37:00Z",
        scope={"dataset": "licences-issued"},
        **_file(licence_columns(), licence_rows(dice, regency, 4_800), ["licence_number"]),
    )

"""Small files from many offices, as a regency's week brings them in. Some have no schema."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from contoh import names
from contoh.dice import Dice
from contoh.files import Cell, Submission, column, csv_bytes, table_schema, xlsx_bytes
from contoh.regency import Regency
from contoh.services import months

_WET = (9, 9, 8, 6, 4, 2, 1, 1, 2, 5, 8, 9)  # how wet each month is, out of ten
_FEWEST = 5  # of people, that a count may tell
Rows = list[list[Cell]]


def submissions(seed: int, regency: Regency) -> list[Submission]:
    """Hand in one file each."""
    return [
        make(Dice(seed, f"everyday {make.__name__}"), regency)
        for make in (
            _prices, _rainfall, _river, _waste, _immunisation, _harvest, _libraries, _beds,
            _visitors, _fires, _street_lights, _billing, _civil_servants, _assets, _grants,
            _decrees, _friday_meetings, _procurement_plan, _parking, _aid,
        )
    ]  # fmt: skip


def _described(
    columns: Sequence[Mapping[str, Any]], rows: Iterable[Sequence[Cell]], key: Sequence[str]
) -> dict[str, Any]:
    return {
        "data": csv_bytes([each["name"] for each in columns], rows),
        "schema": table_schema(columns, key),
    }


_GOODS = (
    ("rice", 13_500), ("sugar", 17_200), ("cooking oil", 16_800), ("eggs", 28_500),
    ("chicken", 36_000), ("beef", 128_000), ("red chilli", 48_000), ("shallot", 34_000),
    ("garlic", 41_000), ("flour", 12_400), ("soybean", 13_100), ("tempeh", 14_500),
    ("salt", 11_800), ("lpg 3 kg", 20_500),
)  # fmt: skip
_MARKETS = ("Pasar Contoh Kota", "Pasar Misalan", "Pasar Rekaan", "Pasar Umpamaan")


def _prices(dice: Dice, regency: Regency) -> Submission:
    columns = [
        column("week", "date", "Week that begins on", required=True),
        column("market", "string", "Market", required=True),
        column("good", "string", "Good", required=True),
        column("price", "integer", "Price", "Rupiah per kilogram, litre or piece.", minimum=0),
    ]
    rows: Rows = []
    level = dict(_GOODS)
    week = date(2025, 1, 6)
    while week <= date(2026, 11, 9):
        for good, first in _GOODS:
            level[good] = max(first * 7 // 10, dice.near(level[good], 0.03))
            rows += [
                [week.isoformat(), market, good, dice.near(level[good], 0.02, 50)]
                for market in _MARKETS
            ]
        week += timedelta(days=7)
    return Submission(
        name="market-prices.csv",
        title="Prices at four markets, by week",
        description="Prices of fourteen goods at four markets, asked every Monday. One row per "
        "week, market and good.",
        publisher=regency.unit("Dinas Perdagangan").name,
        received_at="2026-11-16T02:50:00Z",
        scope={"dataset": "market-prices"},
        **_described(columns, rows, ["week", "market", "good"]),
    )


def _rainfall(dice: Dice, regency: Regency) -> Submission:
    columns = [
        column("month", "string", "Month", required=True, pattern=r"\d{4}-\d\d"),
        column("station", "string", "Station", required=True),
        column("rain_mm", "number", "Rain", "Millimetres.", minimum=0, unit="mm"),
        column("rainy_days", "integer", "Days with rain", minimum=0, maximum=31),
    ]
    rows: Rows = []
    for month in months():
        wet = _WET[int(month[-2:]) - 1]
        for station in list(regency.districts.values())[::2]:
            tenths = dice.near(wet * 380, 0.6)
            rows.append([month, f"Pos hujan {station}", f"{tenths // 10}.{tenths % 10}",
                         min(28, dice.near(wet * 3, 0.4))])  # fmt: skip
    return Submission(
        name="rainfall.csv",
        title="Rainfall by month and station",
        description="Rain at fourteen stations. One row per month and station.",
        publisher=regency.unit("Dinas Pekerjaan Umum Sumber").name,
        received_at="2026-11-09T03:27:00Z",
        scope={"dataset": "rainfall"},
        **_described(columns, rows, ["month", "station"]),
    )


def _river(dice: Dice, regency: Regency) -> Submission:
    """Hand in what is measured daily, without a schema: everything is inferred."""
    rows: Rows = []
    level = 620
    for place in range(680):
        day = date(2025, 1, 1) + timedelta(days=place)
        level = (level * 4 + dice.near(140 + _WET[day.month - 1] * 95, 0.7)) // 5
        for gauge, above in (("Jembatan Misal", 0), ("Bendung Contoh", 60), ("Rekaan", -45)):
            value = max(20, level + above + dice.integer(-12, 12))
            rows.append([day.isoformat(), gauge, value, "siaga" if value > 900 else "aman"])
    return Submission(
        name="river-levels.csv",
        data=csv_bytes(["tanggal", "pos", "tinggi_cm", "status"], rows),
        title="River levels by day",
        description="The level of Kali Contoh at three gauges at seven in the morning, in "
        "centimetres above the gauge's nought.",
        publisher=regency.unit("Badan Penanggulangan").name,
        received_at="2026-11-12T01:20:00Z",
        scope={"dataset": "river-levels"},
    )


def _waste(dice: Dice, regency: Regency) -> Submission:
    rows: Rows = [
        [month, site, dice.near(2_400, 0.2), dice.near(310, 0.5)]
        for month in months()
        for site in ("TPA Contoh", "TPA Misal")
    ]
    return Submission(
        name="waste.csv",
        data=csv_bytes(["month", "site", "tonnes", "recycled_tonnes"], rows),
        title="Waste weighed at the landfills",
        description="Tonnes brought to the two landfills and tonnes sorted out, by month.",
        publisher=regency.unit("Dinas Lingkungan Hidup").name,
        received_at="2026-11-06T06:15:00Z",
        scope={"dataset": "waste"},
    )


def _immunisation(dice: Dice, regency: Regency) -> Submission:
    columns = [
        column("year", "year", "Year", required=True),
        column("village_code", "village", "Village code", required=True),
        column("village", "string", "Village"),
        column("infants", "integer", "Infants", "Counts under five are left empty.",
               minimum=_FEWEST),
        column("fully_immunised", "integer", "Fully immunised", "Counts under five are left empty.",
               minimum=_FEWEST),
    ]  # fmt: skip
    rows: Rows = []
    for year in (2024, 2025):
        for village in regency.villages:
            infants = village.population[year] // 68
            done = infants * dice.integer(78, 99) // 100
            told = (count if count >= _FEWEST else None for count in (infants, done))
            rows.append([year, village.code, village.name, *told])
    return Submission(
        name="immunisation.csv",
        title="Immunisation of infants by village",
        description="Infants and those fully immunised, by village and year. Counts under five "
        "are left out, so that no child can be told from them.",
        publisher=regency.unit("Dinas Kesehatan").name,
        received_at="2026-02-10T03:44:00Z",
        scope={"dataset": "immunisation"},
        **_described(columns, rows, ["year", "village_code"]),
    )


_REMARK = "Luas panen dari laporan penyuluh; produksi dihitung dari ubinan."


def _harvest(dice: Dice, regency: Regency) -> Submission:
    """Hand in a workbook with Indonesian headings, no schema, and remarks on a second sheet."""
    rows: Rows = [
        [year, season, district, dice.near(1_450, 0.6), dice.near(8_200, 0.6)]
        for year in (2024, 2025, 2026)
        for season in ("MT I", "MT II", "MT III")
        if (year, season) != (2026, "MT III")
        for district in regency.districts.values()
    ]
    header = ["tahun", "musim_tanam", "kecamatan", "luas_panen_ha", "produksi_ton"]
    return Submission(
        name="rice-harvest.xlsx",
        data=xlsx_bytes({"Panen": [header, *rows], "Catatan": [["catatan"], [_REMARK]]}),
        title="Rice harvest by district and season",
        description="Hectares harvested and tonnes of paddy, by district and planting season.",
        publisher=regency.unit("Dinas Ketahanan Pangan").name,
        received_at="2026-10-20T07:19:00Z",
        scope={"dataset": "rice-harvest"},
    )


def _libraries(dice: Dice, regency: Regency) -> Submission:
    rows: Rows = [
        [f"Perpustakaan Desa {village.name}", village.code, village.district,
         dice.near(900, 0.8), dice.near(1_300, 0.9)]
        for village in dice.some(regency.villages, 96)
    ]  # fmt: skip
    return Submission(
        name="village-libraries.csv",
        data=csv_bytes(["library", "village_code", "district", "books", "visits_2025"], rows),
        title="Village libraries",
        description="Village libraries that are open, with their books and the visits of 2025.",
        publisher=regency.unit("Dinas Perpustakaan").name,
        received_at="2026-03-17T04:02:00Z",
        scope={"dataset": "village-libraries"},
    )


def _beds(dice: Dice, regency: Regency) -> Submission:
    rows: Rows = [
        [month, unit.name, room, beds, dice.integer(beds * 45, beds * 92) // 100]
        for month in months(2025)
        for unit in regency.units
        if unit.kind == "hospital"
        for room, beds in (("kelas 1", 24), ("kelas 2", 40), ("kelas 3", 96), ("ICU", 12))
    ]
    return Submission(
        name="hospital-beds.csv",
        data=csv_bytes(["month", "hospital", "room", "beds", "beds_in_use_on_average"], rows),
        title="Beds in the three hospitals",
        description="Beds and how many were in use on an average day, by month and class of room.",
        publisher=regency.unit("RSUD Contoh").name,
        received_at="2026-11-04T02:08:00Z",
        scope={"dataset": "hospital-beds"},
    )


def _visitors(dice: Dice, regency: Regency) -> Submission:
    sites = ("Waduk Umpama", "Bukit Andai", "Museum Misal", "Taman Contoh", "Air Terjun Ibarat")
    rows: Rows = [
        [month, site, dice.near(6_400, 0.8), dice.near(45, 0.9)]
        for month in months()
        for site in sites
    ]
    return Submission(
        name="visitors.csv",
        data=csv_bytes(["month", "site", "domestic_visitors", "foreign_visitors"], rows),
        title="Visitors by site and month",
        description="Tickets sold at five sites, to domestic and foreign visitors.",
        publisher=regency.unit("Dinas Kebudayaan").name,
        received_at="2026-11-10T08:33:00Z",
        scope={"dataset": "visitors"},
    )


def _fires(dice: Dice, regency: Regency) -> Submission:
    columns = [
        column("call", "code", "Call", unique=True, required=True),
        column("called_at", "datetime", "Called at"),
        column("district", "string", "District"),
        column("kind", "string", "Kind", enum=["building", "field", "rescue", "false alarm"]),
        column("minutes_to_arrival", "integer", "Minutes to arrival", minimum=0),
    ]
    days = sorted(dice.day(date(2025, 1, 1), date(2026, 10, 31)) for _ in range(640))
    rows: Rows = [
        [f"F{number:04}", f"{day}T{dice.integer(0, 23):02}:{dice.integer(0, 59):02}:00Z",
         dice.pick(list(regency.districts.values())),
         dice.pick(("building", "field", "field", "rescue", "false alarm")), dice.near(17, 0.7)]
        for number, day in enumerate(days, 1)
    ]  # fmt: skip
    return Submission(
        name="fire-calls.csv",
        title="Calls to the fire service",
        description="Calls since January 2025 and how long the first engine took. One row per "
        "call; places to the district only.",
        publisher=regency.unit("Dinas Pemadam").name,
        received_at="2026-11-11T03:36:00Z",
        scope={"dataset": "fire-calls"},
        **_described(columns, rows, ["call"]),
    )


def _street_lights(dice: Dice, regency: Regency) -> Submission:
    rows: Rows = [
        [code, district, dice.near(310, 0.5), dice.near(26, 0.9)]
        for code, district in regency.districts.items()
    ]
    return Submission(
        name="street-lights.csv",
        data=csv_bytes(["district_code", "district", "lights", "reported_broken"], rows),
        title="Street lights by district",
        description="Street lights, and those reported broken on 1 October 2026.",
        publisher=regency.unit("Dinas Perhubungan").name,
        received_at="2026-10-07T04:48:00Z",
        scope={"dataset": "street-lights"},
    )


def _billing(dice: Dice, regency: Regency) -> Submission:
    columns = [
        column("month", "string", "Month", required=True, pattern=r"\d{4}-\d\d"),
        column("district", "string", "District", required=True),
        column("connections", "integer", "Connections", minimum=0),
        column("cubic_metres", "integer", "Water sold", "Cubic metres.", minimum=0),
        column("billed", "money", "Billed", "Rupiah.", minimum=0),
    ]
    rows: Rows = []
    for month in months(2025):
        for district in regency.districts.values():
            connections = dice.near(1_650, 0.3)
            sold = connections * dice.integer(14, 22)
            rows.append([month, district, connections, sold, sold * 4_350])
    return Submission(
        name="water-billing.csv",
        title="Water sold by district and month",
        description="Connections, cubic metres sold and rupiah billed by the water company.",
        publisher=regency.unit("Perumda Air Minum").name,
        received_at="2026-11-18T06:05:00Z",
        scope={"dataset": "water-billing"},
        **_described(columns, rows, ["month", "district"]),
    )


def _civil_servants(dice: Dice, regency: Regency) -> Submission:
    """Small counts are joined, so that nobody can be picked out."""
    columns = [
        column("unit_code", "code", "Unit code", required=True),
        column("unit", "string", "Unit"),
        column("group", "string", "Group", enum=["I and II", "III", "IV", "contract"],
               required=True),
        column("women", "integer", "Women", minimum=_FEWEST),
        column("men", "integer", "Men", minimum=_FEWEST),
    ]  # fmt: skip
    rows: Rows = [
        [unit.code, unit.name, group, dice.near(middle, 0.8) + 5, dice.near(middle, 0.8) + 5]
        for unit in regency.units
        for group, middle in (("I and II", 9), ("III", 34), ("IV", 8), ("contract", 22))
    ]
    return Submission(
        name="civil-servants-2026.csv",
        title="Civil servants by unit and group",
        description="Civil servants and contract staff on 1 July 2026. Counts only, five or more.",
        publisher=regency.unit("Badan Kepegawaian").name,
        received_at="2026-07-28T02:54:00Z",
        scope={"dataset": "civil-servants"},
        **_described(columns, rows, ["unit_code", "group"]),
    )


def _assets(dice: Dice, regency: Regency) -> Submission:
    """Hand in a file whose columns stand in another order than its schema has them."""
    columns = [
        column("asset", "code", "Asset", unique=True, required=True, pattern=r"\d{2}\.\d{6}"),
        column("unit_code", "code", "Unit code"),
        column("kind", "string", "Kind"),
        column("bought_in", "year", "Bought in"),
        column("price", "money", "Price", "Rupiah, when bought.", minimum=0),
    ]
    kinds = (("car", 265), ("motorcycle", 21), ("computer", 12), ("generator", 88), ("lorry", 410))
    rows: Rows = []
    for number in range(1, 2_201):
        kind, millions = dice.pick(kinds)
        unit = dice.pick(regency.units)
        rows.append([f"{unit.code[1:]}.{number:06}", unit.code, kind, dice.integer(2009, 2026),
                     dice.near(millions * 1_000_000, 0.4, 1_000)])  # fmt: skip
    return Submission(
        name="movable-assets.csv",
        title="Vehicles, computers and machines",
        description="Movable assets above ten million rupiah when bought, by unit.",
        publisher=regency.unit("Badan Pengelolaan Keuangan").name,
        received_at="2026-06-09T05:47:00Z",
        scope={"dataset": "movable-assets"},
        data=csv_bytes([each["name"] for each in columns], rows),
        schema=table_schema([*columns[:2], *reversed(columns[2:])], ["asset"]),
        expect="warn",
        rules=("columns_stand_in_order",),
    )


def _grants(dice: Dice, regency: Regency) -> Submission:
    """Hand in a file with tabs between the cells, as an office's own application writes them."""
    purposes = ("mushola", "posyandu", "kelompok tani", "karang taruna", "sanggar seni")
    rows: Rows = [
        [f"H-2026-{number:03}", f"Kelompok {dice.pick(names.MARKERS).capitalize()} {village.name}",
         village.code, dice.pick(purposes), dice.near(42_000_000, 0.6, 500_000),
         dice.day(date(2026, 2, 2), date(2026, 6, 26)).isoformat()]
        for number, village in enumerate(dice.some(regency.villages, 260), 1)
    ]  # fmt: skip
    header = ["number", "recipient", "village_code", "purpose", "amount_rupiah", "agreed_on"]
    return Submission(
        name="grants-2026.csv",
        data=csv_bytes(header, rows, delimiter="\t"),
        title="Grants to groups 2026",
        description="Grants (hibah) agreed in 2026. One row per grant; amounts in rupiah.",
        publisher=regency.unit("Bagian Kesejahteraan").name,
        received_at="2026-07-02T03:21:00Z",
        scope={"dataset": "grants-2026"},
    )


def _decrees(dice: Dice, regency: Regency) -> Submission:
    """Hand in the law too, with the documents that the commitments of the plan refer to."""
    columns = [
        column("number", "string", "Number", unique=True, required=True),
        column("kind", "string", "Kind", enum=["Perda", "Perbup", "SK Bupati", "Surat edaran"]),
        column("about", "string", "About", required=True),
        column("signed_on", "date", "Signed on", required=True),
    ]
    rows: Rows = [[number, kind, about, day] for number, kind, about, day in _NAMED]
    subjects = ("retribusi pasar", "tata ruang", "pengelolaan sampah", "cadangan pangan",
                "perangkat desa", "penamaan jalan", "izin reklame", "hari jadi")  # fmt: skip
    for number in range(1, 181):
        day = dice.day(date(2024, 1, 8), date(2026, 10, 30))
        kind = dice.pick(("Perbup", "SK Bupati", "SK Bupati", "Surat edaran"))
        rows.append([f"{kind} {number + 100}/{day.year}", kind, dice.pick(subjects),
                     day.isoformat()])  # fmt: skip
    return Submission(
        name="regulations.csv",
        title="Regulations and decrees",
        description="Regulations of the council (Perda) and the regent (Perbup), decrees and "
        "circulars signed since January 2024.",
        publisher=regency.unit("Bagian Hukum").name,
        received_at="2026-11-03T06:59:00Z",
        scope={"dataset": "regulations"},
        **_described(columns, sorted(rows, key=lambda row: str(row[3])), ["number"]),
    )


_NAMED = (
    ("Perbup 12/2025", "Perbup", "Satu Data Kabupaten Contoh", "2025-02-20"),
    ("Perbup 31/2025", "Perbup", "keterbukaan anggaran desa", "2025-05-14"),
    ("Perbup 9/2026", "Perbup", "kontrak terbuka", "2026-03-11"),
    ("SK Bupati 77/2025", "SK Bupati", "rencana aksi pemerintahan terbuka 2025-2027", "2025-03-28"),
)


def _friday_meetings(dice: Dice, regency: Regency) -> Submission:
    """Every Friday in the hall, as the regency's name for it has it."""
    rows: Rows = []
    day = date(2025, 1, 3)
    while day <= date(2026, 11, 13):
        asked = dice.near(19, 0.7)
        rows.append([day.isoformat(), dice.near(210, 0.5), asked,
                     asked * dice.integer(55, 100) // 100])  # fmt: skip
        day += timedelta(days=7)
    return Submission(
        name="friday-meetings.csv",
        data=csv_bytes(["held_on", "people", "questions", "answered_in_a_week"], rows),
        title="Friday meetings in the hall",
        description="How many people came to the open meeting of each Friday, what they asked and "
        "how much of it was answered within a week.",
        publisher=regency.unit("Bagian Protokol").name,
        received_at="2026-11-16T04:30:00Z",
        scope={"dataset": "friday-meetings"},
    )


def _procurement_plan(dice: Dice, regency: Regency) -> Submission:
    columns = [
        column("plan_code", "code", "Plan code", unique=True, required=True, pattern=r"99\d{6}"),
        column("unit_code", "code", "Unit code", required=True),
        column("package", "string", "Package", required=True),
        column("method", "string", "Method"),
        column("estimate", "money", "Estimate", "Rupiah.", minimum=0),
        column("planned_month", "string", "Planned month", pattern=r"2026-\d\d"),
    ]
    rows: Rows = list(_packages(dice, regency))
    return Submission(
        name="procurement-plan-2026.csv",
        title="Procurement plan 2026",
        description="What each unit means to buy in 2026, as decided in January.",
        publisher=regency.unit("Bagian Pengadaan").name,
        received_at="2026-01-30T07:41:00Z",
        scope={"dataset": "procurement-plan-2026"},
        **_described(columns, rows, ["plan_code"]),
    )


def _packages(dice: Dice, regency: Regency) -> Iterator[list[Cell]]:
    things = ("alat tulis kantor", "pemeliharaan kendaraan", "jasa kebersihan", "komputer",
              "rehabilitasi gedung", "bahan makanan", "perjalanan dinas",
              "cetak dan jilid")  # fmt: skip
    methods = ("Tender", "E-purchasing", "Pengadaan langsung", "Pengadaan langsung")
    number = 0
    for unit in regency.units:
        for _ in range(dice.integer(9, 22)):
            number += 1
            yield [f"99{number:06}", unit.code, f"Belanja {dice.pick(things)}", dice.pick(methods),
                   dice.near(140_000_000, 0.95, 1_000),
                   f"2026-{dice.integer(2, 11):02}"]  # fmt: skip


def _parking(dice: Dice, regency: Regency) -> Submission:
    rows: Rows = [
        [month, district, dice.near(14_500_000, 0.7, 1_000)]
        for month in months(2026)
        for district in regency.districts.values()
    ]
    return Submission(
        name="parking-fees-2026.csv",
        data=csv_bytes(["month", "district", "fees_rupiah"], rows),
        title="Parking fees 2026",
        description="Fees for parking at the roadside that reached the treasury.",
        publisher=regency.unit("Badan Pendapatan").name,
        received_at="2026-11-05T08:16:00Z",
        scope={"dataset": "parking-fees-2026"},
    )


def _aid(dice: Dice, regency: Regency) -> Submission:
    columns = [
        column("village_code", "village", "Village code", required=True),
        column("village", "string", "Village"),
        column(
            "households", "integer", "Households that receive aid", "Five or more.", minimum=_FEWEST
        ),
        column("paid", "money", "Paid in 2025", "Rupiah.", minimum=0),
    ]  # fmt: skip
    rows: Rows = []
    for village in regency.villages:
        households = village.population[2025] // dice.integer(28, 70) + 5
        rows.append([village.code, village.name, households, households * 2_400_000])
    return Submission(
        name="aid-2025.csv",
        title="Aid to poor households 2025, by village",
        description="Households that received aid and rupiah paid. Counts only; nobody is named.",
        publisher=regency.unit("Dinas Sosial").name,
        received_at="2026-03-24T02:33:00Z",
        scope={"dataset": "aid-2025"},
        **_described(columns, rows, ["village_code"]),
    )

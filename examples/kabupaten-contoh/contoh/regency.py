"""The regency itself: its districts, villages and publishing units."""

from dataclasses import dataclass

from contoh import names
from contoh.dice import Dice
from contoh.files import Submission, column, csv_bytes, table_schema

YEARS = (2024, 2025, 2026)
CODE = "99.01"
_WARDS = {0: 9, 3: 2}  # kelurahan: nine in the seat of the regency, two in another district
_VILLAGES = 430

_OFFICES = (
    ("Dinas Pendidikan", "education"),
    ("Dinas Kesehatan", "health"),
    ("Dinas Pekerjaan Umum Bina Marga dan Penataan Ruang", "roads and space"),
    ("Dinas Pekerjaan Umum Sumber Daya Air", "water"),
    ("Dinas Perumahan, Kawasan Permukiman dan Cipta Karya", "housing"),
    ("Dinas Sosial", "social protection"),
    ("Dinas Tenaga Kerja dan Perindustrian", "economy"),
    ("Dinas Pemberdayaan Perempuan, Perlindungan Anak dan Keluarga Berencana", "social protection"),
    ("Dinas Ketahanan Pangan dan Pertanian", "economy"),
    ("Dinas Peternakan dan Perikanan", "economy"),
    ("Dinas Lingkungan Hidup", "environment"),
    ("Dinas Kependudukan dan Pencatatan Sipil", "general services"),
    ("Dinas Pemberdayaan Masyarakat dan Desa", "general services"),
    ("Dinas Perhubungan", "roads and space"),
    ("Dinas Komunikasi dan Informatika", "general services"),
    ("Dinas Perdagangan, Koperasi dan Usaha Mikro", "economy"),
    ("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "economy"),
    ("Dinas Kepemudaan dan Olahraga", "culture and sport"),
    ("Dinas Kebudayaan dan Pariwisata", "culture and sport"),
    ("Dinas Perpustakaan dan Kearsipan", "education"),
    ("Dinas Pemadam Kebakaran dan Penyelamatan", "public order"),
    ("Dinas Pertanahan", "housing"),
)
_AGENCIES = (
    ("Badan Perencanaan Pembangunan Daerah", "general services"),
    ("Badan Pengelolaan Keuangan dan Aset Daerah", "general services"),
    ("Badan Pendapatan Daerah", "general services"),
    ("Badan Kepegawaian dan Pengembangan SDM", "general services"),
    ("Badan Penanggulangan Bencana Daerah", "public order"),
    ("Badan Kesatuan Bangsa dan Politik", "public order"),
)
_OTHERS = (
    ("Sekretariat DPRD", "council", "general services"),
    ("Inspektorat", "inspectorate", "general services"),
    ("Satuan Polisi Pamong Praja", "office", "public order"),
    ("RSUD Contoh Sehat", "hospital", "health"),
    ("RSUD Misal Waras", "hospital", "health"),
    ("RSUD Umpama Husada", "hospital", "health"),
    ("Perumda Air Minum Contoh", "public company", "water"),
    ("Perumda Pasar Misal", "public company", "economy"),
)
_SECTIONS = (
    "Pemerintahan", "Hukum", "Kesejahteraan Rakyat", "Perekonomian", "Administrasi Pembangunan",
    "Pengadaan Barang dan Jasa", "Organisasi", "Umum", "Protokol dan Komunikasi Pimpinan",
    "Sumber Daya Alam",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Village:
    """A desa or kelurahan.

    :param population: people by year
    """

    code: str
    name: str
    kind: str
    district_code: str
    district: str
    population: dict[int, int]

    @property
    def ward(self) -> bool:
        """Whether it is a kelurahan, which has no village fund of its own."""
        return self.kind == "kelurahan"


@dataclass(frozen=True, slots=True)
class Unit:
    """An office that publishes."""

    code: str
    name: str
    kind: str
    function: str


@dataclass(frozen=True, slots=True)
class Regency:
    """Everything that other subjects refer to."""

    villages: tuple[Village, ...]
    units: tuple[Unit, ...]

    def unit(self, start: str) -> Unit:
        """Give the unit whose name starts so."""
        return next(unit for unit in self.units if unit.name.startswith(start))

    @property
    def districts(self) -> dict[str, str]:
        """Code to name."""
        return {village.district_code: village.district for village in self.villages}


def make(seed: int) -> Regency:
    """Make the regency."""
    dice = Dice(seed, "regency")
    return Regency(villages=_villages(dice), units=_units())


def _villages(dice: Dice) -> tuple[Village, ...]:
    free = dice.some(list(names.village_names()), _VILLAGES)
    free.sort(key=lambda _: dice.fraction())
    villages = []
    for place, (district, count) in enumerate(zip(names.DISTRICTS, _sizes(dice), strict=True)):
        wards = _WARDS.get(place, 0)
        own = sorted(free.pop() for _ in range(count))
        for number, name in enumerate(own):
            ward = number < wards
            serial = 1001 + number if ward else 2001 + number - wards
            villages.append(
                Village(
                    code=f"{CODE}.{place + 1:02}.{serial}",
                    name=name,
                    kind="kelurahan" if ward else "desa",
                    district_code=f"{CODE}.{place + 1:02}",
                    district=district,
                    population=_population(dice, crowded=place == 0),
                )
            )
    return tuple(villages)


def _sizes(dice: Dice) -> list[int]:
    """Give how many villages each district has, 430 in all."""
    sizes = [dice.integer(11, 19) for _ in names.DISTRICTS]
    sizes[0] = 18
    while (excess := sum(sizes) - _VILLAGES) != 0:
        place = dice.integer(1, len(sizes) - 1)
        sizes[place] += -1 if excess > 0 else 1
    return sizes


def _population(dice: Dice, *, crowded: bool) -> dict[int, int]:
    people = dice.near(4_600 if crowded else 2_800, 0.65)
    growth = 1 + (dice.fraction() - 0.3) / 60
    return {year: int(people * growth ** (year - YEARS[0])) for year in YEARS}


def _units() -> tuple[Unit, ...]:
    found = [(f"{name} {names.REGENCY}", "office", function) for name, function in _OFFICES]
    found += [(f"{name} {names.REGENCY}", "agency", function) for name, function in _AGENCIES]
    found += list(_OTHERS)
    found += [
        (f"Bagian {name} Sekretariat Daerah", "section", "general services") for name in _SECTIONS
    ]
    found += [
        (f"Kecamatan {name}", "district office", "general services") for name in names.DISTRICTS
    ]
    return tuple(
        Unit(f"U{number:02}", name, kind, function)
        for number, (name, kind, function) in enumerate(found, 1)
    )


def submissions(regency: Regency) -> list[Submission]:
    """Hand in the list of units."""
    return [_unit_list(regency)]


def _unit_list(regency: Regency) -> Submission:
    columns = [
        column("unit_code", "code", "Code", unique=True, required=True, pattern=r"U\d\d"),
        column("unit", "string", "Unit", required=True),
        column("kind", "string", "Kind", enum=sorted({unit.kind for unit in regency.units})),
        column("function", "string", "Function", "What most of its budget is for."),
    ]
    return Submission(
        name="units.csv",
        data=csv_bytes(
            [each["name"] for each in columns],
            ([unit.code, unit.name, unit.kind, unit.function] for unit in regency.units),
        ),
        title="Publishing units",
        description="The 74 offices, agencies, sections, hospitals, public companies and district "
        "offices that publish. One row per unit.",
        publisher=regency.unit("Bagian Organisasi").name,
        received_at="2025-01-14T02:31:00Z",
        scope={"dataset": "units"},
        schema=table_schema(columns, ["unit_code"]),
    )

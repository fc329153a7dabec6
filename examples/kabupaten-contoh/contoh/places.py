"""The list of places as the regency hands it in: codes and names, people by year, borders."""

import json
from collections.abc import Iterator

from contoh import land, names
from contoh.files import SCHEME, Cell, Submission, csv_bytes
from contoh.regency import CODE, YEARS, Regency, Village

_LAW = "Perda 3/2023"
_SPLIT_ON, _MERGED_ON = "2023-07-01", "2022-01-01"
SPLITS = 2  # villages that were made of a part of the one before them in the list
MERGED = 2  # villages that are one since
_NOTHING: list[Cell] = [None] * 6


def submissions(seed: int, regency: Regency) -> list[Submission]:
    """Hand in the list, the people and the borders."""
    return [_places(regency), _people(regency), _borders(seed, regency)]


def _splits(regency: Regency) -> dict[str, Village]:
    """Give the villages that were split off, by their code, each with the one it was a part of."""
    villages = [one for one in regency.villages if not one.ward]
    return {villages[n].code: villages[n - 1] for n in (101, 251)[:SPLITS]}


def _merged(regency: Regency) -> tuple[Village, list[tuple[str, str]]]:
    """Give the village that was merged, and the codes and names of those that it was."""
    into = [one for one in regency.villages if not one.ward][180]
    used = {one.name for one in regency.villages}
    free = [name for name in names.village_names() if name not in used]
    return into, [(f"{into.district_code}.{2900 + n}", free[n]) for n in range(1, MERGED + 1)]


def _places(regency: Regency) -> Submission:
    header = ["scheme", "code", "level", "kind", "parent", "name", "since", "until",
              "came_from", "became", "change", "law"]  # fmt: skip
    return Submission(
        name="places.csv",
        data=csv_bytes(header, ([SCHEME, *row] for row in _rows(regency))),
        title="Districts and villages",
        description="The 28 districts (kecamatan) and 430 villages (desa and kelurahan) of "
        "Kabupaten Contoh, and what two of them were before. All of them are invented.",
        publisher=regency.unit("Dinas Kependudukan").name,
        received_at="2025-01-14T02:12:00Z",
        register="places",
        scope={"list": "places"},
    )


def _rows(regency: Regency) -> Iterator[list[Cell]]:
    """Give each place, districts before their villages; and behind it what it was before."""
    told = _told(regency)
    into, before = _merged(regency)
    yield [CODE, 2, "kabupaten", None, names.REGENCY, *_NOTHING]
    for code, name in regency.districts.items():
        yield [code, 3, "kecamatan", CODE, name, *_NOTHING]
        for one in (village for village in regency.villages if village.district_code == code):
            yield [one.code, 4, one.kind, code, one.name, *told.get(one.code, _NOTHING)]
        for old, was in before if code == into.district_code else ():
            ended: list[Cell] = [None, _MERGED_ON, None, into.code, "merge", "Perda 9/2021"]
            yield [old, 4, "desa", code, was, *ended]


def _told(regency: Regency) -> dict[str, list[Cell]]:
    """Say what became of some villages; a part that kept its code came of itself."""
    told: dict[str, list[Cell]] = {_merged(regency)[0].code: [_MERGED_ON, *_NOTHING[1:]]}
    for code, mother in _splits(regency).items():
        told[code] = [_SPLIT_ON, None, mother.code, None, "split", _LAW]
        told[mother.code] = [None, None, mother.code, None, "split", _LAW]
    return told


def _people(regency: Regency) -> Submission:
    rows: list[list[Cell]] = []
    for year in YEARS:
        for code in regency.districts:
            own = [one for one in regency.villages if one.district_code == code]
            rows.append([code, year, sum(one.population[year] for one in own)])
            rows += [[one.code, year, one.population[year]] for one in own]
        rows.append([CODE, year, sum(one.population[year] for one in regency.villages)])
    return Submission(
        name="people-by-year.csv",
        data=csv_bytes(
            ["scheme", "code", "year", "people", "counted_by"],
            ([SCHEME, *row, "Dukcapil"] for row in rows),
        ),
        title="People by village, 2024 to 2026",
        description="How many people live in each village and district, by the register of "
        "residents at the end of June.",
        publisher=regency.unit("Dinas Kependudukan").name,
        received_at="2026-07-20T03:05:00Z",
        register="places",
        scope={"list": "people-by-year"},
    )


def _borders(seed: int, regency: Regency) -> Submission:
    districts = {
        code: [one.code for one in regency.villages if one.district_code == code]
        for code in regency.districts
    }
    made = land.make(seed, CODE, districts)
    features = [
        {"type": "Feature", "properties": {"scheme": SCHEME, "code": code},
         "geometry": made.geometry(code)}
        for code in sorted(made.rings)
    ]  # fmt: skip
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in features)
    return Submission(
        name="borders.geojson",
        data=f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'.encode(),
        title="Borders of districts and villages",
        description="Where the districts and villages of Kabupaten Contoh lie: in open sea, for "
        "they are invented.",
        publisher=regency.unit("Dinas Pertanahan").name,
        received_at="2025-01-16T04:40:00Z",
        register="places",
        scope={"list": "borders"},
    )

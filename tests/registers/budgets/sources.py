"""Real files of governments, each with the mapping that reads it."""

import json
from pathlib import Path

from pendopo.programme.child import check
from pendopo.programme.mappings import load_mapping
from pendopo.store.engine import connect
from pendopo.terms.report_json import report_from_json

# What a file of one direction says of itself, so that it stands beside that of the other.
DIRECTIONS = {"gastos": "expenditure.financing-out", "ingresos": "revenue.financing-in"}
ALL_PHASES = "approved.revised.executed"
OTHERS = {
    "madrid/2024_gastos.csv": ("es-madrid-gastos", "2024", ALL_PHASES, "es-28079"),
    "madrid/2025_gastos.csv": ("es-madrid-gastos", "2025", ALL_PHASES, "es-28079"),
    "madrid/2024_ingresos.csv": ("es-madrid-ingresos", "2024", ALL_PHASES, "es-28079"),
    "madrid/2025_ingresos.csv": ("es-madrid-ingresos", "2025", ALL_PHASES, "es-28079"),
    "navarra/2025_gastos.csv": ("es-navarra-gastos", "2025", ALL_PHASES, "es-nc"),
    "navarra/2025_ingresos.csv": ("es-navarra-ingresos", "2025", ALL_PHASES, "es-nc"),
    "standards/uk_cra_by_cofog1_department.csv": ("uk-cra-cofog", "2012", "executed", "uk"),
    "danadesa/pagu-dana-desa.csv": ("id-dana-desa-pagu", "2023.2024", "approved", "id"),
    "danadesa/realisasi-dana-desa.csv": ("id-dana-desa-realisasi", "2023.2024", "executed", "id"),
}
_OF_REGENCY = {
    "bantul": ("diy-perubahan", "approved.revised"),
    "gunungkidul": ("diy-realisasi", "approved.executed"),
    "kulonprogo": ("diy-anggaran", "approved"),
    "sleman": ("diy-program", "approved.revised"),
}
_ODD = {
    "bantul_2014_perubahan_1.11.01_6": "diy-perubahan-wide",
    "bantul_2014_perubahan_1.12.01_7": "diy-perubahan-wide",
    "bantul_2014_perubahan_1.15.01_2": "diy-perubahan-bare-codes",
    "kulonprogo_2016_anggaran_1.19.01_7": "diy-anggaran-cut",
    "sleman_2015_realisasi_1.01.01.00_5": "diy-program-point",
    "sleman_2015_realisasi_1.06.01.00_4": "diy-program-point",
    "sleman_2015_realisasi_1.06.01_10": "diy-program-point",
    "sleman_2015_realisasi_1.12.01_8": "diy-program-point",
    "sleman_2015_realisasi_1.12.01.00_9": "diy-program-dots",
}


def some(sources):
    """Give the smallest of the sources of each mapping."""
    first: dict[str, str] = {}
    for name, said in sorted(sources.items(), key=lambda one: ("_1.01.01" in one[0], one[0])):
        first.setdefault(said[0], name)
    return {name: sources[name] for name in sorted(first.values())}


def books(folder):
    """Give the 44 books of Yogyakarta's governments: name to mapping, year, phases, publisher."""
    found = {}
    for path in sorted((folder / "budget" / "diy_apbd").glob("*_*.csv")):
        regency, year, *_, unit, _number = path.stem.split("_")
        mapping, phases = _OF_REGENCY[regency]
        publisher = f"34-{unit.strip('.')}"
        found[f"diy_apbd/{path.name}"] = (_ODD.get(path.stem, mapping), year, phases, publisher)
    return found


def reports_of(folder, sources, work):
    """Check files, each under its mapping and scope; the reports by name."""
    files = []
    for number, (name, (mapping, year, phase, publisher)) in enumerate(sources.items()):
        place = work / str(number)
        place.mkdir()
        path = folder / "budget" / name
        scope = {"year": year, "phase": phase, "publisher": publisher}
        if direction := DIRECTIONS.get(path.stem.rpartition("_")[2]):
            scope["direction"] = direction
        files.append(
            {
                "path": str(path),
                "filename": path.name,
                "sender": "finance office",
                "received_at": "2026-03-01T08:00:00Z",
                "came_from": "",
                "work": str(place),
                "reading": {"mapping": load_mapping(Path("nowhere"), mapping).content},
                "scope": json.dumps(scope),
            }
        )
    spec = {"register": "budgets", "files": files, "country": "ID", "currency": "IDR"}
    reports = check(spec, lambda _: None)["reports"]
    return dict(zip(sources, map(report_from_json, reports), strict=True))


def asked(report, sql):
    """Ask the tables of a report, by their names."""
    with connect() as engine:
        for typed in report.tables:
            engine.from_parquet(typed.path).create_view(typed.table.name)
        return engine.sql(sql).fetchall()

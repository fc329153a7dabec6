"""Contracting processes in files, as a page lists them; and the packages of one process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.listed import Form
from pendopo.portal.visit import Visit
from pendopo.programme.contracting import REGISTER
from pendopo.published.contracting.bulk import UNDATED, Bundle
from pendopo.published.contracting.forms import BOOK, PARQUET, RECORDS, RELEASES, TABLES
from pendopo.published.tables import PublishedTable

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Month:
    """The files of one month, or of a part of one."""

    title: str
    processes: int
    releases: int
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Bulk:
    """The newest months, and how many files there are besides them."""

    months: tuple[Month, ...]
    more: int


def bulk(visit: Visit, register: str) -> Bulk | None:
    """Give the files of a register; None where it has none."""
    bundles = visit.programme.bulk.plan(visit.state) if register == REGISTER else []
    if not bundles:
        return None
    shown = tuple(_month(visit, one) for one in bundles[:_SHOWN])
    return Bulk(shown, len(bundles) - len(shown))


def packages(visit: Visit, table: PublishedTable, row: Mapping[str, Any]) -> list[Form]:
    """Give the addresses of the packages of the process that a row tells of."""
    ocid = row.get("ocid")
    if table.register != REGISTER or not ocid or visit.static:
        return []
    return [
        Form(name, title, visit.address(f"ocds-{name}", **{key: ocid}))
        for name, key, title in (
            ("release", "named", _("release package")),
            ("record", "ocid", _("record package")),
            ("timeline", "ocid", _("history of each field")),
        )
    ]


def _month(visit: Visit, bundle: Bundle) -> Month:
    titles = {
        RELEASES: _("releases (JSONL)"),
        RECORDS: _("records (JSONL)"),
        TABLES: "CSV",
        BOOK: "XLSX",
        PARQUET: "Parquet",
    }
    forms = tuple(
        Form(form, title, visit.address("ocds-bulk-file", file=f"{bundle.stem}.{form}"))
        for form, title in titles.items()
    )
    return Month(_title(bundle), bundle.processes, bundle.releases, forms)


def _title(bundle: Bundle) -> str:
    if bundle.month == UNDATED:
        title = _("without a believable date")
    else:
        title = writing.month(date.fromisoformat(f"{bundle.month}-01"))
    return title if bundle.parts == 1 else f"{title}, {bundle.part}/{bundle.parts}"

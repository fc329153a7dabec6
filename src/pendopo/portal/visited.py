"""Visits to the site of a purchase as its page shows them: what was seen, and who says where."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.portal.visit import Visit

VISITS: Final = ("visits", "visits")
_MOST: Final = 50
_PLACED: Final = {
    "browser": gettext_lazy("confirmed by the browser of who was there"),
    "picture": gettext_lazy("confirmed by the picture's own data"),
    "officer": gettext_lazy("confirmed by an officer who knows the site"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One visit.

    :param placed: who says where it was, in words; that nobody does where nobody does
    :param sha256: of the photo as it is kept; empty where there is none
    :param entry: the entry of the log that published it
    """

    day: str
    party: str
    seen: str
    place: str
    placed_by: str
    placed: str
    sha256: str
    address: str
    entry: int


def visits_to(visit: Visit, ocid: str) -> list[Seen]:
    """Give the published visits to the site of a purchase, the last first."""
    try:
        table = visit.programme.table(visit.state, *VISITS)
    except KeyError:
        return []
    rows = visit.programme.reader(table).among("ocid", [ocid], _MOST)
    return sorted(map(_seen, rows), key=lambda one: (one.day, one.entry), reverse=True)


def _seen(row: dict[str, Any]) -> Seen:
    by = str(row["placed_by"] or "")
    return Seen(
        day=str(row["seen_on"] or ""),
        party=str(row["party"] or ""),
        seen=str(row["seen"] or ""),
        place=str(row["place"] or ""),
        placed_by=by,
        placed=str(_PLACED.get(by) or _("unproved: nobody confirmed where it was")),
        sha256=str(row["sha256"] or ""),
        address=str(row["address"] or ""),
        entry=int(row["entry"]),
    )

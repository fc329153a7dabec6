"""A line's amount read otherwise: as a share, in prices of one year, and for each person."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.pages.money.asked import CELLS_MOST
from pendopo.portal.pages.money.view import cube_of
from pendopo.portal.visit import Visit
from pendopo.programme.cubing import CAPITA
from pendopo.programme.phases import PLANS, SPENT, Amounts, by_phase
from pendopo.published.cubes.asked import Page, Question
from pendopo.published.cubes.grammar import Among, Word
from pendopo.published.cubes.reader import CubeReader
from pendopo.published.cubes.readings import NOMINAL, Reading
from pendopo.published.errors import QueryError
from pendopo.terms.wording import fill

_REFS: Final = ("year", "currency", "phase", "month")
# Of which year, in which currency.
Of = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Readings:
    """What a line's amounts are read as.

    :param shares: of all that goes the same way, by year and currency
    :param real: by the same, in prices of ``prices_year``; empty where no index is published
    :param capita: for each person; empty where nobody is counted
    :param people: how many people of which year those are, by year
    :param notes: of which index and count they are
    """

    shares: Mapping[Of, str]
    real: Mapping[Of, Decimal | None]
    capita: Mapping[Of, Decimal | None]
    people: Mapping[int, str]
    prices_year: str
    notes: tuple[str, ...]


def readings(visit: Visit, publisher: str, line: str, direction: str) -> Readings:
    """Read the plan of each year, else what was spent, in other ways."""
    cube = cube_of(visit)
    if cube is None:
        return Readings({}, {}, {}, {}, "", ())
    of_line = {"publisher": publisher, "line.id": line}
    of_all = {"publisher": publisher, "direction": direction}
    amounts, every = _sums(cube, of_line, NOMINAL), _wholes(cube, of_all)
    year, prices = _prices(visit, cube)
    counts = _counts(visit, cube)
    return Readings(
        shares={of: _share(found, every.get(of, {})) for of, found in amounts.items()},
        real=_shown(_sums(cube, of_line, prices)) if prices else {},
        capita=_shown(_sums(cube, of_line, counts)) if counts else {},
        people={of[0]: _people(counts, publisher, of[0]) for of in amounts} if counts else {},
        prices_year=year,
        notes=tuple(filter(None, (_of_index(prices, year), _of_count(counts)))),
    )


def _prices(visit: Visit, cube: CubeReader) -> tuple[str, Reading | None]:
    """Give the newest year of the index, and amounts in its prices; None without an index."""
    cubes = visit.programme.cubes
    try:
        year = cubes.newest_prices(visit.state)
        return year, cubes.reading(visit.state, cube, year, "")
    except QueryError:
        return "", None


def _counts(visit: Visit, cube: CubeReader) -> Reading | None:
    """Give amounts for each person; None where nobody is counted."""
    try:
        return visit.programme.cubes.reading(visit.state, cube, "", CAPITA)
    except QueryError:
        return None


def phase_of(amounts: Amounts) -> str:
    """Give the phase that is read: the plan, else what was spent; empty for none."""
    return next((one for one in (*PLANS, *SPENT) if one in amounts), "")


def _cells(cube: CubeReader, cuts: Mapping[str, str], reading: Reading) -> list[dict[str, Any]]:
    asked = Question(
        cuts=tuple(Among(ref, (Word(text, quoted=True),)) for ref, text in cuts.items()),
        refs=_REFS,
        aggregates=("amount.sum", "amount.min"),
        page=Page(size=CELLS_MOST),
        reading=reading,
    )
    found: list[dict[str, Any]] = cube.aggregate(asked)["cells"]
    return found


def _of(cell: dict[str, Any]) -> Of:
    return cell["year.year"], cell["currency.currency"]


def _sums(cube: CubeReader, cuts: Mapping[str, str], reading: Reading) -> dict[Of, Amounts]:
    return by_phase(_cells(cube, cuts, reading), _of)


def _wholes(cube: CubeReader, cuts: Mapping[str, str]) -> dict[Of, Amounts]:
    """Add up what shares are of: of a total that something was taken from no line is a share."""
    cells = _cells(cube, cuts, NOMINAL)
    below = {
        (_of(cell), cell["phase.phase"])
        for cell in cells
        if cell["amount.min"] is not None and cell["amount.min"] < 0
    }
    return {
        of: {phase: amount for phase, amount in amounts.items() if (of, phase) not in below}
        for of, amounts in by_phase(cells, _of).items()
    }


def _shown(sums: Mapping[Of, Amounts]) -> dict[Of, Decimal | None]:
    return {of: amounts.get(phase_of(amounts)) for of, amounts in sums.items()}


def _share(amounts: Amounts, every: Amounts) -> str:
    """Write a share; empty where it is not known."""
    phase = phase_of(amounts)
    part, whole = amounts.get(phase), every.get(phase)
    if part is None or not whole:
        return ""
    share = part * 100 / whole
    digits = 1 if share >= 1 else 3
    return f"{writing.rounded(share, digits)}\N{NO-BREAK SPACE}%"


def _of_index(reading: Reading | None, year: str) -> str:
    if reading is None or reading.prices is None:
        return ""
    said = {
        "year": year,
        "table": reading.prices.table,
        "base": reading.prices.base or _("no base told"),
    }
    return fill(_("Prices of {year} by {table} ({base})."), said)


def _of_count(reading: Reading | None) -> str:
    if reading is None or reading.people is None:
        return ""
    return fill(_("People by {table}."), {"table": reading.people.table})


def _people(reading: Reading, publisher: str, year: int) -> str:
    found = reading.people.at(publisher, year) if reading.people else None
    if found is None:
        return ""
    said = {"people": writing.number(found[1]), "year": str(found[0])}
    return fill(_("{people} people of {year}"), said)

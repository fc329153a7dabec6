"""Cubes of a state: the tables that can be added up, and what other readings of amounts need."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Protocol

from pendopo.published.cubes.model import Model
from pendopo.published.cubes.reader import CubeReader
from pendopo.published.cubes.readings import NOMINAL, People, Prices, Reading
from pendopo.published.errors import QueryError
from pendopo.published.reads import ALL, Reader
from pendopo.published.serving import Serving
from pendopo.published.state import State
from pendopo.published.tables import PublishedTable
from pendopo.terms.register import Register
from pendopo.terms.wording import say

# A published list of what money was worth: a row per year, in columns of these names.
PRICES: Final = ("datasets", "price-index")
_YEAR, _INDEX, _BASE = "year", "index", "base"
PEOPLE: Final = ("places", "people")
_PLACE, _COUNT = "code", "people"
_SOURCE: Final = ("scheme", "counted_by", "method")
# No index that was published lies beyond; amounts times a quotient of two still have their digits.
_LEAST, _MOST = Decimal("0.000001"), Decimal(10) ** 9
_ROWS_MOST: Final = 100_000
CAPITA: Final = "capita"


class Hall(Protocol):
    """What cubes need of a programme."""

    @property
    def registers(self) -> Mapping[str, Register]:
        """Give the registers."""

    def tables(self, state: State, register: str | None = None) -> tuple[PublishedTable, ...]:
        """Give the tables of a state."""

    def table(self, state: State, register: str, name: str) -> PublishedTable:
        """Give one table of a state."""

    def reader(self, table: PublishedTable) -> Reader:
        """Open a table for reading."""


class Cubes:
    """The cubes of a programme's states.

    :param seconds: how long one question may take
    """

    def __init__(self, hall: Hall, serving: Serving, seconds: float) -> None:
        self._hall = hall
        self._serving = serving
        self._seconds = seconds

    def models(self, state: State) -> dict[str, Model]:
        """Give the models of all cubes, by name."""
        return {
            table.table.cube.name: Model(table, table.table.cube)
            for table in self._hall.tables(state)
            if table.table.cube
        }

    def open(self, state: State, name: str) -> CubeReader:
        """Open a cube.

        :raises KeyError: when the state has none of that name
        """
        return self.read(self.models(state)[name])

    def read(self, model: Model) -> CubeReader:
        """Open the cube of a model."""
        table = model.table
        register = self._hall.registers[table.register]
        return CubeReader(
            model,
            lambda: self._serving.cursor(table, register),
            self._serving.known,
            self._seconds,
        )

    def reading(self, state: State, cube: CubeReader, real: str, per: str) -> Reading:
        """Read as what amounts are asked for.

        :param real: in the prices of which year; empty for their own
        :param per: ``capita`` for per head; empty for whole amounts
        :raises QueryError: for what cannot be given: nothing is ever guessed
        """
        if not real and not per:
            return NOMINAL
        prices = self._prices(state, cube, real) if real else None
        people = self._people(state, cube, per) if per else None
        return Reading(int(real) if real else None, prices, people)

    def newest_prices(self, state: State) -> str:
        """Give the last year of the published index.

        :raises QueryError: when there is none
        """
        return str(max(self._index(state).index))

    def _prices(self, state: State, cube: CubeReader, real: str) -> Prices:
        if not (real.isascii() and real.isdigit() and len(real) == 4):  # noqa: PLR2004
            raise QueryError(say("real is {found}; write a year like 2020"), found=repr(real))
        if not cube.model.cube.year:
            raise QueryError(say("real: the facts of this cube have no year"))
        prices = self._index(state)
        if int(real) not in prices.index:
            raise QueryError(
                say("real is {found}, a year that {name} does not have; write one of {years}"),
                found=repr(real),
                name=prices.table,
                years=", ".join(map(str, sorted(prices.index))),
            )
        return prices

    def _index(self, state: State) -> Prices:
        """Read the published index.

        :raises QueryError: when there is none, or no year in it
        """
        name, found = "/".join(PRICES), self._published(state, *PRICES)
        known = found is not None and {_YEAR, _INDEX} <= {one.name for one in found.columns}
        rows = self._hall.reader(found).page(ALL, 0, _ROWS_MOST) if found and known else []
        index = _index(rows, name)
        if not index:
            raise QueryError(
                say("real: no index of prices is published as {name} with columns year and index"),
                name=name,
            )
        return Prices(name, index, str(rows[0].get(_BASE) or ""))

    def _people(self, state: State, cube: CubeReader, per: str) -> People:
        if per != CAPITA:
            raise QueryError(
                say("per is {found}; write {word}, or leave it out"), found=repr(per), word=CAPITA
            )
        if not cube.model.cube.year or not cube.model.cube.place:
            raise QueryError(say("per: the facts of this cube are of no place and year"))
        found = self._published(state, *PEOPLE)
        if found is None:
            raise QueryError(say("per: how many people live in places is not published"))
        rows = self._hall.reader(found).among(_PLACE, cube.places(), _ROWS_MOST)
        return _counted("/".join(PEOPLE), rows)

    def _published(self, state: State, register: str, name: str) -> PublishedTable | None:
        try:
            return self._hall.table(state, register, name)
        except KeyError:
            return None


def _index(rows: list[dict[str, Any]], name: str) -> dict[int, Decimal]:
    """Read an index: one number above zero for a year; what has none is left out.

    :raises QueryError: when a year has two, or a row is no year and number that can be one
    """
    found: dict[int, Decimal] = {}
    for row in rows:
        if row[_INDEX] is None or row[_YEAR] is None:
            continue
        try:
            year, index = int(str(row[_YEAR])), Decimal(str(row[_INDEX]))
            known = index.is_finite() and _LEAST <= index <= _MOST
        except (ValueError, InvalidOperation):
            known = False
        if not known or year in found:
            raise QueryError(
                say("real: {name}, line {line}, is not one index above zero for one year"),
                name=name,
                line=str(row["line"]),
            )
        found[year] = index
    return found


def _counted(table: str, rows: Iterable[Mapping[str, Any]]) -> People:
    """Read how many people live in places.

    In the order of the log: of two counts of one source the one published last holds. Where two
    sources count otherwise, or two lists of places use one code, how many live there is unknown.
    """
    told: dict[tuple[str, int], dict[tuple[str, ...], int]] = {}
    for row in rows:
        source = tuple(str(row.get(one) or "") for one in _SOURCE)
        where = (str(row[_PLACE]), int(str(row[_YEAR])))
        told.setdefault(where, {})[source] = int(str(row[_COUNT]))
    counts: dict[str, dict[int, int | None]] = {}
    sources: dict[tuple[str, int], tuple[str, ...]] = {}
    for (place, year), by in told.items():
        several = len(set(by.values())) > 1
        counts.setdefault(place, {})[year] = None if several else next(iter(by.values()))
        named = (", ".join(filter(None, (one[1] or one[0], one[2]))) for one in by)
        sources[place, year] = tuple(dict.fromkeys(filter(None, named)))
    return People(table, counts, sources)

"""What checks ask of the published record, answered from a state's tables and publications."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

import pendopo
from pendopo.programme.config import Config
from pendopo.published.errors import QueryError
from pendopo.published.metadata import Metadata
from pendopo.published.reads import Filter, Query, Reader
from pendopo.published.sql.measuring import Sandbox
from pendopo.published.state import Publication, State
from pendopo.published.tables import PublishedTable
from pendopo.stages.assess.checks import Found, NotComputableError
from pendopo.terms.commitment import (
    Check,
    CombinedCheck,
    CoverageCheck,
    DocumentCheck,
    FreshnessCheck,
    IndicatorCheck,
    MeasureCheck,
)
from pendopo.terms.indicator import Indicator
from pendopo.terms.journey import Measurement
from pendopo.terms.standing import Input
from pendopo.terms.wording import say

_NOTHING: Final = ""


class Hall(Protocol):
    """What looking up needs of a programme."""

    config: Config
    indicators: Mapping[str, Indicator]

    def table(self, state: State, register: str, name: str) -> PublishedTable:
        """Give one table of a state."""

    def reader(self, table: PublishedTable) -> Reader:
        """Open a table for reading."""

    def serving_file(self, table: PublishedTable) -> Path:
        """Give a table's serving file."""

    def metadata(self, publication: Publication) -> Metadata | None:
        """Give what a publication says of itself."""


class LookedUp:
    """One state, looked up for many checks on one day; what two of them ask is asked once."""

    def __init__(self, hall: Hall, state: State, day: date, sandbox: Sandbox) -> None:
        self._hall = hall
        self._state = state
        self._day = day
        self._sandbox = sandbox
        self._zone = ZoneInfo(hall.config.government.timezone)
        self._inputs: dict[str, Input] = {}
        self._tables: dict[str, PublishedTable | None] = {}
        self._numbers: dict[tuple[str, tuple[str, ...]], Measurement] = {}
        self._values: dict[tuple[object, ...], Sequence[str]] = {}

    def inputs(self, checks: Sequence[Check]) -> tuple[Input, ...]:
        """Give what checks look at, each once."""
        found = {one.name: one for check in checks for one in self._looked_at(check)}
        return tuple(found[name] for name in sorted(found))

    def with_rows(self, inputs: Sequence[Input]) -> tuple[Input, ...]:
        """Count the rows of the tables among what was looked at."""
        return tuple(
            Input(one.name, one.version, one.entries, self._rows(one.name)) for one in inputs
        )

    def measured(self, check: IndicatorCheck | MeasureCheck) -> Measurement:
        """Ask a SELECT for its one number; each text once.

        That it is in the portable subset was held when its plan was published.

        :raises NotComputableError: saying why there is none
        :raises SlowError: when the machine, and not the record, is why
        """
        sql, reads, unit = self._question(check)
        key = sql, reads
        if key not in self._numbers:
            tables = [self._table(name) for name in reads]
            files = [(table, self._hall.serving_file(table)) for table in tables]
            try:
                value = self._sandbox.number(sql, files, self._day)
            except QueryError as error:
                # On another day the same question may have an answer.
                raise NotComputableError(error.message, sql=sql, **error.values) from error
            self._numbers[key] = Measurement(
                indicator=check.id,
                value=value,
                unit=unit,
                as_of=self._day.isoformat(),
                size=self._state.size,
                sql=sql,
            )
        return self._numbers[key]

    def documents(self, check: DocumentCheck | FreshnessCheck) -> Sequence[Found]:
        """Give the publications that stand where a check looks, oldest first."""
        office = check.office if isinstance(check, DocumentCheck) else ""
        return [
            Found(one.id, one.index, self._published_on(one), self._office(one) if office else "")
            for one in self._publications(check)
        ]

    def expected(self, check: CoverageCheck) -> Sequence[str]:
        """Give the list that is to be covered.

        :raises NotComputableError: when the table that holds it is not there
        """
        if check.of:
            return check.of
        return self._column(check.of_table, check.of_column, check.of_where)

    def present(self, check: CoverageCheck) -> Collection[str]:
        """Give the values that are there.

        :raises NotComputableError: when the table, or its column, is not there
        """
        return frozenset(self._column(check.table, check.column, check.where))

    def _looked_at(self, check: Check) -> Iterator[Input]:
        match check:
            case CombinedCheck():
                for one in check.checks:
                    yield from self._looked_at(one)
            case DocumentCheck() | FreshnessCheck():
                yield self._publications_input(check)
            case CoverageCheck():
                yield from (self._table_input(n) for n in (check.table, check.of_table) if n)
            case IndicatorCheck():
                known = self._hall.indicators.get(check.indicator)
                yield from (self._table_input(name) for name in (known.reads if known else ()))
            case MeasureCheck():
                yield from (self._table_input(name) for name in check.reads)

    def _publications_input(self, check: DocumentCheck | FreshnessCheck) -> Input:
        codes = ", ".join(f"{name}={code}" for name, code in sorted(check.scope.items()))
        table = f".{check.table}" if isinstance(check, FreshnessCheck) and check.table else ""
        name = f"publications of {check.register}{table}{f' ({codes})' if codes else ''}"
        if name not in self._inputs:
            found = self._publications(check)
            entries = tuple(one.index for one in found)
            self._inputs[name] = Input(name, _version([one.id for one in found]), entries)
        return self._inputs[name]

    def _table_input(self, name: str) -> Input:
        if name not in self._inputs:
            table = self._standing(name)
            parts = table.parts if table else ()
            entries = tuple(sorted({part.entry for part in parts}))
            self._inputs[name] = Input(name, _version([part.c for part in parts]), entries)
        return self._inputs[name]

    def _rows(self, name: str) -> int | None:
        table = self._tables.get(name)
        if table is None:
            return None
        if table.folded:
            return self._hall.reader(table).count()
        return sum(part.rows for part in table.parts)

    def _publications(self, check: DocumentCheck | FreshnessCheck) -> Sequence[Publication]:
        found = [one for one in self._state.current(check.register) if not self._is_gone(one)]
        if isinstance(check, FreshnessCheck) and check.table:
            table = self._standing(f"{check.register}.{check.table}")
            behind = set(table.publications) if table else set()
            return [one for one in found if one.index in behind]
        return [one for one in found if check.scope.items() <= one.scope.items()]

    def _is_gone(self, one: Publication) -> bool:
        """Whether nothing of a publication is there to be read: held, or taken away."""
        gone = [self._state.gone(each) is not None for each in one.objects]
        return bool(gone) and all(gone)

    def _published_on(self, one: Publication) -> str:
        return datetime.fromisoformat(one.time).astimezone(self._zone).date().isoformat()

    def _office(self, one: Publication) -> str:
        facts = self._hall.metadata(one)
        return facts.publisher if facts else ""

    def _question(self, check: IndicatorCheck | MeasureCheck) -> tuple[str, tuple[str, ...], str]:
        if isinstance(check, MeasureCheck):
            return check.sql, check.reads, check.unit
        known = self._hall.indicators.get(check.indicator)
        if known is None:
            raise NotComputableError(
                say("This program has no indicator called {name}"), name=check.indicator
            )
        return sql_of(known), known.reads, known.unit

    def _column(self, table: str, column: str, where: Mapping[str, str]) -> Sequence[str]:
        filters = tuple(Filter(name, "eq", value) for name, value in sorted(where.items()))
        key = table, column, filters
        if key not in self._values:
            reader = self._hall.reader(self._table(table))
            try:
                self._values[key] = reader.values(column, Query(filters))
            except QueryError as error:
                raise NotComputableError(error.message, **error.values) from error
        return self._values[key]

    def _table(self, name: str) -> PublishedTable:
        found = self._standing(name)
        if found is None:
            raise NotComputableError(say("No table {name} is published"), name=name)
        return found

    def _standing(self, name: str) -> PublishedTable | None:
        if name not in self._tables:
            register, _, table = name.partition(".")
            try:
                self._tables[name] = self._hall.table(self._state, register, table)
            except KeyError:
                self._tables[name] = None
        return self._tables[name]


def sql_of(indicator: Indicator) -> str:
    """Read an indicator's method."""
    place = resources.files("pendopo.indicators").joinpath(indicator.name, "measure.sql")
    return place.read_text("utf-8")


def program() -> str:
    """Say which program computes."""
    return f"pendopo {pendopo.__version__}"


def _version(names: Sequence[str]) -> str:
    """Name what was looked at; nothing at all has the empty name."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest() if names else _NOTHING

"""Measuring: an indicator's SQL, run over serving files that are opened for reading only."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Protocol

import pendopo
from pendopo.published.state import State
from pendopo.published.tables import PublishedTable
from pendopo.stages.measure import MeasureError, MeasureFacts, measure
from pendopo.store.engine import connect, engine_name, literal, quote, shut
from pendopo.store.place import LogPlace
from pendopo.terms.indicator import Indicator
from pendopo.terms.journey import Measurement

Value = Decimal | float | int | None


class UnknownIndicatorError(ValueError):
    """An indicator that this programme does not have."""


class Hall(Protocol):
    """What measuring needs of a programme."""

    indicators: Mapping[str, Indicator]
    place: LogPlace

    def state(self, size: int | None = None) -> State:
        """Give what stands now."""

    def table(self, state: State, register: str, name: str) -> PublishedTable:
        """Give one table of a state."""

    def serving_file(self, table: PublishedTable) -> Path:
        """Give a table's serving file."""


def measure_all(hall: Hall, names: Sequence[str], as_of: date) -> list[Measurement]:
    """Measure indicators on what is published now.

    :param names: none for all whose tables are published
    :raises UnknownIndicatorError: naming those there are
    """
    unknown = [name for name in names if name not in hall.indicators]
    if unknown:
        raise UnknownIndicatorError(
            f"no indicator is called {unknown[0]!r}; write one of {', '.join(hall.indicators)}"
        )
    state = hall.state()
    found = []
    for name in names or hall.indicators:
        indicator = hall.indicators[name]
        tables = _tables(hall, state, indicator)
        if tables is not None:
            found.append(_measure(hall, state, indicator, tables, as_of))
    return found


def _tables(hall: Hall, state: State, indicator: Indicator) -> list[PublishedTable] | None:
    try:
        return [hall.table(state, *read.split(".", 1)) for read in indicator.reads]
    except KeyError:
        return None


def _measure(
    hall: Hall,
    state: State,
    indicator: Indicator,
    tables: Sequence[PublishedTable],
    as_of: date,
) -> Measurement:
    sql = (
        resources.files("pendopo.indicators")
        .joinpath(indicator.name, "measure.sql")
        .read_text("utf-8")
    )
    _hold_portable(indicator, sql, tables)
    facts = MeasureFacts(
        size=state.size,
        as_of=as_of,
        tables={f"{table.register}.{table.name}": _digests(hall, state, table) for table in tables},
        program=f"pendopo {pendopo.__version__}",
        engine=engine_name(),
    )
    with connect() as database:
        for i, table in enumerate(tables):
            database.execute(f"attach {literal(str(hall.serving_file(table)))} as t{i} (read_only)")
            name = quote(table.table.name)
            database.execute(f"create view {name} as from t{i}.{name}")
        shut(database)

        def run(text: str, values: Mapping[str, object]) -> list[tuple[Value, ...]]:
            return database.execute(text, dict(values)).fetchall()

        return measure(indicator, sql, run, facts)


def _hold_portable(indicator: Indicator, sql: str, tables: Sequence[PublishedTable]) -> None:
    """Refuse a measure whose text could give another engine's reader another number.

    :raises MeasureError: with the first place and what to write there
    """
    # The linter's parser takes a while to load, and most of what a programme does measures nothing.
    from pendopo.standards.sql.portable import check  # noqa: PLC0415

    columns = {table.table.name: [column.name for column in table.columns] for table in tables}
    keys = {table.table.name: table.table.key or ("entry", "line") for table in tables}
    for problem in check(sql, columns, keys):
        raise MeasureError(
            f"indicators/{indicator.name}/measure.sql: rule {problem.rule} of the portable subset, "
            f"found {problem.found!r}; write {problem.write}"
        )


def _digests(hall: Hall, state: State, table: PublishedTable) -> tuple[str, ...]:
    """Give the logical digests of a table's parts: with them anyone can tell what was measured."""
    found = []
    for part in table.parts:
        name = state.publication(part.entry).id
        salts = json.loads((hall.place.public / "pub" / name / "salts.json").read_bytes())
        found += [one["digest"] for one in salts["objects"] if one["c"] == part.c]
    return tuple(found)

"""Measure: an indicator asked of published tables becomes a number with all that made it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pendopo.terms.indicator import Indicator
from pendopo.terms.journey import Measurement

Value = Decimal | float | int | None
Run = Callable[[str, Mapping[str, object]], Sequence[Sequence[Value]]]


class MeasureError(ValueError):
    """An indicator's SQL does not give one number."""


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """What a number depends on beside its method.

    :param size: the log's size the tables were read at
    :param as_of: the day the question is asked for
    :param tables: ``register.table`` to the logical digests of its parts
    :param program: name and version, ``pendopo 0.1.0``
    :param engine: name and version, ``duckdb 1.5.6``
    """

    size: int
    as_of: date
    tables: Mapping[str, tuple[str, ...]]
    program: str
    engine: str


def measure(indicator: Indicator, sql: str, run: Run, facts: MeasureFacts) -> Measurement:
    """Ask an indicator's question; its value is kept exactly, rounding is for showing.

    :param sql: the indicator's ``measure.sql``, kept with the number
    :param run: runs SQL with the parameter ``as_of`` bound as a date, and gives all rows
    :raises MeasureError: when the answer is not one row of one column that holds a number or null
    """
    rows = run(sql, {"as_of": facts.as_of})
    return Measurement(
        indicator=indicator.name,
        value=_exact_text(indicator.name, _only_value(indicator.name, rows)),
        unit=indicator.unit,
        as_of=facts.as_of.isoformat(),
        size=facts.size,
        sql=sql,
        tables=facts.tables,
        program=facts.program,
        engine=facts.engine,
    )


def _only_value(name: str, rows: Sequence[Sequence[Value]]) -> Value:
    if len(rows) != 1 or len(rows[0]) != 1:
        columns = len(rows[0]) if rows else 0
        raise MeasureError(
            f"indicators/{name}/measure.sql: gave {len(rows)} rows of {columns} columns; "
            f"write a SELECT that gives one row with one column, value"
        )
    return rows[0][0]


def _exact_text(name: str, value: object) -> str | None:
    """Write a value without an exponent; a double in the fewest digits that name it alone."""
    match value:
        case None:
            return None
        case bool() | str():
            number = None
        case float():
            number = Decimal(repr(value))
        case int() | Decimal():
            number = Decimal(value)
        case _:
            number = None
    if number is None or not number.is_finite():
        raise MeasureError(
            f"indicators/{name}/measure.sql: gave {value!r}; write a SELECT that gives a number, "
            f"or null where the record holds no data"
        )
    return format(number, "f")

"""The latest measurement of each question, and where it stands in the log."""

from dataclasses import dataclass
from decimal import Decimal

from pendopo.portal import writing
from pendopo.portal.visit import Visit
from pendopo.terms.indicator import Indicator
from pendopo.terms.journey import Entry, Measurement


@dataclass(frozen=True, slots=True)
class Measure:
    """One answer as a page shows it.

    :param value: None where the record holds no data, which is not zero
    :param tables: the tables that it read, as register and name
    """

    entry: Entry
    measurement: Measurement
    question: str
    value: str | None
    tables: tuple[tuple[str, str], ...]
    address: str


def latest(visit: Visit) -> list[Measure]:
    """Give the newest measurement of each indicator, in the indicators' order."""
    newest = {
        measurement.indicator: (entry, measurement)
        for entry, measurement in visit.programme.measurements(visit.state)
    }
    return [
        _measure(visit, indicator, *newest[name])
        for name, indicator in visit.programme.indicators.items()
        if name in newest
    ]


def _measure(visit: Visit, indicator: Indicator, entry: Entry, measurement: Measurement) -> Measure:
    value = None
    if measurement.value is not None:
        value = writing.rounded(Decimal(measurement.value), indicator.decimals)
    parts = (name.partition(".") for name in measurement.tables)
    return Measure(
        entry=entry,
        measurement=measurement,
        question=indicator.question,
        value=value,
        tables=tuple((register, name) for register, _dot, name in parts),
        address=visit.log_address(entry.index),
    )

"""The latest measurement of each question, and where it stands in the log."""

from dataclasses import dataclass
from decimal import Decimal

from pendopo.portal import writing
from pendopo.portal.visit import Visit
from pendopo.terms.journey import Entry, Measurement

_PLACES = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """One answer as a page shows it.

    :param value: None where the record holds no data, which is not zero
    :param unit: as it is said beside the value
    :param tables: the tables that it read, as register and name
    """

    entry: Entry
    measurement: Measurement
    question: str
    value: str | None
    unit: str
    tables: tuple[tuple[str, str], ...]
    address: str

    @property
    def object_address(self) -> str:
        """The address of the measurement itself, in JSON."""
        c = self.entry.leaf.objects[0].c
        return f"/objects/{c[:2]}/{c}"


def latest(visit: Visit) -> list[Measure]:
    """Give the newest measurement of each indicator, in the indicators' order."""
    newest = {
        measurement.indicator: (entry, measurement)
        for entry, measurement in visit.programme.measurements(visit.state)
    }
    return [measure(visit, *newest[name]) for name in visit.programme.indicators if name in newest]


def measure(visit: Visit, entry: Entry, measurement: Measurement) -> Measure:
    """Write one measurement; of an indicator that is no longer declared, by its name."""
    indicator = visit.programme.indicators.get(measurement.indicator)
    value, unit = None, writing.said(measurement.unit)
    if measurement.value is not None:
        places = indicator.decimals if indicator else _PLACES
        value, unit = writing.measured(Decimal(measurement.value), measurement.unit, places)
    parts = (name.partition(".") for name in measurement.tables)
    return Measure(
        entry=entry,
        measurement=measurement,
        question=indicator.question if indicator else measurement.indicator,
        value=value,
        unit=unit,
        tables=tuple((register, name) for register, _dot, name in parts),
        address=visit.log_address(entry.index),
    )

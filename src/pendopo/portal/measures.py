"""The latest measurement of each question, and where it stands in the log."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext

from pendopo.portal import writing
from pendopo.portal.charts.chart import Point, Words
from pendopo.portal.charts.lines import Spark, spark
from pendopo.portal.visit import Visit, root
from pendopo.terms.journey import Entry, Measurement

_PLACES = 6
_DAYS_LEAST = 2


@dataclass(frozen=True, slots=True)
class Measure:
    """One answer as a page shows it.

    :param value: None where the record holds no data, which is not zero
    :param unit: as it is said beside the value
    :param tables: the tables that it read, as register and name
    :param places: the digits behind the mark that the question is answered with
    :param spark: the same question on other days; None where it was asked for one day only
    """

    entry: Entry
    measurement: Measurement
    question: str
    value: str | None
    unit: str
    tables: tuple[tuple[str, str], ...]
    address: str
    places: int = _PLACES
    spark: Spark | None = None

    @property
    def object_address(self) -> str:
        """The address of the measurement itself, in JSON."""
        c = self.entry.leaf.objects[0].c
        return f"{root()}/objects/{c[:2]}/{c}"


def latest(visit: Visit) -> list[Measure]:
    """Give the newest measurement of each indicator, in the indicators' order."""
    given: dict[str, list[tuple[Entry, Measurement]]] = {}
    for entry, measurement in visit.programme.measurements(visit.state):
        given.setdefault(measurement.indicator, []).append((entry, measurement))
    return [
        replace(measure(visit, *given[name][-1]), spark=_over_time(visit, given[name]))
        for name in visit.programme.indicators
        if name in given
    ]


def _over_time(visit: Visit, given: list[tuple[Entry, Measurement]]) -> Spark | None:
    """Draw what was measured for each day, a recalculation in the place of what it recalculates."""
    by_day = {measurement.as_of: (entry, measurement) for entry, measurement in given}
    if len(by_day) < _DAYS_LEAST:
        return None
    last = measure(visit, *given[-1])

    def write(value: Decimal) -> str:
        return writing.measured(value, last.measurement.unit, last.places)[0]

    words = Words(
        name=f"measured-{last.measurement.indicator}",
        title=gettext("Measured over time"),
        note=writing.said(last.question),
        of=gettext("As of"),
        unit=last.unit,
        short=write,
        full=write,
    )
    points = [
        Point(
            writing.short_day(day),
            None if one.value is None else Decimal(one.value),
            visit.log_address(entry.index),
        )
        for day, (entry, one) in sorted(by_day.items())
    ]
    return spark(words, points)


def measure(visit: Visit, entry: Entry, measurement: Measurement) -> Measure:
    """Write one measurement; of an indicator that is no longer declared, by its name."""
    indicator = visit.programme.indicators.get(measurement.indicator)
    value, unit = None, writing.said(measurement.unit)
    places = indicator.decimals if indicator else _PLACES
    if measurement.value is not None:
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
        places=places,
    )

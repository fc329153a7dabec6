"""The borders of a list: read, held to RFC 7946, and simplified once, all of them together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import orjson

from pendopo.registers.places.tables import BORDERS
from pendopo.standards.geo.coverage import simplified
from pendopo.standards.geo.polygon import (
    METRES,
    UNITS,
    Area,
    GeometryError,
    box_of,
    geometry_of,
    km2_of,
    point_in,
    read_area,
)
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

# About 15 m: finer than a screen shows of a village, coarser than what surveys of them differ by.
NEAR_UNITS: Final = 14
_LINES_SHOWN = 20
_FAULTS = {
    "type": (
        "border_is_a_polygon",
        Weight.WARN,
        say("{found} is no area, and was not taken as a border."),
        say("Give the border as a Polygon or MultiPolygon; a point is no border."),
    ),
    "form": (
        "border_is_a_polygon",
        Weight.STOP,
        say("The coordinates of a border cannot be read: {found}."),
        say("Export the layer anew as GeoJSON: lists of rings, each of [longitude, latitude]."),
    ),
    "empty": (
        "border_is_a_polygon",
        Weight.WARN,
        say("A {found} has no area, and was not taken as a border."),
        say("Draw the border with at least three corners."),
    ),
    "order": (
        "longitude_comes_first",
        Weight.STOP,
        say("{found} is no place on the earth; the other way round it is one."),
        say("Write the longitude first, then the latitude, as GeoJSON demands."),
    ),
    "far": (
        "longitude_comes_first",
        Weight.STOP,
        say("{found} is no place on the earth: a longitude is at most 180, a latitude 90."),
        say("Export the layer anew in WGS 84 (EPSG:4326), as GeoJSON demands."),
    ),
}


@dataclass(slots=True)
class _Fault:
    """Where a kind of fault was found."""

    example: str
    lines: list[int] = field(default_factory=list)


class Borders:
    """The borders that were read so far, and what was wrong with others."""

    def __init__(self) -> None:
        self._areas: dict[int, Area] = {}
        self._rows: dict[int, Mapping[str, str | None]] = {}
        self._faults: dict[str, _Fault] = {}
        self._open: list[int] = []
        self._corners = 0
        self._kept = 0

    def add(self, line: int, row: Mapping[str, str | None], geometry: str | None) -> None:
        """Keep the border of a line, or note why it is none.

        :param row: its ``scheme``, ``code`` and ``since``
        :param geometry: GeoJSON
        """
        try:
            area = read_area(orjson.loads(geometry or ""))
        except orjson.JSONDecodeError:
            self._note(line, "form", (geometry or "")[:40])
            return
        except GeometryError as error:
            self._note(line, error.kind, error.found)
            return
        if area.opened:
            self._open.append(line)
        self._areas[line] = area
        self._rows[line] = row

    def _note(self, line: int, kind: str, found: str) -> None:
        self._faults.setdefault(kind, _Fault(found)).lines.append(line)

    def rows(self) -> Iterator[tuple[int, tuple[str | None, ...]]]:
        """Give the rows of the table, in the order of the file; a small place keeps its corners."""
        fewer = simplified({line: area.rings for line, area in self._areas.items()}, NEAR_UNITS)
        for line, area in self._areas.items():
            thin = area.with_rings(fewer[line])
            shown = thin if thin.parts else area
            self._corners += sum(map(len, area.rings))
            self._kept += sum(map(len, shown.rings))
            yield line, (*_named(self._rows[line]), *_measured(area), *_written(shown))

    def findings(self) -> Iterator[Finding]:
        """Tell of what is no border, of rings left open, and of how much was left out."""
        for kind, fault in self._faults.items():
            rule, weight, message, write = _FAULTS[kind]
            yield Finding(
                rule,
                weight,
                message,
                {"found": fault.example},
                write,
                table=BORDERS.name,
                column="geometry",
                lines=tuple(fault.lines[:_LINES_SHOWN]),
                count=len(fault.lines),
            )
        if self._open:
            yield Finding(
                "ring_is_closed",
                Weight.WARN,
                say("A border does not end where it began; it was closed with a straight line."),
                write=say("Write the first corner once more as the last."),
                table=BORDERS.name,
                column="geometry",
                lines=tuple(self._open[:_LINES_SHOWN]),
                count=len(self._open),
                source="RFC 7946, 3.1.6",
            )
        if self._areas:
            yield Finding(
                "borders_are_simplified",
                Weight.NOTE,
                say(
                    "Of {corners} corners the table keeps {kept}; no border moved by more than "
                    "{metres} m. The file itself stays as it is."
                ),
                {
                    "corners": str(self._corners),
                    "kept": str(self._kept),
                    "metres": str(round(NEAR_UNITS * METRES + 0.5)),
                },
                table=BORDERS.name,
            )


def _named(row: Mapping[str, str | None]) -> tuple[str | None, ...]:
    return row["code"], row["scheme"], row["since"]


def _measured(area: Area) -> tuple[str, ...]:
    """Write the size of a border as it was handed in, and a point within."""
    longitude, latitude = point_in(area)
    return f"{km2_of(area):.3f}", _degrees(longitude), _degrees(latitude)


def _written(area: Area) -> tuple[str, ...]:
    return *map(_degrees, box_of(area)), orjson.dumps(geometry_of(area)).decode()


def _degrees(number: float) -> str:
    return f"{round(number * UNITS) / UNITS:.5f}"

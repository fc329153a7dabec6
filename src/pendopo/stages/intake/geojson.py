"""GeoJSON: the properties of a feature are a row, its geometry a cell of JSON.

Source: RFC 7946; its coordinates are degrees of WGS 84, longitude first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.json_text import Number, dump
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

GEOMETRY = "geometry"
_ID = "id"
_OWN = frozenset({"type", "properties", GEOMETRY, _ID, "bbox"})
# The names of WGS 84 with the longitude first, as older files give them.
_WGS84 = ("crs84", "epsg::4326", "epsg:4326", "ogc:84")
_LONGITUDE_MOST, _LATITUDE_MOST = 180, 90
_NAMES_SHOWN = 20


@dataclass
class Features:
    """What came up while features became rows.

    :param placeless: the features without a geometry, from 1
    :param clashing: names that a feature's properties share with what stands beside them
    """

    rows: int = 0
    placeless: SomeRows = field(default_factory=SomeRows)
    far: SomeRows = field(default_factory=SomeRows)
    far_example: str = ""
    clashing: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)

    def row(self, feature: Any) -> Any:  # noqa: ANN401 - JSON holds anything
        """Give a feature's row; what is no feature is given back as it is."""
        self.rows += 1
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict | None):
            return feature
        row = type(feature)(feature.get("properties") or {})
        self.beside |= feature.keys() - _OWN
        if _ID in feature and str(row.get(_ID, feature[_ID])) != str(feature[_ID]):
            self.clashing.add(_ID)
        elif _ID in feature:
            row = type(feature)({_ID: feature[_ID], **row})
        if GEOMETRY in row:
            self.clashing.add(GEOMETRY)
        row[GEOMETRY] = self._geometry(feature.get(GEOMETRY))
        return row

    def rows_of(self, features: Iterator[Any]) -> Iterator[Any]:
        """Give the rows of features."""
        return map(self.row, features)

    def _geometry(self, geometry: Any) -> str | None:  # noqa: ANN401 - JSON holds anything
        if not geometry:
            self.placeless.add(self.rows, "")
            return None
        position = _first_position(geometry)
        if position and not _on_earth(position):
            self.far.add(self.rows)
            self.far_example = self.far_example or ", ".join(position[:2])
        return dump(geometry)

    def tell(self, crs: str, tell: Tell) -> None:
        """Tell what is doubtful of the places.

        :param crs: the name of the coordinate system that the file gives; empty for none
        """
        known = not crs or any(name in crs.lower() for name in _WGS84)
        if not known or self.far.count:
            tell(
                Finding(
                    "places_are_in_degrees",
                    Weight.WARN,
                    say(
                        "The places are in another coordinate system than WGS 84 (system: {crs}; "
                        "first place that is not in degrees: {found})."
                    ),
                    {"crs": crs or "-", "found": self.far_example or "-"},
                    say(
                        "Export the layer anew in WGS 84 (EPSG:4326), the longitude before the "
                        "latitude, as GeoJSON demands."
                    ),
                    column=GEOMETRY,
                    lines=tuple(self.far.lines),
                    count=self.far.count,
                )
            )
        if self.placeless.count:
            tell(
                Finding(
                    "features_have_places",
                    Weight.NOTE,
                    say("Features without a place have an empty cell for it."),
                    column=GEOMETRY,
                    lines=tuple(self.placeless.lines),
                    cells=tuple(self.placeless.cells),
                    count=self.placeless.count,
                )
            )
        if self.beside:
            tell(
                Finding(
                    "features_are_properties",
                    Weight.NOTE,
                    say("What features hold beside their properties was not read: {names}."),
                    {"names": ", ".join(sorted(map(str, self.beside))[:_NAMES_SHOWN])},
                )
            )


def crs_of(values: dict[str, Any]) -> str:
    """Give the name of the coordinate system that a file of before 2016 may give."""
    return str(values.get("crs.properties.name") or values.get("crs.properties.href") or "")


def _first_position(geometry: Any) -> list[str]:  # noqa: ANN401 - JSON holds anything
    """Give the first coordinates; none where there are none."""
    while isinstance(geometry, dict):
        inner = geometry.get("geometries") or [geometry.get("coordinates")]
        geometry = inner[0] if isinstance(inner, list) and inner else None
    while isinstance(geometry, list) and geometry and not isinstance(geometry[0], Number):
        geometry = geometry[0]
    return geometry if isinstance(geometry, list) else []


def _on_earth(position: list[str]) -> bool:
    numbers = [float(one) for one in position[:2] if isinstance(one, Number)]
    limits = (_LONGITUDE_MOST, _LATITUDE_MOST)
    return all(abs(one) <= most for one, most in zip(numbers, limits, strict=False))

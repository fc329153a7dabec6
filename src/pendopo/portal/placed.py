"""Places drawn on a map: each area leads to its place, and a list beside it says the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pendopo.portal.gazetteer import Border, Gazetteer, Place
from pendopo.portal.visit import Visit
from pendopo.standards.geo.outline import Outlines, outlines

# An inline map of more would make its page too heavy; it is a picture of its own then, drawn a
# little more roughly.
INLINE_MOST = 60
_NEAR, _NEAR_OF_MANY = 1.2, 2.0
# Of a name on the sheet, in its units: as high, and as wide a letter; those that meet are left out.
_LETTER_WIDE, _LETTER_HIGH = 10, 24


@dataclass(frozen=True, slots=True)
class Area:
    """One place on a map.

    :param path: SVG path data
    :param x, y: where its name stands
    :param label: its name, where there is room for all of them
    """

    place: Place
    address: str
    path: str
    x: int
    y: int
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class Map:
    """A sheet of places.

    :param missing: the places that have no border and so are not on it
    """

    width: int
    height: int
    areas: tuple[Area, ...]
    missing: tuple[Place, ...]

    @property
    def count(self) -> int:
        """How many places it was to show."""
        return len(self.areas) + len(self.missing)


def map_of(
    visit: Visit, gazetteer: Gazetteer, places: Sequence[Place], here: str = ""
) -> Map | None:
    """Draw places of one code system; None where none of them has a border.

    :param here: the code of the place that the page is about; empty for none
    """
    if not places:
        return None
    found = gazetteer.borders(places[0].scheme, [place.code for place in places])
    missing = tuple(place for place in places if place.code not in found)
    if not found:
        return None
    near = _NEAR if len(found) <= INLINE_MOST else _NEAR_OF_MANY
    sheet = outlines({"features": [_feature(border) for border in found.values()]}, near=near)
    drawn = [place for place in places if place.code in found]
    labels = _labels([found[one.code] for one in drawn], drawn, sheet, here)
    # The place that the page is about comes last, so that its outline lies above its neighbours'.
    areas = []
    for place in sorted(drawn, key=lambda one: one.code == here):
        border = found[place.code]
        x, y = sheet.corner(float(border.longitude), float(border.latitude))
        areas.append(
            Area(
                place,
                visit.address("place", scheme=place.scheme, code=place.code),
                sheet.paths[place.code],
                x,
                y,
                labels.get(place.code, ""),
                here=place.code == here,
            )
        )
    return Map(sheet.width, sheet.height, tuple(areas), missing)


def _labels(
    borders: Sequence[Border], drawn: Sequence[Place], sheet: Outlines, here: str
) -> dict[str, str]:
    """Choose the names that there is room for: this place first, then the largest."""
    ranked = sorted(
        zip(drawn, borders, strict=True), key=lambda one: (one[0].code != here, -one[1].area_km2)
    )
    taken: list[tuple[int, int, int]] = []
    labels: dict[str, str] = {}
    for place, border in ranked:
        x, y = sheet.corner(float(border.longitude), float(border.latitude))
        half = len(place.name) * _LETTER_WIDE // 2
        free = all(
            abs(x - other_x) > half + other_half or abs(y - other_y) > _LETTER_HIGH
            for other_x, other_y, other_half in taken
        )
        if free and half <= x <= sheet.width - half:
            taken.append((x, y, half))
            labels[place.code] = place.name
    return labels


def _feature(border: Border) -> dict[str, object]:
    return {"properties": {"code": border.code}, "geometry": border.geometry}


def without_border(gazetteer: Gazetteer, places: Iterable[Place]) -> list[Place]:
    """Give the places that have no border."""
    listed = list(places)
    scheme = listed[0].scheme if listed else ""
    found = gazetteer.borders(scheme, [place.code for place in listed])
    return [place for place in listed if place.code not in found]

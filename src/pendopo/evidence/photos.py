"""Photos of boards and works: kept without metadata, known again when they come twice.

A photo without EXIF is normal: messengers take it out. Where it was taken is then said by the
browser of who took it, with consent, or by the district officer; else the photo is unproved, which
is never "missing". A place serves to look whether it lies within the village and is not kept.
"""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

from PIL import ExifTags, Image, ImageOps

from pendopo.terms.wording import fill, say

BROWSER, PICTURE, OFFICER = "browser", "picture", "officer"
# Pictures are read to this many pixels: a small file can unfold to a picture of many gigabytes.
PIXELS_MOST: Final = 60_000_000
_EDGE_MOST: Final = 2_000  # of a picture as it is kept: what is on a board can still be read
_QUALITY: Final = 82
_GRID: Final = 8
_EAST_MOST, _NORTH_MOST = 180.0, 90.0
# Of the 64 bits of a likeness so many may differ where a picture was made smaller or saved anew.
LIKE_MOST: Final = 4
_FORMS: Final = ("JPEG", "PNG", "WEBP")

Point = tuple[float, float]


class PhotoError(ValueError):
    """What is no photo that can be kept: a sentence for a person, its values apart."""

    def __init__(self, message: str, **values: str) -> None:
        self.message = message
        self.values = values
        super().__init__(fill(message, values))


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is kept.

    :param data: a JPEG of at most 2,000 pixels an edge, upright, without any metadata
    :param sha256: of ``data``
    :param received: SHA-256 of what was handed in: the very same file comes again
    :param likeness: 16 hexadecimal digits, alike for pictures that look alike; empty for a flat one
    :param taken_on: the day that its own data said; None where it said none
    :param point: longitude and latitude that its own data said; None where it said none
    """

    data: bytes
    sha256: str
    received: str
    likeness: str
    taken_on: date | None = None
    point: Point | None = None


def kept(content: bytes) -> Photo:
    """Read a photo once, take from its metadata the day and the place, and leave the rest.

    :raises PhotoError: for what is no JPEG, PNG or WebP, is broken, or too large
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMS) as opened:
            _hold_size(opened)
            taken_on, point = _told(opened)
            upright = _upright(opened)
    except PhotoError:
        raise
    # Pillow raises whatever a broken file makes it stumble over: ValueError for a large text in a
    # PNG, SyntaxError, struct.error, TypeError … None of them may end a batch of other photos.
    except Exception as error:
        raise PhotoError(say("This is no photo that can be read: JPEG, PNG or WebP.")) from error
    likeness = _likeness(upright)
    upright.thumbnail((_EDGE_MOST, _EDGE_MOST))
    # A picture that is drawn anew holds nothing of what stood beside it.
    clean = Image.frombytes("RGB", upright.size, upright.tobytes())
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=_QUALITY, optimize=True)
    data = out.getvalue()
    return Photo(
        data,
        hashlib.sha256(data).hexdigest(),
        hashlib.sha256(content).hexdigest(),
        likeness,
        taken_on,
        point,
    )


def _hold_size(opened: Image.Image) -> None:
    if opened.width * opened.height > PIXELS_MOST:
        raise PhotoError(
            say("The picture has {width} by {height} pixels; send it smaller."),
            width=str(opened.width),
            height=str(opened.height),
        )


def _told(opened: Image.Image) -> tuple[date | None, Point | None]:
    """Read the day and the place; broken metadata says nothing, and the picture stays."""
    try:
        told = opened.getexif()
        return _day(told), _point(told)
    except Exception:  # noqa: BLE001  whatever Pillow stumbles over
        return None, None


def _upright(opened: Image.Image) -> Image.Image:
    opened.load()
    try:
        return ImageOps.exif_transpose(opened).convert("RGB")
    except Exception:  # noqa: BLE001  what is broken is how it was held, not the picture
        return opened.convert("RGB")


def alike(one: str, other: str) -> bool:
    """Say whether two likenesses are of pictures that look alike; an empty one is like none."""
    if not (one and other):
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= LIKE_MOST


def seen_before(photo: Photo, known: Iterable[tuple[str, str]]) -> str | None:
    """Give the name under which the same picture is known; None where it is new.

    :param known: likeness and name of each picture
    """
    return next((name for likeness, name in known if alike(photo.likeness, likeness)), None)


def inside(point: Point, geometry: dict[str, Any]) -> bool:
    """Say whether a point lies within a Polygon or MultiPolygon of GeoJSON, holes left out."""
    parts: Sequence[Any] = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        parts = [parts]
    return any(_odd(point, ring_set) for ring_set in parts)


def placed(photo: Photo, told: Point | None, *, officer: bool) -> tuple[str, Point | None]:
    """Say who places a photo, the strongest word first, and where; empty where nobody does.

    :param told: what the browser of who took it says, with consent
    :param officer: whether the district officer confirmed the place
    """
    if told is not None:
        return BROWSER, told
    if photo.point is not None:
        return PICTURE, photo.point
    return (OFFICER, None) if officer else ("", None)


def _odd(point: Point, rings: Sequence[Sequence[Sequence[float]]]) -> bool:
    """Count how often a line to the east crosses the rings: within, it is odd."""
    x, y = point
    crossed = 0
    for ring in rings:
        for (ax, ay, *_), (bx, by, *_) in pairwise(ring):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                crossed += 1
    return crossed % 2 == 1


def _likeness(picture: Image.Image) -> str:
    """Hash by which neighbour is brighter in a small grey picture: what resizing leaves alike.

    :returns: empty for a flat picture, whose hash all flat ones share
    """
    grey = picture.convert("L").resize((_GRID + 1, _GRID), Image.Resampling.LANCZOS)
    cells = grey.tobytes()
    bits = 0
    for row in range(_GRID):
        for column in range(_GRID):
            at = row * (_GRID + 1) + column
            bits = bits << 1 | (cells[at] > cells[at + 1])
    flat = min(bits.bit_count(), _GRID * _GRID - bits.bit_count()) <= LIKE_MOST
    return "" if flat else f"{bits:016x}"


def _day(told: Image.Exif) -> date | None:
    """Read the day: Exif 2.32, DateTimeOriginal, ``2026:03:01 09:30:00``."""
    text = told.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    try:
        return date.fromisoformat(str(text)[:10].replace(":", "-"))
    except ValueError:
        return None


def _point(told: Image.Exif) -> Point | None:
    """Read the place: Exif 2.32, GPSLatitude and GPSLongitude with their hemispheres."""
    gps = told.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude])
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude])
        south = str(gps[ExifTags.GPS.GPSLatitudeRef]).upper().startswith("S")
        west = str(gps[ExifTags.GPS.GPSLongitudeRef]).upper().startswith("W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    point = (-longitude if west else longitude, -latitude if south else latitude)
    # Phones without a fix write zeros, a point in the Gulf of Guinea, or 0/0, which is no number.
    # What lies on no globe (a latitude of 111, NaN) compares false and is no place either.
    on_globe = abs(point[0]) <= _EAST_MOST and abs(point[1]) <= _NORTH_MOST
    return point if on_globe and point != (0.0, 0.0) else None


def _degrees(parts: Sequence[Any]) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600

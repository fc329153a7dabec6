"""Photos are kept without metadata and known again; what nobody placed is unproved."""

import io
from datetime import date

import pytest
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from pendopo.evidence.photos import PhotoError, alike, inside, kept, placed, seen_before

SQUARE = {
    "type": "Polygon",
    "coordinates": [
        [[111.0, -7.0], [112.0, -7.0], [112.0, -8.0], [111.0, -8.0], [111.0, -7.0]],
        [[111.4, -7.4], [111.6, -7.4], [111.6, -7.6], [111.4, -7.6], [111.4, -7.4]],
    ],
}


def board(turn=0):
    """Draw a board of fields in several shades."""
    picture = Image.new("RGB", (640, 480))
    for x in range(640):
        for y in range(0, 480, 8):
            shade = (x // 40 * 53 + y // 60 * 97 + turn * 31) % 256
            picture.paste((shade, shade // 2, 255 - shade), (x, y, x + 1, y + 8))
    return picture


def saved(picture, quality=90, **more):
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, **more)
    return out.getvalue()


def with_exif(latitude=(7.0, 12.0, 0.0), longitude=(111.0, 6.0, 0.0)):
    told = Image.Exif()
    told[ExifTags.Base.Make] = "Telepon Contoh"
    told[ExifTags.Base.Orientation] = 6
    told.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:01 09:30:00"
    gps = told.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "S", latitude
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", longitude
    return saved(board(), exif=told.tobytes(), comment=b"rahasia")


def test_what_is_kept_is_upright_and_holds_no_metadata():
    photo = kept(with_exif())

    with Image.open(io.BytesIO(photo.data)) as picture:
        assert picture.size == (480, 640)
        assert dict(picture.getexif()) == {}
    assert b"Telepon" not in photo.data
    assert b"rahasia" not in photo.data
    assert b"Exif" not in photo.data
    assert (photo.taken_on, photo.point) == (date(2026, 3, 1), (111.1, -7.2))


def test_the_same_photo_is_noticed_when_it_comes_again_smaller_and_saved_anew():
    first, other = kept(saved(board())), kept(saved(board(turn=3).rotate(90)))
    again = kept(saved(board().resize((320, 240)), quality=40))

    assert again.sha256 != first.sha256
    assert alike(again.likeness, first.likeness)
    assert not alike(other.likeness, first.likeness)
    known = [(other.likeness, "Sari"), (first.likeness, "Rejo")]
    assert seen_before(again, known) == "Rejo"
    assert kept(saved(board())).received == first.received


NO_FIX = (IFDRational(0, 0),) * 3


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(NO_FIX, NO_FIX), ((0.0,) * 3, (0.0,) * 3), ((111.0, 0.0, 0.0), (7.0, 0.0, 0.0))],
)
def test_a_phone_without_a_fix_says_no_place(latitude, longitude):
    assert kept(with_exif(latitude, longitude)).point is None


def test_a_photo_that_a_messenger_stripped_is_placed_by_a_person_or_by_nobody():
    photo = kept(saved(board()))

    assert (photo.taken_on, photo.point) == (None, None)
    assert placed(photo, None, officer=False) == ("", None)
    assert placed(photo, None, officer=True) == ("officer", None)
    assert placed(photo, (111.2, -7.2), officer=False) == ("browser", (111.2, -7.2))
    assert placed(kept(with_exif()), None, officer=False)[0] == "picture"


@pytest.mark.parametrize(
    ("point", "within"),
    [((111.2, -7.2), True), ((111.5, -7.5), False), ((113.0, -7.5), False), ((111.2, -6.9), False)],
)
def test_a_place_lies_within_a_border_or_not(point, within):
    assert inside(point, SQUARE) is within
    assert inside(point, {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]]}) is within


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff\xe0 no picture", b"%PDF-1.7", saved(board())[:900]]
)
def test_what_is_no_photo_is_told(content):
    with pytest.raises(PhotoError, match="no photo that can be read"):
        kept(content)


def test_flat_pictures_are_not_taken_for_one_another():
    white, black = (kept(saved(Image.new("RGB", (64, 48), shade))) for shade in ("white", "black"))

    assert white.likeness == ""
    assert seen_before(white, [(black.likeness, "Sari")]) is None


def test_a_picture_that_the_library_stumbles_over_is_told_as_no_photo():
    told = PngInfo()
    told.add_text("Comment", "a" * 2_000_000, zip=True)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=told)

    with pytest.raises(PhotoError):
        kept(out.getvalue())

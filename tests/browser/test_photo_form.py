"""A board is photographed on a phone: the browser says where, if its reader agrees."""

import io

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Browser, Download, Geolocation, Page

from pendopo.evidence.photos import kept
from pendopo.exports.photo_form import photo_form
from tests.browser.test_archive import opened, plainly_served

CODE, OTHER = "35.22.01.2001", "35.22.01.2002"
HERE: Geolocation = {"latitude": -7.15012, "longitude": 111.88123, "accuracy": 12}


def photo() -> bytes:
    """A picture as a phone takes it: held upright, with who and when beside it."""
    made = Image.effect_mandelbrot((640, 480), (-2, -1, 1, 1), 40).convert("RGB")
    told = Image.Exif()
    told[ExifTags.Base.Artist] = "Budi"
    out = io.BytesIO()
    made.save(out, "JPEG", exif=told)
    return out.getvalue()


def save(page: Page) -> Download:
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the photo").click()
    return saved.value


@pytest.mark.parametrize("agrees", [True, False])
def test_the_saved_file_names_village_and_place_and_holds_nothing_else(
    browser: Browser, site: str, tmp_path, agrees
):
    context = browser.new_context(
        viewport={"width": 360, "height": 760},
        geolocation=HERE,
        permissions=["geolocation"] if agrees else [],
    )
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda told: broken.append(told.text) if told.type == "error" else None)
    page.goto(f"{site}/en/villages/photo.html#code={CODE}")
    page.set_input_files(
        "#photo", {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )

    page.get_by_role("button", name="Say where I stand").click()
    page.wait_for_function("document.getElementById('told').textContent.includes('lace')")
    if agrees:
        page.get_by_text("known to 12 metres").wait_for()
    else:
        page.get_by_text("No place.").wait_for()
    saved = save(page)
    saved.save_as(tmp_path / "photo.jpg")
    # The next village has its own place, or none.
    page.fill("#code", OTHER)
    assert page.text_content("#told") == ""
    assert save(page).suggested_filename == f"{OTHER}.jpg"
    data = (tmp_path / "photo.jpg").read_bytes()
    assert saved.suggested_filename == (
        f"{CODE}@-7.150120,111.881230.jpg" if agrees else f"{CODE}.jpg"
    )
    assert b"Budi" not in data
    assert kept(data).likeness == kept(photo()).likeness
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert broken == []
    context.close()


def test_a_copy_of_the_page_asks_its_server_for_nothing(browser: Browser, tmp_path):
    (tmp_path / "photo.html").write_text(photo_form("en", str))

    with plainly_served(tmp_path) as address:
        page, said = opened(browser, 360)
        for _ in range(2):
            page.goto(f"{address}/photo.html")
            page.wait_for_timeout(300)  # the browser asks for an icon after the page
        page.context.close()

    assert said == []

"""A file is hashed in a real browser and found without being sent; paper leads a camera back."""

import hashlib
import io
import re

import pytest
import zxingcpp
from PIL import Image

from tests.browser.test_pages import opened

# Around the edges of a block of 64 bytes, where the length no longer fits, and past a piece.
LENGTHS = (0, 1, 55, 56, 63, 64, 65, 119, 120, 128, (1 << 20) - 1, 1 << 20, (1 << 20) + 57)


@pytest.fixture
def page(browser, site):
    page = opened(browser, 360)
    page.goto(f"{site}/en/verify/")
    yield page
    page.context.close()


def bring(page, data, name="a file.csv"):
    page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": data})
    page.locator("form.bring[method=post] button").click()


def answered(page):
    page.locator("[data-part=answer]").wait_for(state="visible")
    return page.locator("[data-part=answer]").inner_text()


def original(hall, number):
    return hall.original_path(hall.state().publications[number]).read_bytes()


def test_a_file_is_found_and_neither_it_nor_its_hash_leaves_the_browser(page, hall):
    asked = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    digest = hashlib.sha256(original(hall, 0)).hexdigest()

    bring(page, original(hall, 0))

    assert "This exact file was published by Dinas Kominfo on 18 November 2026" in answered(page)
    assert digest in page.locator("[data-part=name]").inner_text()
    assert not page.locator("[data-part=failed]").is_visible()
    assert {method for method, _ in asked} == {"GET"}
    assert digest not in " ".join(url for _, url in asked)
    assert len([url for _, url in asked if "/verify/" in url]) == 2


def test_the_script_hashes_as_others_do(page):
    for length in LENGTHS:
        data = bytes(i * 7 % 251 for i in range(min(length, 4096))) * (length // 4096 + 1)
        data = data[:length]

        bring(page, data)

        page.locator("[data-part=name]", has_text=hashlib.sha256(data).hexdigest()).wait_for()
        assert "No file with exactly these bytes" in answered(page)


def test_a_dropped_file_is_checked_at_once(page, hall):
    text = original(hall, 2).decode()

    page.evaluate(
        """text => {
          const carried = new DataTransfer();
          carried.items.add(new File([text], 'wells.csv'));
          document.querySelector('form.bring').dispatchEvent(
            new DragEvent('drop', {dataTransfer: carried, bubbles: true, cancelable: true}));
        }""",
        text,
    )

    assert "This exact file was published" in answered(page)


def test_a_receipt_is_checked_by_the_site(page, hall):
    name = hall.state().publications[2].id
    receipt = (hall.public / "pub" / name / "receipt.tlog-proof").read_bytes()

    bring(page, receipt, f"{name}.tlog-proof")

    page.locator("#answer").wait_for()
    assert "This receipt holds: “Wells”" in page.locator("#answer").inner_text()


def test_a_file_that_cannot_be_checked_is_told_so(page):
    page.route("**/verify/contents.json*", lambda route: route.abort())

    bring(page, b"x")

    page.locator("[data-part=failed]").wait_for(state="visible")


def test_a_reader_without_scripts_reads_the_same(browser, site, hall):
    page = opened(browser, 360, script=False)
    page.goto(f"{site}/id/verify/")

    bring(page, original(hall, 0))

    assert "Dinas Kominfo" in page.locator("#answer .brought__told").inner_text()
    assert page.locator(".bring__sent").first.is_visible()
    assert not page.locator(".bring__here").first.is_visible()
    page.context.close()


@pytest.mark.campaign
def test_a_large_file_is_hashed_piece_by_piece(browser, site, tmp_path):
    file = tmp_path / "large.bin"
    with file.open("wb") as out:
        for number in range(300):
            out.write(number.to_bytes(2, "big") * 500_000)
    with file.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
    page = opened(browser, 360)
    page.goto(f"{site}/en/verify/")

    page.set_input_files("#file", str(file))
    page.locator("form.bring[method=post] button").click()

    page.locator("[data-part=name]", has_text=digest).wait_for(timeout=300_000)
    page.context.close()


def test_a_printed_page_leads_a_camera_to_itself_for_good(browser, site, hall):
    name = hall.state().publications[1].id
    page = opened(browser, 1280, "dark")

    for address in (
        "/en/",
        f"/id/publications/{name}/",
        "/en/registers/datasets/roads/?sort=-cost",
    ):
        page.emulate_media(media="screen")
        page.goto(site + address)
        assert not page.locator(".footer__qr").is_visible()
        page.emulate_media(media="print")
        picture = Image.open(io.BytesIO(page.locator(".footer").screenshot()))
        [code] = zxingcpp.read_barcodes(picture)
        assert code.text == f"{site}/at/{hall.state().size}{address}"
    page.context.close()


def test_every_printed_page_has_its_square(browser, site):
    page = opened(browser, 1280)

    for address in ("about/", "log/", "offices/", "sql/", "registers/contracts/processes/"):
        page.goto(f"{site}/en/{address}")
        [square] = page.locator(".footer__qr svg").all()
        drawn = square.evaluate("e => e.outerHTML")
        assert re.search(r'viewBox="0 0 (\d+) \1"', drawn)
        assert len(drawn) < 5_000
    page.context.close()

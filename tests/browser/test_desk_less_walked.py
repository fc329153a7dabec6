"""The desk's pages that no path of a day leads to, on a phone and on a desk's screen."""

import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import make_server

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_desk import (
    _Quiet,
    _Server,
    begin,
    hold_pleasant,
    phone,
    set_up_second_step,
)
from tests.browser.test_desk import desk as desk  # noqa: PLC0414  the fixture
from tests.desk.conftest import PASSWORD, Desk
from tests.desk.test_attesting import planned

OFFICE = "Dinas Uji"
WIDTHS_PX = (360, 1280)


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, desk.application, _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def hold_at_both(page: Page) -> None:
    for wide_px in WIDTHS_PX:
        page.set_viewport_size({"width": wide_px, "height": 740})
        hold_pleasant(page, wide_px)
    page.set_viewport_size({"width": WIDTHS_PX[0], "height": 740})


def test_the_slip_of_a_code_and_the_second_step_are_pleasant(
    desk: Desk, address: str, browser: Browser
):
    page = phone(browser, address, "id-ID")
    begin(page, "ratna", desk.invite("ratna", "administrator"))
    set_up_second_step(page)
    page.goto("/people/")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.fill("#name", "tuti")
    page.fill("#full_name", "Tuti Sumbermisalwati")
    page.fill("#office", OFFICE)
    page.locator("#office").press("Enter")
    expect(page.locator(".slip__code")).to_be_visible()
    hold_at_both(page)

    page.context.clear_cookies()
    page.goto("/sign-in/")
    hold_at_both(page)
    page.fill("#name", "ratna")
    page.fill("#password", PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/sign-in/second/")
    hold_at_both(page)
    page.fill("#digits", "000000")
    page.locator("#digits").press("Enter")
    expect(page.locator("main [role=alert]")).to_be_visible()
    hold_at_both(page)


def test_what_is_not_there_or_not_allowed_is_told_pleasantly(
    desk: Desk, address: str, browser: Browser
):
    page = phone(browser, address, "id-ID")
    begin(page, "sari", desk.invite("sari", "publisher", OFFICE))

    for place, status in (("/people/", 403), ("/nothing/", 404), ("/submissions/999/", 404)):
        answer = page.goto(place)
        assert answer
        assert answer.status == status
        hold_at_both(page)


def test_an_attestation_is_pleasant_from_its_form_to_the_text_to_sign(
    desk: Desk, address: str, browser: Browser, tmp_path: Path
):
    planned(desk, tmp_path)
    page = phone(browser, address, "id-ID")
    begin(page, "wulan", desk.invite("wulan", "publisher", OFFICE))
    page.goto("/forms/attestation/")
    hold_at_both(page)
    page.locator("form.form button.act--first").click()
    page.wait_for_url("**/drafts/**")
    hold_at_both(page)
    page.goto(page.url.replace("/attestation/", "/sign/"))
    hold_at_both(page)
    page.locator("a.act").first.click()
    page.select_option("#f-about", "uji-2026/open-contracting/payments")
    page.select_option("#f-seen_done", index=2)
    page.fill("#f-says", "Separuh dari rencana.")
    page.fill("#f-source", "https://uji.example/p")
    page.fill("#f-number", "1")
    page.locator("form.form button.act--first").click()
    page.wait_for_url("**/sign/")
    expect(page.locator(".signed-text")).to_be_visible()
    hold_at_both(page)


def test_how_strong_a_new_password_is_stands_beside_it_while_it_is_typed(
    desk: Desk, address: str, browser: Browser
):
    page = phone(browser, address, "en-GB")
    page.goto(f"/code/?name=joko&code={desk.invite('joko', 'publisher', OFFICE)}")
    told, found = page.locator(".strength"), []
    expect(told).to_be_hidden()

    for typed in ("kuda", "password1234", "qwertyuiop123456", "kudalaripagi", PASSWORD):
        page.fill("#password", typed)
        found.append((told.locator("output").text_content() or "").partition(":")[0])
        hold_at_both(page)
    sent = page.evaluate("performance.getEntriesByType('resource').length")
    page.fill("#password", "")

    assert found == ["Too short", "Weak", "Weak", "Fair", "Strong"]
    assert page.evaluate("performance.getEntriesByType('resource').length") == sent
    expect(told).to_be_hidden()


def test_without_a_script_a_password_is_chosen_all_the_same(
    desk: Desk, address: str, browser: Browser
):
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page, code = context.new_page(), desk.invite("made", "publisher", OFFICE)
    page.goto("/code/?name=made")
    expect(page.locator(".strength")).to_be_hidden()
    for field, text in (("code", code), ("password", PASSWORD), ("again", PASSWORD)):
        page.fill(f"#{field}", text)
    page.locator("#again").press("Enter")

    expect(page.locator("[role=status]")).to_contain_text("Your password is set")

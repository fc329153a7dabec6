"""A clerk's whole way and a reviewer's, by keyboard alone, with the focus seen at each step."""

from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.keyboard import choose, press, reach, unfold, write
from tests.browser.test_desk import address as address  # noqa: PLC0414  the fixture
from tests.browser.test_desk import desk as desk  # noqa: PLC0414  the fixture
from tests.desk.conftest import PASSWORD, Desk

OFFICE = "Desa Rejo"
_ROWS = "village,year,households\nRejo,2026,412\nSari,2026,380\nJati,2026,4o1\nMulyo,2026,390\n"
_PLACES = "Kode,Nama tempat,Jenis\n35.22.01.2001,Rejo,Desa\n35.22.01.2002,Sari,Desa\n"
_GRANTS = "kode,nilai,luas\n001,1.250,2.310\n002,950,10.5\n"
pytestmark = pytest.mark.timeout(300)


def at(browser: Browser, address: str, wide_px: int = 1280) -> Page:
    context = browser.new_context(
        viewport={"width": wide_px, "height": 740},
        locale="en-GB",
        base_url=address,
        reduced_motion="reduce",  # where the focus goes, the page is at once
    )
    return context.new_page()


def handed_in(page: Page, desk: Desk, kind: str, path: Path) -> None:
    """Hand a file in.

    :param kind: the first letters of what it is, as the list has them
    """
    press(page, "nav a[href='/hand-in/']")
    write(page, "#register", kind)
    choose(page, "#file", path)
    press(page, "form.form button.act--first")
    worked(page, desk)


def begun(page: Page, name: str, code: str) -> None:
    page.goto(f"/code/?name={name}")
    for field, text in (("code", code), ("password", PASSWORD), ("again", PASSWORD)):
        write(page, f"#{field}", text)
    press(page, "form.form button.act--first")


def worked(page: Page, desk: Desk) -> None:
    desk.work()
    page.reload()


def waved(page: Page) -> None:
    if page.locator("#waved").count():
        write(page, "#waved", "As the village book has it.")


def sent(page: Page, desk: Desk, path: Path, title: str) -> None:
    """Hand a file in, say what it is, mend its cell, look at the preview, and send it."""
    handed_in(page, desk, "Datasets", path)
    write(page, "#title", title)
    write(page, "#scope-dataset", title.lower())
    press(page, "form[action$='/say/'] button")
    worked(page, desk)
    unfold(page, "input[name=cell-0]")
    write(page, "input[name=cell-0]", "401")
    press(page, "form[action$='/mend/'] button")
    worked(page, desk)
    press(page, "a.act--first[href^='/preview/']")
    expect(page.locator("h1")).to_contain_text(title)
    page.go_back()  # the browser's own key, which it does not hear without a window
    waved(page)
    press(page, "form[action$='/send/'] button")
    expect(page.locator("[role=status]").first).to_contain_text("It is on its way")


@pytest.mark.parametrize("wide_px", [360, pytest.param(1280, marks=pytest.mark.campaign)])
def test_a_clerk_and_a_reviewer_publish_by_keyboard_alone(
    desk: Desk, address: str, browser: Browser, tmp_path: Path, wide_px: int
):
    from pendopo.desk.models import Submission  # noqa: PLC0415  once the desk is open

    path = tmp_path / "a.csv"
    path.write_text(_ROWS)
    clerk = at(browser, address, wide_px)
    begun(clerk, f"sari-{wide_px}", desk.invite(f"sari-{wide_px}", "publisher", OFFICE))
    for title in (f"First{wide_px}", f"Second{wide_px}"):
        sent(clerk, desk, path, title)
    reviewer = signed_in(desk, at(browser, address, wide_px), f"budi-{wide_px}")
    through, returned = (looked_at(reviewer, f"{one}{wide_px}") for one in ("First", "Second"))
    write(reviewer, "#answer", "Which book?")
    press(reviewer, "form[action$='/send-back/'] button")
    press(reviewer, "nav a[href='/']")
    looked_at(reviewer, f"First{wide_px}")
    waved(reviewer)
    press(reviewer, "form[action$='/let-through/'] button")
    desk.work()

    stages = dict(Submission.objects.values_list("pk", "stage"))
    assert (stages[through], stages[returned]) == ("published", "returned")


def signed_in(desk: Desk, page: Page, name: str) -> Page:
    """Sign in with name, password and six digits."""
    from pendopo.desk.models import Person  # noqa: PLC0415  once the desk is open

    secret = desk.signed_in(name, "reviewer").secret
    Person.objects.filter(name=name).update(totp_used=0)  # as half a minute later
    page.goto("/sign-in/")
    write(page, "#name", name)
    write(page, "#password", PASSWORD)
    press(page, "main button")
    write(page, "#digits", pyotp.TOTP(secret).now())
    press(page, "main button")
    return page


def looked_at(reviewer: Page, title: str) -> int:
    """Open what waits, and its preview; its number."""
    waits = reviewer.locator(f".tray a:has-text('{title}')")
    if not waits.count():
        press(reviewer, "nav a[href='/']")
    place = waits.first.get_attribute("href")
    press(reviewer, f".tray a[href='{place}']")
    press(reviewer, "a.act--first[href^='/preview/']")
    reviewer.go_back()
    return int(reviewer.url.rstrip("/").rpartition("/")[2])


def test_columns_are_matched_by_keyboard_alone(
    desk: Desk, address: str, browser: Browser, tmp_path: Path
):
    from pendopo.desk.models import Submission  # noqa: PLC0415  once the desk is open

    path = tmp_path / "places.csv"
    path.write_text(_PLACES)
    page = at(browser, address)
    begun(page, "tini", desk.invite("tini", "publisher", OFFICE))
    handed_in(page, desk, "Places", path)
    number = int(page.url.rstrip("/").rpartition("/")[2])
    press(page, "a[href$='/columns/']")
    press(page, "form[action$='/columns/look/'] button")
    worked(page, desk)
    for field, text in (("from-name", "Nama tempat"), ("value-level", "village"),
                        ("value-scheme", "kemendagri")):  # fmt: skip
        write(page, f"#{field}", text)
    press(page, "form.form button.act--first")

    assert Submission.objects.get(pk=number).mapping


def test_columns_are_described_by_keyboard_alone_and_ask_only_what_their_kind_needs(
    desk: Desk, address: str, browser: Browser, tmp_path: Path
):
    from pendopo.desk.models import Submission  # noqa: PLC0415  once the desk is open

    path = tmp_path / "grants.csv"
    path.write_text(_GRANTS)
    page = at(browser, address, 360)
    begun(page, "yuni", desk.invite("yuni", "publisher", OFFICE))
    handed_in(page, desk, "Datasets", path)
    number = int(page.url.rstrip("/").rpartition("/")[2])
    press(page, "form[action$='/kinds/look/'] button")
    worked(page, desk)
    expect(page.locator("#marks-1")).to_be_hidden()
    write(page, "#kind-1", "amount")
    expect(page.locator("#marks-1")).to_be_visible()
    expect(page.locator("#day-1")).to_be_hidden()
    press(page, "form.form button.act--first")
    expect(page.locator("[role=alert]")).to_contain_text("Choose how the numbers of column nilai")
    write(page, "#marks-1", "1.250.000,5")
    write(page, "#factor-1", "in th")
    press(page, "form.form button.act--first")
    worked(page, desk)

    field = {"name": "nilai", "type": "number", "kind": "money"}
    marks = {"decimalChar": ",", "groupChar": ".", "factor": 1000}
    found = Submission.objects.get(pk=number)
    assert found.schema == {"fields": [{**field, **marks}], "fieldsMatch": ["subset"]}
    expect(page.locator("main")).to_contain_text("amount of money")


def test_a_way_past_what_stands_above_begins_with_the_first_tab(
    desk: Desk, address: str, browser: Browser
):
    page = at(browser, address, 360)
    begun(page, "wati", desk.invite("wati", "publisher", OFFICE))
    page.keyboard.press("Tab")
    reach(page, "a.skip")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")

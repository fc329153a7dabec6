"""The desk in a real browser, on a phone: a clerk's and a reviewer's path, and no fault for axe."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pyotp
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.guidelines import faults
from tests.desk.conftest import PASSWORD, Desk, signing
from tests.desk.test_previews import published, sent_list, shut_out

OFFICE = "Desa Rejo"
_ROWS = "Rejo,2026,412\nSari,2026,380\nJati,2026,4o1\nMulyo,2026,390\nKarang,2026,401\n"


class _Quiet(WSGIRequestHandler):
    def log_message(self, format, *args):  # noqa: A002
        pass


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield from signing(tmp_path_factory.mktemp("desk") / "hall")


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, desk.application, _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def phone(browser: Browser, address: str, language: str) -> Page:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale=language, base_url=address
    )
    return context.new_page()


def hold_pleasant(page: Page, wide_px: int = 360) -> None:
    """Nothing for axe to find, and nothing that scrolls sideways at a width."""
    assert faults(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= wide_px, page.url


def begin(page: Page, name: str, code: str) -> None:
    page.goto(f"/code/?name={name}")
    hold_pleasant(page)
    page.fill("#code", code.lower())
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.locator("#again").press("Enter")


def hand_in(clerk: Page, desk: Desk) -> None:
    clerk.goto("/hand-in/")
    hold_pleasant(clerk)
    clerk.select_option("#register", "datasets")
    content = f"desa,tahun,rumah\n{_ROWS}".encode()
    file: FilePayload = {"name": "rumah.csv", "mimeType": "text/csv", "buffer": content}
    clerk.set_input_files("#file", file)
    press(clerk, "form.form button.act--first")
    worked(clerk, desk)


def mend_and_say(clerk: Page, desk: Desk) -> None:
    clerk.fill("#title", "Rumah tangga per desa")
    clerk.fill("#scope-dataset", "rumah")
    press(clerk, "form[action$='/say/'] button")
    worked(clerk, desk)
    clerk.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    clerk.fill("input[name=cell-0]", "401")
    press(clerk, "form[action$='/mend/'] button")
    worked(clerk, desk)


def worked(page: Page, desk: Desk) -> None:
    desk.work()
    page.reload()
    hold_pleasant(page)


def decide(page: Page, form: str) -> None:
    if page.locator("#waved").count():
        page.fill("#waved", "Sesuai buku desa.")
    press(page, f"form[action$='/{form}/'] button")


def press(page: Page, selector: str) -> None:
    """Press a button, and wait for the page that comes."""
    with page.expect_navigation():
        page.locator(selector).click()


def set_up_second_step(page: Page) -> None:
    secret = (page.locator(".slip .hash").text_content() or "").replace(" ", "")
    page.fill("#digits", pyotp.TOTP(secret).now())
    page.locator("#digits").press("Enter")
    expect(page.locator("[role=status]")).to_be_visible()


def test_a_clerk_and_a_reviewer_publish_on_their_phones(desk: Desk, address: str, browser: Browser):
    clerk, reviewer = phone(browser, address, "id-ID"), phone(browser, address, "en-GB")
    begin(clerk, "sari", desk.invite("sari", "publisher", OFFICE))
    begin(reviewer, "budi", desk.invite("budi", "reviewer"))
    set_up_second_step(reviewer)

    hand_in(clerk, desk)
    mend_and_say(clerk, desk)
    clerk.locator("a[href^='/preview/']").first.click()
    expect(clerk.locator("h1")).to_contain_text("Rumah tangga per desa")
    clerk.go_back()
    decide(clerk, "send")
    reviewer.goto("/")
    hold_pleasant(reviewer)
    reviewer.get_by_role("link", name="Rumah tangga per desa").first.click()
    hold_pleasant(reviewer)
    decide(reviewer, "let-through")
    worked(clerk, desk)

    told = clerk.locator("[role=status]").first.text_content() or ""
    assert re.search(r"[0-9A-Z]{26}", told), told
    [metadata] = [desk.opened.metadata(one) for one in desk.opened.state().current()]
    assert metadata
    assert metadata.publisher == OFFICE


def test_the_pages_of_an_administrator_are_pleasant(desk: Desk, address: str, browser: Browser):
    page = phone(browser, address, "id-ID")
    begin(page, "ratna", desk.invite("ratna", "administrator"))
    set_up_second_step(page)

    for place in ("account/", "people/", "people/1/", "rights/", "overview/", "audit/"):
        page.goto(f"/{place}")
        hold_pleasant(page)


def test_a_file_on_its_way_goes_to_the_office_chosen_now_and_who_is_out_signs_in(
    desk: Desk, address: str, browser: Browser, tmp_path: Path
):
    from pendopo.desk.models import Person, Post, Submission  # noqa: PLC0415  settings come first

    path = tmp_path / "rejo.csv"
    path.write_bytes(b"village,households\n" + b"Rejo,412\n" * 30_000)
    clerk = phone(browser, address, "en-GB")
    begin(clerk, "tuti", desk.invite("tuti", "publisher", OFFICE))
    expect(clerk.locator("h1")).to_contain_text("My desk")
    Post.objects.create(
        person=Person.objects.get(name="tuti"), role="publisher", office="Desa Sari"
    )
    clerk.route("**/uploads/*/", lambda way: way.abort())
    choose(clerk, path, OFFICE)
    expect(clerk.locator("[data-far] [role=status]")).to_contain_text("The line dropped")
    kept = clerk.evaluate("JSON.stringify(localStorage)")
    clerk.context.clear_cookies()
    clerk.unroute("**/uploads/*/")
    clerk.wait_for_url("**/sign-in/?next=*")
    clerk.fill("#name", "tuti")
    clerk.fill("#password", PASSWORD)
    clerk.locator("#password").press("Enter")
    told = clerk.locator("[role=status]").first.text_content()
    choose(clerk, path, "Desa Sari")
    clerk.wait_for_url("**/submissions/*/")

    assert "uploads" in kept
    assert "rejo" not in kept.casefold()
    assert "The file is not whole yet" in (told or "")
    assert clerk.evaluate("localStorage.length") == 0
    assert [one.office for one in Submission.objects.filter(by__name="tuti")] == ["Desa Sari"]


def test_what_is_written_while_a_preview_is_made_is_not_lost_as_the_page_looks_again(
    desk: Desk, address: str, browser: Browser
):
    from pendopo.desk.models import Job  # noqa: PLC0415  settings come first
    from pendopo.desk.working import work  # noqa: PLC0415

    clerk = phone(browser, address, "id-ID")
    begin(clerk, "wiwin", desk.invite("wiwin", "publisher", OFFICE))
    hand_in(clerk, desk)
    clerk.fill("#scope-dataset", "lain")
    press(clerk, "form[action$='/say/'] button")
    work.func(Job.objects.filter(ended_at=None).latest("pk").pk)
    clerk.reload()
    expect(clerk.locator("[data-live]")).to_contain_text("pratinjau")
    clerk.fill("#description", "Dihitung dari rumah ke rumah.")
    desk.work()

    expect(clerk.locator("[data-done]")).to_be_visible()
    hold_pleasant(clerk)
    expect(clerk.locator("#description")).to_have_value("Dihitung dari rumah ke rumah.")
    expect(clerk.locator("form[action$='/cancel/']")).to_have_count(0)
    clerk.locator("[data-done] a").click()
    expect(clerk.locator("a[href^='/preview/']").first).to_be_visible()


def test_cells_that_were_mended_while_there_is_no_line_are_not_mended_twice(
    desk: Desk, address: str, browser: Browser
):
    from pendopo.desk.models import Version  # noqa: PLC0415  settings come first

    clerk = phone(browser, address, "id-ID")
    begin(clerk, "yanti", desk.invite("yanti", "publisher", OFFICE))
    hand_in(clerk, desk)
    clerk.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    clerk.fill("input[name=cell-0]", "401")
    clerk.context.set_offline(True)
    clerk.locator("form[action$='/mend/'] button").click()
    expect(clerk.locator("form[action$='/mend/'] [data-line]")).to_be_visible()
    hold_pleasant(clerk)
    with clerk.expect_navigation():
        clerk.context.set_offline(False)
    worked(clerk, desk)

    expect(clerk.locator("form[action$='/mend/']")).to_have_count(0)
    mended = Version.objects.filter(submission__by__name="yanti").order_by("number")
    assert [[one["text"] for one in version.mended] for version in mended] == [[], ["401"]]


def test_a_reviewer_sees_the_rows_that_change_before_they_sign_on_a_phone(
    desk: Desk, address: str, browser: Browser
):
    clerk = desk.signed_in("lestari", "publisher", OFFICE)
    checker = desk.signed_in("umar", "reviewer")
    first = shut_out(*(f"SK-{n},CV Lama {n},2026-01-05,Inspektorat" for n in range(1, 4)))
    published(desk, clerk, checker, sent_list(desk, clerk, first))
    rows = [f"SK-{n},CV Baru {n},2026-02-01,Inspektorat" for n in range(4, 16)]
    second = shut_out("SK-1,CV Lama 1,2026-03-06,Inspektorat", *rows)
    number = sent_list(desk, clerk, second)
    clerk.post(f"{number}send/", waved="Right.")
    page = phone(browser, address, "id-ID")
    page.context.add_cookies(
        [{"name": name, "value": text, "url": address} for name, text in checker.cookies.items()]
    )

    page.goto(number)

    hold_pleasant(page)
    for kind, text in (("del", "5 Jan 2026"), ("ins", "6 Mar 2026"), ("td", "CV Baru 4")):
        expect(page.locator(f"{kind}:has-text('{text}')").first).to_be_visible()
    expect(page.locator("del:has-text('CV Lama')")).to_have_count(2)
    expect(page.locator("form[action$='/let-through/'] button")).to_be_visible()
    press(page, "a[href$='show=new']")
    expect(page.get_by_text("CV Baru 15").first).to_be_visible()


def choose(clerk: Page, path: Path, office: str) -> None:
    clerk.goto("/hand-in/")
    clerk.select_option("#register", "datasets")
    clerk.select_option("#office", office)
    clerk.set_input_files("#file", path)
    clerk.locator("form button.act--first").click()

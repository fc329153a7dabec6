"""At each step of a clerk's and a reviewer's way the line drops; nothing is lost or doubled.

First what is sent never arrives; sent again, it is done and the answer is lost; then it is sent a
third time, by who loads the page anew or by the browser itself. No script runs, but where a test
says so.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.simple_server import make_server

import pyotp
import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.desk_paths import BOOK
from tests.browser.dropping import Line, line_to
from tests.browser.test_desk import _Quiet, _Server
from tests.browser.test_desk import desk as desk  # noqa: PLC0414  the fixture
from tests.desk.conftest import PASSWORD, Desk

OFFICE = "Desa Rejo"
_ROWS = b"village,year,households\nRejo,2026,412\nSari,2026,380\nJati,2026,4o1\nMulyo,2026,390\n"
_PLACES = b"Kode,Nama tempat,Jenis\n35.22.01.2001,Rejo,Desa\n35.22.01.2002,Sari,Desa\n"
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def line(desk: Desk) -> Iterator[Line]:
    server = make_server("127.0.0.1", 0, desk.application, _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with line_to(server.server_port) as laid:
        yield laid
    server.shutdown()
    server.server_close()


def phone(browser: Browser, line: Line, *, scripts: bool = False) -> Page:
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="en-GB",
        base_url=f"http://127.0.0.1:{line.port}",
        java_script_enabled=scripts,
    )
    return context.new_page()


def dropped(page: Page, line: Line, step: Callable[[], object]) -> None:
    """Take a step on a line that loses what is sent, then the answer; load anew each time."""
    before = line.lost
    line.loses = ["before", "after"]
    while line.loses or page.url.startswith("chrome-error:"):
        page.evaluate("window.left = true")
        with suppress(Error):
            step()
        step = page.reload
        while _left(page):  # else the page before would be loaded anew
            page.wait_for_timeout(50)
        page.wait_for_load_state()
    assert line.lost - before == 2


def _left(page: Page) -> bool:
    """Whether the page before stands still."""
    with suppress(Error):  # between two pages
        return bool(page.evaluate("window.left"))
    return True


def pressed(page: Page, selector: str) -> Callable[[], None]:
    return page.locator(selector).first.click


def file(folder: Path, name: str, content: bytes) -> Path:
    """Give a file that lies on the disk: a browser reads it once more when it sends it again."""
    path = folder / name
    path.write_bytes(content)
    return path


def worked(page: Page, desk: Desk) -> None:
    """Let the worker work, and look again: not by loading anew, which a form would be sent by."""
    desk.work()
    page.goto(page.url)


def begin(page: Page, line: Line, name: str, code: str) -> None:
    """Choose a password with a code, and sign in with it, since the code's answer was lost."""
    page.goto(f"/code/?name={name}")
    for field, text in (("code", code), ("password", PASSWORD), ("again", PASSWORD)):
        page.fill(f"#{field}", text)
    dropped(page, line, pressed(page, "button.act--first"))
    expect(page.locator("[role=alert]")).to_contain_text("sign in")
    page.goto("/sign-in/")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    dropped(page, line, pressed(page, "main button"))
    expect(page.locator("h1")).to_have_text("My desk")


def hand_in(page: Page, line: Line, desk: Desk, folder: Path, register: str, content: bytes) -> int:
    page.goto("/hand-in/")
    page.select_option("#register", register)
    page.set_input_files("#file", file(folder, "a.csv", content))
    dropped(page, line, pressed(page, "form.form button.act--first"))
    number = re.fullmatch(r"/submissions/([0-9]+)/", urlsplit(page.url).path)
    assert number
    worked(page, desk)
    return int(number[1])


def test_a_clerk_and_a_reviewer_lose_every_answer_and_publish_once(
    desk: Desk, line: Line, browser: Browser, tmp_path: Path
):
    from pendopo.desk.models import Act, Submission, Version  # noqa: PLC0415  once the desk is open

    clerk = phone(browser, line)
    begin(clerk, line, "sari", desk.invite("sari", "publisher", OFFICE))
    number = hand_in(clerk, line, desk, tmp_path, "datasets", _ROWS)
    mend(clerk, line, desk, file(tmp_path, "b.csv", _ROWS.replace(b"4o1", b"402")))
    send(clerk, line, number)
    review(desk, line, browser, number)
    worked(clerk, desk)

    told = clerk.locator("[role=status]").all_text_contents()
    assert any(re.search(r"[0-9A-Z]{26}", one) for one in told), told
    assert (Submission.objects.count(), Version.objects.count()) == (1, 3)
    acts = list(Act.objects.filter(submission=number).order_by("pk").values_list("what", flat=True))
    assert acts == ["handed-in", "said", "mended", "handed-in", "sent", "taken-back", "sent",
                    "returned", "said", "sent", "approved", "published"]  # fmt: skip
    assert len(desk.opened.state().current()) == 1


def mend(clerk: Page, line: Line, desk: Desk, other: Path) -> None:
    """Say what it is, mend a cell, and hand in another file in its place."""
    clerk.fill("#title", "Rumah tangga per desa")
    clerk.fill("#scope-dataset", "rumah")
    dropped(clerk, line, pressed(clerk, "form[action$='/say/'] button"))
    worked(clerk, desk)
    clerk.locator("form[action$='/mend/']").evaluate("one => one.closest('details').open = true")
    clerk.fill("input[name=cell-0]", "401")
    dropped(clerk, line, pressed(clerk, "form[action$='/mend/'] button"))
    worked(clerk, desk)
    place = clerk.locator("#file")
    place.evaluate("one => one.closest('details').open = true")
    place.set_input_files(other)
    dropped(clerk, line, pressed(clerk, "form[action$='/file/'] button"))
    worked(clerk, desk)


def send(clerk: Page, line: Line, number: int) -> None:
    """Look at it, send it, take it back, and send it again."""
    dropped(clerk, line, pressed(clerk, "a[href^='/preview/']"))
    expect(clerk.locator("h1")).to_contain_text("Rumah tangga per desa")
    clerk.goto(f"/submissions/{number}/")
    wave(clerk)
    dropped(clerk, line, pressed(clerk, "form[action$='/send/'] button"))
    dropped(clerk, line, pressed(clerk, "form[action$='/take-back/'] button"))
    wave(clerk)
    clerk.locator("form[action$='/send/'] button").click()


def wave(page: Page) -> None:
    if page.locator("#waved").count():
        page.fill("#waved", "Sesuai buku desa.")


def review(desk: Desk, line: Line, browser: Browser, number: int) -> None:
    """Sign in with six digits, send it back, and let it through once it was sent again."""
    page = phone(browser, line)
    secret = desk.signed_in("budi", "reviewer").secret
    with_digits(page, secret)
    dropped(page, line, pressed(page, "main button"))
    expect(page.locator("[role=status]")).to_contain_text("each counts once")
    with_digits(page, secret)
    page.locator("main button").click()
    page.goto(f"/submissions/{number}/")
    page.fill("#answer", "Tahun yang mana?")
    dropped(page, line, pressed(page, "form[action$='/send-back/'] button"))
    clerk = desk.visitor()
    clerk.post("/sign-in/", "/sign-in/", name="sari", password=PASSWORD)
    clerk.post(f"/submissions/{number}/say/", title="Rumah tangga", **{"scope-dataset": "rumah"})
    desk.work()
    clerk.post(f"/submissions/{number}/send/", waved="Sesuai.")
    page.goto(f"/submissions/{number}/")
    wave(page)
    dropped(page, line, pressed(page, "form[action$='/let-through/'] button"))


def with_digits(page: Page, secret: str) -> None:
    """Write name and password, and six digits that were not used yet."""
    from pendopo.desk.models import Person  # noqa: PLC0415  once the desk is open

    Person.objects.filter(name="budi").update(totp_used=0)  # as half a minute later
    page.goto("/sign-in/")
    page.fill("#name", "budi")
    page.fill("#password", PASSWORD)
    page.locator("main button").click()
    page.fill("#digits", pyotp.TOTP(secret).now())


def test_columns_are_matched_on_a_line_that_drops_at_each_step(
    desk: Desk, line: Line, browser: Browser, tmp_path: Path
):
    from pendopo.desk.models import Submission  # noqa: PLC0415  once the desk is open

    page, before = phone(browser, line), Submission.objects.count()
    begin(page, line, "tini", desk.invite("tini", "publisher", OFFICE))
    number = hand_in(page, line, desk, tmp_path, "places", _PLACES)
    dropped(page, line, pressed(page, "a[href$='/columns/']"))
    dropped(page, line, pressed(page, "form[action$='/columns/look/'] button"))
    worked(page, desk)
    for field, text in (("from-name", "Nama tempat"), ("value-level", "village")):
        page.fill(f"#{field}", text)
    page.fill("#value-scheme", "kemendagri")
    dropped(page, line, pressed(page, "form.form button.act--first"))

    assert Submission.objects.get(pk=number).mapping
    assert len(list((desk.opened.root / "mappings").glob("*.toml"))) == 1
    assert Submission.objects.count() == before + 1


def test_a_form_is_filled_in_on_a_line_that_drops_at_each_step(
    desk: Desk, line: Line, browser: Browser
):
    from pendopo.desk.models import Draft, Submission  # noqa: PLC0415  once the desk is open

    page, before = phone(browser, line), Submission.objects.count()
    begin(page, line, "wati", desk.invite("wati", "publisher", OFFICE))
    page.goto("/forms/village-budget/")
    dropped(page, line, pressed(page, "form.form button.act--first"))
    for place, text in BOOK.items():
        chosen = page.locator(f"select#{place}").count()
        page.select_option(f"#{place}", text) if chosen else page.fill(f"#{place}", text)
    dropped(page, line, pressed(page, "form.form button.act--first"))
    page.fill("#f-account_code", "5.3.5")
    page.fill("#f-amount", "7")
    dropped(page, line, pressed(page, "form.form button.act--first"))
    page.locator("a.act[href$='/']").last.click()
    dropped(page, line, pressed(page, "form.form:has(#title) button"))
    worked(page, desk)
    dropped(page, line, pressed(page, "form[action$='/give-up/'] button"))
    dropped(page, line, pressed(page, "form[action$='/take-up/'] button"))

    [kept] = Draft.objects.filter(by__name="wati")
    assert [len(kept.content[one]) for one in ("books", "lines")] == [1, 1]
    assert Submission.objects.count() == before + 1


def test_a_small_file_stays_chosen_and_is_sent_by_itself_once_there_is_a_line(
    desk: Desk, line: Line, browser: Browser, tmp_path: Path
):
    from pendopo.desk.models import Submission, Version  # noqa: PLC0415  once the desk is open

    page, visitor = phone(browser, line, scripts=True), desk.signed_in("gita", "publisher", OFFICE)
    page.context.add_cookies(
        [
            {"name": name, "value": text, "url": f"http://127.0.0.1:{line.port}"}
            for name, text in visitor.cookies.items()
        ]
    )
    page.goto("/hand-in/")
    page.select_option("#register", "datasets")
    page.set_input_files("#file", file(tmp_path, "c.csv", _ROWS))

    told = by_itself(page, line, "form.form button.act--first")
    page.wait_for_url("**/submissions/*/")
    worked(page, desk)
    place = page.locator("#file")
    place.evaluate("one => one.closest('details').open = true")
    place.set_input_files(file(tmp_path, "d.csv", _ROWS.replace(b"4o1", b"402")))
    told_of_another = by_itself(page, line, "form[action$='/file/'] button")
    expect(page.locator(".tray").get_by_text("d.csv")).to_be_visible()

    [made] = Submission.objects.filter(by__name="gita")
    versions = Version.objects.filter(submission=made).order_by("number")
    assert [one.filename for one in versions] == ["c.csv", "d.csv"]
    assert told == told_of_another
    assert "The file is still chosen here" in told


def by_itself(page: Page, line: Line, button: str) -> str:
    """Press a button once, on a line that loses the form, then the answer; what is told then."""
    before = line.lost
    line.loses = ["before", "after"]
    page.locator(button).first.click()
    told = page.locator("form:has(#file) [data-line] [role=status]")
    expect(told).to_contain_text("The line dropped")
    words = told.text_content() or ""
    assert page.locator("#file").evaluate("one => one.files.length") == 1
    while line.lost - before < 2:
        page.wait_for_timeout(50)
    return words

"""A village's budget on a phone: with the keyboard, without a script, and on a line that drops."""

import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from wsgiref.simple_server import make_server

import pytest
from PIL import Image
from playwright.sync_api import Browser, Dialog, Error, FilePayload, Page, expect

from pendopo.programme.checking import Request
from pendopo.terms.journey import Declaration
from tests.browser.desk_paths import (
    counted,
    fill_in_a_budget,
    go,
    phone,
    send,
    sign_in,
    step,
    worked,
)
from tests.browser.dropping import line_to
from tests.browser.test_desk import _Quiet, _Server, begin, hold_pleasant, set_up_second_step
from tests.browser.test_desk import desk as desk  # noqa: PLC0414  the fixture
from tests.desk.conftest import Desk

OFFICE = "Desa Rejo"


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, desk.application, _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.timeout(600)
def test_a_budget_is_filled_in_by_keyboard_on_the_slowest_line_within_a_megabyte(
    desk: Desk, address: str, browser: Browser
):
    came: list[int] = []
    with line_to(int(address.rpartition(":")[2]), slow=True) as line:
        page = phone(browser, f"http://127.0.0.1:{line.port}")
        walked = counted(page, slow=False)
        sign_in(page, walked, "sari", desk.invite("sari", "publisher", OFFICE))

        fill_in_a_budget(page, walked, 4, hold_pleasant, lambda: came.append(line.bytes))
        send(page, walked, "form.form:has(#title)")
        worked(page, walked, desk)
        hold_pleasant(page)
        with step(page, walked):
            page.locator("a[href^='/preview/']").first.click()
        with step(page, walked):
            page.go_back()
        if page.locator("#waved").count():
            page.fill("#waved", "Sesuai buku desa.")
        send(page, walked, "form[action$='/send/']")

    expect(page.locator("form[action$='/take-back/']")).to_have_count(1)
    a_line = max(after - before for before, after in pairwise(came))
    assert line.bytes < 300_000
    assert line.bytes + 56 * a_line < 1_000_000  # a budget of sixty lines, both ways, heads and all


def test_a_row_whose_line_dropped_is_sent_again_and_is_one_row(
    desk: Desk, address: str, browser: Browser
):
    from pendopo.desk.models import Draft  # noqa: PLC0415  once the desk is open

    page = phone(browser, address, scripts=False)
    walked = counted(page, slow=False)
    sign_in(page, walked, "tini", desk.invite("tini", "publisher", OFFICE))
    fill_in_a_budget(page, walked, 1, lambda _page: None)
    page.locator("a[href$='/lines/']").click()
    page.fill("#f-account_code", "5.3.5")
    page.fill("#f-amount", "7")
    page.context.set_offline(True)
    with pytest.raises(Error, match="INTERNET_DISCONNECTED"), page.expect_navigation():
        page.locator("form.form button.act--first").click()
    page.context.set_offline(False)
    page.reload()
    page.reload()

    expect(page.locator(".told[role=status]")).to_be_visible()
    rows = Draft.objects.get(by__name="tini").content["lines"]
    assert [row["amount"] for row in rows] == ["1250000", "7"]


def test_what_is_written_stands_in_its_fields_while_there_is_no_line_and_then_goes_by_itself(
    desk: Desk, address: str, browser: Browser
):
    from pendopo.desk.models import Draft  # noqa: PLC0415  once the desk is open

    page = phone(browser, address)
    walked = counted(page, slow=False)
    sign_in(page, walked, "nur", desk.invite("nur", "publisher", OFFICE))
    fill_in_a_budget(page, walked, 1, lambda _page: None)
    page.locator("a[href$='/lines/']").click()
    page.fill("#f-account_code", "5.3.5")
    page.fill("#f-amount", "7")
    page.context.set_offline(True)
    page.locator("form.form button.act--first").click()
    expect(page.locator("[data-line]")).to_be_visible()
    hold_pleasant(page)
    page.fill("#f-amount", "8")
    page.context.set_offline(False)
    page.wait_for_url("**/lines/?kept=1")
    page.fill("#f-account_code", "5.3.6")
    page.fill("#f-amount", "9")
    lost = losing_an_answer(page)
    page.locator("form.form button.act--first").click()
    expect(page.locator("#f-amount")).to_have_value("")

    assert lost == [1]
    rows = Draft.objects.get(by__name="nur").content["lines"]
    assert [row["amount"] for row in rows] == ["1250000", "8", "9"]


def losing_an_answer(page: Page) -> list[int]:
    """Let the next row arrive, and the answer to it be lost."""
    lost: list[int] = []

    def handle(route, request):
        if request.method == "POST" and not lost:
            lost.append(1)
            route.fetch(max_redirects=0)
            route.abort()
            return
        route.continue_()

    page.route("**/lines/", handle)
    return lost


def test_a_row_that_a_script_sent_after_its_owner_signed_out_leads_to_the_sign_in(
    desk: Desk, address: str, browser: Browser
):
    page = phone(browser, address)
    walked = counted(page, slow=False)
    sign_in(page, walked, "tari", desk.invite("tari", "publisher", OFFICE))
    go(page, walked, "/forms/village-budget/")
    send(page, walked)
    page.context.clear_cookies()
    page.locator("form.form button.act--first").click()

    page.wait_for_url("**/sign-in/**")


def test_a_large_file_comes_in_pieces_though_the_line_drops(
    desk: Desk, address: str, browser: Browser
):
    from pendopo.desk.models import Version  # noqa: PLC0415  once the desk is open

    page = phone(browser, address)
    walked = counted(page, slow=False)
    sign_in(page, walked, "rini", desk.invite("rini", "publisher", OFFICE))
    page.goto("/hand-in/")
    content = b"village,households\n" + b"Rejo,412\n" * 90_000
    chosen: FilePayload = {"name": "a.csv", "mimeType": "text/csv", "buffer": content}
    page.set_input_files("#file", chosen)
    page.select_option("#register", "datasets")
    asked, drops = dropping(page)
    page.locator("form.form button.act--first").click()
    page.locator("form.form button.act--first").click()
    page.wait_for_url("**/submissions/*/", timeout=30_000)

    assert len(drops) == len(asked) - len(set(asked)) == 2  # pressed twice, it is sent once
    assert asked[:2] == [0, 65_536]  # at 50 kbit/s the bar moves within eleven seconds
    last = Version.objects.latest("pk")
    assert last.size == len(content)
    desk.work()


def dropping(page: Page) -> tuple[list[int], list[int]]:
    """Let the line drop at the second and the third piece.

    :returns: from which byte on each piece is sent, and those at which the line dropped
    """
    asked: list[int] = []
    drops: list[int] = []

    def handle(route, request):
        if request.method == "PATCH":
            asked.append(int(request.headers["upload-offset"]))
            if len(asked) in {2, 3}:
                drops.append(asked[-1])
                route.abort()
                return
        route.continue_()

    page.route("**/uploads/**", handle)
    return asked, drops


def test_the_other_new_pages_are_pleasant(desk: Desk, address: str, browser: Browser):
    page = phone(browser, address)
    walked = counted(page, slow=False)
    sign_in(page, walked, "wati", desk.invite("wati", "publisher", OFFICE))
    for place in ("/", "/forms/", "/forms/document/", "/hand-in/"):
        page.goto(place)
        hold_pleasant(page)
    page.goto("/forms/attestation/")
    send(page, walked)
    hold_pleasant(page)
    page.goto(page.url.replace("/attestation/", "/sign/"))
    hold_pleasant(page)
    page.goto("/hand-in/")
    rows = b"Kode,Nama tempat\n35.22.01.2001,Rejo\n"
    page.set_input_files("#file", {"name": "a.csv", "mimeType": "text/csv", "buffer": rows})
    page.select_option("#register", "places")
    page.locator("form.form button.act--first").click()
    page.wait_for_url("**/submissions/*/")
    worked(page, walked, desk)
    hold_pleasant(page)
    page.goto(page.url + "columns/")
    page.locator("button.act--first").click()
    desk.work()
    page.reload()
    hold_pleasant(page)
    expect(page.locator("#from-code")).to_be_visible()


def test_the_pages_of_who_withdraws_and_who_calls_are_pleasant(
    desk: Desk, address: str, browser: Browser, tmp_path: Path
):
    id_ = published(desk, tmp_path)
    page = phone(browser, address)
    begin(page, "lina", desk.invite("lina", "lead"))
    set_up_second_step(page)

    for place in ("/overview/", f"/withdraw/{id_}/"):
        page.goto(place)
        hold_pleasant(page)
    page.select_option("#reason-redact", "COURT-ORDER")
    page.fill("#says", "Putusan pengadilan.")
    page.locator("button[value=redact]").click()
    desk.work()
    page.reload()
    hold_pleasant(page)
    expect(page.locator("pre")).to_contain_text("reason: COURT-ORDER")
    page.select_option("#reason-hold", "COURT-ORDER")
    page.locator("button[value=hold]").click()
    desk.work()
    page.reload()
    hold_pleasant(page)
    expect(page.locator("button[value=end]")).to_be_visible()


def test_who_has_a_clerks_password_publishes_nothing_and_runs_nothing(
    desk: Desk, address: str, browser: Browser
):
    from pendopo.desk.models import Submission  # noqa: PLC0415  once the desk is open

    before = desk.opened.recorded().size
    page, said = phone(browser, address), []

    def dismissed(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismissed)
    walked = counted(page, slow=False)
    sign_in(page, walked, "mallory", desk.invite("mallory", "publisher", OFFICE))
    page.goto("/hand-in/")
    poison = (
        b'village,"<script>alert(1)</script>"\n'
        b'"=cmd|\'/c calc\'!A1","<img src=x onerror=alert(2)>"\n'
    )
    page.set_input_files(
        "#file", {"name": "<svg onload=alert(3)>.csv", "mimeType": "text/csv", "buffer": poison}
    )
    page.select_option("#register", "datasets")
    page.locator("form.form button.act--first").click()
    page.wait_for_url("**/submissions/*/")
    worked(page, walked, desk)
    number = page.url.rstrip("/").rpartition("/")[2]
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    tried = page.evaluate(
        """async ([token, places]) => Promise.all(places.map(async place => (await fetch(place, {
            method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: token, wish: "hold" }),
        })).status))""",
        [token, [f"/submissions/{number}/let-through/", "/people/", "/overview/remind/",
                 f"/withdraw/{'0' * 26}/"]],
    )  # fmt: skip

    assert tried == [403] * 4
    assert said == []
    assert desk.opened.recorded().size == before
    assert Submission.objects.get(pk=number).stage in {"mending", "ready"}


def published(desk: Desk, folder: Path) -> str:
    """Publish a file by the command line's way; its id."""
    file, now = folder / "a.csv", datetime.now(UTC)
    file.write_text("village,year\nRejo,2026\nSari,2026\n", "utf-8")
    said = Declaration(
        title="Villages", licence="CC-BY-4.0", publisher=OFFICE, scope={"dataset": "a"}
    )
    [entry] = desk.opened.publish(
        [Request(file, "datasets", now, said)], clock=lambda: datetime.now(UTC)
    ).entries
    return entry.leaf.id


def test_the_browser_says_where_a_visit_was_and_a_photo_goes_with_it(
    desk: Desk, address: str, browser: Browser
):
    page = phone(browser, address)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": -7.15012, "longitude": 111.88123})
    walked = counted(page, slow=False)
    sign_in(page, walked, "wulan", desk.invite("wulan", "publisher", OFFICE))
    page.goto(f"{address}/forms/visit/?ocid=ocds-abc123-2")
    page.locator("form.form button.act--first").click()
    page.fill("#f-seen", "Both abutments stand.")
    page.locator("[data-place] button").click()
    expect(page.locator("#f-place")).to_have_value("-7.150120, 111.881230")
    expect(page.locator("#f-placed_by")).to_have_value("browser")
    hold_pleasant(page)
    page.set_input_files(
        "#photo", FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=_photo())
    )
    page.locator("form.form button.act--first").click()

    send(page, walked, "form.form:has(#title)")
    worked(page, walked, desk)

    photo = page.locator("a[href$='.jpg']")
    answer = page.request.get(f"{address}{photo.get_attribute('href')}")
    assert answer.headers["content-type"] == "image/jpeg"


def _photo() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, "JPEG")
    return out.getvalue()

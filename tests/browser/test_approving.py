"""A reviewer lets a file through with a passkey, in a real browser on a phone (WebAuthn, 11)."""

import os
import re
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from wsgiref.simple_server import make_server

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from pendopo.programme.programme import Programme
from pendopo.programme.signing import Introduction
from tests.browser.test_desk import _Quiet, _Server, begin, decide, hold_pleasant, phone
from tests.browser.test_passkeys import with_authenticator
from tests.desk.conftest import START, Desk, signing

OFFICE = "Desa Rejo"
_ROWS = b"desa,tahun,rumah\nRejo,2026,412\nSari,2026,380\nJati,2026,401\n"
# Where pictures of the pages go, for whoever looks at them: nowhere, unless this names a folder.
_PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture(scope="module")
def port() -> int:
    """Give a port that is free: a passkey is bound to the address that the settings name."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Desk]:
    more = f'[desk]\naddress = "http://localhost:{port}"\n'
    yield from signing(tmp_path_factory.mktemp("desk") / "hall", more, "own-key")


@pytest.fixture(scope="module")
def address(desk: Desk, port: int) -> Iterator[str]:
    server = make_server("127.0.0.1", port, desk.application, _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{port}"
    server.shutdown()
    server.server_close()


def sent(desk: Desk, dataset: str = "rumah") -> str:
    """Have a clerk hand a file in and send it; its address."""
    clerk = desk.signed_in(f"sari-{dataset}", "publisher", OFFICE)
    file = ("rumah.csv", _ROWS)
    to = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    said = {"title": "Rumah tangga per desa", "scope-dataset": dataset, "licence": "CC-BY-4.0"}
    clerk.post(f"{to}say/", **said)
    desk.work()
    clerk.post(f"{to}send/", waved="Sesuai buku desa.")
    return to


def picture(page: Page, name: str) -> None:
    """Keep pictures of a page on a phone and on a desk, and hold it to both."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        hold_pleasant(page, width)
        if _PICTURES:
            page.screenshot(path=Path(_PICTURES) / f"{name}-{width}.png", full_page=True)


def test_a_reviewer_hands_a_passkey_over_and_signs_what_they_let_through(
    desk: Desk, address: str, browser: Browser
):
    to = sent(desk)
    page = phone(browser, address, "en-GB")
    with_passkey(desk, page)
    page.goto(to)
    picture(page, "lacking")
    before = page.locator("form[action$='/let-through/']").count()
    introduce(desk, page.locator(".slip .hash").first.inner_text())

    page.reload()
    picture(page, "submission")
    decide(page, "let-through")
    page.wait_for_url("**/approval/")
    page.get_by_text("What is signed, word for word").click()
    picture(page, "approval")
    page.get_by_role("button", name="Sign it with my passkey").click()
    page.wait_for_url(re.compile(f"{re.escape(to)}$"))
    desk.work()
    page.reload()
    expect(page.locator("main")).to_contain_text("Published as")
    picture(page, "published")
    page.goto("/account/")
    picture(page, "introduced")

    assert before == 0
    verdict = desk.opened.verify()
    assert verdict.ok, verdict.problems
    assert verdict.offices == {"Inspektorat Daerah": 1}


def test_a_device_that_does_not_ask_who_is_there_lets_nothing_through(
    desk: Desk, address: str, browser: Browser
):
    to = sent(desk, "desa")
    page = phone(browser, address, "en-GB")
    line, authenticator = with_passkey(desk, page, "wati")
    page.goto(to)
    introduce(desk, page.locator(".slip .hash").first.inner_text())
    page.reload()
    decide(page, "let-through")
    page.wait_for_url("**/approval/")
    said = {"authenticatorId": authenticator, "isUserVerified": False}
    line.send("WebAuthn.setUserVerified", said)

    page.get_by_role("button", name="Sign it with my passkey").click()

    expect(page.locator("form [role=alert]")).to_contain_text("did not sign it", timeout=70_000)
    hold_pleasant(page)
    assert stage_of(to) == "sent"


def with_passkey(desk: Desk, page: Page, name: str = "budi") -> tuple[CDPSession, str]:
    """Begin as a reviewer who adds a passkey."""
    plugged = with_authenticator(page)
    begin(page, name, desk.invite(name, "reviewer"))
    page.fill("#passkey-name", f"Telepon {name.title()}")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("[role=status]").first).to_contain_text("passkey is added")
    picture(page, "account")
    return plugged


def introduce(desk: Desk, vkey: str) -> None:
    """Introduce a key as another process does, while the desk runs."""
    asked = Introduction(vkey.strip(), ("approver",), "Inspektorat Daerah", "inspektorat")
    other = Programme.open(desk.opened.root, lambda: START)
    other.signing.introduce(asked, lambda: datetime.now(UTC))


def stage_of(to: str) -> str:
    from pendopo.desk.models import Submission  # noqa: PLC0415  settings come first

    return str(Submission.objects.get(pk=int(to.split("/")[-2])).stage)

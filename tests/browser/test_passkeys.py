"""A passkey signs in a real browser, with Chromium's virtual authenticator (WebAuthn, 11)."""

import re
import threading
from collections.abc import Iterator
from wsgiref.simple_server import make_server

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.test_desk import _Quiet, _Server, begin, desk, hold_pleasant, phone
from tests.desk.conftest import PASSWORD, Desk

__all__ = ["desk"]


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    """Give an address that passkeys may be bound to: a name, and no number."""
    server = make_server("127.0.0.1", 0, desk.application, _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def with_authenticator(page: Page) -> tuple[CDPSession, str]:
    """Plug an authenticator in."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return line, made["authenticatorId"]


def sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in/")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.locator("#password").press("Enter")


def test_who_signs_adds_a_passkey_and_signs_in_with_it(
    desk: Desk,
    address: str,
    browser: Browser,
):
    page = phone(browser, address, "en-GB")
    line, authenticator = with_authenticator(page)
    begin(page, "dewi", desk.invite("dewi", "reviewer"))
    expect(page).to_have_url(re.compile("/account/"))

    page.fill("#passkey-name", "Telepon Dewi")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("[role=status]")).to_contain_text("passkey is added")
    hold_pleasant(page)
    page.get_by_role("button", name=re.compile("Sign out")).click()
    sign_in(page, "dewi")
    page.goto("/")
    before = page.url
    sign_in(page, "dewi")
    hold_pleasant(page)
    page.get_by_role("button", name="Sign with a passkey").click()
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_url(f"{address}/")

    assert before.endswith("/sign-in/")
    page.goto("/account/")
    expect(page.locator("main")).to_contain_text("Telepon Dewi")
    hold_signed_once(page, address, line, authenticator)


def hold_signed_once(page: Page, address: str, line: CDPSession, authenticator: str) -> None:
    """An answer that was given once, and one of a key that is not known, open nothing."""
    page.get_by_role("button", name=re.compile("Sign out")).click()
    sign_in(page, "dewi")
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.post_data or ""))
    page.get_by_role("button", name="Sign with a passkey").click()
    page.wait_for_url(f"{address}/")
    body = next(one for one in sent if "credential=" in one)
    again = dict(part.split("=", 1) for part in body.split("&"))["credential"]
    page.get_by_role("button", name=re.compile("Sign out")).click()
    sign_in(page, "dewi")
    page.evaluate(
        "(text) => { const form = document.querySelector('form[data-passkey]');"
        " form.elements.credential.value = decodeURIComponent(text); form.submit(); }",
        again,
    )
    expect(page.locator("main [role=alert]").first).to_contain_text("not one of yours")
    line.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})

"""The ways of a clerk and of an officer through the desk, walked in a browser and counted."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from tests.desk.conftest import PASSWORD, Desk

_BYTES_A_SECOND = 50_000 / 8
_LATENCY_MS = 400
BOOK = {"f-village": "35.22.01.2001", "f-year": "2026", "f-phase": "approved"}


@dataclass
class Walked:
    """What a way took: seconds on the line, bytes that came, pages that were opened."""

    seconds: float = 0.0
    bytes: float = 0.0
    pages: int = 0
    clock: list[float] = field(default_factory=list)


def counted(page: Page, *, slow: bool) -> Walked:
    """Count what comes; on a line of 50 kbit/s and 400 ms where it is slow."""
    walked = Walked()
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda said: _add(walked, said["encodedDataLength"]))
    if slow:
        speed = {"downloadThroughput": _BYTES_A_SECOND, "uploadThroughput": _BYTES_A_SECOND}
        conditions = {"offline": False, "latency": _LATENCY_MS, **speed}
        line.send("Network.emulateNetworkConditions", conditions)
    return walked


def _add(walked: Walked, count: float) -> None:
    walked.bytes += count


@contextmanager
def step(page: Page, walked: Walked) -> Iterator[None]:
    """Wait for the next page, and count its time."""
    began = time.monotonic()
    with page.expect_navigation(wait_until="load", timeout=120_000):
        yield
    walked.seconds += time.monotonic() - began
    walked.pages += 1


def go(page: Page, walked: Walked, address: str) -> None:
    with step(page, walked):
        page.goto(address, timeout=120_000)


def by_keyboard(page: Page, values: dict[str, str]) -> None:
    """Fill fields in with the keyboard alone: Tab, and what is typed."""
    for place, text in values.items():
        for _ in range(60):
            if page.evaluate("document.activeElement.id") == place:
                break
            page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{place} is not reached by Tab")
        page.keyboard.type(text)
        page.keyboard.press("Tab") if text == "" else None


def send(page: Page, walked: Walked, form: str = "form.form") -> None:
    """Send a form by its first button, with the keyboard."""
    page.locator(f"{form} button.act--first").first.focus()
    with step(page, walked):
        page.keyboard.press("Enter")


def sign_in(page: Page, walked: Walked, name: str, code: str) -> None:
    go(page, walked, f"/code/?name={name}")
    by_keyboard(page, {"code": code, "password": PASSWORD, "again": PASSWORD})
    send(page, walked)


def fill_in_a_budget(
    page: Page,
    walked: Walked,
    lines: int,
    after: Callable[[Page], None],
    each: Callable[[], None] = lambda: None,
) -> None:
    """Fill in a village's budget, and stop before it is handed in.

    :param each: called before each line of the budget, and after the last
    """
    go(page, walked, "/forms/village-budget/")
    after(page)
    send(page, walked)
    after(page)
    by_keyboard(page, BOOK)
    send(page, walked)
    for number in range(lines):
        each()
        revenue = number % 2 == 0
        row = {
            "f-activity_code": "" if revenue else "02.03.10",
            "f-account_code": "4.2.1" if revenue else "5.3.5",
            "f-source": f"S{number // 2}",
            "f-amount": "1.250.000",
        }
        by_keyboard(page, {name: text for name, text in row.items() if text})
        send(page, walked)
    each()
    after(page)
    with step(page, walked):
        page.locator("a.act[href$='/']", has_text="").last.click()
    after(page)


def worked(page: Page, walked: Walked, desk: Desk) -> None:
    desk.work()
    with step(page, walked):
        page.reload(timeout=120_000)


def phone(browser: Browser, address: str, *, scripts: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="id-ID",
        base_url=address,
        java_script_enabled=scripts,
    )
    return context.new_page()

"""The way of a clerk and that of an officer through the desk: minutes and kilobytes.

    python benchmarks/desk_paths.py [--lines 20] [--pictures FOLDER]

A real browser on a phone's screen walks them on a line of 50 kbit/s and 400 ms: the clerk begins
with a code, fills in a village's budget row by row, hands it in, looks at it and sends it; the
officer signs in with the second step, looks and lets it through. What is counted is the time on
the line; what somebody types comes on top, and is stated as 12 s a row, 60 s a form's head.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from wsgiref.simple_server import make_server

import pyotp
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.browser.desk_paths import (  # noqa: E402
    Walked,
    counted,
    fill_in_a_budget,
    go,
    phone,
    send,
    sign_in,
    step,
    worked,
)
from tests.browser.test_desk import _Quiet, _Server  # noqa: E402
from tests.desk.conftest import Desk, signing  # noqa: E402

_ROW_S, _HEAD_S = 12, 60


def main() -> None:
    """Walk both ways and print what they took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, default=20)
    asked.add_argument("--pictures", type=Path)
    here = shutil.which("chromium") or shutil.which("chromium-browser")
    asked.add_argument("--chromium", default=os.environ.get("CHROMIUM") or here)
    given = asked.parse_args()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with tempfile.TemporaryDirectory(prefix="pendopo-") as folder, sync_playwright() as play:
        kept = signing(Path(folder) / "hall")
        desk = next(kept)
        server = make_server("127.0.0.1", 0, desk.application, _Server, _Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        browser = play.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
        clerk, officer = phone(browser, address), phone(browser, address)
        walked = counted(clerk, slow=True), counted(officer, slow=True)
        place = as_clerk(desk, clerk, walked[0], given)
        as_officer(desk, officer, walked[1], place, given)
        told("clerk", walked[0], _HEAD_S * 2 + given.lines * _ROW_S)
        told("officer", walked[1], _HEAD_S * 2)
        browser.close()
        server.shutdown()
        next(kept, None)


def as_clerk(desk: Desk, page: Page, walked: Walked, given: argparse.Namespace) -> str:
    """Fill in a budget and send it; give its address."""
    sign_in(page, walked, "sari", desk.invite("sari", "publisher", "Desa Rejo"))
    count = iter(range(100))
    fill_in_a_budget(page, walked, given.lines, lambda one: picture(one, given, next(count)))
    send(page, walked, "form.form:has(#title)")
    worked(page, walked, desk)
    picture(page, given, 90)
    place = re.sub(r"^https?://[^/]+", "", page.url)
    with step(page, walked):
        page.locator("a[href^='/preview/']").first.click()
    go(page, walked, place)
    if page.locator("#waved").count():
        page.fill("#waved", "Sesuai buku desa.")
    send(page, walked, "form[action$='/send/']")
    return place


def as_officer(
    desk: Desk, page: Page, walked: Walked, place: str, given: argparse.Namespace
) -> None:
    """Sign in, look at it, and let it through."""
    sign_in(page, walked, "budi", desk.invite("budi", "reviewer"))
    secret = (page.locator(".slip .hash").text_content() or "").replace(" ", "")
    page.fill("#digits", pyotp.TOTP(secret).now())
    with step(page, walked):
        page.locator("#digits").press("Enter")
    go(page, walked, "/")
    picture(page, given, 91)
    go(page, walked, place)
    picture(page, given, 92)
    with step(page, walked):
        page.locator("a[href^='/preview/']").first.click()
    go(page, walked, place)
    if page.locator("#waved").count():
        page.fill("#waved", "Sesuai buku desa.")
    with step(page, walked):
        page.locator("form[action$='/let-through/'] button").click()
    worked(page, walked, desk)


def picture(page: Page, given: argparse.Namespace, number: int) -> None:
    """Keep a picture of a page, where they are wanted."""
    if given.pictures:
        given.pictures.mkdir(exist_ok=True)
        page.screenshot(path=given.pictures / f"{number:02d}.png", full_page=True)


def told(who: str, walked: Walked, typing_s: int) -> None:
    """Print a way's figures."""
    whole = (walked.seconds + typing_s) / 60
    print(
        f"{who}: {walked.pages} pages, {walked.bytes / 1000:.0f} kB, "
        f"{walked.seconds / 60:.1f} minutes on the line, {whole:.1f} with {typing_s} s of typing"
    )


if __name__ == "__main__":
    main()

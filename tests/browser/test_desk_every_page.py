"""Every page of the desk that somebody can open, in a real browser: axe finds nothing, nothing is
too wide, in both languages. The pages are found by their links, at a desk where everything stands
that they can show: a new address has its place here by itself (``tests/desk/test_crawl.py`` fails
where no link leads to it).
"""

import os
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import make_server

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.test_desk import _Quiet, _Server, hold_pleasant
from tests.desk.authenticator import Authenticator
from tests.desk.conftest import Desk, Visitor, as_asked
from tests.desk.crawler import pages
from tests.desk.every_state import Everything, everything

WIDTHS_PX, LANGUAGES = (360, 1280), ("id", "en")
# Where pictures of the pages go, for whoever looks at them: nowhere, unless this names a folder.
_PICTURES = os.environ.get("PICTURES", "")
_NUMBERED = re.compile(r"/(people|sign-ins|posts)/[0-9]+/")
pytestmark = [pytest.mark.xdist_group("every page of the desk"), pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def port() -> int:
    """Give a port that is free: a passkey is bound to the address that the settings name."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Desk]:
    more = f'address = "http://localhost:{port}"\nmail = "smtp://localhost:9"\n'
    yield from as_asked(tmp_path_factory, f'{more}due = ["places year"]\n', "own-key")


@pytest.fixture(scope="module")
def made(desk: Desk, tmp_path_factory: pytest.TempPathFactory, port: int) -> Everything:
    found = everything(desk, tmp_path_factory.mktemp("made"), Authenticator(f"localhost:{port}"))
    from pendopo.desk.models import Job  # noqa: PLC0415  once the desk is open

    Job.objects.filter(ended_at=None, work="check").delete()  # no page looks again by itself
    return found


@pytest.fixture(scope="module")
def address(desk: Desk, port: int) -> Iterator[str]:
    server = make_server("127.0.0.1", port, desk.application, _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{port}"
    server.shutdown()
    server.server_close()


def opened(browser: Browser, address: str, visitor: Visitor, language: str) -> BrowserContext:
    """Open a browser in which somebody is signed in."""
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    cookies = {**visitor.cookies, "pendopo_desk_language": language}
    context.add_cookies([{"name": name, "value": value, "url": address}
                         for name, value in cookies.items() if value])  # fmt: skip
    return context


def shown(made: Everything) -> Iterator[tuple[str, str]]:
    """Give each page that each role can open, by its address; alike ones once."""
    known = set()
    for role, visitor in made.visitors.items():
        for place, answer, page in pages(visitor, ["/", *made.starts.get(role, [])]):
            kind = (_NUMBERED.sub("/…/", place), role if place in {"/", "/account/"} else "")
            if page is not None and answer.status == 200 and kind not in known:
                known.add(kind)
                yield role, place


def hold(page: Page, place: str, widths: tuple[int, ...], name: str) -> list[str]:
    """Look at a page with all of it unfolded; what is wrong with it."""
    page.goto(place)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    faults = []
    for wide_px in widths:
        page.set_viewport_size({"width": wide_px, "height": 740})
        if _PICTURES:
            page.screenshot(path=Path(_PICTURES) / f"{name}-{wide_px}.png", full_page=True)
        try:
            hold_pleasant(page, wide_px)
        except AssertionError as error:
            faults.append(f"{place} at {wide_px} px: {str(error)[:400]}")
    return faults


def test_axe_finds_nothing_on_any_page_of_the_desk(
    made: Everything, address: str, browser: Browser
):
    faults, count = [], 0

    contexts: dict[tuple[str, str], Page] = {}
    for role, place in shown(made):
        # One of the two widths and of the two languages, by turns; all four in the campaign.
        language, wide_px = LANGUAGES[count // 2 % 2], WIDTHS_PX[count % 2]
        if (role, language) not in contexts:
            context = opened(browser, address, made.visitors[role], language)
            contexts[role, language] = context.new_page()
        faults += hold(contexts[role, language], place, (wide_px,), f"{count:03}-{role}-{language}")
        count += 1

    assert faults == []
    assert count > 60


@pytest.mark.campaign
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_at_either_width_in_either_language(
    made: Everything, address: str, browser: Browser, language: str
):
    faults = []

    for number, (role, place) in enumerate(shown(made)):
        with opened(browser, address, made.visitors[role], language) as context:
            name = f"{number:03}-{role}-{language}"
            faults += hold(context.new_page(), place, WIDTHS_PX, name)

    assert faults == []

"""An archive in a real browser, from a plain file server and from a disk: readable by all."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, Request

from pendopo.cli import main
from tests.browser.guidelines import STANDARDS, looked_at

# What the module makes once is dear: it is made by one worker, not by each.
pytestmark = pytest.mark.xdist_group("archive_pages")

PAGES = (
    "{}/index.html",
    "{}/registers/index.html",
    "{}/registers/datasets/index.html",
    "{}/registers/datasets/roads/index.html",
    "{}/registers/contracts/awards/index.html",
    "{}/offices/index.html",
    "{}/offices/dinas-kominfo/index.html",
    "{}/search/index.html",
    "{}/sql/index.html",
    "{}/log/index.html",
    "{}/downloads/index.html",
    "{}/developers/index.html",
    "{}/verify/index.html",
    "{}/about/index.html",
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its own signature
        """Say nothing."""


@pytest.fixture(scope="session")
def copied(hall, tmp_path_factory) -> Path:
    out: Path = tmp_path_factory.mktemp("copied") / "out"
    result = CliRunner().invoke(main, ["--home", str(hall.root), "archive", str(out)])
    assert result.exit_code == 0, result.output
    return out


@contextmanager
def plainly_served(folder: Path) -> Iterator[str]:
    """Serve a folder as ``python -m http.server`` does."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(timeout=20)


@pytest.fixture(scope="session")
def served(copied) -> Iterator[str]:
    """A copy in a folder below the root of its server."""
    with plainly_served(copied.parent) as address:
        yield f"{address}/out/"


def addresses(copied: Path, language: str) -> list[str]:
    publication = max((copied / language / "publications").iterdir())
    found = [page.format(language) for page in PAGES]
    return [*found, f"{language}/publications/{publication.name}/index.html"]


def opened(browser: Browser, width: int) -> tuple[Page, list[str]]:
    page = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=True
    ).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))

    def failed(request: Request) -> None:
        # The next page may come before the icon of this one.
        if request.failure != "net::ERR_ABORTED":
            said.append(f"{request.url}: {request.failure}")

    page.on("requestfailed", failed)
    return page, said


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "width", "half"), [("en", 360, 0), ("id", 1280, 1)])
def test_a_copy_breaks_no_accessibility_guideline(browser, copied, served, language, width, half):
    page, said = opened(browser, width)
    found, wide = {}, {}
    for place, address in enumerate(addresses(copied, language)):
        page.goto(served + address)
        # Each page in one of the two; on all of a copy's pages in the campaign.
        result = looked_at(page, STANDARDS) if place % 2 == half else None
        if result and result.violations_count:
            found[address] = result.generate_report()
        across = page.evaluate("document.documentElement.scrollWidth")
        if across > width:
            wide[address] = across
    page.context.close()

    assert (found, wide, said) == ({}, {}, [])


def test_a_copy_is_styled_and_leads_from_its_front(browser, served):
    page, said = opened(browser, 360)

    page.goto(served)
    page.wait_for_url("**/out/id/index.html")
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="See the registers").click()
    page.get_by_role("link", name="Datasets").first.click()
    page.get_by_role("rowheader").get_by_role("link", name="Roads mended in 2026").click()

    assert page.url.endswith("/out/en/registers/datasets/roads/index.html")
    assert "Plus Jakarta Sans" in page.evaluate(
        "getComputedStyle(document.querySelector('h1')).fontFamily"
    )
    assert page.evaluate("document.fonts.size") == 1
    page.context.close()
    assert said == []


def test_a_row_is_reached_by_its_own_link(browser, served):
    page, _said = opened(browser, 1280)

    page.goto(served + "en/registers/datasets/roads/index.html")
    page.get_by_role("link", name="R059").click()

    assert page.url.endswith("#row-2.61")
    assert page.evaluate("document.querySelector(':target').innerText").startswith("R059")
    page.context.close()


def test_a_copy_is_searched_by_its_own_script(browser, served):
    page, said = opened(browser, 360)

    page.goto(served + "en/search/index.html")
    page.get_by_role("searchbox").fill("MENDED road")
    page.keyboard.press("Enter")
    page.locator("#copied-found a").first.wait_for()
    typed = page.locator("#copied-count").inner_text()
    page.goto(served + "en/search/index.html?q=MENDED+road")
    page.locator("#copied-found a").first.wait_for()
    assert page.locator("#copied-count").inner_text() == typed
    found = page.locator("#copied-found a").all_inner_texts()
    page.locator("#copied-found a").first.click()

    assert "Roads mended in 2026" in found
    assert page.url.endswith("/en/registers/datasets/roads/index.html")
    page.context.close()
    assert said == []


def test_what_a_copys_search_has_nothing_for_is_not_shown(browser, served):
    page, _said = opened(browser, 360)
    page.goto(served + "en/search/index.html")
    page.get_by_role("searchbox").wait_for()
    before = page.get_by_role("button", name="Show more").is_visible()
    page.get_by_role("searchbox").fill("R059")
    page.keyboard.press("Enter")
    page.locator("#copied-found a").first.wait_for()
    after = page.get_by_role("button", name="Show more").is_visible()
    page.context.close()
    without = browser.new_context(java_script_enabled=False).new_page()
    without.goto(served + "en/search/index.html")
    searched = without.locator("#copied").is_visible()
    without.context.close()

    assert (before, after, searched) == (False, False, False)


def test_a_copy_opens_from_a_disk(browser, copied):
    page, said = opened(browser, 1280)

    page.goto((copied / "index.html").as_uri())
    page.wait_for_url("**/id/index.html")
    page.goto((copied / "en/registers/datasets/roads/index.html").as_uri())
    colour = page.evaluate("getComputedStyle(document.querySelector('.masthead')).backgroundColor")
    page.get_by_role("link", name="Offices").first.click()

    assert page.url.endswith("/en/offices/index.html")
    assert colour != "rgba(0, 0, 0, 0)"
    page.context.close()
    assert said == []

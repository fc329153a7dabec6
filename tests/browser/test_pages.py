"""Every page in a real browser: readable by all, light, whole on a small phone, scriptless."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browser.guidelines import STANDARDS, looked_at

VIEW_BYTES_MOST = 50_000
HTML_BYTES_MOST = 15_000
Scheme = Literal["light", "dark"]
PAGES = (
    "",
    "registers/",
    "registers/datasets/",
    "registers/datasets/roads/",
    "registers/datasets/roads/?method=tender&q=misal&sort=-cost",
    "registers/contracts/processes/",
    "registers/datasets/roads/2.4/",
    "publications/{corrected}/",
    "search/",
    "search/?q=desa+jembatan",
    "purchases/",
    "purchases/processes/ocds-abc123-2/",
    "purchases/buyers/ID-1/",
    "purchases/suppliers/S1/",
    "purchases/missing/",
    "purchases/prices/",
    "purchases/ceilings/",
    "purchases/network/",
    "purchases/flags/",
    "purchases/flags/r018_single_bid/",
    "money/",
    "money/documents/",
    "money/tax/?paid=1250000",
    "money/lines/99.01/expenditure::1.01:5.1.01/",
    "questions/",
    "plans/",
    "plans/contoh/",
    "plans/contoh/roads/",
    "claims/",
    "places/",
    "places/contoh/99.01.01/",
    "places/contoh/99.01.01.2002/",
    "villages/",
    "villages/99.01.01.2001/",
    "offices/",
    "offices/dinas-kominfo/",
    "publications/{corrected}/changes/{first}/?show=new",
    "cards/tables/datasets/roads/",
    "cards/measures/single_bid_share/",
    "cards/buyers/ID-1/",
    "cards/plans/contoh/",
    "cards/plans/contoh/roads/",
    "cards/purchases/ocds-abc123-2/",
    "developers/",
    "sql/",
    "log/",
    "withdrawals/",
    "downloads/",
    "verify/",
    "about/",
    "parts/",
    "nothing/",
)


def addresses(hall, language: str) -> list[str]:
    first, corrected = (publication.id for publication in hall.state().publications[:2])
    found = [f"/{language}/{page.format(corrected=corrected, first=first)}" for page in PAGES]
    return [*found, f"/at/2/{language}/", f"/at/0/{language}/"]


def opened(browser: Browser, width: int, scheme: Scheme = "light", *, script: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        java_script_enabled=script,
    )
    return context.new_page()


# Which captions a reader who moves a wide table sideways does not see whole.
CAPTIONS_OUT = """() => [...document.querySelectorAll(".table-wrap")].flatMap(wrap => {
    const caption = wrap.querySelector("caption");
    if (!caption) return [];
    wrap.scrollLeft = wrap.scrollWidth;
    const [own, shown] = [caption.getBoundingClientRect(), wrap.getBoundingClientRect()];
    wrap.scrollLeft = 0;
    const out = own.left < shown.left - 1 || own.right > shown.right + 1;
    return out ? [caption.textContent.trim()] : [];
})"""


@dataclass
class Seen:
    """What was measured of one page, which is opened once for all of it."""

    violations: str = ""
    wide: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    html_bytes: int = 0
    view: dict[str, int] = field(default_factory=dict)


@dataclass
class Walk:
    """All pages, in one language, width and scheme."""

    pages: dict[str, Seen] = field(default_factory=dict)
    said: list[tuple[str, str]] = field(default_factory=list)


def walked(
    browser: Browser,
    addresses: list[str],
    width: int,
    scheme: Scheme,
    site: str,
    halves: Collection[int],
) -> Walk:
    """Open each page once and measure it.

    :param halves: of which pages axe is asked, which costs the most: the even ones, the odd ones
    """
    page, walk = opened(browser, width, scheme), Walk()
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    sent: list[Request] = []
    page.on("console", lambda message: walk.said.append((page.url, message.text)))
    page.on("requestfinished", lambda request: sent.append(request))  # noqa: PLW0108  it marks it
    for place, address in enumerate(addresses):
        sent.clear()
        answer = page.goto(site + address)
        assert answer is not None
        page.evaluate("document.fonts.ready.then(() => true)")
        page.wait_for_timeout(100)
        seen = walk.pages[address] = Seen()
        seen.view = {one.url: one.sizes()["responseBodySize"] for one in [*sent]}
        seen.html_bytes = answer.request.sizes()["responseBodySize"]
        if place % 2 in halves:
            result = looked_at(page, STANDARDS)
            if result.violations_count:
                seen.violations = result.generate_report()
        for most, size in ((360, "100%"), (640, "200%")):
            page.set_viewport_size({"width": most, "height": 800})
            page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            found = page.evaluate("document.documentElement.scrollWidth")
            seen.captions += page.evaluate(CAPTIONS_OUT)
            seen.wide += [f"{found} px of {most} with text at {size}"] if found > most else []
        page.set_viewport_size({"width": width, "height": 800})
    page.context.close()
    return walk


@pytest.fixture(
    scope="module",
    params=[
        # Each walk in one process; axe looks at each page in one of them.
        pytest.param(("id", 360, "dark", (0,)), marks=pytest.mark.xdist_group("walk-id")),
        pytest.param(("en", 1280, "light", (1,)), marks=pytest.mark.xdist_group("walk-en")),
        # The same words in other sizes and colours, and axe on all: in the campaign.
        pytest.param(("en", 360, "light", (0, 1)), marks=pytest.mark.campaign),
        pytest.param(("id", 1280, "dark", (0, 1)), marks=pytest.mark.campaign),
    ],
    ids=lambda asked: "-".join(map(str, asked[:3])),
)
def walk(request, browser: Browser, hall, site: str) -> Walk:
    language, width, scheme, halves = request.param
    return walked(browser, addresses(hall, language), width, scheme, site, halves)


@pytest.mark.timeout(300)
def test_no_page_breaks_the_accessibility_guidelines(walk):
    assert {one: seen.violations for one, seen in walk.pages.items() if seen.violations} == {}
    # The browser itself reports an address that answers 404; nothing else may be said.
    assert [one for one in walk.said if "nothing" not in one[0]] == []


@pytest.mark.timeout(300)
def test_no_page_scrolls_sideways_on_a_small_phone_or_with_text_at_twice_its_size(walk):
    assert {one: seen.wide for one, seen in walk.pages.items() if seen.wide} == {}


@pytest.mark.timeout(300)
def test_what_a_row_is_stays_in_sight_when_a_wide_table_is_moved_sideways(walk):
    assert {one: seen.captions for one, seen in walk.pages.items() if seen.captions} == {}


@pytest.mark.timeout(300)
def test_the_first_view_is_light(walk, site):
    """Bytes as they are sent, packed: the page alone, and with its styles and font."""
    heavy = {
        one: (seen.html_bytes, sum(seen.view.values()))
        for one, seen in walk.pages.items()
        if seen.html_bytes > HTML_BYTES_MOST or sum(seen.view.values()) > VIEW_BYTES_MOST
    }

    assert heavy == {}
    for seen in walk.pages.values():
        assert any(url.endswith(".css") for url in seen.view)
        assert all(url.startswith(site) for url in seen.view)


def test_a_reader_without_scripts_finds_a_row_and_its_file(browser, site):
    page = opened(browser, 360, script=False)

    page.goto(f"{site}/id/")
    page.get_by_role("link", name="Lihat register").click()
    page.get_by_role("link", name="Kumpulan data", exact=True).click()
    page.get_by_role("rowgroup").get_by_role("link", name="Roads mended in 2026").click()
    page.get_by_label("Cari di baris-baris ini").fill("r002")
    page.get_by_role("search").get_by_role("button").click()
    page.get_by_role("link", name="R002").click()
    page.get_by_role("link", name="Roads mended in 2026, corrected").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Berkas asli").click()

    assert download.value.suggested_filename == "roads.csv"
    assert page.context.cookies() == []
    page.context.close()


def test_a_day_is_asked_for_in_the_footer(browser, site):
    page = opened(browser, 1280, script=False)

    page.goto(f"{site}/en/registers/datasets/roads/")
    page.get_by_label("Read this page as of another day").fill("2026-11-18")
    page.get_by_role("contentinfo").get_by_role("button", name="Show").click()

    assert page.url == f"{site}/at/2/en/registers/datasets/roads/"
    assert page.get_by_text("This is the record as of").is_visible()
    page.context.close()


def test_the_keyboard_reaches_the_content_first(browser, site):
    page = opened(browser, 1280)

    page.goto(f"{site}/en/")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")

    assert focused == "Skip to content"
    page.context.close()

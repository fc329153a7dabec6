"""Every page in a real browser: readable by all, light, whole on a small phone, scriptless."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
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
    "places/",
    "places/contoh/99.01.01/",
    "places/contoh/99.01.01.2002/",
    "offices/",
    "offices/dinas-kominfo/",
    "publications/{corrected}/changes/{first}/?show=new",
    "cards/tables/datasets/roads/",
    "cards/measures/single_bid_share/",
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


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [
        ("id", 360, "dark"),
        ("id", 1280, "light"),
        # The same pages in other words: in the campaign.
        pytest.param("en", 360, "light", marks=pytest.mark.campaign),
        pytest.param("en", 1280, "dark", marks=pytest.mark.campaign),
    ],
)
def test_no_page_breaks_the_accessibility_guidelines(browser, hall, site, language, width, scheme):
    page, said = opened(browser, width, scheme), []
    page.on("console", lambda message: said.append((page.url, message.text)))
    found = {}
    for address in addresses(hall, language):
        page.goto(site + address)
        result = Axe().run(page, options={"runOnly": STANDARDS, "resultTypes": ["violations"]})
        if result.violations_count:
            found[address] = result.generate_report()
    page.context.close()

    assert found == {}
    # The browser itself reports an address that answers 404; nothing else may be said.
    assert [one for one in said if "nothing" not in one[0]] == []


@pytest.mark.parametrize("language", ["en", "id"])
def test_no_page_scrolls_sideways_on_a_small_phone(browser, hall, site, language):
    page, wide = opened(browser, 360), {}
    for address in addresses(hall, language):
        page.goto(site + address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide[address] = width
    page.context.close()

    assert wide == {}


def test_no_page_scrolls_sideways_with_text_at_twice_its_size(browser, hall, site):
    page, wide = opened(browser, 640), {}
    for address in addresses(hall, "id"):
        page.goto(site + address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 640:
            wide[address] = width
    page.context.close()

    assert wide == {}


def test_the_first_view_is_light(browser, hall, site):
    """Bytes as they are sent, packed: the page alone, and with its styles and font."""
    heavy = {}
    page = opened(browser, 360)
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    sent: list[Request] = []
    page.on("requestfinished", lambda request: sent.append(request))  # noqa: PLW0108  it marks it
    for address in addresses(hall, "id"):
        sent.clear()
        answer = page.goto(site + address)
        assert answer is not None
        page.evaluate("document.fonts.ready.then(() => true)")
        page.wait_for_timeout(100)
        sizes = {one.url: one.sizes()["responseBodySize"] for one in [*sent]}
        html = answer.request.sizes()["responseBodySize"]
        if html > HTML_BYTES_MOST or sum(sizes.values()) > VIEW_BYTES_MOST:
            heavy[address] = (html, sum(sizes.values()))
        assert any(url.endswith(".css") for url in sizes)
        assert all(url.startswith(site) for url in sizes)
    page.context.close()

    assert heavy == {}


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

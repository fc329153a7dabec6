"""The look in a real browser: any size, any direction, any colours, a finger, a keyboard, paper."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import addresses, opened

_TARGET_PX = 24
# Elements that a finger or a key goes to, and that are there to be seen.
GOES_TO = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
VISIBLE = "e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0"


WIDE = """() => {
  const wide = document.documentElement.scrollWidth;
  return wide > document.documentElement.clientWidth ? wide : null;
}"""

TURNED = f"""() => {{
  document.documentElement.dir = 'rtl';
  // The card for another site's frame has no roof.
  const name = document.querySelector('.masthead__name, .embed h1').getBoundingClientRect();
  const before = innerWidth - name.right;
  const wide = ({WIDE})();
  document.documentElement.dir = '';
  return wide || (before < 60 ? null : `the name stands ${{before}} px from its side`);
}}"""

CUT = """() => {
  document.documentElement.style.fontSize = '200%';
  const cut = [...document.querySelectorAll('body *')]
    .filter(e => getComputedStyle(e).overflow.includes('hidden')
      && !e.closest('.hidden, svg') && e.textContent.trim()
      && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))
    .map(e => e.className);
  document.documentElement.style.fontSize = '';
  return cut.join() || null;
}"""

# A link inside a sentence is as high as its line.
SMALL = f"""() => {{
  const sentence = e => getComputedStyle(e).display === 'inline'
    && [...e.parentElement.childNodes].some(n => n.nodeType === 3 && n.data.trim().length > 1);
  return [...document.querySelectorAll("{GOES_TO}")].filter({VISIBLE})
    .filter(e => !sentence(e) && !e.classList.contains('skip'))
    .map(e => [e, e.getBoundingClientRect()])
    .filter(([e, r]) => r.height < {_TARGET_PX} - 0.1 || r.width < {_TARGET_PX} - 0.1)
    .map(([e, r]) => `${{e.outerHTML.slice(0, 60)}} ${{r.width}}x${{r.height}}`).join() || null;
}}"""

HIDDEN_BY_THEIR_COLOUR = """() => {
  const ground = e => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)') return colour;
    }
  };
  const words = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  // A browser lays its own ground behind words, of the colour of the page.
  const canvas = getComputedStyle(document.body).backgroundColor;
  return [...document.querySelectorAll('body *')]
    .filter(e => words(e) && !e.closest('svg, .hidden') && e.checkVisibility())
    .filter(e => [ground(e), canvas].includes(getComputedStyle(e).color))
    .map(e => `${e.className} ${e.textContent.trim().slice(0, 30)}`).join() || null;
}"""


# What opens all pages once does so in one process.
SEEN_TOGETHER = pytest.mark.xdist_group("look")


@pytest.fixture(scope="module")
def seen(browser: Browser, hall, site: str) -> dict[str, dict[str, str]]:
    """Every page, opened once and looked at in many ways: what is wrong, by way and address."""
    ways = (
        ("narrow", 320, WIDE),
        ("turned", 360, TURNED),
        ("finger", 360, SMALL),
        ("large", 640, CUT),
    )
    page = opened(browser, 640)
    found: dict[str, dict[str, str]] = {way: {} for way, _, _ in ways}
    for address in addresses(hall, "id"):
        page.goto(site + address)
        for way, width, script in ways:
            page.set_viewport_size({"width": width, "height": 800})
            if answer := page.evaluate(script):
                found[way][address] = answer
    page.context.close()
    return found


@SEEN_TOGETHER
def test_a_page_at_four_times_its_size_is_read_without_scrolling_sideways(seen):
    """WCAG 2.2, 1.4.10: 1280 px at 400 % are 320."""
    assert seen["narrow"] == {}


@SEEN_TOGETHER
def test_a_page_runs_the_other_way_when_its_language_does(seen):
    assert seen["turned"] == {}


@SEEN_TOGETHER
def test_text_at_twice_its_size_is_not_cut_off(seen):
    assert seen["large"] == {}


@SEEN_TOGETHER
def test_everything_that_a_finger_goes_to_is_large_enough(seen):
    """WCAG 2.2, 2.5.8."""
    assert seen["finger"] == {}


def test_readers_with_their_own_colours_see_every_word(browser, hall, site):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, forced_colors="active")
    page, found = context.new_page(), {}
    for address in addresses(hall, "en"):
        page.goto(site + address)
        if answer := page.evaluate(HIDDEN_BY_THEIR_COLOUR):
            found[address] = answer
    context.close()

    assert found == {}


STOPS = f"""() => [...document.querySelectorAll("{GOES_TO}")].filter({VISIBLE})"""


def walked(page: Page) -> tuple[list[int], set[int]]:
    """Press Tab to the end of the page; give the stops in their order, and those with a mark."""
    page.evaluate(f"window.stops = ({STOPS})()")
    order: list[int] = []
    marked: set[int] = set()
    for _ in range(4 * page.evaluate("stops.length") + 9):
        page.keyboard.press("Tab")
        at, mark = page.evaluate(
            """() => {
              const e = document.activeElement, s = getComputedStyle(e);
              const mark = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
              return [stops.indexOf(e), mark];
            }"""
        )
        if at == -1 or (order and at < order[-1]):
            break
        # A field for a day has stops of its own inside, which the browser marks.
        if not order or order[-1] != at:
            order.append(at)
        if mark:
            marked.add(at)
    return order, marked


@pytest.mark.parametrize(
    "address", ["/en/", "/en/registers/datasets/roads/?method=tender&page=1", "/en/parts/"]
)
def test_a_keyboard_reaches_everything_in_order_sees_where_it_is_and_leaves(browser, site, address):
    page = opened(browser, 1280)
    page.goto(site + address)

    order, marked = walked(page)

    count = page.evaluate("stops.length")
    page.context.close()
    assert order == list(range(count))
    assert marked == set(order)
    assert count > 20


def test_paper_has_no_rooms_and_no_forms_but_the_address_and_the_meaning(browser, site):
    page = opened(browser, 760)
    page.goto(f"{site}/en/registers/datasets/roads/")
    page.emulate_media(media="print")

    shown = {
        name: page.locator(name).first.is_visible()
        for name in (
            *(".masthead__nav", ".masthead__lang", ".crumbs", ".search", ".facets", ".pager"),
            *(".footer form", ".footer__where", ".columns .facts", ".chart table", ".table th"),
        )
    }
    head = page.evaluate("getComputedStyle(document.querySelector('.table thead')).display")
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    source = page.evaluate("getComputedStyle(document.querySelector('.source'), '::after').content")
    page.context.close()

    assert [name for name, there in shown.items() if there] == [
        *(".footer__where", ".columns .facts", ".chart table", ".table th")
    ]
    assert head == "table-header-group"  # again on every sheet
    assert ink == "rgb(0, 0, 0)"
    assert "/en/publications/" in source


def test_the_words_of_a_chart_keep_inside_it_and_apart(browser, site):
    # Some letters hang over the line they begin at by a pixel or two.
    outside = """() => [...document.querySelectorAll('.chart__plot')].flatMap(plot => {
      const sheet = plot.getBoundingClientRect();
      const words = [...plot.querySelectorAll('text')].filter(e => e.checkVisibility());
      const free = words.filter(e => !e.closest('.area'));
      const places = free.map(e => [e, e.getBoundingClientRect()]);
      const out = places.filter(([, r]) => r.left < sheet.left - 3 || r.right > sheet.right + 3);
      const meet = (r, o) => r.left < o.right - 1 && o.left < r.right - 1
        && r.top < o.bottom - 4 && o.top < r.bottom - 4;
      const over = places.filter(([, r], i) => places.slice(0, i).some(([, o]) => meet(r, o)));
      return [...out, ...over].map(([e]) => e.textContent);
    })"""
    found = {}
    for width in (360, 768, 1280):
        page = opened(browser, width)
        page.goto(f"{site}/en/parts/")
        found[width] = page.evaluate(outside)
        page.context.close()

    assert found == {360: [], 768: [], 1280: []}


def test_a_chart_is_a_picture_with_a_name_and_the_same_in_words(browser, site):
    page = opened(browser, 360, script=False)
    page.goto(f"{site}/en/parts/")

    picture = page.get_by_role("img", name="Standing bars")
    tree = page.locator("#chart").aria_snapshot()
    page.get_by_text("The same numbers in a table").nth(1).click()

    assert picture.count() == 1
    assert '- img "Standing bars"' in tree
    assert page.get_by_role("row", name="May 2026 not known").is_visible()
    page.context.close()

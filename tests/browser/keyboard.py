"""Somebody who has a keyboard and no pointer, and who sees at each step where they are."""

from pathlib import Path

from playwright.sync_api import Page

_TABS_MOST = 120
# Where the focus is: the element that a selector names or one beside it, and whether that is seen.
_HERE = """(selector) => {
    const here = document.activeElement;
    if (!here || here === document.body) return { there: false, seen: true, what: "the page" };
    const told = getComputedStyle(here), box = here.getBoundingClientRect();
    const lined = told.outlineStyle !== "none" && parseFloat(told.outlineWidth) >= 2;
    const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.width > 0;
    return { there: here.matches(selector), seen: lined && within,
             what: here.outerHTML.slice(0, 160) };
}"""


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is where a selector says; it is seen at each step on the way."""
    for _ in range(_TABS_MOST):
        here = page.evaluate(_HERE, selector)
        if here["there"]:
            return
        page.keyboard.press("Tab")
        here = page.evaluate(_HERE, selector)
        assert here["seen"], f"{page.url}: nobody sees that the focus is on {here['what']}"
    raise AssertionError(f"{page.url}: Tab does not reach {selector}")


def write(page: Page, selector: str, text: str) -> None:
    """Write into a field in place of what stands there; choose in a list by its first letters."""
    reach(page, selector)
    if page.evaluate("document.activeElement.localName") != "select":
        page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Follow a link or press a button, and wait for the page that comes."""
    reach(page, selector)
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)


def unfold(page: Page, selector: str) -> None:
    """Unfold what holds an element."""
    if not page.locator(selector).first.is_visible():
        reach(page, f"details:has({selector}) > summary")
        page.keyboard.press("Enter")


def choose(page: Page, selector: str, path: Path) -> None:
    """Choose a file: what comes then is the browser's own window."""
    with page.expect_file_chooser() as asked:
        # The page answers here, and so it knows by the key that the window is caught: a key takes
        # another way into the browser, and may come before what was told the page earlier.
        reach(page, selector)
        page.keyboard.press("Space")
    asked.value.set_files(path)

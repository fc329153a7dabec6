"""What axe finds on a page, with its dearest rule asked of each look once.

Of the time that axe takes, nine tenths go to the contrast of text: it looks for what lies behind
every line. Texts that are drawn alike, on grounds that lie above each other alike, contrast alike:
so of those one is looked at, in each process and at each width. All other rules are asked of
everything on every page.
"""

from typing import Any

from axe_playwright_python.sync_playwright import Axe, AxeResults
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_CONTRAST = "color-contrast"
_ANEW = "data-look-anew"

# Marks the texts whose look is not among those known, and gives the looks of all that it marked.
# A look is the text's own colour and size, and what every element around it paints.
_MARK = """known => {
    const met = new Set(known), anew = new Set(), grounds = new Map();
    const ground = one => {
        if (!one) return "";
        if (!grounds.has(one)) {
            const style = getComputedStyle(one);
            const painted = [style.backgroundColor, style.backgroundImage.slice(0, 40),
                style.opacity, style.filter, style.position].join(" ");
            const around = ground(one.parentElement);
            grounds.set(one, around.endsWith(painted) ? around : around + "|" + painted);
        }
        return grounds.get(one);
    };
    document.querySelectorAll("[ANEW]").forEach(one => one.removeAttribute("ANEW"));
    for (const one of document.body.querySelectorAll("*")) {
        const written = [...one.childNodes].some(
            node => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== "");
        const seen = written || one.matches("input, select, textarea");
        if (!seen || !one.checkVisibility()) continue;
        const style = getComputedStyle(one);
        const look = [innerWidth, style.color, style.fontSize, style.fontWeight,
            style.textDecorationLine, one.matches(":disabled"), ground(one)].join(";");
        if (met.has(look)) continue;
        met.add(look);
        anew.add(look);
        one.setAttribute("ANEW", "");
    }
    return [...anew];
}""".replace("ANEW", _ANEW)

_looks: set[str] = set()


def looked_at(page: Page, standards: list[str] | None = None) -> AxeResults:
    """Give what axe finds on a page: by all of its rules, or by those of some standards."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    options |= {"runOnly": standards} if standards else {}
    found = Axe().run(page, options=options | {"rules": {_CONTRAST: {"enabled": False}}})
    anew = page.evaluate(_MARK, sorted(_looks))
    if anew:
        only = {"type": "rule", "values": [_CONTRAST]}
        contrast = {"resultTypes": ["violations"], "runOnly": only}
        seen = Axe().run(page, context=f"[{_ANEW}]", options=contrast)
        found.response["violations"] += seen.response["violations"]
        # A look that contrasts too little is told on every page that has it.
        if not seen.violations_count:
            _looks.update(anew)
    return found


def faults(page: Page) -> list[tuple[str, str]]:
    """Give each fault that axe finds: its rule, and the element's beginning."""
    return [
        (one["id"], node["html"][:120])
        for one in looked_at(page).response["violations"]
        for node in one["nodes"]
    ]

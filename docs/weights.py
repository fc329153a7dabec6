"""Write ``docs/reference/page-weights.md``: what each kind of page weighs, as it is sent.

With ``--check`` say what has grown. The pages are those of the tests' small programme, whose first
page of a table has fifty rows; sizes are after gzip, as a browser asks for it.
"""

import gzip
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pendopo.programme.programme import Programme  # noqa: E402
from pendopo.web.wsgi import make_application  # noqa: E402
from tests.api.budgeting import publish_budget  # noqa: E402
from tests.browser.test_pages import HTML_BYTES_MOST, PAGES, VIEW_BYTES_MOST  # noqa: E402
from tests.portal.hall import build, publish_places, publish_village  # noqa: E402
from tests.portal.promise import publish_plan  # noqa: E402
from tests.web.asking import ask  # noqa: E402

PAGE = ROOT / "docs" / "reference" / "page-weights.md"
LANGUAGE = "id"
_FONT = "/static/fonts/plus-jakarta-sans-latin-700-normal.woff2"
# Ids, roots and signatures are other ones in each programme, and gzip feels it.
_GROWN = 1.10
_GROWN_BYTES = 300


@dataclass(frozen=True, slots=True)
class Weight:
    """One page, in bytes as sent.

    :param page: its address, ids as their names
    :param first: with the styles, the font and the mark that a first visit fetches too
    """

    page: str
    html: int
    first: int


def weights(programme: Programme) -> list[Weight]:
    """Weigh every kind of page of the tests' programme."""
    application = make_application(programme)
    first, corrected, *_ = (publication.id for publication in programme.state().publications)

    def fetch(address: str) -> bytes:
        path, _mark, query = address.partition("?")
        answer = ask(application, path, QUERY_STRING=query, HTTP_ACCEPT_ENCODING="gzip")
        return answer.body

    found = []
    for page in PAGES:
        address = f"/{LANGUAGE}/{page}"
        body = fetch(address.format(first=first, corrected=corrected))
        found.append(Weight(address, len(body), len(body) + beside(body, fetch)))
    return found


def beside(body: bytes, fetch: Callable[[str], bytes]) -> int:
    """Weigh what a page's head names, its pictures, and the font that its style sheet names."""
    text = gzip.decompress(body).decode() if body[:2] == b"\x1f\x8b" else body.decode()
    named = set(re.findall(r'<link rel="(?:stylesheet|icon)" href="(/static/[^"]+)"', text))
    named |= {unescape(one) for one in re.findall(r'<img [^>]*src="(/[^"]+)"', text)}
    return sum(len(fetch(address)) for address in {*named, _FONT})


def page(found: list[Weight]) -> str:
    """Write the table, in the order of the pages."""
    lines = [
        "# What a page weighs",
        "",
        "<!-- Made by docs/weights.py; change the pages, then run it. -->",
        "",
        "Kilobytes (1,000 bytes) as sent, packed with gzip. A first view is the page with its",
        f"styles, font and mark: at most {VIEW_BYTES_MOST // 1000} kB, of which the page itself",
        f"at most {HTML_BYTES_MOST // 1000}. A map of more than sixty places is a picture of its",
        "own and counted with its page. No page fetches anything else. Measured on the small",
        "programme of the tests, in Indonesian; a test holds the pages to this table.",
        "",
        "| page | HTML | first view |",
        "|---|---|---|",
        *(f"| `{one.page}` | {kilobytes(one.html)} | {kilobytes(one.first)} |" for one in found),
    ]
    return "\n".join(lines) + "\n"


def kilobytes(count: int) -> str:
    """Write a size with one digit behind the point."""
    return f"{count / 1000:.1f}"


def grown(found: list[Weight], written: str) -> list[str]:
    """Say which pages are heavier than was written, too heavy, or not written at all."""
    known = dict(re.findall(r"^\| `(.+)` \| ([\d.]+) \|", written, re.MULTILINE))
    said = []
    for one in found:
        if one.page not in known:
            said.append(f"{one.page} is not in the table")
        elif one.html > float(known[one.page]) * 1000 * _GROWN + _GROWN_BYTES:
            said.append(f"{one.page}: {kilobytes(one.html)} kB, was {known[one.page]} kB")
        if one.html > HTML_BYTES_MOST or one.first > VIEW_BYTES_MOST:
            said.append(f"{one.page} is too heavy: {kilobytes(one.first)} kB in all")
    said += [
        f"{page} is in the table and no page" for page in known.keys() - {o.page for o in found}
    ]
    return said


def run(arguments: list[str]) -> int:
    """Write the table, or compare it."""
    with tempfile.TemporaryDirectory() as folder:
        programme = build(Path(folder))
        publish_places(programme, Path(folder) / "places.geojson")
        publish_village(programme, Path(folder) / "village.csv")
        publish_budget(programme, Path(folder) / "budget.csv")
        publish_plan(programme, Path(folder) / "plan.json")
        found = weights(programme)
    if arguments == ["--check"]:
        said = grown(found, PAGE.read_text("utf-8"))
        print("\n".join(said) or f"{PAGE.relative_to(ROOT)} holds")
        return 1 if said else 0
    PAGE.write_text(page(found), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

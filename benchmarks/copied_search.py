"""How long a browser searches a copy of 100,000 records, and how much it reads for that.

    python benchmarks/copied_search.py [records] [questions]

The claim: up to 100,000 records a small script answers from files, without a program behind it.
Makes a record with tables of texts whose words are as common and as rare as in ordinary ones,
copies its search page with its index, serves both as ``python -m http.server`` does, and asks in
Chromium for one to three words of a row drawn at random, timed from the key to the first result.
"""

import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from benchmarks.search import Language  # noqa: E402
from pendopo.exports.archive.archive import Source  # noqa: E402
from pendopo.exports.archive.asking import Site  # noqa: E402
from pendopo.exports.archive.copy import Copy  # noqa: E402
from pendopo.exports.archive.crawl import Crawl, Target  # noqa: E402
from pendopo.exports.archive.holding import Holding  # noqa: E402
from pendopo.exports.archive.places import Places  # noqa: E402
from pendopo.programme.programme import Programme  # noqa: E402
from pendopo.web.wsgi import pages_of  # noqa: E402
from tests.browser.test_archive import plainly_served  # noqa: E402
from tests.portal.hall import FIRST, publish_table, settings  # noqa: E402

_TABLES = 12  # rows of larger tables than 10,000 are not found one by one
_SEED = 7


class _Search(Crawl):
    """A walk to the search page and what it reads, and to nothing else."""

    def lead(self, address: str, steps: int = 0) -> Target | None:
        """Lead to a file of the search or of the look; else nowhere."""
        if "/en/search/" in address or "/static/" in address:
            return super().lead(address, steps)
        return None


def main() -> None:
    """Make the copy, ask, and print what it took."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    dice = random.Random(_SEED)
    language = Language(dice, 30_000)
    rows = [language.text(dice.randint(4, 12)) for _ in range(records)]
    with tempfile.TemporaryDirectory(prefix="pendopo-bench-") as folder:
        began = time.process_time()
        out = copied(Path(folder), rows)
        print(f"{records:,} records: copied in {time.process_time() - began:.0f} processor seconds")
        files = [*(out / "en/search").rglob("*.json")]
        size = sum(file.stat().st_size for file in files)
        print(f"the index: {len(files):,} files, {size / 1e6:.1f} MB")
        questions = [
            " ".join(dice.sample(dice.choice(rows).split(), 1 + n % 3)) for n in range(many)
        ]
        with plainly_served(out.parent) as address:
            tell(f"{address}/out/en/search/index.html", questions)


def copied(folder: Path, rows: list[str]) -> Path:
    """Publish the rows, and copy the search alone."""
    programme = Programme.create(folder / "hall", settings(), FIRST)
    each = -(-len(rows) // _TABLES)
    for number in range(_TABLES):
        part = rows[number * each : (number + 1) * each]
        text = "".join(f"R{number}-{line},{said}\n" for line, said in enumerate(part))
        name = f"works-{number}"
        file = folder / f"{name}.csv"
        publish_table(programme, file, f"id,said\n{text}", number + 1, dataset=name, title=name)
    state, out = programme.state(), folder / "out"
    source = Source(programme.public, state, "contoh.example/log", "Contoh", ("en",))
    holding = Holding(out, source.origin, "benchmark")
    crawl = _Search(Site(pages_of(programme), Copy()), Places(state.size), holding, frozenset())
    crawl.run(["/en/search/"], lambda _done, _total: None)
    holding.close()
    return out


def tell(address: str, questions: list[str]) -> None:
    """Ask each question on a page of its own, as who comes with nothing kept."""
    taken: list[float] = []
    read: list[int] = []
    found = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for words in questions:
            page = browser.new_context(viewport={"width": 360, "height": 800}).new_page()
            page.goto(address)
            seconds, size, some = ask(page, words)
            taken.append(1000 * seconds)
            read.append(size)
            found += some
            page.context.close()
        browser.close()
    last = statistics.quantiles(taken, n=20)[-1]
    median, kilobytes = statistics.median(taken), [size / 1000 for size in read]
    print(f"{len(questions)} questions, {found} with a result")
    print(f"to the first result: median {median:.0f} ms, 95th percentile {last:.0f} ms")
    print(f"read: median {statistics.median(kilobytes):.0f} kB, most {max(kilobytes):.0f} kB")


def ask(page: Page, words: str) -> tuple[float, int, bool]:
    """Give the seconds, the bytes as a plain server sends them, and whether something was found."""
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.get_by_role("searchbox").fill(words)
    began = time.perf_counter()
    page.keyboard.press("Enter")
    page.locator("#copied-found a, #copied-found p").first.wait_for()
    seconds = time.perf_counter() - began
    page.wait_for_load_state("networkidle")
    return seconds, sum(sizes), page.locator("#copied-found a").count() > 0


if __name__ == "__main__":
    main()

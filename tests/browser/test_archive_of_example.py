"""The whole example regency as files: every link leads on, every reader can read, all is as signed.

A campaign: it makes the regency, its copy of some thousand pages, and opens one of each kind.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.guidelines import STANDARDS, looked_at
from tests.browser.test_archive import opened, plainly_served
from tests.exports.archive.links import broken, pages
from tests.exports.archive.pythons import pythons, tell_if_alone

pytestmark = [pytest.mark.campaign, pytest.mark.xdist_group("example"), pytest.mark.timeout(7200)]

EACH = 400  # of the files that are flipped or removed
SEARCH_BYTES_MOST = 700_000  # of a question, as a plain server sends them: unpacked


def pendopo(*words: object) -> str:
    command = [sys.executable, "-m", "pendopo", "--language", "en", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    folder = tmp_path_factory.mktemp("example")
    pendopo("demo", "--dir", folder / "demo", "--no-serve")
    [settings] = folder.glob("demo/**/pendopo.toml")
    pendopo("--home", settings.parent, "archive", folder / "site" / "out")
    return folder / "site" / "out"


def kinds(out: Path) -> list[str]:
    """Give one page of each kind: of addresses that differ in codes and numbers, the first.

    The first page of all is left out: it leads on to one in the reader's language at once.
    """
    found: dict[str, str] = {}
    for path in sorted(set(pages(out)) - {"index.html"}):
        kind = re.sub(r"[0-9][^/]*|(?<=offices/)[^/]+|(?<=[dr]/)[a-z_]+(?=/index)", "*", path)
        found.setdefault(kind, path)
    return list(found.values())


def test_every_link_of_every_page_leads_to_a_file(copied):
    assert broken(copied) == []
    assert len(pages(copied)) > 500


@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_of_each_kind_is_readable_by_all(copied, browser, width):
    wrong = {}
    with plainly_served(copied.parent) as address:
        page, said = opened(browser, width)
        for path in kinds(copied):
            page.goto(f"{address}/out/{path}")
            result = looked_at(page, STANDARDS)
            across = page.evaluate("document.documentElement.scrollWidth")
            if result.violations_count or across > width:
                wrong[path] = (across, result.generate_report())
        page.context.close()

    assert (wrong, said) == ({}, [])


@pytest.mark.parametrize("words", ["jembatan", "desa 2026", "99.01.09.2015"])
def test_words_are_found_among_all_rows_by_the_small_script_and_few_kilobytes(
    words, copied, browser
):
    sizes: list[int] = []
    with plainly_served(copied.parent) as address:
        page, said = opened(browser, 360)
        page.goto(f"{address}/out/en/search/index.html")
        page.on("response", lambda answer: sizes.append(len(answer.body())))
        page.get_by_role("searchbox").fill(words)
        page.keyboard.press("Enter")
        page.locator("#copied-found a").first.wait_for()
        page.wait_for_load_state("networkidle")
        across = page.evaluate("document.documentElement.scrollWidth")
        page.locator("#copied-found a").first.click()
        page.wait_for_load_state()
        landed = page.url
        page.context.close()

    assert (said, across) == ([], 360)
    assert sum(sizes[:-1]) < SEARCH_BYTES_MOST
    assert "/en/search/" not in landed


def verified(python: str, copied: Path) -> tuple[int, str]:
    command = [python, str(copied / "verify_archive.py"), "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_it_is_as_signed_by_every_python_there_is(copied):
    found = {version: verified(python, copied) for version, python in pythons().items()}

    assert all(code == 0 and "as signed:" in said for code, said in found.values()), found
    tell_if_alone()


def test_each_file_that_is_flipped_or_removed_is_noticed(copied):
    names = sorted(path for path in copied.rglob("*") if path.is_file())
    unnoticed = []

    for number, file in enumerate(names[::EACH]):
        content = file.read_bytes()
        file.unlink()
        if verified(sys.executable, copied)[0] == 0:
            unnoticed.append(f"{file} removed")
        at = number * 7919 % max(1, len(content))
        flipped = bytes([content[at] ^ 1 << number % 8]) if content else b"x"
        file.write_bytes(content[:at] + flipped + content[at + 1 :])
        if verified(sys.executable, copied)[0] == 0:
            unnoticed.append(f"{file} flipped at {at}")
        file.write_bytes(content)

    assert unnoticed == []

"""A file larger than the desk takes: who sends it is told so, with a script and without."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.conftest import PASSWORD, as_asked
from tests.desk.outside import Outside, run_outside

OFFICE = "Desa Rejo"
TOLD = "The file is larger than this desk takes: 100 MB at most."
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    for desk in as_asked(tmp_path_factory):
        with run_outside(desk) as made:
            yield made


def at_the_form(outside: Outside, browser: Browser, name: str, *, scripts: bool) -> Page:
    address = f"http://127.0.0.1:{outside.port}"
    page = browser.new_context(base_url=address, java_script_enabled=scripts).new_page()
    page.goto(f"/code/?name={name}")
    page.fill("#code", outside.desk.invite(name, "publisher", OFFICE))
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.locator("#again").press("Enter")
    page.wait_for_url("**/")
    page.goto("/hand-in/")
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_who_sends_too_large_a_file_is_told_what_to_do(
    outside: Outside, browser: Browser, tmp_path: Path, *, scripts: bool
):
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(300_000_000)
    page = at_the_form(outside, browser, f"sari.{scripts}".lower(), scripts=scripts)

    page.select_option("#register", "datasets")
    page.set_input_files("#file", tmp_path / "large.csv")
    page.locator("form.form button.act--first").click()

    said = page.locator("[data-far] [role=status]" if scripts else "main")
    expect(said).to_contain_text(TOLD, timeout=30_000)
    expect(said).to_contain_text("Split the table into smaller files")
    kept = outside.desk.opened.place.private / "desk"
    assert [one.name for one in kept.rglob("*") if one.stat().st_size > 100_000_000] == []

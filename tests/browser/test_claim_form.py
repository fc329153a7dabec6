"""A claim written and signed in a browser, from a file on disk, with no server at all."""

import pytest
from playwright.sync_api import Browser

from pendopo.exports.claim_form import Known, claim_form
from pendopo.published.claims.claim import claim_of
from pendopo.standards.statement import open_statement, parse_statement
from pendopo.standards.tlog.note import Signer, Verifier

PLAN = {
    "plan": "uji-2026",
    "title": "Plan </script> of Uji",
    "era": "irm-2020",
    "commitments": [
        {"id": "roads", "text": "Roads", "milestones": []},
        {"id": "wells", "text": "Wells", "milestones": [{"id": "dug", "text": "Wells are dug"}]},
    ],
}


@pytest.fixture
def page(browser: Browser, tmp_path):
    """The page, opened from a disk; what it asks for or breaks on is kept."""
    file = tmp_path / "sign.html"
    known = Known("uji.example/log", 12, (PLAN,))
    file.write_text(claim_form(known, "en", lambda text: text), "utf-8")
    opened = browser.new_page()
    heard: list[str] = []
    opened.on("pageerror", lambda error: heard.append(str(error)))
    opened.on("request", lambda request: heard.append(request.url))
    opened.goto(file.as_uri())
    yield opened
    opened.close()
    assert [one for one in heard if not one.startswith(("file:", "blob:", "data:"))] == []


def fill(page):
    for name, value in (("commitment", "wells"), ("milestone", "dug"), ("as", "reviewer")):
        page.select_option(f"#{name}", value)
    page.select_option("#value", "Limited")
    page.fill("#says", "  Two wells\nof nine. ")


def test_a_key_is_made_and_opened_again_and_signs_what_is_shown(page, tmp_path):
    with page.expect_download() as made:
        page.click("#make")
    made.value.save_as(tmp_path / "key")
    vkey = page.text_content("#key").rpartition(" ")[2]
    page.reload()
    page.set_input_files("#file", tmp_path / "key")
    page.wait_for_function("document.getElementById('key').textContent")
    fill(page)
    page.fill("#source", "https://example.org/review\nentry 4")
    with page.expect_download() as signed:
        page.click("#sign")
    signed.value.save_as(tmp_path / "claim.sig")

    shown = page.text_content("#text")
    statement, _ = open_statement((tmp_path / "claim.sig").read_text(), [Verifier.parse(vkey)])
    claim = claim_of(statement)
    assert Signer.parse((tmp_path / "key").read_text()).vkey == vkey
    assert statement.text() == shown
    assert claim.subject == ("uji-2026", "wells", "dug")
    assert (claim.question, claim.value) == ("completion_end", "Limited")
    assert claim.says == "Two wells of nine."
    assert claim.sources == ("https://example.org/review", "entry 4")


def test_without_a_key_the_text_is_saved_for_pendopo_sign(page, tmp_path):
    fill(page)
    page.click("#sign")
    lacking = page.text_content("#fault")
    page.fill("#source", "A letter")
    page.click("#sign")
    without = page.text_content("#fault")
    with page.expect_download() as saved:
        page.click("#save")
    saved.value.save_as(tmp_path / "claim.txt")

    assert lacking.startswith("Sources")
    assert without.startswith("Open your key first")
    assert claim_of(parse_statement((tmp_path / "claim.txt").read_text())).value == "Limited"

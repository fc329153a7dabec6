"""A look that contrasts too little is told wherever it is met; one that contrasts is asked once."""

import pytest

from tests.browser import guidelines
from tests.browser.guidelines import STANDARDS, faults, looked_at

PAGE = """<!doctype html><html lang="en"><head><title>One</title><style>
body { color: #111; background: #fff } .pale { color: #999 } .dark { background: #222 }
</style></head><body><main><h1>One</h1>%s</main></body></html>"""


@pytest.fixture
def page(browser, monkeypatch):
    monkeypatch.setattr(guidelines, "_looks", set())
    page = browser.new_page()
    yield page
    page.close()


def told(page, body):
    page.set_content(PAGE % body)
    return faults(page)


@pytest.mark.parametrize(
    "body",
    [
        '<p class="pale">Hardly to be read</p>',
        '<div class="dark"><p>On another ground than before</p></div>',
        '<p style="opacity: 0.3">Shines through</p>',
        '<div style="opacity: 0.3"><p>In what shines through</p></div>',
        '<label>Name <input class="pale" value="a"></label>',
    ],
)
def test_a_look_that_contrasts_too_little_is_told_again_and_again(page, body):
    assert told(page, "<p>To be read</p><label>Name <input></label>") == []

    for _ in range(2):
        assert [rule for rule, _ in told(page, body)] == ["color-contrast"]


def test_a_look_that_was_looked_at_is_not_again_and_all_other_rules_are(page):
    assert told(page, "<p>To be read</p>") == []
    known = set(guidelines._looks)

    assert [rule for rule, _ in told(page, '<p>Another</p><img src="data:,">')] == ["image-alt"]

    assert guidelines._looks == known
    assert len(known) == 2


def test_the_rules_of_a_standard_alone_are_asked(page):
    page.set_content(PAGE % '<h5>No heading before it</h5><p class="pale">Pale</p>')

    ruled = [one["id"] for one in looked_at(page, STANDARDS).response["violations"]]

    assert ruled == ["color-contrast"]

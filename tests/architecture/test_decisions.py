"""Each decision is one page with its reasons, and the index names them all."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))


def test_decisions_are_numbered_without_a_gap():
    assert [page.name[:4] for page in PAGES] == [f"{n:04}" for n in range(1, len(PAGES) + 1)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name[:4])
def test_a_decision_gives_context_consequences_and_what_would_change_it(page):
    text = page.read_text()

    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)

    assert headings == ["Context", "Decision", "What follows", "What would change our mind"]
    assert text.startswith(f"# {page.name[:4]}. ")


def test_the_index_names_every_decision_by_its_title():
    named = re.findall(r"\[(\d{4})\]\(([^)]+)\) \| (.+) \|", (FOLDER / "README.md").read_text())

    titles = [
        (page.name[:4], page.name, page.read_text().splitlines()[0][len("# 0000. ") :])
        for page in PAGES
    ]

    assert named == titles

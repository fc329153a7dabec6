"""What docs/asvs.md says of each requirement names a test that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_TEXT = (ROOT / "docs" / "asvs.md").read_text("utf-8")


def test_every_chapter_of_the_standard_is_walked_through():
    found = re.findall(r"^## V(\d+) ", _TEXT, re.MULTILINE)

    assert found == [str(number) for number in range(1, 15)]


def test_every_test_that_it_names_is_there():
    named = re.findall(r"`((?:tests|src)/[^`: ]+)(?:::(\w+))?`", _TEXT)

    missing = [
        (file, name)
        for file, name in named
        if not (ROOT / file).exists()
        or (name and f"def {name}(" not in (ROOT / file).read_text("utf-8"))
    ]

    assert len(named) > 60
    assert missing == []


def test_every_line_says_whether_it_holds_and_by_what():
    lines = [line for line in _TEXT.splitlines() if re.match(r"\| \d", line)]

    said = {line.split("|")[2].strip() for line in lines}

    assert said == {"holds", "operator", "does not hold", "not applicable"}
    assert [one for one in lines if "| holds |" in one and one.endswith("| \N{EN DASH} |")] == []

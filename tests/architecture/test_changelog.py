"""Fragments of the changelog are joined under a version, the newest first."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
JOIN = runpy.run_path(str(ROOT / "CHANGELOG.d" / "join.py"))
HEAD = "# Changes\n\nNewest first.\n"


def test_each_fragment_becomes_one_line_of_its_version():
    text = JOIN["joined"](HEAD, "0.1.0", "2026-12-01", ["One\nthing.\n", "Another."])

    assert text == f"{HEAD}\n## 0.1.0 · 2026-12-01\n\n- One\n  thing.\n- Another.\n"


def test_a_newer_version_stands_above_an_older_one():
    older = JOIN["joined"](HEAD, "0.1.0", "2026-12-01", ["First."])

    text = JOIN["joined"](older, "0.2.0", "2027-01-15", ["Second."])

    assert text == (
        f"{HEAD}\n## 0.2.0 · 2027-01-15\n\n- Second.\n\n## 0.1.0 · 2026-12-01\n\n- First.\n"
    )


@pytest.mark.parametrize(
    ("version", "day", "changes", "message"),
    [
        ("1", "2026-12-01", ["A."], "make changelog VERSION="),
        ("0.1.1", "1 December", ["A."], "make changelog VERSION="),
        ("0.1.1", "2026-12-01", [], "nothing to release"),
        ("0.1.0", "2026-12-01", ["A."], "write the next version"),
    ],
)
def test_a_release_that_cannot_be_joined_says_what_to_write(version, day, changes, message):
    changelog = f"{HEAD}\n## 0.1.0 · 2026-12-01\n\n- First.\n"

    with pytest.raises(ValueError, match=message):
        JOIN["joined"](changelog, version, day, changes)


def test_every_fragment_is_named_for_its_area_and_is_short():
    files = JOIN["fragments"](ROOT / "CHANGELOG.d")

    rooms = {folder.name for folder in (ROOT / "src" / "pendopo").iterdir() if folder.is_dir()}
    areas = {"all", "docs", "examples", *rooms}
    registers = {folder.name for folder in (ROOT / "src" / "pendopo" / "registers").iterdir()}
    assert {file.stem.split("-")[0] for file in files} <= areas | registers
    assert [file.name for file in files if len(file.read_text()) > 1200] == []

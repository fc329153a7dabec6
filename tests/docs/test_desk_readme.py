"""The desk's README says of each of its modules what it holds."""

from pathlib import Path

DESK = Path(__file__).parents[2] / "src" / "pendopo" / "desk"


def test_the_desks_readme_has_a_row_for_each_module():
    text = (DESK / "README.md").read_text("utf-8")

    rows = "".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| "))

    modules = {path.name for path in DESK.glob("*.py")} - {"__init__.py"}
    assert sorted(name for name in modules if f"`{name}`" not in rows) == []

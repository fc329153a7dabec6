"""The reference says what the code says, and leaves nothing out."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import get_resolver

from pendopo.cli import VERBS
from pendopo.indicators import indicators
from pendopo.programme.hub.settings import HUB_SETTINGS, MEMBER_SETTINGS
from pendopo.programme.settings import SETTINGS
from pendopo.registers import registers
from pendopo.terms.entry import EntryType

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "pendopo"


def paragraph(page: str, heading: str) -> str:
    """What stands below a heading, up to the next one of its storey."""
    depth = heading.split(" ", maxsplit=1)[0]
    start = page.index(f"\n{heading}\n") + len(heading) + 2
    end = re.search(rf"^#{{2,{len(depth)}}} ", page[start:], re.MULTILINE)
    return page[start : start + end.start()] if end else page[start:]


def test_the_reference_has_not_drifted_from_the_code():
    command = [sys.executable, "docs/generate.py", "--check"]

    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_page_that_drifted_is_named(generate, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "REFERENCE", tmp_path / "reference")
    monkeypatch.setattr(generate, "PAGES", {"settings": generate.settings_page})

    written = generate.run([])
    page = tmp_path / "reference" / "settings.md"
    page.write_text(page.read_text("utf-8").replace("8420", "8080"), "utf-8")
    checked = generate.run(["--check"])

    assert (written, checked) == (0, 1)
    assert "reference/settings.md; run: python docs/generate.py" in capsys.readouterr().out


@pytest.mark.parametrize(
    "setting", [*SETTINGS, *HUB_SETTINGS, *MEMBER_SETTINGS], ids=lambda setting: setting.name
)
def test_every_setting_has_its_paragraph(setting, reference):
    text = paragraph(reference("settings"), f"### {setting.name}")

    assert setting.meaning in text
    assert "Default:" in text


def test_every_verb_is_a_file_and_every_file_of_a_verb_is_one():
    files = {
        path.stem.replace("_", "-")
        for path in (SOURCE / "cli").glob("*.py")
        if re.search(r"^def verb_\(", path.read_text("utf-8"), re.MULTILINE)
    }

    assert files == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_paragraph_with_all_its_options(verb, reference):
    text = paragraph(reference("cli"), f"## pendopo {verb}")

    source = (SOURCE / "cli" / f"{verb.replace('-', '_')}.py").read_text("utf-8")
    options = set(re.findall(r'^    "(--[a-z-]+)"|@choice\("(--[a-z-]+)"', source, re.MULTILINE))
    for option in {first or second for first, second in options}:
        assert f"`{option}" in text, option


@pytest.mark.parametrize("name", list(registers()))
def test_every_register_has_its_paragraph_with_its_columns_and_rules(name, reference):
    register = registers()[name]

    text = paragraph(reference("registers"), f"## {name}")

    for table in (*register.tables, *register.folded):
        assert f"### {table.name} (" in text
        for column in table.columns:
            assert f"| `{column.name}` |" in text
    for rule in (SOURCE / "registers" / name / "rules").glob("*.sql"):
        assert f"| `{rule.stem}` |" in text


@pytest.mark.parametrize("name", list(registers()))
def test_every_register_has_a_readme(name):
    readme = SOURCE / "registers" / name / "README.md"

    assert readme.read_text("utf-8").startswith("# ")


@pytest.mark.parametrize("name", list(indicators()))
def test_every_indicator_has_its_paragraph_with_what_its_readme_says(name, reference):
    text = paragraph(reference("indicators"), f"## {name}")

    assert indicators()[name].question in text
    for heading in ("Question", "Method", "Unit", "Left out", "Why it matters", "Example"):
        assert re.search(rf"^#+ {heading}$|\*\*{heading}", text, re.MULTILINE), heading


def test_every_page_and_every_route_has_its_paragraph(generate, reference):
    text = reference("pages")

    found = generate.routes()

    assert len(found) > len(get_resolver().url_patterns)
    for route in found:
        assert f"- `/{route.pattern}`" in text
        assert (route.view.__doc__ or "").strip(), route
    for page in (SOURCE / "portal" / "pages").iterdir():
        if (page / "view.py").exists() and page.name != "problem":
            assert f"## portal.pages.{page.name}.view: " in text


def test_every_kind_of_finding_in_the_code_is_listed_with_its_words(generate, reference):
    text = reference("findings")

    found = generate.findings_in_code()

    assert len(found) > 10
    for one in found:
        for rule in one.rule.split(" or "):
            assert f"{rule}" in text
        assert one.message, f"{one.where}: {one.rule} has no message that could be read"


def test_every_rule_name_given_in_the_code_is_in_the_reference(reference):
    listed = reference("findings")

    given = {
        keyword.value.value
        for folder in ("stages", "registers")
        for path in (SOURCE / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "rule" and isinstance(keyword.value, ast.Constant)
    }

    assert {name for name in given if name not in listed} == set()


def test_every_kind_of_act_and_every_field_of_the_leaf_is_explained(generate, reference):
    text = reference("leaf")

    for kind in EntryType:
        assert f"| `{kind.value}` | " in text
    for field in ("v", "type", "id", "time", "register", "scope", "prev", "actor", "objects"):
        assert f"| `{field}` | " in text
    assert set(generate._ACTS) == set(EntryType)

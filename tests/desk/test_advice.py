"""What a clerk reads of a finding names what there is to press, and no option of a command."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pendopo
from tests.desk.conftest import Desk, Visitor

OFFICE = "Desa Rejo"
ROOT = Path(pendopo.__file__).parent
# Where findings are written, and why something is not withdrawn.
_WRITTEN = (
    "stages", "registers", "store/child.py", "programme/withdrawing.py",
    "programme/withdrawable.py", "published/people.py",
)  # fmt: skip
# What speaks of a Table Schema, which a form makes here; but for those of one that came as a file.
_OF_A_SCHEMA = re.compile(r"Table Schema|\bthe schema[ ,.]")
_OF_FILES = {
    "registers/datasets/schema.py",
    "registers/contracts/faults.py",
    "stages/validate/constraints.py",
}
_OF_MAPPINGS = {"stages/intake/mapping.py", "registers/contracts/schema_findings.py"}
_SHELL = re.compile(r"--[a-z]|\bpendopo [a-z]|pendopo\.toml|'pendopo|\{option\}")


def written() -> Iterator[str]:
    """Give each marked sentence of the rooms that make findings."""
    return (text for _, text in placed())


def placed() -> Iterator[tuple[str, str]]:
    """Give the same, each with the file it stands in."""
    for name in _WRITTEN:
        place = ROOT / name
        for path in sorted(place.rglob("*.py") if place.is_dir() else [place]):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                    yield str(path.relative_to(ROOT)), ast.literal_eval(node.args[0])
        for path in sorted(place.rglob("rules/*.sql")) if place.is_dir() else ():
            text = path.read_text("utf-8").partition("\nselect")[0].replace("\n-- ", " ")
            yield str(path.relative_to(ROOT)), text


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


@pytest.mark.usefixtures("desk")
def test_each_advice_that_names_a_word_of_the_shell_is_said_otherwise_at_the_desk():
    from pendopo.desk.advice import AT_THE_DESK

    # Messages, whose option is called otherwise here.
    called = {one for one in written() if one.startswith("{option}")}
    of_the_shell = {one for one in written() if _SHELL.search(one)} - called

    of_a_schema = {
        text
        for place, text in placed()
        if _OF_A_SCHEMA.search(text) and place not in _OF_FILES | _OF_MAPPINGS
    }

    assert set(AT_THE_DESK) == of_the_shell | of_a_schema
    said = AT_THE_DESK.values()
    assert [one for one in said if _SHELL.search(one) or _OF_A_SCHEMA.search(one)] == []


@pytest.mark.usefixtures("desk")
def test_each_text_that_is_looked_at_has_a_name_at_the_desk():
    from pendopo.desk.advice import CALLED

    text = (ROOT / "programme/checking.py").read_text("utf-8")
    text += (ROOT / "stages/intake/delimited.py").read_text("utf-8")

    assert set(re.findall(r'"(--[a-z]+)"', text)) == set(CALLED)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("nama,jumlah\nBoyolali café,1\n".encode("cp1252"), "offers as CSV UTF-8"),
        (b"1,2\n3,4\n5,6\n", "names above it in the spreadsheet"),
    ],
)
def test_a_clerk_reads_what_there_is_to_do(desk: Desk, clerk: Visitor, content: bytes, told: str):
    place = clerk.upload("/hand-in/", ("a.csv", content), register="datasets", office=OFFICE).to
    desk.work()

    page = clerk.get(place).text

    assert told in page
    assert not re.search(r"--[a-z]+ ", re.sub("<[^>]*>", "", page))


def test_what_is_said_of_a_file_is_called_as_the_form_calls_it(desk: Desk, clerk: Visitor):
    file = ("a.csv", b"village,year\nRejo,2026\n")
    place = clerk.upload("/hand-in/", file, register="datasets", office=OFFICE).to
    desk.work()
    clerk.post(f"{place}say/", **{"title": "Write to sari@rejo.example", "scope-dataset": "a"})
    desk.work()

    page = clerk.get(place).text

    assert "The title holds what looks like personal data" in page
    assert "--title" not in page

"""Every room says what it is for."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src" / "pendopo"
ROOMS = sorted(
    folder.name for folder in HOUSE.iterdir() if folder.is_dir() and folder.name[0] != "_"
)
FLOORS = next(
    contract["layers"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    if contract["name"].startswith("Floors")
)


def test_every_room_has_a_floor_and_every_floor_its_rooms():
    placed = {room.strip() for floor in FLOORS for room in floor.split("|")}

    assert placed | {"locale"} == set(ROOMS)


# The catalogues stand on no floor; their README tells how a language is added.
@pytest.mark.parametrize("room", [room for room in ROOMS if room != "locale"])
def test_a_room_says_what_it_is_for_what_it_imports_and_how_to_add_to_it(room):
    text = (HOUSE / room / "README.md").read_text()

    for heading in ("## What it may import", "## To add to it"):
        assert heading in text, f"src/pendopo/{room}/README.md lacks {heading!r}"
    assert text.startswith(f"# {room}")


@pytest.mark.parametrize("shelf", ["registers", "indicators", "standards"])
def test_each_room_of_one_shape_has_its_own_readme(shelf):
    rooms = [face.parent for face in (HOUSE / shelf).glob("*/__init__.py")]

    assert [room.name for room in rooms if not (room / "README.md").is_file()] == []


def test_no_folder_of_tests_is_a_package():
    # pytest imports by path (importmode=importlib), so that two files may have one name.
    assert list((ROOT / "tests").rglob("__init__.py")) == []

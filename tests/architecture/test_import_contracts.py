"""Each import contract of pyproject.toml breaks when a forbidden import is added, and only then."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]

# What breaks each contract: the imports to add, by file below src/pendopo.
FORBIDDEN = {
    "Floors: a room imports only from floors below it": {
        "terms/column.py": "import pendopo.programme",
    },
    "The journey runs one way: intake, validate, publish, measure, assess": {
        "stages/intake.py": "import pendopo.stages.assess",
    },
    "Stages are blind: no stage knows a particular register or indicator": {
        "stages/measure.py": "import pendopo.registers",
    },
    "Registers do not know each other": {
        "registers/datasets/__init__.py": "import pendopo.registers.contracts",
    },
    "Indicators do not know each other": {
        "indicators/single_bid_share/__init__.py": "import pendopo.indicators.another",
        "indicators/another/__init__.py": '"""One more indicator."""',
    },
    "No Django below the doors": {
        "programme/__init__.py": "import django",
    },
    "Pure rooms touch no disk, network, clock or database"
    " (pyarrow is a data structure and allowed)": {
        "standards/__init__.py": "import socket",
    },
    "The doors never open the store: they ask the programme": {
        "portal/__init__.py": "import pendopo.store",
    },
    "No circles among rooms of one floor": {
        "evidence/__init__.py": "import pendopo.exports",
        "exports/__init__.py": "import pendopo.evidence",
    },
}


def broken_contracts(tree: Path) -> set[str]:
    """Run the linter on the package in ``tree`` and give the names of the contracts it broke."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", ROOT / "pyproject.toml"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", run.stdout, re.MULTILINE))
    assert verdicts.keys() == {contract["name"] for contract in CONTRACTS}, run.stdout + run.stderr
    return {name for name, verdict in verdicts.items() if verdict == "BROKEN"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the package's code that a test may spoil."""
    shutil.copytree(
        ROOT / "src" / "pendopo",
        tmp_path / "pendopo",
        ignore=lambda folder, names: [
            name for name in names if Path(folder, name).is_file() and not name.endswith(".py")
        ],
    )
    return tmp_path


def test_the_house_as_it_stands_keeps_every_contract(tree):
    assert broken_contracts(tree) == set()


@pytest.mark.parametrize("name", [contract["name"] for contract in CONTRACTS])
def test_a_contract_breaks_when_a_forbidden_import_is_added(tree, name):
    for path, line in FORBIDDEN[name].items():
        file = tree / "pendopo" / path
        file.parent.mkdir(exist_ok=True)
        with file.open("a") as code:
            code.write(f"\n{line}\n")

    assert name in broken_contracts(tree)


@pytest.mark.parametrize("folder", ["utils", "core", "helpers"])
def test_a_new_top_level_folder_has_no_floor_until_the_contract_gives_it_one(tree, folder):
    (tree / "pendopo" / folder).mkdir()
    (tree / "pendopo" / folder / "__init__.py").write_text('"""Things."""\n')

    assert broken_contracts(tree) == {"Floors: a room imports only from floors below it"}


def test_a_new_stage_has_no_place_in_the_journey_until_the_contract_gives_it_one(tree):
    (tree / "pendopo" / "stages" / "massage.py").write_text('"""A sixth stage."""\n')

    assert broken_contracts(tree) == {
        "The journey runs one way: intake, validate, publish, measure, assess"
    }

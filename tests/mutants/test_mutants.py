"""A fault put into the log's arithmetic is noticed by its tests; the whole is ``make mutants``."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.mutate import mutants

ROOT = Path(__file__).parents[2]
# Run apart: in this process the modules are imported already.
JUDGE = """
import itertools, json, sys
from tests.mutants import run
run.warm_up()
own = [run.TESTS / "test_checkpoint.py"]
chosen = [run.sound("checkpoint"), *itertools.islice(run.faults("checkpoint"), 3, None, 13)]
print(json.dumps([run.fails("checkpoint", one, own) for one in chosen]))
"""


def test_faults_are_noticed_and_a_sound_module_is_let_pass():
    said = subprocess.run(
        [sys.executable, "-c", JUDGE],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=True,
    )

    sound, *faulty = json.loads(said.stdout)
    assert not sound
    assert len(faulty) >= 3
    assert all(faulty)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a < b", "x = a <= b"),
        ("x = a + 1", "x = a - 1"),
        ("x = a and b", "x = a or b"),
        ("x = not a", "x = not not a"),
        ("if a:\n    raise E('no')", "if a:\n    pass"),
        ("def f():\n    return 1", "def f():\n    return None"),
        ("x = 'word'", "x = 'wordx'"),
    ],
)
def test_each_kind_of_fault_is_made(source, expected):
    assert expected in [ast.unparse(one.tree) for one in mutants(source)]


def test_the_words_of_an_error_and_a_docstring_are_left_alone():
    source = 'def f(a: "int") -> "int":\n    """Say."""\n    raise E("a text", 1)'

    assert [ast.unparse(one.tree) for one in mutants(source)] == [
        'def f(a: \'int\') -> \'int\':\n    """Say."""\n    pass'
    ]

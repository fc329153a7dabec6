"""Measures that ask the same of the same lines say so in the same words.

Each measure.sql is the whole method, which a stranger runs alone; so what two of them share stands
in both, and is held together here.
"""

from importlib import import_module
from pathlib import Path

import pendopo.indicators

ROOMS = Path(pendopo.indicators.__file__).parent
OF_LINES = sorted(
    folder.name
    for folder in ROOMS.iterdir()
    if (folder / "measure.sql").exists()
    and "budgets.lines" in import_module(f"pendopo.indicators.{folder.name}").INDICATOR.reads
)


def measure(name):
    return (ROOMS / name / "measure.sql").read_text("utf-8")


def steps(name):
    """Give the named steps of a measure, each without what is said before it."""
    found = {}
    for step in measure(name).removeprefix("with ").split("\n),\n"):
        lines = [line for line in step.splitlines() if line and not line.startswith("--")]
        found[lines[0].removeprefix("with ")] = lines[1:]
    return found


def test_education_and_health_differ_in_their_question_and_division_alone():
    one, other = (
        measure(f"{what}_spending_per_head").replace(what, "?").replace(f"'{division}%'", "'?'")
        for what, division in (("education", "09"), ("health", "07"))
    )

    assert one == other


def test_every_measure_of_budget_lines_finds_the_government_in_the_same_way():
    ways = {tuple(steps(name)["government as ("]) for name in OF_LINES}

    assert len(OF_LINES) >= 9
    assert len(ways) == 1


def test_both_deviations_take_the_same_year_and_weigh_it_in_the_same_way():
    one, other = map(steps, ("account_deviation", "function_deviation"))

    for step in ("complete as (", "latest as ("):
        assert one[step][:-1] == other[step][:-1], step
    weighed = [measure(name).partition("sums as (")[2] for name in
               ("account_deviation", "function_deviation")]  # fmt: skip
    assert weighed[0] == weighed[1]

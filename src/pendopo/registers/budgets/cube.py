"""Budget lines as a cube: the amount, by year, phase, direction and six classifications."""

from collections.abc import Iterator
from typing import Final

from pendopo.registers.budgets.levels import CLASSIFICATIONS, LEVELS, code_of, label_of
from pendopo.terms.cube import Attribute, Cube, Dimension, Hierarchy, Measure
from pendopo.terms.wording import say


def _plain(name: str, title: str, *, apart: bool = False) -> Dimension:
    return Dimension(name, title, (Attribute(name, name),), apart=apart)


def _levels() -> Iterator[Dimension]:
    """Give a dimension for each level of each classification: ``functional_1`` to ``_8``."""
    for name, said in CLASSIFICATIONS.items():
        for level in range(1, LEVELS + 1):
            attributes = (
                Attribute("code", code_of(name, level)),
                Attribute("label", label_of(name, level)),
            )
            title = said.labels[level - 1]
            yield Dimension(f"{name}_{level}", title, attributes, said.meaning, label="label")


CUBE: Final = Cube(
    name="budget",
    measures=(Measure("amount", "amount", ("sum", "min", "max")),),
    dimensions=(
        _plain("year", say("Fiscal year")),
        _plain("phase", say("Phase"), apart=True),
        _plain("month", say("Month")),
        _plain("direction", say("Direction"), apart=True),
        _plain("currency", say("Currency"), apart=True),
        _plain("publisher", say("Publisher")),
        Dimension(
            "line",
            say("Budget line"),
            (Attribute("id", "line_id"), Attribute("code", "code"), Attribute("label", "label")),
            label="label",
        ),
        _plain("chart", say("Chart of accounts")),
        _plain("cofog", "COFOG"),
        _plain("gfsm", "GFSM"),
        *_levels(),
        _plain("note", say("Note")),
    ),
    hierarchies=tuple(
        Hierarchy(name, said.title, tuple(f"{name}_{level}" for level in range(1, LEVELS + 1)))
        for name, said in CLASSIFICATIONS.items()
    ),
    year="year",
    place="publisher",
)

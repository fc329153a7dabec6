"""Village budget lines as a cube: the amount, by village, year, phase, activity and account."""

from typing import Final

from pendopo.terms.cube import Attribute, Cube, Dimension, Hierarchy, Measure
from pendopo.terms.wording import say


def _plain(name: str, title: str, *, apart: bool = False) -> Dimension:
    return Dimension(name, title, (Attribute(name, name),), apart=apart)


def _coded(name: str, title: str) -> Dimension:
    attributes = (Attribute("code", f"{name}_code"), Attribute("label", name))
    return Dimension(name, title, attributes, label="label")


CUBE: Final = Cube(
    name="village_budget",
    measures=(Measure("amount", "amount", ("sum", "min", "max")),),
    dimensions=(
        _plain("village", say("Village")),
        _plain("year", say("Fiscal year")),
        _plain("phase", say("Phase"), apart=True),
        _plain("direction", say("Direction"), apart=True),
        _plain("currency", say("Currency"), apart=True),
        _coded("field", say("Field")),
        _coded("activity", say("Activity")),
        _coded("account_group", say("Group of accounts")),
        _coded("account_type", say("Type of account")),
        _coded("account", say("Account")),
        _plain("source", say("Funding source")),
    ),
    hierarchies=(
        Hierarchy("activities", say("Field and activity"), ("field", "activity")),
        Hierarchy("accounts", say("Account"), ("account_group", "account_type", "account")),
    ),
    year="year",
    place="village",
)

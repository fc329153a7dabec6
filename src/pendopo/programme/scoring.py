"""What the record shows of each village's year, item by item: the scorecard of the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Final, Protocol

from pendopo.published.state import State
from pendopo.published.tables import PublishedTable
from pendopo.store.engine import connect, literal, quote, shut
from pendopo.terms.register import Register
from pendopo.terms.wording import say

REGISTER: Final = "villages"
_TABLES: Final = ("books", "lines", "events", "photos", "documents")
# The items in their order, by what they are about, each as a sentence that is true when it is met.
ITEMS: Final[Mapping[str, Mapping[str, str]]] = {
    "published": {
        "budget": say("The budget is published"),
        "carried-out": say("What was carried out is published"),
        "last-year": say("What was carried out last year is published"),
        "annual-report": say("The annual report of last year is published"),
        "complaints": say("It says where to complain"),
        "board": say("A board with the budget was photographed"),
    },
    "on-time": {
        "budget-before-its-year": say("The budget came in before its year began"),
        "reported-this-half": say("The first half-year is reported"),
        "last-year-by-march": say("Last year was reported by the end of March"),
    },
    "plausible": {
        "plan-adds-up": say("The plan adds up to nothing left"),
        "not-below-zero": say("No more was spent than there was"),
        "opens-with-last-years-balance": say("The year opens with what last year left"),
        "within-its-plan": say("Every activity stays within its plan"),
        "spending-has-activities": say("All spending names its activity"),
        "photo-is-its-own": say("No photo is another village's"),
        "photo-is-placed": say("A photo lies within the village"),
    },
    "participatory": {
        "met": say("Villagers met"),
        "minuted": say("All meetings have published minutes"),
        "people-counted": say("Those who came were counted, and women among them"),
        "three-in-ten-women": say("Three in ten who came were women"),
    },
}
PARTS: Final[Mapping[str, str]] = {
    "published": say("Published"),
    "on-time": say("On time"),
    "plausible": say("Plausible"),
    "participatory": say("Participatory"),
}


@dataclass(frozen=True, slots=True)
class Score:
    """One item of a village's scorecard.

    :param met: None where the record cannot tell, which is never no
    :param seen: what was looked at: a day, an amount, a count; empty where there is nothing
    """

    village: str
    part: str
    item: str
    met: bool | None
    seen: str


class Hall(Protocol):
    """What scoring needs of a programme."""

    @property
    def registers(self) -> Mapping[str, Register]:
        """Give the registers."""

    def table(self, state: State, register: str, name: str) -> PublishedTable:
        """Give one table of a state."""

    def serving_file(self, table: PublishedTable) -> Path:
        """Give a table's serving file."""


def scorecard_sql() -> str:
    """Give the whole method, as it is run and shown."""
    place = resources.files("pendopo.registers.villages").joinpath("scorecard.sql")
    return place.read_text("utf-8")


def scores(hall: Hall, state: State, year: int, as_of: date, village: str = "") -> list[Score]:
    """Score the villages of a year from the folded tables, in the order of village and item.

    :param village: the code of one; empty for all
    :raises KeyError: where no village's budget is published
    """
    table = hall.table(state, REGISTER, _TABLES[0])
    with connect() as database:
        # One fold makes all of them: they lie in one file.
        path = literal(str(hall.serving_file(table)))
        database.execute(f"attach {path} as served (read_only)")
        for name in _TABLES:
            database.execute(f"create view {quote(name)} as from served.main.{quote(name)}")
        shut(database)
        asked = {"year": year, "as_of": as_of, "village": village}
        found = database.execute(scorecard_sql(), asked).fetchall()
    made = [Score(code, part, item, met, seen or "") for code, part, item, seen, met in found]
    order = [(part, item) for part, items in ITEMS.items() for item in items]
    return sorted(made, key=lambda one: (one.village, order.index((one.part, one.item))))

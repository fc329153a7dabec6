"""Questions of the public that wait for an answer, with the day by which the law wants one."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pendopo.desk.asking import zone_of
from pendopo.desk.forms import Row
from pendopo.programme.programme import Programme
from pendopo.programme.questioning import Question
from pendopo.standards.shelf import country_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question without an answer.

    :param due: the last day for one; None where the country's clock is not known
    """

    question: Question
    asked: date
    due: date | None

    def late(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.due is not None and self.due < today


def waiting(opened: Programme) -> list[Waiting]:
    """Give what waits for an answer, the nearest day first."""
    zone, clock = zone_of(opened), country_of(opened.config.government.country).answers
    found = []
    for one in reversed(opened.questioning.unanswered(opened.recorded())):
        asked = _day(one.at, zone)
        found.append(Waiting(one, asked, clock.due(asked) if clock else None))
    return found


def begins_of(opened: Programme, id_: str) -> Row:
    """Give what an answer's form begins with: the question it is to, word for word.

    What nobody asked, and a question that was withdrawn, begins with nothing.
    """
    for one in opened.questioning.asked():
        if one.id == id_:
            day = _day(one.at, zone_of(opened)).isoformat()
            return {"asked_on": day, "about": one.line, "asked": one.text}
    return {}


def _day(at: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(at).astimezone(zone).date()

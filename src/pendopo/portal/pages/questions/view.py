"""Questions about budget lines, open and answered; those open first, the nearest day on top."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404

from pendopo.portal import writing
from pendopo.portal.pager import PAGE, pager
from pendopo.portal.pages.questions.facts import facts
from pendopo.portal.visit import Context, Visit, page
from pendopo.programme.questioning import Question, Withdrawn
from pendopo.standards.shelf import Clock, country_of
from pendopo.standards.withdrawal import reason_of

# Names one: the page that it stands on is shown.
QUESTION = "question"
_EACH = 20


@page("pages/questions/questions.html", frozenset({PAGE, QUESTION}), facts=facts)
def questions(visit: Visit) -> Context:
    """Gather a page of the questions.

    What was asked and is not answered is no part of a past state: only of today's page.

    :raises Http404: for a question that there is not
    """
    country = country_of(visit.government.country)
    gone = visit.programme.questioning.withdrawn(visit.state)
    answers = {
        name: row
        for name, row in visit.programme.questioning.answers(visit.state).items()
        if name not in gone
    }
    came = {
        name: writing.local_day(time)
        for name, time in visit.programme.questioning.answered_at(visit.state).items()
    }
    asked = () if visit.past or visit.static else visit.programme.questioning.asked()
    today = writing.local_day(visit.state.time) if visit.state.time else date.min
    known = {one.id for one in asked}
    found = [
        _asked(one, answers.get(one.id), country.answers, came.get(one.id, today)) for one in asked
    ]
    found += [_answered(row, came[name]) for name, row in answers.items() if name not in known]
    found += [_withdrawn(one, visit.language) for one in gone.values()]
    found.sort(key=lambda one: (not one["open"], _order(one)))
    shown = pager(visit, len(found), _EACH, _page_of(visit.query.get(QUESTION, ""), found))
    return {
        "pager": shown,
        "questions": found[shown.offset : shown.offset + _EACH],
        "open": sum(one["open"] for one in found),
        "late": sum(one["late"] > 0 for one in found),
        "count": len(found),
        "clock": country.answers,
    }


def _page_of(id_: str, found: Sequence[Context]) -> int:
    """Give the page that a question stands on; the first where none is named."""
    places = [place for place, one in enumerate(found) if one["id"] == id_]
    if id_ and not places:
        raise Http404
    return places[0] // _EACH + 1 if id_ else 1


def _order(one: Context) -> int:
    """Give the open ones by their day, the answered ones from the newest."""
    day: date = one["asked"]
    return day.toordinal() if one["open"] else -day.toordinal()


def _asked(
    one: Question, answer: Mapping[str, Any] | None, clock: Clock | None, until: date
) -> Context:
    """Give a question that is here.

    :param until: the log's day of its first answer, else the day of the record
    """
    asked = writing.local_day(one.at)
    due = clock.due(asked) if clock else None
    return {
        "id": one.id,
        "open": answer is None,
        "asked": asked,
        "text": one.text,
        "label": one.label,
        "row": one.row,
        "size": one.size,
        "due": due,
        "last": clock.due(asked, longer=True) if clock else None,
        "late": max(0, (until - due).days) if due else 0,
        "answer": answer,
        "came": until if answer else None,
    }


def _answered(row: Mapping[str, Any], came: date) -> Context:
    """Give a question of which only the answer's own words are here."""
    return {
        "id": row["question"],
        "open": False,
        "asked": row["asked_on"],
        "text": row["asked"],
        "label": row["about"] or "",
        "row": "",
        "size": None,
        "due": None,
        "last": None,
        "late": 0,
        "answer": row,
        "came": came,
    }


def _withdrawn(one: Withdrawn, language: str) -> Context:
    """Give what is left of a question that was taken away: when, and for which reason."""
    reason = reason_of(one.reason)
    return {
        "id": one.id,
        "open": False,
        "asked": writing.local_day(one.at),
        "withdrawn": one,
        "reason": reason.text(language) if reason else one.reason,
        "late": 0,
        "answer": None,
    }

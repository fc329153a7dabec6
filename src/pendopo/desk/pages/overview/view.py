"""Who has published: the offices and villages that are to publish, and those that are missing."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.desk.asking import day_of
from pendopo.desk.dues import dues_of, rhythms
from pendopo.desk.expected import Office, offices
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.mail import sends
from pendopo.desk.models import Person
from pendopo.desk.page import page, posted, tell
from pendopo.desk.reminding import order_reminders
from pendopo.desk.rights import Right, may
from pendopo.programme.programme import Programme
from pendopo.terms.wording import say

# More rows than a regency has offices and villages are no list for calls.
_SHOWN = 1000
_DAYS = {"month": 31, "quarter": 92, "year": 366}


@needs(Right.OVERVIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """Show it for a month, a quarter or a year back: n of N, and the missing by name."""
    span = request.GET.get("span", "quarter")
    days = _DAYS.get(span, _DAYS["quarter"])
    opened, calls = hall(request), may(signed_in(request), Right.REMIND)
    since = day_of(opened, timezone.now()) - timedelta(days=days)
    expected = offices(opened)
    late = [one for one in expected if (one.latest or date.min) < since]
    context: dict[str, Any] = {
        "span": span if span in _DAYS else "quarter",
        "since": since,
        "total": len(expected),
        "published": len(expected) - len(late),
        "missing": [_missing(one, calls=calls) for one in late[:_SHOWN]],
        "missing_more": max(0, len(late) - _SHOWN),
        "registers": _freshness(opened),
        **_owed(opened, signed_in(request)),
    }
    return page(request, "desk/pages/overview/overview.html", context)


@needs(Right.REMIND)
@posted
def remind(request: HttpRequest) -> HttpResponse:
    """Have everybody reminded who is late or soon will be."""
    opened = hall(request)
    today = day_of(opened, timezone.now())
    count = order_reminders(opened, today, signed_in(request).name)
    tell(request, say("Reminders on their way: {count}."), count=count)
    return HttpResponseRedirect(reverse("overview"))


def reached(person: Person) -> str:
    """Give how somebody is reached: name, telephone, e-mail."""
    return ", ".join(part for part in (str(person), person.phone, person.email) if part)


def _missing(office: Office, *, calls: bool) -> dict[str, Any]:
    """Give a row of the missing.

    :param calls: whether who reads it may see how people are reached
    """
    return {
        "office": office.name,
        "place": office.place,
        "last": office.latest,
        "people": [reached(one) for one in office.people] if calls else [],
        "nobody": not office.people,
    }


def _owed(opened: Programme, person: Person) -> dict[str, Any]:
    """Give what is late and what is due soon, by office and register."""
    today, calls = day_of(opened, timezone.now()), may(person, Right.REMIND)
    owed = [one for one in dues_of(opened) if one.late(today) or one.soon(today)]
    rows = [
        {
            "due": one,
            "title": _(opened.registers[one.register].title),
            "late": one.late(today),
            "people": [reached(who) for who in one.people] if calls else [],
        }
        for one in owed[:_SHOWN]
    ]
    return {
        "dues": rows,
        "dues_more": max(0, len(owed) - _SHOWN),
        "rhythms": bool(rhythms(opened)),
        "calls": calls,
        "mails": sends(opened),
    }


def _freshness(opened: Programme) -> list[dict[str, Any]]:
    state = opened.state()
    rows = []
    for name, register in opened.registers.items():
        current = state.current(name)
        last = day_of(opened, datetime.fromisoformat(current[-1].time)) if current else None
        rows.append({"title": _(register.title), "count": len(current), "last": last})
    return rows

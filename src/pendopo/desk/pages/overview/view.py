"""Who has published: the offices and villages that have a publisher, and those that are missing."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.desk.dues import dues_of, rhythms
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.mail import sends
from pendopo.desk.models import Person, Post
from pendopo.desk.page import page, posted, tell
from pendopo.desk.reminding import order_reminders
from pendopo.desk.rights import Right, may
from pendopo.desk.roles import Role
from pendopo.programme.programme import Programme
from pendopo.terms.wording import say

_DAYS = {"month": 31, "quarter": 92, "year": 366}


@needs(Right.OVERVIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """Show it for a month, a quarter or a year back: n of N, and the missing by name."""
    span = request.GET.get("span", "quarter")
    days = _DAYS.get(span, _DAYS["quarter"])
    since = timezone.now().date() - timedelta(days=days)
    opened = hall(request)
    posts = Post.objects.filter(role=Role.PUBLISHER, person__is_active=True)
    offices = sorted({post.office for post in posts if post.office})
    last = last_of_offices(opened)
    late = [one for one in offices if last.get(one, date.min) < since]
    people = posts.select_related("person").order_by("office")
    callers: dict[str, list[str]] = {}
    for post in people if may(signed_in(request), Right.REMIND) else ():
        callers.setdefault(post.office, []).append(reached(post.person))
    context: dict[str, Any] = {
        "span": span if span in _DAYS else "quarter",
        "since": since,
        "total": len(offices),
        "published": len(offices) - len(late),
        "missing": [
            {"office": one, "last": last.get(one), "people": callers.get(one, [])} for one in late
        ],
        "registers": _freshness(opened),
        **_owed(opened, signed_in(request)),
    }
    return page(request, "desk/pages/overview/overview.html", context)


@needs(Right.REMIND)
@posted
def remind(request: HttpRequest) -> HttpResponse:
    """Have everybody reminded who is late or soon will be."""
    count = order_reminders(hall(request), timezone.now().date(), signed_in(request).name)
    tell(request, say("Reminders on their way: {count}."), count=count)
    return HttpResponseRedirect(reverse("overview"))


def reached(person: Person) -> str:
    """Give how somebody is reached: name, telephone, e-mail."""
    return ", ".join(part for part in (str(person), person.phone, person.email) if part)


def _owed(opened: Programme, person: Person) -> dict[str, Any]:
    """Give what is late and what is due soon, by office and register."""
    today, calls = timezone.now().date(), may(person, Right.REMIND)
    rows = [
        {
            "due": one,
            "title": _(opened.registers[one.register].title),
            "late": one.late(today),
            "people": [reached(who) for who in one.people] if calls else [],
        }
        for one in dues_of(opened)
        if one.late(today) or one.soon(today)
    ]
    return {"dues": rows, "rhythms": bool(rhythms(opened)), "calls": calls, "mails": sends(opened)}


def last_of_offices(opened: Programme) -> dict[str, date]:
    """Give the day of the last publication of each office, as the log has it."""
    found: dict[str, date] = {}
    for one in opened.state().publications:
        metadata = opened.metadata(one)
        if metadata:
            found[metadata.publisher] = date.fromisoformat(one.time[:10])
    return found


def _freshness(opened: Programme) -> list[dict[str, Any]]:
    state = opened.state()
    rows = []
    for name, register in opened.registers.items():
        current = state.current(name)
        last = date.fromisoformat(current[-1].time[:10]) if current else None
        rows.append({"title": _(register.title), "count": len(current), "last": last})
    return rows

"""My desk: what waits for me, what I handed in, and what became of it."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pendopo.desk.asking import day_of
from pendopo.desk.dues import dues_of, rhythms
from pendopo.desk.guard import signed_in
from pendopo.desk.hall import hall
from pendopo.desk.hands import part_in
from pendopo.desk.mail import sends
from pendopo.desk.models import Person, Post, Stage, Submission
from pendopo.desk.noticing import changes_of
from pendopo.desk.page import page
from pendopo.desk.posting import code_waits
from pendopo.desk.questions import waiting
from pendopo.desk.rights import Right, may, places, roles_of
from pendopo.desk.roles import Role
from pendopo.registers.answers import REGISTER

_SHOWN = 30


def home(request: HttpRequest) -> HttpResponse:
    """Show it."""
    person = signed_in(request)
    seen = seen_by(person)
    mine = {Stage.CHECKING, Stage.MENDING, Stage.READY, Stage.RETURNED}
    roles = roles_of(person)
    waits = _with(person, Right.REVIEW).filter(stage=Stage.SENT).exclude(by=person)
    yours = waits.exclude(part_in(person.name))
    context: dict[str, Any] = {
        "roles": roles,
        "changes": changes_of(person, timezone.now()),
        "confirms": sends(hall(request)) and bool(person.email) and not person.confirmed,
        "code_waits": code_waits(person),
        "speaks": bool(roles & {Role.CIVIL, Role.INDEPENDENT}),
        "moderates": may(person, Right.QUESTIONS),
        "asked": _asked(request) if may(person, Right.QUESTIONS) else [],
        "said": said_at(request),
        "hands_in": may(person, Right.HAND_IN),
        "reviews": may(person, Right.REVIEW),
        "waits": _rows(request, yours),
        "open": _rows(request, _with(person, Right.HAND_IN).filter(stage__in=mine)),
        "dues": _dues(request, person),
        **_late(request, person),
        "questions": _questions(request, person),
        "under_way": _rows(
            request,
            seen.filter(stage__in={Stage.SENT, Stage.APPROVED}).exclude(pk__in=yours.values("pk")),
        ),
        "done": _rows(request, seen.filter(stage__in={Stage.PUBLISHED, Stage.DROPPED})),
    }
    return page(request, "desk/pages/home/home.html", context)


def _rows(request: HttpRequest, found: "QuerySet[Submission]") -> list[dict[str, Any]]:
    """Give the first of some submissions, each with its register in words and its day."""
    known = hall(request).registers
    today = day_of(hall(request), timezone.now())
    return [
        {
            "one": one,
            "register": _(known[one.register].title) if one.register in known else "",
            "on": _coming(one, today),
        }
        for one in found[:_SHOWN]
    ]


def _coming(one: Submission, today: date) -> date | None:
    """Give the day on which what was let through becomes public; none where it is not to come."""
    if one.stage != Stage.APPROVED or one.not_before is None or one.not_before <= today:
        return None
    return one.not_before


def _dues(request: HttpRequest, person: Person) -> list[dict[str, Any]]:
    """Give what is late or due soon of what a person publishes."""
    opened = hall(request)
    today = day_of(opened, timezone.now())
    posts = places(person, Right.HAND_IN)
    return [
        {"due": one, "late": one.late(today), "title": _(opened.registers[one.register].title)}
        for one in (dues_of(opened, posts) if posts else [])
        if one.late(today) or one.soon(today)
    ]


def _late(request: HttpRequest, person: Person) -> dict[str, int]:
    """Count, for who has others reminded, what is late and what is due soon of all offices."""
    if not may(person, Right.REMIND):
        return {}
    opened = hall(request)
    today, owed = day_of(opened, timezone.now()), dues_of(opened)
    return {
        "late": sum(one.late(today) for one in owed),
        "soon": sum(one.soon(today) for one in owed),
        "counted": len(rhythms(opened)),
    }


def _questions(request: HttpRequest, person: Person) -> list[dict[str, Any]]:
    """Give the questions of the public that a person may answer, the nearest day first."""
    posts = places(person, Right.HAND_IN)
    answers = any(post.covers(REGISTER.name, post.office) for post in posts)
    return _asked(request) if answers else []


def _asked(request: HttpRequest) -> list[dict[str, Any]]:
    opened = hall(request)
    today = day_of(opened, timezone.now())
    return [{"waiting": one, "late": one.late(today)} for one in waiting(opened)[:_SHOWN]]


def said_at(request: HttpRequest) -> str:
    """Give the public page of what people say of promises; empty where nobody said where it is."""
    site = hall(request).config.serve.address.rstrip("/")
    return f"{site}/{get_language() or 'en'}/claims/" if site else ""


def seen_by(person: Person) -> "QuerySet[Submission]":
    """Give the submissions that a person may see, the last changed first."""
    return _with(person, Right.SEE)


def _with(person: Person, right: Right) -> "QuerySet[Submission]":
    """Give the submissions for whose office and register a person has a right."""
    chosen = Q(pk__in=[])
    for post in places(person, right):
        chosen |= _of(post)
    return Submission.objects.filter(chosen).select_related("by", "reviewer")


def _of(post: Post) -> Q:
    found = Q(office=post.office) if post.office else Q()
    among = post.among()
    if among is not None:
        found &= Q(register__in=sorted(among))
    return found or ~Q(pk__in=[])

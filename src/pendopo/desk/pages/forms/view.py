"""Forms for those without a file: begun, kept at each step, and handed in as a file.

Each page's form carries a key of its own: sent twice, since the line dropped before the answer
came, it writes the same row twice and not two rows.
"""

import re
import secrets
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.desk.asking import day_of
from pendopo.desk.attesting import step_of
from pendopo.desk.audit import record
from pendopo.desk.form_cells import tidy
from pendopo.desk.forms import (
    ANSWER,
    FORMS,
    GIVEN,
    OUT,
    REPLY,
    ROW,
    ROWS_MOST,
    Form,
    Row,
    Step,
    begins_with,
    faults_in,
    looked_up,
    steps_of,
    with_list,
)
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.hands import FILLED
from pendopo.desk.models import Act, Draft, Person
from pendopo.desk.page import page, posted, tell
from pendopo.desk.pages.forms.handing_in import hand_over
from pendopo.desk.pages.forms.photographed import pictured
from pendopo.desk.pages.forms.shown import as_before, fields, shown
from pendopo.desk.questions import begins_of
from pendopo.desk.rights import Right, places
from pendopo.desk.roles import Role
from pendopo.desk.room import lacks_room
from pendopo.terms.wording import say

_KEY: Final = re.compile(r"[0-9a-f]{32}")
_SHOWN = 30
_TITLE_MOST = 300
_LATELY: Final = timedelta(hours=1)
# On the page of a photo alone the browser may be asked where it is.
_PLACED: Final = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"


@needs(Right.HAND_IN)
def forms(request: HttpRequest) -> HttpResponse:
    """List the forms that there are, and those begun."""
    person = signed_in(request)
    own = {name: offices_of(person, one) for name, one in FORMS.items()}
    offices = {office for found in own.values() for office in found}
    drafts = Draft.objects.filter(office__in=offices, dropped=False, submission=None)
    context = {
        "forms": [one for name, one in FORMS.items() if own[name]],
        "drafts": [
            {"draft": one, "form": FORMS[one.form]}
            for one in drafts.select_related("by")[:_SHOWN]
            if one.office in own.get(one.form, ())
        ],
    }
    return page(request, "desk/pages/forms/forms.html", context)


@needs(Right.HAND_IN)
def begin(request: HttpRequest, form: str) -> HttpResponse:
    """Begin a form for an office."""
    declared = FORMS.get(form)
    if declared is None:
        raise Http404
    offices = offices_of(signed_in(request), declared)
    if not offices:
        raise PermissionDenied
    if request.method == "POST":
        key, office = request.POST.get("key", ""), request.POST.get("office", "")
        if not _KEY.fullmatch(key) or office not in offices:
            raise PermissionDenied
        return _begun(request, declared, key, office)
    linked = [(name, request.GET.get(name, "")) for name in declared.linked]
    context = {
        "form": declared,
        "offices": offices,
        "key": secrets.token_hex(16),
        "linked": [(name, text) for name, text in linked if text],
    }
    return page(request, "desk/pages/forms/begin.html", context)


@needs(Right.HAND_IN)
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was filled in so far, with its sums; hand it in from here."""
    found, form = begun_draft(request, key)
    if form.claims:
        return HttpResponseRedirect(reverse("attest", args=[key]))
    faults = _keep_title(request, found) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        return HttpResponseRedirect(reverse("submission", args=[hand_over(request, found, form)]))
    steps = [shown(found, form, one) for one in steps_in(request, form)]
    context = {
        "draft": found,
        "form": form,
        "steps": steps,
        "filled": all(one["count"] for one in steps),
        "faults": faults,
        "title": found.title or f"{_(form.title)}: {found.office}",
    }
    return page(request, "desk/pages/forms/draft.html", context, 422 if faults else 200)


@needs(Right.HAND_IN)
def step(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Show a step, and keep what is filled in: at once, whatever is wrong with it."""
    found, form = begun_draft(request, key)
    steps = steps_in(request, form)
    at = next((one for one in steps if one.name == name), None)
    if at is None:
        raise Http404
    if request.method == "POST":
        wrong = _kept(request, found, form, at)
        return HttpResponseRedirect(_onward(request, found, steps, at, wrong))
    rows = found.content.get(at.name, [])
    wanted = rows[0][ROW] if at.alone and rows else request.GET.get("row", "")
    row: Row | None = next((one for one in rows if one[ROW] == wanted), None)
    context = {
        "draft": found,
        "form": form,
        "step": shown(found, form, at),
        "row": wanted if row else secrets.token_hex(16),
        "edits": row is not None,
        "fields": fields(form, at, row or as_before(found, form, at), told=row is not None),
        "kept": "kept" in request.GET,
        "full": len(rows) >= ROWS_MOST,
        "photo": bool(form.pictured),
        "photographed": (row or {}).get("sha256", ""),
    }
    response = page(request, "desk/pages/forms/step.html", context)
    if form.pictured:
        response.headers["Permissions-Policy"] = _PLACED
    return response


@needs(Right.HAND_IN)
@posted
def take_row(request: HttpRequest, key: str, name: str, row: str) -> HttpResponse:
    """Take a row out, or put it back."""
    with transaction.atomic():
        found, _form = begun_draft(request, key, alone=True)
        back = bool(request.POST.get("back"))
        for one in found.content.get(name, []):
            if one[ROW] == row and back == (OUT in one):
                one.pop(OUT) if back else one.update({OUT: "1"})
                _acted(request, found, "row-back" if back else "row-out")
                _acted(request, found, FILLED)
        _save(found)
    return HttpResponseRedirect(reverse("draft_step", args=[key, name]))


@needs(Right.HAND_IN)
@posted
def drop(request: HttpRequest, key: str) -> HttpResponse:
    """Lay a draft aside, or take it up again."""
    with transaction.atomic():
        found, _form = begun_draft(request, key, alone=True)
        found.dropped = not request.POST.get("back")
        _save(found)
        _acted(request, found, "form-aside" if found.dropped else "form-up")
    if found.dropped:
        tell(request, say("Laid aside. It is kept; here it is taken up again."))
    return HttpResponseRedirect(reverse("draft", args=[key]))


def offices_of(person: Person, form: Form) -> list[str]:
    """Give the offices for which somebody may fill in a form."""
    posts = places(person, Right.HAND_IN)
    return sorted({post.office for post in posts if post.covers(form.register, post.office)})


def _begun(request: HttpRequest, form: Form, key: str, office: str) -> HttpResponse:
    now = timezone.now()
    known: dict[str, Any] = {"form": form.name, "office": office, "by": signed_in(request)}
    asked = {name: request.POST.get(f"f-{name}", "") for name in form.linked}
    given = begins_with(form, asked, office, day_of(hall(request), now))
    if form.name == ANSWER:
        given |= begins_of(hall(request), given.get("question", ""))
    if form.name == REPLY and _moderates(signed_in(request), office):
        given = {name: text for name, text in given.items() if name != "party"}
        given["role"] = "supplier"
    if given:
        known["content"] = {GIVEN: given}
    found, _new = Draft.objects.get_or_create(
        key=key, defaults={**known, "made_at": now, "changed_at": now}
    )
    first = steps_in(request, form)[0].name
    return HttpResponseRedirect(reverse("draft_step", args=[found.key, first]))


def _moderates(person: Person, office: str) -> bool:
    """Whether somebody writes a reply for a supplier, and not for the office that bought."""
    roles = {post.role for post in places(person, Right.HAND_IN) if post.office == office}
    return roles == {Role.MODERATOR}


def begun_draft(request: HttpRequest, key: str, *, alone: bool = False) -> tuple[Draft, Form]:
    """Give a draft to who publishes for its office.

    :param alone: whether nobody else writes it meanwhile; within a transaction
    """
    drafts = Draft.objects.select_for_update() if alone else Draft.objects.all()
    found = get_object_or_404(drafts, key=key)
    form = FORMS.get(found.form)
    if form is None:
        raise Http404
    if found.office not in offices_of(signed_in(request), form):
        raise PermissionDenied
    return found, form


def steps_in(request: HttpRequest, form: Form) -> tuple[Step, ...]:
    """Give the steps of a form."""
    opened = hall(request)
    if form.claims:
        return (step_of(opened.claiming.promises(opened.state())),)
    steps = steps_of(form, opened.registers[form.register])
    if form.name != REPLY:
        return steps
    flags = [name for name, flag in opened.flagging.flags.items() if not flag.figure]
    return with_list(steps, "flag", flags)


def _kept(request: HttpRequest, found: Draft, form: Form, at: Step) -> str:
    """Keep a row: a new one, or the one that has its key already.

    :returns: its key where something is wrong with it
    """
    key = request.POST.get("row", "")
    if not _KEY.fullmatch(key):
        raise PermissionDenied
    typed: Row = {ROW: key}
    for column in at.table.columns:
        text = tidy(column, request.POST.get(f"f-{column.name}", ""))
        typed[column.name] = looked_up(form, column, text)
    left_out = False
    if form.pictured:
        photo, left_out = pictured(request, found, typed["placed_by"])
        typed |= photo
    with transaction.atomic():
        now = Draft.objects.select_for_update().get(pk=found.pk)
        rows = now.content.setdefault(at.name, [])
        place = next((i for i, one in enumerate(rows) if at.alone or one[ROW] == key), None)
        if place is not None:
            before = rows[place]
            rows[place] = {one: before[one] for one in form.pictured if one in before} | typed
        elif len(rows) < ROWS_MOST:
            rows.append(typed)
        _save(now)
        _acted(request, now, FILLED)
    return key if left_out or faults_in(at, typed) else ""


def _onward(request: HttpRequest, found: Draft, steps: tuple[Step, ...], at: Step, row: str) -> str:
    """Give the page that comes next: the row again where something is wrong with it."""
    here = reverse("draft_step", args=[found.key, at.name])
    goes_on = "on" in request.POST
    if row and not goes_on:
        return f"{here}?row={row}&kept=1"
    if not at.alone and not goes_on:
        return f"{here}?kept=1"
    place = steps.index(at) + 1
    if place < len(steps):
        return reverse("draft_step", args=[found.key, steps[place].name])
    return reverse("draft", args=[found.key])


def _save(found: Draft) -> None:
    found.changed_at = timezone.now()
    found.save(update_fields=["content", "changed_at", "dropped", "title"])


def _acted(request: HttpRequest, found: Draft, what: str) -> None:
    """Write down who did something with a form; who wrote in it, once an hour and not each row."""
    who = signed_in(request).name
    lately = Act.objects.filter(who=who, at__gt=timezone.now() - _LATELY)
    if what != FILLED or not lately.filter(what=FILLED, about__draft=found.key).exists():
        record(who, what, draft=found.key, form=found.form, office=found.office)


def _keep_title(request: HttpRequest, found: Draft) -> list[str]:
    title = " ".join(request.POST.get("title", "").split())[:_TITLE_MOST]
    Draft.objects.filter(pk=found.pk).update(title=title, changed_at=timezone.now())
    found.title = title
    if not title:
        return [_("Write a title: what it is about, where and when.")]
    full = " ".join(lacks_room(hall(request), signed_in(request), found.office, 0)).strip()
    return [full] if full else []

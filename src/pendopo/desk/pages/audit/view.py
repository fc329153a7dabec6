"""What was done at the desk, newest first; and all of it as a file."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from pendopo.desk.audit import WHAT, held, record
from pendopo.desk.comparing import newest, order_comparison
from pendopo.desk.forms import FORMS
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.models import Act
from pendopo.desk.page import page, word
from pendopo.desk.rights import Right
from pendopo.desk.roles import ROLES, Role
from pendopo.programme.desk_acts import CODE
from pendopo.programme.programme import Programme
from pendopo.terms.entry import EntryType

_A_PAGE = 50
_CHUNK = 2_000
_BEATS_SHOWN = 31
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Shown:
    """An act in words."""

    at: datetime
    who: str
    sentence: str
    submission: int | None


def shown(acts: Iterable[Act]) -> list[Shown]:
    """Put acts into words."""
    return [Shown(one.at, one.who, in_words(one), one.submission) for one in acts]


def page_of(request: HttpRequest, acts: "QuerySet[Act]", most: int) -> dict[str, object]:
    """Give the first of some acts before the row that is asked for, and where the older begin."""
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:  # noqa: PLR2004  64 bits
        acts = acts.filter(pk__lt=int(before))
    found = list(acts[: most + 1])
    return {
        "acts": shown(found[:most]),
        "older": found[most - 1].pk if len(found) > most else None,
    }


def in_words(act: Act) -> str:
    """Put an act into words of the language in use, its roles and forms by their names.

    The row keeps their codes, which outlive a name.
    """
    about = dict(act.about)
    if (role := about.get("role", "")) in set(Role):
        of = about.get("office", "")
        about["role"] = f"{_(ROLES[Role(role)])} · {of}" if of else _(ROLES[Role(role)])
    if (form := about.get("form", "")) in FORMS:
        about["form"] = _(FORMS[form].title)
    return word(WHAT.get(act.what, act.what), **about)


@needs(Right.AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """Show fifty acts before a place; the place is a row's number, so that late pages cost none.

    What is sent asks the worker to compare all of them. With ``log`` they are compared with the
    hashes in the log, whose entries are read for it.
    """
    if request.method == "POST":
        order_comparison()
        return HttpResponseRedirect(reverse("audit"))
    acts, by_log = Act.objects.all(), "log" in request.GET
    who = request.GET.get("who", "").strip().lower()
    if who:
        acts = acts.filter(who=who)
    context = {
        **page_of(request, acts, _A_PAGE),
        "who": who,
        "compared": newest(),
        "last": Act.objects.values_list("pk", flat=True).first(),
        "by_log": by_log,
        "log": _in_the_log(hall(request)) if by_log else [],
    }
    return page(request, "desk/pages/audit/audit.html", context)


@needs(Right.AUDIT)
def audit_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give all of it, oldest first, and this with it; no cell begins a formula.

    In codes, as the rows have them, and in words of the language that the page was asked in.
    """
    record(signed_in(request).name, "acts-exported")
    return StreamingHttpResponse(
        _rows(get_language() or "en"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="desk-acts.csv"'},
    )


def _in_the_log(opened: Programme) -> list[dict[str, object]]:
    """Compare the hashes that heartbeats carried into the log with the acts that stand here."""
    beats = [
        (entry, entry.leaf.scope[CODE])
        for entry in opened.state().entries
        if entry.leaf.type is EntryType.HEARTBEAT and entry.leaf.scope and CODE in entry.leaf.scope
    ]
    last = beats[-_BEATS_SHOWN:]
    acts = held(chain for _, chain in last)
    return [
        {"entry": entry.index, "day": entry.leaf.time[:10], "act": acts[chain]}
        for entry, chain in reversed(last)
    ]


def _rows(language: str) -> Iterator[str]:
    """Give the lines; the request's own language is no longer spoken when they are asked for."""
    yield _row(["number", "time", "who", "what", "submission", "about", "chain", "in words"])
    for act in Act.objects.order_by("id").iterator(_CHUNK):
        about = "; ".join(f"{name}: {value}" for name, value in sorted(act.about.items()))
        with override(language):
            said = in_words(act)
        facts = [act.pk, act.at.isoformat(), act.who, act.what, act.submission]
        yield _row([*facts, about, act.chain, said])


def _row(cells: Iterable[object]) -> str:
    line = io.StringIO()
    texts = ("" if cell is None else str(cell) for cell in cells)
    csv.writer(line).writerow([f"'{text}" if text.startswith(_RISKY) else text for text in texts])
    return line.getvalue()

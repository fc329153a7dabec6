"""Matching the columns of a new layout with ours; the mapping is saved for the next file."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.desk.audit import record
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.matching import NAME, NUMBERS, About, Matched, fitting, matches, save
from pendopo.desk.models import Stage, Submission, Version, Work
from pendopo.desk.page import page, posted, word
from pendopo.desk.pages.submission.acts import not_moved
from pendopo.desk.pages.submission.view import CHANGED, again, submission_of
from pendopo.desk.rights import Right
from pendopo.desk.working import awaited, order
from pendopo.programme.mappings import MappingFileError
from pendopo.terms.register import Register

_LETTERS_MOST = 300


@needs(Right.HAND_IN)
def columns(request: HttpRequest, number: int) -> HttpResponse:
    """Show the file's columns beside ours; save what is said as a mapping, and check with it."""
    found, version, register = _asked(request, number)
    faults: list[str] = []
    if request.method == "POST" and version.drafted:
        try:
            return _saved(request, found, version, register)
        except MappingFileError as error:
            values = {name: word(value) for name, value in error.values.items()}
            faults = [f"{word(error.message, **values)} {word(error.write, **values)}"]
        except OSError:
            faults = [_("The mapping could not be saved: its folder may not be written.")]
    running = awaited(found, Work.MATCH)
    context = {
        "one": found,
        "faults": faults,
        "running": running,
        "drafted": version.drafted,
        "columns": _columns(request, register, version.drafted or {}),
        "title": request.POST.get("title") or f"{found.office} · {_(register.title)}",
        "numbers": request.POST.get("numbers", "plain"),
    }
    status = 422 if faults else 200
    return page(request, "desk/pages/matching/columns.html", context, status)


@needs(Right.HAND_IN)
@posted
def look(request: HttpRequest, number: int) -> HttpResponse:
    """Have the file's columns looked at."""
    found, version, _register = _asked(request, number)
    if not awaited(found, Work.MATCH):
        order(version, Work.MATCH)
    return HttpResponseRedirect(reverse("columns", args=[number]))


@needs(Right.HAND_IN)
@posted
def use(request: HttpRequest, number: int) -> HttpResponse:
    """Read the file by a saved mapping that was made for one with these columns."""
    found, version, _register = _asked(request, number)
    name = request.POST.get("mapping", "")
    if name not in fitting(found) or not NAME.fullmatch(name):
        raise Http404
    return _with(request, found, version, lambda: name)


def _asked(request: HttpRequest, number: int) -> tuple[Submission, Version, Register]:
    found = submission_of(request, number, Right.HAND_IN)
    version, register = found.version, hall(request).registers[found.register]
    if version is None or not version.path or not matches(register):
        raise Http404
    return found, version, register


def _saved(
    request: HttpRequest, found: Submission, version: Version, register: Register
) -> HttpResponse:
    said = [_said(request, one, version.drafted or {}) for one in register.tables[0].columns]
    numbers = request.POST.get("numbers", "")
    title = " ".join(request.POST.get("title", "").split())[:_LETTERS_MOST] or found.office
    about = About(title, numbers if numbers in NUMBERS else "plain")
    root, drafted = hall(request).root, version.drafted or {}
    return _with(request, found, version, lambda: save(root, register, drafted, said, about))


def _with(
    request: HttpRequest, found: Submission, version: Version, named: Callable[[], str]
) -> HttpResponse:
    """Check the file by a mapping, where it may be changed still.

    :param named: gives the mapping's name; it is saved only for a file that is then read by it
    """
    with transaction.atomic():
        moved = Submission.objects.filter(pk=found.pk, stage__in=CHANGED)
        if not moved.update(stage=Stage.CHECKING, changed_at=timezone.now()):
            return not_moved(request, found.pk, "matched")
        name = named()
        Submission.objects.filter(pk=found.pk).update(mapping=name)
        record(signed_in(request).name, "matched", found.pk, mapping=name)
        order(version, Work.CHECK)
    return again(request, found.pk)


def _said(request: HttpRequest, column: Any, drafted: dict[str, Any]) -> Matched:  # noqa: ANN401
    """Read what was said of one column of ours."""
    source = " ".join(request.POST.get(f"from-{column.name}", "").split())
    known = {" ".join(name.split()): name for name in drafted["header"]}
    cells = next((one["unknown"] for one in drafted["matches"] if one["ours"] == column.name), ())
    codes = {
        cell: code
        for place, cell in enumerate(cells)
        if (code := request.POST.get(f"code-{column.name}-{place}", "")) in column.one_of
    }
    value = request.POST.get(f"value-{column.name}", "").strip()[:_LETTERS_MOST]
    return Matched(column.name, known.get(source, ""), value, codes)


def _columns(
    request: HttpRequest, register: Register, drafted: dict[str, Any]
) -> list[dict[str, Any]]:
    """Give the columns of ours, each with the one of the file that it is most like."""
    found = {one["ours"]: one for one in drafted.get("matches", ())}
    rows = []
    for column in register.tables[0].columns:
        one = found.get(column.name, {})
        rows.append(
            {
                "column": column,
                "source": request.POST.get(f"from-{column.name}", one.get("source", "")),
                "value": request.POST.get(f"value-{column.name}", ""),
                "unsure": one.get("by") not in {None, "", "name"},
                "unknown": list(one.get("unknown", ())) if column.one_of else [],
            }
        )
    return rows

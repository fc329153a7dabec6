"""What each column of a dataset is: said in a form or by a file, and the file checked by it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.desk.audit import record
from pendopo.desk.describing import (
    DAYS,
    FACTORS,
    FILE_BYTES,
    KEPT,
    KINDS,
    MARKS,
    DescribingError,
    describes,
    fields_of,
    offered,
    said,
    schema_in,
    schema_of,
    told_of,
)
from pendopo.desk.findings import report_of
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.models import Stage, Submission, Version, Work
from pendopo.desk.page import page, posted, word
from pendopo.desk.pages.hand_in.view import file_of
from pendopo.desk.pages.submission.acts import MOVED, not_moved
from pendopo.desk.pages.submission.view import CHANGED, again, submission_of
from pendopo.desk.rights import Right
from pendopo.desk.working import awaited, order
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.personal import RULE


@needs(Right.HAND_IN)
def kinds(request: HttpRequest, number: int) -> HttpResponse:
    """Show the file's columns; keep what is said of them, and check with it."""
    found, version = _asked(request, number)
    drafted = (version.drafted or {}).get("columns", [])
    if request.method != "POST" or not drafted:
        return _shown(request, found, version)
    if request.POST.get("version") != str(version.number):
        return again(request, number, _(MOVED))
    names = [one["name"] for one in drafted]
    told = [said(request.POST, place) for place in range(len(names))]
    try:
        schema = schema_of(names, told, found.schema)
    except DescribingError as error:
        return _shown(request, found, version, error)
    return _with(request, found, version, schema)


@needs(Right.HAND_IN)
@posted
def look(request: HttpRequest, number: int) -> HttpResponse:
    """Have the file's columns looked at, where nobody has."""
    found, version = _asked(request, number)
    if version.drafted is None and not awaited(found, Work.MATCH):
        order(version, Work.MATCH)
    return HttpResponseRedirect(reverse("kinds", args=[number]))


@needs(Right.HAND_IN)
@posted
def use(request: HttpRequest, number: int) -> HttpResponse:
    """Read the file as the office described its columns the last time."""
    found, version = _asked(request, number)
    before = offered(found, report_of(version))
    if before is None or request.POST.get("before") != str(before.pk):
        raise Http404
    return _with(request, found, version, before.schema)


@needs(Right.HAND_IN)
@posted
def file(request: HttpRequest, number: int) -> HttpResponse:
    """Take a Table Schema that was written elsewhere, and check with it."""
    found, version = _asked(request, number)
    sent, fault = file_of(request)
    if sent is None:
        return _shown(request, found, version, fault)
    try:
        # One byte more tells that there is more, without reading it.
        schema = schema_in(sent.read(FILE_BYTES + 1))
    except DescribingError as error:
        return _shown(request, found, version, error)
    return _with(request, found, version, schema)


@needs(Right.HAND_IN)
@posted
def guess(request: HttpRequest, number: int) -> HttpResponse:
    """Forget what was said of the columns: they are guessed again."""
    found, version = _asked(request, number)
    return _with(request, found, version, {})


def _asked(request: HttpRequest, number: int) -> tuple[Submission, Version]:
    found = submission_of(request, number, Right.HAND_IN)
    version = found.version
    if (
        version is None
        or not version.path
        or not describes(hall(request).registers[found.register])
    ):
        raise Http404
    return found, version


def _with(
    request: HttpRequest, found: Submission, version: Version, schema: Mapping[str, Any]
) -> HttpResponse:
    """Check the file by what was said, where it may be changed still."""
    with transaction.atomic():
        moved = Submission.objects.filter(pk=found.pk, stage__in=CHANGED)
        facts = {"stage": Stage.CHECKING, "schema": schema, "changed_at": timezone.now()}
        what = "described" if schema else "undescribed"
        if not moved.update(**facts):
            return not_moved(request, found.pk, what)
        record(signed_in(request).name, what, found.pk)
        order(version, Work.CHECK)
    return again(request, found.pk)


def _shown(
    request: HttpRequest, found: Submission, version: Version, fault: DescribingError | str = ""
) -> HttpResponse:
    if isinstance(fault, DescribingError):
        fault = f"{word(fault.message, **fault.values)} {word(fault.write)}".strip()
    columns = _columns(request, found, version)
    doubtful = [one for one in columns if one["findings"]]
    names = {one["name"] for one in columns}
    context = {
        "one": found,
        "version": version,
        "faults": [fault] if fault else [],
        "running": awaited(found, Work.MATCH),
        "drafted": version.drafted is not None,
        "columns": columns,
        "doubtful": doubtful,
        "rest": [one for one in columns if not one["findings"]],
        "left": [name for name in fields_of(found.schema) if columns and name not in names],
    }
    return page(request, "desk/pages/describing/kinds.html", context, 422 if fault else 200)


def _columns(request: HttpRequest, found: Submission, version: Version) -> list[dict[str, Any]]:
    """Give the file's columns, each with its cells, the guess, and what was found in it."""
    report = report_of(version)
    tables = report.tables if report else ()
    guessed = {one.name: one for typed in tables[:1] for one in typed.table.columns}
    fields = fields_of(found.schema)
    rows = []
    for place, one in enumerate((version.drafted or {}).get("columns", ())):
        name, guess = one["name"], guessed.get(one["name"])
        told = told_of(fields.get(name), guess)
        if f"kind-{place}" in request.POST:
            told = said(request.POST, place)
        rows.append(
            {
                "place": place,
                "name": name,
                "cells": one["cells"],
                "guess": guess if guess and guess.inferred else None,
                "told": told,
                "kinds": KINDS,
                "kept": KEPT if told.kind == KEPT else "",
                "type": fields.get(name, {}).get("type", ""),
                "marks": _and(MARKS, told.marks),
                "days": _and(DAYS, told.day),
                "factors": _and(FACTORS, told.factor),
                "findings": _of_column(report.findings if report else (), name),
            }
        )
    return rows


def _and(known: Mapping[str, str], own: str) -> list[tuple[str, str]]:
    """Give what can be chosen, and what a file chose that is not among it."""
    return [*known.items(), *([(own, own)] if own and own not in known else [])]


def _of_column(findings: tuple[Finding, ...], name: str) -> list[Finding]:
    """Give what is doubtful of a column, but for persons, on whom is decided elsewhere."""
    doubts = (one for one in findings if one.weight is not Weight.NOTE and one.rule != RULE)
    return [one for one in doubts if one.column == name]

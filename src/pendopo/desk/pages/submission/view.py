"""One submission: what was found in it, what is said of it, who does what next."""

from datetime import date, timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pendopo.desk.alive import worker_lives
from pendopo.desk.approving import by_own_key, goes_alone, own_keys
from pendopo.desk.asking import day_of, folder_of
from pendopo.desk.audit import record
from pendopo.desk.changing import changes_of
from pendopo.desk.describing import describes, offered, shown_of
from pendopo.desk.findings import (
    asked,
    repairs,
    report_of,
    to_mend,
    unsaid,
    warned,
)
from pendopo.desk.forgetting import forget, gone
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.matching import fitting, matches
from pendopo.desk.models import Act, Job, Person, Stage, Submission, Version, Work
from pendopo.desk.page import page, word
from pendopo.desk.pages.audit.view import shown
from pendopo.desk.pages.forms.photographed import photos_of
from pendopo.desk.pages.hand_in.view import XLSX
from pendopo.desk.rights import Right, may
from pendopo.desk.seen import hash_of
from pendopo.desk.sending import form_number
from pendopo.desk.signing_in import has_second_step
from pendopo.desk.working import order
from pendopo.programme.programme import Programme
from pendopo.stages.intake.refused import HEAD_BYTES, ODS_KIND, is_ods
from pendopo.terms.finding import Weight
from pendopo.terms.journey import Report
from pendopo.terms.licence import licence_ids
from pendopo.terms.register import Fold, Register

# The stages of each step of the way; the template names the steps.
_STEPS = (
    {Stage.CHECKING, Stage.MENDING, Stage.RETURNED},
    {Stage.READY},
    {Stage.SENT},
    {Stage.APPROVED},
)
_PREVIEWED = frozenset({Stage.READY, Stage.SENT, Stage.APPROVED})
_NOT_LOOKED_AT = frozenset({Stage.PUBLISHED, Stage.DROPPED})
CHANGED = frozenset({Stage.MENDING, Stage.READY, Stage.RETURNED})
_TEN_YEARS: Final = timedelta(days=3652)
_ATTACHED = {
    # Whatever it holds, nothing of it runs, and it is shown by no browser.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


def submission_of(request: HttpRequest, number: int, right: Right) -> Submission:
    """Give a submission to who has a right to it.

    :raises Http404: when there is none
    :raises PermissionDenied: when it is another's
    """
    found = get_object_or_404(Submission.objects.select_related("by", "reviewer"), pk=number)
    if not may(signed_in(request), right, found):
        raise PermissionDenied
    return found


@needs(Right.SEE)
def submission(
    request: HttpRequest, number: int, faults: tuple[str, ...] = (), field: str = ""
) -> HttpResponse:
    """Show it.

    :param field: the one that the fault is about, where it is about one
    """
    found = submission_of(request, number, Right.SEE)
    opened, version = hall(request), found.version
    taken = version is not None and gone(opened, version)
    if taken and forget(opened):
        found.refresh_from_db()
        version = found.version
    register = opened.registers[found.register]
    told = _told(request, report := report_of(version), register)
    person = signed_in(request)
    publishes = may(person, Right.HAND_IN, found)
    stage = Stage(found.stage)
    changes = publishes and stage in CHANGED
    decides = stage == Stage.SENT and may(person, Right.REVIEW, found)
    shown_before = preview_of(opened, version, stage)
    context = {
        "one": found,
        "stage": stage,
        "faults": faults,
        "field": field,
        # What was sent with a fault stands in the form still: nobody writes it twice.
        "written": {**_written(opened, found), **request.POST.dict()},
        "days": days(opened),
        "version": version,
        "versions": found.versions.order_by("-number"),
        "steps": _steps(stage),
        "publishes": publishes,
        "once": form_number(),
        "withdraws": stage == Stage.PUBLISHED and may(person, Right.WITHDRAW, found),
        "matches": matches(register),
        "describes": describes(register),
        "described": shown_of(found.schema),
        "described_before": offered(found, report) if changes and describes(register) else None,
        "fits": next(iter(fitting(found)), ""),
        "changes": changes,
        "takes_back": publishes and stage in {Stage.SENT, Stage.APPROVED},
        "recalls": _recalls(found, person),
        "decides": decides,
        "approving": _approving(opened, found, person) if decides else {},
        "seen": hash_of(opened, found, version) if decides and version else "",
        "alone": goes_alone(opened, found),
        "taken": taken,
        "photos": photos_of(opened, found),
        "second": has_second_step(person),
        "warned": warned(report),
        "acts": shown(Act.objects.filter(submission=found.pk)[:50]),
        "register": register,
        "preview": shown_before,
        "differing": differing(opened, shown_before, report),
        # Once it is published its preview shows another log, whose receipt proves nothing.
        "looks": stage not in _NOT_LOOKED_AT and bool(shown_before or not told.get("stops")),
        "public": _public(opened, found),
        # Behind the preview, which may be ordered anew.
        "jobs": _jobs(opened, found, publishes=publishes),
        **told,
        **_said(request, found),
    }
    return page(request, "desk/pages/submission/submission.html", context)


@needs(Right.SEE)
def version_file(request: HttpRequest, number: int, version: int) -> FileResponse:
    """Give a file as it was handed in: as an attachment, never as a page."""
    found = submission_of(request, number, Right.SEE)
    kept = get_object_or_404(Version, submission=found, number=version)
    opened = hall(request)
    path = folder_of(opened) / kept.path
    unscanned = bool(opened.config.desk.scanner) and kept.report is None
    if unscanned or not kept.path or not path.is_file():
        raise Http404
    record(signed_in(request).name, "seen", found.pk, file=kept.filename)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=kept.filename,
        content_type="application/octet-stream",
        headers=_ATTACHED,
    )


@needs(Right.SEE)
def photo_file(request: HttpRequest, number: int, sha256: str) -> FileResponse:
    """Give a photo of a visit, as it is kept: drawn anew, so that it may be shown."""
    found = submission_of(request, number, Right.SEE)
    opened = hall(request)
    if sha256 not in photos_of(opened, found):
        raise Http404
    path = folder_of(opened) / str(found.pk) / f"{sha256}.jpg"
    return FileResponse(path.open("rb"), content_type="image/jpeg")


@needs(Right.SEE)
def with_comments(request: HttpRequest, number: int) -> FileResponse:
    """Give the spreadsheet back with a comment on each cell, once the worker wrote it."""
    found = submission_of(request, number, Right.SEE)
    version = found.version
    path = folder_of(hall(request)) / (version.commented if version else "")
    if version is None or not version.commented or not path.is_file():
        raise Http404
    record(signed_in(request).name, "seen", number, file=f"{version.filename} · comments")
    with path.open("rb") as stream:
        form, kind = ("ods", ODS_KIND) if is_ods(stream.read(HEAD_BYTES)) else ("xlsx", XLSX)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"submission-{number}-comments.{form}",
        content_type=kind,
        headers=_ATTACHED,
    )


@needs(Right.SEE)
def preview(request: HttpRequest, name: str, rest: str = "") -> HttpResponse:  # noqa: ARG001
    """Say whether a preview may be seen; what shows it asks here first (``web.desk``)."""
    submission_of(request, int(name.partition("-")[0]), Right.SEE)
    return HttpResponse(status=204)


def again(request: HttpRequest, number: int, *faults: str, field: str = "") -> HttpResponse:
    """Go back to the page, or show it with what is wrong."""
    if faults:
        answer = submission(request, number, faults, field)
        answer.status_code = 422
        return answer
    return HttpResponseRedirect(reverse("submission", args=[number]))


def days(opened: Programme) -> tuple[date, date]:
    """Give the first and the last day from which something may be public."""
    today = day_of(opened, timezone.now())
    return today, today + _TEN_YEARS


def _written(opened: Programme, found: Submission) -> dict[str, str]:
    """Give what was written of it before; a day that has passed since is none to choose."""
    day, (today, _last) = found.not_before, days(opened)
    wanted = day.isoformat() if day and day >= today else ""
    return {"waved": found.waved, "not_before": wanted, **found.said}


def _told(request: HttpRequest, report: Report | None, register: Register) -> dict[str, Any]:
    if report is None:
        return {}
    findings = to_mend(report.findings)
    return {
        "findings": findings,
        "stops": sum(one.weight is Weight.STOP for one in findings),
        "repairs": repairs(findings),
        "asked": [
            {
                "column": one.column,
                "finding": one.finding,
                "fates": one.fates,
                "fate": request.POST.get(f"fate-{place}", ""),
                "why": request.POST.get(f"why-{place}", ""),
            }
            for place, one in enumerate(asked(report.findings))
        ],
        "unsaid": unsaid(report, register),
        "tables": report.tables,
        "checked": True,
    }


def _said(request: HttpRequest, found: Submission) -> dict[str, Any]:
    opened = hall(request)
    register = opened.registers[found.register]
    return {
        "parts": [
            {"part": part, "title": _(part.title), "value": _scope(request, found, part.name)}
            for part in register.scope
        ],
        "licences": licence_ids(),
        "licence": request.POST.get("licence")
        or found.said.get("licence")
        or opened.config.publishing.licence,
        "merges": register.fold is Fold.MERGE,
    }


def _scope(request: HttpRequest, found: Submission, name: str) -> str:
    return str(request.POST.get(f"scope-{name}", found.scope.get(name, "")))


def preview_of(opened: Programme, version: Version | None, stage: Stage) -> dict[str, Any] | None:
    """Say where a preview is; order another one where it went with what was withdrawn."""
    if version is None or not version.preview:
        return None
    if not (opened.place.previews / version.preview["name"]).is_dir():
        waits = version.jobs.filter(work=Work.PREVIEW, ended_at=None, cancelled=False)
        if stage in _PREVIEWED and not waits.exists():
            order(version, Work.PREVIEW)
        return None
    base = f"/preview/{version.preview['name']}/{get_language() or 'en'}/"
    made = version.preview.get("publication", "")
    shown = {**version.preview, "address": f"{base}publications/{made}/" if made else base}
    if "replaces" in version.preview:
        before = version.preview["replaces"]
        shown["changes"] = f"{base}publications/{made}/changes/{before}/"
    return shown


def differing(
    opened: Programme, preview: dict[str, Any] | None, report: Report | None
) -> list[Any]:
    """Give what it changes of what stands, row by row, as far as the page shows it."""
    if preview is None or report is None or "replaces" not in preview:
        return []
    return changes_of(opened.place.previews / preview["name"], preview["tables"], report)


def _public(opened: Programme, found: Submission) -> str:
    """Give the address of its public page; empty before there is one, or where nobody said."""
    site = opened.config.serve.address.rstrip("/")
    if not site or not found.publication:
        return ""
    return f"{site}/{get_language() or 'en'}/publications/{found.publication}/"


def _approving(opened: Programme, found: Submission, person: Person) -> dict[str, Any]:
    """Say with which of their keys a reviewer lets it through, or what they lack."""
    if not by_own_key(opened, found):
        return {"by_own_key": False}
    keys = own_keys(opened, person)
    return {
        "by_own_key": True,
        "keys": [one for one in keys if one.role],
        "lacking": [one for one in keys if not one.role],
    }


def _recalls(found: Submission, person: Person) -> bool:
    """Whether somebody let it through who can still take that back."""
    own = found.stage == Stage.APPROVED and found.reviewer_id == person.pk
    return own and may(person, Right.REVIEW, found)


def _jobs(opened: Programme, found: Submission, *, publishes: bool) -> dict[str, Any]:
    jobs = list(found.jobs.all()[:10])
    running = next((one for one in jobs if not one.ended_at and not one.cancelled), None)
    failed = next((one for one in jobs if one.fault), None)
    latest = jobs[0] if jobs else None
    waits = running is not None and _waits(running)
    return {
        "running": running,
        "cancels": running is not None and running.work in {Work.CHECK, Work.PREVIEW},
        "previewing": any(one.work == Work.PREVIEW and not one.ended_at for one in jobs),
        "fault": word(failed.fault) if failed and failed is latest else "",
        "failed": failed,
        "retries": failed is not None and (publishes or failed.work != Work.CHECK),
        "left": failed is not None and failed.cancelled,
        "waits": waits,
        "away": running is not None and not waits and not worker_lives(opened),
    }


def _waits(job: Job) -> bool:
    """Whether a job waits for its day; what fell over and is asked again soon does not."""
    return job.not_before is not None and job.not_before > timezone.now() and not job.fault


def _steps(stage: Stage) -> list[dict[str, Any]]:
    given_up = -1
    after = given_up if stage == Stage.DROPPED else len(_STEPS)
    place = next((i for i, stages in enumerate(_STEPS) if stage in stages), after)
    return [{"current": i == place, "done": i < place} for i in range(len(_STEPS))]

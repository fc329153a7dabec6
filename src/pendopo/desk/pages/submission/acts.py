"""What is done with a submission: each act is one form, and stands in the audit table."""

from collections.abc import Iterable, Mapping, Set
from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pendopo.desk import recalling
from pendopo.desk.approving import goes_alone
from pendopo.desk.asking import morning_of, next_version, plain_name, received
from pendopo.desk.audit import record
from pendopo.desk.findings import repairs, report_of, to_mend, warned
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.models import Act, Stage, Submission, Upload, Work
from pendopo.desk.page import posted, tell
from pendopo.desk.pages.hand_in.view import file_of, take_parts
from pendopo.desk.pages.submission.view import CHANGED, again, days, submission_of
from pendopo.desk.recalling import TAKEN_BACK
from pendopo.desk.rights import Right, may
from pendopo.desk.room import lacks_room
from pendopo.desk.sending import ALREADY, sending_of
from pendopo.desk.working import awaited, order
from pendopo.desk.working import cancel as cancelled
from pendopo.terms.personal import Fate
from pendopo.terms.wording import say

MOVED: Final = say("Somebody was faster, or it is being checked. This page shows how it is now.")
TEXT_MOST = 4000
# From where what went wrong is done again, and to which stage that brings it; None leaves it.
_RETRIED: Mapping[Work, tuple[Set[Stage], Stage | None]] = {
    Work.CHECK: (CHANGED, Stage.CHECKING),
    Work.PREVIEW: ({Stage.READY, Stage.SENT, Stage.APPROVED}, None),
    Work.PUBLISH: ({Stage.APPROVED}, None),
    Work.COMMENT: (frozenset(Stage), None),
    Work.MATCH: (CHANGED, None),
}
_TEXTS = ("title", "description", "note", "licence", "replaces")


@needs(Right.HAND_IN)
@posted
def new_file(request: HttpRequest, number: int) -> HttpResponse:
    """Take another file in the place of this one; the earlier one is kept.

    What was decided of persons was decided of those in the earlier file, and is asked anew.
    """
    found = submission_of(request, number, Right.HAND_IN)
    sent, fault = file_of(request, found.office)
    if sent is None:
        return again(request, number, fault)
    with transaction.atomic():
        sending = sending_of(request, sent, found.office, found.register, found)
        if sending.submission_id is not None:
            tell(request, ALREADY)
        elif replace_file(request, found, plain_name(sent.name or ""), sent.chunks()):
            Upload.objects.filter(pk=sending.pk).update(submission=found)
        else:
            sending.delete()
            return again(request, number, moved())
    return again(request, number)


def replace_file(
    request: HttpRequest, found: Submission, filename: str, parts: Iterable[bytes]
) -> bool:
    """Keep another file in the place of the one before; whether it may be changed still."""
    with transaction.atomic():
        if not move(found, CHANGED, Stage.CHECKING, personal={}):
            return False
        found.personal = {}
        take_parts(request, found, filename, parts)
    return True


@needs(Right.HAND_IN)
@posted
def mend(request: HttpRequest, number: int) -> HttpResponse:
    """Write some cells anew, which makes another file; the one handed in is kept."""
    found = submission_of(request, number, Right.HAND_IN)
    version, report = found.version, report_of(found.version)
    if version is None or report is None:
        return not_moved(request, number, "mended")
    # Sent once more, the same cells would be others: those of the file that was made meanwhile.
    if request.POST.get("version", str(version.number)) != str(version.number):
        return not_moved(request, number, "mended")
    cells = [
        {"table": one.table, "line": one.line, "column": one.column, "was": one.text, "text": text}
        for one in repairs(to_mend(report.findings))
        if one.name in request.POST and (text := one.written(request.POST[one.name])) is not None
    ]
    if not cells:
        return again(
            request, number, _("No cell was changed. Write in at least one what is right.")
        )
    opened, person = hall(request), signed_in(request)
    full = " ".join(lacks_room(opened, person, found.office, version.size)).strip()
    if full:
        return again(request, number, full)
    with transaction.atomic():
        if not move(found, CHANGED, Stage.CHECKING):
            return not_moved(request, number, "mended")
        made = next_version(
            found,
            path="",
            filename=version.filename,
            sha256="",
            size=0,
            received_at=received(timezone.now()),
            mended=cells,
        )
        record(person.name, "mended", number, count=len(cells))
        order(made, Work.CHECK)
    return again(request, number)


@needs(Right.HAND_IN)
@posted
def say_of_it(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is said of the file, and what is decided of personal data; check it again."""
    found = submission_of(request, number, Right.HAND_IN)
    said, faults = _said(request, found)
    if faults:
        return again(request, number, *faults)
    with transaction.atomic():
        if not move(found, CHANGED, Stage.CHECKING):
            return not_moved(request, number, "said")
        Submission.objects.filter(pk=number).update(**said)
        record(signed_in(request).name, "said", number)
        version = found.version
        if version is not None:
            order(version, Work.CHECK)
    return again(request, number)


@needs(Right.HAND_IN)
@posted
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Send it to a reviewer, who may choose another day; where none is needed it is let through."""
    found = submission_of(request, number, Right.HAND_IN)
    waved = request.POST.get("waved", "").strip()[:TEXT_MOST]
    if warned(report_of(found.version)) and not waved:
        text = _("A rule warns. Write why it is right all the same.")
        return again(request, number, text, field="waved")
    day, fault = day_of_form(request)
    if fault:
        return again(request, number, fault, field="not_before")
    if not previewed(found):
        return again(request, number, unseen())
    with transaction.atomic():
        # Read once more where nobody else writes: what is decided of persons decides who looks.
        found = Submission.objects.select_for_update().get(pk=number)
        alone = goes_alone(hall(request), found)
        stage = Stage.APPROVED if alone else Stage.SENT
        facts = {"waved": waved, "not_before": day, "by": signed_in(request), "answer": ""}
        if not move(found, {Stage.READY}, stage, **facts):
            return not_moved(request, number, "sent")
        record(signed_in(request).name, "sent", number)
        if alone:
            found.not_before = day
            publish(request, found)
    tell(request, say("It is on its way. You see here what becomes of it."))
    return again(request, number)


@needs(Right.HAND_IN)
@posted
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take it back from the reviewer, or before its day has come."""
    submission_of(request, number, Right.HAND_IN)
    return taken_back(request, number, TAKEN_BACK)


def taken_back(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Take it back, or say what is in the way."""
    try:
        recalling.take_back(number, signed_in(request), what)
    except recalling.MovedError:
        return not_moved(request, number, what)
    except recalling.PublishingError:
        return again(request, number, _(recalling.PUBLISHING))
    return again(request, number)


@needs(Right.HAND_IN)
@posted
def give_up(request: HttpRequest, number: int) -> HttpResponse:
    """Leave it; nothing of it was public."""
    found = submission_of(request, number, Right.HAND_IN)
    with transaction.atomic():
        if not move(found, CHANGED, Stage.DROPPED):
            return not_moved(request, number, "given-up")
        record(signed_in(request).name, "given-up", number)
    return again(request, number)


@needs(Right.HAND_IN)
@posted
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Leave off checking it, or making its preview; the file stays."""
    found = submission_of(request, number, Right.HAND_IN)
    if not cancelled(found):
        return not_moved(request, number, "cancelled")
    record(signed_in(request).name, "cancelled", number)
    return again(request, number)


@needs(Right.SEE)
@posted
def retry(request: HttpRequest, number: int) -> HttpResponse:
    """Have done once more what went wrong or was cancelled."""
    found = submission_of(request, number, Right.SEE)
    last = found.jobs.first()
    with transaction.atomic():
        stage = _RETRIED.get(Work(last.work)) if last and last.fault and last.ended_at else None
        if last is None or stage is None:
            return again(request, number, moved())
        if last.work == Work.CHECK and not may(signed_in(request), Right.HAND_IN, found):
            raise PermissionDenied
        if not move(found, stage[0], stage[1] or Stage(found.stage)):
            return again(request, number, moved())
        record(signed_in(request).name, "retried", number)
        order(last.version, Work(last.work), last.not_before, last.language)
    return again(request, number)


@needs(Right.SEE)
@posted
def comment(request: HttpRequest, number: int) -> HttpResponse:
    """Have the spreadsheet written with a comment on each cell that is to be mended."""
    found = submission_of(request, number, Right.SEE)
    version = found.version
    if version is None or version.report is None or not version.path:
        return again(request, number, moved())
    if not awaited(found, Work.COMMENT):
        order(version, Work.COMMENT, language=get_language() or "en")
        record(signed_in(request).name, "comments-asked", number)
    return again(request, number)


@needs(Right.HAND_IN)
@posted
def take_up(request: HttpRequest, number: int) -> HttpResponse:
    """Take up again what was given up: it is checked anew."""
    found = submission_of(request, number, Right.HAND_IN)
    version = found.version
    with transaction.atomic():
        if version is None or not move(found, {Stage.DROPPED}, Stage.CHECKING):
            return not_moved(request, number, "taken-up")
        record(signed_in(request).name, "taken-up", number)
        order(version, Work.CHECK)
    return again(request, number)


def publish(request: HttpRequest, found: Submission) -> None:
    """Have it published, on its day."""
    version = found.version
    if version is not None:
        order(version, Work.PUBLISH, morning_of(hall(request), found))


def move(
    found: Submission,
    before: Set[Stage],
    after: Stage,
    **facts: Any,  # noqa: ANN401  whatever the columns hold
) -> bool:
    """Move it on, unless somebody was faster."""
    moved = Submission.objects.filter(pk=found.pk, stage__in=before)
    return bool(moved.update(stage=after, changed_at=timezone.now(), **facts))


def not_moved(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Answer what moves nothing on: the same form came before, or somebody was faster.

    :param what: the act that is asked for, as the audit table has it
    """
    last = Act.objects.filter(submission=number).first()
    if last is None or (last.what, last.who) != (what, signed_in(request).name):
        return again(request, number, moved())
    tell(request, ALREADY)
    return again(request, number)


def day_of_form(request: HttpRequest) -> tuple[date | None, str]:
    """Read the day from which it may be public: of the next ten years, where the government is.

    :returns: the day, None for at once; and what is wrong with it
    """
    text, (first, last) = request.POST.get("not_before", ""), days(hall(request))
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, _("Write the day as 2026-12-31, or leave it empty.")
    if not first <= day <= last:
        return None, _("Write a day from today on, within ten years, or leave it empty.")
    return day, ""


def previewed(found: Submission) -> bool:
    """Whether there is a preview of the file as it is now."""
    version = found.version
    return version is not None and bool(version.preview)


def unseen() -> str:
    """Say that nobody could look at it yet."""
    return _("There is no preview of it yet. Look at it before it goes on.")


def moved() -> str:
    """Say that it is no more where the page showed it."""
    return _(MOVED)


def _said(request: HttpRequest, found: Submission) -> tuple[dict[str, Any], list[str]]:
    register = hall(request).registers[found.register]
    said = {name: request.POST.get(name, "").strip()[:TEXT_MOST] for name in _TEXTS}
    scope = {
        part.name: code
        for part in register.scope
        if (code := request.POST.get(f"scope-{part.name}", "").strip())
    }
    personal = dict(found.personal)
    faults = []
    for place in range(len(request.POST)):
        column = request.POST.get(f"column-{place}")
        fate, reason = request.POST.get(f"fate-{place}", ""), request.POST.get(f"why-{place}", "")
        if column is None:
            break
        if not fate:
            personal.pop(column, None)
            continue
        if fate not in set(Fate) or not reason.strip():
            faults.append(_("Write why, for each decision on personal data: readers see it."))
        personal[column] = [fate, reason.strip()]
    return {"said": said, "scope": scope, "personal": personal}, faults

"""Handing in a file: which register, for which office, and the file itself; and blank forms."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.desk.advice import SMALLER
from pendopo.desk.asking import keep, next_version, plain_name, received
from pendopo.desk.audit import record
from pendopo.desk.blank import template_of
from pendopo.desk.guard import needs, signed_in
from pendopo.desk.hall import hall
from pendopo.desk.models import Person, Submission, Upload, Work
from pendopo.desk.page import page, tell, word
from pendopo.desk.problems import LARGER
from pendopo.desk.rights import Right, places
from pendopo.desk.room import lacks_room
from pendopo.desk.sending import ALREADY, form_number, sending_of
from pendopo.desk.working import order

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(Right.HAND_IN)
def hand_in(request: HttpRequest) -> HttpResponse:
    """Take a file in; it is checked at once."""
    context: dict[str, Any] = {}
    if request.method == "POST":
        made, faults = _take(request)
        if made is not None:
            return HttpResponseRedirect(reverse("submission", args=[made.pk]))
        context = {"faults": faults, "sent": request.POST}
    posts = places(signed_in(request), Right.HAND_IN)
    registers = [
        {"name": one.name, "title": _(one.title), "summary": _(one.summary), "form": _blank(one)}
        for one in hall(request).registers.values()
        if any(post.covers(one.name, post.office) for post in posts)
    ]
    context |= {
        "registers": registers,
        "offices": sorted({post.office for post in posts}),
        "most_mb": hall(request).config.desk.upload_mb,
        "once": form_number(),
    }
    return page(request, "desk/pages/hand_in/hand_in.html", context)


@needs(Right.HAND_IN)
def blank_form(request: HttpRequest, register: str) -> HttpResponse:
    """Give the workbook to fill in, in the language in use."""
    declared = hall(request).registers.get(register)
    if declared is None or not _blank(declared):
        raise Http404
    with tempfile.TemporaryDirectory(prefix="pendopo-") as folder:
        path = Path(folder) / "form.xlsx"
        template_of(declared, path)
        content = path.read_bytes()
    name = f'attachment; filename="{register}-template.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": name})


def take_file(request: HttpRequest, submission: Submission, sent: "UploadedFile[Any]") -> None:
    """Keep a file that was sent, as the submission's next version, and have it checked."""
    take_parts(request, submission, plain_name(sent.name or ""), sent.chunks())


def take_parts(
    request: HttpRequest, submission: Submission, filename: str, parts: Iterable[bytes]
) -> None:
    """Keep a file as it comes, as the submission's next version, and have it checked."""
    opened = hall(request)
    name, sha256, size = keep(opened, submission, parts)
    version = next_version(
        submission,
        path=name,
        filename=filename,
        sha256=sha256,
        size=size,
        received_at=received(timezone.now()),
    )
    record(signed_in(request).name, "handed-in", submission.pk, file=filename, sha256=sha256)
    order(version, Work.CHECK)


def file_of(
    request: HttpRequest, office: str | None = None
) -> tuple["UploadedFile[Any] | None", str]:
    """Give the file that was sent, or what is wrong with it.

    :param office: whose file it is to lie here as; None for one that is read and not kept
    """
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile) or not sent.name:
        return None, _("There was no file. Choose the spreadsheet that you have.")
    most = hall(request).config.desk.upload_mb
    if not sent.size:
        return None, _("The file is empty. Look whether it was saved.")
    if sent.size > most * 1_000_000:
        return None, f"{word(LARGER, most=most)} {_(SMALLER)}"
    if office is None:
        return sent, ""
    full = " ".join(lacks_room(hall(request), signed_in(request), office, sent.size)).strip()
    return (None, full) if full else (sent, "")


def _take(request: HttpRequest) -> tuple[Submission | None, list[str]]:
    person, opened = signed_in(request), hall(request)
    office, register = request.POST.get("office", ""), request.POST.get("register", "")
    if register not in opened.registers:
        return None, [_("Choose a register.")]
    if not may_hand_in(person, office, register):
        return None, [_("You do not publish for this office in this register. Choose another.")]
    sent, fault = file_of(request, office)
    if sent is None:
        return None, [fault]
    with transaction.atomic():
        sending = sending_of(request, sent, office, register)
        if sending.submission is not None:
            tell(request, ALREADY)
            return sending.submission, []
        made = new_submission(request, office, register)
        take_file(request, made, sent)
        Upload.objects.filter(pk=sending.pk).update(submission=made)
    return made, []


def may_hand_in(person: Person, office: str, register: str) -> bool:
    """Whether somebody publishes for an office in a register."""
    posts = places(person, Right.HAND_IN)
    return any(post.office == office and post.covers(register, office) for post in posts)


def new_submission(request: HttpRequest, office: str, register: str) -> Submission:
    """Begin a submission, whose file comes in the same transaction."""
    now = timezone.now()
    return Submission.objects.create(
        register=register, office=office, by=signed_in(request), made_at=now, changed_at=now
    )


def _blank(register: Any) -> bool:  # noqa: ANN401  a Register; its tables decide
    """Whether there is a workbook to fill in for a register."""
    return bool(register.sheets or (register.tables and "json" not in register.forms))

"""A filled-in form becomes a file of its register, and goes the way of every file."""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import slugify

from pendopo.desk.asking import keep, next_version, received
from pendopo.desk.audit import record
from pendopo.desk.forms import Form, filled, scope_of, with_key
from pendopo.desk.guard import signed_in
from pendopo.desk.hall import hall
from pendopo.desk.hands import filled_by
from pendopo.desk.models import Act, Draft, Stage, Submission, Work
from pendopo.desk.page import tell
from pendopo.desk.pages.forms.photographed import move_photos
from pendopo.desk.working import order
from pendopo.terms.wording import say

_CHUNK = 1 << 16
_NAME_MOST = 80
_NOT_IN: Final = say(
    "What was changed in the form is not in this file: it is being checked, or has gone on. "
    "Hand the form in again once the file may be changed."
)
_FORM_ALONE: Final = say(
    "This file comes from the form alone: what was mended here or sent as a file is not in it."
)
_CHANGED = {Stage.MENDING, Stage.READY, Stage.RETURNED}


def hand_over(request: HttpRequest, draft: Draft, form: Form) -> int:
    """Make a submission of a draft, or another version of the one that was made; give its number.

    What was handed in so already is not handed in once more; what may not be changed at this moment
    stays as it is, and the next page says so.
    """
    with transaction.atomic():
        found = Draft.objects.select_for_update().get(pk=draft.pk)
        digest = _digest(found)
        if found.submission_id and found.handed == digest:
            return int(found.submission_id)
        if found.submission_id and not _taken_up(found):
            tell(request, _NOT_IN)
            return int(found.submission_id)
        if _changed_elsewhere(found):
            tell(request, _FORM_ALONE)
        register = hall(request).registers[form.register]
        submission = found.submission or _submission(request, found, form)
        Submission.objects.filter(pk=submission.pk).update(
            said={**submission.said, "title": found.title},
            scope=scope_of(form, register, _content(found, form)),
        )
        _file(request, submission, found, form)
        Draft.objects.filter(pk=found.pk).update(
            submission=submission, handed=digest, dropped=False, changed_at=timezone.now()
        )
        move_photos(hall(request), found, submission)
    return int(submission.pk)


def _submission(request: HttpRequest, found: Draft, form: Form) -> Submission:
    now = timezone.now()
    return Submission.objects.create(
        register=form.register,
        office=found.office,
        by=signed_in(request),
        made_at=now,
        changed_at=now,
    )


def _taken_up(found: Draft) -> bool:
    """Move the submission back to be checked, where its file may be changed still."""
    moved = Submission.objects.filter(drafts=found, stage__in=_CHANGED)
    changed = moved.update(stage=Stage.CHECKING, changed_at=timezone.now(), personal={})
    return bool(changed)


def _changed_elsewhere(found: Draft) -> bool:
    """Whether the file came from elsewhere since the form was handed in: mended, or another one."""
    files = Act.objects.filter(what__in={"handed-in", "filled-in", "mended"})
    last = files.filter(submission=found.submission_id).first() if found.submission_id else None
    return last is not None and last.what != "filled-in"


def _file(request: HttpRequest, submission: Submission, found: Draft, form: Form) -> None:
    opened = hall(request)
    sheets = filled(form, opened.registers[form.register], _content(found, form))
    with tempfile.TemporaryDirectory(prefix="pendopo-") as folder:
        out = Path(folder) / "form.xlsx"
        import_module("pendopo.exports.filled").write_filled(sheets, out)
        name, sha256, size = keep(opened, submission, _parts(out))
    filename = f"{slugify(found.title)[:_NAME_MOST] or form.name}.xlsx"
    version = next_version(
        submission,
        path=name,
        filename=filename,
        sha256=sha256,
        size=size,
        received_at=received(timezone.now()),
    )
    facts = {"file": filename, "sha256": sha256, "hands": ", ".join(filled_by(found))}
    record(signed_in(request).name, "filled-in", submission.pk, **facts)
    order(version, Work.CHECK)


def _content(found: Draft, form: Form) -> Mapping[str, Any]:
    return with_key(form, found.key, found.office, found.content)


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_CHUNK), b"")


def _digest(found: Draft) -> str:
    text = json.dumps([found.title, found.content], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()

"""What the worker does, one thing after the other: check a file, make its preview, have it signed.

Each job can be begun again from its start: what it made before takes no one's place until it is
whole. After a crash ``begin_again`` brings back what was begun and not ended.
"""

import logging
import secrets
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from pendopo.desk import hall, scanning
from pendopo.desk.asking import folder_of, keep, place_for, request_of
from pendopo.desk.audit import record
from pendopo.desk.changing import difference
from pendopo.desk.describing import describes
from pendopo.desk.findings import commented, report_of
from pendopo.desk.models import Job, Stage, Submission, Version, Work
from pendopo.desk.signer import FELL_OVER, SignerError, ask
from pendopo.programme.mending import MendingError
from pendopo.programme.programme import Programme
from pendopo.programme.rehearsing import forget_masks, rehearsal_of
from pendopo.terms.reading import Reading
from pendopo.terms.report_json import report_to_json
from pendopo.terms.wording import say

_log = logging.getLogger(__name__)
_TOLD_EVERY: Final = timedelta(milliseconds=500)
_AGAIN: Final = timedelta(seconds=30)
_CHUNK: Final = 1 << 16
# Nothing is half done where these are left: a publication is in the log or is not.
_LEFT_FREELY: Final[Mapping[Work, str]] = {
    Work.CHECK: say("Cancelled. Hand in another file, or have this one checked again."),
    Work.PREVIEW: say("Cancelled: there is no preview. Before you send it on, have it made."),
}


class CancelledError(Exception):
    """Somebody at the desk does not want it any more."""


@task()
def work(number: int) -> None:
    """Do a job."""
    job = Job.objects.select_related("submission", "version").filter(pk=number).first()
    if job is None or job.ended_at or job.cancelled:
        return
    Job.objects.filter(pk=number).update(began_at=timezone.now(), fault="")
    try:
        _DONE_BY[Work(job.work)](job, hall.own())
    except CancelledError:
        Job.objects.filter(pk=number).update(ended_at=timezone.now())
    except Exception:  # noqa: BLE001  the worker goes on with the next one
        _log.exception("job %s (%s) failed", number, job.work)
        Job.objects.filter(pk=number).update(fault=FELL_OVER, ended_at=timezone.now())
        if job.work == Work.CHECK:
            _move(job.submission_id, Stage.CHECKING, Stage.MENDING)


def order(
    version: Version, what: Work, not_before: datetime | None = None, language: str = ""
) -> Job:
    """Give the worker something to do.

    The worker's queue is a table beside ours: a job and its place there come in one transaction,
    that of the page's own changes where it has one.
    """
    with transaction.atomic():
        job = Job.objects.create(
            submission_id=version.submission_id,
            version=version,
            work=what,
            at=timezone.now(),
            not_before=not_before,
            language=language,
        )
        _enqueue(job.pk, not_before)
    return job


def awaited(submission: Submission, what: Work) -> bool:
    """Whether the worker still has something to do for a submission."""
    return submission.jobs.filter(work=what, ended_at=None, cancelled=False).exists()


def cancel(submission: Submission) -> bool:
    """Cancel the check or the preview that waits or runs; whether there was one.

    What runs ends at its next word of progress, and its child with it.
    """
    running = submission.jobs.filter(ended_at=None, cancelled=False)
    with transaction.atomic():
        left = sum(
            running.filter(work=what).update(cancelled=True, fault=told, ended_at=timezone.now())
            for what, told in _LEFT_FREELY.items()
        )
        if not left:
            return False
        _move(submission.pk, Stage.CHECKING, Stage.MENDING)
    return True


def begin_again() -> int:
    """Bring back what was begun and not ended, or never handed to the worker; give how many jobs.

    There is one worker: what runs as it starts is what the one before died in. A withdrawal, a code
    and a reminder have no job, and stand in the queue alone.
    """
    left = list(Job.objects.filter(ended_at=None, cancelled=False))
    for job in left:
        _enqueue(job.pk, job.not_before)
    ended = Q(status=TaskResultStatus.FAILED, exception_class_path="builtins.KeyboardInterrupt")
    died = DBTaskResult.objects.filter(Q(status=TaskResultStatus.RUNNING) | ended)
    died.exclude(task_path=work.module_path).update(status=TaskResultStatus.READY)
    return len(left)


def _enqueue(number: int, not_before: datetime | None) -> None:
    later = not_before if not_before and not_before > timezone.now() else None
    work.using(run_after=later).enqueue(number)


def _check(job: Job, opened: Programme) -> None:
    """Check a file; mend it first where cells were written."""
    version, submission, opened = job.version, job.submission, hall.answering(opened)
    if not version.path:
        try:
            _mend(version, submission, opened)
        except Exception as error:  # noqa: BLE001  whatever it is, the file before stays
            refused = isinstance(error, MendingError)
            if not refused:
                _log.exception("submission %s was not mended", submission.pk)
            _not_mended(job, str(error) if refused else FELL_OVER)
            return
    if not _harmless(job, opened):
        return
    request = request_of(opened, submission, version)
    with tempfile.TemporaryDirectory(prefix="pendopo-") as folder:
        [report] = opened.check([request], Path(folder), _telling(job.pk))
    with transaction.atomic():
        Version.objects.filter(pk=version.pk).update(report=report_to_json(report), preview=None)
        stage = Stage.MENDING if report.stopped else Stage.READY
        _move(submission.pk, Stage.CHECKING, stage)
        _end(job)
        if not report.stopped:
            order(version, Work.PREVIEW)


def _harmless(job: Job, opened: Programme) -> bool:
    """Have the file scanned before anything reads it; one that is known as harmful goes."""
    path, fault = folder_of(opened) / job.version.path, scanning.HARMFUL
    try:
        if path.is_file():  # else it went when it was scanned before
            scanning.hold_harmless(opened.config.desk.scanner, path)
            return True
    except scanning.HarmfulError:
        path.unlink()
        record("worker", "harmful", job.submission_id, file=job.version.filename)
    except scanning.UnscannedError as error:
        _log.warning("a file was not scanned: %s", error)
        fault = scanning.UNSCANNED
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(fault=fault, ended_at=timezone.now())
        _move(job.submission_id, Stage.CHECKING, Stage.MENDING)
    return False


def _mend(version: Version, submission: Submission, opened: Programme) -> None:
    before = submission.versions.get(number=version.number - 1)
    request = request_of(opened, submission, before)
    name = place_for(opened, submission)
    out = folder_of(opened) / name
    made = opened.mend(request, version.mended, out)
    version.path = name
    version.filename = f"{Path(before.filename).stem}{made.suffix}"
    version.sha256, version.size = _sha256(out), out.stat().st_size
    version.save(update_fields=["path", "filename", "sha256", "size"])


def _not_mended(job: Job, why: str) -> None:
    """Let the version be the file before it once more, and say why."""
    version = job.version
    before = Version.objects.get(submission=version.submission_id, number=version.number - 1)
    for name in ("path", "filename", "sha256", "size", "report", "preview", "commented"):
        setattr(version, name, getattr(before, name))
    version.mended = []
    with transaction.atomic():
        version.save()
        stopped = (report := report_of(version)) is None or report.stopped
        _move(job.submission_id, Stage.CHECKING, Stage.MENDING if stopped else Stage.READY)
        record("worker", "not-mended", job.submission_id)
        Job.objects.filter(pk=job.pk).update(fault=why, ended_at=timezone.now())


def _preview(job: Job, opened: Programme) -> None:
    """Publish a submission in a copy of the record, whose key is thrown away."""
    version = job.version
    folder, hidden = opened.place.previews, opened.state().hidden
    name = f"{version.submission_id}-{secrets.token_hex(8)}"
    now = timezone.now().replace(microsecond=0)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as making:
        copy = rehearsal_of(opened, Path(making) / name, now)
        request = request_of(opened, job.submission, version)
        outcome = copy.publish([request], _telling(job.pk), clock=lambda: now)
        forget_masks(copy)
        shown: dict[str, Any] = {"name": name}
        if outcome.entries:
            state = copy.state()
            shown |= difference(copy, state, state.publication(outcome.entries[0].index))
        copy.close()
        (Path(making) / name).rename(folder / name)
    for old in folder.glob(f"{version.submission_id}-*"):
        if old.name != name:
            shutil.rmtree(old, ignore_errors=True)
    Version.objects.filter(pk=version.pk).update(preview=shown)
    _end(job)
    if opened.state().hidden != hidden:  # withdrawn meanwhile, and the copy may show it
        shutil.rmtree(folder / name, ignore_errors=True)
        order(version, Work.PREVIEW)


def _comment(job: Job, opened: Programme) -> None:
    """Write the spreadsheet once more, with a comment on each cell that is to be mended."""
    version, submission, opened = job.version, job.submission, hall.answering(opened)
    with override(job.language or "en"), tempfile.TemporaryDirectory(prefix="pendopo-") as folder:
        out = commented(opened, submission, version, Path(folder) / "commented.ods")
        with out.open("rb") as file:
            name, _, _ = keep(opened, submission, iter(lambda: file.read(_CHUNK), b""))
    Version.objects.filter(pk=version.pk).update(commented=name)
    if version.commented:  # in another language, or asked for once more: nobody finds it now
        (folder_of(opened) / version.commented).unlink(missing_ok=True)
    _end(job)


def _match(job: Job, opened: Programme) -> None:
    """Draft which columns of the file are which of ours; of a dataset, look at what they hold."""
    if job.version.report is None and not _harmless(job, opened):
        return
    opened = hall.answering(opened)
    request = replace(request_of(opened, job.submission, job.version), reading=Reading())
    alone = describes(opened.registers[job.submission.register])
    found = opened.sample_columns(request) if alone else opened.draft_mapping(request)
    drafted = {name: value for name, value in found.items() if name != "findings"}
    Version.objects.filter(pk=job.version_id).update(drafted=drafted)
    _end(job)


def _publish(job: Job, opened: Programme) -> None:
    """Have the signer publish what was let through; ask again while the log is busy."""
    try:
        answer = ask(opened, {"publish": job.submission_id})
    except SignerError as error:
        if not error.again:
            Job.objects.filter(pk=job.pk).update(fault=str(error), ended_at=timezone.now())
            return
        again = timezone.now() + _AGAIN
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(fault=str(error), began_at=None, not_before=again)
            _enqueue(job.pk, again)
        return
    with transaction.atomic():
        changed = Submission.objects.filter(pk=job.submission_id, stage=Stage.APPROVED).update(
            stage=Stage.PUBLISHED,
            publication=answer["id"],
            entry=answer["index"],
            changed_at=timezone.now(),
        )
        if changed:
            record("worker", "published", job.submission_id, publication=answer["id"])
        _end(job)


_DONE_BY: Final[Mapping[Work, Callable[[Job, Programme], None]]] = {
    Work.CHECK: _check,
    Work.PREVIEW: _preview,
    Work.PUBLISH: _publish,
    Work.COMMENT: _comment,
    Work.MATCH: _match,
}


def _telling(number: int) -> Callable[[Mapping[str, Any]], None]:
    """Give what writes down how far a job has come, twice a second at most."""
    told = [timezone.now() - _TOLD_EVERY]

    def tell(progress: Mapping[str, Any]) -> None:
        now = timezone.now()
        if "stage" in progress and now - told[0] >= _TOLD_EVERY:
            told[0] = now
            facts = {name: progress.get(name, 0) for name in ("done", "total")}
            wanted = Job.objects.filter(pk=number, cancelled=False)
            if not wanted.update(stage=progress["stage"], **facts):
                raise CancelledError

    return tell


def _end(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(ended_at=timezone.now())


def _move(number: int, before: Stage, after: Stage) -> None:
    """Move a submission on, unless somebody moved it meanwhile."""
    Submission.objects.filter(pk=number, stage=before).update(
        stage=after, changed_at=timezone.now()
    )


def _sha256(path: Path) -> str:
    import hashlib  # noqa: PLC0415

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

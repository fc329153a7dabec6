"""What the desk keeps no longer, removed: by the operator's timer, and as the worker starts.

``docs/security.md`` says what is kept of whom, and for how long. What waits for somebody is never
removed, nor is what a publication is made of. The acts stay for good, with the names that people
sign in with: they are a chain, whose hash stands in the log.
Source: OWASP ASVS 4.0.3, 8.3.7 and 8.3.8.
"""

import logging
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from axes.models import AccessAttempt
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django_tasks_db.models import DBTaskResult

from pendopo.desk.asking import folder_of
from pendopo.desk.audit import record
from pendopo.desk.forgetting import write_over
from pendopo.desk.models import (
    Act,
    Code,
    Draft,
    Passkey,
    Person,
    SignIn,
    Stage,
    Submission,
    Upload,
    Version,
)
from pendopo.programme.programme import Programme

_log = logging.getLogger(__name__)
_PIECES: Final = timedelta(days=7)
_LEFT: Final = (Stage.DROPPED, Stage.MENDING, Stage.READY, Stage.RETURNED)
_EMPTY: Final[dict[str, Any]] = {"report": None, "preview": None, "mended": [], "drafted": None}


def clear(opened: Programme, now: datetime, by: str) -> int:
    """Remove what is kept no longer; give how many rows and files that were.

    :param by: who has it removed, as the acts name them
    """
    desk = opened.config.desk
    traces, kept = (now - timedelta(days=d) for d in (desk.keep_traces_days, desk.keep_days))
    count = sum(_deleted(one) for one in _traces(traces, now))
    count += leave_uploads(opened, begun_long_ago(now))
    count += _shut_accounts(traces)
    count += _left(opened, kept) + _drafts(opened, kept) + _earlier_files(opened, kept)
    if count:
        record(by, "cleared", count=count)
        write_over()
    return count


def clear_at_start(opened: Programme, now: datetime) -> None:
    """Clear as the worker starts; what is in the way of it keeps the worker from nothing."""
    try:
        clear(opened, now, "worker")
    except Exception:  # noqa: BLE001  whatever it is, files wait to be checked
        _log.exception("what is kept no longer was not removed")


def begun_long_ago(now: datetime) -> QuerySet[Upload]:
    """Give the files that somebody began to send and did not within a week."""
    return Upload.objects.filter(submission=None, made_at__lt=now - _PIECES)


def leave_uploads(opened: Programme, left: Iterable[Upload]) -> int:
    """Remove files that did not come whole; give how many."""
    found = [one for one in left if _unlinked(pieces_of(opened, one))]
    for one in found:
        one.delete()
    return len(found)


def pieces_of(opened: Programme, found: Upload) -> Path:
    """Give the file that holds what has come of one."""
    folder = opened.place.private / "desk" / "uploads"
    folder.mkdir(mode=0o770, exist_ok=True)
    return folder / found.key


def _traces(before: datetime, now: datetime) -> Iterator["QuerySet[Any]"]:
    """Give the rows that tell when and from where somebody was here, and are old."""
    yield SignIn.objects.filter(at__lt=before)
    yield Code.objects.filter(ends_at__lt=before)
    yield AccessAttempt.objects.filter(attempt_time__lt=before)
    yield DBTaskResult.objects.filter(finished_at__lt=before)
    yield Upload.objects.filter(made_at__lt=before).exclude(submission=None)
    yield Session.objects.filter(expire_date__lt=now)


def _deleted(found: "QuerySet[Any]") -> int:
    return int(found.delete()[0])


def _shut_accounts(before: datetime) -> int:
    """Forget how people are reached and sign in whose account was shut long ago.

    Shut by mistake it is opened again as it was; shut because it was stolen it needs another code.

    :param before: neither shut nor signed in with since
    """
    seen = SignIn.objects.filter(person=OuterRef("pk"))
    acts = Act.objects.filter(what="person-shut", at__gte=before)
    lately = {about["name"] for about in acts.values_list("about", flat=True)}
    shut = Person.objects.filter(~Exists(seen), is_active=False).exclude(name__in=lately)
    keys, codes = (_deleted(one.objects.filter(person__in=shut)) for one in (Passkey, Code))
    told = shut.exclude(
        password__startswith=UNUSABLE_PASSWORD_PREFIX, email="", phone="", totp="", changes=[]
    )
    emptied = told.update(password=make_password(None), email="", phone="", totp="", changes=[])
    return keys + codes + emptied


def _left(opened: Programme, before: datetime) -> int:
    """Remove what was given up, or waits for who handed it in and was not touched since."""
    # A step of a form changes the form alone, until it is handed in.
    written = Draft.objects.filter(submission=OuterRef("pk"), changed_at__gte=before)
    untouched = Submission.objects.filter(~Exists(written), stage__in=_LEFT, changed_at__lt=before)
    found = list(untouched.values_list("pk", flat=True))
    for number in found:
        with transaction.atomic():
            one = untouched.select_for_update().filter(pk=number).first()
            if one is None:  # somebody took it up just now
                continue
            for draft in one.drafts.all():
                _remove_draft(opened, draft)
            one.delete()
        for folder in _folders(opened, number):
            _take_away(folder)
    return len(found)


def _folders(opened: Programme, number: int) -> Iterator[Path]:
    yield folder_of(opened) / str(number)
    yield from opened.place.previews.glob(f"{number}-*")


def _drafts(opened: Programme, before: datetime) -> int:
    """Remove forms that were begun, not handed in, and not written in since."""
    found = list(Draft.objects.filter(submission=None, changed_at__lt=before))
    for one in found:
        _remove_draft(opened, one)
    return len(found)


def _remove_draft(opened: Programme, one: Draft) -> None:
    _take_away(folder_of(opened) / f"draft-{one.pk}")
    one.delete()


def _earlier_files(opened: Programme, before: datetime) -> int:
    """Remove the files that were mended or replaced before what came of them was published."""
    later = Version.objects.filter(submission=OuterRef("submission"), number__gt=OuterRef("number"))
    # Where no mending came of it, the last version is the file of the one before it once more.
    last = later.order_by("-number").values("path")[:1]
    found = Version.objects.filter(
        Exists(later), submission__stage=Stage.PUBLISHED, submission__changed_at__lt=before
    ).exclude(path__in=["", Subquery(last)])
    there = [one for one in found if (folder_of(opened) / one.path).is_file()]
    # First what is known of their cells: a file that is gone, and of which something is known, was
    # taken away by a redaction (``forgetting``).
    Version.objects.filter(pk__in=[one.pk for one in there]).update(**_EMPTY, commented="")
    for one in there:
        for name in filter(None, (one.path, one.commented)):
            _unlinked(folder_of(opened) / name)
    return len(there)


def _unlinked(path: Path) -> bool:
    """Remove a file, or write down why it stays; whether it is gone."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s was not removed: %s", path, error.strerror)
        return False
    return True


def _take_away(folder: Path) -> None:
    """Remove a folder, and write down what of it stays: no row tells of it any more."""

    def tell(_act: object, path: str, fault: tuple[object, BaseException, object]) -> None:
        if not isinstance(fault[1], FileNotFoundError):
            _log.warning("%s was not removed: %s", path, fault[1])

    shutil.rmtree(folder, onerror=tell)

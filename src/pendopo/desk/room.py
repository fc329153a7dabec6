"""How much may lie at the desk of one office, and of one account, before it is published.

What was published lies in the record, and is not counted; what was given up is, until it is removed
(``clearing``): else whoever hands in and gives up again and again fills the disk. Source: OWASP
ASVS 4.0.3, 12.1.3.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

from django.db.models import Count, Sum

from pendopo.desk.asking import folder_of
from pendopo.desk.models import Draft, Person, Stage, Submission, Upload, Version
from pendopo.desk.page import word
from pendopo.programme.programme import Programme
from pendopo.terms.wording import say

_MB: Final = 1_000_000
_FULL: Final = say(
    "There is no room for another file: of one office, and of one account, at most {files} files "
    "and {mb} MB lie here that are not published."
)
_DO: Final = say(
    "Have published what is ready. What was given up is removed after {days} days; those who run "
    "this desk can let more in."
)


def lacks_room(opened: Programme, person: Person, office: str, size: int) -> tuple[str, str]:
    """Say that a file does not go in any more, and what to do; two empty texts where it does.

    :param size: in bytes
    """
    desk = opened.config.desk
    for whose in ({"office": office}, {"by": person}):
        files, kept = _kept(opened, whose)
        if files + 1 > desk.kept_files or kept + size > desk.kept_mb * _MB:
            full = word(_FULL, files=desk.kept_files, mb=desk.kept_mb)
            return full, word(_DO, days=desk.keep_days)
    return "", ""


def _kept(opened: Programme, whose: Mapping[str, object]) -> tuple[int, int]:
    """Count the files and bytes of an office or an account, those on their way among them."""
    theirs = Submission.objects.filter(**whose).exclude(stage=Stage.PUBLISHED)
    kept = Version.objects.filter(submission__in=theirs)
    begun = Upload.objects.filter(**whose, submission=None)
    found = [one.aggregate(files=Count("pk"), size=Sum("size")) for one in (kept, begun)]
    photos = list(_photos(opened, whose))
    files = sum(one["files"] for one in found) + len(photos)
    return files, sum(one["size"] or 0 for one in found) + sum(photos)


def _photos(opened: Programme, whose: Mapping[str, object]) -> Iterator[int]:
    """Give the bytes of each photo of a form, which no row counts.

    They lie with the form, and once it was handed in beside the submission's file.
    """
    forms = Draft.objects.filter(**whose).exclude(submission__stage=Stage.PUBLISHED)
    for number, submission in forms.values_list("pk", "submission"):
        for name in (f"draft-{number}", str(submission)):
            for photo in (folder_of(opened) / name).glob("*.jpg"):
                with suppress(FileNotFoundError):  # handed in just now
                    yield photo.stat().st_size

"""What the desk forgets with a redaction: what it wrote down of a file that was taken away.

The file itself goes with the object, by its hash (``store.withdraw``), whether the desk is open or
not. Its rows tell of cells: the worker forgets them once the withdrawal is in the log, and as it
starts; so does whoever opens the submission.
"""

from django.db import connection
from django.db.models import Q

from pendopo.desk.asking import folder_of
from pendopo.desk.models import Draft, Job, Submission, Upload, Version
from pendopo.programme.programme import Programme

_NAMELESS = "-"


def gone(opened: Programme, version: Version) -> bool:
    """Whether a file was taken away; one that is still to be mended was not there yet."""
    return bool(version.path) and not (folder_of(opened) / version.path).is_file()


def forget(opened: Programme) -> int:
    """Forget what is known of the cells of files that were taken away; give of how many files.

    Where the description went too, what its publisher said of the file goes.
    """
    told = Q(report__isnull=False) | Q(preview__isnull=False) | Q(drafted__isnull=False)
    left = Version.objects.filter(told | ~Q(mended=[])).only("pk", "path", "submission_id")
    found = [one for one in left if gone(opened, one)]
    if found:
        _forget_cells({one.pk for one in found}, {one.submission_id for one in found})
    unnamed = _forget_descriptions(opened)
    if found or unnamed:
        write_over()
    return len(found)


def write_over() -> None:
    """Have what was deleted overwritten: SQLite keeps the rows in the file that goes before it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("pragma wal_checkpoint(truncate)")


def _forget_cells(versions: set[int], submissions: set[int]) -> None:
    """Forget what was found in files, written for their cells, and said of it by hand."""
    # A mending that came to no file has none that could go: its cells are those of the one before.
    unmade = Q(path="", submission__in=submissions)
    Version.objects.filter(Q(pk__in=versions) | unmade).update(
        report=None, preview=None, mended=[], drafted=None
    )
    Draft.objects.filter(submission__in=submissions).update(content={}, title="")
    # The nonce of an approval would let a file be guessed at by what was signed.
    Submission.objects.filter(pk__in=submissions).update(waved="", answer="", approval={})
    Job.objects.filter(submission__in=submissions).update(fault="")


def _forget_descriptions(opened: Programme) -> int:
    """Forget what was said of files whose description was taken away; give of how many."""
    state = opened.state()
    undescribed = [
        one.id for one in state.publications if one.object("metadata").c in state.redacted
    ]
    nameless = Submission.objects.filter(publication__in=undescribed)
    named = Version.objects.filter(submission__in=nameless).exclude(filename=_NAMELESS)
    unnamed = named.update(filename=_NAMELESS)
    Upload.objects.filter(Q(submission__in=nameless) | Q(into__in=nameless)).update(
        filename=_NAMELESS
    )
    Draft.objects.filter(submission__in=nameless).update(content={}, title="")
    nameless.update(said={}, personal={}, schema={}, waved="", answer="", approval={})
    return unnamed

"""Comparing all acts, each with the one before it: by the worker, in steps.

Between two steps it does what else waits, for these come last: a million acts take half a minute,
in which nobody's page and nobody's file is to stand still. How far it is stands in its queue.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from pendopo.desk.audit import Followed, follow

_STEP: Final = 20_000
_LAST: Final = -50
_WAITS: Final = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far the newest comparison is.

    :param row: the number of the last row that follows from the one before it
    :param broken: the number of one that does not; None where none was met
    :param ended_at: None while it goes on, and where it failed
    :param failed: whether a step of it failed; the worker's log says why
    """

    row: int
    broken: int | None
    ended_at: datetime | None
    failed: bool = False


@task(priority=_LAST)
def compare(so_far: dict[str, Any]) -> dict[str, Any]:
    """Compare the next rows, and have the worker come back where there are more.

    Not where another step waits: the next one, which a worker that was killed here had asked for.
    """
    found = follow(Followed(**so_far), _STEP)
    if found.more and not _steps().filter(status=TaskResultStatus.READY).exists():
        compare.enqueue(asdict(found))
    return asdict(found)


def order_comparison() -> None:
    """Have all acts compared, unless that is being done; earlier comparisons are forgotten."""
    if not _steps().filter(status__in=_WAITS).exists():
        _steps().delete()
        compare.enqueue(asdict(Followed()))


def newest() -> Comparison | None:
    """Give how far the newest comparison is; None where none was asked for."""
    steps = _steps()
    goes_on = steps.filter(status__in=_WAITS).exists()  # first: the last one may end meanwhile
    done = steps.filter(status=TaskResultStatus.SUCCESSFUL).order_by("-finished_at").first()
    if not goes_on and not steps.exists():
        return None
    found = Followed(**done.return_value) if done else Followed()
    ended = None if goes_on or found.more or done is None else done.finished_at
    return Comparison(found.row, found.broken, ended, failed=not goes_on and ended is None)


def _steps() -> "QuerySet[DBTaskResult[Any, Any]]":
    return DBTaskResult.objects.filter(task_path=compare.module_path)

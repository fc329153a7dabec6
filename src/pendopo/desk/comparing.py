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
    :param ended_at: None while it goes on
    """

    row: int
    broken: int | None
    ended_at: datetime | None


@task(priority=_LAST)
def compare(so_far: dict[str, Any]) -> dict[str, Any]:
    """Compare the next rows, and have the worker come back where there are more."""
    found = follow(Followed(**so_far), _STEP)
    if found.more:
        compare.enqueue(asdict(found))
    return asdict(found)


def order_comparison() -> None:
    """Have all acts compared, unless that is being done; earlier comparisons are forgotten."""
    if not _steps().filter(status__in=_WAITS).exists():
        _steps().delete()
        compare.enqueue(asdict(Followed()))


def newest() -> Comparison | None:
    """Give how far the newest comparison is; None where none was asked for, or its step failed."""
    goes_on = _steps().filter(status__in=_WAITS).exists()
    done = _steps().filter(status=TaskResultStatus.SUCCESSFUL).order_by("-finished_at").first()
    if done is None:
        return Comparison(0, None, None) if goes_on else None
    found = Followed(**done.return_value)
    if not goes_on and found.more:  # the step after it failed, and the worker's log says why
        return None
    return Comparison(found.row, found.broken, None if goes_on else done.finished_at)


def _steps() -> "QuerySet[DBTaskResult[Any, Any]]":
    return DBTaskResult.objects.filter(task_path=compare.module_path)

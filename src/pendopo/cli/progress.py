"""A bar with rate and time left on a terminal; plain lines where nobody watches."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from pendopo.cli.terminal import watched_on
from pendopo.cli.words import number, word
from pendopo.terms.wording import say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

Report = Callable[[Mapping[str, Any]], None]
# A script's log should hold no lines about what took a moment.
_QUIET_S = 2.0
_LINE_EVERY_S = 10.0
_MEGABYTE = 1_000_000
_IN_BYTES = frozenset({"read", "send", "copy"})
_STAGES = {
    "read": say("Reading"),
    "check": say("Checking"),
    "serving": say("Preparing tables for the pages"),
    "verify": say("Verifying"),
    "archive": say("Copying the record"),
    "pages": say("Writing pages"),
    "send": say("Sending"),
    "entries": say("Reading entries"),
    "copy": say("Copying files"),
    "look": say("Looking whether files are still there"),
    "recover": say("Bringing back files"),
    "deposit": say("Writing parts"),
    "backup": say("Copying to the backup"),
    "print": say("Printing"),
}


@contextmanager
def watched(files: int = 0) -> Iterator[Report]:
    """Give a callable that takes ``{"stage": …, "done": n, "total": n, "file": …}``.

    Where several work at a time, ``reader`` is the number of the one that tells. It writes to
    standard error, so that what a verb prints can be piped.

    :param files: how many files there are in all; none is counted when it is 0
    """
    if not watched_on(sys.stderr):
        yield Lines(monotonic, files).tell
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[many]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        yield Bars(progress, files).tell


class Bars:
    """One bar for each that reads at a time, with the file and the stage that it is at."""

    def __init__(self, progress: "Progress", files: int = 0) -> None:
        self._progress = progress
        self._tasks: dict[int, TaskID] = {}
        self._at: dict[int, str] = {}
        self._names = _Names(files)

    def tell(self, news: Mapping[str, Any]) -> None:
        """Move a bar; begin it anew when another file or stage is at work."""
        if "stage" not in news:
            return
        task = self._task(int(news.get("reader", 0)), self._names.of(news))
        done, total = int(news.get("done", 0)), int(news.get("total", 0)) or None
        elapsed = next(t.elapsed for t in self._progress.tasks if t.id == task) or 0
        many = _many(str(news["stage"]), done, total)
        rate = f" {_amount(str(news['stage']), done / elapsed)}/s" if elapsed and done else ""
        self._progress.update(task, completed=done, total=total, many=many + rate)

    def _task(self, reader: int, name: str) -> "TaskID":
        """Give the bar of a reader, which is at what the name says."""
        if reader not in self._tasks:
            self._tasks[reader] = self._progress.add_task(name, total=None, many="")
        elif name != self._at[reader]:
            self._progress.reset(self._tasks[reader], total=None, description=name, many="")
        self._at[reader] = name
        return self._tasks[reader]


class Lines:
    """A line every ten seconds while the work lasts.

    :param clock: seconds, from anywhere
    """

    def __init__(self, clock: Callable[[], float], files: int = 0) -> None:
        self._clock = clock
        self._next = clock() + _QUIET_S
        self._names = _Names(files)

    def tell(self, news: Mapping[str, Any]) -> None:
        """Write a line when it is time for one."""
        if "stage" not in news:
            return
        name, at = self._names.of(news), self._clock()
        if at < self._next:
            return
        self._next = at + _LINE_EVERY_S
        done, total = int(news.get("done", 0)), int(news.get("total", 0)) or None
        click.echo(f"{name} {_many(str(news['stage']), done, total)}".rstrip(), err=True)


class _Names:
    """Names the work: its stage, the file, and which of how many it is."""

    def __init__(self, files: int) -> None:
        self._files = files
        self._seen: dict[str, int] = {}

    def of(self, news: Mapping[str, Any]) -> str:
        stage, file = str(news["stage"]), str(news.get("file", ""))
        parts = [word(_STAGES.get(stage, stage))]
        if file:
            number = self._seen.setdefault(file, len(self._seen) + 1)
            parts += [f"{number}/{self._files}"] * (self._files > 1) + [file]
        return " ".join(parts)


def _many(stage: str, done: int, total: int | None) -> str:
    if not total:
        return _amount(stage, done) if done else ""
    return f"{_amount(stage, done)} / {_amount(stage, total)}"


def _amount(stage: str, many: float) -> str:
    return f"{number(many / _MEGABYTE, 1)} MB" if stage in _IN_BYTES else number(many)

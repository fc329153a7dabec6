"""A question of a reader that takes too long is ended, and said to be so; it is never left to run.

A door has few threads: one that waits for a question keeps everybody waiting.
"""

import itertools
import math
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pendopo.terms.wording import fill, say

SECONDS = 5.0
RETRY_AFTER_S = 30
_AGAIN_S = 0.05


class SlowError(RuntimeError):
    """A question that was not answered in time, or that found others before it.

    :param message: English, marked with ``say``, its values in ``{placeholders}``
    :param retry_after: after how many seconds to ask again
    """

    def __init__(self, message: str, retry_after: int, **values: str) -> None:
        super().__init__(fill(message, values))
        self.message = message
        self.values = values
        self.retry_after = retry_after


def overdue(seconds: float) -> SlowError:
    """Say that a question took longer than it may."""
    return SlowError(
        say(
            "The question took longer than {seconds} seconds and was ended. Narrow it down, or ask "
            "again when fewer people are asking."
        ),
        RETRY_AFTER_S,
        seconds=f"{seconds:g}",
    )


@contextmanager
def within(cursor: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """End what a cursor is doing when the time is over.

    :param cursor: one that is used for this question alone
    :raises SlowError: when it was ended
    """
    watch = _watch
    question = watch.begin(cursor, seconds)
    try:
        yield
    except duckdb.Error as error:
        # Whatever the engine says of it, it was this clock that ended it.
        if watch.end(question):
            raise overdue(seconds) from error
        raise
    finally:
        watch.end(question)


class _Watch:
    """One thread that ends what is overdue.

    A page asks dozens of questions, each of a millisecond: a thread for each would cost as much
    again.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._open: dict[int, tuple[float, duckdb.DuckDBPyConnection]] = {}
        self._ended: set[int] = set()
        self._numbers = itertools.count()
        self._wakes = math.inf
        self._thread: threading.Thread | None = None

    def begin(self, cursor: duckdb.DuckDBPyConnection, seconds: float) -> int:
        """Watch a question, and give its number."""
        until = time.monotonic() + seconds
        with self._changed:
            number = next(self._numbers)
            self._open[number] = until, cursor
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
            elif until < self._wakes:
                self._changed.notify()
        return number

    def end(self, number: int) -> bool:
        """Watch it no longer; whether it was ended."""
        with self._changed:
            self._open.pop(number, None)
            ended = number in self._ended
            self._ended.discard(number)
            return ended

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for number, (until, cursor) in [*self._open.items()]:
                    if until <= now:
                        # Again until it has ended: between two statements nothing is interrupted.
                        self._ended.add(number)
                        self._open[number] = now + _AGAIN_S, cursor
                        cursor.interrupt()
                self._wakes = min((until for until, _ in self._open.values()), default=math.inf)
                self._changed.wait(None if self._wakes == math.inf else self._wakes - now)


_watch = _Watch()


def _begin_anew() -> None:
    """Watch with a thread of its own in a process that was forked: threads stay behind."""
    global _watch  # noqa: PLW0603  one a process
    _watch = _Watch()


os.register_at_fork(after_in_child=_begin_anew)

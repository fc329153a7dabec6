"""A question of a reader that takes too long is ended, and said to be so; it is never left to run.

A door has few threads: one that waits for a question keeps everybody waiting.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pendopo.terms.wording import fill, say

SECONDS = 5.0
RETRY_AFTER_S = 30


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
    ended = threading.Event()

    def end() -> None:
        ended.set()
        cursor.interrupt()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.Error as error:
        # Whatever the engine says of it, it was this clock that ended it.
        if ended.is_set():
            raise overdue(seconds) from error
        raise
    finally:
        timer.cancel()

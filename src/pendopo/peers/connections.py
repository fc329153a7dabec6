"""A few connections to another's record at once, each of one thread."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, Self, TypeVar

AT_ONCE = 4

T = TypeVar("T")


class Connections(Generic[T]):
    """Threads that read, each with what was opened for it alone.

    :param open_: opens one more
    :param close: closes one
    """

    def __init__(self, open_: Callable[[], T], close: Callable[[T], object]) -> None:
        self._open, self._close = open_, close
        self._mine = threading.local()
        self._all: list[T] = []
        self.pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="peer")

    def __enter__(self) -> Self:
        """Give the threads, to be ended in the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the threads and close what was opened."""
        self.pool.shutdown(cancel_futures=True)
        for one in self._all:
            self._close(one)

    def one(self) -> T:
        """Give this thread's."""
        found: T | None = getattr(self._mine, "one", None)
        if found is None:
            found = self._mine.one = self._open()
            self._all.append(found)
        return found

"""The members' records that one process has open: few at a time, each apart from the others."""

import gc
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import WSGIApplication

from pendopo.programme.config import FILE_NAME
from pendopo.programme.programme import Programme
from pendopo.web.cache import Pages
from pendopo.web.wsgi import doors_of, witnessing

# Of a process's threads, so many may wait for one member: the last one is for the others.
AT_ONCE = 3


class BusyError(Exception):
    """All that may wait for one member do."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A record that is open.

    :param stamp: of its settings: when they change, it is opened again
    """

    programme: Programme
    doors: WSGIApplication
    stamp: int


class Members:
    """Opens records as they are asked for; the longest unused is closed for another.

    :param pages: the room for pages that all of them share
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._open: OrderedDict[str, Opened] = OrderedDict()
        self._turns: dict[str, threading.BoundedSemaphore] = {}
        self._guard = threading.Lock()

    @property
    def codes(self) -> tuple[str, ...]:
        """Those that are open, the longest unused first."""
        with self._guard:
            return tuple(self._open)

    @contextmanager
    def turn(self, code: str) -> Iterator[None]:
        """Wait for a member in one of the few turns that there are.

        :raises BusyError: when there is none: its disk may not answer
        """
        with self._guard:
            turns = self._turns.setdefault(code, threading.BoundedSemaphore(AT_ONCE))
        if not turns.acquire(blocking=False):
            raise BusyError
        try:
            yield
        finally:
            turns.release()

    def doors(self, code: str, folder: Path, most: int) -> WSGIApplication:
        """Give the doors of a member, opened first where they are not.

        :param most: how many are open at once
        :raises ConfigError: when its settings are missing or wrong
        :raises OSError: when they cannot be read
        """
        # Outside the lock: a disk that does not answer would hold up every other member.
        stamp = os.stat(folder / FILE_NAME).st_mtime_ns  # noqa: PTH116  each request
        with self._guard:
            known = self._open.get(code)
            if known is not None and known.stamp == stamp:
                self._open.move_to_end(code)
                return known.doors
        programme = Programme.open(folder)
        doors = witnessing(programme, doors_of(programme, self._pages, code))
        with self._guard:
            gone = [self._open.pop(code)] if code in self._open else []
            self._open[code] = Opened(programme, doors, stamp)
            while len(self._open) > most:
                gone.append(self._open.popitem(last=False)[1])
        _close(gone)
        return doors

    def rest_but(self, code: str) -> None:
        """End the processes that answer questions in SQL for others than one member.

        Each has some tens of megabytes, and of one member only few are asked at once.
        """
        with self._guard:
            others = [one for name, one in self._open.items() if name != code]
        for one in others:
            one.programme.questions.close()


def _close(gone: list[Opened]) -> None:
    for one in gone:
        one.programme.close()
    if gone:
        # What holds itself in a circle is freed now, and not when there is much of it.
        gone.clear()
        gc.collect()

"""Whose turn it is where processors are few: what others wait for goes first.

The system shares processors out among processes, one whose work can wait included.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Final

_changed: Final = Condition()
_first: list[int] = []


@contextmanager
def going_first(processors: int) -> Iterator[None]:
    """Keep so many processors busy, ahead of whoever gives way."""
    with _changed:
        _first.append(processors)
    try:
        yield
    finally:
        with _changed:
            _first.remove(processors)
            _changed.notify_all()


def give_way() -> None:
    """Wait until those that go first leave a processor; at once where they do."""
    with _changed:
        _changed.wait_for(lambda: not _first or sum(_first) < _processors())


def _processors() -> int:
    """Count those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

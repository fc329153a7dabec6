"""Turns at processors: what others wait for goes first, and the rest waits no longer than that."""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from contextlib import ExitStack

import pytest

from pendopo.store.turns import give_way, going_first

ALL = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def test_nobody_waits_where_nobody_goes_first():
    give_way()


def test_a_processor_that_is_left_is_taken():
    with going_first(ALL - 1):
        give_way()


def test_one_that_gives_way_goes_on_as_soon_as_a_processor_is_left():
    with ThreadPoolExecutor(1) as beside, going_first(ALL - 1), ExitStack() as one_more:
        one_more.enter_context(going_first(1))
        waiting = beside.submit(give_way)
        waits = is_waiting(waiting)
        one_more.close()
        waiting.result(timeout=10)

    assert waits


def test_what_fails_goes_first_no_longer():
    with pytest.raises(OSError, match="full"), going_first(ALL):
        raise OSError("full")

    give_way()


def is_waiting(one: Future[None]) -> bool:
    try:
        one.result(timeout=0.2)
    except NotYetError:
        return True
    return False

"""Work that forked processes share, each with what it makes for itself once."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

# In a forked process: what it does with each of its parts.
_kept: list[Callable[[Any], Any]] = []


def spread(
    make: Callable[[], Callable[[Part], Result]], parts: Sequence[Part], workers: int
) -> Iterator[Result]:
    """Do every part, in this process or in several, and give the results in the parts' order.

    :param make: called once in each process; gives what does a part
    """
    workers = min(workers, len(parts))
    if workers <= 1:
        yield from map(make(), parts)
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, context, _begin, (make,)) as pool:
        yield from pool.map(_do, parts)


def _begin(make: Callable[[], Callable[[Any], Any]]) -> None:
    _kept.append(make())


def _do(part: Any) -> Any:  # noqa: ANN401 - whatever the caller of ``spread`` shares out
    return _kept[-1](part)

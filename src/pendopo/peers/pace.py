"""How quickly another's server may be read: so many bytes a second, however many connections."""

import threading
import time
from collections.abc import Callable

_BURST_S = 1.0


class Pace:
    """Makes whoever reads too quickly wait.

    :param bytes_a_second: 0 for no limit
    """

    def __init__(
        self,
        bytes_a_second: int,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = bytes_a_second
        self._clock, self._wait = clock, wait
        self._free_at = clock() - _BURST_S
        self._guard = threading.Lock()
        self.bytes = 0

    def __call__(self, count: int) -> None:
        """Count some bytes, and wait until they are within the pace."""
        with self._guard:
            self.bytes += count
            if not self._rate:
                return
            now = self._clock()
            # What was not used is saved for a second at most: a limit is one for each moment.
            self._free_at = max(self._free_at, now - _BURST_S) + count / self._rate
            late = self._free_at - now
        if late > 0:
            self._wait(late)

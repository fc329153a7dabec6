"""The day's heartbeat, by the process that holds the log's key.

It carries the hash over all acts into the log, so that the desk's word is bound each day, whoever
forgot to set up a timer for it.
"""

import logging
from collections.abc import Callable
from datetime import date
from typing import Final

from pendopo.programme.peering import PASSING
from pendopo.programme.programme import Clock, Programme

# A day's first look may fall on a log that others write to; the next one is soon enough.
LOOK_EVERY_S: Final = 600.0
_log = logging.getLogger(__name__)


def beat_daily(opened: Programme, clock: Clock, rest: Callable[[], bool]) -> None:
    """Add the heartbeat of each day (UTC) once, until told to stop.

    :param rest: waits until the next look; whether to stop
    """
    there: date | None = None
    while True:
        today = clock().date()
        if today != there and _beat(opened, clock):
            there = today
        if rest():
            return


def _beat(opened: Programme, clock: Clock) -> bool:
    """Add it, unless it is there; whether it now is.

    The clock is read once the log is held: it would run behind what others wrote meanwhile.
    """
    try:
        opened.heartbeat(clock)
    except PASSING as error:
        _log.warning("the day's heartbeat was not added yet: %s", error)
        return False
    except Exception:  # noqa: BLE001  the signer goes on; it is tried again at the next look
        _log.exception("the day's heartbeat was not added")
        return False
    return True

"""The mark of a copy: it lies in every backup, and while it is there nothing is signed.

A machine that was brought back does not know what it has signed since. So the mark is put into the
backup itself: also who copies one by hand has a log that asks first. It goes when everyone who may
have seen more has said that they have not, or when ``pendopo recover`` has brought back the rest.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pendopo.store.files import Disk
from pendopo.store.place import LogError, LogPlace

NAME: Final = "restored.json"
_UNKNOWN = "a day that is not known"


class UnaskedError(LogError):
    """The log is a copy, and those who may have seen more of it were not asked."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a copy is of.

    :param at: when it was made, RFC 3339 in UTC
    :param size: how many entries it holds that are promised
    """

    at: str
    size: int
    v: int = 1

    def encode(self) -> bytes:
        """Give the file's bytes."""
        return json.dumps(asdict(self)).encode() + b"\n"


def read_mark(place: LogPlace) -> Mark | None:
    """Read the mark; None when there is none. One that cannot be read is a mark all the same."""
    try:
        raw = json.loads(_path(place).read_bytes())
        return Mark(str(raw["at"]), int(raw["size"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, OSError):
        return Mark(_UNKNOWN, 0)


def clear_mark(place: LogPlace, disk: Disk) -> None:
    """Take the mark away, for what it warns of cannot be any more."""
    path = _path(place)
    if path.exists():
        disk.remove(path)
        disk.sync_folders([path.parent])


def hold_unmarked(place: LogPlace) -> None:
    """Hold a log to be no copy that nobody was asked about.

    :raises UnaskedError: saying what to do
    """
    mark = read_mark(place)
    if mark is not None:
        raise UnaskedError(
            f"{place.private.parent} was brought back from a backup of {mark.at}, and nobody was "
            f"asked yet whether more was signed since: nothing was signed. "
            f"Run: pendopo recover --from ADDRESS-OR-FOLDER-OF-A-COPY; or, where nobody else has "
            f"one: pendopo recover --nothing-newer"
        )


def _path(place: LogPlace) -> Path:
    return place.private / NAME

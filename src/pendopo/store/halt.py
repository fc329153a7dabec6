"""The marker of a log that may only be read: why, since when, and what shows it.

It lies in ``public/``, where the pages can tell of it and anyone can fetch the evidence; while it
is there nothing is signed. Only ``pendopo recover`` takes it away.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from pendopo.store.files import Disk
from pendopo.store.place import LogError, LogPlace

FOLDER: Final = "halted"
_FILE = "halt.json"


class HaltedError(LogError):
    """The log may only be read; nothing was signed."""


@dataclass(frozen=True, slots=True)
class Halt:
    """Why a log may only be read.

    :param kind: ``behind``: others have seen more than is here; ``fork``: two signed pasts do not
        agree; ``recovering``: a recovery was begun and did not end
    :param at: since when, RFC 3339 in UTC
    :param message: a sentence marked with ``say``
    :param evidence: signed checkpoints below ``public/``
    """

    kind: str
    at: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    v: int = 1


def read_halt(place: LogPlace) -> Halt | None:
    """Read the marker; None when the log may be written.

    :raises HaltedError: when there is one that cannot be read: it is a marker all the same
    """
    path = place.public / FOLDER / _FILE
    try:
        raw = json.loads(path.read_bytes())
        return Halt(**(raw | {"evidence": tuple(raw["evidence"])}))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise HaltedError(
            f"{path}: cannot be read ({error}), so nothing is signed. Run: pendopo recover"
        ) from error


def write_halt(place: LogPlace, halt: Halt, notes: Mapping[str, str], disk: Disk) -> Halt:
    """Keep the evidence, then the marker, both durably.

    :param notes: signed checkpoints, each under the name that says whose it is
    """
    folder = place.public / FOLDER
    files: dict[Path, bytes] = {
        folder / f"{name}.checkpoint": note.encode() for name, note in notes.items()
    }
    if files:
        disk.put_many(files)
    evidence = tuple(path.relative_to(place.public).as_posix() for path in files)
    whole = Halt(halt.kind, halt.at, halt.message, halt.values, evidence or halt.evidence)
    disk.put_many({folder / _FILE: json.dumps(asdict(whole), indent=1).encode() + b"\n"})
    return whole


def clear_halt(place: LogPlace, disk: Disk) -> None:
    """Take the marker away; the evidence stays."""
    path = place.public / FOLDER / _FILE
    if path.exists():
        disk.remove(path)
        disk.sync_folders([path.parent])


def evidence_of(place: LogPlace) -> dict[str, str]:
    """Give every signed checkpoint that was kept as evidence, by its file's name."""
    folder = place.public / FOLDER
    names = sorted(os.listdir(folder)) if folder.is_dir() else []  # noqa: PTH208
    return {
        name: (folder / name).read_text("utf-8") for name in names if name.endswith(".checkpoint")
    }

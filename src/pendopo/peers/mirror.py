"""A mirror's own memory, beside the copy: what it saw, when, and what it raised an alarm about.

All of it is public, so that others can hold the log to it::

    mirror/status.json                     whose copy it is, the last sign of life, what is lacking
    mirror/alarms.json                     every alarm there ever was
    mirror/checkpoints/<size>-<hash>.checkpoint   every checkpoint that was seen, as it was served
    <hash of the origin>/checkpoint        the largest of them, where a witness would serve it
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from pendopo.peers.trouble import Alarm, Kind, Raised, alarm_of
from pendopo.published.rotations import keys_of, verifier_of
from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.note import Verifier, open_note, split_note
from pendopo.store.files import Disk
from pendopo.terms.rotation import Rotation, signers

FOLDER: Final = "mirror"
_STATUS, _ALARMS, _SEEN = "status.json", "alarms.json", "checkpoints"
_HASH_LETTERS = 16
# Alarms are few; a log that makes more of them than this has been told of often enough.
_ALARMS_MOST = 1_000


class MirrorError(Exception):
    """A mirror's folder cannot be used: what was found, what to do."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a mirror knows of its origin; times are RFC 3339 in UTC, empty for never.

    :param of: the origin's address
    :param vkey: the key that its checkpoints were held to first
    :param rotations: how the log's entries changed that key since, in their order: each below a
        checkpoint that the key before had signed
    :param asked_at: when it was asked last
    :param answered_at: when it answered last
    :param alive_at: its last sign of life: the last entry, or when we first saw it if that is
        earlier, so that an entry dated to the future hides no silence
    :param size: how many entries the copy has
    :param bytes: how much room the copy takes, about
    :param lacks: files that could not be had, to the entry that each belongs to
    :param redacted: commitments that the log took away
    :param held: commitments that a hold in the log hides, to until when it explains that
    :param looked_at: how far the round of looking whether objects are still there has come
    :param looked_on: when it was there
    :param gone: files that are no longer there, to the entry that each belongs to
    :param unsure: files of which the server says that it cannot answer now, to the entry
    :param unsure_since: since when it says so
    """

    of: str
    origin: str
    vkey: str
    asked_at: str = ""
    answered_at: str = ""
    alive_at: str = ""
    size: int = 0
    bytes: int = 0
    lacks: Mapping[str, int] = field(default_factory=dict)
    redacted: Sequence[str] = ()
    held: Mapping[str, str] = field(default_factory=dict)
    looked_at: int = 0
    looked_on: str = ""
    gone: Mapping[str, int] = field(default_factory=dict)
    rotations: Sequence[Mapping[str, Any]] = ()
    unsure: Mapping[str, int] = field(default_factory=dict)
    unsure_since: Mapping[str, str] = field(default_factory=dict)
    v: int = 1

    @property
    def verifier(self) -> Verifier:
        """The log's first key, after which it is called."""
        return Verifier.parse(self.vkey)

    @property
    def turns(self) -> tuple[Rotation, ...]:
        """The rotations of the log's key that are known here."""
        return tuple(Rotation(**one) for one in self.rotations)

    @property
    def keys(self) -> tuple[Verifier, ...]:
        """Every key that the log had, the newest first: for what was signed at any time."""
        return tuple(dict.fromkeys([*keys_of(self.origin, self.turns), self.verifier]))

    @property
    def present_keys(self) -> tuple[Verifier, ...]:
        """The keys of which one must have signed what comes next: not those that are retired."""
        found = signers(self.turns, self.size, self.alive_at) if self.turns else ()
        return tuple(verifier_of(self.origin, one) for one in found) or (self.verifier,)


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint that was seen.

    :param path: of the note, below ``public/``
    """

    checkpoint: Checkpoint
    note: str
    path: str


class MirrorFolder:
    """The part of a mirror's public folder that is the mirror's own."""

    def __init__(self, public: Path, disk: Disk) -> None:
        self.public = public
        self._own = public / FOLDER
        self._disk = disk

    def status(self) -> Status | None:
        """Read what is known; None before the first time."""
        raw = _read(self._own / _STATUS)
        return None if raw is None else Status(**raw)

    def alarms(self) -> list[Alarm]:
        """Read every alarm, the oldest first."""
        return [alarm_of(raw) for raw in _read(self._own / _ALARMS) or ()]

    def write(self, status: Status) -> None:
        """Write down what is known, durably."""
        self._disk.put_many({self._own / _STATUS: _json(asdict(status))})

    def keep(self, note: str, checkpoint: Checkpoint) -> Seen:
        """Keep a checkpoint durably, before anything is done with it; nothing is ever taken away.

        The first note of a text is kept: what else could differ are signatures that nobody knows.
        """
        digest = hashlib.sha256(checkpoint.text().encode()).hexdigest()[:_HASH_LETTERS]
        path = self._own / _SEEN / f"{checkpoint.size}-{digest}.checkpoint"
        if not path.exists():
            self._disk.put_many({path: note.encode()})
        return Seen(checkpoint, note, path.relative_to(self.public).as_posix())

    def seen(self, keys: Sequence[Verifier], above: int = -1) -> Iterator[Seen]:
        """Give the checkpoints that were seen, the largest first.

        :param keys: every key that the log had
        :param above: only those for more entries than this
        """
        paths = [path for path in (self._own / _SEEN).glob("*.checkpoint") if _size(path) > above]
        for path in sorted(paths, key=_size, reverse=True):
            note = path.read_text("utf-8")
            found = parse_checkpoint(open_note(note, keys).text)
            yield Seen(found, note, path.relative_to(self.public).as_posix())

    def show_largest(self, seen: Seen, hashed: str) -> None:
        """Serve the largest checkpoint where a witness would.

        What stands there for as many entries or more stays: our own witness may have signed it.

        :param hashed: the hash of the log's origin
        """
        path = self.public / hashed / "checkpoint"
        if path.exists():
            shown = parse_checkpoint(split_note(path.read_text("utf-8"))[0])
            if shown.size >= seen.checkpoint.size:
                return
        self._disk.put_many({path: seen.note.encode()})

    def settle(self, raised: Sequence[Raised], at: str, ends: frozenset[Kind]) -> list[Alarm]:
        """Hold what a round found against the alarms there are, and write them down.

        :param ends: the kinds that this round could have seen to be over
        :returns: those that are open now
        """
        before = self.alarms()
        found = {(one.kind, one.key): one for one in raised}
        after = []
        for alarm in before:
            again = found.pop((alarm.kind, alarm.key), None) if alarm.open else None
            if again is not None:
                said = replace(alarm, seen_at=at, message=again.message, values=again.values)
                after.append(replace(said, examples=again.examples))
            elif alarm.open and alarm.kind in ends:
                after.append(replace(alarm, ended_at=at))
            else:
                after.append(alarm)
        after += [
            Alarm(
                one.kind, one.key, at, at, one.message, one.values,
                evidence=one.evidence, examples=one.examples,
            )
            for one in found.values()
        ]  # fmt: skip
        if after != before:
            shown = [asdict(alarm) for alarm in after[-_ALARMS_MOST:]]
            self._disk.put_many({self._own / _ALARMS: _json(shown)})
        return [alarm for alarm in after if alarm.open]


def _size(path: Path) -> int:
    size = path.name.partition("-")[0]
    return int(size) if size.isdecimal() else -1


def _read(path: Path) -> Any:  # noqa: ANN401  JSON holds anything
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise MirrorError(
            f"{path}: cannot be read ({error}); bring it back from a backup"
        ) from error


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"

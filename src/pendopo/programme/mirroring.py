"""A folder that follows another's log: begun, brought up to date, and what its pages say of it."""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from importlib import resources
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pendopo.exports.archive.verifier import VERIFIER, verifier
from pendopo.peers.acknowledging import FILE, Answered, Copy, Said, act, answered, settled
from pendopo.peers.asking import AskError, post
from pendopo.peers.cosign import HAND_IN, ForkedError, cosign
from pendopo.peers.follow import HttpShelf, Patience
from pendopo.peers.following import (
    Follower,
    Place,
    Progress,
    Reach,
    Round,
    first_key,
    refused,
    rfc3339,
)
from pendopo.peers.mirror import FOLDER, MirrorFolder, Status
from pendopo.peers.pace import Pace
from pendopo.peers.trouble import Alarm
from pendopo.peers.witness import create_witness, open_witness
from pendopo.programme.config import FILE_NAME, Config, MirrorSettings, load, render
from pendopo.programme.site import NAME, mirror_config
from pendopo.published.state import Record
from pendopo.published.withdrawals import withdrawals
from pendopo.standards.tlog.checkpoint import parse_checkpoint
from pendopo.standards.tlog.note import Verifier, open_note
from pendopo.standards.tlog.witness import origin_hash
from pendopo.store.files import PRIVATE_FOLDER, PUBLIC_FOLDER, Disk
from pendopo.store.halt import FOLDER as HALTED
from pendopo.store.place import LogPlace, lock
from pendopo.store.withdraw import interrupted
from pendopo.terms.answering import Policy

PEERS: Final = "peers"
ACKNOWLEDGED: Final = "acknowledged.json"
WITNESS: Final = "witness"
_WAIT_S = 5.0
_HAND_IN_S = 20.0
_REPLY_MOST = 1_000
_MEGABYTE = 1_000_000
_KILOBYTE = 1_000


class FollowError(Exception):
    """A log cannot be followed as asked: what was found, what to write."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """What the pages of a mirror say of it.

    :param alarms: the newest first
    :param answered: the redactions that were acted on here
    """

    of: str
    status: Status | None
    alarms: tuple[Alarm, ...]
    policy: Policy = field(default_factory=Policy)
    answered: tuple[Answered, ...] = ()

    @property
    def open(self) -> tuple[Alarm, ...]:
        """The alarms whose cause lasts."""
        return tuple(alarm for alarm in self.alarms if alarm.open)


def read_mirror(place: LogPlace, config: Config) -> Mirror | None:
    """Read what a mirror knows; None when the folder is none."""
    if not config.mirror.of:
        return None
    folder = MirrorFolder(place.public, Disk(place.scratch))
    return Mirror(
        config.mirror.of,
        folder.status(),
        tuple(reversed(folder.alarms())),
        policy_of(config),
        tuple(answered(place.public)),
    )


def largest_seen(place: LogPlace, config: Config) -> str:
    """Give the largest checkpoint that a mirror saw of its origin; empty where there is none."""
    if not config.mirror.of:
        return ""
    folder = MirrorFolder(place.public, Disk(place.scratch))
    return next((one.note for one in folder.seen(_keys(folder, config.mirror.key))), "")


def _keys(folder: MirrorFolder, first: str) -> tuple[Verifier, ...]:
    """Give every key that a followed log had, as far as the mirror knows."""
    status = folder.status()
    return status.keys if status else (Verifier.parse(first),)


def standing(public: Path) -> str:
    """Name the present state of what is said of a log besides its entries, for the page cache."""
    found = []
    for path in (
        f"{FOLDER}/status.json",
        f"{FOLDER}/alarms.json",
        f"{HALTED}/halt.json",
        FILE,
        ACKNOWLEDGED,
    ):
        try:
            found.append(f"{os.stat(public / path).st_mtime_ns:x}")  # noqa: PTH116  each request
        except OSError:
            found.append("")
    return ".".join(found)


def begin(root: Path, url: str, key: str, limits: MirrorSettings | None = None) -> Config:
    """Begin a mirror in a folder, or open the one that is there.

    :param key: the log's key, known some other way; empty to take the one its policy names
    :raises FollowError: when the folder is something else, or a mirror of another log
    :raises ShelfError: when the origin does not answer
    """
    if (root / FILE_NAME).exists():
        config = load(root / FILE_NAME)
        if config.mirror.of != url.rstrip("/") or (key and key != config.mirror.key):
            what = f"a mirror of {config.mirror.of}" if config.mirror.of else "a programme"
            raise FollowError(f"{root}: is {what} already; write another folder")
        return config
    if root.is_dir() and any(root.iterdir()):
        raise FollowError(f"{root}: is not empty; write a new or an empty folder")
    with HttpShelf(url) as shelf:
        found = Verifier.parse(key) if key else first_key(shelf)
        site = shelf.read(NAME, _MEGABYTE)
    wanted = limits or MirrorSettings()
    mirror = MirrorSettings(
        url.rstrip("/"), found.vkey, wanted.megabytes, wanted.kilobytes_per_second
    )
    config = mirror_config(None, site, mirror, found.name)
    place = LogPlace(root / "public", root / "private")
    place.private.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    for folder in (place.public, place.prefix, place.public / "objects", place.public / "pub"):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(PUBLIC_FOLDER)
    (root / FILE_NAME).write_text(render(config), "utf-8")
    return config


@dataclass(frozen=True, slots=True)
class Manner:
    """How an origin is followed."""

    patience: Patience | None = None
    wait: Callable[[float], None] = time.sleep


def follow(root: Path, now: datetime, progress: Progress, manner: Manner | None = None) -> Round:
    """Bring a mirror up to date, once.

    :raises LogBusyError: when another process is at it
    """
    manner = manner or Manner()
    config = load(root / FILE_NAME)
    place = LogPlace(root / "public", root / "private")
    held = lock(place.private / "follow.lock", _WAIT_S)
    try:
        pace = Pace(config.mirror.kilobytes_per_second * _KILOBYTE, wait=manner.wait)
        reach = Reach(lambda: HttpShelf(config.mirror.of, manner.patience, pace), manner.wait)
        disk = Disk(place.scratch)
        where = Place(
            place.public,
            place.private / "incoming",
            place.private / "withdrawn",
            disk,
            config.mirror.megabytes * _MEGABYTE,
        )
        explain(place.public, disk)
        status = Status(config.mirror.of, config.log.origin, config.mirror.key)
        done = Follower(where, reach, status).round(now, progress)
        _answer(place, config, disk, rfc3339(now))
        _speak_as(root, config, place)
        return done
    finally:
        os.close(held)


def _answer(place: LogPlace, config: Config, disk: Disk, at: str) -> None:
    """Act on what the origin took away, by our own policy, and say so."""
    status = MirrorFolder(place.public, disk).status()
    redacted = frozenset(status.redacted if status else ())
    # A log that says no more lets a hold end by its time: decision 0026.
    holds = status.held if status else {}
    held = frozenset(c for c, until in holds.items() if until > at) - redacted
    policy = policy_of(config)
    if settled(place.public, len(redacted), held, policy) and not interrupted(place):
        return
    derived = place.private / "derived"

    def drop() -> None:
        for path in derived.glob("*"):
            shutil.rmtree(path)

    entries = Record(place.public).state().entries
    copy = Copy(place, place.private / "withdrawn", disk)
    act(copy, Said(entries, withdrawals(entries).redactions, held), policy, at, drop)


def policy_of(config: Config) -> Policy:
    """Give how a mirror answers redactions and holds."""
    return Policy(config.mirror.redactions, config.mirror.reasons, config.mirror.holds)


def alarm(root: Path, peer: MirrorSettings, error: ForkedError, now: datetime) -> list[Alarm]:
    """Keep what our witness refused to sign beside the copy, and raise the alarm that it is.

    Where entries were taken back, the next rounds see it by the checkpoint that is kept here.

    :returns: the alarms that are open now
    :raises LogBusyError: when another process is at it
    """
    place = LogPlace(root / "public", root / "private")
    held = lock(place.private / "follow.lock", _WAIT_S)
    try:
        folder = MirrorFolder(place.public, Disk(place.scratch))
        keys = _keys(folder, peer.key)
        theirs, ours = error.sizes
        evidence = []
        if error.proven or theirs < ours:
            for note in error.notes:
                with suppress(ValueError):  # signed by another key of the log: none that we know
                    checkpoint = parse_checkpoint(open_note(note, keys).text)
                    evidence.append(folder.keep(note, checkpoint).path)
        raised = refused(theirs, ours, tuple(evidence), proven=error.proven)
        return folder.settle([raised], rfc3339(now), frozenset())
    finally:
        os.close(held)


def explain(public: Path, disk: Disk) -> None:
    """Lay our own words and our own program for checking beside a copy, never another's."""
    words = resources.files("pendopo.programme").joinpath("VERIFY.md").read_bytes()
    wanted = {public / "VERIFY.md": words, public / VERIFIER: verifier()}
    disk.put_many(
        {
            path: data
            for path, data in wanted.items()
            if not path.exists() or path.read_bytes() != data
        }
    )


def _speak_as(root: Path, config: Config, place: LogPlace) -> None:
    """Take over how the origin's pages speak, where that changed."""
    path = place.public / NAME
    site = path.read_bytes() if path.exists() else None
    said = mirror_config(config, site, config.mirror, config.log.origin)
    if said != config:
        draft = root / f".{FILE_NAME}"
        draft.write_text(render(said), "utf-8")
        draft.replace(root / FILE_NAME)


def folder_of(root: Path, url: str) -> Path:
    """Give the folder in which a programme keeps the log of a peer."""
    parts = urlsplit(url)
    name = f"{parts.netloc}{parts.path}".strip("/").replace("/", "-").replace(":", "-")
    return root / PEERS / name.lstrip(".")


def begin_witness(home: LogPlace, origin: str) -> str:
    """Make this government's witness, unless it is there.

    :param origin: of our own log, after which the witness is called
    :returns: its key, for the logs that are to name it; empty when it was there
    """
    folder = home.private / WITNESS
    return "" if folder.exists() else create_witness(folder, f"{origin}/witness")


def witness_peer(home: LogPlace, root: Path, peer: MirrorSettings, now: datetime) -> str:
    """Cosign a followed log's newest checkpoint, one that waits first, and hand it in.

    The witness's own memory decides, the one that answers others over HTTP too: it signs nothing
    that does not add to all it has signed before.

    :param root: the folder of the copy
    :returns: why the log did not take the signature; empty when it did
    :raises ForkedError: when it takes something back
    :raises CosignError: when there is nothing to sign
    :raises ShelfError: when the log's site does not answer
    """
    with open_witness(home.private / WITNESS) as witness, HttpShelf(peer.of) as shelf:
        origin = Verifier.parse(peer.key).name
        if not witness.keys(origin):  # whose first key may be retired by now
            witness.watch(peer.key, peer.of, origin)
        signed = cosign(witness, shelf, now)
    place = Path(origin_hash(origin)) / "checkpoint"
    note = signed.note.encode()
    Disk(home.scratch).put_many({home.public / place: note})
    Disk(root / "private" / "scratch").put_many({root / "public" / place: note})
    try:
        reply = post(f"{peer.of}/{HAND_IN}", note, _HAND_IN_S, _REPLY_MOST)
    except AskError as error:
        return str(error)
    return "" if reply.status == HTTPStatus.ACCEPTED else f"{reply.status} {reply.text.strip()}"

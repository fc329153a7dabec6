"""A log, five witnesses, two mirrors, a clock and a network in one process: one seed is one run.

The log's writer, what asks the witnesses, and the witnesses with their memories are the real ones;
the wire between them, the clock and the disks' moods are made here, from one seed. What HTTP would
carry is handed over as a call, and whoever would wait for it in a thread is run in place. Each time
that the log is opened is a start: before its first signature it asks, as the program does.
"""

import errno
import random
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest

from pendopo.peers import gather, preflight
from pendopo.peers.asking import AskError, Reply
from pendopo.peers.witness import SEEN_FILE, Witness, WitnessError, create_witness, open_witness
from pendopo.programme.config import MirrorSettings, Peers
from pendopo.programme.peering import Peering
from pendopo.programme.witnessing import Asking, Witnessing
from pendopo.published.state import Record
from pendopo.published.verify import ShelfError
from pendopo.published.witnessed import cosignatures
from pendopo.standards.tlog.checkpoint import parse_checkpoint
from pendopo.standards.tlog.merkle import Frontier, leaf_hash
from pendopo.standards.tlog.note import Verifier, open_note, split_note
from pendopo.standards.tlog.policy import Group, Party, Policy
from pendopo.store.acknowledged import promised_note
from pendopo.store.asked import Asked
from pendopo.store.halt import HaltedError
from pendopo.store.log import open_writer
from pendopo.store.memory import FailingDisk
from pendopo.store.place import LogError
from pendopo.store.seen import Turn
from pendopo.terms.entry import EntryType, Leaf
from tests.make import log_place

WITNESSES, QUORUM, MIRRORS = 5, 4, 2
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
STEPS_OF_A_COMMIT = 40
REPLAYED_MOST = 64
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None  # noqa: S108


class Network:
    """Carries a request to a witness, or loses it, or its reply; some arrive again much later."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.cut: set[str] = set()  # the witnesses that nobody reaches
        self.sent: list[tuple[str, bytes]] = []

    def post(self, address: str, body: bytes, seconds: float, most: int) -> Reply:
        """Take the place of ``peers.asking.post``."""
        del seconds, most
        name = address.split("/")[2]
        world = self._world
        if name in self.cut or world.sometimes(0.03):
            raise AskError("lost on the way")
        self.sent = [*self.sent[-REPLAYED_MOST:], (name, body)]
        reply = world.deliver(name, body)
        if world.sometimes(0.03):
            raise AskError("the reply was lost")
        return reply

    def shelf(self, url: str, _patience: object) -> "Shown":
        """Take the place of ``peers.follow.HttpShelf``."""
        return Shown(self._world, url.split("/")[2])


class Shown:
    """What a witness or a mirror shows of the log to whoever reads."""

    def __init__(self, world: "World", name: str) -> None:
        self._world, self._name = world, name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def read(self, path: str, _most: int) -> bytes | None:
        """Give its checkpoint: a witness's at a place of its own, a mirror's as the log has it."""
        world = self._world
        if self._name in world.network.cut or world.sometimes(0.03):
            raise ShelfError("lost on the way")
        if self._name in world.mirrors:
            note = world.mirrors[self._name].note
            return note.encode() if note and path == "log/checkpoint" else None
        answer = self._world.witnesses[self._name].checkpoint(path.split("/", maxsplit=1)[0])
        return answer.body.encode() if answer.status == HTTPStatus.OK else None


class InPlace:
    """A thread that is run at once by whoever starts it."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...], daemon: bool) -> None:
        del daemon
        self._work = lambda: target(*args)

    def start(self) -> None:
        self._work()


class Mirror:
    """Reads what is published and keeps every root that it saw.

    :ivar note: the newest checkpoint that it saw
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self.note = ""
        self._tree = Frontier()
        self._record = Record(world.place.public)

    def look(self) -> None:
        """Fetch what is new and hold it to what was seen."""
        world = self._world
        signed = self._record.checkpoint()
        if signed is None:
            return
        checkpoint = parse_checkpoint(open_note(signed.note, [world.log_key]).text)
        assert checkpoint.size >= self._tree.size, "entries were taken back"
        for entry in self._record.entries_of(checkpoint.size)[self._tree.size :]:
            self._tree.append(leaf_hash(entry.leaf.encode()))
        assert self._tree.root() == checkpoint.root, "another past was published"
        world.hold_published(signed.note)
        self.note = signed.note


class World:
    """All of it, and what must be true of it.

    :ivar acknowledged: the ids of the entries that a writer gave back, by their index
    :ivar roots: every root that a quorum has signed, by its size
    :ivar cosigned: the roots that each witness has signed, by its name and their size
    :ivar asks: whether others are asked before the first signature of a start
    """

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(seed)  # noqa: S311  to be the same again
        self.now = BEGAN
        self.trace: list[str] = []
        self.folder = folder
        self.place, self.signer = log_place(folder / "log")
        self.log_key = Verifier.parse(self.signer.vkey)
        self.network = Network(self)
        self.full: set[str] = set()  # the witnesses whose disk takes nothing more
        self.witnesses: dict[str, Witness] = {}
        keys = {f"w{n}.sim": self._begin(f"w{n}.sim") for n in range(WITNESSES)}
        parties = {name: Party(key, f"http://{name}") for name, key in keys.items()}
        self.policy = Policy(
            (Party(self.log_key),), parties, {"all": Group(QUORUM, tuple(parties))}, "all"
        )
        (self.place.public / "policy.txt").write_bytes(self.policy.encode())
        self.mirrors = {f"m{n}.sim": Mirror(self) for n in range(MIRRORS)}
        self.asks, self.uptime = True, 0.0
        self.acknowledged: dict[int, str] = {}
        self.roots: dict[int, bytes] = {}
        self.cosigned: dict[tuple[str, int], bytes] = {}
        self.number = 0
        self.copied = False  # whether an old copy stands, or stood, in the place of the log
        # The log as it was published so far, held to each root: what has one root is one past.
        self.record, self.tree = Record(self.place.public), Frontier()

    def run(self, steps: int) -> None:
        """Let things happen."""
        names, weights = zip(*_EVENTS, strict=True)
        for name in self.chance.choices(names, weights, k=steps):
            self.trace.append(f"{name} {getattr(self, name)()}")

    def seconds(self) -> float:
        """Give the time as the real parts measure how long they waited."""
        return self.now.timestamp()

    def sometimes(self, share: float) -> bool:
        """Say yes in a share of all cases."""
        return self.chance.random() < share

    # What can happen.

    def publish(self) -> str:
        """Append entries, perhaps on a disk that fails on the way."""
        at = self.chance.randint(1, STEPS_OF_A_COMMIT) if self.sometimes(0.2) else 0
        return self._append(at, self.chance.choice([errno.EIO, errno.ENOSPC]))

    def start_anew(self) -> str:
        """Open the log again, as after a crash: what waits is finished and asked for again."""
        if self.sometimes(0.3):
            shutil.rmtree(self.folder / "memory", ignore_errors=True)  # of the machine
        try:
            with self._writer(0, 0) as writer:
                for index in self.acknowledged:
                    assert index < writer.size, "an acknowledged entry is gone"
                return str(writer.size)
        except LogError as refused:
            return self._refused(refused)

    def pass_time(self) -> str:
        """Let the clock go on, and sometimes back."""
        seconds = self.chance.randint(1, 7200)
        if self.sometimes(0.1):
            seconds = -self.chance.randint(1, 250)
        self.now += timedelta(seconds=seconds)
        self.uptime += max(0, seconds)
        return str(seconds)

    def cut_off(self) -> str:
        """Part some witnesses from the net, or none; never so many that nobody is left."""
        everyone = sorted([*self.witnesses, *self.mirrors])
        names = self.chance.sample(everyone, self.chance.choice([0, 0, 0, 1, 2, 3, 4]))
        self.network.cut = set(names)
        return " ".join(names)

    def fill_a_disk(self) -> str:
        """Let the disk of a witness be full, or of none."""
        self.full = set() if self.sometimes(0.7) else {self._any()}
        return " ".join(self.full)

    def kill_a_witness(self) -> str:
        """End a witness without a word and start it from what is on its disk."""
        name = self._any()
        self.witnesses[name] = open_witness(self.folder / name)
        return name

    def deliver_again(self) -> str:
        """Let a request that was sent long ago arrive once more."""
        if not self.network.sent:
            return "nothing"
        name, body = self.chance.choice(self.network.sent)
        try:
            return f"{name} {self.deliver(name, body).status}"
        except AskError:
            return f"{name} full"

    def look(self) -> str:
        """Let a mirror fetch what is new."""
        name = self.chance.choice(sorted(self.mirrors))
        self.mirrors[name].look()
        return name

    def bring_back_an_old_copy(self) -> str:
        """Copy the whole log, or go on from the copy: it must publish nothing else."""
        if not (self.folder / "old").exists() or self.sometimes(0.3):
            return self.copy()
        return self.go_on_from_the_copy()

    # What is behind it.

    def copy(self) -> str:
        """Keep a copy of the whole log, its database too."""
        shutil.rmtree(self.folder / "old", ignore_errors=True)
        shutil.copytree(self.folder / "log", self.folder / "old")
        return "copied"

    def go_on_from_the_copy(self) -> str:
        """Publish from the copy, in the place of the log, and from the log itself after that.

        A witness that was behind may have signed what the copy made: then the log must not go on.
        All of it is undone, since there would be no more to see.
        """
        here, aside = self.folder / "log", self.folder / "aside"
        self.copied = True
        with self._undone():
            here.rename(aside)
            shutil.copytree(self.folder / "old", here)
            before, promised = self._published(), promised_note(self.place)
            newest = (
                (aside / "public" / "log" / "checkpoint").read_text("utf-8") if self.roots else ""
            )
            said = self._append(0, 0)
            after = self._published()
            if self.asks and _size(newest) > _size(promised):
                # What was published has a quorum, and too few were unheard to be one.
                assert promised_note(self.place) == promised, "an old copy has signed"
            if after and after != before:
                self.hold_published(after)
            shutil.rmtree(here)
            aside.rename(here)
            return f"{said} {self._go_on_or_stop()}"

    def _go_on_or_stop(self) -> str:
        """Publish from the log, which must stop where a witness that it reaches has seen more."""
        shown = (self._memory(name) for name in self.witnesses if name not in self.network.cut)
        most = max((size for rows in shown for size, _ in rows), default=0)
        said = self._append(0, 0)
        assert not said.isdigit() or most <= int(said), "it signs beside what a witness has seen"
        return said

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """Undo whatever happens within to the log, the witnesses and what is known of them."""
        kept = self.folder / "kept"
        names = ("log", *self.witnesses)
        for name in names:
            shutil.copytree(self.folder / name, kept / name)
        known = dict(self.acknowledged), dict(self.roots), dict(self.cosigned), self.network.sent
        record, self.record = self.record, Record(self.place.public)
        tree, self.tree = self.tree, Frontier()
        try:
            yield
        finally:
            for name in names:
                shutil.rmtree(self.folder / name)
                (kept / name).rename(self.folder / name)
            self.witnesses = {name: open_witness(self.folder / name) for name in self.witnesses}
            self.acknowledged, self.roots, self.cosigned, self.network.sent = known
            self.record, self.tree = record, tree
            self.copied = False

    def deliver(self, name: str, body: bytes) -> Reply:
        """Hand a request to a witness, and hold its answer to what is on its disk."""
        witness = self.witnesses[name]
        try:
            answer = witness.add_checkpoint(body, self.now)
        except (sqlite3.Error, WitnessError) as error:
            raise AskError(str(error)) from error
        if answer.status == 200:
            self._hold_cosigned(name, body, answer.body)
        return Reply(answer.status, answer.content_type, answer.body)

    def hold_published(self, note: str) -> None:
        """Hold a published checkpoint to its quorum, to every other, and to what was promised."""
        checkpoint = parse_checkpoint(split_note(note)[0])
        assert len(cosignatures(note, self.policy)) >= QUORUM, "published without its witnesses"
        known = self.roots.setdefault(checkpoint.size, checkpoint.root)
        assert known == checkpoint.root, "two roots of one size were published"
        for entry in self.record.entries_of(checkpoint.size)[self.tree.size :]:
            name = self.acknowledged.get(entry.index, entry.leaf.id)
            assert entry.leaf.id == name, "an acknowledged entry is another one"
            self.tree.append(leaf_hash(entry.leaf.encode()))
        if self.tree.size == checkpoint.size:
            assert self.tree.root() == checkpoint.root, "another past was published"
        assert self.tree.size >= checkpoint.size, "fewer entries lie there than were signed"

    def _hold_cosigned(self, name: str, body: bytes, line: str) -> None:
        text = body.decode().partition("\n\n")[2].rpartition("\n\n")[0] + "\n"
        checkpoint = parse_checkpoint(text)
        open_note(f"{text}\n{line}", [Verifier.parse(self.witnesses[name].vkey)])
        known = self.cosigned.setdefault((name, checkpoint.size), checkpoint.root)
        assert known == checkpoint.root, "a witness signed two roots of one size"
        [(size, root)] = self._memory(name)
        assert (size, root) == (checkpoint.size, checkpoint.root), "signed before it was kept"

    def _memory(self, name: str) -> list[tuple[int, bytes]]:
        """Give the size and the root that a witness has on its disk."""
        with sqlite3.connect(self.folder / name / SEEN_FILE) as disk:
            found = disk.execute("select size, root from seen").fetchall()
        disk.close()
        return found

    def _append(self, at: int, error: int) -> str:
        leaves = [self._leaf() for _ in range(self.chance.randint(1, 4))]
        try:
            with self._writer(at, error) as writer:
                for entry in writer.commit(None, leaves):
                    self.acknowledged[entry.index] = entry.leaf.id
                return f"{writer.size}"
        except OSError:
            return f"broke at {at}"
        except LogError as refused:
            return self._refused(refused)

    def _refused(self, error: LogError) -> str:
        """Name what refused; that the log itself has another past is said of none but a copy."""
        assert self.copied or not isinstance(error, HaltedError), "the log was taken for a copy"
        return type(error).__name__

    @contextmanager
    def _writer(self, at: int, error: int) -> Iterator[Any]:
        disk = FailingDisk(self.place.scratch, at, error)
        witnessing, asking = Witnessing(self.place, self.record), Asking(self.now)
        peering = self._peering()
        with open_writer(
            self.place,
            self.signer,
            disk,
            wait_s=5,
            cosign=lambda note: witnessing.cosign(note, asking),
            ask=lambda: peering.before_signing(witnessing, asking) if self.asks else None,
        ) as writer:
            try:
                yield writer
            finally:
                peering.after_signing(witnessing)

    def _peering(self) -> Peering:
        """Give who is asked, as a process that has just begun knows them."""
        urls = tuple(f"http://{name}" for name in self.mirrors)
        config: Any = SimpleNamespace(mirror=MirrorSettings(), peers=Peers(mirrors=urls))
        peering = Peering(self.place, config, lambda: self.now)
        peering._asked = Asked(self.place, lambda: self.now, self.folder / "memory")
        return peering

    def _leaf(self) -> Leaf:
        self.number += 1
        return Leaf(
            type=EntryType.HEARTBEAT,
            id=f"01J{self.number:023d}",
            time=f"{self.now:%Y-%m-%dT%H:%M:%SZ}",
            actor="signer",
        )

    def _published(self) -> str:
        path = self.place.prefix / "checkpoint"
        return path.read_text("utf-8") if path.exists() else ""

    def _any(self) -> str:
        return self.chance.choice(sorted(self.witnesses))

    def _begin(self, name: str) -> Verifier:
        vkey = create_witness(self.folder / name, name)
        witness = self.witnesses[name] = open_witness(self.folder / name)
        witness.watch(self.signer.vkey)
        return Verifier.parse(vkey)


_EVENTS = (
    ("publish", 30),
    ("look", 25),
    ("pass_time", 20),
    ("deliver_again", 10),
    ("cut_off", 4),
    ("start_anew", 4),
    ("kill_a_witness", 4),
    ("fill_a_disk", 2),
    ("bring_back_an_old_copy", 1),
)


def _size(note: str) -> int:
    return parse_checkpoint(split_note(note)[0]).size if note else 0


@contextmanager
def world(seed: int) -> Iterator[World]:
    """Make a world, with the wire, the clock and the threads of the real parts taken over."""
    folder = Path(tempfile.mkdtemp(prefix="world-", dir=MEMORY))
    keep = Turn.keep
    with pytest.MonkeyPatch.context() as patch:
        made = World(seed, folder)

        def kept(self: Turn, latest: Any) -> None:
            file = self._database.execute("pragma database_list").fetchone()[2]
            if Path(file).parent.name in made.full:
                raise sqlite3.OperationalError("database or disk is full")
            keep(self, latest)

        patch.setattr(Turn, "keep", kept)
        patch.setattr(gather, "post", made.network.post)
        patch.setattr(gather, "HttpShelf", made.network.shelf)
        patch.setattr(gather, "threading", SimpleNamespace(Thread=InPlace, Lock=threading.Lock))
        patch.setattr(gather, "time", SimpleNamespace(monotonic=made.seconds))
        patch.setattr(preflight, "HttpShelf", made.network.shelf)
        patch.setattr(preflight, "threading", SimpleNamespace(Thread=InPlace))
        patch.setattr(preflight, "time", SimpleNamespace(monotonic=made.seconds))
        patch.setattr("pendopo.store.asked._since_start", lambda: made.uptime)
        try:
            yield made
        finally:
            shutil.rmtree(folder)

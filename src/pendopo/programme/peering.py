"""Whoever keeps this log besides us, bound to a programme: asked before we sign, and to recover."""

from collections.abc import Callable, Sequence, Set
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from pendopo.peers import preflight
from pendopo.peers.copying import Pouring
from pendopo.peers.follow import HttpShelf
from pendopo.peers.following import Progress, rfc3339
from pendopo.peers.recovery import Asked as Wanted
from pendopo.peers.recovery import Claim, Recovered, RecoveryError, Source, recover
from pendopo.programme.config import Config
from pendopo.programme.mirroring import WITNESS, Mirror, largest_seen, read_mirror, standing
from pendopo.programme.witnessing import Asking, Witnessing
from pendopo.published.rotations import verifier_of
from pendopo.published.state import Record
from pendopo.published.verify import FolderShelf
from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.note import Verifier, open_note
from pendopo.standards.tlog.policy import Policy, parse_policy
from pendopo.store.acknowledged import log_keys, promised_note, read_rotations
from pendopo.store.asked import Asked
from pendopo.store.files import Disk
from pendopo.store.halt import Halt, HaltedError, read_halt, write_halt
from pendopo.store.keys import load_keys
from pendopo.store.place import LogBusyError, LogError, LogPlace
from pendopo.store.restored import clear_mark, read_mark

KEYS: Final = "keys"
# Why the log is not written now, and may be later by itself: others are at it, or do not answer.
PASSING: Final = (LogBusyError, preflight.TooFewError)
_ADDRESSES = ("https://", "http://")
_DO = "Nothing was signed. Pages are served on. Run: pendopo recover{sources}"


class MirrorOnlyError(LogError):
    """The folder is a mirror of another's log, in which nothing is published."""


class Peering:
    """The others of one programme's log.

    :param clock: tells when a log was found to be only readable
    """

    def __init__(
        self, place: LogPlace, config: Config, clock: Callable[[], datetime] | None
    ) -> None:
        self._place, self._config, self._clock = place, config, clock
        self._asked = Asked(place, clock)
        self._promised = ""

    @property
    def mirror(self) -> Mirror | None:
        """What is known of the origin, where this is a mirror; else None."""
        return read_mirror(self._place, self._config)

    @property
    def halt(self) -> Halt | None:
        """Why the log may only be read; None when it may be written."""
        try:
            return read_halt(self._place)
        except HaltedError as error:
            return Halt("unknown", "", str(error))

    def lacking(self) -> Set[str]:
        """Give the commitments whose objects this mirror could not get."""
        found = self.mirror
        lacks = found.status.lacks if found and found.status else ()
        return frozenset(path.rpartition("/")[2] for path in lacks if path.startswith("objects/"))

    def standing(self) -> str:
        """Name what is said of the log besides its entries, as it is now."""
        return standing(self._place.public)

    @property
    def witness(self) -> Path | None:
        """The folder of this government's witness; None where it is none."""
        folder = self._place.private / WITNESS
        return folder if self._config.peers.witness and folder.is_dir() else None

    @property
    def vkey(self) -> str:
        """The key that the log is held to: its own, or a mirror's origin's."""
        return self._config.mirror.key or self.keys[0].vkey

    @property
    def keys(self) -> tuple[Verifier, ...]:
        """Every key of our own log, the newest that signs first.

        A key that no entry names yet comes last: it signs nothing.
        """
        ring = load_keys(self._place.private / KEYS)
        return log_keys(ring.name, read_rotations(self._place), ring.verifiers)

    @property
    def last_note(self) -> str:
        """The largest checkpoint that was promised here, or seen of a mirror's origin."""
        return largest_seen(self._place, self._config) or promised_note(self._place)

    def hold_writable(self) -> None:
        """Refuse to begin what could not be signed in the end.

        :raises LogError: in a mirror, and in a log that may only be read
        """
        if self._config.mirror.of:
            raise MirrorOnlyError(
                f"{self._place.public.parent} is a mirror of {self._config.mirror.of}: nothing is "
                f"published here"
            )
        halt = read_halt(self._place)
        if halt is not None:
            raise HaltedError(f"{_said(halt)} {_DO.format(sources=self._sources())}")

    def before_signing(self, witnessing: Witnessing, asking: Asking) -> None:
        """Ask who may have seen more of this log than is here; once a start, and minutes later.

        Who they are the log's entries say, not only ``policy.txt``, which nobody has signed.

        :raises LogError: when any has, or too few answer; nothing was signed
        """
        self.hold_writable()
        if not asking.edited:
            witnessing.hold_policy()
        policy = witnessing.in_force()[1]
        both = (policy, self._policy())
        mirrors = self._config.peers.mirrors
        restored = read_mark(self._place) is not None
        # Of a copy nothing that was remembered is believed, and nobody is left out.
        without = "" if restored else asking.without
        signed, places = witnessing.have_signed(both), self._config.peers.places
        asked = preflight.parties(both, mirrors, signed, without, places)
        note = self._promised = promised_note(self._place)
        if not asked or (self._asked.holds(note) and not restored):
            return
        answers = preflight.ask_all(asked, self.keys)
        ours = parse_checkpoint(open_note(note, self.keys).text) if note else None
        conflict = preflight.compare(self._place, ours, answers, self._newest(ours))
        if conflict is not None:
            raise self._halted(conflict, note)
        needed = len(asked) if restored else self._config.peers.needed
        preflight.hold_answers(answers, policy, asked, needed, restored=restored)
        self._asked.keep(note, asked=True)
        clear_mark(self._place, Disk(self._place.scratch))

    def after_signing(self, witnessing: Witnessing) -> None:
        """Remember what is promised now, so that the next process of a batch need not ask.

        Whoever has cosigned what was promised just now has seen nothing larger: that is an answer.
        """
        note = promised_note(self._place)
        asked = note != self._promised and preflight.seen_by(
            witnessing.in_force()[1], witnessing.on(note)
        )
        self._asked.keep(note, asked=asked)

    def nothing_newer(self) -> None:
        """Let a copy be signed again on the word of whoever runs it, where nobody can be asked.

        :raises LogError: where somebody can, or the log may only be read
        """
        self.hold_writable()
        if read_mark(self._place) is None:
            raise LogError(f"{self._place.private.parent} is no copy that was brought back")
        in_force = Witnessing(self._place, Record(self._place.public)).in_force()[1]
        policies = in_force, self._policy()
        asked = preflight.parties(policies, self._config.peers.mirrors)
        if asked:
            names = ", ".join(one.name for one in asked)
            raise LogError(f"{names} can be asked: any verb that signs does, and goes on then")
        clear_mark(self._place, Disk(self._place.scratch))

    def recover(
        self,
        sources: Sequence[str],
        now: datetime,
        progress: Progress,
        *,
        accept_loss: bool = False,
    ) -> Recovered:
        """Bring the log back from those who kept it.

        :param sources: addresses, or folders that hold a copy
        :raises RecoveryError: when it cannot be, saying why
        """
        if self._config.mirror.of:
            raise RecoveryError("a mirror is brought up to date with: pendopo follow")
        self._asked.forget()
        keys = self.keys
        opened = [Source(source, _shelf(source), _again(source)) for source in sources]
        places = self._config.peers.places
        answers = preflight.ask_all(
            preflight.parties((self._policy(),), (), monitoring=places), keys
        )
        claims = [
            Claim(one.who.name, one.note, one.checkpoint)
            for one in answers.heard
            if one.checkpoint is not None
        ]
        note = promised_note(self._place) if self._place.database.exists() else ""
        ours = parse_checkpoint(open_note(note, keys).text) if note else None
        wanted = Wanted(keys, opened, claims, accept_loss, self._newest(ours))
        done = recover(self._place, wanted, now, progress)
        clear_mark(self._place, Disk(self._place.scratch))
        return done

    def _newest(self, ours: Checkpoint | None) -> preflight.Newest | None:
        """Give the key that took over last, where what is promised here is over its entry."""
        past = [one for one in read_rotations(self._place) if ours and one.index < ours.size]
        if not past:
            return None
        key = verifier_of(self.keys[0].name, past[-1].new)
        return preflight.Newest(past[-1].index, key)

    def _halted(self, conflict: preflight.Conflict, note: str) -> HaltedError:
        """Keep both checkpoints and the marker, and say what to do."""
        theirs = conflict.heard
        size = theirs.checkpoint.size if theirs.checkpoint else 0
        notes = {f"theirs-{size}": theirs.note} | ({"ours": note} if note else {})
        at = rfc3339(self._clock()) if self._clock else ""
        halt = Halt(conflict.kind, at, conflict.message, conflict.values)
        halt = write_halt(self._place, halt, notes, Disk(self._place.scratch))
        return HaltedError(f"{_said(halt)} {_DO.format(sources=self._sources())}")

    def _sources(self) -> str:
        return "".join(f" --from {url}" for url in self._config.peers.mirrors) or " --from URL"

    def _policy(self) -> Policy:
        path = self._place.public / "policy.txt"
        return parse_policy(path.read_bytes()) if path.exists() else Policy()


def _said(halt: Halt) -> str:
    said = halt.message
    for name, text in halt.values.items():
        said = said.replace("{" + name + "}", text)
    return said


def _again(source: str) -> Callable[[], HttpShelf] | None:
    return partial(HttpShelf, source) if source.startswith(_ADDRESSES) else None


def _shelf(source: str) -> Pouring:
    if source.startswith(_ADDRESSES):
        return HttpShelf(source)
    root = Path(source)
    for folder in (root, root / "public"):
        if (folder / "log").is_dir():
            return FolderShelf(folder)
    raise RecoveryError(f"{source}: no log is here; write the address or the folder of a mirror")

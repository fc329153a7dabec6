"""Before the first signature: ask witnesses and mirrors whether any has seen more than is here.

A machine that was brought back from an old backup knows nothing of what it has signed since. If it
signed again, the log would have two pasts, for ever. So whoever can have seen more is asked first:
a larger tree, or another one, and the log is only read until ``pendopo recover`` has brought back
what is missing.

Sources: C2SP tlog-witness (monitoring), ``<url>/<hash of the origin>/checkpoint``; a mirror also
serves its copy's own ``log/checkpoint``.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from pendopo.peers.copying import NOTE_BYTES_MOST
from pendopo.peers.follow import AddressError, HttpShelf, Patience
from pendopo.peers.growing import Growth
from pendopo.published.verify import ShelfError
from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.note import NoteError, Verifier, open_note
from pendopo.standards.tlog.policy import Policy
from pendopo.standards.tlog.witness import origin_hash
from pendopo.store.files import Disk
from pendopo.store.place import LogError, LogPlace
from pendopo.store.tiles import TileError
from pendopo.terms.wording import say

DEADLINE_S: Final = 12.0
_PATIENCE = Patience(timeout_s=5.0, tries=2, pause_s=0.5, pause_most_s=2.0, slowest=100_000)
_CHECKPOINT = "log/checkpoint"

Shelves = Callable[[str], HttpShelf]


class TooFewError(LogError):
    """Fewer have answered than must before anything may be signed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Someone who may have seen more of the log than is here.

    :param mirror: whether a whole copy is there, and not only a checkpoint
    :param vkey: a witness's key; empty for a mirror
    :param signed: whether it is known to have cosigned this log: then it cannot have seen nothing
    """

    name: str
    url: str
    mirror: bool = False
    vkey: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What one of them has seen.

    :param note: the largest checkpoint of ours; empty when it has seen none
    """

    who: Asked
    note: str
    checkpoint: Checkpoint | None


@dataclass(frozen=True, slots=True)
class Answers:
    """What all of them say.

    :param silent: those who gave no answer, to why
    """

    heard: tuple[Heard, ...]
    silent: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Someone has seen another log than the one that is here.

    :param kind: ``behind`` or ``fork``
    :param message: marked with ``say``
    """

    kind: str
    message: str
    values: Mapping[str, str]
    heard: Heard


def parties(
    policies: Iterable[Policy],
    mirrors: Sequence[str],
    signed: Set[str] = frozenset(),
    without: str = "",
    monitoring: Mapping[str, str] | None = None,
) -> tuple[Asked, ...]:
    """Give who is asked: the witnesses that any of the policies names with an address, and mirrors.

    :param signed: the keys of those that are known to have cosigned this log
    :param without: the key of one that is not asked
    :param monitoring: where witnesses tell what they have seen, by their names, where that is not
        the address at which they cosign (C2SP tlog-witness: the two prefixes may differ)
    """
    places = monitoring or {}
    found: dict[str, Asked] = {}
    for policy in policies:
        for name, party in policy.witnesses.items():
            vkey, url = party.key.vkey, places.get(name, party.url)
            known = any((one.vkey, one.url) == (vkey, url) for one in found.values())
            if url and vkey != without and not known:
                unique = name if name not in found else f"{name} at {url}"
                found[unique] = Asked(unique, url, vkey=vkey, signed=vkey in signed)
    return (*found.values(), *(Asked(url, url, mirror=True) for url in dict.fromkeys(mirrors)))


def settled(policy: Policy, asked: Sequence[Asked], heard: Sequence[Asked]) -> bool:
    """Whether nothing can have been published that nobody who was heard has seen.

    Whatever was published has the quorum's signatures. So the witnesses that were not heard must
    be too few for a quorum: then one who was heard has seen it. A mirror proves nothing there: it
    may have followed an hour before. Where no quorum is asked for, or witnesses that cannot be
    asked could make it by themselves, more than half of all must be heard.
    """
    witnesses = {party.key.vkey for party in policy.witnesses.values()}
    if policy.missing(witnesses - {one.vkey for one in asked}) == 0:
        return len(heard) > len(asked) // 2
    return seen_by(policy, {one.vkey for one in heard})


def seen_by(policy: Policy, vkeys: Set[str]) -> bool:
    """Whether no quorum can be made without one of these witnesses."""
    return policy.missing({one.key.vkey for one in policy.witnesses.values()} - vkeys) > 0


def ask_all(
    asked: Iterable[Asked],
    keys: Sequence[Verifier],
    deadline_s: float = DEADLINE_S,
    shelf: Shelves = lambda url: HttpShelf(url, _PATIENCE),
) -> Answers:
    """Ask all at once, and wait for the last of them until the deadline."""
    everyone = list(asked)
    found: queue.SimpleQueue[tuple[Asked, Heard | str]] = queue.SimpleQueue()

    def ask(who: Asked) -> None:
        try:
            with shelf(who.url) as opened:
                found.put((who, _largest(who, opened, keys)))
        except (ShelfError, AddressError, ValueError) as error:
            found.put((who, str(error)))

    for who in everyone:
        # Daemons: whoever keeps us waiting does not keep the process from ending.
        threading.Thread(target=ask, args=(who,), daemon=True).start()
    until = time.monotonic() + deadline_s
    heard: list[Heard] = []
    silent = {who.name: f"no answer within {deadline_s:.0f} s" for who in everyone}
    for _ in everyone:
        try:
            who, answer = found.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            break
        del silent[who.name]
        if isinstance(answer, str):
            silent[who.name] = answer
        else:
            heard.append(answer)
    return Answers(tuple(heard), silent)


@dataclass(frozen=True, slots=True)
class Newest:
    """The key that took over last, and since which entry: an older one says nothing more alone."""

    index: int
    key: Verifier

    def signed(self, note: str, size: int) -> bool:
        """Whether a checkpoint of ours is of before that entry, or signed by this key too.

        Whoever stole a key before it was retired could else say for ever what this log has signed.
        """
        with suppress(NoteError):
            return size <= self.index or bool(open_note(note, [self.key]))
        return False


def compare(
    place: LogPlace, ours: Checkpoint | None, answers: Answers, newest: Newest | None = None
) -> Conflict | None:
    """Hold what others have seen to what is promised here; give the gravest that does not fit.

    :param newest: the key that signs since the last rotation, where there was one
    """
    conflicts = [
        found
        for one in answers.heard
        if one.checkpoint is not None
        and (newest is None or newest.signed(one.note, one.checkpoint.size))
        and (found := _conflict(place, ours, one)) is not None
    ]
    conflicts.sort(key=lambda one: (one.kind != "fork", -int(one.values["theirs"])))
    return conflicts[0] if conflicts else None


def hold_answers(
    answers: Answers,
    policy: Policy,
    asked: Sequence[Asked],
    wanted: int = 0,
    *,
    restored: bool = False,
) -> None:
    """Hold that enough have answered.

    :param wanted: how many the settings want to answer besides
    :param restored: whether all must, for the log was brought back from a backup
    :raises TooFewError: naming those who did not
    """
    heard = [one.who for one in answers.heard]
    wanted = min(len(asked), wanted)
    if len(heard) >= wanted and settled(policy, asked, heard):
        return
    if restored:
        why = "all must, for it was brought back from a backup; or run pendopo recover"
    elif len(heard) < wanted:
        why = f"peers.needed in pendopo.toml asks for {wanted}"
    else:
        why = "the others could have signed more of it"
    lines = [f"  {name}: {silent}" for name, silent in answers.silent.items()]
    raise TooFewError(
        f"{len(heard)} of {len(asked)} witnesses and mirrors have said what they have seen of this "
        f"log, and {why}: so nothing was signed. Try again when more of them answer. Without an "
        f"answer:\n" + "\n".join(lines)
    )


def _largest(who: Asked, shelf: HttpShelf, keys: Sequence[Verifier]) -> Heard:
    """Get the largest checkpoint of ours that someone has.

    :raises ShelfError: when there is no answer
    :raises ValueError: when what is there is not signed by us
    """
    paths = [f"{origin_hash(keys[0].name)}/checkpoint", *([_CHECKPOINT] if who.mirror else [])]
    notes = [shelf.read(path, NOTE_BYTES_MOST) for path in paths]
    found = [(_opened(note, keys), note.decode()) for note in notes if note is not None]
    if not found and who.mirror:
        raise ShelfError("no copy of this log is there")
    if not found and who.signed:
        # Its address for monitoring is another, or it forgot: nothing is known of what it has seen.
        raise ShelfError("it has cosigned this log and shows no checkpoint of it")
    checkpoint, note = max(found, key=lambda one: one[0].size, default=(None, ""))
    return Heard(who, note, checkpoint)


def _opened(note: bytes, keys: Sequence[Verifier]) -> Checkpoint:
    checkpoint = parse_checkpoint(open_note(note, keys).text)
    if checkpoint.origin != keys[0].name:
        raise ValueError(f"a checkpoint of {checkpoint.origin}")
    return checkpoint


def _conflict(place: LogPlace, ours: Checkpoint | None, one: Heard) -> Conflict | None:
    theirs = one.checkpoint
    if theirs is None:
        return None
    size = ours.size if ours else 0
    values = {"who": one.who.name, "theirs": str(theirs.size), "ours": str(size)}
    if theirs.size > size:
        message = say(
            "{who} has seen {theirs} entries that this log signed; here are {ours}. An old copy "
            "was brought back."
        )
        return Conflict("behind", message, values, one)
    if _root(place, theirs.size, ours) != theirs.root:
        message = say(
            "{who} has a checkpoint for {theirs} entries, signed with this log's key, that is not "
            "of the log here, which has {ours}: two pasts were signed."
        )
        return Conflict("fork", message, values, one)
    return None


def _root(place: LogPlace, size: int, ours: Checkpoint | None) -> bytes:
    """Give our root at a size.

    :raises LogError: when the tiles do not give it: then nothing may be signed either
    """
    if ours is not None and size == ours.size:
        return ours.root
    try:
        growth = Growth(place.public, Disk(place.scratch), ours.size if ours else 0)
        return growth.roots().at(size)
    except (TileError, OSError) as error:
        raise LogError(f"{error}; nothing was signed. Run: pendopo verify") from error

"""Have witnesses cosign a checkpoint before it is published (C2SP tlog-witness, the log's side).

All are asked at once. Those who are down cost a bounded time, and are left alone for a while. One
that has seen a larger log than ours stops everything: then an old copy of ours was brought back,
and to sign on would fork it. Its word is not enough for that, only our own signature that it shows.
"""

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path

from pendopo.peers.asking import AskError, Reply, post
from pendopo.peers.copying import NOTE_BYTES_MOST
from pendopo.peers.follow import AddressError, HttpShelf, Patience
from pendopo.published.verify import ShelfError
from pendopo.published.witnessed import Known, cosignatures
from pendopo.standards.tlog.checkpoint import (
    Checkpoint,
    CheckpointError,
    parse_checkpoint,
    parse_size,
)
from pendopo.standards.tlog.merkle import consistency_proof
from pendopo.standards.tlog.note import NoteError, Signature, Verifier, open_note, split_note
from pendopo.standards.tlog.policy import Party, Policy
from pendopo.standards.tlog.witness import AddCheckpoint, origin_hash
from pendopo.store.place import LogError
from pendopo.store.tiles import Tiles

# Gives the proof that the log only adds to its first so many entries.
Proof = Callable[[int], tuple[bytes, ...]]

_ANSWER_BYTES_MOST = 65_536
# Its own size, then the one it says, then once more if another writer of ours was there between.
_TRIES = 3
_AHEAD = "ahead"


class AheadError(LogError):
    """A witness has seen a larger log than ours: nothing more may be signed."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How long witnesses are waited for.

    :param all_s: for all of them together
    :param more_s: for the others, once the quorum has signed
    :param again_s: how long one that failed is left alone; twice as long each time it fails again
    :param longest_s: at most so long
    """

    all_s: float = 5.0
    more_s: float = 0.5
    again_s: int = 60
    longest_s: int = 3600


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of asking.

    :param note: the checkpoint with every right signature
    :param missing: how many more must sign
    :param known: what is now known of each witness, by its key
    """

    note: str
    missing: int
    known: Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class _Answer:
    name: str
    known: Known
    line: str = ""


@dataclass(slots=True)
class Gatherer:
    """Asks the witnesses of a policy.

    :param prefix: the folder of the log, whose tiles give the proofs
    :param known: what is remembered of each witness, by its key
    :param at: the time; None asks also those who are to be left alone
    """

    prefix: Path
    policy: Policy
    known: Mapping[str, Known] = field(default_factory=dict)
    at: datetime | None = None
    manners: Manners = field(default_factory=Manners)

    def gather(self, note: str, before: Sequence[str] = ()) -> Gathered:
        """Have a checkpoint cosigned.

        :param note: signed by the log
        :param before: notes of the same text that may hold signatures already
        :raises AheadError: when a witness has seen a larger log
        """
        text, signatures = split_note(note)
        have: dict[str, Signature] = {}
        for other in before:
            if split_note(other)[0] == text:
                have |= {n: one for n, (one, _) in cosignatures(other, self.policy).items()}
        known = dict(self.known)
        for answer in self._answers(note, parse_checkpoint(text), have):
            known[answer.known.vkey] = answer.known
            if answer.line:
                made = f"{text}\n{answer.line}"
                have |= {n: one for n, (one, _) in cosignatures(made, self.policy).items()}
        lines = [one.line() for one in (*signatures, *self._in_order(have))]
        return Gathered(f"{text}\n{''.join(lines)}", self._missing(have), known)

    def _logs(self, checkpoint: Checkpoint) -> tuple[Verifier, ...]:
        keys = (party.key for party in self.policy.logs)
        return tuple(key for key in keys if key.name == checkpoint.origin)

    def _in_order(self, have: Mapping[str, Signature]) -> list[Signature]:
        return [have[name] for name in self.policy.witnesses if name in have]

    def _missing(self, have: Mapping[str, Signature]) -> int:
        return self.policy.missing({self.policy.witnesses[name].key.vkey for name in have})

    def _answers(
        self, note: str, checkpoint: Checkpoint, have: Mapping[str, Signature]
    ) -> list[_Answer]:
        """Ask everyone who has not signed; give the answers that came in time."""
        asked = [
            (name, party)
            for name, party in self.policy.witnesses.items()
            if name not in have and party.url and self._may_ask(party)
        ]
        answers: queue.Queue[_Answer] = queue.Queue()
        tiles = Tiles(self.prefix, checkpoint.size)
        lock = threading.Lock()

        def proof(old: int) -> tuple[bytes, ...]:
            with lock:
                return tuple(consistency_proof(old, checkpoint.size, tiles.subtree))

        for name, party in asked:
            one = _One(name, party, self._known(party), self.manners.all_s, self._logs(checkpoint))
            work = (one, answers, (note, checkpoint.size, proof))
            # A thread that is still waiting when all the others are done is left behind.
            threading.Thread(target=_answer_into, args=work, daemon=True).start()
        return self._in_time(asked, answers, have)

    def _in_time(
        self,
        asked: Sequence[tuple[str, Party]],
        answers: "queue.Queue[_Answer]",
        have: Mapping[str, Signature],
    ) -> list[_Answer]:
        until = time.monotonic() + self.manners.all_s
        waiting, found, signed = dict(asked), [], {*have}
        while waiting and (left := until - time.monotonic()) > 0:
            try:
                answer = answers.get(timeout=left)
            except queue.Empty:
                break
            del waiting[answer.name]
            found.append(answer)
            if answer.line:
                signed.add(answer.name)
            if self._done(signed):
                until = min(until, time.monotonic() + self.manners.more_s)
        late = [self._late(name, party) for name, party in waiting.items()]
        return [replace(one, known=self._dated(one.known)) for one in (*found, *late)]

    def _done(self, signed: set[str]) -> bool:
        return self.policy.missing({self.policy.witnesses[n].key.vkey for n in signed}) == 0

    def _late(self, name: str, party: Party) -> _Answer:
        return _One(name, party, self._known(party), 0).silent("no answer")

    def _dated(self, known: Known) -> Known:
        return replace(known, asked=f"{self.at:%Y-%m-%dT%H:%M:%SZ}") if self.at else known

    def _known(self, party: Party) -> Known:
        return self.known.get(party.key.vkey, Known(party.key.vkey))

    def _may_ask(self, party: Party) -> bool:
        """Whether a witness is to be asked again by now."""
        known = self._known(party)
        if self.at is None or not known.failures or not known.asked or known.outcome == _AHEAD:
            return True
        pause_s = self.manners.again_s << min(known.failures - 1, 20)
        asked = datetime.fromisoformat(known.asked)
        return (
            not asked <= self.at < asked + timedelta(seconds=min(pause_s, self.manners.longest_s))
        )


def _answer_into(
    one: "_One", answers: "queue.Queue[_Answer]", question: tuple[str, int, Proof]
) -> None:
    answers.put(one.ask(*question))


@dataclass(frozen=True, slots=True)
class _One:
    """One witness while it is asked."""

    name: str
    party: Party
    before: Known
    seconds: float
    logs: tuple[Verifier, ...] = ()

    def ask(self, note: str, size: int, proof: Proof) -> _Answer:
        """Ask until it signs or says why not."""
        old = min(self.before.size, size)
        until = time.monotonic() + self.seconds
        try:
            for _ in range(_TRIES):
                body = AddCheckpoint(old, proof(old), note).encode()
                reply = self._post(body, until - time.monotonic())
                if reply.status != HTTPStatus.CONFLICT:
                    break
                old = parse_size(reply.text.removesuffix("\n"))
                if old > size:
                    return self._beyond(old, size, until - time.monotonic())
        except AskError as error:
            return self.silent(str(error))
        except CheckpointError:
            return self._failed("refused", Reply(reply.status, "", "answers 409 without a size"))
        return self._judged(note, size, reply)

    def _beyond(self, said: int, size: int, seconds: float) -> _Answer:
        """Hold a witness that says it has seen more to what this log has signed.

        Its number is nobody's signature: were it believed, one witness could stop the log.
        """
        shown = self._shown(seconds)
        if shown > size:
            reply = Reply(HTTPStatus.CONFLICT, "", f"shows {shown} entries that this log signed")
            return self._failed(_AHEAD, reply, shown)
        why = f"says that it has seen {said} entries, and shows no signature of this log for them"
        return self._failed("refused", Reply(HTTPStatus.CONFLICT, "", why))

    def _shown(self, seconds: float) -> int:
        """Give the size of the checkpoint that it shows and this log has signed, or 0."""
        patience = Patience(timeout_s=max(seconds, 0.01), tries=1, slowest=100_000)
        for key in self.logs:
            try:
                with HttpShelf(self.party.url, patience) as shelf:
                    note = shelf.read(f"{origin_hash(key.name)}/checkpoint", NOTE_BYTES_MOST)
                checkpoint = parse_checkpoint(open_note(note or b"", [key]).text)
            except (ShelfError, AddressError, ValueError):
                continue
            if checkpoint.origin == key.name:
                return checkpoint.size
        return 0

    def _post(self, body: bytes, seconds: float) -> Reply:
        address = self.party.url.rstrip("/") + "/add-checkpoint"
        return post(address, body, seconds, _ANSWER_BYTES_MOST)

    def _judged(self, note: str, size: int, reply: Reply) -> _Answer:
        """Hold an answer to the witness's key."""
        if reply.status != HTTPStatus.OK:
            return self._failed("refused", reply)
        text = split_note(note)[0]
        alone = Policy(witnesses={self.name: self.party})
        try:
            found = cosignatures(f"{text}\n{reply.text}", alone)
        except NoteError:
            found = {}
        if not found:
            return self._failed("refused", replace(reply, text="signed with another key, or wrong"))
        known = Known(self.party.key.vkey, size, "", "cosigned", reply.status)
        return _Answer(self.name, known, found[self.name][0].line())

    def silent(self, why: str) -> _Answer:
        """Note that it did not answer; what it said before of a larger log still stands."""
        if self.before.outcome == _AHEAD:
            return _Answer(self.name, replace(self.before, failures=self.before.failures + 1))
        return self._failed("silent", Reply(0, "", why))

    def _failed(self, outcome: str, reply: Reply, size: int | None = None) -> _Answer:
        known = replace(
            self.before,
            size=self.before.size if size is None else size,
            outcome=outcome,
            status=reply.status,
            said=reply.text.strip().partition("\n")[0],
            failures=self.before.failures + 1,
        )
        return _Answer(self.name, known)


def hold_behind(gathered: Gathered, policy: Policy, size: int) -> None:
    """Refuse to go on where a witness has seen more than there is.

    :raises AheadError: naming it, and what to do
    """
    for name, party in policy.witnesses.items():
        known = gathered.known.get(party.key.vkey) if party.url else None
        if known and known.outcome == _AHEAD and known.size > size:
            raise AheadError(
                f"the witness {name} shows {known.size} entries that this log signed, and here are "
                f"{size}: an old copy of the log was brought back. Nothing is published, since to "
                f"go on would fork it. Bring back the newest copy: pendopo recover"
            )

"""Withdrawal in the open: an officer hides at once and for 72 hours, two officers take away.

What is done is an entry first and a change on the disk after it, so that nothing is ever absent
without a word. What time brings, ``keep_time`` does: a hold lapses, or is logged again.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from pendopo.peers.acknowledging import Acknowledged, ask_mirror
from pendopo.peers.follow import HttpShelf, Patience
from pendopo.programme.mirroring import ACKNOWLEDGED
from pendopo.programme.signing import Signing, person_in
from pendopo.programme.withdrawable import WithdrawalError, hold_free, own, publication, sharing
from pendopo.programme.witnessing import Asking
from pendopo.published.decided import ONCE, decides, enough
from pendopo.published.metadata import Metadata
from pendopo.published.people import Signed, SignedError
from pendopo.published.state import Publication, State
from pendopo.published.withdrawals import (
    HELD_MOST,
    REASON,
    STATEMENT,
    Hold,
    Redaction,
)
from pendopo.stages.publish import Act, record_acts, rfc3339
from pendopo.standards.statement import Statement, StatementError, join_signed
from pendopo.standards.tlog.note import NoteError
from pendopo.standards.withdrawal import LegalList, legal_list, reason_of
from pendopo.store.files import Disk
from pendopo.store.log import Writer
from pendopo.store.place import LogPlace, Staging
from pendopo.store.withdraw import Wanted, begin, carry_out, hidden_here, interrupted
from pendopo.terms.entry import HOLDS, REDACTS, EntryType, ObjectRef
from pendopo.terms.journey import Entry
from pendopo.terms.roles import REDACTION
from pendopo.terms.wording import say

Clock = Callable[[], datetime]
SAYS_LETTERS_MOST = 500
APPEAL_LETTERS_MOST = 200
# The line of a statement that names a publication which has the same bytes.
ALSO = "also"
# A heartbeat does not wait long for mirrors: the next one asks again.
_PATIENCE = Patience(timeout_s=10.0, tries=1)


@dataclass(frozen=True, slots=True)
class Request:
    """What two officers are asked to sign.

    :param ids: the publications
    :param roles: which of their objects, ``original`` or ``table:roads``; none for all
    :param reason: a code of the country's legal list
    :param says: what the public reads, at most 500 letters, without personal data
    :param reference: of the letter or case that asks for it; only its SHA-256 is signed
    :param replacement: the id of what stands in its place; empty for nothing
    :param appeal: where it can be contested, at most 200 letters: an office, its address or mailbox
    :param masked: what was masked in the replacement, besides what its metadata says
    """

    ids: tuple[str, ...]
    reason: str
    says: str
    roles: tuple[str, ...] = ()
    reference: str = ""
    replacement: str = ""
    appeal: str = ""
    masked: str = ""


class Hall(Protocol):
    """What withdrawing needs of a programme."""

    place: LogPlace
    signing: Signing

    @property
    def country(self) -> str:
        """Whose law holds."""

    @property
    def origin(self) -> str:
        """The log's permanent name."""

    @property
    def mirrors(self) -> tuple[str, ...]:
        """The addresses of the mirrors that are known."""

    def state(self, size: int | None = None) -> State:
        """Give what stands now."""

    def recorded(self) -> State:
        """Give what is recorded, what waits for witnesses too."""

    def metadata(self, publication: Publication) -> Metadata | None:
        """Give what a publication says of itself."""

    def writer(self, asking: Asking | None = None) -> AbstractContextManager[Writer]:
        """Take the log's lock and give its writer."""

    def staging(self) -> AbstractContextManager[Staging]:
        """Give a folder for files on their way in."""

    def object_path(self, c: str) -> Path:
        """Give the place of an object."""

    def drop_derived(self) -> None:
        """Remove everything that was derived from what is published."""


class Withdrawing:
    """The withdrawals of a programme."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    @property
    def reasons(self) -> LegalList:
        """The legal list of the government's country."""
        return legal_list(self._hall.country)

    def hold(self, ids: Sequence[str], reason: str, roles: Sequence[str], at: Clock) -> Entry:
        """Hide objects at once; they come back after 72 hours unless it is decided.

        :raises WithdrawalError: when nothing can be held as asked
        """
        self._hold_reason(reason)
        return self._record(partial(self._hiding, ids, reason, roles), at)[-1]

    def end(self, ids: Sequence[str], roles: Sequence[str], at: Clock) -> tuple[Entry, ...]:
        """Give back what is held of publications: it was decided not to take it away.

        :raises WithdrawalError: when nothing of them is held
        """

        def back(state: State) -> list[Act]:
            objects = (one for e in state.entries if e.leaf.id in ids for one in e.leaf.own)
            named = {one.c for one in objects if not roles or one.role in roles}
            acts = _lapsing(state.withdrawn.lasting, named)
            if not acts:
                raise WithdrawalError(
                    say("Nothing of it is held."),
                    say("See what was withdrawn, and why: pendopo log."),
                )
            return acts

        return self._record(back, at)

    def draft(self, asked: Request, at: datetime) -> Statement:
        """Write what two officers are to sign.

        :raises WithdrawalError: when it cannot be asked so
        """
        reference = hashlib.sha256(asked.reference.encode()).hexdigest() if asked.reference else ""
        state = self._hall.recorded()
        names = self._named(state, asked.ids, asked.roles, REDACTS, frozenset(state.redacted))
        lines = [("entry", id_) for id_ in asked.ids]
        lines += [("object", f"{one.c} {role}") for one, role in self._roles(state, asked, names)]
        lines += [(ALSO, id_) for id_ in sharing(state, names, asked.ids)]
        said = {
            "reason": asked.reason,
            "says": " ".join(asked.says.split()),
            "request": reference,
            "replacement": asked.replacement,
            "masked": self._masked(state, asked),
            "appeal": asked.appeal,
        }
        lines += [(name, value) for name, value in said.items() if value]
        statement = Statement(self._hall.origin, REDACTION, rfc3339(at), tuple(lines))
        statement.text()  # which holds its values to what a line may be
        self._hold_fit(state, statement)
        return statement

    def apply(self, notes: Sequence[str], at: Clock) -> tuple[Entry, Signed]:
        """Take away for good what two officers of different units signed for.

        :param notes: the signed statements, as ``pendopo sign`` wrote them
        :raises WithdrawalError: when too few signed, or what they signed no longer fits the log
        :raises SignedError: when a signature does not count
        """
        found: list[Signed] = []

        def taking(state: State) -> list[Act]:
            signed = self._decision(state, notes)
            found.append(signed)
            names = self._signed_for(state, signed.statement)
            said = {STATEMENT: join_signed(notes).encode()}
            return [
                Act(EntryType.REDACTION, said, names, {REASON: signed.statement.value("reason")})
            ]

        [entry] = self._record(taking, at)
        return entry, found[0]

    def ready(self, notes: Sequence[str]) -> Signed:
        """Hold signed statements to all that a redaction needs, and change nothing.

        :raises WithdrawalError: when too few signed, or what they signed no longer fits the log
        :raises SignedError: when a signature does not count
        """
        return self._decision(self._hall.recorded(), notes)

    def _decision(self, state: State, notes: Sequence[str]) -> Signed:
        try:
            note = join_signed(notes)
        except (NoteError, StatementError) as error:
            raise WithdrawalError(
                say("The signatures do not belong together: {error}."),
                say("Attach the .sig files over one and the same text."),
                error=str(error),
            ) from error
        signed = self._hall.signing.people(state).check(note, REDACTION, self._hall.origin)
        if not enough(signed):
            raise WithdrawalError(
                say("Signed by {units}; two officers of different units are needed."),
                say("Have an officer of another unit sign the same text: pendopo sign."),
                units=", ".join(sorted(signed.units)),
            )
        self._hold_fit(state, signed.statement)
        return signed

    def signed(self, redaction: Redaction) -> Signed | None:
        """Give what was signed for just this redaction, by keys of its time; None for nothing.

        What does not hold is nothing: a page then says that the government alone recorded it.
        """
        if redaction.statement is None:
            return None
        try:
            note = self._hall.object_path(redaction.statement.c).read_text("utf-8")
            known = self._hall.signing.people(self._hall.state()).before(redaction.index)
            signed = known.check(note, REDACTION, self._hall.origin)
        except (OSError, UnicodeDecodeError, SignedError):
            return None
        return signed if decides(signed, redaction.names, redaction.reason) else None

    def naming_replacement(self, redaction: Redaction, id_: str) -> bool:
        """Whether a redaction's text names a replacement, whoever signed it: a quick first look."""
        if redaction.statement is None:
            return False
        try:
            text = self._hall.object_path(redaction.statement.c).read_bytes()
        except OSError:
            return False
        return f"\nreplacement: {id_}\n".encode() in text

    def acknowledged(self) -> tuple[Acknowledged, ...]:
        """Give what the mirrors that we know said that they did, when they were asked last."""
        try:
            raw = json.loads((self._hall.place.public / ACKNOWLEDGED).read_bytes())
            return tuple(
                Acknowledged(
                    one["mirror"],
                    one["policy"],
                    tuple(one["entries"]),
                    one["asked_at"],
                    tuple(one["reasons"]),
                )
                for one in raw["mirrors"]
            )
        except (OSError, ValueError, LookupError, TypeError):
            return ()

    def ask_mirrors(self, at: datetime) -> tuple[Acknowledged, ...]:
        """Ask the mirrors that we know what they did with what was taken away, and keep it.

        A mirror that does not answer keeps what it said last.
        """
        known = {one.mirror: one for one in self.acknowledged()}
        ours = {taken.index for taken in self._hall.state().withdrawn.redactions}
        for address in self._hall.mirrors if ours else ():
            with HttpShelf(address, _PATIENCE) as shelf:
                found = ask_mirror(shelf, address, rfc3339(at))
            if found is not None:
                # It says what it likes; what is shown is of redactions that there are.
                entries = tuple(index for index in found.entries if index in ours)
                known[address] = replace(found, entries=entries)
        told = tuple(known[address] for address in self._hall.mirrors if address in known)
        if told != self.acknowledged():
            said = {"v": 1, "mirrors": [asdict(one) for one in told]}
            path = self._hall.place.public / ACKNOWLEDGED
            data = json.dumps(said, indent=1, ensure_ascii=False).encode() + b"\n"
            Disk(self._hall.place.scratch).put_many({path: data})
        return told

    def shared(self, entry: Entry, ids: Collection[str]) -> list[str]:
        """Give the publications besides those named that an entry hides or takes from too."""
        return sharing(self._hall.recorded(), entry.leaf.objects, ids)

    def earlier(self, ids: Sequence[str]) -> list[str]:
        """Give the other versions of publications that are not taken away with them."""
        state = self._hall.recorded()
        known = [one for one in state.publications if one.id in ids]
        others = {other.id: other for one in known for other in state.versions(one)}
        return [
            id_
            for id_, one in others.items()
            if id_ not in ids and not all(ref.c in state.redacted for ref in one.objects)
        ]

    def keep_time(self, writer: Writer, staging: Staging, at: datetime) -> tuple[Entry, ...]:
        """Log what time brings: holds that lapse, and those that are logged again each day."""
        acts = list(self.due(at))
        entries = record_acts(acts, at, writer, staging) if acts else ()
        self.carry_out()
        return entries

    def due(self, at: datetime) -> Iterable[Act]:
        """Give the acts that time asks for."""
        for hold in self._hall.recorded().withdrawn.lasting:
            if self.lasts(hold):
                if hold.again[:10] < rfc3339(at)[:10]:
                    yield Act(
                        EntryType.HOLD,
                        names=hold.names,
                        scope={REASON: hold.reason},
                        prev=hold.last,
                    )
            elif at - _time(hold.since) >= HELD_MOST:
                yield Act(EntryType.HOLD_LAPSED, names=hold.names, scope={REASON: hold.reason})

    def lasts(self, hold: Hold) -> bool:
        """Whether a hold stays until it is decided: only for personal data.

        Of whatever list its reason is, for a country may be corrected; a code that left the lists
        gives nothing back by itself.
        """
        reason = reason_of(hold.reason)
        return reason is None or reason.personal

    def carry_out(self) -> bool:
        """Make the disk agree with the published log; the log's lock must be held.

        What waits for witnesses is not carried out yet: its entry is not published.
        """
        state = self._hall.state()
        if not (state.hidden or self._hall.place.hidden.is_dir() or interrupted(self._hall.place)):
            return False
        disk = Disk(self._hall.place.scratch)
        return carry_out(self._hall.place, self._wanted(state), disk, self._hall.drop_derived)

    def _wanted(self, state: State) -> Wanted:
        held, redacted = frozenset(state.withdrawn.held), frozenset(state.redacted)
        concerned = held | redacted | hidden_here(self._hall.place)
        return Wanted(
            held - redacted,
            redacted,
            frozenset(
                entry.leaf.id
                for entry in state.entries
                if any(one.c in concerned for one in entry.leaf.own)
            ),
            frozenset(one.id for one in state.publications if one.object("metadata").c in redacted),
            waits=self._hall.recorded().withdrawn != state.withdrawn,
        )

    def _record(self, make: Callable[[State], Sequence[Act]], at: Clock) -> tuple[Entry, ...]:
        """Record acts that follow from the log as it is once nobody else can add to it."""
        with self._hall.staging() as staging, self._hall.writer(Asking(at())) as writer:
            acts = make(self._hall.recorded())
            begin(self._hall.place, Disk(self._hall.place.scratch))
            entries = record_acts(acts, at(), writer, staging)
            self.carry_out()
        return entries

    def _hiding(
        self, ids: Sequence[str], reason: str, roles: Sequence[str], state: State
    ) -> list[Act]:
        """Give the acts that hide objects.

        Personal data may be held where something else was held before: under that hold it would
        come back. The one ends and the other begins in one commit, so that it is never seen.
        """
        personal = self.reasons.reasons[reason].personal
        lasting = state.withdrawn.lasting
        ending = [hold for hold in lasting if personal and not self.lasts(hold)]
        held = {one.c for hold in lasting if hold not in ending for one in hold.names}
        names = self._named(state, ids, roles, HOLDS, held | frozenset(state.redacted))
        before = [hold for hold in state.withdrawn.holds if not personal or self.lasts(hold)]
        self._refuse_again(before, names)
        hiding = Act(EntryType.HOLD, names=names, scope={REASON: reason})
        return [*_lapsing(ending, {one.c for one in names}), hiding]

    # What is named, and what is said.

    def _named(
        self,
        state: State,
        ids: Sequence[str],
        roles: Sequence[str],
        role: str,
        gone: Set[str],
    ) -> tuple[ObjectRef, ...]:
        """Name the objects of publications, each once.

        :param role: ``holds`` or ``redacts``
        :param gone: those that are not named again
        """
        found: dict[str, ObjectRef] = {}
        for id_ in ids:
            there = own(state, id_)
            unknown = sorted(set(roles) - {one.role for one in there})
            if unknown:
                raise WithdrawalError(
                    say("{id} has no object {role}."),
                    say("Write one of {roles}."),
                    id=id_,
                    role=unknown[0],
                    roles=", ".join(one.role for one in there),
                )
            chosen = [one for one in there if not roles or one.role in roles]
            found.update((one.c, one._replace(role=role)) for one in chosen if one.c not in gone)
        if not found:
            raise WithdrawalError(
                say("Everything of it is withdrawn already."),
                say("See what was withdrawn, and why: pendopo log."),
            )
        hold_free(state, found.values())
        return tuple(found.values())

    @staticmethod
    def _refuse_again(before: Iterable[Hold], names: Sequence[ObjectRef]) -> None:
        """Refuse to hold what was held before and came back: a hold is no decision."""
        named = {one.c for one in names}
        for hold in before:
            if hold.lapsed and named.intersection(one.c for one in hold.names):
                raise WithdrawalError(
                    say("It was held before, in entry {index}, and came back."),
                    say("A hold is no decision: have two officers decide, pendopo redact draft."),
                    index=str(hold.index),
                )

    def _roles(
        self, state: State, asked: Request, names: Sequence[ObjectRef]
    ) -> list[tuple[ObjectRef, str]]:
        roles = {one.c: one.role for id_ in asked.ids for one in own(state, id_)}
        return [(one, roles[one.c]) for one in names]

    def _masked(self, state: State, asked: Request) -> str:
        """Say what was masked in the replacement: what its metadata says, and what is added."""
        told = [asked.masked] if asked.masked else []
        if asked.replacement:
            facts = self._hall.metadata(publication(state, asked.replacement))
            treated = facts.personal if facts else ()
            told += [f"{one.column} ({one.fate.value})" for one in treated if one.hides]
        return ", ".join(dict.fromkeys(told))

    def _hold_reason(self, code: str) -> None:
        if code not in self.reasons.reasons:
            raise WithdrawalError(
                say("There is no reason {found}."),
                say("Write one of {known}; see what they mean: pendopo redact reasons."),
                found=code or "-",
                known=", ".join(self.reasons.reasons),
            )

    def _hold_fit(self, state: State, statement: Statement) -> None:
        """Hold a statement to the log as it is, and its words to what the public may read."""
        twice = next((name for name in ONCE if len(statement.values(name)) > 1), "")
        if twice:
            raise WithdrawalError(
                say("The text says {name} twice."),
                say("Draft it anew: pendopo redact draft."),
                name=twice,
            )
        self._hold_reason(statement.value("reason"))
        says = statement.value("says")
        if not says or len(says) > SAYS_LETTERS_MOST:
            raise WithdrawalError(
                say("What the public reads has {found} letters; from 1 to {most} are needed."),
                say("Say in one or two sentences what was taken away and why."),
                found=str(len(says)),
                most=str(SAYS_LETTERS_MOST),
            )
        for text in (says, statement.value("masked")):
            self._hold_nobody(text)
        appeal = statement.value("appeal")
        if len(appeal) > APPEAL_LETTERS_MOST:
            raise WithdrawalError(
                say("Where it can be contested has {found} letters; at most {most} may be."),
                say("Write the office and its address only."),
                found=str(len(appeal)),
                most=str(APPEAL_LETTERS_MOST),
            )
        # An office's address, which may be a mailbox.
        self._hold_nobody(appeal, but="email")
        names = self._signed_for(state, statement)
        self._hold_replacement(state, statement, names)
        unsaid = set(sharing(state, names, statement.values("entry"))) - {*statement.values(ALSO)}
        if unsaid:
            raise WithdrawalError(
                say("The same bytes are in {ids} too, and the text does not say so."),
                say("Draft it anew: pendopo redact draft."),
                ids=", ".join(sorted(unsaid)),
            )

    @staticmethod
    def _hold_replacement(state: State, statement: Statement, names: Sequence[ObjectRef]) -> None:
        """Refuse as a replacement what is not there, or would go too: equal bytes are one."""
        replacement = statement.value("replacement")
        if not replacement:
            return
        found = publication(state, replacement)
        if replacement in statement.values("entry") or any(
            one.c in state.hidden for one in found.objects
        ):
            raise WithdrawalError(
                say("{id} cannot stand in the place of what is taken away."),
                say("Publish the masked version first, and write its id."),
                id=replacement,
            )
        same = {one.c for one in found.objects} & {one.c for one in names}
        if same:
            raise WithdrawalError(
                say("{id} would lose {roles}, whose bytes are those of what is taken away."),
                say("Write --object for what differs."),
                id=replacement,
                roles=", ".join(one.role for one in found.objects if one.c in same),
            )

    def _hold_nobody(self, text: str, but: str = "") -> None:
        found = person_in(text, self._hall.country, but) if text else ""
        if found:
            raise WithdrawalError(
                say("The public text holds what looks like personal data: {found}."),
                say("Write it without; the reference of the request is kept as a fingerprint."),
                found=found,
            )

    def _signed_for(self, state: State, statement: Statement) -> tuple[ObjectRef, ...]:
        """Give the objects that a statement names; each must be the publication's own, and there.

        :raises WithdrawalError: when the log has others, or they are gone already
        """
        has = {one.c: one for id_ in statement.values("entry") for one in own(state, id_)}
        named = [value.partition(" ") for value in statement.values("object")]
        right = all(c in has and has[c].role == role for c, _, role in named)
        if not right or not named:
            raise WithdrawalError(
                say("The text names objects that the publications do not have."),
                say("Draft it anew: pendopo redact draft."),
            )
        left = [has[c] for c, _, _ in named if c not in state.redacted]
        if not left:
            raise WithdrawalError(
                say("Everything of it is withdrawn already."),
                say("See what was withdrawn, and why: pendopo log."),
            )
        hold_free(state, left)
        return tuple(one._replace(role=REDACTS) for one in left)


def _lapsing(holds: Iterable[Hold], named: Set[str]) -> list[Act]:
    """Give the acts that end holds, as far as they hide some objects."""
    parts = [(hold, tuple(one for one in hold.names if one.c in named)) for hold in holds]
    return [
        Act(EntryType.HOLD_LAPSED, names=names, scope={REASON: hold.reason})
        for hold, names in parts
        if names
    ]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)

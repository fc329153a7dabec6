"""Claims on their way into the log: handed in by whoever signed them, taken without a sign-off.

What is handed in is public at once, as waiting; every commit to the log takes it first, whatever it
is made for. The government's program refuses a rightly signed claim for one reason only, personal
data in it, and then the log says that it was refused (``docs/decisions/0039``).
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

from pendopo.programme.handed_in import (
    PERSONAL,
    HandedIn,
    Waiting,
    let_go,
    name_of,
    refusing,
    taking,
)
from pendopo.programme.plan_shelf import PlanShelf
from pendopo.programme.promises import Promised, promised_of
from pendopo.programme.signing import Signing, person_in
from pendopo.programme.witnessing import Asking
from pendopo.published.claims.claim import Claim, ClaimError
from pendopo.published.claims.recorded import (
    Claims,
    Shelf,
    claims_of,
    read_claim,
    scope_of,
)
from pendopo.published.people import RoleKey
from pendopo.published.state import State
from pendopo.stages.publish import Act, record_acts
from pendopo.standards.ogp.codebook import of_no_era
from pendopo.store.log import Writer
from pendopo.store.place import LogPlace, Staging
from pendopo.terms.journey import Entry
from pendopo.terms.wording import say

# Where a site takes claims that people signed elsewhere.
HAND_IN: Final = "log/add-claim"
_PLANS: Final = "plans"
_WAITING_MOST: Final = 50
# So far beyond the last number one may go on, for claims that come late or not at all.
_FURTHER_MOST: Final = 1_000
_AHEAD_MOST: Final = timedelta(minutes=10)
# A source that is an address and nothing besides.
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")


class Hall(Protocol):
    """What claiming needs of a programme."""

    place: LogPlace
    signing: Signing

    @property
    def plans(self) -> PlanShelf:
        """Give the plans that were published."""

    @property
    def country(self) -> str:
        """Whose patterns of personal data texts are held to."""

    @property
    def origin(self) -> str:
        """The log's permanent name."""

    def state(self, size: int | None = None) -> State:
        """Give what stands now."""

    def recorded(self) -> State:
        """Give what is recorded, what waits for witnesses too."""

    def object_path(self, c: str) -> Path:
        """Give the place of an object."""

    def writer(self, asking: Asking | None = None) -> AbstractContextManager[Writer]:
        """Take the log's lock and give its writer."""

    def staging(self) -> AbstractContextManager[Staging]:
        """Give a folder for files on their way in."""


class Claiming:
    """The claims of a programme."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._handed_in = HandedIn(hall.place.claims, hall.origin)

    def claims(self, state: State | None = None) -> Claims:
        """Give what people said up to a state; without one, up to what is published."""
        return self._claims(state or self._hall.state())

    def waiting(self) -> tuple[Waiting, ...]:
        """Give what was handed in and is not in the log yet, in the order of its numbers."""
        paths = list(self._handed_in.paths())
        if not paths:
            return ()
        state = self._hall.recorded()
        known, claims = self._hall.signing.people(state), self._claims(state)
        read = (one for path in paths if (one := self._handed_in.read(path, known)))
        # A file may outlive its claim: not every system lets the log's writer take it away.
        found = [one for one in read if int(one.scope["number"]) not in claims.numbers(one.key)]
        return tuple(sorted(found, key=lambda one: (one.key.index, int(one.scope["number"]))))

    def stamp(self) -> str:
        """Give what differs as soon as another claim waits, or one does no longer."""
        return self._handed_in.stamp()

    def waiting_facts(self) -> list[dict[str, Any]]:
        """Give the same for programs: whose it is, which number, and what it is about."""
        return [
            {
                "plan": one.scope["plan"],
                "commitment": one.scope["commitment"],
                "milestone": one.scope.get("milestone"),
                "office": one.key.office,
                "number": int(one.scope["number"]),
                "refused": one.refused or None,
            }
            for one in self.waiting()
        ]

    def hand_in(self, data: bytes, now: datetime) -> Waiting:
        """Keep a signed claim for the next commit; it is public from now on.

        :returns: what was kept, or why it will be refused
        :raises ClaimError: when it is no claim about a promise of this record
        :raises SignedError: when its signature does not count
        """
        with self._handed_in.alone():
            made = self.look(data, now)
            self._handed_in.keep(data, made)
        return made

    def look(self, data: bytes, now: datetime) -> Waiting:
        """Say what would be kept of a signed claim, as ``hand_in`` does; nothing is written."""
        claim, key = self._held(data, self._hall.recorded(), now)
        if key is None:
            raise ClaimError(
                say("Nobody signed this claim."), say("Sign it first: pendopo sign FILE.")
            )
        found = self._personal(claim)
        made = Waiting(
            None if found else claim, key, scope_of(claim, key), PERSONAL if found else ""
        )
        self._hold_place(data, made, claim)
        return made

    def record(self, data: bytes, at: Callable[[], datetime]) -> Entry:
        """Take a claim into the log: a signed one, or one that the government records for others.

        :raises ClaimError: when it is no claim about a promise of this record, was taken already,
            or holds personal data; of a signed one the log then says so first
        :raises SignedError: when its signature does not count
        """
        with self._hall.writer(Asking(at())) as writer:
            state = self._hall.recorded()
            claim, key = self._held(data, state, at())
            if key is not None:
                there = self._same(data, self._claims(state))
                if there is not None:
                    return state.entries[there]
                _hold_new(claim, key, self._claims(state))
            found = self._personal(claim)
            if found and key is None:
                raise _personal(found)
            act = refusing(scope_of(claim, key)) if found else taking(data, claim, key)
            with self._hall.staging() as staging:
                [entry] = record_acts([act], at(), writer, staging)
        if found:
            raise _personal(found, entry.index)
        return entry

    def take(self, writer: Writer, at: datetime) -> tuple[Entry, ...]:
        """Take into the log what waits; its lock must be held.

        What no longer counts (its number was used meanwhile) is let go: the log has another.
        """
        paths = list(self._handed_in.paths())
        if not paths:
            return ()
        state = self._hall.recorded()
        known, claims = self._hall.signing.people(state), self._claims(state)
        acts: dict[tuple[int, int], Act] = {}
        for path in paths:
            one = self._handed_in.read(path, known)
            if one is not None and int(one.scope["number"]) not in claims.numbers(one.key):
                acts.setdefault((one.key.index, int(one.scope["number"])), one.act)
        entries: tuple[Entry, ...] = ()
        if acts:
            with self._hall.staging() as staging:
                ordered = [acts[place] for place in sorted(acts)]
                entries = record_acts(ordered, at, writer, staging)
        for path in paths:
            let_go(path)
        return entries

    def promises(self, state: State) -> tuple[Promised, ...]:
        """Give the plans that were ever published, the newest last; each says what it promised."""
        found = []
        for publication in state.publications:
            if publication.register == _PLANS and not any(map(state.gone, publication.objects)):
                plan = self._hall.plans.read(publication)
                found += [promised_of(plan)] if plan else []
        return tuple(found)

    def _claims(self, state: State) -> Claims:
        people = self._hall.signing.people(state)
        shelf = Shelf(self._hall.origin, people, state.hidden, self._read)
        return claims_of(state.entries, shelf)

    def _read(self, c: str) -> bytes | None:
        try:
            return self._hall.object_path(c).read_bytes()
        except OSError:
            return None

    def _held(self, data: bytes, state: State, now: datetime) -> tuple[Claim, RoleKey | None]:
        claim, key = read_claim(data, self._hall.signing.people(state), self._hall.origin)
        if datetime.fromisoformat(claim.at) > now + _AHEAD_MOST:
            raise ClaimError(
                say("The claim is dated {day}, which is to come."),
                say("Set the clock of the machine that writes it."),
                day=claim.at,
            )
        self._hold_promise(claim, state)
        return claim, key

    def _hold_promise(self, claim: Claim, state: State) -> None:
        plans = [one for one in self.promises(state) if one.plan == claim.plan]
        if not plans:
            raise ClaimError(
                say("No plan {found} was published here."),
                say("Write one of {known}."),
                found=claim.plan,
                known=_listed(one.plan for one in self.promises(state)),
            )
        if not any(claim.commitment in one.commitments for one in plans):
            raise ClaimError(
                say("The plan {plan} has no commitment {found}."),
                say("Write one of {known}."),
                plan=claim.plan,
                found=claim.commitment,
                known=_listed(plans[-1].commitments),
            )
        steps = {step for one in plans for step in one.commitments.get(claim.commitment, ())}
        if claim.milestone and claim.milestone not in steps:
            raise ClaimError(
                say("The commitment {commitment} has no milestone {found}."),
                say("Write one of {known}, or leave it out."),
                commitment=claim.commitment,
                found=claim.milestone,
                known=_listed(sorted(steps)),
            )
        eras = {one.era for one in plans if one.era}
        if eras and claim.codebook not in {*eras, *of_no_era()}:
            raise ClaimError(
                say("The plan {plan} is coded by {era}; the claim answers {found}."),
                say("Write a question of that codebook: values of two eras never mix."),
                plan=claim.plan,
                era=_listed(sorted(eras)),
                found=claim.codebook,
            )

    def _same(self, data: bytes, known: Claims) -> int | None:
        """Give the entry that these very bytes have: whoever is unsure hands in again."""
        signed = (one for one in known.recorded if one.key)
        return next((one.index for one in signed if self._read(one.c) == data), None)

    def _hold_place(self, data: bytes, made: Waiting, claim: Claim) -> None:
        """Hold a claim to what waits and to the log: a number is one claim's, the first that came.

        What waits is read first: a commit takes it away only when it stands in the log.
        """
        mine = [one for one in self.waiting() if one.key.id == made.key.id]
        known = self._claims(self._hall.recorded())
        if self._same(data, known) is None:
            _hold_new(claim, made.key, known)
        if made.scope["number"] in [one.scope["number"] for one in mine]:
            self._hold_same(data, made, claim)
        elif len(mine) >= _WAITING_MOST:
            raise ClaimError(
                say("{most} claims of this key wait already."),
                say("Hand it in when the log has taken them."),
                most=str(_WAITING_MOST),
            )

    def _hold_same(self, data: bytes, made: Waiting, claim: Claim) -> None:
        """Let a number that waits be handed in again by the same bytes alone, refused or not."""
        kind = "refused" if made.refused else "claim"
        if not (self._hall.place.claims / name_of(data, kind)).exists():
            raise ClaimError(
                say("Another claim {number} of this key waits already."),
                say("Give this one the next number."),
                number=str(claim.number),
            )

    def _personal(self, claim: Claim) -> str:
        """Name what identifies a person in a claim's words; an address of a page may hold it."""
        sources = (one for one in claim.sources if not _ADDRESS.fullmatch(one))
        texts = [claim.says, claim.office, *sources]
        return person_in(" ".join(texts), self._hall.country)


def _hold_new(claim: Claim, key: RoleKey, known: Claims) -> None:
    there = known.numbers(key)
    if claim.number in there:
        raise ClaimError(
            say("Claim {number} of this key is in the log already."),
            say("Give the next one the number {next}."),
            number=str(claim.number),
            next=str(max(there) + 1),
        )
    last = max(there, default=0)
    if claim.number is not None and claim.number > last + _FURTHER_MOST:
        raise ClaimError(
            say("Claim {number} of this key comes after claim {last}."),
            say("Give it the number {next}."),
            number=str(claim.number),
            last=str(last),
            next=str(last + 1),
        )


def _personal(found: str, index: int | None = None) -> ClaimError:
    if index is None:
        told = say("The claim holds what looks like personal data: {found}.")
        return ClaimError(told, say("Say it without; name an office or a document."), found=found)
    return ClaimError(
        say("The claim holds what looks like personal data: {found}. The log says so: entry {i}."),
        say("Say it without, sign it with the next number, and hand it in."),
        found=found,
        i=str(index),
    )


def address_of(data: bytes) -> str:
    """Give where a claim that was handed in is served while it waits."""
    return f"/claims/{name_of(data, 'claim')}"


def _listed(names: Any) -> str:  # noqa: ANN401  any iterable of texts
    return ", ".join(dict.fromkeys(names)) or "-"

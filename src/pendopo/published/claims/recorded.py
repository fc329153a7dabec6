"""The claims of a log: the fold of its ``rating`` entries, each held to the keys of its time.

A claim is never overwritten: a newer one of the same voice stands beside it, and what each voice
says last is held against what the others say. Values are compared within one codebook only.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from pendopo.published.claims.claim import Claim, ClaimError, claim_of
from pendopo.published.people import People, RoleKey, SignedError
from pendopo.standards.ogp.codebook import Sentinel
from pendopo.standards.statement import StatementError, parse_statement
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Entry
from pendopo.terms.roles import RATING
from pendopo.terms.wording import say

CLAIM: Final = "claim"
REFUSED: Final = "refused"
# What parts the text of a signed note from its signatures: C2SP signed-note.
SIGNATURE: Final = "\n\n\u2014 "
_PARTS: Final = ("plan", "commitment", "milestone")
KEY, NUMBER = "key", "number"

Topic = tuple[str, str, str, str, str]
Voice = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A claim as it stands in the log.

    :param index: its entry
    :param time: when the log took it, RFC 3339 in UTC; ``claim.at`` is when it was written
    :param key: whose signature stands under it; None where the government recorded it
    :param c: the commitment to its text
    """

    index: int
    id: str
    time: str
    claim: Claim
    key: RoleKey | None
    c: str

    @property
    def office(self) -> str:
        """Who says it, in words."""
        return self.key.office if self.key else self.claim.office

    @property
    def voice(self) -> Voice:
        """Who speaks: role, unit or office, and whether with a key of their own."""
        return self.claim.role, self.key.unit if self.key else self.office, self.key is not None

    @property
    def topic(self) -> Topic:
        """What it answers: values of another codebook or question are never compared with it."""
        return (*self.claim.subject, self.claim.codebook, self.claim.question)


@dataclass(frozen=True, slots=True)
class Gone:
    """A claim that cannot be read: it was withdrawn, or what stands there does not hold.

    :param key: the id of the entry that introduced its key; empty for none
    :param number: which of the key's claims it is; 0 for none
    :param withdrawn: the entry that hid it or took it away; None where its text does not hold
    """

    index: int
    id: str
    time: str
    subject: tuple[str, str, str]
    key: str
    number: int
    withdrawn: int | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A claim that was handed in with a right signature and not taken.

    :param key: whose signature stood under it; None for one that this log does not know
    :param why: a code: ``personal-data``
    """

    index: int
    id: str
    time: str
    subject: tuple[str, str, str]
    key: RoleKey | None
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Numbers of a key's claims that are not in the log, though later ones are.

    :param spans: the first and the last of each gap: a key may sign any number, and a gap costs no
        more for being wide
    """

    key: RoleKey
    spans: tuple[tuple[int, int], ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The gaps as readers read them: ``2``, ``4-9``."""
        return tuple(f"{one}" if one == last else f"{one}-{last}" for one, last in self.spans)


@dataclass(frozen=True, slots=True)
class Conflict:
    """What voices say last of one question, where they differ.

    :param sides: one claim a voice, the oldest first
    """

    topic: Topic
    sides: tuple[Recorded, ...]


@dataclass(frozen=True)
class Claims:
    """All that people said up to a state, in the order of the log."""

    recorded: tuple[Recorded, ...] = ()
    gone: tuple[Gone, ...] = ()
    refused: tuple[Refusal, ...] = ()

    def of(self, plan: str, commitment: str) -> "Claims":
        """Give what is said of one commitment and its milestones."""
        about = (plan, commitment)
        return Claims(
            tuple(one for one in self.recorded if one.claim.subject[:2] == about),
            tuple(one for one in self.gone if one.subject[:2] == about),
            tuple(one for one in self.refused if one.subject[:2] == about),
        )

    @cached_property
    def latest(self) -> Mapping[tuple[Topic, Voice], Recorded]:
        """What each voice says last of each question.

        Of one key the greatest number is the last, whenever it came; of several the last entry.
        """
        by_key: dict[tuple[Topic, Voice, str], Recorded] = {}
        for one in self.recorded:
            mine = one.topic, one.voice, one.key.id if one.key else ""
            before = by_key.get(mine)
            if before is None or (one.claim.number or 0) >= (before.claim.number or 0):
                by_key[mine] = one
        last = sorted(by_key.values(), key=lambda one: one.index)
        return {(one.topic, one.voice): one for one in last}

    def newer(self, one: Recorded) -> Recorded | None:
        """Give what the same voice says now of the same; None while it is this."""
        last = self.latest[one.topic, one.voice]
        return None if last.index == one.index else last

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The questions on which voices differ now; who did not code one contradicts nobody."""
        sides: dict[Topic, list[Recorded]] = {}
        for one in self.latest.values():
            if one.claim.value not in Sentinel.__members__:
                sides.setdefault(one.topic, []).append(one)
        return tuple(
            Conflict(topic, tuple(sorted(said, key=lambda one: one.index)))
            for topic, said in sides.items()
            if len({one.claim.value for one in said}) > 1
        )

    @property
    def disputed(self) -> frozenset[tuple[str, str]]:
        """The commitments, by plan, on which voices differ."""
        return frozenset(conflict.topic[:2] for conflict in self.conflicts)

    def numbers(self, key: RoleKey) -> frozenset[int]:
        """Give which of a key's claims the log has an entry for: taken, refused or withdrawn."""
        taken = {one.claim.number for one in self.recorded if one.key and one.key.id == key.id}
        refused = {one.number for one in self.refused if one.key and one.key.id == key.id}
        gone = {one.number for one in self.gone if one.key == key.id}
        return frozenset(one for one in taken | refused | gone if one)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The keys of whose claims some are not here, though later ones are."""
        keys = {one.key.id: one.key for one in self.recorded if one.key}
        keys |= {one.key.id: one.key for one in self.refused if one.key}
        gaps = {id_: _gaps(sorted(self.numbers(key))) for id_, key in keys.items()}
        return tuple(Missing(keys[id_], gap) for id_, gap in gaps.items() if gap)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a fold needs besides entries.

    :param log: the permanent name of the log: a claim for another says nothing here
    :param people: the keys of the state
    :param hidden: commitments that are not shown, to the entry that says why
    :param read: gives an object by its commitment; None for what is not there
    """

    log: str
    people: People
    hidden: Mapping[str, int]
    read: Callable[[str], bytes | None]


def claims_of(entries: Iterable[Entry], shelf: Shelf) -> Claims:
    """Fold entries, in the order of the log."""
    recorded: list[Recorded] = []
    gone: list[Gone] = []
    refused: list[Refusal] = []
    for entry in entries:
        if entry.leaf.type is not EntryType.RATING:
            continue
        if REFUSED in (entry.leaf.scope or {}):
            refused.append(_refusal(entry, shelf.people))
            continue
        c = next((one.c for one in entry.leaf.own if one.role == CLAIM), "")
        found = None if c in shelf.hidden else _recorded(entry, c, shelf)
        if found is None:
            gone.append(_gone(entry, shelf.hidden.get(c)))
        else:
            recorded.append(found)
    return Claims(tuple(recorded), tuple(gone), tuple(refused))


def scope_of(claim: Claim, key: RoleKey | None) -> dict[str, str]:
    """Give the codes that a claim's entry says: what it is about, and whose it is."""
    subject = dict(zip(_PARTS, claim.subject, strict=True))
    said = subject | {KEY: key.id if key else "", NUMBER: str(claim.number or "")}
    return {name: code for name, code in said.items() if code}


def read_claim(data: bytes, people: People, log: str) -> tuple[Claim, RoleKey | None]:
    """Read a claim, signed or not, and hold it to its form and to the keys in force.

    :raises SignedError: when its signature does not count, or more than one person signed
    :raises ClaimError: when it is no claim of a form that counts
    """
    try:
        text = data.decode()
        if SIGNATURE not in text:
            claim = claim_of(parse_statement(text))
            _hold_unsigned(claim, log)
            return claim, None
    except (UnicodeDecodeError, StatementError) as error:
        raise ClaimError(
            say("This is no claim: {error}."),
            say("Hand in the file that 'pendopo sign' wrote."),
            error=str(error),
        ) from error
    signed = people.check(text, RATING, log)
    claim = claim_of(signed.statement)
    if len(signed.by) != 1 or claim.number is None or claim.office:
        raise ClaimError(
            say("A claim is signed by one key, has a number, and leaves the office to the key."),
            say("Write it with: pendopo claim draft."),
        )
    [key] = signed.by
    if claim.role not in key.roles:
        raise ClaimError(
            say("The key {name} has the role {roles}; the claim speaks as {found}."),
            say("Write it as what the key was introduced for."),
            name=key.key.name,
            roles=", ".join(key.roles),
            found=claim.role,
        )
    return claim, key


def _hold_unsigned(claim: Claim, log: str) -> None:
    if claim.number is not None or not claim.office or claim.log != log:
        raise ClaimError(
            say("A claim that nobody signed names an office, has no number, and is for this log."),
            say("Have the person sign it: pendopo sign; or draft it with --recorded-for OFFICE."),
        )


def _gaps(there: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Give the first and the last number of each gap before and between numbers that ascend."""
    return tuple((before + 1, one - 1) for before, one in pairwise((0, *there)) if one > before + 1)


def _recorded(entry: Entry, c: str, shelf: Shelf) -> Recorded | None:
    """Read a claim; None for what does not hold, which then says nothing."""
    data = shelf.read(c)
    if data is None:
        return None
    try:
        claim, key = read_claim(data, shelf.people.before(entry.index), shelf.log)
    except (SignedError, ClaimError):
        return None
    if scope_of(claim, key) != dict(entry.leaf.scope or {}):
        return None
    return Recorded(entry.index, entry.leaf.id, entry.leaf.time, claim, key, c)


def _gone(entry: Entry, withdrawn: int | None) -> Gone:
    scope, leaf = entry.leaf.scope or {}, entry.leaf
    key, number = scope.get(KEY, ""), _number(scope)
    return Gone(entry.index, leaf.id, leaf.time, _subject(scope), key, number, withdrawn)


def _refusal(entry: Entry, people: People) -> Refusal:
    scope, leaf = entry.leaf.scope or {}, entry.leaf
    key = people.find(scope.get(KEY, ""))
    number, why = _number(scope), scope[REFUSED]
    return Refusal(entry.index, leaf.id, leaf.time, _subject(scope), key, number, why)


def _number(scope: Mapping[str, str]) -> int:
    found = scope.get(NUMBER, "")
    return int(found) if found.isascii() and found.isdigit() else 0


def _subject(scope: Mapping[str, str]) -> tuple[str, str, str]:
    plan, commitment, milestone = (scope.get(name, "") for name in _PARTS)
    return plan, commitment, milestone

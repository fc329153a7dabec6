"""A claim: what somebody says of a commitment or a milestone, as the text that they sign.

The text is a statement (``standards/statement``) of the act ``rating``::

    pendopo/statement/v1
    log: contoh.example/log
    act: rating
    at: 2026-03-04T02:00:00Z
    number: 3
    as: reviewer
    plan: contoh-2025
    commitment: open-contracting
    codebook: irm-2020
    question: completion_end
    value: Limited
    says: Payments are missing for 31 of 74 units.
    language: en
    source: https://example.org/review.pdf
    seen: 412

``number`` counts the claims of one key: a claim that is missing shows. ``seen`` is the size of the
log that was looked at. A line that nobody knows is refused, for it would be signed and not shown.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pendopo.standards.ogp.codebook import CodeError, scale_of
from pendopo.standards.statement import Statement, StatementError
from pendopo.terms.roles import ACTS, RATING
from pendopo.terms.wording import say

SAYS_LETTERS_MOST: Final = 2_000
SOURCES_MOST: Final = 20
SOURCE_LETTERS_MOST: Final = 500
_ONCE = (
    "number",
    "as",
    "office",
    "plan",
    "commitment",
    "milestone",
    "codebook",
    "question",
    "value",
    "says",
    "language",
    "seen",
)
_NEEDED = ("as", "plan", "commitment", "codebook", "question", "value", "source")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LANGUAGE = re.compile("[a-z]{2,3}(-[a-z0-9]{2,8})*")


class ClaimError(Exception):
    """A text is no claim: a sentence marked with ``say``, and what to write instead."""

    def __init__(self, message: str, write: str = "", **values: str) -> None:
        super().__init__(message)
        self.message, self.write, self.values = message, write, values


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says.

    :param log: the permanent name of the log that it is for
    :param at: when it was written, RFC 3339 in UTC, whole seconds
    :param role: in which role it is said, as ``terms.roles`` names it
    :param milestone: its id; empty for the whole commitment
    :param codebook: of which era, or the attestation
    :param value: a code of the question's scale
    :param says: in words, at most 2,000 letters; empty for none
    :param language: of those words
    :param sources: addresses, entries of the log, or documents in words; at least one
    :param number: which of its key's claims it is, from 1; None where nobody signed
    :param office: who said it, where nobody signed: the key's office otherwise
    :param seen: how many entries the log had when it was looked at; None where that is not said
    """

    log: str
    at: str
    role: str
    plan: str
    commitment: str
    codebook: str
    question: str
    value: str
    sources: tuple[str, ...]
    milestone: str = ""
    says: str = ""
    language: str = ""
    number: int | None = None
    office: str = ""
    seen: int | None = None

    @property
    def subject(self) -> tuple[str, str, str]:
        """The plan, the commitment and the milestone that it is about."""
        return self.plan, self.commitment, self.milestone

    def statement(self) -> Statement:
        """Give the text to be signed.

        :raises StatementError: when a value is none that a line may hold
        """
        said = {
            "number": "" if self.number is None else str(self.number),
            "as": self.role,
            "office": self.office,
            "plan": self.plan,
            "commitment": self.commitment,
            "milestone": self.milestone,
            "codebook": self.codebook,
            "question": self.question,
            "value": self.value,
            "says": self.says,
            "language": self.language,
        }
        lines = [(name, value) for name, value in said.items() if value]
        lines += [("source", one) for one in self.sources]
        lines += [("seen", str(self.seen))] if self.seen is not None else []
        return Statement(self.log, RATING, self.at, tuple(lines))


def claim_of(statement: Statement) -> Claim:
    """Read a claim and hold it to its form; whether the plan has such a commitment is not asked.

    :raises ClaimError: saying which line, what was found, and what to write
    """
    if statement.act != RATING:
        raise ClaimError(
            say("This is a statement of {found}, not of a rating."),
            say("Write one with: pendopo claim draft."),
            found=statement.act,
        )
    said = _lines(statement)
    _hold_day(statement.at)
    _hold_form(said)
    claim = Claim(
        log=statement.log,
        at=statement.at,
        role=said["as"],
        plan=said["plan"],
        commitment=said["commitment"],
        codebook=said["codebook"],
        question=said["question"],
        value=said["value"],
        sources=statement.values("source"),
        milestone=said["milestone"],
        says=said["says"],
        language=said["language"],
        number=int(said["number"]) if said["number"] else None,
        office=said["office"],
        seen=int(said["seen"]) if said["seen"] else None,
    )
    if claim.statement() != statement:
        raise ClaimError(
            say("The lines of the claim stand in another order than claims are written in."),
            say("Write it with: pendopo claim draft."),
        )
    return claim


def _lines(statement: Statement) -> dict[str, str]:
    """Give each line's value; empty for those that are not there."""
    for name, _ in statement.facts:
        if name not in _ONCE and name != "source":
            raise ClaimError(
                say("A claim has no line {name}."),
                say("Leave it out; what is not shown is not signed."),
                name=name,
            )
    try:
        said = {name: statement.value(name) for name in _ONCE}
    except StatementError as error:
        raise ClaimError(str(error)) from error
    for name in _NEEDED:
        if not (said.get(name) or statement.values(name)):
            raise ClaimError(
                say("The claim has no line {name}."),
                say("Write it with: pendopo claim draft."),
                name=name,
            )
    if len(statement.values("source")) > SOURCES_MOST or any(
        len(one) > SOURCE_LETTERS_MOST for one in statement.values("source")
    ):
        raise ClaimError(
            say("The claim has more than {most} sources, or one of more than {letters} letters."),
            say("Name fewer, or name them shorter."),
            most=str(SOURCES_MOST),
            letters=str(SOURCE_LETTERS_MOST),
        )
    return said


def _hold_form(said: dict[str, str]) -> None:
    _hold_role(said["as"])
    for name, form, write in (
        ("plan", _ID, say("Write its id as the plan's page shows it.")),
        ("commitment", _ID, say("Write its id as the plan's page shows it.")),
        ("milestone", _ID, say("Write its id as the plan's page shows it.")),
        ("language", _LANGUAGE, say("Write a code like en or id.")),
        ("number", _NUMBER, say("Write 1 for your first claim, 2 for the next.")),
        ("seen", _NUMBER, say("Write how many entries the log had.")),
    ):
        if said[name] and not form.fullmatch(said[name]):
            raise ClaimError(say("{name} is {found}."), write, name=name, found=said[name])
    if len(said["says"]) > SAYS_LETTERS_MOST:
        raise ClaimError(
            say("The claim says {found} letters; {most} fit."),
            say("Say less here and name a source that says more."),
            found=str(len(said["says"])),
            most=str(SAYS_LETTERS_MOST),
        )
    try:
        scale_of(said["codebook"], said["question"]).read(said["value"])
    except CodeError as error:
        raise ClaimError(
            say("The codebook does not have it: {error}."), error=str(error)
        ) from error


def _hold_day(at: str) -> None:
    try:
        datetime.fromisoformat(at)
    except ValueError as error:
        raise ClaimError(
            say("at is {found}, a day or an hour that no calendar has."),
            say("Write it with: pendopo claim draft."),
            found=at,
        ) from error


def _hold_role(role: str) -> None:
    if role not in ACTS[RATING]:
        raise ClaimError(
            say("Nobody rates as {found}."),
            say("Write one of {known}."),
            found=role,
            known=", ".join(sorted(ACTS[RATING])),
        )

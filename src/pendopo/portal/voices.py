"""What people say of promises, as pages show it: by voice, dated, sourced, and where they differ.

A value is shown in the words of its codebook; one of a scale that was not held against its source
is shown as unknown. No code is averaged or compared across codebooks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.portal import writing
from pendopo.portal.pager import PAGE
from pendopo.portal.visit import Visit
from pendopo.programme.promises import Promised
from pendopo.published.claims.facts import known_day, told
from pendopo.published.claims.recorded import Claims, Conflict, Gone, Recorded
from pendopo.standards.ogp.codebook import codebooks
from pendopo.terms.spoken import Spoken
from pendopo.terms.wording import fill

EACH: Final = 10
# Who speaks first on a page, and how the pillar of each begins.
_SAYS: Final[Mapping[str, object]] = {
    "publisher": gettext_lazy("The government says"),
    "civil-society": gettext_lazy("Civil society says"),
    "reviewer": gettext_lazy("The reviewer says"),
    "monitoring-body": gettext_lazy("The monitoring body says"),
}
_WHO: Final[Mapping[str, object]] = {
    "publisher": gettext_lazy("Government"),
    "civil-society": gettext_lazy("Civil society"),
    "reviewer": gettext_lazy("Reviewer"),
    "monitoring-body": gettext_lazy("Monitoring body"),
}
# These three stand on the page of a commitment even while they are silent.
_ALWAYS: Final = ("publisher", "civil-society", "reviewer")
# No steps of a scale: shown where somebody chose them.
_ASIDE: Final = frozenset({"Withdrawn", "Unclear", "No Evidence Available"})
_SHOWN_MOST: Final = 10
_HEADLINES: Final = ("completion_end", "completion_progress", "all_reached")
_WHYS: Final = {"personal-data": gettext_lazy("it holds what looks like personal data")}


@dataclass(frozen=True, slots=True)
class Source:
    """What a claim rests on.

    :param address: where it is, or empty for what is named in words
    """

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One claim in the reader's language.

    :param address: where it stands among all claims
    :param who: ``Government``, ``Reviewer``
    :param promise: the page of what it is about; empty where no plan has it any more
    :param question: what was asked, in words
    :param value: what was answered, in words; empty where the words are not verified
    :param code: the same as the codebook writes it
    :param signed: with a key of the person's own; else the government recorded it
    :param said_on: the day on which the log took it, or on which it was said that is recorded for
        somebody, in words; ``recorded on 2 November 2026`` where nobody knows
    :param written: the day it was written; empty where that is the day the log took it
    :param newer: where what the same voice says now stands; empty while it is this
    """

    index: int
    address: str
    who: str
    office: str
    about: str
    promise: str
    question: str
    codebook: str
    value: str
    code: str
    says: str
    sources: tuple[Source, ...]
    signed: bool
    time: str
    said_on: str
    written: str
    newer: str

    @property
    def shown(self) -> str:
        """The answer, or that its meaning is unknown."""
        return self.value or fill(_("unknown (written as {code})"), {"code": self.code})


@dataclass(frozen=True, slots=True)
class Pillar:
    """One voice of a commitment.

    :param heading: ``The government says``
    :param said: what it says last of the headline question, or of any; None while it is silent
    """

    heading: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One code of a scale, and who stands on it."""

    value: str
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """All that is said of one commitment.

    :param scale: of the question on which the voices answer; empty where fewer than two do
    :param conflicts: a sentence for each question on which voices differ
    :param others: what is said now besides the pillars
    :param earlier: what was said before, newest first
    :param notes: sentences: what waits, what was refused, what is missing, what was taken away
    """

    pillars: tuple[Pillar, ...]
    scale: tuple[Step, ...]
    conflicts: tuple[str, ...]
    others: tuple[Said, ...]
    earlier: tuple[Said, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hearing:
    """All claims of a visit's state, and what they are about.

    :param plans: every plan that was published up to it, the newest last
    """

    visit: Visit
    claims: Claims
    plans: tuple[Promised, ...]

    @classmethod
    def of(cls, visit: Visit) -> "Hearing":
        """Hear everybody."""
        claiming = visit.programme.claiming
        return cls(visit, claiming.claims(visit.state), claiming.promises(visit.state))

    def address(self, index: int) -> str:
        """Give where a claim stands: they are listed the newest first, some on a page."""
        after = sum(one.index > index for one in self.claims.recorded)
        page = self.visit.address("claims")
        asked = f"?{urlencode({PAGE: after // EACH + 1})}" if after >= EACH else ""
        return f"{page}{asked}#entry-{index}"

    def promise(self, subject: tuple[str, str, str]) -> str:
        """Give the page of a commitment; empty where no plan that stands has it."""
        plan, commitment, _milestone = subject
        for one in self.visit.programme.promising.plans(self.visit.state):
            if one.plan.id == plan and one.commitment(commitment):
                return self.visit.address("commitment", plan=plan, commitment=commitment)
        return ""


def voices_of(visit: Visit, plan: str, commitment: str) -> Voices:
    """Gather what people say of a commitment, in the visit's state."""
    hearing = Hearing.of(visit)
    claims = hearing.claims.of(plan, commitment)
    now = sorted(claims.latest.values(), key=lambda one: -one.index)
    before = [one for one in reversed(claims.recorded) if claims.newer(one)]
    pillars = tuple(_pillars(hearing, now))
    standing = {said.index for pillar in pillars for said in pillar.said}
    return Voices(
        pillars=pillars,
        scale=_scale(now),
        conflicts=tuple(differ(one, hearing.plans) for one in claims.conflicts),
        others=tuple(said(hearing, one) for one in now[:_SHOWN_MOST] if one.index not in standing),
        earlier=tuple(said(hearing, one) for one in before[:_SHOWN_MOST]),
        notes=tuple(notes(hearing, claims, (plan, commitment))),
    )


def said(hearing: Hearing, one: Recorded) -> Said:
    """Put a claim into the reader's language."""
    claim, newer, language = one.claim, hearing.claims.newer(one), writing.language()
    value = told(claim.codebook, claim.question, claim.value, language)
    return Said(
        index=one.index,
        address=hearing.address(one.index),
        who=str(_WHO[claim.role]),
        office=one.office,
        about=about(claim.subject, hearing.plans),
        promise=hearing.promise(claim.subject),
        question=told(claim.codebook, claim.question, "", language),
        codebook=told(claim.codebook, "", "", language),
        value=value,
        code=claim.value,
        says=_spoken(claim.says, claim.language),
        sources=tuple(_source(text) for text in claim.sources),
        signed=one.key is not None,
        time=one.time,
        said_on=_day(one),
        written=claim.at if claim.at[:10] != one.time[:10] else "",
        newer=hearing.address(newer.index) if newer else "",
    )


def differ(conflict: Conflict, plans: Sequence[Promised]) -> str:
    """Say in a sentence who says what of a question, where they differ."""
    _plan, _commitment, _milestone, codebook, question = conflict.topic
    language = writing.language()
    sides = []
    for one in conflict.sides:
        value = told(codebook, question, one.claim.value, language) or one.claim.value
        facts = {"who": str(_WHO[one.claim.role]), "value": value, "day": _day(one)}
        sides.append(fill(_("{who}: {value} ({day})"), facts))
    return fill(
        _("They differ on “{question}” of {what}. {sides}."),
        {
            "question": told(codebook, question, "", language),
            "what": about(conflict.topic[:3], plans),
            "sides": "; ".join(sides),
        },
    )


def _day(one: Recorded) -> str:
    """Give the day on which something was said, in words, or that of its record."""
    signed = one.key is not None
    known = known_day(signed=signed, written_at=one.claim.at, recorded_at=one.time)
    if known:
        return writing.day(known)
    return fill(_("recorded on {day}"), {"day": writing.day(one.time)})


def about(subject: tuple[str, str, str], plans: Sequence[Promised]) -> str:
    """Name a commitment or a milestone by its newest title, else by its id."""
    plan, commitment, milestone = subject
    for one in reversed(plans):
        if one.plan == plan and commitment in one.titles:
            title = one.titles[commitment]
            if not milestone:
                return title
            step = one.steps.get((commitment, milestone), milestone)
            return f"{title}: {step}"
    return "/".join(filter(None, subject))


def notes(hearing: Hearing, claims: Claims, of: tuple[str, str] | None = None) -> Iterable[str]:
    """Say what is not there: claims that wait, were refused, never came, or were taken away.

    :param claims: those that the page is about
    :param of: the plan and the commitment that it is about; None for all
    """
    visit = hearing.visit
    for waiting in () if visit.past else visit.programme.claiming.waiting():
        if of in (None, (waiting.scope["plan"], waiting.scope["commitment"])):
            text = _("Claim {number} of {office} was handed in; the next entry takes it.")
            yield fill(text, {"number": waiting.scope["number"], "office": waiting.key.office})
    for refused in claims.refused:
        text = _("Claim {number} of {office} was refused: {why} (entry {entry}).")
        yield fill(
            text,
            {
                "number": writing.number(refused.number),
                "office": refused.key.office if refused.key else "-",
                "why": str(_WHYS.get(refused.why, refused.why)),
                "entry": writing.number(refused.index),
            },
        )
    spoken = {one.key.id for one in claims.recorded if one.key}
    for missing in hearing.claims.missing:
        if missing.key.id in spoken:
            text = _("No claim {numbers} of {office} is in this log, though later ones are.")
            numbers = ", ".join(missing.numbers)
            yield fill(text, {"numbers": numbers, "office": missing.key.office})
    yield from map(_gone, claims.gone)


def _gone(one: Gone) -> str:
    facts = {"entry": writing.number(one.index), "day": writing.day(one.time)}
    if one.withdrawn is None:
        return fill(_("Entry {entry} of {day} says nothing that holds."), facts)
    why = facts | {"by": writing.number(one.withdrawn)}
    return fill(_("The claim of {day}, entry {entry}, was taken away: see entry {by}."), why)


def _pillars(hearing: Hearing, now: Sequence[Recorded]) -> Iterable[Pillar]:
    spoken = {one.claim.role for one in now}
    for role in _SAYS:
        if role in spoken or role in _ALWAYS:
            mine = [one for one in now if one.claim.role == role and not one.claim.milestone]
            first = [one for one in mine if one.claim.question in _HEADLINES] or mine[:1]
            yield Pillar(str(_SAYS[role]), tuple(said(hearing, one) for one in first))


def _scale(now: Sequence[Recorded]) -> tuple[Step, ...]:
    """Give the codes of the headline question that most voices answer, and who stands where."""
    answers: dict[tuple[str, str], list[Recorded]] = {}
    for one in now:
        if not one.claim.milestone and one.claim.question in _HEADLINES:
            answers.setdefault((one.claim.codebook, one.claim.question), []).append(one)
    if not answers:
        return ()
    (codebook, question), given = max(answers.items(), key=lambda answer: len(answer[1]))
    if len(given) < 2:  # noqa: PLR2004  one voice alone stands nowhere beside another
        return ()
    return tuple(
        Step(
            told(codebook, question, code, writing.language()) or code,
            tuple(str(_WHO[one.claim.role]) for one in given if one.claim.value == code),
        )
        for code in codebooks()[codebook][question].ordinals
        if code not in _ASIDE or any(one.claim.value == code for one in given)
    )


def _spoken(text: str, language: str) -> str:
    return Spoken({language: text}) if text and language else text


def _source(text: str) -> Source:
    return Source(text, text if text.startswith(("https://", "http://")) else "")

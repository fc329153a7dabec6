"""What a promise comes from and what became of it: lineage, amendments, and what keeps it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise, takewhile
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.exports.plan_form.besides import HOW, KINDS, LEGAL, LEVELS
from pendopo.portal import writing
from pendopo.portal.visit import Visit
from pendopo.portal.witnessing import signings
from pendopo.programme.promising import Published
from pendopo.published.standings import history
from pendopo.published.state import Publication
from pendopo.registers.plans.amended import Change, What, changes
from pendopo.registers.plans.lineage import Link, earlier, later, untold
from pendopo.registers.plans.questions import OGP_VALUES, QUESTIONS, TEMPLATES
from pendopo.registers.plans.survival import FACTORS, Factor, Facts, factors, facts_of, survival
from pendopo.terms.commitment import Commitment, Plan
from pendopo.terms.wording import fill

_HOW: Final[Mapping[str, object]] = {
    "carried-forward": gettext_lazy("Carried forward"),
    "split": gettext_lazy("Split"),
    "merged": gettext_lazy("Merged"),
    "dropped": gettext_lazy("Dropped"),
}
_WHAT: Final[Mapping[What, object]] = {
    What.ADDED: gettext_lazy("Added"),
    What.REMOVED: gettext_lazy("Taken out"),
    What.TITLE: gettext_lazy("Another title"),
    What.LEAD: gettext_lazy("Another office answers"),
    What.DATES: gettext_lazy("Other dates"),
    What.CHECKS: gettext_lazy("Other checks"),
    What.TEXT: gettext_lazy("Other words"),
    What.ORDER: gettext_lazy("Another order"),
    What.REASON: gettext_lazy("A reason was taken out"),
}
# Which of several a change of dates or words is about; a question of a template has its own.
_FIELDS: Final[Mapping[str, object]] = {
    "start": gettext_lazy("Starts"),
    "end": gettext_lazy("Ends"),
    "theme": gettext_lazy("Theme"),
    "lead_kind": gettext_lazy("What kind of office leads"),
    "supporting": gettext_lazy("Supporting"),
    "civil_society": gettext_lazy("Civil society"),
    "others": gettext_lazy("Others"),
    "outputs": gettext_lazy("Outputs"),
    "checks": gettext_lazy("Checks"),
    "policy_areas": gettext_lazy("Policy areas"),
    "ogp_values": gettext_lazy("OGP values"),
    "sdg_targets": gettext_lazy("Development goals"),
    "legal_basis": gettext_lazy("Legal basis"),
    "budget_lines": gettext_lazy("Budget lines"),
    "used_by": gettext_lazy("Used by"),
    "continues": gettext_lazy("Continues"),
    "administration": gettext_lazy("Administration"),
    "level": gettext_lazy("Level"),
    "government": gettext_lazy("Government"),
    "template": gettext_lazy("Written for"),
    "submitted": gettext_lazy("Handed in"),
    "follows": gettext_lazy("Follows the plans"),
    "dropped": gettext_lazy("Drops"),
    "number": gettext_lazy("Number"),
    "ogp_id": gettext_lazy("OGP's id"),
    "coded": gettext_lazy("As its source coded it"),
    "prose": gettext_lazy("Text"),
}
# Fields that hold codes, each with its words.
_CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "level": {level.value: text for level, text in LEVELS.items()},
    "template": TEMPLATES,
    "lead_kind": KINDS,
    "ogp_values": OGP_VALUES,
    "legal_basis": LEGAL,
    "continues": HOW,
    "dropped": HOW,
}
_LETTERS_MOST: Final = 160
_LETTERS_BEFORE: Final = 40
_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Kin:
    """An earlier or a later promise.

    :param how: ``Carried forward``
    :param address: its page; empty where this record has none
    :param plan: the title of its plan; empty where that is not here
    :param term: in whose term of office that plan was made; empty when nobody has said
    """

    how: str
    title: str
    address: str
    plan: str
    term: str
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """One change of a running plan.

    :param what: ``Other dates``, ``Other words: Theme``
    :param name: what the plan's file calls it
    :param reason: what the plan gives as its reason; empty for none
    :param on: the day on which that was decided; None where none is said
    """

    what: str
    name: str
    title: str
    before: str
    after: str
    reason: str
    on: date | None

    @property
    def span(self) -> tuple[str, str]:
        """What stood there and what stands there, where it is long about what differs."""
        first, then = (_worded(self.name, one) for one in (self.before, self.after))
        letters = zip(first, then, strict=False)
        same = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], letters))
        start = max(0, same - _LETTERS_BEFORE) if same > _LETTERS_MOST // 2 else 0
        before, after = (f"… {one[start:]}" if start else one for one in (first, then))
        return _cut(before), _cut(after)


@dataclass(frozen=True, slots=True)
class Amended:
    """All that one wording of a plan changed.

    :param publication: the one that holds the wording
    """

    publication: Publication
    changes: tuple[Told, ...]

    @property
    def silent(self) -> int:
        """How many of them have no reason."""
        return sum(not one.reason for one in self.changes)


@dataclass(frozen=True, slots=True)
class Kept:
    """One of the things that keep a promise when people change.

    :param value: ``0.75``, or ``0 to 1`` where it is unknown
    """

    title: str
    rule: str
    value: str
    known: bool


def kin(visit: Visit, published: Published, one: Commitment) -> tuple[list[Kin], list[Kin]]:
    """Give what a promise takes further, and what became of it."""
    plans = _plans(visit)
    back = earlier(plans, published.plan, one)
    forth = later(plans, published.plan, one)
    return [_kin(visit, link) for link in back], [_kin(visit, link) for link in forth]


def lost(visit: Visit, published: Published) -> list[Kin]:
    """Give the promises of the plans before one that it drops, or says nothing of."""
    plans, plan = _plans(visit), published.plan
    before = [one for one in plans if one.id in plan.follows]
    dropped = [
        (one, commitment, link)
        for one in before
        for commitment in one.commitments
        for link in later([plan], one, commitment)
        if link.commitment is None
    ]
    said = [
        _of(visit, one, commitment, str(_HOW[link.how]), link.reason)
        for one, commitment, link in dropped
    ]
    unsaid = _("Nothing says what became of it")
    return said + [_of(visit, one, each, unsaid, "") for one, each in untold(plans, plan)]


def amended(visit: Visit, published: Published, commitment: str = "") -> list[Amended]:
    """Give what each later wording of a plan changed, the newest first.

    :param commitment: only of this one; empty for all of the plan
    """
    wordings = visit.programme.promising.versions(visit.state, published)
    found = []
    for before, after in pairwise(wordings):
        told = tuple(
            _told(one)
            for one in changes(before.plan, after.plan)
            if commitment in ("", one.commitment)
        )
        if told:
            found.append(Amended(after.publication, told))
    return found[::-1]


def kept(visit: Visit, published: Published, one: Commitment) -> tuple[list[Kept], str]:
    """Give the six things that keep a promise, each with its rule, and how many hold."""
    facts = _facts(visit, published, one)
    low, high = survival(facts).rounded()
    values = {"count": low, "low": low, "high": high, "all": FACTORS}
    written = {name: writing.number(value) for name, value in values.items()}
    text = _("{count} of {all}") if low == high else _("{low} to {high} of {all}")
    return [_kept(each) for each in factors(facts)], fill(text, written)


def _facts(visit: Visit, published: Published, one: Commitment) -> Facts:
    mirrors = len(visit.programme.config.peers.mirrors)
    holders = mirrors + sum(bool(each.time) for each in signings(visit))
    times = [published.publication.time]
    plan = published.plan.id
    times += [each.leaf.time for each in history(visit.state.entries, plan, one.id)]
    said = visit.programme.claiming.claims(visit.state).of(plan, one.id)
    times += [each.time for each in said.recorded]
    last = writing.local_day(max(times))
    days = (visit.day - last).days if visit.day else None
    return facts_of(one, holders, days)


def _kept(one: Factor) -> Kept:
    known = one.low == one.high
    low, high = (_shown(each) for each in (one.low, one.high))
    value = low if known else fill(_("{low} to {high}"), {"low": low, "high": high})
    return Kept(writing.said(one.title), writing.said(one.rule), value, known)


def _shown(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return writing.rounded(exact.quantize(_PLACES, ROUND_HALF_UP), 2)


def _plans(visit: Visit) -> Sequence[Plan]:
    return [one.plan for one in visit.programme.promising.plans(visit.state)]


def _kin(visit: Visit, link: Link) -> Kin:
    how = str(_HOW[link.how])
    if link.plan is not None and link.commitment is not None:
        return _of(visit, link.plan, link.commitment, how, link.reason)
    plan = link.plan
    title = link.name if plan is None else ""
    term = plan.administration if plan else ""
    return Kin(how, title, "", plan.title if plan else "", term, link.reason)


def _of(visit: Visit, plan: Plan, commitment: Commitment, how: str, reason: str) -> Kin:
    address = visit.address("commitment", plan=plan.id, commitment=commitment.id)
    return Kin(how, commitment.title, address, plan.title, plan.administration, reason)


def _told(one: Change) -> Told:
    question = QUESTIONS.get(one.name)
    field = writing.said(question.title) if question else str(_FIELDS.get(one.name, one.name))
    plain = one.name == "due" or one.what not in (What.DATES, What.TEXT)
    what = str(_WHAT[one.what])
    return Told(
        what=what if plain else fill(_("{what}, {field}"), {"what": what, "field": field}),
        name=one.name,
        title=one.title,
        before=one.before,
        after=one.after,
        reason=one.why.reason if one.why else "",
        on=one.why.on if one.why else None,
    )


def _worded(name: str, text: str) -> str:
    """Put the codes of a field into words; what is none stays as it is."""
    codes = _CODES.get(name, {})
    parts = re.split("(; |, )", text) if codes else [text]
    return "".join(writing.said(codes[one]) if one in codes else one for one in parts)


def _cut(text: str) -> str:
    return text if len(text) <= _LETTERS_MOST else f"{text[:_LETTERS_MOST].rstrip()} …"


def facts_of_continuity(
    back: Iterable[Kin], forth: Iterable[Kin], found: Iterable[Amended]
) -> dict[str, object]:
    """Say the same for programs."""
    return {
        "earlier": [_plain(one) for one in back],
        "later": [_plain(one) for one in forth],
        "amendments": list(_amendments(found)),
    }


def _amendments(found: Iterable[Amended]) -> Iterator[dict[str, object]]:
    for one in found:
        for each in one.changes:
            yield {
                "entry": one.publication.index,
                "time": one.publication.time,
                "what": each.what,
                "name": each.name,
                "title": each.title,
                "before": each.before or None,
                "after": each.after or None,
                "reason": each.reason or None,
                "decided": each.on.isoformat() if each.on else None,
            }


def _plain(one: Kin) -> dict[str, object]:
    return {
        "how": one.how,
        "title": one.title or None,
        "page": one.address or None,
        "plan": one.plan or None,
        "administration": one.term or None,
        "reason": one.reason or None,
    }

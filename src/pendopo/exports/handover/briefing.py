"""The printed briefing of a handover: facts of the record, in words, for a paper.

Everything in it comes from the record; what the record does not say is shown as unknown. The steps
are whole: whoever follows only them, with the record's folder at hand, has taken over.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pendopo.exports.handover.steps import Place, steps
from pendopo.exports.printed.square import square
from pendopo.terms.wording import say

TEMPLATE: Final = "handover/briefing.typ"

Words = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as the record has it; an empty text is unknown.

    :param due: the last day that its end, or its next milestone's, can mean; None where unknown
    :param next: the milestone that is due next, or longest overdue
    :param survival: how likely it is to outlive this administration, as it is written: ``3-5 of 6``
    """

    id: str
    title: str
    lead: str = ""
    due: date | None = None
    next: str = ""
    legal_basis: str = ""
    budget_lines: str = ""
    survival: str = ""

    def overdue(self, on: date) -> bool:
        """Whether its day is past."""
        return self.due is not None and self.due < on


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has something: an office with a role, a witness, a mirror, a key.

    :param what: what they have or do
    :param where: an address, or a file
    :param since: when, or for how long; empty where unknown
    """

    name: str
    what: str = ""
    where: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class LogFacts:
    """The log as it stands.

    :param until: the last day on which two keys sign; empty where one does
    :param waiting: entries that wait for witnesses
    :param last: the time of the last entry
    """

    origin: str
    size: int
    root: str
    last: str
    key: str
    until: str = ""
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Briefing:
    """All that the paper says.

    :param on: the day it was made
    :param unread: whether an action plan stands that cannot be read now: held, taken away or lost
    :param needed: how many witnesses must sign
    :param work: what is open, sentences in the reader's language
    :param risks: the same of what can go wrong
    :param checklist: what both officers tick and sign
    """

    government: str
    on: date
    log: LogFacts
    contact: str = ""
    hue: int = 200
    language: str = "en"
    promises: Sequence[Promise] = ()
    owners: Sequence[Holder] = ()
    keys: Sequence[Holder] = ()
    witnesses: Sequence[Holder] = ()
    needed: int = 0
    mirrors: Sequence[Holder] = ()
    work: Sequence[str] = ()
    risks: Sequence[str] = ()
    checklist: Sequence[str] = ()
    unread: bool = False


def facts(
    briefing: Briefing, address: str, place: Place, word: Words, day: Callable[[date], str]
) -> Mapping[str, Any]:
    """Write a briefing as the template's facts.

    :param address: where the site stands, for the square of dots; empty for none
    :param word: gives a marked text in the reader's language
    :param day: writes a day in it
    """
    overdue = [one for one in briefing.promises if one.overdue(briefing.on)]
    return {
        "language": briefing.language,
        "hue": briefing.hue,
        "title": word(say("Handover briefing")),
        "government": briefing.government,
        "under": word(
            say("Made on {day} from the record {origin}, {size} entries."),
            day=day(briefing.on),
            origin=briefing.log.origin,
            size=briefing.log.size,
        ),
        "foot": f"{briefing.government} · {briefing.log.origin} · {day(briefing.on)}",
        "words": {name: word(text) for name, text in {**_WORDS, **_without(briefing)}.items()},
        "square": square(address),
        "address": address,
        "pillars": _pillars(briefing, len(overdue), word),
        "steps": [one.facts(word) for one in steps(place)],
        "promises": [_promise(one, briefing.on, word, day) for one in _sorted(briefing.promises)],
        "log": _log(briefing, word, day),
        "owners": [_row(one, word, day) for one in briefing.owners],
        "keys": [_row(one, word, day) for one in briefing.keys],
        "witnesses": [_row(one, word, day) for one in briefing.witnesses],
        "mirrors": [_row(one, word, day) for one in briefing.mirrors],
        "needed": word(
            say("{needed} of {count} witnesses must sign before anything is published."),
            needed=briefing.needed,
            count=len(briefing.witnesses),
        ),
        "contact": briefing.contact or word(_UNKNOWN),
        "work": [_dated(one, day) for one in briefing.work],
        "risks": [_dated(one, day) for one in briefing.risks],
        "checklist": list(briefing.checklist),
    }


def _without(briefing: Briefing) -> Mapping[str, str]:
    """Say why the paper has no promises, where a plan was published all the same."""
    if not briefing.unread:
        return {}
    text = say(
        "An action plan has been published, but none can be read now: it is held, was taken away, "
        "or its files are missing. The record's page of what is held or taken away says which."
    )
    return {"no_promises": text}


def _pillars(briefing: Briefing, overdue: int, word: Words) -> list[Mapping[str, str]]:
    counted = (
        (len(briefing.promises), say("promises")),
        (overdue, say("of them past their day")),
        (len(briefing.witnesses), say("witnesses")),
        (len(briefing.mirrors), say("copies kept by others, as far as known")),
    )
    return [{"number": str(count), "words": word(text)} for count, text in counted]


def _sorted(promises: Sequence[Promise]) -> list[Promise]:
    return sorted(promises, key=lambda one: (one.due is None, one.due or date.max, one.id))


def _promise(one: Promise, on: date, word: Words, day: Callable[[date], str]) -> Mapping[str, Any]:
    unknown = word(_UNKNOWN)
    return {
        "id": one.id,
        "title": one.title or unknown,
        "lead": one.lead or unknown,
        "due": day(one.due) if one.due else unknown,
        "overdue": one.overdue(on),
        "next": _dated(one.next, day),
        "legal": one.legal_basis or unknown,
        "budget": one.budget_lines or unknown,
        "survival": one.survival or unknown,
    }


def _row(one: Holder, word: Words, day: Callable[[date], str]) -> list[str]:
    told = (one.name, _dated(one.what, day), one.where, _dated(one.since, day))
    return [text or word(_UNKNOWN) for text in told]


def _dated(text: str, day: Callable[[date], str]) -> str:
    """Write the days in a text as the paper writes days: the record has them as 2026-01-31."""

    def written(found: re.Match[str]) -> str:
        try:
            return day(date.fromisoformat(found[0]))
        except ValueError:
            return found[0]

    return _DAY.sub(written, text)


def _log(briefing: Briefing, word: Words, day: Callable[[date], str]) -> list[list[str]]:
    log = briefing.log
    until = _dated(log.until, day)
    both = word(say("Two keys sign until {day}."), day=until) if until else ""
    rows = (
        (say("Name"), log.origin),
        (say("Entries"), str(log.size)),
        (say("Root of the tree"), log.root),
        (say("Last entry"), log.last),
        (say("Key that signs"), log.key),
        (say("Besides"), both),
        (say("Waiting for witnesses"), str(log.waiting)),
    )
    return [[word(name), value] for name, value in rows if value]


_UNKNOWN = say("unknown")
# A day that stands alone: not in a time, nor in the name of a promise or an address.
_DAY: Final = re.compile(r"(?<![\w/-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w/-])")
_WORDS: Final[Mapping[str, str]] = {
    "page": say("Page"),
    "scan": say("The record's site"),
    "read": say(
        "This paper comes from the record alone. What the record does not say is shown as unknown; "
        "ask the officer who hands over, and write it in by hand."
    ),
    "steps": say("Take over, step by step"),
    "steps_lead": say(
        "Type what stands in the grey boxes, in this order. Each step says what you should see; "
        "stop and ask where you see something else. To try it first without touching the record:"
    ),
    "see": say("You should see:"),
    "promises": say("Promises and their days"),
    "no_promises": say("No action plan has been published in this record."),
    "promise": say("Promise"),
    "due": say("Due"),
    "overdue": say("past its day"),
    "lead": say("Who answers"),
    "legal": say("Legal basis"),
    "budget": say("Budget line"),
    "survival": say("Outlives us"),
    "survival_lead": say(
        "Outlives us: how many of six things hold that keep a promise when people change: a legal "
        "basis, a budget line, an office of the civil service, evidence held by others, reuse, and "
        "news within a year. Two numbers stand where some are unknown."
    ),
    "owners": say("Who owns what"),
    "office": say("Office"),
    "role": say("What it does"),
    "code": say("Unit"),
    "since": say("Since"),
    "no_owners": say("No office has a key of its own in this record yet."),
    "log": say("The log and its keys"),
    "keys_lead": say(
        "A key is never sent by mail or shown to anyone. If one is lost that must sign, the log "
        "ends. To change it: pendopo key rotate, as in the steps; the old key signs the new one."
    ),
    "key": say("Key"),
    "file": say("File"),
    "witnesses": say("Witnesses and contacts"),
    "witness": say("Witness"),
    "answers": say("What it did last"),
    "address": say("Address"),
    "signed": say("Signed last"),
    "no_witnesses": say("No witness signs this log."),
    "mirrors": say("Copies kept by others"),
    "contact": say("Contact of the programme"),
    "work": say("Open work"),
    "no_work": say("The record shows no open work."),
    "risks": say("Risks"),
    "no_risks": say("The record shows none of the risks that it can show."),
    "checklist": say("Checklist"),
    "checklist_lead": say(
        "Go through it together. Then each signs the same list with their own key (steps 5 and 6); "
        "the signed list becomes an entry of the log. The lines below are for paper files."
    ),
    "outgoing": say("Hands over: office, day, signature"),
    "incoming": say("Takes over: office, day, signature"),
}

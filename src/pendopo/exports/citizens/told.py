"""A citizens' budget as the facts of its paper: sentences, and numbers written as people do."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from pendopo.exports.citizens.budget import (
    EXPENDITURE,
    IN,
    OUT,
    REVENUE,
    CitizensBudget,
    Member,
    Part,
    Standing,
)
from pendopo.exports.citizens.hundred import hundred
from pendopo.exports.printed.square import square
from pendopo.exports.printed.writing import Writing
from pendopo.terms.wording import say

TEMPLATE: Final = "citizens/budget.typ"
PAGES: Final = 4

# Four pages are four: a name of more letters would push the last rows to a fifth.
_NAME_MOST: Final = 90
_DECEMBER: Final = 12

Words = Callable[..., str]

_UNKNOWN: Final = say("not known")
_ABSENT: Final = say("not published")
_PHASES: Final = {
    "pre-budget": say("Before the budget"),
    "proposal": say("Proposed"),
    "approved": say("Approved"),
    "revised": say("Revised"),
    "executed": say("Executed"),
    "audited": say("Audited"),
}
_WAYS: Final = {
    REVENUE: say("Money that comes in"),
    EXPENDITURE: say("Money that goes out"),
    IN: say("Loans and savings used"),
    OUT: say("Loans repaid and savings made"),
}
_WORDS: Final = {
    "page": say("page"),
    "scan": say("Scan to check every number"),
    "hundred": say("Of every hundred that is to be spent"),
    "hundred_in": say("Of every hundred that is to come in"),
    "name": say("What it is"),
    "share": say("Share of the plan"),
    "of_plan": say("Carried out"),
    "where": say("Found in"),
    "in_all": say("In all"),
    "bars": say("Outlined: planned. Filled: received or spent so far."),
    "revenue": say("Where the money comes from"),
    "funds": say("Loans and savings"),
    "purposes": say("What the money is for"),
    "kinds": say("What it is spent on"),
    "phases": say("From plan to outcome"),
    "years": say("Year by year"),
    "year": say("Year"),
    "words": say("What the words mean"),
    "sources": say("Where every number stands"),
    "letter": say("Letter"),
    "source": say("Publication"),
    "entry": say("Entry in the log"),
    "on": say("Published"),
}
_GLOSSARY: Final = (
    (
        say("Money that comes in"),
        say("Revenue: taxes, charges, and what the central government and the province hand down."),
    ),
    (
        say("Money that goes out"),
        say("Expenditure: salaries, goods, building, aid, and what is handed down to villages."),
    ),
    (
        say("Loans and savings used"),
        say("Financing: money left from earlier years or borrowed. It is no revenue."),
    ),
    (say("Approved"), say("The budget as the council first decided it.")),
    (say("Revised"), say("The budget as the council changed it in the course of the year.")),
    (say("Executed"), say("What was received and paid in truth, before the audit.")),
)


def facts(budget: CitizensBudget, language: str, address: str, word: Words) -> Mapping[str, Any]:
    """Write a citizens' budget as the template's facts.

    :param address: the page of its year on the site, for the square of dots; empty for none
    :param word: gives a marked text in the reader's language, and a publisher's own in the best
    """
    told = _Told(budget, Writing(language, budget.currency), word)
    title = word(say("The budget of {year} for citizens"), year=budget.year)
    return {
        "language": language,
        "own_language": budget.language,
        "hue": budget.hue,
        "title": title,
        "government": budget.government,
        "under": told.under(),
        "foot": f"{budget.government} · {title} · {budget.origin}, {budget.size}",
        "words": {name: word(text) for name, text in _WORDS.items()},
        "square": square(address),
        "address": address,
        "notes": told.notes(),
        "lead": told.lead(),
        "pillars": told.pillars(),
        "balance": told.balance(),
        "hundred": hundred(budget.purposes, word, told.name),
        "hundred_in": hundred(budget.revenue, word, told.name, most=5),
        "revenue": told.part(budget.revenue),
        "purposes": told.part(budget.purposes),
        "kinds": told.part(budget.kinds),
        "funds": told.funds(),
        "phases": told.phases(),
        "years": told.years(),
        "glossary": [[word(one), word(text)] for one, text in _GLOSSARY],
        "sources": told.sources(),
        "sources_lead": told.sources_lead(),
        "check": told.check(),
        "contact": told.contact(),
    }


class _Told:
    """A budget in words."""

    def __init__(self, budget: CitizensBudget, writing: Writing, word: Words) -> None:
        self._budget, self._writing, self._word = budget, writing, word
        entries = [one.entry for one in budget.sources]
        self._letters = {entry: letter_of(n) for n, entry in enumerate(entries)}

    def name(self, part: Part, member: Member) -> str:
        """Name a row."""
        if member.name:
            return member.name if len(member.name) <= _NAME_MOST else f"{member.name[:_NAME_MOST]}…"
        if part.others and member is part.members[-1]:
            return self._word(say("All {count} others together"), count=part.others)
        return self._word(say("without a code"))

    def under(self) -> str:
        """Say what it was made from, and by whom."""
        text = say("Made from the published record as of {day}: {origin}, {size} entries.")
        budget = self._budget
        day, size = self._writing.day(budget.on), self._writing.number(budget.size)
        said = self._word(text, day=day, origin=budget.origin, size=size)
        if not budget.keeper:
            return said
        text = say("Kept by {keeper}. The government itself did not publish it.")
        return f"{said} {self._word(text, keeper=budget.keeper)}"

    def notes(self) -> list[str]:
        """Say what a reader must know before the first number."""
        found = []
        if self._budget.invented:
            found.append(
                self._word(say("This government does not exist; every number is invented."))
            )
        if self._budget.apart:
            text = say("Amounts in {currencies} stand apart and are not added here.")
            found.append(self._word(text, currencies=", ".join(self._budget.apart)))
        return found

    def lead(self) -> str:
        """Say the year's money in one sentence, and for each person where their number is known."""
        budget, word = self._budget, self._word
        said = word(
            say("In {year}, {came} is planned to come in and {goes} to go out."),
            year=budget.year,
            came=self._short(budget.revenue.planned),
            goes=self._short(budget.purposes.planned),
        )
        people, goes = budget.people, budget.purposes.planned
        if people is None or goes is None:
            text = say(
                "How many people live here, and so how much it is for each, is not published."
            )
            return f"{said} {word(text)}" if people is None else said
        text = say("That is {amount} for each of {people} people ({year}, {by}).")
        by = people.by or word(say("source not told"))
        each = self._writing.amount(Decimal(round(goes / people.count)))
        count = self._writing.number(people.count)
        return f"{said} {word(text, amount=each, people=count, year=people.year, by=by)}"

    def pillars(self) -> list[Mapping[str, str]]:
        """Give the four figures under the beam."""
        budget, word = self._budget, self._word
        plan = {part.direction: part for part in (budget.revenue, budget.purposes, *budget.funds)}
        return [
            {
                "number": self._short(
                    part.planned if part else None, absent=not (part and part.plan)
                ),
                "words": f"{word(_WAYS[way])}{self._marks(part)}",
            }
            for way in _WAYS
            for part in [plan.get(way)]
        ]

    def balance(self) -> str:
        """Say whether it adds up."""
        budget, word = self._budget, self._word
        rest, left = budget.difference, budget.left
        if rest is None:
            return word(
                say(
                    "Whether it adds up is not known: what comes in and what goes out are not both "
                    "published in one phase."
                )
            )
        if rest < 0:
            text = say("{amount} more is planned to go out than to come in.")
        else:
            text = say("{amount} more is planned to come in than to go out.")
        said = word(text, amount=self._short(abs(rest)))
        if left is None:
            return f"{said} {word(say('What is left after loans and savings is not known.'))}"
        text = say("After loans and savings {amount} is left.")
        if left < 0:
            text = say("After loans and savings {amount} is missing.")
        return f"{said} {word(text, amount=self._short(abs(left)))}"

    def part(self, part: Part) -> Mapping[str, Any]:
        """Write the table of one way of money."""
        word, plan, spent = self._word, part.plan, part.spent
        phases = [phase for phase in (plan, spent) if phase]
        most = max(
            (abs(one.amounts.get(phase) or Decimal(0)) for one in part.members for phase in phases),
            default=Decimal(0),
        )
        rows = [self._row(part, member, phases, most) for member in part.members]
        total = Member(word(_WORDS["in_all"]), "", part.total, self._all_of(part))
        return {
            "head": [word(_PHASES[phase]) for phase in phases],
            "both": len(phases) > 1,
            "caption": self._caption(part),
            "rows": rows,
            "total": self._row(part, total, phases, Decimal(0)),
            "empty": "" if rows else word(say("Nothing of it is published for this year.")),
            "address": part.address,
            "square": square(part.address),
        }

    def funds(self) -> Mapping[str, Any]:
        """Write loans and savings as one small table."""
        word, budget = self._word, self._budget
        told = [self.part(part) for part in budget.funds]
        ways = [_WAYS[part.direction] for part in budget.funds]
        rows = [
            {**one["total"], "name": word(way), "own": False, "link": one["address"]}
            for one, way in zip(told, ways, strict=True)
        ]
        alike = len({tuple(one["head"]) for one in told}) == 1
        return {
            "head": told[0]["head"] if told else [],
            "both": bool(told) and told[0]["both"],
            "rows": rows if alike else [],
            "empty": ""
            if rows and alike
            else word(
                say(
                    "Loans and savings of this year are not published, which does not mean that "
                    "there are none."
                )
            ),
        }

    def phases(self) -> Mapping[str, Any]:
        """Write every phase that is published side by side, of all ways that money goes."""
        budget = self._budget
        parts = [budget.revenue, budget.purposes, *budget.funds]
        phases = [one for one in _PHASES if any(one in part.total for part in parts)]
        return {
            "head": [self._word(_PHASES[one]) for one in phases],
            "rows": [
                [
                    self._word(_WAYS[part.direction]),
                    *(self._cell(part.total, phase) for phase in phases),
                    self._where(self._all_of(part)),
                ]
                for part in parts
            ],
        }

    def years(self) -> Mapping[str, Any]:
        """Write the years, each with bars of what was planned and what became of it."""
        budget, word = self._budget, self._word
        known = [
            amount
            for year in budget.years
            for told in (year.planned, year.done)
            for way in (REVENUE, EXPENDITURE)
            for amount in [told.get(way)]
            if amount is not None
        ]
        most = max((abs(one) for one in known), default=Decimal(0))
        rows = [
            {
                "year": str(year.year),
                "ways": [
                    {
                        "bar": _bar(year.planned.get(way), year.done.get(way), most),
                        "cells": [self._cell(year.planned, way), self._cell(year.done, way)],
                    }
                    for way in (REVENUE, EXPENDITURE)
                ],
                "where": self._where(year.standing),
            }
            for year in budget.years
        ]
        return {
            "ways": [word(_WAYS[REVENUE]), word(_WAYS[EXPENDITURE])],
            "pair": [word(say("Planned")), word(say("Outcome"))],
            "rows": rows,
            "alt": word(
                say(
                    "Bars of {years} years: what was planned to come in and go out, and what did. "
                    "All numbers stand in the table above."
                ),
                years=len(rows),
            ),
            "note": self._until(budget.purposes),
        }

    def sources(self) -> list[Mapping[str, str]]:
        """List the publications by their letters."""
        return [
            {
                "letter": self._letters[one.entry],
                "title": self._word(one.title) if one.title else self._word(_UNKNOWN),
                "entry": self._writing.number(one.entry),
                "on": self._writing.day(one.on),
                "address": one.address,
            }
            for one in self._budget.sources
        ]

    def sources_lead(self) -> str:
        """Say how a letter is followed to a row."""
        return self._word(
            say(
                "A letter names a publication; the numbers behind it are rows of the file that was "
                "handed in. Where more than three rows are added up, it is told how many amounts "
                "they hold, and the page of the table leads to each of them."
            )
        )

    def check(self) -> str:
        """Say how it is checked."""
        budget, word = self._budget, self._word
        text = say(
            "Every publication lies in the signed log {origin}; anyone can recompute this paper "
            "from it. Its root at {size} entries: {root}."
        )
        root = budget.root or word(_UNKNOWN)
        said = word(text, origin=budget.origin, size=self._writing.number(budget.size), root=root)
        if budget.licence:
            said += f" {word(say('Licence: {licence}.'), licence=budget.licence)}"
        return said

    def contact(self) -> Mapping[str, str]:
        """Say whom to ask: a letter's address, or a page's."""
        contact = self._budget.contact
        mail = f"mailto:{contact}" if "@" in contact else ""
        leads = contact if contact.startswith(("https://", "http://")) else mail
        said = self._word(say("Ask about any line:"))
        return {"said": said if contact else "", "name": contact, "address": leads}

    def _row(
        self, part: Part, member: Member, phases: Sequence[str], most: Decimal
    ) -> Mapping[str, Any]:
        plan, done = member.amounts.get(part.plan), member.amounts.get(part.spent)
        first = phases[0] if phases else ""
        return {
            "name": self.name(part, member),
            "own": bool(member.name) and bool(member.code),
            "code": member.code if member.code != member.name else "",
            "bar": _bar(plan, done, most),
            "cells": [self._cell(member.amounts, phase) for phase in phases],
            "share": self._writing.percent(member.amounts.get(first), part.total.get(first)),
            "of_plan": self._writing.percent(done, plan),
            "where": self._where(member.standing),
            "link": member.address,
        }

    def _cell(self, amounts: Mapping[str, Decimal | None], key: str) -> Mapping[str, Any]:
        """Write an amount; what is absent is told from what is not known, and neither is zero."""
        if key not in amounts:
            return {"text": self._word(_ABSENT), "known": False}
        value = amounts[key]
        if value is None:
            return {"text": self._word(_UNKNOWN), "known": False}
        return {"text": self._writing.number(value), "known": True}

    def _where(self, standing: Sequence[Standing]) -> list[str]:
        return [self._stands(one) for one in standing] or [self._word(_UNKNOWN)]

    def _stands(self, one: Standing) -> str:
        letter = self._letters.get(one.entry, "?")
        if one.lines:
            lines = ", ".join(self._writing.number(line) for line in one.lines)
            text = say("{letter} row {lines}")
            if len(one.lines) > 1:
                text = say("{letter} rows {lines}")
            return self._word(text, letter=letter, lines=lines)
        text = say("{letter} {count} amounts")
        return self._word(text, letter=letter, count=self._writing.number(one.amounts))

    def _all_of(self, part: Part) -> tuple[Standing, ...]:
        if len(part.members) == 1:
            return part.members[0].standing
        held: dict[int, int] = {}
        for member in part.members:
            for one in member.standing:
                held[one.entry] = held.get(one.entry, 0) + one.amounts
        return tuple(Standing(entry, held[entry]) for entry in sorted(held))

    def _marks(self, part: Part | None) -> str:
        """Give the letters of the publications behind a figure."""
        letters = [self._letters[one.entry] for one in self._all_of(part)] if part else []
        return f" [{', '.join(letters)}]" if letters else ""

    def _caption(self, part: Part) -> str:
        text = say("In {currency}, whole amounts, largest first.")
        said = self._word(text, currency=self._budget.currency)
        return f"{said} {self._until(part)}".rstrip()

    def _until(self, part: Part) -> str:
        if part.until in {0, _DECEMBER}:
            return ""
        text = say("Executed: until {month} {year}.")
        month = self._writing.month(part.until)
        return self._word(text, month=month, year=self._budget.year)

    def _short(self, value: Decimal | None, *, absent: bool = False) -> str:
        if value is None:
            return self._word(_ABSENT if absent else _UNKNOWN)
        return self._writing.short(value)


def letter_of(number: int) -> str:
    """Give the letter of a publication: A to Z, then AA."""
    first, last = divmod(number, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _bar(plan: Decimal | None, done: Decimal | None, most: Decimal) -> Mapping[str, float] | None:
    """Give the lengths of a bar in hundredths of the longest; none for what cannot be drawn.

    A negative amount has no bar: beside positive ones it would be drawn the wrong way.
    """
    known = [one for one in (plan, done) if one is not None]
    if not known or most <= 0 or min(known) < 0:
        return None
    return {
        name: round(float(one * 100 / most), 3)
        for name, one in (("plan", plan), ("done", done))
        if one is not None
    }

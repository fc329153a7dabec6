"""What a standing says, in sentences with numbers; the record never borrows the raters' words.

A sentence is marked for translation and carries its values beside it: whole numbers, decimals and
days stay what they are, so that each door writes them as its reader does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from pendopo.stages.assess import CHANGED, PASSED_ON, PASSED_WITH
from pendopo.stages.assess.checks import VALUES, WHY, every
from pendopo.terms.commitment import (
    Check,
    CoverageCheck,
    DocumentCheck,
    FreshnessCheck,
    IndicatorCheck,
    MeasureCheck,
    Milestone,
    Need,
)
from pendopo.terms.indicator import Indicator
from pendopo.terms.journey import CheckResult, Standing, StandingWord
from pendopo.terms.wording import say

Value = str | int | Decimal | date

WORDS: Final[Mapping[StandingWord, str]] = {
    StandingWord.NONE: say("No check passed"),
    StandingWord.SOME: say("Some checks passed"),
    StandingWord.ALL: say("All checks passed"),
    StandingWord.OVERDUE: say("Overdue"),
    StandingWord.REGRESSED: say("Regressed"),
    StandingWord.LATER: say("Not yet due"),
}
_AIMS: Final = {
    "at_least": say("{value}; promised is at least {target}."),
    "at_most": say("{value}; promised is at most {target}."),
    "equals": say("{value}; promised is exactly {target}."),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, marked for translation.

    :param values: of its placeholders; ``unit`` stands behind each decimal
    :param marked: the names of values that are marked for translation themselves
    """

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)
    marked: frozenset[str] = frozenset()


def of_milestone(milestone: Milestone, standing: Standing) -> tuple[Sentence, ...]:
    """Say where a milestone stands on the day of its standing."""
    if not milestone.checks:
        nothing = say("It has no check, so that nothing published can show that it is met.")
        return (Sentence(nothing), *_due(milestone, standing))
    day = date.fromisoformat(standing.as_of)
    results = standing.results
    passed = sum(one.passed is True for one in results)
    unknown = sum(one.passed is None for one in results)
    counts: dict[str, Value] = {"passed": passed, "total": len(results), "day": day}
    told = [Sentence(say("{passed} of {total} checks passed on {day}."), counts)]
    if unknown:
        values: dict[str, Value] = {"unknown": unknown, "total": len(results)}
        told.append(Sentence(say("{unknown} of {total} could not be computed."), values))
    lost = [one for one in results if PASSED_ON in one.evidence]
    if lost:
        told.append(_lost(lost))
    return (*told, *_due(milestone, standing))


def _lost(lost: Sequence[CheckResult]) -> Sentence:
    last = max(date.fromisoformat(one.evidence[PASSED_ON]) for one in lost)
    text = say("{lost} had passed when it was looked at on {last}, and does not pass now.")
    return Sentence(text, {"lost": ", ".join(one.check for one in lost), "last": last})


def _due(milestone: Milestone, standing: Standing) -> tuple[Sentence, ...]:
    if standing.word is StandingWord.ALL:
        return ()
    if milestone.due is None:
        return (Sentence(say("Nobody has said by when it is due.")),)
    due, day = milestone.due.last, date.fromisoformat(standing.as_of)
    if day > due:
        text = say("It was due by {due}; days since then: {days}.")
        return (Sentence(text, {"due": due, "days": (day - due).days}),)
    if standing.word is StandingWord.OVERDUE:
        own = [one.by.last for one in every(milestone.checks) if one.by and one.by.last < day]
        text = say("A check of it was to pass by {due}; days since then: {days}.")
        return (Sentence(text, {"due": min(own), "days": (day - min(own)).days}),) if own else ()
    return (Sentence(say("It is due by {due}."), {"due": due}),)


def together(words: Sequence[StandingWord | None]) -> StandingWord:
    """Give one word for several milestones: what is lost or late is not hidden by what passed."""
    for worst in (StandingWord.REGRESSED, StandingWord.OVERDUE):
        if worst in words:
            return worst
    if words and all(word is StandingWord.ALL for word in words):
        return StandingWord.ALL
    if StandingWord.ALL in words or StandingWord.SOME in words:
        return StandingWord.SOME
    later = words and all(word is StandingWord.LATER for word in words)
    return StandingWord.LATER if later else StandingWord.NONE


def of_commitment(words: Sequence[StandingWord | None], unchecked: int = 0) -> tuple[Sentence, ...]:
    """Say where a commitment stands: how many of its milestones have all their checks passed.

    :param words: one for each milestone; None where nothing has looked
    :param unchecked: how many of them have no check, so that there is nothing to look at
    """
    if not words:
        return (Sentence(say("It has no milestone, so that nothing can show how far it is.")),)
    met = words.count(StandingWord.ALL)
    total: dict[str, Value] = {"met": met, "total": len(words)}
    told = [Sentence(say("{met} of {total} milestones have all their checks passed."), total)]
    for count, text in (
        (words.count(StandingWord.OVERDUE), say("Overdue: {count} of {total}.")),
        (words.count(StandingWord.REGRESSED), say("Regressed: {count} of {total}.")),
        (unchecked, say("Without a check: {count} of {total}.")),
        (words.count(None) - unchecked, say("Not looked at yet: {count} of {total}.")),
    ):
        if count:
            told.append(Sentence(text, {"count": count, "total": len(words)}))
    return tuple(told)


def of_result(result: CheckResult, unit: str = "") -> tuple[Sentence, ...]:
    """Say what one check gave, with its numbers.

    :param unit: what a measured number counts, marked for translation
    """
    found = result.evidence
    if result.passed is None and "need" not in found:
        return (_unknown(result), *_before(found, unit))
    return (*_given(found, unit), *_before(found, unit))


def _unknown(result: CheckResult) -> Sentence:
    why = result.evidence.get(WHY)
    if why is None:
        return Sentence(say("Not computable: the record holds no data for it."))
    values: dict[str, Value] = dict(result.evidence.get(VALUES, {}))
    return Sentence(say("Not computable: {why}."), {"why": why, **values}, frozenset({"why"}))


def _given(found: Mapping[str, object], unit: str) -> tuple[Sentence, ...]:
    values: dict[str, Value]
    if "need" in found:
        return (_combined(found),)
    if "aim" in found:
        values = {"value": Decimal(str(found["value"])), "unit": unit}
        values["target"] = Decimal(str(found["target"]))
        return (Sentence(_AIMS[str(found["aim"])], values, frozenset({"unit"})),)
    if "covered" in found:
        values = {name: int(str(found[name])) for name in ("covered", "of")}
        return (Sentence(say("{covered} of {of} are there."), values),)
    if "age" in found:
        return (_fresh(found),)
    count = int(str(found.get("count", 0)))
    text = say("Publications that fit: {count}.") if count else say("None is in the log.")
    return (Sentence(text, {"count": count}),)


def _combined(found: Mapping[str, object]) -> Sentence:
    text = (
        say("{passed} of {of} pass; all must.")
        if found["need"] == "all"
        else say("{passed} of {of} pass; one is enough.")
    )
    return Sentence(text, {name: int(str(found[name])) for name in ("passed", "of")})


def _fresh(found: Mapping[str, object]) -> Sentence:
    if found["newest"] is None:
        return Sentence(say("Nothing of it is published."))
    values: dict[str, Value] = {"newest": date.fromisoformat(str(found["newest"]))}
    values |= {name: int(str(found[name])) for name in ("age", "days")}
    return Sentence(
        say("Last published on {newest}, {age} days before; promised is at most {days}."), values
    )


def _before(found: Mapping[str, object], unit: str) -> tuple[Sentence, ...]:
    """Say what a check gave when it last passed, and what has changed since."""
    if PASSED_ON not in found:
        return ()
    day = date.fromisoformat(str(found[PASSED_ON]))
    told = [Sentence(say("It had passed when it was looked at on {day}."), {"day": day})]
    was = found.get(PASSED_WITH)
    if isinstance(was, Mapping):
        told += _was(was, unit)
    changed = found.get(CHANGED)
    for one in changed if isinstance(changed, Sequence) else ():
        entries = ", ".join(str(number) for number in (*one["came"], *one["gone"]))
        text = say("What changed: {name}, by entries {entries}.")
        told.append(Sentence(text, {"name": one["name"], "entries": entries}))
    return tuple(told)


def _was(was: Mapping[str, object], unit: str) -> list[Sentence]:
    if was.get("value") is not None:
        values: dict[str, Value] = {"value": Decimal(str(was["value"])), "unit": unit}
        return [Sentence(say("Then it was {value}."), values, frozenset({"unit"}))]
    if was.get("covered") is not None:
        counts: dict[str, Value] = {name: int(str(was[name])) for name in ("covered", "of")}
        return [Sentence(say("Then {covered} of {of} were there."), counts)]
    return []


def unit_of(check: Check, indicators: Mapping[str, Indicator]) -> str:
    """Give what a check's number counts, marked for translation; empty where nobody says."""
    match check:
        case MeasureCheck():
            return check.unit
        case IndicatorCheck() if check.indicator in indicators:
            return indicators[check.indicator].unit
        case _:
            return ""


def asks(check: Check, indicators: Mapping[str, Indicator]) -> Sentence:
    """Say what a check asks, from its fields."""
    match check:
        case IndicatorCheck():
            known = indicators.get(check.indicator)
            asked = Sentence(known.question if known else check.indicator)
        case MeasureCheck():
            asked = Sentence(say("The number that its SQL gives"))
        case DocumentCheck():
            asked = _asks_document(check)
        case CoverageCheck():
            asked = _asks_coverage(check)
        case FreshnessCheck():
            where = ".".join(filter(None, (check.register, check.table, *check.scope.values())))
            text = say("Published anew at least every {days} days: {where}")
            asked = Sentence(text, {"days": check.days, "where": where})
        case _:
            every = check.need is Need.ALL
            asked = Sentence(say("All of these") if every else say("Any of these"))
    return asked


def _asks_coverage(check: CoverageCheck) -> Sentence:
    values: dict[str, Value] = {"column": check.column, "table": check.table}
    if check.of:
        text = say("All {count} of a list in {table}, column {column}")
        return Sentence(text, values | {"count": len(check.of)})
    text = say("All of {of_table}, column {of_column}, in {table}, column {column}")
    return Sentence(text, values | {"of_table": check.of_table, "of_column": check.of_column})


def _asks_document(check: DocumentCheck) -> Sentence:
    where = ", ".join((check.register, *(f"{name} {code}" for name, code in check.scope.items())))
    values: dict[str, Value] = {"where": where, "office": check.office}
    if check.since:
        values["since"] = check.since
    if check.until:
        values["until"] = check.until
    texts = {
        (False, False, False): say("A publication in the log: {where}"),
        (True, False, False): say("A publication in the log: {where}; by {office}"),
        (False, True, False): say("A publication in the log: {where}; from {since} on"),
        (False, False, True): say("A publication in the log: {where}; until {until}"),
        (True, True, False): say("A publication in the log: {where}; by {office}, from {since} on"),
        (True, False, True): say("A publication in the log: {where}; by {office}, until {until}"),
        (False, True, True): say("A publication in the log: {where}; from {since} to {until}"),
        (True, True, True): say(
            "A publication in the log: {where}; by {office}, from {since} to {until}"
        ),
    }
    return Sentence(texts[bool(check.office), bool(check.since), bool(check.until)], values)

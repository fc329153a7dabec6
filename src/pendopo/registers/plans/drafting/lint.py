"""Hold a draft to what makes a promise checkable: object, count, unit, deadline, where to look.

Source: OGP glossary, "verifiability" (what is not verifiable is not reviewed further) and
"ambition" (a website, a data release, training or a pilot that stands alone is Modest). This reads
words, not meaning: it asks, and a person decides.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Final

from pendopo.registers.plans.drafting.promised import promised_part
from pendopo.registers.plans.drafting.words import Vague, words
from pendopo.terms.commitment import LEGAL_LEVELS, Commitment, Milestone
from pendopo.terms.period import Period
from pendopo.terms.wording import say

# A span of more days says no deadline: a quarter does still.
_SPAN_DAYS_MOST: Final = 92
_BOUND: Final = frozenset(LEGAL_LEVELS) - {"none", "agreement"}
_ADDRESS: Final = re.compile(r"https?://|www\.", re.IGNORECASE)
# 1,204 or 30 or 12.5, with a per cent sign or not; not 33/2016, v2, or 16.6.1.
_FIGURE: Final = re.compile(
    r"(?<![\w./,-])(\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)(?![\w/]|[.,]\d)\s*(%|per ?cent|persen)?",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_WORD: Final = re.compile(r"\s*[\"“(]?([^\W\d_][\w-]*)")
_VAGUE_MOST: Final = 5
# Of a long text so much is "the" and "of", or "yang" and "dan"; of one in another language is not.
_WORDS_LEAST: Final = 20
_COMMON_LEAST: Final = 0.1
# A number of these is a name: Law No. 12, article 81, phase 2.
_NAMED: Final = re.compile(
    r"(?:\b(?:no|nr|art|article|pasal|law|section|chapter|bab|phase|goal|sdg|page|annex|measure|"
    r"number|nomor|tahun|commitment|milestone|challenge|part|version)|\+|#)[.:]?\s*$",
    re.IGNORECASE,
)


class Lack(StrEnum):
    """What a draft lacks."""

    LANGUAGE = "language"
    OBJECT = "object"
    COUNT = "count"
    UNIT = "unit"
    DEADLINE = "deadline"
    PLACE = "where-to-look"
    VAGUE = "vague"
    MODEST = "modest"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a draft lacks.

    :param commitment: its id
    :param milestone: its id; empty for the commitment as a whole
    :param field: where it is: ``title``, ``due``, ``text``
    :param found: the words that it is about; empty for what is not there
    :param message: what is lacking, marked with ``say``
    :param write: what to write instead, marked with ``say``, or in the language of a word list
    """

    commitment: str
    milestone: str
    field: str
    lack: Lack
    found: str
    message: str
    write: str


def remarks_of(commitment: Commitment) -> tuple[Remark, ...]:
    """Hold a commitment and its milestones to all rules.

    A milestone whose checks can show it met is asked for no thing, count or unit: they say it.
    """
    return (*_of_commitment(commitment), *_of_milestones(commitment))


def _of_commitment(one: Commitment) -> Iterator[Remark]:
    text = promised_part(one)
    if not _known(text):
        yield Remark(one.id, "", "text", Lack.LANGUAGE, "", *_LANGUAGE)
        return
    if not words().objects.search(text):
        yield Remark(one.id, "", "text", Lack.OBJECT, "", *_OBJECT)
    if not any(step.checks for step in one.milestones):
        for lack, found, said in (*_counted(text), *_placed(text)):
            yield Remark(one.id, "", "text", lack, found, *said)
    for lack, found, said in _dated(one.end, text):
        yield Remark(one.id, "", "end", lack, found, *said)
    modest = _modest(one, text)
    if modest:
        yield Remark(one.id, "", "text", Lack.MODEST, modest, *_MODEST)
    # What a milestone says is told of the milestone.
    own = promised_part(replace(one, milestones=()))
    for vague in _first(words().vague(own)):
        yield Remark(one.id, "", "text", Lack.VAGUE, vague.found, _VAGUE, vague.write)


def _of_milestones(commitment: Commitment) -> Iterator[Remark]:
    for one in commitment.milestones:
        text = "\n".join(part for part in (one.title, one.outputs) if part)

        def remark(
            lack: Lack, found: str, said: tuple[str, str], field: str = "title", at: Milestone = one
        ) -> Remark:
            return Remark(commitment.id, at.id, field, lack, found, *said)

        for lack, found, said in _dated(one.due, text):
            yield remark(lack, found, said, "due")
        for vague in _first(words().vague(text)):
            yield remark(Lack.VAGUE, vague.found, (_VAGUE, vague.write))
        if not one.checks:
            yield remark(Lack.CHECK, "", _CHECK)
            if not words().objects.search(text):
                yield remark(Lack.OBJECT, "", _OBJECT)
            for lack, found, said in _counted(text):
                yield remark(lack, found, said)


def _known(text: str) -> bool:
    """Whether a text is in a language that there are lists for; a few words may be in any."""
    count = len(text.split())
    return count < _WORDS_LEAST or len(words().common.findall(text)) >= count * _COMMON_LEAST


def _counted(text: str) -> Iterator[tuple[Lack, str, tuple[str, str]]]:
    """Look for a number of something, a whole, or a rule, which is one; else tell."""
    if any(one.search(text) for one in (words().wholes, words().numbers, words().rules)):
        return
    figures = [
        found
        for found in _FIGURE.finditer(text)
        if not (_YEAR.fullmatch(found[1]) or _NAMED.search(text, 0, found.start()))
    ]
    named = [found for found in figures if _unit(text, found)]
    if named:
        return
    shares = [found[0].strip() for found in figures if found[2]]
    if shares:
        yield Lack.UNIT, shares[0], _UNIT
    else:
        yield Lack.COUNT, "", _COUNT


def _placed(text: str) -> Iterator[tuple[Lack, str, tuple[str, str]]]:
    if not (_ADDRESS.search(text) or words().places.search(text)):
        yield Lack.PLACE, "", _PLACE


def _unit(text: str, figure: re.Match[str]) -> bool:
    """Whether a figure counts something: the word behind it is a thing, not a month or an "and"."""
    behind = _WORD.match(text, figure.end())
    if behind is None:
        return False
    word = behind[1].lower()
    if figure[2]:  # a share: of what?
        return word in {"of", "dari"}
    return word not in words().not_units


def _dated(when: Period | None, text: str) -> Iterator[tuple[Lack, str, tuple[str, str]]]:
    if when is None:
        timeless = words().timeless.search(text)
        yield Lack.DEADLINE, timeless[0] if timeless else "", _DEADLINE
    elif (when.last - when.first).days > _SPAN_DAYS_MOST:
        yield Lack.DEADLINE, when.text, _SPAN


def _modest(one: Commitment, text: str) -> str:
    """Give the words for which it is Modest at best; empty where a rule binds, or none is there."""
    if words().rules.search(text) or any(basis.level in _BOUND for basis in one.legal_basis):
        return ""
    found = dict.fromkeys(found[0].lower() for found in words().modest.finditer(text))
    return ", ".join(list(found)[:3])


def _first(found: Iterable[Vague]) -> Iterator[Vague]:
    return islice(found, _VAGUE_MOST)


_LANGUAGE: Final = (
    say("There is no word list for the language that it is written in."),
    say("Lists are English and Indonesian: src/pendopo/registers/plans/drafting says how to add."),
)
_OBJECT: Final = (
    say("It names nothing that will be there when it is done."),
    say("Name the thing: a regulation, a list, a table, a report, an office."),
)
_COUNT: Final = (
    say("It says neither how many nor all of what."),
    say("Write a number and what it counts, or all of a list: all 28 sub-districts."),
)
_UNIT: Final = (
    say("It has a share of something that is not named."),
    say("Write of how many of what: 80 % of the 302 villages."),
)
_PLACE: Final = (
    say("It does not say where anyone can look whether it is done."),
    say("Name the table, the page or the gazette, or give a milestone a check."),
)
_DEADLINE: Final = (
    say("It has no day by which it is done."),
    say("Write a day; what goes on for ever gets a cycle: by the 10th of each month."),
)
_SPAN: Final = (
    say("Its end can be any day of more than a quarter."),
    say("Write a day, a month or a quarter."),
)
_VAGUE: Final = say("With this word anything can count as done.")
_CHECK: Final = (
    say("Nothing in the record can show that it is met."),
    say("Give it a check, or say in outputs what somebody will see."),
)
_MODEST: Final = (
    say(
        "A website, a data release, training or a pilot that stands alone is Modest at best in "
        "today's codebook."
    ),
    say("Which binding rule changes? Name it in legal_basis, with its level."),
)

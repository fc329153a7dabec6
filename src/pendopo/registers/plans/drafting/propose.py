"""Propose a check for a milestone, from what a government publishes already.

By the words that a promise and a table share: a proposal is read and mended by a person, and names
nothing that is not there. It is written as a plan's file has it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeVar

from pendopo.registers.plans.drafting.words import words
from pendopo.terms.commitment import Commitment, Milestone
from pendopo.terms.wording import say

# Longer than a promised cycle, so that a late day is no alarm: month, quarter, half year, year.
_CYCLES: Final = (
    (re.compile(r"\b(month|monthly|bulan|bulanan)\b", re.IGNORECASE), 45),
    (re.compile(r"\b(quarter|quarterly|triwulan\w*)\b", re.IGNORECASE), 120),
    (re.compile(r"\b(half-year|semester\w*|semest\w+)\b", re.IGNORECASE), 215),
    (re.compile(r"\b(year|yearly|annual\w*|tahun|tahunan)\b", re.IGNORECASE), 400),
)
_SHARE: Final = re.compile(r"(\d{1,3})(?:[.,](\d+))?\s*(?:%|per ?cent|persen)", re.IGNORECASE)
# "By 30 %" says how much something is to change: what it is to be, nobody said.
_CHANGE: Final = re.compile(r"\b(?:by|with|sebesar|sebanyak)\s+(?:at least\s+)?$", re.IGNORECASE)
_AT_MOST: Final = re.compile(
    r"at most|no more than|fewer than|less than|below|under|paling banyak|tidak lebih|kurang dari",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(r"[^\W\d_]{4,}")
_STEM: Final = 5
# Words that every promise and every table has say nothing of which belongs to which.
_COMMON: Final = frozenset(
    {
        *("every", "each", "with", "that", "this", "what", "will", "have", "from", "which", "were"),
        *("publi", "open", "data", "regen", "offic", "gover", "year", "first", "there", "their"),
        *("kabup", "semua", "setia", "yang", "denga", "untuk", "pada", "tahun", "dinas", "terbu"),
        *("month", "numbe", "shows", "list", "perso", "into", "than", "been", "made", "also"),
    }
)
_CODES: Final = re.compile(r"(^|_)(code|kode|id|unit)($|_)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """A table that a government publishes.

    :param table: ``register.table``
    :param title: in whatever language it was published
    :param columns: name to title
    :param key: the columns that name a row
    :param scope: of the publication that it is of; empty where it is of several
    """

    table: str
    title: str
    columns: Mapping[str, str]
    key: tuple[str, ...] = ()
    scope: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator that a government runs."""

    name: str
    question: str
    unit: str

    @property
    def is_share(self) -> bool:
        """Whether it goes from 0 to 1."""
        return self.unit.partition(",")[0] == "share"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A check as a plan's file has it.

    :param why: a sentence marked with ``say``, its values apart
    """

    commitment: str
    milestone: str
    toml: str
    why: str
    values: Mapping[str, str]


def propose(
    commitment: Commitment, offers: Sequence[Offer], measured: Sequence[Measured]
) -> Iterator[Proposal]:
    """Propose a check for each milestone without one, where something fits it."""
    for one in commitment.milestones:
        if not one.checks:
            found = _measure(one, measured) or _table(commitment, one, offers)
            if found is not None:
                lines, why, values = found
                head = ["[[milestones.checks]]", *lines]
                yield Proposal(commitment.id, one.id, "\n".join(head) + "\n", why, values)


_T = TypeVar("_T")
_Found = tuple[list[str], str, dict[str, str]] | None


def _measure(one: Milestone, measured: Sequence[Measured]) -> _Found:
    text = f"{one.title} {one.outputs}"
    target = _target(text)
    shares = [each for each in measured if each.is_share]
    best = _best(_stems(one.title, one.outputs), shares, lambda m: _stems(m.question))
    if target is None or best is None or best[1] < 2:  # noqa: PLR2004  one word alone is chance
        return None
    aim = "at_most" if _AT_MOST.search(one.title) else "at_least"
    lines = ['kind = "indicator"', f'indicator = "{best[0].name}"', f"{aim} = {target}"]
    why = say("The indicator {name} asks: {question}")
    return lines, why, {"name": best[0].name, "question": best[0].question}


def _target(text: str) -> str | None:
    """Give the share that a text names, from 0 to 1; None where it names none, or a change."""
    found = _SHARE.search(text)
    if found is None or _CHANGE.search(text, 0, found.start()):
        return None
    share = Decimal(f"{found[1]}.{found[2] or 0}") / 100
    digits = f"0.{int(found[1]):02}{found[2] or ''}"
    return digits if share < 1 else "1" if share == 1 else None


def _table(commitment: Commitment, one: Milestone, offers: Sequence[Offer]) -> _Found:
    said = _stems(one.title, one.outputs)
    best = _best(said, offers, lambda offer: _stems(offer.title))
    if best is None:
        best = _best(_stems(commitment.title) | said, offers, _all_stems)
        if best is None or best[1] < 2:  # noqa: PLR2004  one word alone is chance
            return None
    offer = best[0]
    text = f"{one.title} {one.outputs}"
    values = {"title": offer.title, "table": offer.table}
    for cycle, days in _CYCLES:
        if cycle.search(text):
            lines = ['kind = "freshness"', f'table = "{offer.table}"', f"days = {days}"]
            return lines, say("“{title}” is published: is it no older than its cycle?"), values
    column = _named(offer, said)
    if column and (words().wholes.search(text) or re.search(r"\d", text)):
        lines = ['kind = "coverage"', f'table = "{offer.table}"', f'column = "{column}"']
        lines += _list_of(offer, column, offers)
        return lines, say("“{title}” has a row for each: is any missing?"), values
    register, _, _name = offer.table.partition(".")
    scope = ", ".join(f'{name} = "{code}"' for name, code in offer.scope.items())
    lines = ['kind = "document"', f'register = "{register}"']
    lines += [f"scope = {{ {scope} }}"] if scope else []
    lines += [f"until = {one.due.last.isoformat()}"] if one.due else []
    return lines, say("“{title}” is published: is it there by the day?"), values


def _list_of(offer: Offer, column: str, offers: Sequence[Offer]) -> list[str]:
    """Name the table that holds the whole list; else leave the list to be written."""
    for other in offers:
        if other.table != offer.table and (column in other.key or _is_places(other, column)):
            return [
                f'of_table = "{other.table}"',
                f'of_column = "{column if column in other.columns else "code"}"',
            ]
    return ['of = ["…"]  # the whole list, so that what is missing can be named']


def _is_places(other: Offer, column: str) -> bool:
    places = other.table.startswith("places.") and "code" in other.columns
    return places and any(word in column for word in ("village", "district", "desa", "kecamatan"))


def _named(offer: Offer, said: frozenset[str]) -> str:
    """Give the column that the promise counts by: one it names, else one that looks like a code."""
    for name, title in offer.columns.items():
        if _stems(name.replace("_", " "), title) & said:
            return name
    keyed = [name for name in offer.key if _CODES.search(name)]
    return keyed[0] if keyed else offer.key[0] if len(offer.key) == 1 else ""


def _best(
    said: frozenset[str], offered: Iterable[_T], stems: Callable[[_T], frozenset[str]]
) -> tuple[_T, int] | None:
    """Give what shares most words, the first of them, and how many; None where nothing does."""
    scored = [(len(said & stems(one)), one) for one in offered]
    most = max((score for score, _ in scored), default=0)
    return next(((one, most) for score, one in scored if score == most), None) if most else None


def _all_stems(offer: Offer) -> frozenset[str]:
    return _stems(offer.title, *offer.columns.values())


def _stems(*texts: str) -> frozenset[str]:
    found = (word.lower()[:_STEM] for text in texts for word in _LETTERS.findall(text))
    return frozenset(found) - _COMMON

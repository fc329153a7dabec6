"""A commitment: a promise of an action plan, its milestones, and the checks that meet them.

A commitment is one file of the government's ``plan/`` folder: facts in TOML between two lines of
``+++``, then prose in Markdown::

    +++
    id = "open-contracting"
    title = "Every contract in the open"
    lead = "Procurement unit"
    start = 2026-01-01
    end = 2026-12-31
    problem = "Nobody can see who was paid for what."

    [[milestones]]
    id = "all-villages"
    title = "Every village publishes its budget"
    due = 2026-09-30

    [[milestones.checks]]
    id = "villages"
    kind = "coverage"
    table = "datasets.village-budgets-2026"
    column = "village_code"
    of = ["35.22.01.2001", "35.22.01.2002"]

    [[milestones.checks]]
    id = "competition"
    kind = "indicator"
    indicator = "single_bid_share"
    at_most = 0.20

    [[milestones.checks]]
    id = "regulation"
    kind = "document"
    register = "datasets"
    scope = { dataset = "regulations" }
    written_by = "Procurement unit"
    agreed_with = "Forum of village councils"
    +++
    Why, for whom, and how it is done.

``scope`` of a document and ``written_by``, ``agreed_with`` and ``problem`` may be left out; a check
without an id takes its place in the list, from 1. A person's word is a claim: no check is one.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

_MARK = "+++"
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


class CommitmentError(ValueError):
    """A plan's file does not say what a commitment needs: where, what was found, what to write."""


class Aim(StrEnum):
    """How an indicator's value is held against its target."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUALS = "equals"


@dataclass(frozen=True, slots=True)
class IndicatorCheck:
    """Passed while an indicator's value keeps to its target.

    :param target: an exact decimal, in the indicator's unit
    """

    id: str
    indicator: str
    aim: Aim
    target: Decimal
    written_by: str = ""
    agreed_with: str = ""


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """Passed while a publication of that register and scope stands in the log.

    :param scope: codes that the publication's scope must hold; empty for any
    """

    id: str
    register: str
    scope: Mapping[str, str] = field(default_factory=dict)
    written_by: str = ""
    agreed_with: str = ""


@dataclass(frozen=True, slots=True)
class CoverageCheck:
    """Passed while a column of a published table holds every value of a list.

    :param table: ``register.table``
    :param of: the whole list, so that what is missing can be named
    """

    id: str
    table: str
    column: str
    of: tuple[str, ...]
    written_by: str = ""
    agreed_with: str = ""


Check = IndicatorCheck | DocumentCheck | CoverageCheck


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated step of a commitment.

    :param due: the last day on which it is in time
    :param checks: met when the record passes all; without one, nothing can show that it is met
    """

    id: str
    title: str
    due: date
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise of an action plan.

    :param lead: the office that answers for it
    :param start: its first day
    :param end: its last day
    :param prose: Markdown
    """

    id: str
    title: str
    lead: str
    start: date
    end: date
    milestones: tuple[Milestone, ...] = ()
    problem: str = ""
    prose: str = ""


def parse_commitment(text: str, name: str) -> Commitment:
    """Read a file of the plan.

    :param name: the file's name, for messages
    :raises CommitmentError: naming the file, the field, what was found and what to write
    """
    facts, prose = _split(text, name)
    top = _Part(name, facts)
    commitment = Commitment(
        id=top.id(),
        title=top.text("title"),
        lead=top.text("lead"),
        start=top.day("start"),
        end=top.day("end"),
        milestones=tuple(_milestone(part) for part in top.parts("milestones")),
        problem=top.text("problem", needed=False),
        prose=prose.strip(),
    )
    top.leave_nothing()
    if commitment.end < commitment.start:
        raise top.wrong("end", commitment.end.isoformat(), f"a day from {commitment.start} on")
    _hold_apart(top, "milestones", [milestone.id for milestone in commitment.milestones])
    return commitment


def _split(text: str, name: str) -> tuple[dict[str, Any], str]:
    head, *rest = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if head.rstrip() != _MARK:
        raise CommitmentError(
            f"{name}: line 1 is {head[:40]!r}; write {_MARK} there, facts below it"
        )
    ends = [place for place, line in enumerate(rest) if line.rstrip() == _MARK]
    if not ends:
        raise CommitmentError(f"{name}: the facts have no end; write {_MARK} on a line below them")
    # The empty first line keeps the parser's line numbers those of the file.
    facts = "\n".join(["", *rest[: ends[0]]])
    try:
        return tomllib.loads(facts, parse_float=_decimal), "\n".join(rest[ends[0] + 1 :])
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place else len(rest[: ends[0]]) + 1
        found = ["", *rest][line - 1][:60] if line <= len(rest) else ""
        raise CommitmentError(
            f"{name}: line {line} is {found!r}, which is not TOML ({error}); "
            f'write facts as name = "text", dates as 2026-03-02'
        ) from error


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")  # refused where it is read, with the name of its field


def _milestone(part: "_Part") -> Milestone:
    milestone = Milestone(
        id=part.id(),
        title=part.text("title"),
        due=part.day("due"),
        checks=tuple(
            _check(check, place) for place, check in enumerate(part.parts("checks"), start=1)
        ),
    )
    part.leave_nothing()
    _hold_apart(part, "checks", [check.id for check in milestone.checks])
    return milestone


def _check(part: "_Part", place: int) -> Check:
    kind = part.text("kind")
    if kind not in _KINDS:
        raise part.wrong("kind", kind, f"one of {', '.join(_KINDS)}")
    check_id = part.id(default=str(place))
    check = _KINDS[kind](part, check_id)
    part.leave_nothing()
    return check


def _indicator_check(part: "_Part", check_id: str) -> Check:
    aims = [aim for aim in Aim if aim in part]
    if len(aims) != 1:
        found = ", ".join(aims) or "no target"
        raise part.wrong(
            "at_least, at_most, equals", found, "exactly one of them, like at_most = 0.2"
        )
    return IndicatorCheck(
        id=check_id,
        indicator=part.text("indicator"),
        aim=aims[0],
        target=part.number(aims[0]),
        written_by=part.text("written_by", needed=False),
        agreed_with=part.text("agreed_with", needed=False),
    )


def _document_check(part: "_Part", check_id: str) -> Check:
    return DocumentCheck(
        id=check_id,
        register=part.text("register"),
        scope=part.codes("scope"),
        written_by=part.text("written_by", needed=False),
        agreed_with=part.text("agreed_with", needed=False),
    )


def _coverage_check(part: "_Part", check_id: str) -> Check:
    return CoverageCheck(
        id=check_id,
        table=part.text("table"),
        column=part.text("column"),
        of=part.list_of_texts("of"),
        written_by=part.text("written_by", needed=False),
        agreed_with=part.text("agreed_with", needed=False),
    )


_KINDS: Mapping[str, Callable[["_Part", str], Check]] = {
    "indicator": _indicator_check,
    "document": _document_check,
    "coverage": _coverage_check,
}


def _hold_apart(part: "_Part", what: str, ids: Iterable[str]) -> None:
    seen = set()
    for one in ids:
        if one in seen:
            raise part.wrong(what, f"the id {one!r} twice", "an id of its own for each")
        seen.add(one)


class _Part:
    """One TOML table, read field by field; what is not read is refused at the end.

    :param where: the file and the path of the table, for messages
    """

    def __init__(self, where: str, facts: dict[str, Any]) -> None:
        self._where = where
        self._facts = facts
        self._read: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._facts

    def wrong(self, name: str, found: str, write: str) -> CommitmentError:
        """Say where, what was found, what to write."""
        return CommitmentError(f"{self._where}: {name} is {found}; write {write}")

    def id(self, default: str = "") -> str:
        """Give the part's id: it goes into addresses and must stay."""
        found = self.text("id", needed=not default) or default
        if not _ID.fullmatch(found):
            raise self.wrong("id", repr(found), "lower-case letters, digits, dots and hyphens")
        return found

    def text(self, name: str, *, needed: bool = True) -> str:
        """Give a text; empty when it may be left out and is."""
        found = self._take(name)
        if found is None and not needed:
            return ""
        if not isinstance(found, str) or (needed and not found.strip()):
            raise self.wrong(name, _shown(found), 'a text, like "Procurement unit"')
        return found

    def day(self, name: str) -> date:
        """Give a day."""
        found = self._take(name)
        if not isinstance(found, date) or isinstance(found, datetime):
            raise self.wrong(name, _shown(found), "a day without quotes, like 2026-03-02")
        return found

    def number(self, name: str) -> Decimal:
        """Give a decimal exactly as written, with or without quotes."""
        found = self._take(name)
        text = found if isinstance(found, str) else str(found)
        if isinstance(found, bool) or not _NUMBER.fullmatch(text):
            raise self.wrong(name, _shown(found), "a number, like 0.2")
        return Decimal(text)

    def codes(self, name: str) -> dict[str, str]:
        """Give a table of codes; empty when it is left out."""
        found = self._take(name)
        if found is None:
            return {}
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            raise self.wrong(name, _shown(found), 'codes in quotes, like { year = "2026" }')
        return found

    def list_of_texts(self, name: str) -> tuple[str, ...]:
        """Give a list of texts, none of them twice and at least one."""
        found = self._take(name)
        fits = isinstance(found, list) and found and all(isinstance(one, str) for one in found)
        if not fits or len(set(found)) != len(found):
            raise self.wrong(name, _shown(found), "a list of different texts, all that are counted")
        return tuple(found)

    def parts(self, name: str) -> list["_Part"]:
        """Give the tables of a list, in its order."""
        found = self._take(name)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.wrong(name, _shown(found), f"each as its own table, below [[{name}]]")
        return [
            _Part(f"{self._where}: {name}[{place}]", one)
            for place, one in enumerate(found, start=1)
        ]

    def leave_nothing(self) -> None:
        """Refuse fields that nobody read: a name misspelt would be a promise unheard.

        :raises CommitmentError: naming the first
        """
        unknown = [name for name in self._facts if name not in self._read]
        if unknown:
            known = ", ".join(sorted(self._read))
            raise CommitmentError(
                f"{self._where}: {unknown[0]} is not a field; write one of {known}"
            )

    def _take(self, name: str) -> Any:  # noqa: ANN401 - TOML holds anything
        self._read.add(name)
        return self._facts.get(name)


def _shown(found: object) -> str:
    if found is None:
        return "missing"
    text = str(found) if isinstance(found, Decimal | date) else repr(found)
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - for a message

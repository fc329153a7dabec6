"""A plan as files: facts in TOML between two lines of ``+++``, then prose in Markdown.

``plan.md`` says what plan it is; each other file is a commitment::

    +++
    id = "open-contracting"
    title = "Every contract in the open"
    lead = "Procurement unit"
    supporting = ["Finance office"]
    civil_society = ["Forum of village councils"]
    start = 2026-01-01
    end = "By fall 2028"
    problem = "Nobody can see who was paid for what."
    ogp_values = ["access-to-information", "public-accountability"]
    sdg_targets = ["16.6"]
    budget_lines = ["2.16.03.2.01"]

    [[legal_basis]]
    title = "Regent's Regulation 1/2026"
    level = "local-regulation"

    [[continues]]
    commitment = "open-tenders-2023"
    how = "carried-forward"
    reason = "Contracts were published, but not payments."

    [[milestones]]
    id = "all-villages"
    title = "Every village publishes its budget"
    due = 2026-09-30
    outputs = "430 budgets as tables"

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

``id``, ``title``, ``lead``, ``start``, ``end`` must be there, and of a milestone ``id``, ``title``
and ``due``; ``unknown = ["end"]`` says of a date or a lead that nobody knows it, as in an imported
plan. A date is a day, or words in quotes that name a span: ``"2026-09"``, ``"Quarter 3 2026"``. A
check without an id takes its place in the list, from 1.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pendopo.registers.plans.questions import OGP_VALUES, QUESTIONS, TEMPLATES
from pendopo.standards.ogp.when import WhenError, Why, read_when
from pendopo.terms.commitment import (
    LEGAL_LEVELS,
    LINEAGES,
    Aim,
    Basis,
    Check,
    Commitment,
    CoverageCheck,
    DocumentCheck,
    IndicatorCheck,
    Level,
    Lineage,
    Milestone,
    Plan,
)
from pendopo.terms.period import Period
from pendopo.terms.wording import fill, say

PLAN_FILE: Final = "plan.md"
# Marks a JSON document as a plan, and says how it is written.
VERSION_KEY: Final = "pendopo_plan"
VERSION: Final = 1
_MARK = "+++"
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
OGP_ID: Final = re.compile(r"[A-Z]{2,3}\d{4}")
OGP_PLAN: Final = re.compile(r"[A-Z_]{2,10}\d{0,3}")
_SDG = re.compile(r"(?:1[0-7]|[1-9])(?:\.[0-9a-z]{1,2})?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_YEARS = range(2011, 2100)
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a plan's files do not say as a plan needs it.

    :param where: the file, and within it the table
    :param name: the field; empty where it is none
    :param found: what stands there
    :param write: what to write instead, marked for translation
    :param values: of the placeholders in ``write``
    """

    where: str
    name: str
    found: str
    write: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence, marked for translation; its ``write`` is a sentence of its own."""
        if not self.name:
            return say("{where}: {found}; write {write}")
        return say("{where}: {name} is {found}; write {write}")

    def __str__(self) -> str:
        """Give the sentence in English."""
        write = fill(self.write, self.values)
        values = {"where": self.where, "name": self.name, "found": self.found, "write": write}
        return fill(self.text, values)


class PlanError(ValueError):
    """A plan's files lack what a plan needs: each fault where, what was found, what to write."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def parse_plan(files: Mapping[str, str]) -> Plan:
    """Read a plan's folder.

    :param files: name to text of ``plan.md`` and of each commitment's file; commitments stand in
        the order of their files' names
    :raises PlanError: with a line for each fault of any file
    """
    faults: list[Fault] = []
    heads: list[Plan] = []
    commitments: list[tuple[str, Commitment]] = []
    for name in sorted(files):
        try:
            facts, prose = _split(files[name], name)
            top = _Part(name, facts, [])
            if name == PLAN_FILE:
                heads.append(_head(top, prose))
            else:
                commitments.append((name, _commitment(top, prose)))
            top.raise_faults()
        except PlanError as error:
            faults += error.faults
    if PLAN_FILE not in files:
        write = say("one with id, title, level and government between two lines of {mark}")
        faults.append(Fault(PLAN_FILE, "", "missing", write, {"mark": _MARK}))
    faults += _twice((name, one.id) for name, one in commitments)
    if faults:
        raise PlanError(faults)
    return replace(heads[0], commitments=tuple(one for _, one in commitments))


def parse_commitment(text: str, name: str) -> Commitment:
    """Read a commitment's file.

    :param name: the file's name, for messages
    :raises PlanError: with a line for each field that is wrong, what was found and what to write
    """
    facts, prose = _split(text, name)
    top = _Part(name, facts, [])
    commitment = _commitment(top, prose)
    top.raise_faults()
    return commitment


def parse_document(document: Mapping[str, Any], name: str) -> Plan:
    """Read a plan from the JSON that ``document_of`` writes.

    :param name: the file's name, for messages
    :raises PlanError: with a line for each field that is wrong, what was found and what to write
    """
    top = _Part(name, dict(document), [])
    top.version(VERSION_KEY, VERSION)
    top.raise_faults()  # of another kind of document nothing else is worth telling
    parts = top.parts("commitments")
    commitments = [_commitment(part, part.text("prose", needed=False)) for part in parts]
    plan = _head(top, top.text("prose", needed=False))
    top.raise_faults()
    faults = _twice((f"{name}: commitments[{i}]", one.id) for i, one in enumerate(commitments, 1))
    if faults:
        raise PlanError(faults)
    return replace(plan, commitments=tuple(commitments))


def _commitment(top: "_Part", prose: str) -> Commitment:
    commitment = Commitment(
        id=top.id(),
        title=top.text("title"),
        lead=top.text("lead"),
        start=top.when("start"),
        end=top.when("end"),
        milestones=tuple(_milestone(part) for part in top.parts("milestones")),
        ogp_id=top.matching("ogp_id", OGP_ID, say("OGP's id, like BOJ0004")),
        number=top.text("number", needed=False),
        theme=top.text("theme", needed=False),
        supporting=top.texts("supporting"),
        civil_society=top.texts("civil_society"),
        others=top.texts("others"),
        texts={one: found for one in QUESTIONS if (found := top.text(one, needed=False))},
        policy_areas=top.texts("policy_areas"),
        ogp_values=top.texts("ogp_values", tuple(OGP_VALUES)),
        sdg_targets=top.each_matching("sdg_targets", _SDG, say('goals or targets, like "16.6"')),
        legal_basis=tuple(_basis(part) for part in top.parts("legal_basis")),
        budget_lines=top.texts("budget_lines"),
        continues=tuple(_lineage(part) for part in top.parts("continues")),
        prose=prose.strip(),
        coded=top.codes("coded"),
    )
    top.leave_nothing()
    if commitment.start and commitment.end and commitment.end.last < commitment.start.first:
        top.wrong(
            "end", str(commitment.end), say("a date from {day} on"), day=str(commitment.start)
        )
    _hold_apart(top, "milestones", [milestone.id for milestone in commitment.milestones])
    return commitment


def _head(top: "_Part", prose: str) -> Plan:
    """Read what plan it is; its commitments are read elsewhere."""
    level = top.one_of("level", tuple(Level))
    plan = Plan(
        id=top.id(),
        title=top.text("title"),
        level=Level(level) if level else None,
        government=top.text("government"),
        start=top.when("start"),
        end=top.when("end"),
        template=top.one_of("template", tuple(TEMPLATES), needed=False),
        submitted=top.year("submitted"),
        ogp_id=top.matching("ogp_id", OGP_PLAN, say("OGP's id of the plan, like AP_KGZ01")),
        number=top.text("number", needed=False),
        prose=prose.strip(),
    )
    top.leave_nothing()
    return plan


def _twice(named: Iterable[tuple[str, str]]) -> list[Fault]:
    seen: dict[str, str] = {}
    faults = []
    for name, one in named:
        if one in seen:
            write = say("an id of its own; {other} has this one")
            faults.append(Fault(name, "id", repr(one), write, {"other": seen[one]}))
        seen.setdefault(one, name)
    return faults


def _split(text: str, name: str) -> tuple[dict[str, Any], str]:
    head, *rest = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    mark = {"mark": _MARK}
    if head.rstrip() != _MARK:
        write = say("{mark} there, and facts below it")
        raise PlanError([Fault(name, "line 1", repr(head[:40]), write, mark)])
    ends = [place for place, line in enumerate(rest) if line.rstrip() == _MARK]
    if not ends:
        write = say("{mark} on a line below the facts")
        raise PlanError([Fault(name, "the end of the facts", "missing", write, mark)])
    # The empty first line keeps the parser's line numbers those of the file.
    facts = "\n".join(["", *rest[: ends[0]]])
    try:
        return tomllib.loads(facts, parse_float=_decimal), "\n".join(rest[ends[0] + 1 :])
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place else len(rest[: ends[0]]) + 1
        found = ["", *rest][line - 1][:60] if line <= len(rest) else ""
        write = say('facts as name = "text", dates as 2026-03-02 ({why})')
        fault = Fault(name, f"line {line}", repr(found), write, {"why": str(error)})
        raise PlanError([fault]) from error


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")  # refused where it is read, with the name of its field


def _milestone(part: "_Part") -> Milestone:
    milestone = Milestone(
        id=part.id(),
        title=part.text("title"),
        due=part.when("due"),
        checks=tuple(
            one
            for place, check in enumerate(part.parts("checks"), start=1)
            if (one := _check(check, place))
        ),
        outputs=part.text("outputs", needed=False),
        start=part.when("start", needed=False),
        lead=part.text("lead", needed=False),
        supporting=part.texts("supporting"),
    )
    part.leave_nothing()
    _hold_apart(part, "checks", [check.id for check in milestone.checks])
    return milestone


def _basis(part: "_Part") -> Basis:
    basis = Basis(part.text("title"), part.one_of("level", LEGAL_LEVELS, needed=False))
    part.leave_nothing()
    return basis


def _lineage(part: "_Part") -> Lineage:
    lineage = Lineage(
        part.text("commitment"), part.one_of("how", LINEAGES), part.text("reason", needed=False)
    )
    part.leave_nothing()
    return lineage


def _check(part: "_Part", place: int) -> Check | None:
    kind = part.text("kind")
    if kind not in _KINDS:
        part.wrong("kind", kind or "missing", _ONE_OF, names=", ".join(_KINDS))
        return None
    check_id = part.id(default=str(place))
    check = _KINDS[kind](part, check_id)
    part.leave_nothing()
    return check


def _indicator_check(part: "_Part", check_id: str) -> Check:
    aims = [aim for aim in Aim if aim in part]
    if len(aims) != 1:
        found = ", ".join(aims) or "no target"
        write = say("exactly one of them, like at_most = 0.2")
        part.wrong("at_least, at_most, equals", found, write)
    targets = {aim: part.number(aim) for aim in aims}
    aim = aims[0] if aims else Aim.EQUALS
    return IndicatorCheck(
        id=check_id,
        indicator=part.text("indicator"),
        aim=aim,
        target=targets.get(aim, Decimal(0)),
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
        of=part.texts("of", needed=True),
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
        if one and one in seen:
            part.wrong(what, f"{one!r}, {one!r}", say("an id of its own for each"))
        seen.add(one)


class _Part:
    """One TOML table, read field by field; what is not read is told at the end.

    A wrong field is told and read as empty, so that all of a file's faults are told at once.

    :param where: the file and the path of the table, for messages
    :param faults: what is wrong so far, shared with the parts within
    """

    def __init__(self, where: str, facts: dict[str, Any], faults: list[Fault]) -> None:
        self._where = where
        self._facts = facts
        self._faults = faults
        self._read: set[str] = {"unknown"}
        self._unknown = self._names_of_unknown()

    def __contains__(self, name: str) -> bool:
        return name in self._facts

    def wrong(self, name: str, found: str, write: str, **values: str) -> None:
        """Tell where, what was found, what to write.

        :param write: marked for translation, with placeholders for ``values``
        """
        self._faults.append(Fault(self._where, name, found, write, values))

    def raise_faults(self) -> None:
        """Raise when anything was told.

        :raises PlanError: with a line for each
        """
        if self._faults:
            raise PlanError(self._faults)

    def id(self, default: str = "") -> str:
        """Give the part's id: it goes into addresses and must stay."""
        told = len(self._faults)
        found = self.text("id", needed=not default) or default
        if len(self._faults) == told and not _ID.fullmatch(found):
            self.wrong("id", repr(found), say("lower-case letters, digits, dots and hyphens"))
        return found

    def text(self, name: str, *, needed: bool = True) -> str:
        """Give a text; empty when it may be left out and is."""
        found = self._take(name)
        if found is None and (not needed or name in self._unknown):
            return ""
        if not isinstance(found, str) or (needed and not found.strip()):
            self.wrong(name, _shown(found), say('a text, like "Procurement unit"'))
            return ""
        return found

    def one_of(self, name: str, known: tuple[str, ...], *, needed: bool = True) -> str:
        """Give one of some words; empty when it may be left out and is."""
        found = self._take(name)
        if found is None and (not needed or name in self._unknown):
            return ""
        if found not in known:
            self.wrong(name, _shown(found), _ONE_OF, names=", ".join(known))
            return known[0]
        return str(found)

    def matching(self, name: str, form: re.Pattern[str], write: str) -> str:
        """Give a text of a form; empty when it is left out."""
        found = self.text(name, needed=False)
        if found and not form.fullmatch(found):
            self.wrong(name, repr(found), write)
        return found

    def when(self, name: str, *, needed: bool = True) -> Period | None:
        """Give a date; None where it may be left out and is, or is said to be unknown."""
        found = self._take(name)
        if found is None and (not needed or name in self._unknown):
            return None
        if isinstance(found, date) and not isinstance(found, datetime):
            return Period.of_day(found)
        if isinstance(found, dict):  # as JSON has it, with the days that its words mean beside them
            found = found.get("text")
        if not isinstance(found, str):
            write = say('a day like 2026-03-02, or words like "March 2026"')
            self.wrong(name, _shown(found), write)
            return None
        try:
            when = read_when(found)
        except WhenError as error:
            self.wrong(name, _shown(found), _NO_DATE[error.why])
            return None
        return Period(when.first, when.last, found)

    def version(self, name: str, known: int) -> None:
        """Tell another version than the one that is known."""
        found = self._take(name)
        if found != known:
            write = say("{version}, as 'pendopo plan export' does")
            self.wrong(name, _shown(found), write, version=str(known))

    def year(self, name: str) -> int | None:
        """Give a year; None when it is left out."""
        found = self._take(name)
        if found is None:
            return None
        if not isinstance(found, int) or found not in _YEARS:
            write = say("a year from {year} on, without quotes")
            self.wrong(name, _shown(found), write, year=str(_YEARS[0]))
            return None
        return found

    def number(self, name: str) -> Decimal:
        """Give a decimal exactly as written, with or without quotes."""
        found = self._take(name)
        text = found if isinstance(found, str) else str(found)
        if isinstance(found, bool) or not _NUMBER.fullmatch(text):
            self.wrong(name, _shown(found), say("a number, like 0.2"))
            return Decimal(0)
        return Decimal(text)

    def codes(self, name: str) -> dict[str, str]:
        """Give a table of codes; empty when it is left out."""
        found = self._take(name)
        if found is None:
            return {}
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            self.wrong(name, _shown(found), say('codes in quotes, like { year = "2026" }'))
            return {}
        return found

    def texts(
        self, name: str, known: tuple[str, ...] = (), *, needed: bool = False
    ) -> tuple[str, ...]:
        """Give a list of texts, none of them twice.

        :param known: all that there are; empty for any
        :param needed: whether there must be one
        """
        found = self._take(name)
        if found is None and not needed:
            return ()
        fits = isinstance(found, list) and found and all(isinstance(one, str) for one in found)
        if not fits or len(set(found)) != len(found):
            self.wrong(name, _shown(found), _COUNTED if needed else _LISTED)
            return ()
        strange = [one for one in found if known and one not in known]
        if strange:
            self.wrong(name, repr(strange[0]), _ONE_OF, names=", ".join(known))
            return ()
        return tuple(found)

    def each_matching(self, name: str, form: re.Pattern[str], write: str) -> tuple[str, ...]:
        """Give a list of texts of a form."""
        found = self.texts(name)
        strange = [one for one in found if not form.fullmatch(one)]
        if strange:
            self.wrong(name, repr(strange[0]), write)
        return found

    def parts(self, name: str) -> list["_Part"]:
        """Give the tables of a list, in its order."""
        found = self._take(name)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.wrong(
                name, _shown(found), say("each as its own table, below [[{table}]]"), table=name
            )
            return []
        return [
            _Part(f"{self._where}: {name}[{place}]", one, self._faults)
            for place, one in enumerate(found, start=1)
        ]

    def leave_nothing(self) -> None:
        """Tell a field that nobody read: a name misspelt would be a promise unheard."""
        unknown = [name for name in self._facts if name not in self._read]
        if unknown:
            known = ", ".join(sorted(self._read))
            self.wrong(unknown[0], "no field", _ONE_OF, names=known)

    def _take(self, name: str) -> Any:  # noqa: ANN401 - TOML holds anything
        self._read.add(name)
        return self._facts.get(name)

    def _names_of_unknown(self) -> frozenset[str]:
        found = self._facts.get("unknown", [])
        if not isinstance(found, list) or not set(map(str, found)) <= _MAY_BE_UNKNOWN:
            known = ", ".join(sorted(_MAY_BE_UNKNOWN))
            write = say("a list of those nobody knows, of {names}")
            self.wrong("unknown", _shown(found), write, names=known)
            return _MAY_BE_UNKNOWN
        return frozenset(map(str, found))


_ONE_OF = say("one of {names}")
_LISTED = say('a list of different texts, like ["one", "two"]')
_COUNTED = say("a list of different texts, all that are counted")
_NO_DATE: Mapping[Why, str] = {
    Why.MISSING: say('a date, like "March 2026", or its name under unknown'),
    Why.ONGOING: say("how often it is done, and until when, as milestones with dates of their own"),
    Why.CYCLE: say("the next day it is due; each round is a milestone of its own"),
    Why.TWO_READINGS: say("the year first, like 2014-12-01; it can be two days"),
    Why.UNREAD: say('a date: 2026-09-30, or words like "2026-09" and "Quarter 3 2026"'),
}
_MAY_BE_UNKNOWN = frozenset({"start", "end", "due", "lead", "level", "government"})


def _shown(found: object) -> str:
    if found is None:
        return "missing"
    text = str(found) if isinstance(found, Decimal | date) else repr(found)
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - for a message

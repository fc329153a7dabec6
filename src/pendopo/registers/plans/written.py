"""A plan as files: facts in TOML between two lines of ``+++``, then prose in Markdown.

``plan.md`` says what plan it is; each other file is a commitment::

    +++
    id = "open-contracting"
    title = "Every contract in the open"
    lead = "Procurement unit"
    lead_kind = "civil-service"
    supporting = ["Finance office"]
    civil_society = ["Forum of village councils"]
    start = 2026-01-01
    end = "By fall 2028"
    problem = "Nobody can see who was paid for what."
    ogp_values = ["access-to-information", "public-accountability"]
    sdg_targets = ["16.6"]
    budget_lines = ["2.16.03.2.01"]
    used_by = ["Bojonegoro Institute, for its yearly review"]

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

``plan.md`` may also say whose term it is of, which plans it ``follows``, what of theirs it drops,
and why it was changed while it runs::

    administration = "Term of 2025 to 2030"
    follows = ["contoh-2022-2024"]

    [[dropped]]
    commitment = "billboards"
    reason = "Every village has one."

    [[amendments]]
    on = 2026-03-02
    of = "open-contracting/all-villages"
    what = "due"
    reason = "Eleven villages became units of a town."

``id``, ``title``, ``lead``, ``start``, ``end`` must be there, and of a milestone ``id``, ``title``
and ``due``; ``unknown = ["end"]`` says of a date or a lead that nobody knows it, as in an imported
plan. A date is a day, or words in quotes that name a span: ``"2026-09"``, ``"Quarter 3 2026"``. A
check without an id takes its place in the list, from 1.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from pendopo.registers.plans.checks import check_of
from pendopo.registers.plans.lines import Path, lines_of
from pendopo.registers.plans.parts import Fault, Part, PlanError, hold_apart
from pendopo.registers.plans.questions import OGP_VALUES, QUESTIONS, TEMPLATES
from pendopo.terms.commitment import (
    DROPPED,
    LEAD_KINDS,
    LEGAL_LEVELS,
    LINEAGES,
    Amendment,
    Basis,
    Commitment,
    Level,
    Lineage,
    Milestone,
    Plan,
)
from pendopo.terms.wording import say

PLAN_FILE: Final = "plan.md"
# Marks a JSON document as a plan, and says how it is written.
VERSION_KEY: Final = "pendopo_plan"
VERSION: Final = 1
# What an amendment may say was changed: a field, or all of what it speaks of.
ADDED, REMOVED, ORDER = "added", "removed", "order"
CHANGED: Final = (
    ADDED,
    REMOVED,
    ORDER,
    *sorted(
        {field.name for kind in (Plan, Commitment, Milestone) for field in fields(kind)}
        - {"id", "texts", "commitments", "milestones"}
        | QUESTIONS.keys()
    ),
)
_MARK = "+++"
OGP_ID: Final = re.compile(r"[A-Z]{2,3}\d{4}")
OGP_PLAN: Final = re.compile(r"[A-Z_]{2,10}\d{0,3}")
_PLAN_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SDG = re.compile(r"(?:1[0-7]|[1-9])(?:\.[0-9a-z]{1,2})?")
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


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
            facts, prose, lines = _split(files[name], name)
            top = Part(name, facts, [], lines)
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
    facts, prose, lines = _split(text, name)
    top = Part(name, facts, [], lines)
    commitment = _commitment(top, prose)
    top.raise_faults()
    return commitment


def parse_document(document: Mapping[str, Any], name: str) -> Plan:
    """Read a plan from the JSON that ``document_of`` writes.

    :param name: the file's name, for messages
    :raises PlanError: with a line for each field that is wrong, what was found and what to write
    """
    top = Part(name, dict(document), [])
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


def _commitment(top: Part, prose: str) -> Commitment:
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
        lead_kind=top.one_of("lead_kind", LEAD_KINDS, needed=False),
        supporting=top.texts("supporting"),
        civil_society=top.texts("civil_society"),
        others=top.texts("others"),
        texts={one: found for one in QUESTIONS if (found := top.text(one, needed=False))},
        policy_areas=top.texts("policy_areas"),
        ogp_values=top.texts("ogp_values", tuple(OGP_VALUES)),
        sdg_targets=top.each_matching("sdg_targets", _SDG, say('goals or targets, like "16.6"')),
        legal_basis=tuple(_basis(part) for part in top.parts("legal_basis")),
        budget_lines=top.texts("budget_lines"),
        used_by=top.texts("used_by"),
        continues=tuple(_lineage(part) for part in top.parts("continues")),
        prose=prose.strip(),
        coded=top.codes("coded"),
    )
    top.leave_nothing()
    if commitment.start and commitment.end and commitment.end.last < commitment.start.first:
        top.wrong(
            "end", str(commitment.end), say("a date from {day} on"), day=str(commitment.start)
        )
    hold_apart(top, "milestones", [milestone.id for milestone in commitment.milestones])
    return commitment


def _head(top: Part, prose: str) -> Plan:
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
        administration=top.text("administration", needed=False),
        follows=top.each_matching("follows", _PLAN_ID, say('ids of plans, like "contoh-2022"')),
        dropped=tuple(_dropped(part) for part in top.parts(DROPPED)),
        amendments=tuple(_amendment(part) for part in top.parts("amendments")),
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


def _split(text: str, name: str) -> tuple[dict[str, Any], str, dict[Path, int]]:
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
        read = tomllib.loads(facts, parse_float=_decimal)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place[1]) if place else len(rest[: ends[0]]) + 1
        found = ["", *rest][line - 1][:60] if line <= len(rest) else ""
        write = say('facts as name = "text", dates as 2026-03-02 ({why})')
        fault = Fault(name, f"line {line}", repr(found), write, {"why": str(error)})
        raise PlanError([fault]) from error
    return read, "\n".join(rest[ends[0] + 1 :]), lines_of(facts)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")  # refused where it is read, with the name of its field


def _milestone(part: Part) -> Milestone:
    milestone = Milestone(
        id=part.id(),
        title=part.text("title"),
        due=part.when("due"),
        checks=tuple(
            one
            for place, check in enumerate(part.parts("checks"), start=1)
            if (one := check_of(check, place))
        ),
        outputs=part.text("outputs", needed=False),
        start=part.when("start", needed=False),
        lead=part.text("lead", needed=False),
        supporting=part.texts("supporting"),
    )
    part.leave_nothing()
    hold_apart(part, "checks", [check.id for check in milestone.checks])
    return milestone


def _basis(part: Part) -> Basis:
    basis = Basis(part.text("title"), part.one_of("level", LEGAL_LEVELS, needed=False))
    part.leave_nothing()
    return basis


def _lineage(part: Part) -> Lineage:
    lineage = Lineage(
        part.text("commitment"),
        part.one_of("how", LINEAGES),
        part.text("reason", needed=False),
        part.text("plan", needed=False),
    )
    part.leave_nothing()
    return lineage


def _dropped(part: Part) -> Lineage:
    part.one_of("how", (DROPPED,), needed=False)  # as JSON has it
    lineage = Lineage(
        part.text("commitment"), DROPPED, part.text("reason"), part.text("plan", needed=False)
    )
    part.leave_nothing()
    return lineage


def _amendment(part: Part) -> Amendment:
    day = part.day("on")
    if day is None:
        part.wrong("on", "missing", say("a day without quotes, like 2026-03-02"))
    amendment = Amendment(
        day or date.min,
        part.text("reason"),
        part.text("of", needed=False),
        part.one_of("what", CHANGED, needed=False),
    )
    part.leave_nothing()
    return amendment

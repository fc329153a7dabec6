"""Whatever a plan can say stands on each of its forms, or behind it: every field is walked."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from pendopo.exports.plan_form.besides import HOW, KINDS, LEGAL, LEVELS
from pendopo.exports.plan_form.filled import Form, fill_form
from pendopo.registers.plans.questions import NEW, OGP_VALUES, OLD, PILOT, QUESTIONS, TEMPLATES
from pendopo.terms.commitment import (
    LEGAL_LEVELS,
    LINEAGES,
    Aim,
    Amendment,
    Basis,
    CombinedCheck,
    Commitment,
    CoverageCheck,
    DocumentCheck,
    FreshnessCheck,
    IndicatorCheck,
    Level,
    Lineage,
    MeasureCheck,
    Milestone,
    Need,
    Plan,
)
from pendopo.terms.period import Period
from pendopo.terms.wording import fill

SAID: dict[str, Any] = {
    "title": "is it so?",
    "by": Period(date(2026, 9, 1), date(2026, 11, 30), "By fall 2026"),
    "written_by": "desk of checks",
    "agreed_with": "forum of checks",
    "agreed_on": date(2026, 2, 14),
    "agreed_source": "minutes of checks",
}
WITHIN = (
    DocumentCheck(
        "law", "datasets", {"dataset": "law-1"}, "Legal desk", date(2026, 1, 2), date(2026, 1, 3)
    ),
    FreshnessCheck("new", "contracts", 31, "awards", {"year": "2026"}),
)
CHECKS = (
    IndicatorCheck("bids", "single_bid_share", Aim.AT_MOST, Decimal("0.20"), **SAID),
    MeasureCheck("sum", "select 1\nas value", ("datasets.roads",), Aim.EQUALS, Decimal(7417), "km"),
    CoverageCheck(
        "all", "datasets.v", "code", ("V1", "V2"), {"sort": "s-8"}, "places.p", "id", {"of": "t-9"}
    ),
    CombinedCheck("either", Need.ANY, WITHIN),
)
STEP = Milestone(
    "listed",
    "Roads are listed",
    Period.of_day(date(2026, 9, 30)),
    CHECKS,
    "A table of roads",
    Period(date(2026, 4, 1), date(2026, 6, 30), "Quarter 2 2026"),
    "Desk of roads",
    ("Desk of bridges",),
)
ROADS = Commitment(
    id="roads",
    title="Every road in the open",
    lead="Dinas Pekerjaan Umum",
    start=Period(date(2026, 1, 1), date(2026, 12, 31), "2026"),
    end=Period(date(2028, 9, 1), date(2028, 11, 30), "By fall 2028"),
    milestones=(STEP,),
    ogp_id="CON0001",
    number="4b",
    theme="Land",
    lead_kind="political",
    supporting=("Bappeda",),
    civil_society=("Forum Warga",),
    others=("A university",),
    texts={name: f"answer to {name}" for name in QUESTIONS},
    policy_areas=("roads and more",),
    ogp_values=tuple(OGP_VALUES),
    sdg_targets=("16.6",),
    legal_basis=tuple(Basis(f"Rule of {level}", level) for level in LEGAL_LEVELS),
    budget_lines=("1.03.10",),
    used_by=("Yearbook of Uji",),
    continues=tuple(Lineage(f"old-{how}", how, f"why {how}", "contoh-2022") for how in LINEAGES),
    prose="Why, for whom.",
    coded={"Completion": "ND", "Odd column": "odd value"},
)
PLAN = Plan(
    id="contoh-2025",
    title="Plan of Contoh",
    level=Level.LOCAL,
    government="Kabupaten Contoh",
    start=Period.of_day(date(2025, 1, 1)),
    end=Period.of_day(date(2027, 12, 31)),
    template=PILOT,
    submitted=2024,
    ogp_id="AP_CON01",
    number="2",
    commitments=(ROADS,),
    prose="About the plan.",
    administration="Term of 2025 to 2030",
    follows=("contoh-2022",),
    dropped=(Lineage("boards", "dropped", "Each has one.", "contoh-2021"),),
    amendments=(Amendment(date(2026, 3, 2), "The survey began late.", "roads/listed", "due"),),
)
WORDS = {one.value: LEVELS[one] for one in Level}
WORDS |= {**LEGAL, **HOW, **KINDS, **OGP_VALUES, **TEMPLATES}
EACH = pytest.mark.parametrize("template", [OLD, PILOT, NEW])


def form(plan: Plan, template: str) -> Form:
    return fill_form(plan, template, "en", lambda text, /, **values: fill(text, values))


def text_of(form: Form) -> str:
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            for one in value.values():
                yield from texts(one)
        elif isinstance(value, list):
            for one in value:
                yield from texts(one)

    return "\n".join(texts(form.facts()))


def said_in(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Give all that a part of a plan says, each with where it says it."""
    if isinstance(value, Mapping):
        names = () if place.endswith(".texts") else tuple(value)
        yield from said_in((*names, *value.values()), place)
    elif isinstance(value, tuple):
        for one in value:
            yield from said_in(one, place)
    elif is_dataclass(value) and not isinstance(value, Period):
        for field in fields(value):
            yield from said_in(getattr(value, field.name), f"{place}.{field.name}")
    elif value is not None:
        text = str(value.value if isinstance(value, Enum) else value)
        yield place, WORDS.get(text, text)


def test_the_plan_that_is_walked_says_all_that_a_plan_can_say():
    def hold(value: object) -> None:
        if isinstance(value, tuple):
            assert value
            for one in value:
                hold(one)
        elif is_dataclass(value) and not isinstance(value, Period):
            of_a_check = hasattr(value, "agreed_with")
            for field in fields(value):
                if not (of_a_check and field.name in SAID):
                    assert getattr(value, field.name) not in (None, "", (), {}), field.name
                    hold(getattr(value, field.name))

    hold(PLAN)
    assert set(SAID) == {field.name for field in fields(CHECKS[0]) if field.name in SAID}


@EACH
def test_every_field_of_a_plan_stands_on_its_form_or_behind_it(template: str):
    text = text_of(form(PLAN, template))

    lost = [place for place, said in said_in(PLAN, "plan") if said not in text]
    assert lost == []


@EACH
def test_who_takes_part_is_there_where_no_milestone_says_it(template: str):
    alone = replace(ROADS, milestones=())

    text = text_of(form(replace(PLAN, commitments=(alone,)), template))

    assert all(one in text for one in ("Bappeda", "Forum Warga", "A university", "Land"))


@EACH
def test_what_nobody_knows_is_said_to_be_unknown(template: str):
    step = Milestone("listed", "Roads are listed", None)
    bare = Commitment("roads", "Roads", "", None, None, (step,), legal_basis=(Basis("Letter"),))

    made = form(Plan("p", "Plan", None, "", commitments=(bare,)), template)

    [sheet] = made.sheets
    assert [row[sheet.head.index(name)] for row in sheet.rows for name in sheet.head
            if name in ("Due", "Expected completion date")] == ["unknown"]  # fmt: skip
    answers = {line.question: line.answer for line in (*made.about, *sheet.lines, *sheet.besides)}
    assert answers["Level"] == "unknown"
    assert answers["Legal basis"] == "Letter (unknown)"
    # An empty answer is printed as "The plan does not say."
    assert [answers[name] for name in ("Lead", "Starts", "Ends", "Government")] == [""] * 4

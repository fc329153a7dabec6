"""Lineage and amendments: read from files, found between wordings, and untold where nobody says."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pendopo.registers.plans.amended import What, changes
from pendopo.registers.plans.document import document_of
from pendopo.registers.plans.lineage import earlier, later, untold
from pendopo.registers.plans.parts import PlanError
from pendopo.registers.plans.render import render_plan
from pendopo.registers.plans.survival import LEGAL, LEVELS, facts_of
from pendopo.registers.plans.written import PLAN_FILE, parse_document, parse_plan
from pendopo.terms.commitment import (
    LEGAL_LEVELS,
    Aim,
    Amendment,
    Basis,
    CombinedCheck,
    Commitment,
    FreshnessCheck,
    IndicatorCheck,
    Level,
    Lineage,
    Milestone,
    Need,
    Plan,
)
from pendopo.terms.period import Period


def test_lineage_drops_and_amendments_are_read_written_and_read_again():
    head = """+++
id = "contoh-2025"
title = "Plan of 2025"
level = "local"
government = "Kabupaten Contoh"
administration = "Term of 2025 to 2030"
follows = ["contoh-2022"]
start = 2025-01-01
end = 2027-12-31

[[dropped]]
commitment = "boards"
plan = "contoh-2022"
reason = "Every village has one."

[[amendments]]
on = 2026-03-02
of = "roads/listed"
what = "due"
reason = "The survey began late."
+++
"""
    plan = parse_plan({PLAN_FILE: head})

    assert plan.dropped[0].reason == "Every village has one."
    assert (plan.amendments[0].on, plan.amendments[0].what) == (date(2026, 3, 2), "due")
    assert parse_plan(render_plan(plan)) == plan
    document = json.loads(json.dumps(document_of(plan)))
    assert parse_document(document, "plan.json") == plan


def test_what_is_dropped_or_amended_without_a_reason_is_told():
    head = """+++
id = "contoh-2025"
title = "Plan of 2025"
level = "local"
government = "Kabupaten Contoh"
start = 2025-01-01
end = 2027-12-31

[[dropped]]
commitment = "boards"

[[amendments]]
of = "roads"
reason = "The survey began late."
+++
"""
    with pytest.raises(PlanError) as told:
        parse_plan({PLAN_FILE: head})

    assert [fault.name for fault in told.value.faults] == ["reason", "on"]


def plan(name, *commitments, **more):
    return Plan(name, name, Level.LOCAL, "Contoh", commitments=commitments, **more)


def promise(name, **more):
    return Commitment(name, name.title(), "Office", None, None, **more)


def test_a_promise_split_in_two_has_two_that_came_of_it():
    old = plan("old", promise("roads"))
    halves = [
        promise(one, continues=(Lineage("roads", "split", "Too large."),))
        for one in ("paved", "unpaved")
    ]
    new = plan("new", *halves, follows=("old",))

    assert [link.name for link in later([old, new], old, old.commitments[0])] == [
        "paved",
        "unpaved",
    ]
    [back] = earlier([old, new], new, halves[0])
    assert (back.plan, back.commitment, back.how) == (old, old.commitments[0], "split")
    assert untold([old, new], new) == ()


def test_a_promise_of_a_plan_that_is_not_followed_is_another_of_the_same_name():
    other = plan("other", promise("roads"))
    new = plan("new", promise("paved", continues=(Lineage("roads", "split"),)))

    assert later([other, new], other, other.commitments[0]) == ()
    [back] = earlier([other, new], new, new.commitments[0])
    assert (back.plan, back.name) == (None, "roads")


def test_what_was_taken_out_is_found_though_nobody_says_so():
    step = Milestone("listed", "Roads are listed", None)
    old = plan("p", promise("roads", milestones=(step,)), promise("wells"))
    new = plan("p", promise("roads"))

    found = changes(old, new)

    assert [(one.of, one.what, one.why) for one in found] == [
        ("roads/listed", What.REMOVED, None),
        ("wells", What.REMOVED, None),
    ]


def test_another_order_is_a_change_with_a_reason_of_its_own():
    steps = [Milestone(name, name.title(), None) for name in ("listed", "measured", "paved")]
    old = plan("p", promise("roads", milestones=tuple(steps)), promise("wells"))
    given = Amendment(date(2026, 3, 2), "Measured first.", "roads", "order")
    turned = promise("roads", milestones=(steps[2], Milestone("new", "New", None), steps[0]))
    new = plan("p", promise("wells"), turned, amendments=(given,))

    found = [one for one in changes(old, new) if one.what is What.ORDER]

    assert [(one.of, one.before, one.after, one.why) for one in found] == [
        ("roads", "Listed; Paved", "Paved; Listed", given),
        ("", "Roads; Wells", "Wells; Roads", None),
    ]


def dated(name, due, **more):
    return promise(name, milestones=(Milestone("listed", "Listed", Period.of_day(due)),), **more)


def test_one_reason_excuses_one_change_and_none_besides():
    old = plan("p", dated("roads", date(2026, 1, 1)), dated("wells", date(2026, 1, 1)))
    given = (
        Amendment(date(2026, 3, 2), "Everything was late."),
        Amendment(date(2026, 3, 3), "The survey began late.", "roads/listed"),
        Amendment(date(2026, 3, 4), "Land is what it is about.", "wells", "theme"),
    )
    commitments = (
        dated("roads", date(2027, 1, 1), theme="Land"),
        dated("wells", date(2027, 1, 1), theme="Land", texts={"problem": "Thirst"}),
    )
    new = replace(plan("p", *commitments, amendments=given), title="B")

    found = {(one.of, one.name): one.why and one.why.on.day for one in changes(old, new)}

    assert found == {
        ("", "title"): 2,
        ("roads", "theme"): None,
        ("roads/listed", "due"): 3,
        ("wells", "theme"): 4,
        ("wells", "problem"): None,
        ("wells/listed", "due"): None,
    }


def test_of_two_changes_of_one_milestone_a_reason_says_which_it_is_of():
    old = plan("p", dated("roads", date(2026, 1, 1)))
    step = Milestone("listed", "Counted", Period.of_day(date(2027, 1, 1)))
    changed = promise("roads", milestones=(step,))

    for what, dues in (("", None), ("due", "Late.")):
        given = (Amendment(date(2026, 3, 3), "Late.", "roads/listed", what),)
        found = changes(old, plan("p", changed, amendments=given))

        assert [(one.name, one.why and one.why.reason) for one in found] == [
            ("title", None),
            ("due", dues),
        ]


@pytest.mark.parametrize(
    ("field", "value", "before"),
    [
        ("start", Period.of_day(date(2026, 5, 1)), ""),
        ("supporting", ("Bappeda",), ""),
        ("outputs", "A table", ""),
        ("lead", "Camat", ""),
    ],
)
def test_every_field_of_a_milestone_is_compared(field, value, before):
    step = Milestone("listed", "Listed", None)
    old, new = (
        plan("p", promise("roads", milestones=(one,)))
        for one in (step, replace(step, **{field: value}))
    )

    [change] = changes(old, new)

    assert (change.of, change.name, change.before) == ("roads/listed", field, before)


BIDS = IndicatorCheck("bids", "single_bid_share", Aim.AT_MOST, Decimal("0.20"))
MAPS = FreshnessCheck("maps", "datasets", 30)


@pytest.mark.parametrize(
    ("field", "value", "sides", "what"),
    [
        ("target", Decimal("0.90"), ("at_most = 0.20", "at_most = 0.90"), What.CHECKS),
        ("aim", Aim.AT_LEAST, ("at_most = 0.20", "at_least = 0.20"), What.CHECKS),
        (
            "by",
            Period.of_day(date(2030, 1, 1)),
            ("by = 2026-01-01", "by = 2030-01-01"),
            What.CHECKS,
        ),
        ("agreed_with", "", ("agreed_with = Forum", ""), What.TEXT),
        ("title", "Bids", ("", "title = Bids"), What.TEXT),
    ],
)
def test_of_a_check_that_changed_both_sides_are_said(field, value, sides, what):
    check = replace(BIDS, by=Period.of_day(date(2026, 1, 1)), agreed_with="Forum")
    other = replace(check, **{field: value})

    for within in ("", "each/"):
        found = changes(*(checked(within, one, MAPS) for one in (check, other)))

        said = tuple(f"{within}bids: {one}" if one else "" for one in sides)
        assert [(one.what, one.name, one.before, one.after) for one in found] == [
            (what, "checks", *said)
        ]


def checked(within, *checks):
    """Give a plan of one milestone with checks, or with one that holds them."""
    held = (CombinedCheck("each", Need.ALL, checks),) if within else checks
    return plan("p", promise("roads", milestones=(Milestone("listed", "Listed", None, held),)))


def test_checks_that_came_went_or_go_by_another_name_are_told_apart():
    old = checked("", BIDS, MAPS, replace(MAPS, id="lists", register="places"))
    new = checked("", replace(BIDS, id="offers"), replace(MAPS, days=60), replace(MAPS, id="new"))

    assert [(one.what, one.before, one.after) for one in changes(old, new)] == [
        (What.TEXT, "bids", "offers"),
        (What.CHECKS, "maps: days = 30", "maps: days = 60"),
        (What.CHECKS, "lists: kind = freshness, register = places, days = 30", ""),
        (What.CHECKS, "", "new: kind = freshness, register = datasets, days = 30"),
    ]


def test_a_reason_of_the_checks_is_one_of_all_that_changed_in_them():
    old, new = checked("", BIDS, MAPS), checked("", replace(BIDS, target=Decimal(1)))

    for what in ("", "checks"):
        given = Amendment(date(2026, 3, 2), "Nobody measures it.", "roads/listed", what)
        found = changes(old, replace(new, amendments=(given,)))

        assert [one.why for one in found] == [given, given]


def test_a_reason_that_is_rewritten_does_not_excuse_itself():
    true = Amendment(date(2026, 3, 2), "The money was spent.", "roads")
    other = replace(true, reason="The survey began late.")
    old = plan("p", promise("roads"), amendments=(true,))

    [silent] = changes(old, replace(old, amendments=(other,)))
    said = replace(other, what="amendments", reason="A word was misspelt.")
    [told] = changes(old, replace(old, amendments=(other, said)))

    assert (silent.what, silent.why) == (What.REASON, None)
    assert (told.what, told.why) == (What.REASON, said)


def test_a_reason_that_is_taken_out_again_is_noticed():
    given = Amendment(date(2026, 3, 2), "Late.", "roads/listed")
    old = plan("p", dated("roads", date(2026, 1, 1)), amendments=(given,))

    [change] = changes(old, replace(old, amendments=()))

    assert (change.of, change.title, change.what) == ("roads/listed", "Listed", What.REASON)
    assert (change.before, change.why) == ("2026-03-02: Late.", None)


def test_a_reason_of_what_no_plan_has_is_told():
    head = """+++
id = "contoh-2025"
title = "Plan of 2025"
level = "local"
government = "Kabupaten Contoh"
start = 2025-01-01
end = 2027-12-31

[[amendments]]
on = 2026-03-02
what = "colour"
reason = "The survey began late."
+++
"""
    with pytest.raises(PlanError) as told:
        parse_plan({PLAN_FILE: head})

    [fault] = told.value.faults
    assert (fault.name, "due" in fault.values["names"]) == ("what", True)


def test_a_reason_of_an_earlier_amendment_is_none_for_a_later_change():
    given = Amendment(date(2026, 3, 2), "Late.", "roads")
    old = plan("p", promise("roads"), amendments=(given,))
    new = plan("p", promise("roads", theme="Land"), amendments=(given,))

    [change] = changes(old, new)

    assert (change.what, change.why) == (What.TEXT, None)
    assert changes(new, new) == ()


def test_every_legal_level_of_a_plan_counts():
    assert set(LEVELS) == set(LEGAL_LEVELS)
    assert set(LEVELS.values()) <= set(LEGAL)


@pytest.mark.parametrize(
    ("bases", "legal", "named"),
    [
        ((Basis("Law 14/2008", "national-law"), Basis("Decree 1", "local-regulation")), "law", 1),
        ((Basis("Some letter"),), None, 1),
        ((Basis("none"),), "none", 0),
        ((), None, 0),
    ],
)
def test_of_several_rules_the_one_hardest_to_undo_counts(bases, legal, named):
    facts = facts_of(promise("roads", legal_basis=bases), None, None)

    assert (facts.legal, facts.legal_named) == (legal, bool(named))


@pytest.mark.parametrize(
    ("lead", "kind", "office"),
    [
        ("Dinas Pekerjaan Umum", "", None),
        ("Bupati", "", None),
        ("Mayor", "political", False),
        ("Dinas Pekerjaan Umum", "civil-service", True),
        ("tidak ada", "", False),
        ("", "", None),
    ],
)
def test_whether_the_civil_service_answers_is_unknown_until_the_plan_says_so(lead, kind, office):
    one = replace(promise("roads"), lead=lead, lead_kind=kind)

    assert facts_of(one, None, None).office is office


@pytest.mark.parametrize(
    ("lines", "budget"), [(("1.03.10",), True), (("none", "-"), False), ((), None)]
)
def test_a_budget_line_that_is_not_named_is_unknown_and_none_is_none(lines, budget):
    assert facts_of(promise("roads", budget_lines=lines), None, None).budget is budget


@pytest.mark.parametrize(
    ("users", "reused"),
    [
        (("Forum of village councils",), True),
        (("none",), False),
        (("tidak ada",), False),
        ((), None),
    ],
)
def test_what_others_use_is_the_plans_to_say_and_unknown_till_then(users, reused):
    assert facts_of(promise("roads", used_by=users), None, None).reused is reused


def test_who_holds_the_evidence_and_the_days_since_the_last_news_are_handed_in():
    facts = facts_of(promise("roads"), 2, 30)

    assert (facts.holders, facts.days, facts.reused) == (2, 30, None)

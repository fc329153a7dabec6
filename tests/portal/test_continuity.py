"""What a promise comes from, how it was amended, and what keeps it: on pages, and for programs."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from pendopo.portal.continuity import _FIELDS, Told, _told
from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.registers.plans.amended import changes
from pendopo.registers.plans.document import document_of
from pendopo.registers.plans.questions import QUESTIONS
from pendopo.registers.plans.written import CHANGED, parse_plan
from pendopo.terms.commitment import DROPPED, Basis, Commitment, Level, Lineage, Plan
from pendopo.terms.journey import Declaration
from tests.portal.conftest import reader
from tests.portal.hall import FIRST, settings
from tests.portal.test_promises import text_of

# Each has a heading of its own.
NO_WORDS = {"added", "removed", "order", "title", "lead", "due", "amendments"}
OLD = """+++
id = "contoh-2022"
title = "Plan of 2022"
level = "local"
government = "Kabupaten Contoh"
administration = "Term of 2019 to 2024"
start = 2022-01-01
end = 2024-12-31
+++
"""
NEW = """+++
id = "contoh-2025"
title = "Plan of 2025"
level = "local"
government = "Kabupaten Contoh"
administration = "Term of 2025 to 2030"
follows = ["contoh-2022"]
start = 2025-01-01
end = 2027-12-31
{amendments}
[[dropped]]
commitment = "boards"
reason = "Every village has one."
+++
"""
ROADS = """+++
id = "roads"
title = "Every road in the open"
lead = "Dinas Pekerjaan Umum"
start = 2025-01-01
end = 2027-12-31
budget_lines = ["1.03.10"]

[[legal_basis]]
title = "Regulation 4/2025"
level = "local-regulation"

[[continues]]
commitment = "streets"
how = "merged"
reason = "Streets are roads."

[[milestones]]
id = "listed"
title = "Roads are listed"
due = {due}
+++
Why, in the plan's own words.
"""
REASON = """
[[amendments]]
on = 2026-11-17
of = "roads/listed"
reason = "The survey began late."
"""


def before(name, title):
    return (
        f'+++\nid = "{name}"\ntitle = "{title}"\nlead = "Office"\n'
        "start = 2022-01-01\nend = 2024-12-31\n+++\n"
    )


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    root = tmp_path_factory.mktemp("continued")
    programme = Programme.create(root / "hall", settings(), FIRST)
    earlier = {"1.md": before("streets", "Streets"), "2.md": before("boards", "Boards")}
    wordings = [
        {"plan.md": OLD, **earlier, "3.md": before("wells", "Wells")},
        {"plan.md": NEW.format(amendments=""), "1.md": ROADS.format(due="2026-11-30")},
        {"plan.md": NEW.format(amendments=REASON), "1.md": ROADS.format(due="2027-06-30")},
        {
            "plan.md": NEW.format(amendments=REASON),
            "1.md": ROADS.format(due="2027-06-30").replace("are listed", "are counted"),
        },
    ]
    for hours, files in enumerate(wordings, start=1):
        plan = parse_plan(files)
        (root / "plan.json").write_text(json.dumps(document_of(plan)), "utf-8")
        said = Declaration(plan.title, scope={"plan": plan.id})
        at = FIRST + timedelta(hours=hours)
        outcome = programme.publish([Request(root / "plan.json", "plans", at, said)])
        assert not outcome.stopped, outcome.reports[0].findings
    return reader(programme)


def test_a_promise_says_what_it_takes_further_and_an_earlier_one_what_became_of_it(asked):
    now = text_of(asked("/en/plans/contoh-2025/roads/"))
    earlier = text_of(asked("/en/plans/contoh-2022/streets/"))
    dropped = text_of(asked("/en/plans/contoh-2022/boards/"))

    assert "It takes further Merged : Streets , Plan of 2022 (Term of 2019 to 2024)." in now
    assert "Merged : Every road in the open , Plan of 2025 (Term of 2025 to 2030)." in earlier
    assert "Dropped , Plan of 2025 (Term of 2025 to 2030). Every village has one." in dropped


def test_the_board_names_what_was_dropped_and_what_nothing_is_said_of(asked):
    text = text_of(asked("/en/plans/"))

    assert "Dropped : Boards , Plan of 2022" in text
    assert "Nothing says what became of it : Wells , Plan of 2022" in text


def test_every_amendment_shows_with_its_reason_or_that_none_is_given(asked):
    text = text_of(asked("/en/plans/contoh-2025/roads/"))
    facts = json.loads(asked("/en/plans/contoh-2025/roads/index.json").body)

    late = "Other dates : Roads are listed (2026-11-30 → 2027-06-30)."
    assert f"{late} Reason, given on 17 November 2026: The survey began late." in text
    assert "Another title : Roads are counted" in text
    assert text.count("No reason is given.") == 1
    assert [one["reason"] for one in facts["amendments"]] == [None, "The survey began late."]


def test_of_long_texts_the_page_shows_where_they_differ():
    villages = [f"35.22.01.{number}" for number in range(2001, 2040)]
    before, after = ("; ".join(one) for one in (villages, villages[:30] + villages[31:]))
    told = Told("Other checks", "checks", "Listed", before, after, "", None)
    short = replace(told, before="at_most = 0.20", after="at_most = 0.90")

    first, then = told.span

    assert villages[30] in first
    assert villages[30] not in then
    assert max(map(len, told.span)) < 170
    assert short.span == (short.before, short.after)


def test_a_field_that_changed_has_a_name_and_its_codes_have_words():
    one = Plan("p", "P", Level.LOCAL, "Contoh", commitments=(Commitment("c", "C", "", None, None),))
    basis = (Basis("Law 1", "national-law"),)
    other = replace(one.commitments[0], lead_kind="political", legal_basis=basis, coded={"a": "1"})
    later = replace(one, level=Level.NATIONAL, dropped=(Lineage("x", DROPPED),), number="2")

    with translation.override("id"):
        told = [_told(each) for each in changes(one, replace(later, commitments=(other,)))]
        spans = {each.name: each.span for each in told}

        assert set(CHANGED) - QUESTIONS.keys() - _FIELDS.keys() == NO_WORDS
        assert not [each.what for each in told if each.what.endswith(each.name)]
        assert spans["level"] == ("rencana daerah", "rencana nasional")
        assert spans["legal_basis"][1] == "Law 1, undang-undang"
        assert "political" not in spans["lead_kind"][1]
        assert told[0].before == "local"


def test_what_keeps_a_promise_is_counted_by_a_rule_that_stands_there(asked):
    text = text_of(asked("/en/plans/contoh-2025/roads/"))
    facts = json.loads(asked("/en/plans/contoh-2025/roads/index.json").body)["survival"]

    assert "0.5 for a local regulation or decree" in text
    assert "3 to 5 of 6 hold." in text
    assert [one["value"] for one in facts["factors"]] == ["0.5", "1", "0 to 1", "0", "0 to 1", "1"]
    assert [one["known"] for one in facts["factors"]] == [True, True, False, True, False, True]


def test_what_was_promised_stands_there_in_the_words_of_the_plan(asked):
    text = text_of(asked("/en/plans/contoh-2025/roads/"))

    assert "Legal basis Regulation 4/2025" in text
    assert "Why, in the plan's own words." in text

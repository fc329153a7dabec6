"""Every rule has been seen to break, and no rule speaks against a sound file."""

import json
from pathlib import Path

import pytest

import pendopo.registers.contracts
from pendopo.programme.rules import rules_of
from pendopo.terms.finding import Weight

ROOM = Path(pendopo.registers.contracts.__file__).parent
RULES = rules_of("contracts")


def findings_of(case):
    text = (ROOM / "example" / case / "expected_findings.json").read_text("utf-8")
    return json.loads(text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_an_example_breaks_the_rule(rule):
    cases = [path.parent.name for path in ROOM.glob("example/*/expected_findings.json")]

    broken = {found["rule"] for case in cases for found in findings_of(case)}

    assert rule.name in broken


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_where_it_looks_what_to_write_and_by_which_clause(rule):
    assert rule.table
    assert rule.column
    assert rule.write.startswith("Write ")
    assert rule.source.startswith("OCDS 1.1, ")


def test_a_rule_warns_since_a_stop_would_keep_back_the_record_that_shows_the_fault():
    assert {rule.weight for rule in RULES} == {Weight.WARN}


def test_a_sound_process_has_no_finding():
    assert findings_of("one_process_from_tender_to_contract") == []

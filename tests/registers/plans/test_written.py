"""A file of the plan becomes a commitment, or says where it does not."""

import re
from datetime import date
from decimal import Decimal

import pytest

from pendopo.registers.plans import written as module
from pendopo.registers.plans.parts import PlanError
from pendopo.registers.plans.portable import faults_of_sql
from pendopo.registers.plans.written import parse_commitment, parse_plan
from pendopo.terms.commitment import (
    Aim,
    Basis,
    CombinedCheck,
    Commitment,
    CoverageCheck,
    DocumentCheck,
    IndicatorCheck,
    Level,
    Lineage,
    MeasureCheck,
    Milestone,
    Need,
    Plan,
)
from pendopo.terms.period import Period

HEAD = """+++
id = "open-contracting"
title = "Every contract in the open"
lead = "Procurement unit"
start = 2026-01-01
end = 2026-12-31
"""
MILESTONE = """
[[milestones]]
id = "first"
title = "The first contracts are public"
due = 2026-06-30
"""


def plan(facts="", head=HEAD, prose="Why."):
    return parse_commitment(f"{head}{facts}+++\n{prose}\n", "plan/1.md")


def check(facts):
    return plan(f"{MILESTONE}[[milestones.checks]]\n{facts}\n").milestones[0].checks[0]


def refusal(text):
    with pytest.raises(PlanError) as caught:
        parse_commitment(text, "plan/1.md")
    return without_lines(str(caught.value))


def without_lines(message):
    """Leave out on which line a fault is; a test of its own says that it is told."""
    return re.sub(r"\.md:\d+:", ".md:", message)


def test_a_whole_commitment_is_read():
    read = plan(
        'problem = "Nobody can see."\n'
        + MILESTONE
        + '[[milestones.checks]]\nid = "law"\nkind = "document"\nregister = "datasets"\n'
    )

    assert read == Commitment(
        id="open-contracting",
        title="Every contract in the open",
        lead="Procurement unit",
        start=Period.of_day(date(2026, 1, 1)),
        end=Period.of_day(date(2026, 12, 31)),
        milestones=(
            Milestone(
                "first",
                "The first contracts are public",
                Period.of_day(date(2026, 6, 30)),
                (DocumentCheck("law", "datasets"),),
            ),
        ),
        texts={"problem": "Nobody can see."},
        prose="Why.",
    )


def test_the_example_in_the_modules_own_words_is_read():
    lines = [line.removeprefix("    ") for line in module.__doc__.splitlines()]
    example = "\n".join(lines[lines.index("+++") :])

    read = parse_commitment(example.split("\n``id``")[0], "plan/1.md")

    assert read.end == Period(date(2028, 9, 1), date(2028, 11, 30), "By fall 2028")
    assert read.legal_basis == (Basis("Regent's Regulation 1/2026", "local-regulation"),)
    assert read.continues[0] == Lineage(
        "open-tenders-2023", "carried-forward", "Contracts were published, but not payments."
    )
    coverage, competition, regulation = read.milestones[0].checks
    assert coverage == CoverageCheck(
        "villages",
        "datasets.village-budgets-2026",
        "village_code",
        ("35.22.01.2001", "35.22.01.2002"),
    )
    assert competition == IndicatorCheck(
        "competition", "single_bid_share", Aim.AT_MOST, Decimal("0.20")
    )
    assert regulation == DocumentCheck(
        "regulation",
        "datasets",
        {"dataset": "regulations"},
        written_by="Procurement unit",
        agreed_with="Forum of village councils",
    )


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm():
    text = "\ufeff" + f"{HEAD}+++ \nWhy.\n".replace("\n", "\r\n")

    read = parse_commitment(text, "plan/1.md")

    assert (read.id, read.prose) == ("open-contracting", "Why.")


def test_prose_may_hold_the_mark():
    read = plan(prose="One\n+++\nTwo")

    assert read.prose == "One\n+++\nTwo"


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("0.20", "0.20"),
        ('"0.20"', "0.20"),
        ("430", "430"),
        ("-1", "-1"),
        ('"1,5"', None),
        ("true", None),
        ("nan", None),
        ("1.5e99999999999999999999", None),
        ("[1]", None),
    ],
)
def test_a_target_is_an_exact_decimal(written, target):
    facts = f'kind = "indicator"\nindicator = "single_bid_share"\nat_most = {written}'

    if target is None:
        with pytest.raises(PlanError, match=r"at_most is .*; write a number, like 0\.2"):
            check(facts)
    else:
        assert str(check(facts).target) == target


@pytest.mark.parametrize("aim", list(Aim))
def test_each_way_of_aiming_is_read(aim):
    found = check(f'kind = "indicator"\nindicator = "x"\n{aim.value} = 5')

    assert found == IndicatorCheck("1", "x", aim, Decimal(5))


def test_a_check_without_an_id_takes_its_place():
    document = '[[milestones.checks]]\nkind = "document"\nregister = "datasets"\n'

    read = plan(MILESTONE + document + document)

    assert [one.id for one in read.milestones[0].checks] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "plan/1.md: line 1 is ''; write +++ there, and facts below it"),
        ("# A plan", "plan/1.md: line 1 is '# A plan'; write +++ there, and facts below it"),
        (
            HEAD,
            "plan/1.md: the end of the facts is missing; write +++ on a line below the facts",
        ),
    ],
)
def test_a_file_without_facts_is_refused(text, expected):
    assert refusal(text) == expected


def test_what_is_not_toml_is_named_with_its_line_in_the_file():
    message = refusal(HEAD + "due = 30 June\n+++\n")

    assert message.startswith("plan/1.md: line 7 is 'due = 30 June'; write facts as name = ")


def test_toml_that_ends_too_early_is_named_by_its_last_line():
    message = refusal(HEAD + "of = [\n+++\n")

    assert message.startswith("plan/1.md: line 7 is 'of = ['; write facts as name = ")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            'titel = "x"\n',
            "plan/1.md: titel is no field; write one of accountability, additional, ",
        ),
        ("problem = 5\n", "plan/1.md: problem is 5; write a text, like "),
        ("milestones = 5\n", "plan/1.md: milestones is 5; write each as its own table"),
        ("[[milestones]]\n", "plan/1.md: milestones[1]: id is missing; write a text, like "),
        (
            MILESTONE + MILESTONE,
            "plan/1.md: milestones is 'first', 'first'; write an id of its own for each",
        ),
        (
            MILESTONE.replace("2026-06-30", '"Ongoing"'),
            "plan/1.md: milestones[1]: due is 'Ongoing'; write how often it is done, and until ",
        ),
        (
            MILESTONE.replace("2026-06-30", '"1/12/2026"'),
            "plan/1.md: milestones[1]: due is '1/12/2026'; write the year first, like ",
        ),
        (
            MILESTONE.replace("2026-06-30", "2026-06-30T09:00:00Z"),
            "plan/1.md: milestones[1]: due is 2026-06-30 09:00:00+00:00; write a day",
        ),
        (
            MILESTONE.replace('"first"', '"First step"'),
            (
                "plan/1.md: milestones[1]: id is 'First step'; "
                "write lower-case letters, digits, dots and hyphens"
            ),
        ),
        (MILESTONE + "note = 1\n", "plan/1.md: milestones[1]: note is no field; write one of "),
        (MILESTONE + "checks = [1]\n", "plan/1.md: milestones[1]: checks is [1]; write each as "),
    ],
)
def test_a_wrong_fact_is_named_with_its_place_and_what_to_write(facts, expected):
    message = refusal(f"{HEAD}{facts}+++\n")

    assert message.startswith(expected)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ('kind = "promise"', "kind is promise; write one of indicator, measure, document, "),
        ('kind = "indicator"\nindicator = "x"', "at_least, at_most, equals is no target; write "),
        (
            'kind = "indicator"\nindicator = "x"\nat_most = 1\nat_least = 0',
            "at_least, at_most, equals is at_least, at_most; write exactly one of them",
        ),
        ('kind = "indicator"\nat_most = 1', "indicator is missing; write a text"),
        ('kind = "document"', "register is missing; write a text"),
        ('kind = "document"\nregister = " "', "register is ' '; write a text"),
        ('kind = "document"\nregister = "x"\nscope = { y = 2026 }', "scope is {'y': 2026}; write "),
        ('kind = "document"\nregister = "x"\nscope = "y"', "scope is 'y'; write codes in quotes"),
        ('kind = "coverage"\ntable = "a.b"\ncolumn = "c"', "of is missing; write a list of "),
        ('kind = "coverage"\ntable = "a.b"\ncolumn = "c"\nof = []', "of is []; write a list of "),
        ('kind = "coverage"\ntable = "a.b"\ncolumn = "c"\nof = [1]', "of is [1]; write a list"),
        (
            'kind = "coverage"\ntable = "a.b"\ncolumn = "c"\nof = ["v", "v"]',
            "of is ['v', 'v']; write a list of different texts, all that are counted",
        ),
        ('kind = "document"\nregister = "x"\nat_most = 1', "at_most is no field; write one of"),
    ],
)
def test_a_wrong_check_is_named_with_its_place_and_what_to_write(facts, expected):
    with pytest.raises(PlanError) as caught:
        check(facts)

    message = without_lines(str(caught.value))
    assert message.startswith(f"plan/1.md: milestones[1]: checks[1]: {expected}")


def test_checks_of_one_milestone_have_ids_of_their_own():
    one = '[[milestones.checks]]\nid = "law"\nkind = "document"\nregister = "datasets"\n'

    message = refusal(f"{HEAD}{MILESTONE}{one}{one}+++\n")

    assert message == (
        "plan/1.md: milestones[1]: checks is 'law', 'law'; write an id of its own for each"
    )


def test_a_commitment_does_not_end_before_it_starts():
    message = refusal(HEAD.replace("2026-12-31", "2025-12-31") + "+++\n")

    assert message == "plan/1.md: end is 2025-12-31; write a date from 2026-01-01 on"


def test_what_was_found_is_cut_in_a_message():
    message = refusal(f"{HEAD}problem = {list(range(100))}\n+++\n")

    assert message.split(" is ")[1].split(";")[0].endswith("…")


def test_every_fault_of_a_file_is_told_at_once():
    head = HEAD.replace('"open-contracting"', '"Open contracting"').replace("2026-12-31", '"soon"')

    message = refusal(f'{head}ogp_values = ["privacy"]\nsdg_targets = ["18"]\n+++\n')

    told = [line.split(" is ")[0] for line in message.splitlines()]
    assert told == [f"plan/1.md: {name}" for name in ("id", "end", "ogp_values", "sdg_targets")]


def test_what_nobody_knows_is_said_and_not_guessed():
    head = HEAD.replace("end = 2026-12-31\n", "").replace('lead = "Procurement unit"\n', "")

    read = plan('unknown = ["end", "lead"]\n', head)

    assert (read.end, read.lead) == (None, "")


def test_what_is_left_out_is_not_unknown():
    message = refusal(HEAD.replace("end = 2026-12-31\n", "") + "+++\n")

    assert message.startswith("plan/1.md: end is missing; write a day like ")


def test_only_dates_leads_and_levels_may_be_unknown():
    message = refusal(HEAD + 'unknown = ["title"]\n+++\n')

    assert "write a list of those nobody knows, of due, end, government, lead, level" in message


PLAN = """+++
id = "contoh"
title = "Action plan"
level = "local"
government = "Kabupaten Contoh"
start = 2026-01-01
end = "2027"
submitted = 2025
+++
"""


def test_a_folder_is_a_plan_with_its_commitments_in_order():
    second = HEAD.replace("open-contracting", "villages") + "+++\n"

    read = parse_plan({"plan.md": PLAN, "2-villages.md": second, "1-contracts.md": HEAD + "+++\n"})

    assert (read.level, read.submitted) == (Level.LOCAL, 2025)
    assert [one.id for one in read.commitments] == ["open-contracting", "villages"]


def test_the_faults_of_all_files_of_a_plan_are_told_at_once():
    files = {
        "1.md": HEAD + "+++\n",
        "2.md": HEAD + "+++\n",
        "3.md": "",
        "plan.md": PLAN.replace('"local"', '"village"').replace("2025", "1925"),
    }

    with pytest.raises(PlanError) as caught:
        parse_plan(files)

    assert [without_lines(str(fault)).split(";")[0] for fault in caught.value.faults] == [
        "3.md: line 1 is ''",
        "plan.md: level is 'village'",
        "plan.md: submitted is 1925",
        "2.md: id is 'open-contracting'",
    ]


def test_a_plan_without_its_head_says_what_to_write():
    with pytest.raises(PlanError, match=r"plan\.md: missing; write one with id, title, level and"):
        parse_plan({"1.md": HEAD + "+++\n"})


def test_a_fault_is_told_with_its_line():
    text = f'''{HEAD}problem = """
[[milestones]]
id = "no table, but words"
"""
policy_areas = [
    "one]",  # ]
]
{MILESTONE}
[[milestones.checks]]
kind = "any"
[[milestones.checks.checks]]
kind = "document"
register = "datasets"
[[milestones.checks.checks]]
kind = "freshness"
table = "contracts.processes"
scope = {{ a = "b" }}
days = 0
+++
'''
    with pytest.raises(PlanError) as caught:
        parse_commitment(text, "plan/1.md")

    lines = text.splitlines()
    where = [fault.where for fault in caught.value.faults]
    place = ": milestones[1]: checks[1]: checks[2]"
    table, days = lines.index('table = "contracts.processes"') + 1, lines.index("days = 0") + 1
    assert where == [f"plan/1.md:{table}{place}", f"plan/1.md:{days}{place}"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ('kind = "measure"\nat_least = 1\nreads = ["a.b"]', "sql is missing; write a text"),
        ('kind = "measure"\nat_least = 1\nsql = "x"', "reads is missing; write a list of "),
        (
            'kind = "measure"\nat_least = 1\nsql = "x"\nreads = ["b"]',
            "reads is 'b'; write registers with tables, like ",
        ),
        (
            'kind = "measure"\nat_least = 1\nsql = "x"\nreads = ["a.b", "c.b"]',
            "reads is ('a.b', 'c.b'); write tables of different names, ",
        ),
        (
            'kind = "document"\nregister = "a"\nsince = 2026-02-01\nuntil = 2026-01-01',
            "until is 2026-01-01; write a day from 2026-02-01 on",
        ),
        ('kind = "document"\nregister = "a"\nsince = "soon"', "since is 'soon'; write a day "),
        (
            'kind = "coverage"\ntable = "a.b"\ncolumn = "c"\nof = ["d"]\nof_table = "e.f"',
            "of, of_table is both; write either the list itself as of, or ",
        ),
        ('kind = "freshness"\nregister = "a"\ndays = "9"', "days is '9'; write a whole number "),
        ('kind = "freshness"\ndays = 9', "register is missing; write a text"),
        ('kind = "any"', "checks is missing; write the checks of which any must pass, "),
        ('kind = "all"\nchecks = [{ kind = "x" }]', "kind is x; write one of indicator, "),
        (
            'kind = "document"\nregister = "a"\nagreed_on = 2026-01-01',
            "agreed_with is missing; write who agreed, beside when and where that is shown",
        ),
    ],
)
def test_each_kind_of_check_says_what_it_needs(facts, expected):
    with pytest.raises(PlanError) as caught:
        check(facts)

    message = without_lines(str(caught.value)).replace(": checks[1]: checks[1]", ": checks[1]")
    assert message.startswith(f"plan/1.md: milestones[1]: checks[1]: {expected}")


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select count(*) as value from processes where award_date <= $as_of", ""),
        ("select median(x) as value from processes", "rule 1 of the portable subset"),
        ("select count(*) as value from processes; drop table processes", "exactly one SELECT"),
        ("select count(*) as value from others", "sql is 'others'; write one of processes, or"),
        (
            "with own as (select ocid from processes) select count(*) as value from own",
            "",
        ),
    ],
)
def test_sql_that_not_everyone_answers_alike_is_told(sql, expected):
    measure = MeasureCheck("m", sql, ("contracts.processes",), Aim.AT_LEAST, Decimal(1))
    step = Milestone("first", "First", None, (CombinedCheck("c", Need.ALL, (measure,)),))
    promise = Commitment("open", "Open", "Office", None, None, (step,))
    whole = Plan("p", "P", Level.LOCAL, "K", commitments=(promise,))

    faults = faults_of_sql(whole, "plan")

    assert bool(faults) is bool(expected)
    assert expected in " ".join(map(str, faults))
    assert all(fault.where == "plan: open: first: m" for fault in faults)

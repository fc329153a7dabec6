"""The portable subset: for each rule a statement that keeps it and one that does not."""

from decimal import Decimal

import pytest

from pendopo.standards.sql.portable import Problem, agree, check

TABLES = {
    "processes": ["ocid", "tenderers", "tender_opened", "award_date", "amount", "method"],
    "awards": ["ocid", "award_id", "date"],
}
KEYS = {"processes": ["ocid"], "awards": ["ocid", "award_id"]}


def rules_broken(sql):
    return {problem.rule for problem in check(sql, TABLES, KEYS)}


def over(inner):
    return "select max(t.i) as value from (INNER) as t".replace("INNER", inner)


SHARE = """
select cast(sum(case when tenderers = 1 then 1 else 0 end) as double)
    / nullif(cast(count(tenderers) as double), 0) as value
from processes where tender_opened <= $as_of
"""
MEDIAN = """
with waits as (
    select ocid, date_diff('day', tender_opened, award_date) as days
    from processes where award_date is not null
),
ranked as (
    select
        days,
        row_number() over (order by days asc nulls last, ocid asc nulls last) as i,
        count(*) over () as n
    from waits
)
select avg(cast(days as double)) as value from ranked where 2 * i >= n and 2 * i <= n + 2
"""
ANTI_JOIN = """
select count(*) as value from processes as p
where not exists (select 1 from awards as a where a.ocid = p.ocid)
"""
ACROSS = """
with n as (select count(*) as c from processes), m as (select count(*) as c from awards)
select cast(n.c as double) / nullif(cast(m.c as double), 0e0) as value from n cross join m
"""
TOP = """
select sum(t.amount) as value from (
    select amount from processes order by amount desc nulls last, ocid asc nulls last limit 10
) as t
"""
KEPT = [
    SHARE,
    MEDIAN,
    ANTI_JOIN,
    ACROSS,
    TOP,
    "select count(distinct p.ocid) as value from processes p join awards a on p.ocid = a.ocid",
    "select sum(amount) as value from processes where lower(method) like 'open%'",
    "select cast(sum(amount) as double) * 1e2 as value from processes",
    "select cast(max(amount) as decimal(18, 2)) as value from processes",
    "select max(t.amount) as value from (select amount from processes) as t",
    (
        "select sum(t.c) as value from (select count(*) as c from processes "
        "union all select count(*) as c from awards) as t"
    ),
    "select avg(abs(cast(amount as double) - 1e0)) as value from processes",
    "select avg(-cast(case when tenderers = 1 then 1 end as double)) as value from processes",
    "select sum(case when tenderers = 1 then 1e0 else null end) * 2e0 as value from processes",
    "select coalesce(max(cast(amount as double)), 1e0 + 1e0) * 1e2 as value from processes",
    "select avg(cast(amount as double)) * 1e2 as value from processes",
    "select t.c as value from (select count(*) as c from processes) as t",
    over("select rank() over (partition by ocid order by amount nulls last) as i from processes"),
]
BROKEN = {
    1: [
        "select 1 as value; select 2 as value",
        "delete from processes",
        "select 1 as value union all select 2 as value",
        "not sql at all (",
        "",
        "select " + "(" * 4_000 + "1" + ")" * 4_000 + " as value",
        "select ocid as value from processes",
        "select count(*) as number from processes",
        "select count(*) as value, 1 as more from processes",
        "select count(*) as value from processes group by method",
        "select count(*) as value from processes having count(*) > 1",
        "select count(*) as value from processes limit 1",
        "select t.c as value from (select count(*) as c from processes) as t where t.c > 1",
        "select t.c as value from (select ocid as c from processes) as t",
        "select count(*) over () as value from processes",
        "select count(*) as value from villages",
        "select count(*) as value from other.processes",
        "select count(*) as value from read_csv('x.csv')",
        "select count(*) as value from processes where nothing > 1",
        "select count(p.nothing) as value from processes as p",
        "select count(x.ocid) as value from processes as p",
        "select max(t.x) as value from (select ocid as i from processes) as t",
        "select count(ocid) as value from processes p join awards a on p.ocid = a.ocid",
        "select count(*) as value from (select ocid from processes)",
        "select count(*) as value from processes p join awards p on p.ocid = p.ocid",
        "select * from processes",
    ],
    2: [
        "select sum(amount) * sum(tenderers) as value from processes",
        "select sum(amount) / nullif(cast(count(*) as double), 0) as value from processes",
        "select sum(amount) as value from processes where amount > 100.5",
        "select avg(amount) as value from processes",
        "select cast(sum(amount) as decimal(38, 10)) as value from processes",
        "select cast(sum(amount) as float) as value from processes",
    ],
    3: [
        "select cast(sum(amount) as double) / cast(count(*) as double) as value from processes",
        "select cast(sum(amount) as double) / nullif(count(*), 0) as value from processes",
        (
            "select cast(sum(amount) as double) / nullif(cast(count(*) as double), 1) as value "
            "from processes"
        ),
        "select count(*) // 2 as value from processes",
        "select count(*) % 2 as value from processes",
    ],
    4: [
        "select median(amount) as value from processes",
        "select quantile_cont(amount, 5e-1) as value from processes",
        "select percentile_cont(5e-1) within group (order by amount) as value from processes",
        "select approx_count_distinct(ocid) as value from processes",
        "select mode(method) as value from processes",
    ],
    5: [
        over("select row_number() over (order by amount nulls last) as i from processes"),
        over("select row_number() over (order by ocid) as i from processes"),
        over("select row_number() over (order by ocid desc) as i from processes"),
        over("select row_number() over () as i from processes"),
        over("select row_number() over (order by ocid nulls last) as i from awards"),
        "select max(t.amount) as value from (select amount from processes limit 10) as t",
        (
            "select max(t.amount) as value from "
            "(select amount from processes order by amount nulls last limit 10) as t"
        ),
    ],
    6: [
        "select round(cast(sum(amount) as double), 2) as value from processes",
        "select floor(sum(amount)) as value from processes",
        "select trunc(sum(amount)) as value from processes",
        "select cast(sum(amount) as integer) as value from processes",
        "select sum(amount)::bigint as value from processes",
    ],
    7: [
        "select count(*) as value from processes where method like 'open%'",
        "select count(*) as value from processes where method ilike 'open%'",
        "select count(*) as value from processes where regexp_matches(method, 'open')",
        "select count(*) as value from processes where method similar to 'open'",
        "select count(*) as value from processes where method glob 'open*'",
        "select count(*) filter (where tenderers = 1) as value from processes",
        "select count(*) as value from processes where award_date < current_date",
        "select count(*) as value from processes where award_date < $day",
        "select count(*) as value from processes where award_date < :as_of",
        "select count(*) as value from processes where award_date < ?",
        "select max($as_of - award_date) as value from processes",
        "select max(cast('2026-01-01' as date) - award_date) as value from processes",
        "select count(*) as value from processes where award_date < $as_of - interval 3 day",
        "select date_diff('month', max(award_date), $as_of) as value from processes",
        "select max(random()) as value from processes",
        "select max(list_sum([1, 2])) as value from processes",
        "select sum(if(tenderers = 1, 1, 0)) as value from processes",
        "select max(try_cast(method as double)) as value from processes",
        "select count(*) as value from processes semi join awards using (ocid)",
        "select count(*) as value from processes natural join awards",
        "select count(*) as value from processes p positional join awards a",
        "select count(*) as value from processes using sample 10",
        "select count(*) as value from (select distinct on (method) ocid from processes) as t",
        "select count(*) as value from (select method from processes group by all) as t",
        (
            "with recursive t as (select 1 as x union all select x + 1 as x from t where x < 3) "
            "select max(x) as value from t"
        ),
        "select max(t.x) as value from (values (1)) as t(x)",
    ],
    8: [
        "select coalesce(sum(amount), 0) as value from processes",
        "select coalesce(sum(amount), cast(0 as double)) as value from processes",
        "select count(*) as value from processes where cast(amount as double) = 1e2",
        "select count(*) as value from processes where cast(amount as double) <> amount",
    ],
}


@pytest.mark.parametrize("sql", KEPT)
def test_a_measure_within_the_subset_has_no_problem(sql):
    problems = check(sql, TABLES, KEYS)

    assert problems == []


@pytest.mark.parametrize(("rule", "sql"), [(rule, sql) for rule in BROKEN for sql in BROKEN[rule]])
def test_a_measure_outside_the_subset_is_told_which_rule_it_breaks(rule, sql):
    broken = rules_broken(sql)

    assert rule in broken


@pytest.mark.parametrize("sql", KEPT)
def test_what_the_subset_allows_runs_in_the_engine(sql, engine):
    rows = engine.execute(sql, {"as_of": "2026-06-30"} if "$as_of" in sql else None).fetchall()

    assert len(rows) == 1
    assert len(rows[0]) == 1


def test_a_problem_says_what_was_found_and_what_to_write():
    [problem] = check("select median(amount) as value from processes where 1 = 1")[1:]

    assert problem == Problem(
        4, "MEDIAN(amount)", "COUNT(DISTINCT a); a median by ROW_NUMBER: 2 * i >= n …"
    )
    assert str(problem).startswith("rule 4: MEDIAN(amount): write COUNT(DISTINCT a)")


def test_a_long_statement_is_cut_in_the_message():
    [problem] = check("select 1 as value; " * 30)

    assert len(problem.found) == 60


def test_without_a_list_of_tables_names_are_left_alone():
    problems = check("select count(t.anything) as value from whatever as t")

    assert problems == []


def test_without_keys_an_order_needs_a_second_column():
    one = over("select row_number() over (order by amount nulls last) as i from processes")
    two = over(
        "select row_number() over (order by amount nulls last, ocid nulls last) as i from processes"
    )

    assert {problem.rule for problem in check(one)} == {5}
    assert check(two) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (None, None),
        (0.1 + 0.2, 0.3),
        (Decimal("1000000000.000001"), 1000000000.0),
        (1, Decimal(1)),
    ],
)
def test_answers_within_the_tolerance_agree(first, second):
    assert agree(first, second)


@pytest.mark.parametrize(("first", "second"), [(None, 0), (0.0, None), (1.0, 1.00001), (5e8, 6e8)])
def test_other_answers_do_not_agree(first, second):
    assert not agree(first, second)

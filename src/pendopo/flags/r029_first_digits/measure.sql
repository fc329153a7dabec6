-- Why do the first digits of this buyer's contract values differ from those of most figures?
-- One row per buyer: value (mean deviation), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes (published).
-- Parameters: $deviation, $least.
with amounts as (
    select
        p.buyer_id,
        trim(cast(a.amount as varchar), '0.') as digits
    from awards as a
    inner join processes as p on a.ocid = p.ocid
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and a.amount > 0
        and p.buyer_id is not null
),

firsts as (
    select
        m.buyer_id,
        substring(m.digits, 1, 1) as digit,
        count(*) as times
    from amounts as m
    group by m.buyer_id, substring(m.digits, 1, 1)
),

law as (
    select
        '1' as digit,
        3010300e-7 as expected
    union all
    select
        '2' as digit,
        1760913e-7 as expected
    union all
    select
        '3' as digit,
        1249387e-7 as expected
    union all
    select
        '4' as digit,
        969100e-7 as expected
    union all
    select
        '5' as digit,
        791812e-7 as expected
    union all
    select
        '6' as digit,
        669468e-7 as expected
    union all
    select
        '7' as digit,
        579919e-7 as expected
    union all
    select
        '8' as digit,
        511525e-7 as expected
    union all
    select
        '9' as digit,
        457575e-7 as expected
),

totals as (
    select
        f.buyer_id,
        sum(f.times) as amounts
    from firsts as f
    group by f.buyer_id
),

apart as (
    select
        t.buyer_id,
        t.amounts,
        l.digit,
        abs(
            cast(coalesce(f.times, 0) as double) / nullif(cast(t.amounts as double), 0) - l.expected
        ) as off
    from totals as t
    cross join law as l
    left join firsts as f on t.buyer_id = f.buyer_id and l.digit = f.digit
),

measured as (
    select
        a.buyer_id as subject,
        max(a.amounts) as amounts,
        (
            max(case when a.digit = '1' then a.off end)
            + max(case when a.digit = '2' then a.off end)
            + max(case when a.digit = '3' then a.off end)
            + max(case when a.digit = '4' then a.off end)
            + max(case when a.digit = '5' then a.off end)
            + max(case when a.digit = '6' then a.off end)
            + max(case when a.digit = '7' then a.off end)
            + max(case when a.digit = '8' then a.off end)
            + max(case when a.digit = '9' then a.off end)
        ) / 9e0 as value
    from apart as a
    group by a.buyer_id
)

select
    m.subject,
    case when m.amounts >= $least then m.value end as value,
    cast($deviation as double) as threshold,
    m.amounts >= $least and m.value >= cast($deviation as double) as flagged,
    case when m.amounts < $least then 'group: too few' end as missing,
    cast(m.amounts as bigint) as amounts
from measured as m

-- Why do these two firms win in turn when they meet?
-- One row per pair: value (processes), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes, suppliers, tenderers (published).
-- Parameters: $least.
-- Steps: winners.
with
taking as (
    select distinct
        d.ocid,
        d.tenderer_id
    from tenderers as d
    where d.part = 'bid'
),

met as (
    select
        p.buyer_id,
        x.tenderer_id as first_id,
        y.tenderer_id as second_id,
        w.ocid,
        p.award_date,
        case when w.supplier_id = x.tenderer_id then 1 else 2 end as won
    from winners as w
    inner join processes as p on w.ocid = p.ocid
    inner join taking as x on w.ocid = x.ocid
    inner join taking as y on w.ocid = y.ocid and x.tenderer_id < y.tenderer_id
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and p.buyer_id is not null
        and p.award_date is not null
        and (w.supplier_id = x.tenderer_id or w.supplier_id = y.tenderer_id)
),

turns as (
    select
        m.buyer_id,
        m.first_id,
        m.second_id,
        m.won,
        lag(m.won) over (
            partition by m.buyer_id, m.first_id, m.second_id
            order by m.award_date asc nulls last, m.ocid asc nulls last
        ) as before
    from met as m
),

counted as (
    select
        t.buyer_id,
        t.first_id,
        t.second_id,
        count(*) as processes,
        sum(case when t.before is not null and t.before <> t.won then 1 else 0 end) as changes
    from turns as t
    group by t.buyer_id, t.first_id, t.second_id
    having count(*) >= $least
)

select
    c.first_id || ' | ' || c.second_id || ' | ' || c.buyer_id as subject,
    cast(c.changes + 1 as double) as value,
    cast($least as double) as threshold,
    c.changes + 1 = c.processes as flagged,
    cast(null as varchar) as missing,
    c.processes,
    c.buyer_id as compared_with,
    [c.first_id, c.second_id, c.buyer_id] as parties
from counted as c

-- Why do these two firms win in turn when they meet?
-- One row per pair: value (processes), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes, suppliers, tenderers (published).
-- Parameters: $least.
-- Steps: firms_bidding, wins.
with
met as (
    select
        p.buyer_id,
        x.firm as first_id,
        y.firm as second_id,
        x.without_id + y.without_id as without_id,
        w.ocid,
        p.award_date,
        case
            when w.supplier_id = x.tenderer_id then 1 when w.supplier_id = y.tenderer_id then 2
        end as won
    from wins as w
    inner join processes as p on w.ocid = p.ocid
    inner join firms_bidding as x on w.ocid = x.ocid
    inner join firms_bidding as y on w.ocid = y.ocid and x.firm < y.firm
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and p.buyer_id is not null
        and p.award_date is not null
        and (w.unknown = 1 or w.supplier_id = x.tenderer_id or w.supplier_id = y.tenderer_id)
),

turns as (
    select
        m.buyer_id,
        m.first_id,
        m.second_id,
        m.without_id,
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
        max(t.without_id) as without_id,
        count(*) as processes,
        sum(case when t.won is null then 1 else 0 end) as unknown,
        sum(case when t.before = t.won then 1 else 0 end) as same,
        sum(case when t.before <> t.won then 1 else 0 end) as changes
    from turns as t
    group by t.buyer_id, t.first_id, t.second_id
    having count(*) >= $least
)

select
    c.first_id || ' | ' || c.second_id || ' | ' || c.buyer_id as subject,
    cast(c.changes + 1 as double) as value,
    cast($least as double) as threshold,
    c.changes + 1 = c.processes as flagged,
    case
        when c.without_id > 0 then 'bids/details/tenderers/id'
        when c.unknown > 0 and c.same = 0 then 'awards/suppliers/id'
    end as missing,
    c.processes,
    c.buyer_id as compared_with,
    [c.first_id, c.second_id, c.buyer_id] as parties
from counted as c

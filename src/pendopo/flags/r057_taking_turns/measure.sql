-- Why do these two firms win in turn when they meet?
-- One row per pair: value (processes), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes, suppliers, tenderers (published).
-- Parameters: $least.
-- Steps: firms_bidding, wins.
with
-- Who won against whom; each pair in one order.
known as (
    select
        w.ocid,
        case when x.firm < y.firm then x.firm else y.firm end as first_id,
        case when x.firm < y.firm then y.firm else x.firm end as second_id,
        x.without_id + y.without_id as without_id,
        case when x.firm < y.firm then 1 else 2 end as won
    from wins as w
    inner join firms_bidding as x on w.ocid = x.ocid and w.supplier_id = x.tenderer_id
    inner join firms_bidding as y on w.ocid = y.ocid and x.firm <> y.firm
),

unknown as (
    select
        w.ocid,
        x.firm as first_id,
        y.firm as second_id,
        x.without_id + y.without_id as without_id,
        cast(null as integer) as won
    from wins as w
    inner join firms_bidding as x on w.ocid = x.ocid
    inner join firms_bidding as y on w.ocid = y.ocid and x.firm < y.firm
    where w.unknown = 1
),

told as (
    select
        k.ocid,
        k.first_id,
        k.second_id,
        k.without_id,
        k.won
    from known as k
    union all
    select
        u.ocid,
        u.first_id,
        u.second_id,
        u.without_id,
        u.won
    from unknown as u
),

met as (
    select
        p.buyer_id,
        b.first_id,
        b.second_id,
        b.without_id,
        b.ocid,
        p.award_date,
        b.won
    from told as b
    inner join processes as p on b.ocid = p.ocid
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and p.buyer_id is not null
        and p.award_date is not null
),

-- Only who met often enough is looked at in order.
often as (
    select
        m.buyer_id,
        m.first_id,
        m.second_id
    from met as m
    group by m.buyer_id, m.first_id, m.second_id
    having count(*) >= $least
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
    inner join
        often as o
        on m.buyer_id = o.buyer_id and m.first_id = o.first_id and m.second_id = o.second_id
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

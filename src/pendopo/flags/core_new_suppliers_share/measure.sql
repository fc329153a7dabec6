-- What share of its suppliers of the last year are new to this buyer?
-- One row per buyer: value (share), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes, suppliers (published).
-- Parameters: $as_of.
with
named as (
    select
        p.buyer_id,
        p.ocid,
        a.award_id,
        a.date,
        case when lower(s.supplier_id) not like 'no-id/%' then s.supplier_id end as firm
    from processes as p
    inner join awards as a on p.ocid = a.ocid
    inner join suppliers as s on a.ocid = s.ocid and a.award_id = s.award_id
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and p.buyer_id is not null
        and coalesce(a.status, 'active') not in ('cancelled', 'unsuccessful')
        and coalesce(a.date <= $as_of, true)
),

awarded as (
    select
        n.buyer_id,
        n.ocid,
        n.award_id,
        max(case when date_diff('day', n.date, $as_of) < 365 then 1 else 0 end) as recent,
        max(case when n.firm is null then 1 else 0 end) as without_id
    from named as n
    group by n.buyer_id, n.ocid, n.award_id
),

told as (
    select
        w.buyer_id,
        sum(w.recent) as awards,
        sum(case when w.recent = 1 and w.without_id = 1 then 1 else 0 end) as without_id,
        sum(w.without_id) as without_id_ever
    from awarded as w
    group by w.buyer_id
),

dated as (
    select
        n.buyer_id,
        n.firm,
        min(n.date) as first_day,
        max(n.date) as last_day
    from named as n
    where n.firm is not null
    group by n.buyer_id, n.firm
),

counted as (
    select
        d.buyer_id,
        count(*) as suppliers,
        sum(case when date_diff('day', d.first_day, $as_of) < 365 then 1 else 0 end) as new_firms,
        sum(case when date_diff('day', d.last_day, $as_of) < 365 then 1 else 0 end) as firms
    from dated as d
    group by d.buyer_id
)

select
    t.buyer_id as subject,
    cast(c.new_firms as double) / nullif(cast(c.firms as double), 0) as value,
    cast(null as double) as threshold,
    false as flagged,
    case
        when coalesce(c.firms, 0) > 0 then null
        when t.without_id_ever > 0 then 'awards/suppliers/id'
        else 'awards/date'
    end as missing,
    c.suppliers,
    t.awards,
    t.without_id
from told as t
left join counted as c on t.buyer_id = c.buyer_id

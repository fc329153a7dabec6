-- How many firms supply this buyer?
-- One row per buyer: value (suppliers), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes, suppliers (published).
-- Parameters: none.
with
named as (
    select
        p.buyer_id,
        p.ocid,
        a.award_id,
        case when lower(s.supplier_id) not like 'no-id/%' then s.supplier_id end as firm
    from processes as p
    inner join awards as a on p.ocid = a.ocid
    inner join suppliers as s on a.ocid = s.ocid and a.award_id = s.award_id
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and p.buyer_id is not null
        and coalesce(a.status, 'active') not in ('cancelled', 'unsuccessful')
),

awarded as (
    select
        n.buyer_id,
        n.ocid,
        n.award_id,
        max(case when n.firm is null then 1 else 0 end) as without_id
    from named as n
    group by n.buyer_id, n.ocid, n.award_id
),

told as (
    select
        w.buyer_id,
        count(distinct w.ocid) as processes,
        count(*) as awards,
        sum(w.without_id) as without_id
    from awarded as w
    group by w.buyer_id
),

counted as (
    select
        n.buyer_id,
        count(distinct n.firm) as firms
    from named as n
    group by n.buyer_id
)

select
    t.buyer_id as subject,
    cast(nullif(c.firms, 0) as double) as value,
    cast(null as double) as threshold,
    false as flagged,
    case when c.firms = 0 then 'awards/suppliers/id' end as missing,
    t.processes,
    t.awards,
    t.without_id
from told as t
inner join counted as c on t.buyer_id = c.buyer_id

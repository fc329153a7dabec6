-- What share of its suppliers of the last year are new to this buyer?
-- One row per buyer: value (share), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes, suppliers (published).
-- Parameters: $as_of.
with dated as (
    select
        p.buyer_id,
        s.supplier_id,
        min(a.date) as first_day,
        max(a.date) as last_day
    from processes as p
    inner join awards as a on p.ocid = a.ocid
    inner join suppliers as s on a.ocid = s.ocid and a.award_id = s.award_id
    where
        p.quarantined is null
        and coalesce(p.status, '') <> 'cancelled'
        and p.buyer_id is not null
        and coalesce(a.status, 'active') not in ('cancelled', 'unsuccessful')
        and coalesce(a.date <= $as_of, true)
    group by p.buyer_id, s.supplier_id
)

select
    d.buyer_id as subject,
    cast(sum(case when date_diff('day', d.first_day, $as_of) < 365 then 1 else 0 end) as double)
    / nullif(
        cast(sum(case when date_diff('day', d.last_day, $as_of) < 365 then 1 else 0 end) as double),
        0
    ) as value,
    cast(null as double) as threshold,
    false as flagged,
    case
        when
            sum(case when date_diff('day', d.last_day, $as_of) < 365 then 1 else 0 end) = 0
            then 'awards/date'
    end as missing,
    count(*) as suppliers
from dated as d
group by d.buyer_id

-- How many firms supply this buyer?
-- One row per buyer: value (suppliers), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes, suppliers (published).
-- Parameters: none.
select
    p.buyer_id as subject,
    cast(count(distinct s.supplier_id) as double) as value,
    cast(null as double) as threshold,
    false as flagged,
    cast(null as varchar) as missing,
    count(distinct p.ocid) as processes
from processes as p
inner join awards as a on p.ocid = a.ocid
inner join suppliers as s on a.ocid = s.ocid and a.award_id = s.award_id
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.buyer_id is not null
    and coalesce(a.status, 'active') not in ('cancelled', 'unsuccessful')
group by p.buyer_id

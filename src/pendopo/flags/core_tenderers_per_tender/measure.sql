-- How many firms bid for a tender on average?
-- One row per buyer: value (tenderers per tender), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: none.
select
    p.buyer_id as subject,
    cast(sum(p.tenderers) as double) / nullif(cast(count(p.tenderers) as double), 0) as value,
    cast(null as double) as threshold,
    false as flagged,
    case when count(p.tenderers) = 0 then 'tender/numberOfTenderers' end as missing,
    count(*) as processes,
    count(p.tenderers) as counted
from processes as p
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.buyer_id is not null
    and p.method in ('open', 'selective')
    and coalesce(p.tenderers, 1) > 0
group by p.buyer_id

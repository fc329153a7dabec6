-- For what share of its awards is a contract published?
-- One row per buyer: value (share), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: none.
select
    p.buyer_id as subject,
    cast(sum(case when p.contracts > 0 then 1 else 0 end) as double)
    / nullif(cast(sum(case when p.awards > 0 then 1 else 0 end) as double), 0) as value,
    cast(null as double) as threshold,
    false as flagged,
    case when sum(case when p.awards > 0 then 1 else 0 end) = 0 then null end as missing,
    count(*) as processes,
    sum(case when p.awards > 0 then 1 else 0 end) as counted
from processes as p
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.buyer_id is not null
    and p.awards > 0
group by p.buyer_id

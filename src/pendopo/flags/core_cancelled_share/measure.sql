-- What share of its tenders ended without a result?
-- One row per buyer: value (share), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: none.
select
    p.buyer_id as subject,
    cast(
        sum(
            case when p.status in ('cancelled', 'unsuccessful', 'withdrawn') then 1 else 0 end
        ) as double
    )
    / nullif(cast(count(p.status) as double), 0) as value,
    cast(null as double) as threshold,
    false as flagged,
    case when count(p.status) = 0 then 'tender/status' end as missing,
    count(*) as processes,
    count(p.status) as counted
from processes as p
where p.quarantined is null and p.buyer_id is not null
group by p.buyer_id

-- What share of its purchases did this buyer make without competition?
-- One row per buyer: value (share), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: none.
select
    p.buyer_id as subject,
    cast(sum(case when p.method in ('limited', 'direct') then 1 else 0 end) as double)
    / nullif(cast(sum(case when p.method is not null then 1 else 0 end) as double), 0) as value,
    cast(null as double) as threshold,
    false as flagged,
    case
        when
            sum(case when p.method is not null then 1 else 0 end) = 0
            then 'tender/procurementMethod'
    end as missing,
    count(*) as processes,
    sum(case when p.method is not null then 1 else 0 end) as counted
from processes as p
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and p.buyer_id is not null
group by p.buyer_id

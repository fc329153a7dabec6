-- For what share of its purchases is any document published?
-- One row per buyer: value (share), threshold, flagged, missing, inputs.
-- Reads of contracts: documents, processes (published).
-- Parameters: none.
with held as (
    select distinct
        d.ocid
    from documents as d
)

select
    p.buyer_id as subject,
    cast(count(h.ocid) as double) / nullif(cast(count(*) as double), 0) as value,
    cast(null as double) as threshold,
    false as flagged,
    cast(null as varchar) as missing,
    count(*) as processes
from processes as p
left join held as h on p.ocid = h.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and p.buyer_id is not null
group by p.buyer_id

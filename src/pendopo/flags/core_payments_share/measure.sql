-- For what share of its contracts is a payment published?
-- One row per buyer: value (share), threshold, flagged, missing, inputs.
-- Reads of contracts: processes, transactions (published).
-- Parameters: none.
with held as (
    select distinct
        x.ocid
    from transactions as x
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
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.buyer_id is not null
    and p.contracts > 0
group by p.buyer_id

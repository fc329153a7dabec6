-- Why did only one firm bid where several could?
-- One row per process: value (tenderers), threshold, flagged, missing, inputs.
-- Reads of contracts: bids, processes, tenderers (published).
-- Parameters: $most.
-- Steps: tendered.
with
counted as (
    select
        b.ocid,
        count(distinct b.tenderer_id) as tenderers
    from tendered as b
    where
        coalesce(b.status, 'pending') not in ('invited', 'withdrawn')
        and b.tenderer_id is not null
    group by b.ocid
)

select
    p.ocid as subject,
    cast(coalesce(p.tenderers, c.tenderers) as double) as value,
    cast($most as double) as threshold,
    coalesce(p.tenderers, c.tenderers) between 1 and $most as flagged,
    case when coalesce(p.tenderers, c.tenderers) is null then 'tender/numberOfTenderers' end
        as missing,
    coalesce(p.tenderers, c.tenderers) as tenderers,
    p.method
from processes as p
left join counted as c on p.ocid = c.ocid
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.method in ('open', 'selective')

-- Why did these firms bid as one, when each could alone?
-- One row per process: value (firms), threshold, flagged, missing, inputs.
-- Reads of contracts: bids, processes, tenderers (published).
-- Parameters: $least.
with joined as (
    select
        b.ocid,
        b.bid_id,
        count(d.tenderer_id) as firms
    from bids as b
    left join tenderers as d on b.ocid = d.ocid and b.bid_id = d.part_id and d.part = 'bid'
    where coalesce(b.status, 'pending') not in ('invited', 'withdrawn')
    group by b.ocid, b.bid_id
),

widest as (
    select
        j.ocid,
        count(*) as bids,
        max(j.firms) as firms
    from joined as j
    group by j.ocid
)

select
    p.ocid as subject,
    cast(w.firms as double) as value,
    cast($least as double) as threshold,
    w.firms >= $least as flagged,
    case
        when w.bids is null then 'bids/details'
        when w.firms = 0 then 'bids/details/tenderers'
    end as missing,
    w.bids
from processes as p
left join widest as w on p.ocid = w.ocid
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.method in ('open', 'selective')

-- Why did a bid win that came after the deadline?
-- One row per process: value (hours late), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, bids, processes, suppliers, tenderers, tenders (published).
-- Parameters: $hours.
with late as (
    select
        b.ocid,
        max(b.date_at) as date_at,
        sum(case when b.date_at is null then 1 else 0 end) as unknown
    from bids as b
    inner join tenderers as d on b.ocid = d.ocid and b.bid_id = d.part_id and d.part = 'bid'
    inner join suppliers as s on d.ocid = s.ocid and d.tenderer_id = s.supplier_id
    inner join awards as a on s.ocid = a.ocid and s.award_id = a.award_id
    where b.status = 'valid' and a.status = 'active'
    group by b.ocid
)

select
    p.ocid as subject,
    cast(date_diff('second', t.closed_at, l.date_at) as double)
    / nullif(cast(3600 as double), 0) as value,
    cast($hours as double) as threshold,
    cast(date_diff('second', t.closed_at, l.date_at) as double)
    > cast($hours as double) * 36e2 as flagged,
    case
        when t.closed_at is null then 'tender/tenderPeriod/endDate'
        when
            l.unknown > 0
            and coalesce(
                cast(date_diff('second', t.closed_at, l.date_at) as double)
                <= cast($hours as double) * 36e2,
                true
            )
            then 'bids/details/date'
    end as missing,
    t.closed_at as closed,
    l.date_at as handed_in
from processes as p
inner join late as l on p.ocid = l.ocid
left join tenders as t on p.ocid = t.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled'

-- How many bids a process has that were made and stand, and how many of them are disqualified.
-- One row per process with such bids: buyer_id, procuring_entity_id, bids, disqualified.
-- Reads of contracts: bids, processes, tenders (published).
with counted as (
    select
        b.ocid,
        count(*) as bids,
        sum(case when b.status = 'disqualified' then 1 else 0 end) as disqualified
    from bids as b
    where b.status is not null and b.status not in ('invited', 'withdrawn')
    group by b.ocid
)

select
    p.ocid,
    p.buyer_id,
    t.procuring_entity_id,
    c.bids,
    c.disqualified
from counted as c
inner join processes as p on c.ocid = p.ocid
left join tenders as t on c.ocid = t.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled'

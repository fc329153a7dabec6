-- Bids that were made and stand, each with what it is worth beside the others of its process.
-- One row per bid: status, told (1 where it has a value), worth (in one currency).
-- Reads of contracts: bids (published).
with currencies as (
    select
        b.ocid,
        min(b.currency) = max(b.currency) as alike
    from bids as b
    where b.status is not null and b.status not in ('invited', 'withdrawn') and b.amount is not null
    group by b.ocid
)

select
    b.ocid,
    b.bid_id,
    b.status,
    case when b.amount is null or b.currency is null then 0 else 1 end as told,
    case
        when b.currency is null then null when c.alike then b.amount else b.home_amount
    end as worth
from bids as b
left join currencies as c on b.ocid = c.ocid
where b.status is not null and b.status not in ('invited', 'withdrawn')

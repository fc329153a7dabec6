-- How many of the ten fields that most questions need are filled?
-- One row per buyer: value (share of ten fields), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: none.
select
    p.buyer_id as subject,
    cast(
        count(p.title)
        + count(p.method)
        + count(p.category)
        + count(p.tender_amount)
        + count(p.tender_opened)
        + count(p.tender_closed)
        + count(p.award_date)
        + count(p.award_amount)
        + count(p.contract_amount)
        + count(p.status) as double
    )
    / nullif(cast(count(*) as double) * 1e1, 0) as value,
    cast(null as double) as threshold,
    false as flagged,
    cast(null as varchar) as missing,
    count(*) as processes
from processes as p
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and p.buyer_id is not null
group by p.buyer_id

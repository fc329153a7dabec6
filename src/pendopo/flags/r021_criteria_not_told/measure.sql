-- By which criteria were the bids compared?
-- One row per process: value (facts), threshold, flagged, missing, inputs.
-- Reads of contracts: processes, tenders (published).
-- Parameters: $least.
select
    t.ocid as subject,
    case when t.award_criteria_details is null then 0e0 else 1e0 end as value,
    cast($least as double) as threshold,
    t.award_criteria_details is null as flagged,
    cast(null as varchar) as missing,
    t.award_criteria as criteria
from tenders as t
inner join processes as p on t.ocid = p.ocid
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.method in ('open', 'selective')
    and coalesce(t.award_criteria, 'ratedCriteria') not in ('priceOnly', 'costOnly', 'lowestCost')

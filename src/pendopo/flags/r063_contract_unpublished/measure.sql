-- Where is the contract?
-- One row per process: value (days since the award), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: $as_of, $days.
select
    p.ocid as subject,
    cast(date_diff('day', p.award_date, $as_of) as double) as value,
    cast($days as double) as threshold,
    date_diff('day', p.award_date, $as_of) > $days as flagged,
    case when p.award_date is null then 'awards/date' end as missing,
    p.award_date
from processes as p
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.awards > 0
    and coalesce(p.contracts, 0) = 0
    and coalesce(p.award_date <= $as_of, true)

-- Why did it take so long to decide?
-- One row per process: value (days), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: $days.
select
    p.ocid as subject,
    cast(date_diff('day', p.tender_closed, p.award_date) as double) as value,
    cast($days as double) as threshold,
    date_diff('day', p.tender_closed, p.award_date) > $days as flagged,
    case
        when p.tender_closed is null then 'tender/tenderPeriod/endDate'
        when p.award_date is null then 'awards/date'
    end as missing,
    p.tender_closed as closed,
    p.award_date
from processes as p
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.method in ('open', 'selective')
    and p.awards > 0

-- Why did bidders have so few days to prepare?
-- One row per process: value (days), threshold, flagged, missing, inputs.
-- Reads of contracts: processes, tenders (published).
-- Parameters: $days.
select
    t.ocid as subject,
    cast(date_diff('second', t.opened_at, t.closed_at) as double)
    / nullif(cast(86400 as double), 0) as value,
    cast($days as double) as threshold,
    cast(date_diff('second', t.opened_at, t.closed_at) as double)
    < cast($days as double) * 864e2 as flagged,
    case
        when t.opened_at is null then 'tender/tenderPeriod/startDate'
        when t.closed_at is null then 'tender/tenderPeriod/endDate'
    end as missing,
    t.opened_at as opened,
    t.closed_at as closed,
    t.method_details as method
from tenders as t
inner join processes as p on t.ocid = p.ocid
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled'

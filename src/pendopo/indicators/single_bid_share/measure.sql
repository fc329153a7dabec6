-- What share of competitive tenders had a single bidder?
-- One row: value (share from 0 to 1, DOUBLE; null where no tender qualifies).
-- Reads: contracts.processes (published). Parameters: $as_of.
select
    cast(sum(case when tenderers = 1 then 1 else 0 end) as double)
    / nullif(cast(count(*) as double), 0) as value
from processes
where
    method in ('open', 'selective')
    and tenderers >= 1
    and coalesce(status, '') <> 'cancelled'
    and coalesce(tender_closed, award_date, tender_opened) <= $as_of

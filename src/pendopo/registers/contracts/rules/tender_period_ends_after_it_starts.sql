-- The tender closes for bids at {closes} UTC, before it opens at {opens} UTC.
-- weight: warn   table: tenders   column: period_end   source: OCDS 1.1, tender/tenderPeriod
-- write: Write the end of the tender period, no earlier than its start.
select
    line,
    period_start as opens,
    period_end as closes
from tenders
where period_end < period_start

-- Why does the estimate lie just below the ceiling above which a stricter method is the law?
-- One row per process: value (share of the ceiling), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: $ceiling, $near.
select
    p.ocid as subject,
    cast(p.tender_home_amount as double) / nullif(cast($ceiling as double), 0) as value,
    cast($near as double) as threshold,
    p.tender_home_amount <= $ceiling
    and cast(p.tender_home_amount as double)
    >= cast($near as double) * cast($ceiling as double) as flagged,
    case
        when $ceiling is null then 'setting: ceiling'
        when p.tender_home_amount is not null then null
        when p.tender_amount is null or p.tender_currency is null then 'tender/value'
        else 'exchange rate'
    end as missing,
    p.tender_home_amount as estimate,
    $ceiling as ceiling
from processes as p
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.method in ('limited', 'direct')

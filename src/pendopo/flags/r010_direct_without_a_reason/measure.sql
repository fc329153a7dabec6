-- Why was this bought without competition?
-- One row per process: value (reasons), threshold, flagged, missing, inputs.
-- Reads of contracts: processes, tenders (published).
-- Parameters: $floor.
select
    p.ocid as subject,
    case when t.method_rationale is null then 0e0 else 1e0 end as value,
    cast(1 as double) as threshold,
    t.method_rationale is null and p.tender_home_amount >= $floor as flagged,
    case
        when p.tender_home_amount is not null then null
        when p.tender_amount is null or p.tender_currency is null then 'tender/value'
        else 'exchange rate'
    end as missing,
    p.method,
    t.method_details as local_method,
    p.tender_home_amount as estimate
from processes as p
left join tenders as t on p.ocid = t.ocid
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.method in ('limited', 'direct')
    and coalesce(p.tender_home_amount, $floor) >= $floor

-- Why is the price so close to the estimate, or above it?
-- One row per process: value (share of the estimate), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: $share.
select
    p.ocid as subject,
    case
        when p.tender_currency = p.award_currency
            then cast(p.award_amount as double) / nullif(cast(p.tender_amount as double), 0)
        else cast(p.award_home_amount as double) / nullif(cast(p.tender_home_amount as double), 0)
    end as value,
    cast($share as double) as threshold,
    case
        when p.tender_currency = p.award_currency
            then
                cast(p.award_amount as double)
                >= cast($share as double) * cast(p.tender_amount as double)
        else
            cast(p.award_home_amount as double)
            >= cast($share as double) * cast(p.tender_home_amount as double)
    end and p.tender_amount > 0 as flagged,
    case
        when p.tender_amount is null or p.tender_amount = 0 then 'tender/value'
        when p.award_amount is null and p.award_home_amount is null then 'awards/value'
        when
            coalesce(p.tender_currency <> p.award_currency, true)
            and (p.award_home_amount is null or p.tender_home_amount is null)
            then 'exchange rate'
    end as missing,
    p.tender_amount as estimate,
    p.award_amount as awarded,
    p.award_currency as currency
from processes as p
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and p.awards > 0

-- Why is the contract worth more than what was awarded?
-- One row per process: value (share of the award), threshold, flagged, missing, inputs.
-- Reads of contracts: processes (published).
-- Parameters: $share.
select
    p.ocid as subject,
    case
        when p.award_currency = p.contract_currency
            then cast(p.contract_amount as double) / nullif(cast(p.award_amount as double), 0)
        else cast(p.contract_home_amount as double) / nullif(cast(p.award_home_amount as double), 0)
    end as value,
    cast($share as double) as threshold,
    case
        when p.award_currency = p.contract_currency
            then
                cast(p.contract_amount as double)
                > cast($share as double) * cast(p.award_amount as double)
        else
            cast(p.contract_home_amount as double)
            > cast($share as double) * cast(p.award_home_amount as double)
    end as flagged,
    case
        when p.award_amount is null and p.award_home_amount is null then 'awards/value'
        when p.contract_amount is null and p.contract_home_amount is null then 'contracts/value'
        when
            coalesce(p.award_currency <> p.contract_currency, true)
            and (p.award_home_amount is null or p.contract_home_amount is null)
            then 'exchange rate'
    end as missing,
    p.award_amount as awarded,
    p.contract_amount as contracted,
    p.contract_currency as currency
from processes as p
where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and p.contracts > 0

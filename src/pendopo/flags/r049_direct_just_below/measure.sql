-- Why does the awarded price lie just below the ceiling for direct awards?
-- One row per process: value (share of the ceiling), threshold, flagged, missing, inputs.
-- Reads of contracts: awards, processes (published).
-- Parameters: $ceiling, $near.
with told as (
    select
        v.ocid,
        sum(case when v.amount is null or v.currency is null then 1 else 0 end) as untold
    from awards as v
    where coalesce(v.status, '') not in ('cancelled', 'unsuccessful')
    group by v.ocid
)

select
    p.ocid as subject,
    cast(p.award_home_amount as double) / nullif(cast($ceiling as double), 0) as value,
    cast($near as double) as threshold,
    p.award_home_amount <= $ceiling
    and cast(p.award_home_amount as double)
    >= cast($near as double) * cast($ceiling as double) as flagged,
    case
        when $ceiling is null then 'setting: ceiling'
        when p.award_home_amount is not null then null
        when t.untold = 0 then 'exchange rate'
        else 'awards/value'
    end as missing,
    p.award_home_amount as awarded,
    $ceiling as ceiling
from processes as p
left join told as t on p.ocid = t.ocid
where
    p.quarantined is null
    and coalesce(p.status, '') <> 'cancelled'
    and p.method = 'direct'
    and p.awards > 0

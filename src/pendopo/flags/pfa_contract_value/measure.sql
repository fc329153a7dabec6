-- Is this one of the large contracts, which deserve a look first?
-- One row per process: value (score, 1 to 5), threshold, flagged, missing, inputs.
-- Reads of contracts: contracts, processes (published).
-- Parameters: $high, $low, $score.
with
told as (
    select
        v.ocid,
        sum(case when v.amount is null or v.currency is null then 1 else 0 end) as untold
    from contracts as v
    where coalesce(v.status, '') not in ('cancelled', 'unsuccessful')
    group by v.ocid
),

scored as (
    select
        p.ocid,
        p.contract_home_amount as amount,
        case
            when p.contract_home_amount <= $low then 1 when
                p.contract_home_amount > $high
                then 5 when
                p.contract_home_amount > $low
                then 3
        end as score
    from processes as p
    where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and p.contracts > 0
)

select
    s.ocid as subject,
    cast(s.score as double) as value,
    cast($score as double) as threshold,
    s.score >= $score as flagged,
    case
        when $low is null or $high is null then 'setting: low, high'
        when s.amount is not null then null
        when t.untold = 0 then 'exchange rate'
        else 'contracts/value'
    end as missing,
    s.amount as contracted
from scored as s
left join told as t on s.ocid = t.ocid

-- Why was more paid than the contract is worth?
-- One row per process: value (share of the contract), threshold, flagged, missing, inputs.
-- Reads of contracts: contracts, processes, transactions (published).
-- Parameters: $share.
with paid as (
    select
        x.ocid,
        sum(x.amount) as amount,
        sum(x.home_amount) as home_amount,
        min(x.currency) as currency,
        count(distinct x.currency) as currencies,
        sum(case when x.amount is null or x.currency is null then 1 else 0 end) as unknown,
        sum(case when x.home_amount is null then 1 else 0 end) as without_rate
    from transactions as x
    left join contracts as c on x.ocid = c.ocid and x.contract_id = c.contract_id
    where coalesce(c.status, '') not in ('cancelled', 'unsuccessful')
    group by x.ocid
),

both_sides as (
    select
        p.ocid,
        x.unknown,
        case
            when x.currencies = 1 and x.currency = p.contract_currency then x.amount when
                x.without_rate = 0
                then x.home_amount
        end as paid,
        case
            when x.currencies = 1 and x.currency = p.contract_currency then p.contract_amount when
                x.without_rate = 0
                then p.contract_home_amount
        end as contracted,
        p.contract_amount,
        p.contract_home_amount
    from processes as p
    inner join paid as x on p.ocid = x.ocid
    where p.quarantined is null and coalesce(p.status, '') <> 'cancelled' and p.contracts > 0
)

select
    b.ocid as subject,
    case
        when b.unknown = 0 then cast(b.paid as double) / nullif(cast(b.contracted as double), 0)
    end as value,
    cast($share as double) as threshold,
    b.unknown = 0
    and cast(b.paid as double) > cast($share as double) * cast(b.contracted as double) as flagged,
    case
        when b.unknown > 0 then 'contracts/implementation/transactions/value'
        when b.contract_amount is null and b.contract_home_amount is null then 'contracts/value'
        when b.paid is null or b.contracted is null then 'exchange rate'
    end as missing,
    b.paid,
    b.contracted
from both_sides as b
